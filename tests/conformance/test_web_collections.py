"""Requests of the official web application for its pages of data sets, pipelines and reports, for the figures of a task
and of a model, and for its settings: none is refused, none is empty where there is something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from tests.integration.server.conftest import Client

from .test_web_application import NOT, found
from .things import new_model, new_project, new_queue, unique

CARD = ["name", "company", "user", "created", "default_output_destination", "basename", "system_tags"]
KINDS = {"dataset": ("datasets", "data_processing"), "pipeline": ("pipelines", "controller")}
"""The system tag of a collection: the folder it lies in, the type of the tasks that are its versions or runs."""


@dataclass(frozen=True)
class Collections:
    """A project with one collection of each kind."""

    word: str
    project: str
    places: dict[str, str]
    versions: dict[str, str]


@pytest.fixture(scope="module")
def shop(client: Client) -> Iterator[Collections]:
    word = unique("collections").replace(" ", "")
    project = new_project(client, word)
    places, versions = {}, {}
    for tag, (folder, kind) in KINDS.items():
        new_project(client, f"{word}/.{folder}", system_tags=["hidden"])
        places[tag] = new_project(client, f"{word}/.{folder}/one", system_tags=["hidden", tag], tags=["t"])
        shown = {"project": places[tag], "system_tags": [tag], "type": kind, "runtime": {"version": "1.0.0"}}
        versions[tag] = client.new_task("one", **shown)
    size = {"ds_file_count": 3, "ds_total_size": 12}
    client.call("tasks.edit", task=versions["dataset"], force=True, runtime={"version": "1.0.0", **size})
    client.call("reports.create", name=f"{word} report", project=project)
    yield Collections(word, project, places, versions)
    client.call("projects.delete", project=project, force=True, delete_contents=True)


def cards(client: Client, **asked: Any) -> list[dict[str, Any]]:
    """What a page of cards shows."""
    page = {"stats_for_state": "active", "include_stats": True, "scroll_id": None, "size": 12, "search_hidden": True}
    page |= {"order_by": ["featured", "-last_update"], "only_fields": [*CARD, "tags", "last_update"], **asked}
    return client.call("projects.get_all_ex", **page)["projects"]


@pytest.mark.parametrize("tag", KINDS)
def test_cards_of_a_kind(client: Client, shop: Collections, tag: str) -> None:
    folder, kind = KINDS[tag]
    stats = {"include_dataset_stats": True} if tag == "dataset" else {}
    only = {"include_stats_filter": {"system_tags": [tag], "type": [kind]}, "system_tags": [tag], **stats}
    of_kind = {"name": rf"/\.{folder}/", "shallow_search": False, **only}
    (card,) = cards(client, **of_kind, id=[shop.places[tag]])
    assert (card["basename"], card["tags"], card["stats"]["active"]["total_tasks"]) == ("one", ["t"], 1)
    if tag == "dataset":
        assert card["dataset_stats"] == {"file_count": 3, "total_size": 12}
    by_word = {"_any_": {"pattern": "one", "fields": ["id", "basename", "description"]}}
    assert shop.places[tag] in [card["id"] for card in cards(client, **of_kind, **by_word, size=500)]


@pytest.mark.parametrize("tag", [*KINDS, "report"])
def test_the_same_by_project(client: Client, shop: Collections, tag: str) -> None:
    nested = {"children_type": tag, "shallow_search": True, "permission_roots_only": True, "stats_with_children": True}
    assert shop.project in [card["id"] for card in cards(client, **nested, size=500)]
    (above,) = cards(client, id=shop.project, children_type=tag, check_own_contents=True, stats_with_children=True)
    stats = above["stats"]
    assert (stats["datasets"]["count"] if tag == "dataset" else stats["active"]["total_tasks"]) == 1
    if tag in KINDS:
        holder = rf"^{shop.word}/\.{KINDS[tag][0]}$"
        wanted = {"children_tags_filter": {"any": {"include": ["t"]}}} if tag == "dataset" else {}
        assert cards(client, name=holder, children_type=tag, check_own_contents=True, **wanted)


@pytest.mark.parametrize("tag", KINDS)
def test_versions_and_runs(client: Client, shop: Collections, tag: str) -> None:
    fields = [
        "name",
        "status",
        "started",
        "runtime._pipeline_hash",
        "runtime.version",
        "hyperparams.properties.version",
    ]
    asked = {"project": [shop.places[tag]], "search_hidden": True, "include_subprojects": False, "scroll_id": None}
    asked |= {"system_tags": ["__$and", tag, NOT, "archived"], "type": [KINDS[tag][1]], "size": 15}
    asked |= {"only_fields": fields, "order_by": ["-last_update"], "refresh_scroll": False}
    (version,) = client.call("tasks.get_all_ex", **asked)["tasks"]
    assert version["runtime"] == {"version": "1.0.0"}
    whole = ["configuration", "runtime", "execution.artifacts", "parent.name", "parent.project.id", "hyperparams"]
    assert found(client, "tasks.get_by_id_ex", id=[shop.versions[tag]], only_fields=[*whole, "id"])


def test_a_new_run(client: Client, shop: Collections) -> None:
    run, queue = shop.versions["pipeline"], new_queue(client)
    asked = {"project": [shop.places["pipeline"]], "only_fields": ["name", "execution.queue", "hyperparams.Args"]}
    newest = {"order_by": ["-started"], "type": ["controller"], "search_hidden": True, "page": 0, "page_size": 1}
    assert found(client, "tasks.get_all_ex", **{**asked, "only_fields": ["id", *asked["only_fields"]]}, **newest) == [
        run
    ]
    started = client.call(
        "pipelines.start_pipeline", task=run, queue=queue, args=[{"name": "n", "value": "5"}], verify_watched_queue=True
    )
    assert (started["enqueued"], started["queue_watched"]) == (True, False)
    clone = client.task(started["pipeline"])
    assert (clone["status"], clone["hyperparams"]["Args"]["n"]["value"]) == ("queued", "5")
    children = {"parent": [started["pipeline"]], "status": ["in_progress", "queued"], "only_fields": ["name"]}
    assert client.call("tasks.get_all_ex", **children, page_size=2000)["tasks"] == []
    stopped = client.call("tasks.stop_many", ids=[started["pipeline"]], include_pipeline_steps=True)
    assert [one["id"] for one in stopped["succeeded"]] == [started["pipeline"]]


def test_the_figures_of_a_task_and_of_a_model(client: Client, shop: Collections) -> None:
    owners = {client.new_task(project=shop.project): False, new_model(client, project=shop.project, ready=False): True}
    for owner, of_model in owners.items():
        base = {"task": owner, "metric": "m", "iter": 1, "model_event": of_model}
        image = {**base, "type": "training_debug_image", "variant": "image", "url": "https://x/a.png"}
        curve = {**base, "type": "training_stats_scalar", "variant": "curve", "value": 2.0}
        single = {**curve, "metric": "Summary", "variant": "single", "iter": -(2**31)}
        client.send_events(image, curve, single, {**base, "type": "plot", "variant": "plot", "plot_str": "{}"})
        many, one = {"tasks": [owner], "model_events": of_model}, {"task": owner, "model_events": of_model}
        call = client.call
        images = call("events.debug_images", metrics=[{"task": owner, "metric": None}], iters=3, model_events=of_model)
        assert images["metrics"][0]["iterations"][0]["events"][0]["url"] == "https://x/a.png"
        kinds = call("events.get_task_metrics", **many, event_type="training_debug_image")
        assert kinds["metrics"] == [{"task": owner, "metrics": ["m"]}]
        sample = call("events.get_debug_image_sample", **one, metric="m", variant="image", iteration=1, scroll_id=None)
        assert sample["event"]["iter"] == 1
        assert call("events.next_debug_image_sample", **one, scroll_id=sample["scroll_id"])["event"] is None
        names = call("events.get_multi_task_metrics", **many, event_type="training_stats_scalar")["metrics"]
        assert {name["metric"] for name in names} == {"m", "Summary"}
        curves = call("events.scalar_metrics_iter_histogram", **one, key="iter", metrics=None, samples=6000)
        assert curves["m"]["curve"]["y"] == [2.0]
        values = call("events.get_task_single_value_metrics", **many)["tasks"][0]["values"]
        assert [(value["variant"], value["value"]) for value in values] == [("single", 2.0)]
        assert call("events.get_task_plots", **one, iters=5, no_scroll=True)["returned"] == 1
        plots = call("events.get_multi_task_plots", **many, iters=1, no_scroll=True, last_iters_per_task_metric=True)
        assert plots["plots"]["m"]["plot"][owner]


def test_settings(client: Client) -> None:
    client.call("server.info")
    client.call("server.report_stats_option")
    client.call("login.supported_modes", state="{}", callback_url_prefix="http://localhost/callback_")
    me = client.call("users.get_current_user", get_supported_features=True)
    kept = client.call("users.get_preferences")["preferences"]
    word = unique("kept")
    client.call("users.set_preferences", preferences={**kept, "view": {"theme": word}})
    assert client.call("users.get_preferences")["preferences"]["view"] == {"theme": word}
    client.call("users.set_preferences", preferences=kept)
    client.call("users.update", user=me["user"]["id"], name=me["user"]["name"])
    key = client.call("auth.create_credentials", label="of a test")["credentials"]["access_key"]
    client.call("auth.edit_credentials", access_key=key, label="other")
    listed = {one["access_key"]: one for one in client.call("auth.get_credentials")["credentials"]}
    assert listed[key]["label"] == "other"
    client.call("auth.revoke_credentials", access_key=key)
