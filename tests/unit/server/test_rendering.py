"""What SQLite renders is what Python would have sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from automl_server.config import Settings
from automl_server.entities import MODEL, TASK
from automl_server.joins import find_joined, renderer_of
from automl_server.store import Store

FIELDS = [name for name in TASK.fields if name not in TASK.hidden]
AWKWARD = 'a "quoted" \\ back\nslash, 100 %s \u2028 日本語 \x01'
PATHS = [
    "project.name",
    "project.*",
    "user.name",
    "parent.name",
    "parent.hyperparams.Args.size.value",
    "parent.project",
    "parent.project.name",
    "parent.project.parent.name",
    "parent.*",
    "project.parent.user.name",
    "models.input.model.task.name",
    "models.input.model.task.project.id",
    "execution.queue.name",
    "execution.queue.system_tags",
    "execution.queue",
    "execution.artifacts",
    "execution.artifacts.key",
    "execution.parameters",
    "execution.absent.deeper",
    "models.input",
    "models.input.model.name",
    "models.output.*.model.name",
    "models.input.name",
    "hyperparams.Args",
    "hyperparams.Args.size.value",
    "hyperparams.Args.with%2Edot.value",
    "hyperparams.Absent.size",
    "hyperparams.it's.x",
    "runtime.n",
    "runtime.n.deeper",
    "runtime.none",
    "runtime.deep.list",
    "runtime.deep.absent",
    "script.requirements.pip",
    "last_metrics.*",
    "tags",
    "-script",
    "-hyperparams.Args",
]
LEFT_TO_PYTHON = {
    *["parent.project.parent.name", "parent.*", "project.parent.user.name", "parent.models", "parent.parent.*"],
    *["models.input.model.task.name", "models.input.model.task.project.id", "models.input.model.name"],
    *["models.output.*.model.name", "models.input.name", "execution.artifacts.key", "-hyperparams.Args"],
}
"""Further away than one reference, within a list, or taken away from within."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(Settings(home=tmp_path_factory.mktemp("rendering")))
    me = store.access.identity_of(store.access.ensure_admin("Tester"))
    project = store.projects.ensure("one/two", me)
    queue = store.queues.create({"name": "a queue", "system_tags": ["default"]}, me)
    parent = store.tasks.create({"name": AWKWARD, "type": "training", "comment": "", "project": project}, me)
    model = store.models.create({"name": "a model", "uri": "file:///x", "labels": {"cat": 1}, "task": parent}, me)
    child = store.tasks.create(
        {
            "name": "the child",
            "type": "testing",
            "project": project,
            "parent": parent,
            "comment": AWKWARD,
            "tags": ["x", AWKWARD],
            "hyperparams": {"Args": {"size": {"value": "3"}, "with.dot": {"value": AWKWARD}}, "it's": {"x": {}}},
            "runtime": {"n": 1.5, "none": None, "big": 2**60, "deep": {"list": [{"a": 1}, 2]}},
            "script": {"requirements": {"pip": AWKWARD}},
            "execution": {"artifacts": [{"key": "b", "uri": "u"}, {"key": "a", "mode": "input"}]},
            "models": {"input": [{"name": "in", "model": model}, {"name": "gone", "model": "no such id"}]},
        },
        me,
    )
    store.tasks.update(child, {"execution": {"queue": queue, "artifacts": [{"key": "b"}]}})
    other = store.tasks.create({"name": "orphan", "type": "training"}, me)
    store.tasks.update(other, {"parent": "__DELETED__x", "project": "gone", "script": None, "execution": {"queue": ""}})
    yield store
    store.close()


def rendered(store: Store, parameters: dict[str, Any], *, joined: bool, entity: Any = TASK) -> tuple[Any, int]:
    renderer = renderer_of(parameters, entity, joined=joined)
    assert renderer.possible
    pages, count = store.documents(entity.name).rendered(renderer, parameters)
    return [document for page in pages for document in orjson.loads(b"[%b]" % page.text)], count


