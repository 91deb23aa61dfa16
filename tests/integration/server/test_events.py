"""Events as the full server's clients see them: what is counted, summed up, paged and leafed through."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from .conftest import Client, Refused, Server
from .test_api import refused

SINGLE = -(2**31)


def event(kind: str, task: str, iteration: int, **fields: Any) -> dict[str, Any]:
    return {"type": kind, "task": task, "iter": iteration, "timestamp": 1_000_000 + max(0, iteration), **fields}


def scalar(task: str, iteration: int, value: float, **fields: Any) -> dict[str, Any]:
    return event("training_stats_scalar", task, iteration, **{"metric": "m", "variant": "v", "value": value, **fields})


def only_entry(document: dict[str, Any]) -> dict[str, Any]:
    """The one metric in `last_metrics`."""
    (variants,) = document["last_metrics"].values()
    (entry,) = variants.values()
    return dict(entry)


def test_errors_are_counted_by_kind_and_one_good_event_is_enough(client: Client) -> None:
    bad = [
        event("no such type", "x", 1),
        {"type": "plot", "task": None},
        event("plot", "unknown", 1),
        event("plot", "unknown", 1),
        "not an object",
        {"task": "x"},
    ]
    with pytest.raises(Refused) as caught:
        client.send_events(*bad)
    assert caught.value.codes == (400, 131)
    task = client.new_task()
    answer = client.send_events(*bad, event("training_debug_image", task, 1))
    assert (answer["added"], answer["errors"]) == (1, 6)
    assert answer["errors_info"]["Invalid task id unknown"] == 2
    assert len(client.call("events.get_task_events", task=task)["events"]) == 1


@pytest.mark.parametrize("wrong", [{"iter": "x"}, {"iter": 2**70}, {"timestamp": 10**18}, {"value": "high"}])
def test_numbers_that_are_none_are_not_stored(client: Client, wrong: dict[str, Any]) -> None:
    task = client.new_task()
    assert client.send_events(scalar(task, 1, 1.0), {**scalar(task, 2, 2.0), **wrong})["added"] == 1


@pytest.mark.parametrize("variant", ["v", None])
def test_last_metrics_over_two_batches(client: Client, variant: str | None) -> None:
    task = client.new_task()
    events = [scalar(task, i, float(i), variant=variant, x_axis_label=f"label {i}") for i in range(100)]
    client.send_events(*events[:50])
    client.send_events(*events[50:])
    entry = only_entry(client.task(task))
    assert (entry["value"], entry["iter"], entry["count"], entry["mean_value"]) == (99, 99, 100, 49.5)
    assert (entry["min_value"], entry["min_value_iteration"]) == (0, 0)
    assert (entry["max_value"], entry["max_value_iteration"]) == (99, 99)
    assert (entry["first_value"], entry["first_value_iteration"]) == (0, 0)
    assert entry["x_axis_label"] == "label 99"
    assert client.call("events.get_task_latest_scalar_values", task=task)["last_iter"] == 99
    curve = client.call("events.scalar_metrics_iter_histogram", task=task)["m"][variant or ""]
    assert curve["x_axis_label"] == "label 99"


def test_what_is_sent_again_for_an_iteration_takes_the_place_of_what_was_there(client: Client) -> None:
    task = client.new_task()
    plot = {"metric": "p", "variant": "q"}
    client.send_events(
        *(scalar(task, i, float(i)) for i in range(10)),
        scalar(task, 3, 30.0),
        *(event("plot", task, 0, **plot, plot_str=text) for text in ("{}", '{"new": 1}')),
    )
    curve = client.call("events.scalar_metrics_iter_histogram", task=task)["m"]["v"]
    assert (len(curve["x"]), curve["y"][3]) == (10, 30.0)
    assert [one["plot_str"] for one in client.call("events.get_task_plots", task=task)["plots"]] == ['{"new": 1}']
    assert (client.task(task)["last_iteration"], only_entry(client.task(task))["max_value_iteration"]) == (9, 3)
    assert client.call("events.get_task_events", task=task)["total"] == 11
    client.call("events.delete_for_task", task=task)
    assert client.call("events.get_task_events", task=task)["total"] == 0


def test_single_values_stand_apart_from_the_curve(client: Client) -> None:
    task = client.new_task("named task")
    client.send_events(*(scalar(task, i or SINGLE, float(i)) for i in range(10)))
    wanted = {"metric": "m", "variants": ["v"]}
    raw = client.call("events.scalar_metrics_iter_raw", task=task, batch_size=100, metric=wanted, count_total=True)
    assert (raw["returned"], raw["total"]) == (10, 10)
    assert raw["variants"]["v"] == {"iter": [i or SINGLE for i in range(10)], "y": list(range(10))}
    assert client.call("events.scalar_metrics_iter_histogram", task=task)["m"]["v"]["x"] == list(range(1, 10))
    (found,) = client.call("events.get_task_single_value_metrics", tasks=[task])["tasks"]
    assert (found["task"], found["task_name"], found["values"][0]["value"]) == (task, "named task", 0)
    other = [{"metric": "other", "variants": ["v"]}]
    assert client.call("events.get_task_single_value_metrics", tasks=[task], metrics=other)["tasks"] == []
    assert only_entry(client.task(task))["value"] == 9
    client.call("events.add", **scalar(task, SINGLE, 1000.0))
    assert only_entry(client.task(task))["value"] == 1000
    (found,) = client.call("events.get_task_single_value_metrics", tasks=[task])["tasks"]
    assert [value["value"] for value in found["values"]] == [1000]


def test_raw_scalars_scroll_to_their_end(client: Client) -> None:
    task = client.new_task()
    client.send_events(*(scalar(task, i, float(i)) for i in range(100)))
    answer = client.call("events.scalar_metrics_iter_raw", task=task, batch_size=15, metric={"metric": "m"})
    assert answer["total"] is None
    iterations: list[int] = []
    pages = 0
    while answer["returned"]:
        pages += 1
        iterations += answer["variants"]["v"]["iter"]
        answer = client.call(
            "events.scalar_metrics_iter_raw", task=task, metric={"metric": "m"}, scroll_id=answer["scroll_id"]
        )
    assert (pages, iterations) == (7, list(range(100)))
    again = {"task": task, "metric": {"metric": "m"}}
    assert refused(client, "events.scalar_metrics_iter_raw", **again, scroll_id="no such") == (400, 1104)
    assert refused(client, "events.scalar_metrics_iter_raw", **again, batch_size=-1) == (400, 12)


@pytest.mark.parametrize(("samples", "expected"), [(None, 100), (100, 100), (10, 10), (1, 1)])
def test_curves_are_sampled(client: Client, samples: int | None, expected: int) -> None:
    task = client.new_task()
    client.send_events(*(scalar(task, i, float(i)) for i in range(100)))
    size = {} if samples is None else {"samples": samples}
    curve = client.call("events.scalar_metrics_iter_histogram", task=task, **size)["m"]["v"]
    width = 100 // expected
    assert curve["x"] == [i * width for i in range(expected)]
    assert curve["y"] == [sum(range(i * width, (i + 1) * width)) / width for i in range(expected)]


def test_axes_of_curves(client: Client) -> None:
    task = client.new_task()
    client.send_events(*(scalar(task, i, float(i), timestamp=5000 - 1000 * i) for i in range(3)))

    def x(key: str) -> list[Any]:
        curve = client.call("events.scalar_metrics_iter_histogram", task=task, key=key)["m"]["v"]
        return list(curve["x"])

    assert x("iter") == [0, 1, 2]
    assert x("timestamp") == [3000, 4000, 5000]
    assert x("iso_time")[0].startswith("1970-01-01T00:00:03")
    for wrong in ({"key": "colour"}, {"samples": 0}, {"samples": 10**6}, {"samples": "many"}):
        assert refused(client, "events.scalar_metrics_iter_histogram", task=task, **wrong) == (400, 12)


def test_several_tasks_side_by_side(client: Client) -> None:
    tasks = [client.new_task(f"side {i}") for i in range(2)]
    client.send_events(
        *(
            scalar(task, i, 1.0, metric=f"M{m}", variant=f"V{v}")
            for task in tasks
            for i in range(3)
            for m in range(3)
            for v in range(3)
        )
    )
    curves = client.call("events.multi_task_scalar_metrics_iter_histogram", tasks=tasks)["metrics"]
    assert {metric: len(variants) for metric, variants in curves.items()} == {"M0": 3, "M1": 3, "M2": 3}
    assert curves["M0"]["V0"][tasks[1]] == {"name": "side 1", "x": [0, 1, 2], "y": [1.0, 1.0, 1.0]}
    some = [{"metric": "M1", "variants": ["V0", "V2"]}]
    curves = client.call("events.multi_task_scalar_metrics_iter_histogram", tasks=tasks, metrics=some)["metrics"]
    assert {metric: list(variants) for metric, variants in curves.items()} == {"M1": ["V0", "V2"]}


def test_names_of_metrics_of_every_kind(client: Client) -> None:
    first, second = client.new_task(), client.new_task()
    client.send_events(
        event("training_debug_image", first, 1, metric="A", variant="x"),
        event("training_debug_image", first, 1, metric="B", variant="x"),
        event("log", first, 1, metric="B", variant="x"),
        event("training_debug_image", second, 1, metric="C", variant="x"),
    )
    tasks = [first, second]

    def names(kind: str) -> dict[str, list[str]]:
        found = client.call("events.get_task_metrics", tasks=tasks, event_type=kind)["metrics"]
        return {item["task"]: item["metrics"] for item in found}

    assert names("training_debug_image") == {first: ["A", "B"], second: ["C"]}
    assert names("log") == {first: ["B"], second: []}
    merged = client.call("events.get_multi_task_metrics", tasks=tasks)["metrics"]
    assert merged == [{"metric": name, "variants": ["x"]} for name in "ABC"]
    assert client.call("events.get_multi_task_metrics", tasks=tasks, event_type="plot")["metrics"] == []
    assert refused(client, "events.get_task_metrics", tasks=tasks, event_type="colour") == (400, 12)


def test_events_of_models(client: Client) -> None:
    model = client.call("models.create", name="with events", uri="file:///a", labels={}, ready=False)["id"]
    assert refused(client, "events.add", type="log", task=model, msg="x", model_event=True) == (400, 131)
    client.send_events(
        *(
            scalar(model, i, float(i), metric=f"M{m}", model_event=True, x_axis_label=f"L{m}")
            for i in range(2)
            for m in range(3)
        )
    )
    curves = client.call("events.scalar_metrics_iter_histogram", task=model, model_events=True)
    assert list(curves) == ["M0", "M1", "M2"]
    assert curves["M0"]["v"] == {"name": "v", "x": [0, 1], "y": [0.0, 1.0], "x_axis_label": "L0"}
    names = client.call("events.get_multi_task_metrics", tasks=[model], model_events=True)["metrics"]
    assert [item["metric"] for item in names] == ["M0", "M1", "M2"]
    shown = client.call("models.get_all_ex", id=[model], only_fields=["last_metrics", "last_iteration"])["models"][0]
    assert shown["last_iteration"] == 1
    assert len(shown["last_metrics"]) == 3
    mixed = [scalar(model, 1, 1.0, model_event=True), scalar(model, 1, 1.0)]
    with pytest.raises(Refused) as caught:
        client.send_events(*mixed)
    assert caught.value.codes == (400, 12)
    assert client.call("events.delete_for_model", model=model)["deleted"] is True
    client.call("models.set_ready", model=model)
    assert refused(client, "events.delete_for_model", model=model) == (400, 201)
    assert refused(client, "events.add", **scalar(model, 1, 1.0, model_event=True)) == (400, 131)
    assert client.call("events.add", **scalar(model, 1, 1.0, model_event=True, allow_locked=True))["added"] == 1


def test_log_pages_both_ways_filters_and_clearing(client: Client) -> None:
    task = client.new_task()
    client.send_events(*(event("log", task, i, timestamp=1000 * (i + 1), msg=f"line {i}") for i in range(10)))

    def page(**options: Any) -> list[int]:
        answer = client.call("events.get_task_log", task=task, batch_size=5, **options)
        assert answer["total"] == 10
        return [line["iter"] for line in answer["events"]]

    assert page() == [9, 8, 7, 6, 5]
    assert page(from_timestamp=6000) == [4, 3, 2, 1, 0]
    assert page(from_timestamp=1000) == []
    assert page(from_timestamp=5000, navigate_earlier=False) == [5, 6, 7, 8, 9]
    assert page(order="asc") == [5, 6, 7, 8, 9]
    assert page(navigate_earlier=False, order="desc") == [4, 3, 2, 1, 0]
    client.send_events(*(event("log", task, i, msg="m", metric="special", variant="v") for i in range(2)))
    total = client.call("events.get_task_log", task=task, metrics=[{"metric": "special"}])["total"]
    assert total == 2
    assert client.call("events.clear_task_log", task=task, exclude_metrics=["special"])["deleted"] == 10
    assert client.call("events.clear_task_log", task=task, threshold_sec=10**9)["deleted"] == 2
    names = client.call("events.get_task_metrics", tasks=[task], event_type="log")["metrics"]
    assert names == [{"task": task, "metrics": []}]


def test_old_clients_scroll_the_log(client: Client) -> None:
    task = client.new_task()
    client.send_events(*(event("log", task, i, timestamp=1000 + i, msg=str(i)) for i in range(5)))

    def old(**data: Any) -> dict[str, Any]:
        return client.unpack(client.http.post("/v2.5/events.get_task_log", json={"task": task, **data}))

    first = old(batch_size=3, order="asc")
    rest = old(batch_size=3, order="asc", scroll_id=first["scroll_id"])
    end = old(scroll_id=rest["scroll_id"])
    assert [line["msg"] for line in first["events"] + rest["events"]] == list("01234")
    assert (end["events"], end["scroll_id"]) == ([], "FFFF")
    assert [line["msg"] for line in old(**{"from": "tail"}, batch_size=2)["events"]] == ["4", "3"]


def test_log_as_a_file(server: Server, client: Client) -> None:
    task = client.new_task()
    client.send_events(event("log", task, 0, timestamp=0, level="info", worker="w", msg="{level} first"))
    url = f"{server.urls['api']}/events.download_task_log"

    def download(**data: Any) -> httpx.Response:
        return client.http.post(url, json={"task": task, **data})

    answer = download()
    assert answer.headers["content-type"].startswith("text/plain")
    assert f"task_{task}.log" in answer.headers["content-disposition"]
    line = json.loads(answer.text)
    assert (line["msg"], line["asctime"], "task" in line) == ("{level} first", 0, False)
    plain = download(line_type="text", line_format="{level}: {msg}")
    assert plain.text == "info: {level} first\n"
    assert download(line_type="text", line_format="{msg.__class__}").json()["meta"]["result_subcode"] == 16


def test_events_of_any_kind_scroll(client: Client) -> None:
    task = client.new_task()
    client.send_events(
        *(scalar(task, i, 1.0) for i in range(7)),
        event("plot", task, 3, metric="p", variant="q", plot_str="{}"),
        event("training_debug_image", task, 9, metric="i", variant="j", key="a", url="u1"),
        event("training_debug_image", task, 9, metric="i", variant="j", key="b", url="u2"),
    )
    answer = client.call("events.get_task_events", task=task, batch_size=4)
    assert answer["total"] == 10
    seen = []
    while answer["events"]:
        seen += [(one["iter"], one["type"], one.get("url")) for one in answer["events"]]
        answer = client.call("events.get_task_events", task=task, scroll_id=answer["scroll_id"])
    assert [iteration for iteration, _, _ in seen] == [0, 1, 2, 3, 3, 4, 5, 6, 9, 9]
    assert {url for _, _, url in seen[-2:]} == {"u1", "u2"}
    newest = client.call("events.get_task_events", task=task, order="desc", event_type="plot", count_total=False)
    assert (len(newest["events"]), newest["total"]) == (1, None)
    metric = client.call("events.get_scalar_metric_data", task=task, metric="m")
    assert [one["iter"] for one in metric["events"]] == [6, 5, 4, 3, 2, 1, 0]
    client.call("events.clear_scroll", scroll_id=metric["scroll_id"])
    assert refused(client, "events.get_task_events", task=task, scroll_id=metric["scroll_id"]) == (400, 1104)
    assert refused(client, "events.get_task_events", task=task, event_type="colour") == (400, 12)


def test_vectors(client: Client) -> None:
    task = client.new_task()
    vector = {"metric": "m", "variant": "v"}
    client.send_events(*(event("training_stats_vector", task, i, **vector, values=[i, i]) for i in range(3)))
    answer = client.call("events.vector_metrics_iter_histogram", task=task, **vector)
    assert (answer["iterations"], answer["vectors"]) == ([0, 1, 2], [[0, 0], [1, 1], [2, 2]])
    assert client.call("events.get_vector_metrics_and_variants", task=task)["metrics"] == {"m": ["v"]}


def test_plots_of_several_tasks_at_each_metrics_last_iteration(client: Client) -> None:
    first, second = client.new_task(), client.new_task()

    def plot(task: str, iteration: int, metric: str, variant: str) -> dict[str, Any]:
        text = f"{metric} {variant} {iteration}"
        return event("plot", task, iteration, metric=metric, variant=variant, plot_str=text)

    client.send_events(
        plot(first, 1, "A", "AX"),
        plot(first, 2, "B", "BX"),
        plot(first, 3, "B", "BX"),
        plot(first, 3, "C", "CX"),
        plot(second, 1, "C", "CX"),
        plot(second, 2, "A", "AY"),
    )
    plots = client.call("events.get_multi_task_plots", tasks=[first, second])["plots"]
    assert {metric: sorted(variants) for metric, variants in plots.items()} == {
        "A": ["AX", "AY"],
        "B": ["BX"],
        "C": ["CX"],
    }
    assert list(plots["B"]["BX"][first]) == ["3"]
    assert plots["C"]["CX"][second]["1"]["plots"][0]["plot_str"] == "C CX 1"
    only = client.call("events.get_multi_task_plots", tasks=[first, second], metrics=[{"metric": "A"}])["plots"]
    assert list(only) == ["A"]
    by_task = client.call("events.get_multi_task_plots", tasks=[first], last_iters_per_task_metric=False)["plots"]
    assert sorted(by_task) == ["B", "C"]
    single = client.call("events.get_task_plots", task=first)["plots"]
    assert [plot["plot_str"] for plot in single] == ["A AX 1", "B BX 3", "C CX 3"]
    client.call("tasks.reset", task=first)
    assert client.call("events.get_task_plots", task=first)["plots"] == []


def iteration_page(client: Client, endpoint: str, task: str, **data: Any) -> tuple[list[tuple[int, list[str]]], str]:
    """([(iteration, variants)], scroll id) of the first task."""
    answer = client.call(endpoint, **{"metrics": [{"task": task}], "iters": 5, **data})
    (shown,) = answer["metrics"]
    assert shown["task"] == task
    return [(i["iter"], [e["variant"] for e in i["events"]]) for i in shown["iterations"]], answer["scroll_id"]


def test_debug_images_whose_addresses_are_used_again_are_gone(client: Client) -> None:
    task = client.new_task()
    assert iteration_page(client, "events.debug_images", task)[0] == []
    recycled = {"V1": 7, "V2": 4}
    client.send_events(
        *(
            event("training_debug_image", task, i, metric="M", variant=variant, url=f"{variant} {i % different}")
            for i in range(10)
            for variant, different in recycled.items()
        )
    )
    wanted = {"metrics": [{"task": task, "metric": "M"}]}
    both, one = ["V1", "V2"], ["V1"]
    page, scroll = iteration_page(client, "events.debug_images", task, **wanted)
    latest = [(9, both), (8, both), (7, both), (6, both), (5, one)]
    assert page == latest
    assert iteration_page(client, "events.debug_images", task, scroll_id=scroll)[0] == [(4, one), (3, one)]
    assert iteration_page(client, "events.debug_images", task, scroll_id=scroll)[0] == []
    assert iteration_page(client, "events.debug_images", task, scroll_id=scroll, navigate_earlier=False)[0] == latest
    assert iteration_page(client, "events.debug_images", task, scroll_id=scroll, navigate_earlier=False)[0] == []
    assert iteration_page(client, "events.debug_images", task, scroll_id=scroll)[0] == [(4, one), (3, one)]
    assert iteration_page(client, "events.debug_images", task, scroll_id=scroll, refresh=True)[0] == latest


def test_what_is_leafed_through_changes_only_on_refresh(client: Client) -> None:
    task = client.new_task()
    client.send_events(*(event("plot", task, 1, metric="M1", variant=v, plot_str=v) for v in ("V1", "V2")))
    page, scroll = iteration_page(client, "events.plots", task, iters=1)
    assert page == [(1, ["V1", "V2"])]
    client.send_events(*(event("plot", task, 2, metric="M2", variant=v, plot_str=v) for v in ("V3", "V4")))
    assert iteration_page(client, "events.plots", task, iters=1, scroll_id=scroll)[0] == []
    page, _ = iteration_page(client, "events.plots", task, iters=1, scroll_id=scroll, refresh=True)
    assert page == [(2, ["V3", "V4"])]


def test_one_debug_image_and_the_next(client: Client) -> None:
    task = client.new_task()
    image = {"task": task, "metric": "M", "variant": "V"}
    empty = client.call("events.get_debug_image_sample", **image)
    assert [empty[name] for name in ("event", "min_iteration", "max_iteration")] == [None, None, None]
    client.send_events(
        *(event("training_debug_image", task, i, metric="M", variant="V", url=f"{i % 4}") for i in range(10))
    )
    answer = client.call("events.get_debug_image_sample", **image)
    assert (answer["event"]["iter"], answer["min_iteration"], answer["max_iteration"]) == (9, 6, 9)
    answer = client.call("events.get_debug_image_sample", **image, iteration=8, scroll_id=answer["scroll_id"])
    assert answer["event"]["iter"] == 8

    def following(earlier: bool) -> int | None:
        step = {"task": task, "scroll_id": answer["scroll_id"], "navigate_earlier": earlier}
        shown = client.call("events.next_debug_image_sample", **step)["event"]
        return None if shown is None else int(shown["iter"])

    assert [following(False), following(False)] == [9, None]
    assert [following(True) for _ in range(4)] == [8, 7, 6, None]
    assert refused(client, "events.next_debug_image_sample", task=task, scroll_id="none") == (400, 1104)


def test_next_debug_image_goes_through_the_variants(client: Client) -> None:
    task = client.new_task()
    client.send_events(
        *(
            event("training_debug_image", task, i, metric="M", variant=v, url=f"{v} {i}")
            for i in range(2)
            for v in ("V1", "V2")
        )
    )
    answer = client.call("events.get_debug_image_sample", task=task, metric="M", variant="V1")
    assert answer["event"]["url"] == "V1 1"

    def following(**step: Any) -> str | None:
        shown = client.call("events.next_debug_image_sample", task=task, scroll_id=answer["scroll_id"], **step)
        return shown["event"] and str(shown["event"]["url"])

    assert [following(navigate_earlier=False) for _ in range(2)] == ["V2 1", None]
    assert [following() for _ in range(4)] == ["V1 1", "V2 0", "V1 0", None]


def test_plots_of_a_metric_and_the_next(client: Client) -> None:
    task = client.new_task()
    metrics = [("M1", "a"), ("M1", "b"), ("M2", "c"), ("M2", "d")]
    client.send_events(
        *(event("plot", task, i, metric=m, variant=v, plot_str=f"{v}{i}") for i in range(2) for m, v in metrics)
    )

    def sample(**data: Any) -> tuple[list[str], str]:
        answer = client.call("events.get_plot_sample", task=task, metric="M1", **data)
        assert (answer["min_iteration"], answer["max_iteration"]) == (0, 1)
        return [one["plot_str"] for one in answer["events"]], answer["scroll_id"]

    def following(scroll: str, **step: Any) -> list[str]:
        answer = client.call("events.next_plot_sample", task=task, scroll_id=scroll, **step)
        return [one["plot_str"] for one in answer["events"]]

    shown, scroll = sample()
    assert shown == ["a1", "b1"]
    assert following(scroll, navigate_earlier=False) == []
    assert [following(scroll), following(scroll)] == [["a0", "b0"], []]
    shown, scroll = sample(navigate_current_metric=False)
    assert following(scroll, navigate_earlier=False) == ["c1", "d1"]
    assert [following(scroll), following(scroll)] == [["a1", "b1"], ["c0", "d0"]]
    assert following(scroll, next_iteration=True) == []
    assert following(scroll, next_iteration=True, navigate_earlier=False) == ["a1", "b1"]
    assert sample(iteration=0)[0] == ["a0", "b0"]
    assert client.call("events.get_plot_sample", task=task, metric="none")["events"] == []


def test_published_tasks_keep_their_events(client: Client) -> None:
    task = client.new_task()
    client.send_events(scalar(task, 1, 1.0))
    client.call("tasks.started", task=task)
    client.call("tasks.completed", task=task)
    client.call("tasks.publish", task=task)
    assert refused(client, "events.add", **scalar(task, 2, 1.0)) == (400, 131)
    assert refused(client, "events.delete_for_task", task=task) == (400, 101)
    assert refused(client, "events.clear_task_log", task=task) == (400, 101)
    assert client.call("events.add", **scalar(task, 2, 1.0), allow_locked=True)["added"] == 1
    assert client.call("events.delete_for_task", task=task, allow_locked=True)["deleted"] is True


def test_metric_stats_keep_every_metric(client: Client) -> None:
    task = client.new_task()
    client.send_events(scalar(task, 1, 1.0))
    client.send_events(event("plot", task, 5, metric="m", plot_str='{"source": "https://example.invalid/a.png"}'))
    (stats,) = client.task(task)["metric_stats"].values()
    kinds = stats["event_stats_by_type"]
    assert {kind: entry["last_update"] for kind, entry in kinds.items()} == {
        "training_stats_scalar": 1_000_001,
        "plot": 1_000_005,
    }
    plot = client.call("events.get_task_plots", task=task)["plots"][0]
    assert plot["source_urls"] == ["https://example.invalid/a.png"]


def test_images_of_one_metric_name_it(client: Client) -> None:
    task = client.new_task()
    image = {"type": "training_debug_image", "task": task, "iter": 0, "metric": "m", "variant": "v", "url": "a.png"}
    client.send_events(image, {**image, "metric": "n"})
    (one,) = client.call("events.debug_images", metrics=[{"task": task, "metric": "m"}])["metrics"]
    assert (one["task"], one["metric"], len(one["iterations"])) == (task, "m", 1)
    (all_of_it,) = client.call("events.debug_images", metrics=[{"task": task}])["metrics"]
    assert "metric" not in all_of_it


def scrolling_calls(task: str) -> list[tuple[str, dict[str, Any]]]:
    """Every call that hands out or takes a scroll id."""
    item = {"task": task, "metric": "p"}
    return [
        ("events.plots", {"metrics": [item]}),
        ("events.debug_images", {"metrics": [item]}),
        ("events.get_plot_sample", item),
        ("events.get_debug_image_sample", {**item, "variant": "v"}),
        ("events.next_plot_sample", {"task": task}),
        ("events.next_debug_image_sample", {"task": task}),
        ("events.get_task_events", {"task": task, "event_type": "plot"}),
        ("events.get_scalar_metric_data", item),
        ("events.scalar_metrics_iter_raw", {"task": task, "metric": {"metric": "p"}}),
        ("tasks.get_all_ex", {"id": [task], "size": 1}),
        ("projects.get_all_ex", {"size": 1}),
    ]


def test_a_scroll_of_another_call_or_task_is_answered_or_refused(client: Client) -> None:
    first, second = client.new_task(), client.new_task()
    for task in (first, second):
        client.send_events(
            event("plot", task, 1, metric="p", variant="v", plot_str="{}"),
            event("training_debug_image", task, 1, metric="p", variant="v", url=f"http://x/{task}.png"),
            scalar(task, 1, 0.5, metric="p"),
        )
    given = [
        answer["scroll_id"]
        for name, data in scrolling_calls(first)
        if not name.startswith("events.next") and (answer := client.call(name, **{"scroll_id": None, **data}))
    ]
    assert len(given) == 9
    assert None not in given
    for task in (first, second):
        for scroll in given:
            for name, data in scrolling_calls(task):
                answer = client.http.post(f"/{name}", json={**data, "scroll_id": scroll})
                codes = (answer.status_code, answer.json()["meta"]["result_subcode"])
                assert codes in ((200, 0), (400, 1104)), (name, answer.text)


def test_a_page_of_plots_is_of_the_tasks_asked_for(client: Client) -> None:
    tasks = [client.new_task() for _ in range(2)]
    client.send_events(*(event("plot", task, 1, metric="p", variant="v", plot_str="{}") for task in tasks))
    _, scroll = iteration_page(client, "events.plots", tasks[0])
    shown, _ = iteration_page(client, "events.plots", tasks[1], scroll_id=scroll)
    assert [at for at, _ in shown] == [1]
