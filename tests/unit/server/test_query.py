"""The filter language, against documents in a real (temporary) database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from automl_server.db import Database
from automl_server.documents import Documents
from automl_server.entities import TASK
from automl_server.errors import ApiError
from automl_server.migrations import migrate
from automl_server.projection import Projection
from automl_server.query import paging, where

DOCUMENTS: list[dict[str, Any]] = [
    {"id": "a", "name": "first", "tags": ["x"], "status": "created", "last_iteration": 1},
    {"id": "b", "name": "second (2)", "tags": ["x", "y"], "status": "queued", "last_iteration": 5},
    {"id": "c", "name": "third", "tags": ["y"], "status": "queued", "parent": "a"},
    {"id": "d", "name": "FOURTH", "tags": [], "status": "failed", "comment": 'it\'s "quoted"'},
]


@pytest.fixture(scope="module")
def tasks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Documents]:
    db = Database(tmp_path_factory.mktemp("query") / "test.sqlite")
    migrate(db)
    documents = Documents(db, TASK)
    for document in DOCUMENTS:
        documents.insert(
            {
                **document,
                "hyperparams": {"A": {"it's": {"value": document["id"]}}},
                "runtime": {"n": ord(document["id"])},
                "last_update": f"2024-01-0{DOCUMENTS.index(document) + 1}T00:00:00.000000+00:00",
            }
        )
    yield documents
    db.close()


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, "abcd"),
        ({"unknown": "ignored"}, "abcd"),
        ({"name": "ir"}, "ac"),
        ({"name": "^first$"}, "a"),
        ({"name": r"^second\ \(2\)$"}, "b"),
        ({"name": "^second (2)$"}, ""),
        ({"name": r"^first\$"}, ""),
        ({"tags": ["x"]}, "ab"),
        ({"tags": "x"}, "ab"),
        ({"tags": ["x", "y"]}, "abc"),
        ({"tags": ["__$all", "x", "y"]}, "b"),
        ({"tags": ["__$all", "x", "__$not", "y"]}, "a"),
        ({"tags": ["__$or", "x", "__$not", "y"]}, "abd"),
        ({"tags": ["x", "-y"]}, "a"),
        ({"tags": ["-x", "-y"]}, "d"),
        ({"tags": ["__$not", "x"]}, "cd"),
        ({"tags": [None]}, "d"),
        ({"tags": ["x", None]}, "abd"),
        ({"tags": []}, "abcd"),
        ({"filters": {"tags": {"all": {"include": ["x", "y"]}}}}, "b"),
        ({"filters": {"tags": None}, "tags": ["x"]}, "abcd"),
        ({"filters": {"tags": {"any": None, "all": {"include": ["x", "y"], "exclude": None}}}}, "b"),
        ({"filters": {"tags": {"any": {"include": ["x"]}, "all": {"exclude": ["y"]}, "op": "or"}}}, "abd"),
        ({"status": ["queued"], "parent": "a"}, "c"),
        ({"parent": [None]}, "abd"),
        ({"id": ["a", "d", "zz"]}, "ad"),
        ({"last_iteration": [2, None]}, "b"),
        ({"last_iteration": [None, 2]}, "acd"),
        ({"last_update": [">=2024-01-02", "<2024-01-04"]}, "bc"),
        ({"last_update": ["2024-01-02T00:00:00Z", None]}, "bcd"),
        ({"last_update": ">2024-01-03T01:00:00+01:00"}, "d"),
        ({"hyperparams.A.it's.value": ["b"]}, "b"),
        ({"hyperparams.A.it%27s.value": ["-b"]}, "acd"),
        ({'hyperparams.A".x': ["b"]}, ""),
        ({"runtime.n": 98}, "b"),
        ({"_any_": {"fields": ["name", "comment"], "pattern": "fourth|FIRST"}}, "ad"),
        ({"_all_": {"fields": ["name", "comment"], "pattern": "t"}}, "d"),
        ({"_any_": {"fields": ["last_update"], "datetime": [None, "2024-01-01T12:00:00"]}}, "a"),
        ({"search_text": "first SECOND"}, "ab"),
        ({"search_text": "first second -FIRST"}, "b"),
        ({"search_text": '"cond (2)" -third'}, "b"),
    ],
)
def test_filters(tasks: Documents, parameters: dict[str, Any], expected: str) -> None:
    found = tasks.find({**parameters, "only_fields": ["id"]})
    assert "".join(sorted(task["id"] for task in found)) == expected


@pytest.mark.parametrize(
    ("parameters", "subcode"),
    [
        ({"name": "("}, 21),
        ({"name": 5}, 16),
        ({"name": "x" * 5000}, 16),
        ({"tags": [5]}, 16),
        ({"tags": ["__$unknown"]}, 16),
        ({"tags": ["__$not"]}, 16),
        ({"tags": ["-"]}, 16),
        ({"last_iteration": 5}, 12),
        ({"last_iteration": [None, None]}, 12),
        ({"last_update": "yesterday"}, 16),
        ({"runtime.n": [1]}, 20),
        ({"_any_": {"pattern": "x"}}, 16),
        ({"filters": {"tags": 5}}, 12),
        ({"filters": {"tags": {"any": {"includes": ["x"]}}}}, 12),
        ({"order_by": "nothing"}, 14),
        ({"order_by": "user.role"}, 14),
        ({"order_by": "project.nothing"}, 14),
        ({"order_by": "parent.project.name"}, 14),
        ({"only_fields": ["nothing"]}, 14),
        ({"page_size": 0}, 12),
    ],
)
def test_refusals(tasks: Documents, parameters: dict[str, Any], subcode: int) -> None:
    with pytest.raises(ApiError) as caught:
        tasks.find(parameters)
    assert (caught.value.kind.code, caught.value.kind.subcode) == (400, subcode)


def test_order_puts_the_empty_last(tasks: Documents) -> None:
    def order(*fields: str) -> str:
        return "".join(task["id"] for task in tasks.find({"order_by": list(fields)}))

    assert order("last_iteration") == "abcd"
    assert order("-last_iteration") == "badc"
    assert order("-status", "name") == "bcda"
    assert order("-last_update") == "dcba"


def test_projection_keeps_exactly_what_is_asked_for(tasks: Documents) -> None:
    found = tasks.find({"id": ["a"], "only_fields": ["name", "hyperparams.A.it's.value", "comment"]})
    assert found == [{"name": "first", "hyperparams": {"A": {"it's": {"value": "a"}}}}]
    assert "hyperparams" not in tasks.find({"id": ["a"], "only_fields": ["-hyperparams"]})[0]


def test_pages_are_capped() -> None:
    assert paging({}) == (0, 500)
    assert paging({"page": 2, "page_size": 100}) == (200, 100)
    assert paging({"page_size": 100000}) == (0, 500)
    assert paging({"start": 7, "size": 3}) == (7, 3)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    wanted=st.lists(st.sampled_from(["x", "y", "z"]), max_size=3),
    unwanted=st.lists(st.sampled_from(["x", "y", "z"]), max_size=3),
    every=st.booleans(),
)
def test_tag_operators_mean_what_sets_mean(
    tasks: Documents, wanted: list[str], unwanted: list[str], every: bool
) -> None:
    terms = ["__$all"] if every else []
    terms += wanted + (
        [part for tag in unwanted for part in ("__$not", tag)] if every else [f"-{tag}" for tag in unwanted]
    )
    found = {task["id"] for task in tasks.find({"tags": terms, "only_fields": ["id"]})}
    expected = set()
    for document in DOCUMENTS:
        tags = set(document["tags"])
        has = set(wanted) <= tags if every else not wanted or bool(set(wanted) & tags)
        if has and not set(unwanted) & tags:
            expected.add(document["id"])
    assert found == expected


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_text_is_only_a_value(text: str) -> None:
    """Whatever a client sends as a value or path never becomes SQL."""
    for parameters in ({"tags": [f"t{text}"]}, {f"hyperparams.{text}": ["v"]}):
        sql = where(parameters, TASK)
        assert sql.text.count("?") >= len(sql.values) > 0 or "NULL" in sql.text


def test_regular_expressions_are_found_where_mongo_would(tasks: Documents, tmp_path: Path) -> None:
    assert len(tasks.find({"name": "^f"})) == 1
    assert len(tasks.find({"name": "(?i)^f"})) == 2


def test_a_path_inside_another_one_is_asked_for_once_however_many_there_are() -> None:
    many = [f"hyperparams.a{number}" for number in range(50_000)]
    wanted = Projection.of({"only_fields": ["hyperparams.ab.c", "hyperparams.ab", "hyperparams.abc", *many]}, TASK)
    assert wanted.include[:2] == ("hyperparams.ab", "hyperparams.abc")
    assert len(wanted.include) == 50_002


@pytest.mark.parametrize("order", ["parent.name", "-user.name", "project.name", "-company.name"])
def test_order_by_a_name_elsewhere(tasks: Documents, order: str) -> None:
    found = tasks.find({"order_by": [order, "-id"], "only_fields": ["id"]})
    assert "".join(task["id"] for task in found) == ("cdba" if order == "parent.name" else "dcba")