def expected(store: Store, parameters: dict[str, Any], *, joined: bool, entity: Any = TASK) -> Any:
    documents = store.documents(entity.name)
    found = find_joined(parameters, documents, store.documents) if joined else documents.find(parameters)
    return orjson.loads(orjson.dumps(found))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fields=st.lists(st.sampled_from(sorted({*FIELDS, *PATHS} - LEFT_TO_PYTHON)), max_size=6), joined=st.booleans())
def test_same_as_python(store: Store, fields: list[str], joined: bool) -> None:
    parameters: dict[str, Any] = {"only_fields": fields, "order_by": ["-created"]}
    if not joined:
        parameters["only_fields"] = [path for path in fields if not path.startswith(("project.", "user.", "parent."))]
    found, count = rendered(store, parameters, joined=joined)
    assert found == expected(store, parameters, joined=joined)
    assert count == 3


@pytest.mark.parametrize("path", [*PATHS, "parent.models", "parent.parent.*", "parent.execution.queue.*", "project.*"])
def test_sqlite_takes_whatever_is_thought_possible(store: Store, path: str) -> None:
    parameters = {"only_fields": [path], "order_by": ["-created"]}
    is_possible = renderer_of(parameters, TASK, joined=True).possible
    assert is_possible == (path not in LEFT_TO_PYTHON)
    if is_possible:
        assert rendered(store, parameters, joined=True)[0] == expected(store, parameters, joined=True)


@pytest.mark.parametrize(
    ("path", "is_possible"),
    [("task.*", False), ("task.models", False), ("task.parent.*", False), ("task.project.*", True)],
)
def test_a_model_shows_all_of_its_task(store: Store, path: str, is_possible: bool) -> None:
    parameters = {"only_fields": [path]}
    shown = expected(store, parameters, joined=True, entity=MODEL)
    assert shown[0]["task"]
    assert renderer_of(parameters, MODEL, joined=True).possible == is_possible
    if is_possible:
        assert rendered(store, parameters, joined=True, entity=MODEL)[0] == shown


@pytest.mark.parametrize("joined", [False, True])
def test_models(store: Store, joined: bool) -> None:
    assert rendered(store, {}, joined=joined, entity=MODEL)[0] == expected(store, {}, joined=joined, entity=MODEL)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("parent.project.name", ["parent", "project", "name"]),
        ("parent.project.id", ["parent", "project", "id"]),
        ("parent.project", ["parent", "project", "id"]),
        ("parent.project.parent.name", ["parent", "project", "parent", "name"]),
        ("models.input.model.task.project.name", ["models", "input", 0, "model", "task", "project", "name"]),
    ],
)
def test_what_is_referred_to_shows_what_it_refers_to(store: Store, path: str, shown: list[Any]) -> None:
    (value,) = expected(store, {"only_fields": [path], "name": "^the child$"}, joined=True)
    for part in shown:
        value = value[part]
    assert isinstance(value, str)


def test_nothing_found(store: Store) -> None:
    assert rendered(store, {"name": "^no such$"}, joined=True) == ([], 0)


def test_order_and_page(store: Store) -> None:
    for tag in range(50):
        me = store.access.identity_of(store.access.ensure_admin("Tester"))
        store.tasks.create({"name": f"numbered {tag * 7 % 50:02}", "type": "training", "tags": ["numbered"]}, me)
    parameters = {"tags": ["numbered"], "order_by": ["-name"], "page": 1, "page_size": 20, "only_fields": ["name"]}
    found, count = rendered(store, parameters, joined=False)
    assert [task["name"] for task in found] == [f"numbered {n:02}" for n in range(29, 9, -1)]
    assert count == 20


@pytest.mark.parametrize("path", ['hyperparams.a"b', "hyperparams.a\\b", "-script.binary", "hyperparams.a\x00b"])
def test_awkward_paths_are_left_to_python(path: str) -> None:
    assert not renderer_of({"only_fields": ["name", path]}, TASK, joined=False).possible
