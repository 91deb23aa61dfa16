"""Bodies that are not quite what the schemas say, and that the full server takes: each is taken, and kept in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from automl_server.config import Settings
from automl_server.errors import ApiError
from automl_server.params import Params
from automl_server.service import Call, Origin
from automl_server.services import catalogue
from automl_server.store import Store
from automl_server.store.identity import Identity
from automl_server.version import LATEST, Version

ENDPOINTS = catalogue()
NUMBERS = [("12", 12), (" 7 ", 7), (3.9, 3), (-1.0, -1), (True, 1)]
TRUE, FALSE = (True, 1, 0.5, "true", "True", "yes", "1"), (False, 0, 0.0, "", "false", "False", None)
NOTHING: tuple[Any, ...] = (None, "", [], {}, 0, False)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store(Settings(home=tmp_path_factory.mktemp("odd")))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def me(store: Store) -> Identity:
    return store.access.identity_of(store.access.ensure_admin("Tester"))


class Caller:
    """Calls endpoints without HTTP."""

    def __init__(self, store: Store, me: Identity) -> None:
        self.store, self.me = store, me

    def __call__(self, endpoint: str, *, version: Version = LATEST, **body: Any) -> dict[str, Any]:
        """The data of the answer. Raises ApiError for a refusal."""
        found = ENDPOINTS.find(endpoint, version)
        assert found is not None
        origin = Origin("worker", "127.0.0.1", "")
        return found(Call(Params(body), [], self.me, version, origin, self.store, ENDPOINTS))

    def new_task(self, **fields: Any) -> str:
        """The id of a new draft."""
        return self("tasks.create", name="odd", type="training", **fields)["id"]

    def task(self, task: str) -> dict[str, Any]:
        """A task as it is kept."""
        return self.store.tasks.require(task)


@pytest.fixture(scope="module")
def call(store: Store, me: Identity) -> Caller:
    return Caller(store, me)


@pytest.mark.parametrize(("sent", "kept"), NUMBERS)
def test_numbers_of_a_task_are_whole(call: Caller, sent: Any, kept: int) -> None:
    artifact = {"key": "a", "type": "custom", "content_size": sent, "timestamp": sent}
    execution = {"test_split": sent, "model_labels": {"cat": sent}, "artifacts": [artifact]}
    created, edited = call.new_task(execution=execution), call.new_task()
    call("tasks.edit", task=edited, execution=execution)
    cloned = call("tasks.clone", task=call.new_task(), execution_overrides=execution)["id"]
    put = call.new_task()
    call("tasks.add_or_update_artifacts", task=put, artifacts=[artifact])
    for task in (created, edited, cloned):
        found = call.task(task)["execution"]
        numbers = found["test_split"], found["model_labels"]["cat"]
        assert all(type(number) is int and number == kept for number in numbers)
    for task in (created, edited, cloned, put):
        (found,) = call.task(task)["execution"]["artifacts"]
        assert (found["content_size"], found["timestamp"]) == (kept, kept)
        assert type(found["timestamp"]) is int


@pytest.mark.parametrize("sent", ["", "1.5", "x", [], {}, 1e30, "9" * 5000])
def test_what_stands_for_no_whole_number_is_refused(call: Caller, sent: Any) -> None:
    task = call.new_task()
    with pytest.raises(ApiError):
        call.new_task(execution={"test_split": sent})
    with pytest.raises(ApiError):
        call("tasks.add_or_update_model", task=task, name="m", type="output", model="m", iteration=sent)
    with pytest.raises(ApiError):
        call("events.add", task=task, type="log", iter=sent, msg="x")


@pytest.mark.parametrize(("sent", "kept"), NUMBERS)
def test_numbers_of_a_call_are_whole(call: Caller, sent: Any, kept: int) -> None:
    task = call.new_task()
    model = call("models.create", name="odd", uri="file:///x", task=task)["id"]
    call("tasks.add_or_update_model", task=task, name="m", type="output", model=model, iteration=sent)
    assert call.task(task)["last_iteration"] == max(kept, 0)
    call("models.edit", model=model, comment="x", iteration=sent)
    assert call.task(task)["last_iteration"] == max(kept, 0)
    call("events.add", task=task, type="training_stats_scalar", metric="m", variant="v", value=1, iter=sent)
    assert call("events.get_scalar_metric_data", task=task, metric="m")["events"][0]["iter"] == kept


@pytest.mark.parametrize("yes", TRUE)
def test_whatever_means_yes(call: Caller, yes: Any) -> None:
    task = call.new_task()
    call.store.tasks.change(task, {"status": "completed"}, call.me)
    assert call("tasks.edit", task=task, comment="x", force=yes)["updated"] == 1


@pytest.mark.parametrize("no", FALSE)
def test_whatever_means_no(call: Caller, no: Any) -> None:
    task = call.new_task()
    call.store.tasks.change(task, {"status": "completed"}, call.me)
    with pytest.raises(ApiError):
        call("tasks.edit", task=task, comment="x", force=no)


@pytest.mark.parametrize("nothing", NOTHING)
def test_whatever_stands_for_an_empty_list(call: Caller, nothing: Any) -> None:
    task = call.new_task(tags=["kept"])
    cloned = call("tasks.clone", task=task, new_task_tags=nothing, new_task_input_models=nothing)["id"]
    assert call.task(cloned)["tags"] == ["kept"]
    call("tasks.update_tags", ids=[task], add_tags=nothing, remove_tags=["kept"])
    assert call.task(task)["tags"] == []
    assert "training" in call("tasks.get_types", projects=nothing)["types"]
    with pytest.raises(ApiError, match="too short"):
        call("tasks.update_tags", ids=nothing)


@pytest.mark.parametrize(
    "fields",
    [
        {"execution": {"model": "m"}, "models": "x"},
        {"output": {"model": "m"}, "models": [1]},
        {"execution": {"docker_cmd": "image"}, "container": "x"},
    ],
)
def test_what_an_old_client_says_twice_must_fit_both_times(call: Caller, fields: dict[str, Any]) -> None:
    with pytest.raises(ApiError, match="an object is expected"):
        call("tasks.create", version=Version.parse("2.9"), name="odd", type="training", **fields)


def test_a_public_task_is_handed_out_with_whose_it_is(call: Caller) -> None:
    task, queue = call.new_task(), call("queues.create", name="public")["id"]
    call("tasks.enqueue", task=task, queue=queue)
    call("tasks.make_public", ids=[task])
    info = call("queues.get_next_task", queue=queue, get_task_info=True)["task_info"]
    assert info == {"company": "", "user": call.me.user}


def test_a_worker_may_name_no_queue(call: Caller) -> None:
    call("workers.status_report", worker="odd", timestamp=1, queues=[""])
    (found,) = call("workers.get_all")["workers"]
    assert [queue["num_tasks"] for queue in found["queues"]] == [0]
