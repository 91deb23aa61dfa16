"""`organization.*`: the table of a list as a CSV file, in two steps: a browser downloads from a plain address."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

import orjson

from automl_server import errors
from automl_server.errors import ApiError
from automl_server.listing import listed, not_hidden
from automl_server.params import Params
from automl_server.query import MAX_PAGE
from automl_server.service import Attachment, Call, Data, Service

service = Service("organization")
_ENTITIES = ("task", "model")
_MOST_ROWS = 50_000
_LONGEST_PROJECT_NAME = 60
_ESCAPED_FIELDS = ("metadata", "hyperparams", "configuration")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # of a cell that a spreadsheet would calculate


@dataclass(frozen=True)
class _Column:
    """One column: where its value stands, and what is shown instead of some values."""

    name: str
    path: tuple[str, ...]
    shown: Mapping[Any, Any]

    def cell(self, document: Any) -> str:
        """The text of one cell."""
        value = document
        for part in self.path:
            value = value.get(part) if isinstance(value, dict) else None
        if isinstance(value, dict):
            value = value.get("id")
        if isinstance(value, (str, int, float)):
            value = self.shown.get(value, value)
        text = "" if value is None else str(value)
        return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


@service.writes("prepare_download_for_get_all", since="2.26")
def prepare_download_for_get_all(call: Call) -> Data:
    """Keep what a list was asked for; refuses what the list itself would refuse."""
    data = call.data
    data.required_texts("only_fields")
    if data.required("entity_type") not in _ENTITIES:
        raise ApiError(errors.VALIDATION_ERROR, "unknown entity_type", value=data["entity_type"], allowed=_ENTITIES)
    _columns(data)
    _page(call, data, 0, 1)
    return {"prepare_id": call.store.scrolls.save(None, {"download": dict(data)})}


@service.reads("download_for_get_all", since="2.26", bulky=True)
def download_for_get_all(call: Call) -> Data:
    """The rows that `prepare_download_for_get_all` chose, as a CSV file."""
    prepare_id = call.data.required("prepare_id")
    kept = call.store.scrolls.load(prepare_id).get("download")
    if kept is None:
        raise ApiError(errors.INVALID_ID, "prepare ID not found", prepare_id=prepare_id)
    data = Params(kept)
    columns = _columns(data)
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([column.name for column in columns])
    for document in _documents(call, data):
        writer.writerow([column.cell(document) for column in columns])
    words = ("clearml", _project_name(call, data), f"{data.required('entity_type')}s.csv")
    name = "-".join(word for word in words if word)
    call.attachments.append(Attachment(name, text.getvalue().encode(), "text/csv"))
    return {}


def _columns(data: Params) -> list[_Column]:
    columns: dict[str, _Column] = {}
    for item in data.required_objects("field_mappings"):
        field = item.required("field")
        name, path = item.text("name") or field, field.split(".")
        if name in columns:
            raise ApiError(errors.VALIDATION_ERROR, f"Field_name appears more than once in field_mappings: {name}")
        if path[0] in _ESCAPED_FIELDS:
            path = [unquote(part) for part in path]
        columns[name] = _Column(name, tuple(path), _shown(item))
    return list(columns.values())


def _shown(item: Params) -> dict[Any, Any]:
    shown: dict[Any, Any] = {}
    for value in item.objects("values"):
        key = value.get("key")
        if key in shown:
            raise ApiError(errors.VALIDATION_ERROR, f"Value key appears more than once in field_mappings: {key}")
        shown[key] = value.get("value")
    return shown


def _documents(call: Call, data: Params) -> Iterator[Any]:
    for number in range(_MOST_ROWS // MAX_PAGE):
        page = _page(call, data, number, MAX_PAGE)
        yield from page
        if len(page) < MAX_PAGE:
            return


def _page(call: Call, data: Params, number: int, size: int) -> list[Any]:
    documents = call.store.tasks if data.required("entity_type") == "task" else call.store.models
    asked = Params({key: value for key, value in data.items() if key not in ("scroll_id", "start", "size")})
    inner = replace(call, data=Params({**asked, "page": number, "page_size": size}))
    overrides: dict[str, Any] = {}
    if asked.flag("include_subprojects") and asked.get("project"):
        overrides["project"] = call.store.projects.ids_under(asked["project"])
    found, _ = listed(inner, documents, not_hidden(inner, documents), joined=True, overrides=overrides)
    plain: list[Any] = orjson.loads(orjson.dumps(found))
    return plain


def _project_name(call: Call, data: Params) -> str | None:
    projects = data.get("project")
    chosen = projects if isinstance(projects, list) else [projects] if projects else []
    if len(chosen) != 1:
        return None
    if chosen[0] is None:
        return "root"
    project = call.store.projects.get(str(chosen[0]), ["basename"])
    return str(project["basename"])[:_LONGEST_PROJECT_NAME] if project else None
