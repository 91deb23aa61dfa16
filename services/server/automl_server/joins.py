"""`get_all_ex`: documents with what they refer to, as `{id, ...}` instead of a bare id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from automl_server import errors
from automl_server.documents import Document, Documents
from automl_server.entities import ENTITIES, Entity
from automl_server.errors import ApiError
from automl_server.projection import EVERYTHING, Projection
from automl_server.query import MAX_PAGE, TRUE, Sql
from automl_server.rendering import Reference, Renderer

Lookup = Callable[[str], Documents]  # by entity name
_MOST_STEPS = 12  # of a path that leads into other documents


def find_joined(
    parameters: Mapping[str, Any],
    documents: Documents,
    lookup: Lookup,
    extra: Sql = TRUE,
    *,
    parsed: Collection[str] = (),
) -> list[Document]:
    """What a `get_all_ex` asks for: as `get_all`, plus paths that lead into other documents (`parent.project.name`)."""
    own, foreign = _split(parameters, documents.entity)
    request = {key: value for key, value in parameters.items() if key not in ("projection", "only_fields")}
    holders = {path.partition(".")[0] for path in documents.entity.references if "." in path}
    found = documents.find({**request, "only_fields": own} if own else request, extra, parsed={*parsed, *holders})
    read = (
        set() if EVERYTHING in own else {str(path).partition(".")[0] for path in own if not str(path).startswith("-")}
    )
    for path, name in documents.entity.references.items():
        if read and path.partition(".")[0] not in read:
            continue
        _join(found, path.split("."), foreign.get(path), lookup(name), lookup)
    return found


def renderer_of(parameters: Mapping[str, Any], entity: Entity, *, joined: bool) -> Renderer:
    """The same, for documents that are sent on unseen: how SQLite makes JSON text of them."""
    if not joined:
        return Renderer(entity, Projection.of(parameters, entity))
    own, foreign = _split(parameters, entity)
    references = {
        path: Reference(_shown(foreign.get(path), ENTITIES[name])) for path, name in entity.references.items()
    }
    return Renderer(entity, Projection.of({"only_fields": own}, entity), references)


def _shown(fields: list[str] | None, entity: Entity) -> Renderer | None:
    """What to show of what is referred to, and of what that refers to."""
    return None if fields is None else renderer_of({"only_fields": ["id", *fields]}, entity, joined=True)


def _split(parameters: Mapping[str, Any], entity: Entity) -> tuple[list[Any], dict[str, list[str]]]:
    """Paths inside the document itself, and paths inside what it refers to."""
    wanted = parameters.get("projection") or parameters.get("only_fields") or []
    own: list[Any] = []
    foreign: dict[str, list[str]] = defaultdict(list)
    for path in wanted if isinstance(wanted, list) else [wanted]:
        reference = _reference_of(path, entity) if isinstance(path, str) else None
        if reference is None:
            own.append(path)
        elif path.count(".") > _MOST_STEPS:
            raise ApiError(errors.INVALID_FIELDS, f"at most {_MOST_STEPS} steps are allowed", fields=[path])
        else:
            foreign[reference].append(path[len(reference.replace(".*", "")) + 1 :])
            own.append(reference.replace(".*", ""))
    if any(isinstance(path, str) and not path.startswith("-") for path in own) and "id" not in own:
        own.append("id")
    return own, foreign


def _reference_of(path: str, entity: Entity) -> str | None:
    for reference in entity.references:
        if path.startswith(f"{reference.replace('.*', '')}."):
            return reference
    return None


def _join(
    found: list[Document], parts: list[str], fields: list[str] | None, documents: Documents, lookup: Lookup
) -> None:
    places = [place for document in found for place in _places(document, parts)]
    joined: dict[str, Document] = {}
    if fields and places:
        ids = list({parent[key] for parent, key in places})
        for start in range(0, len(ids), MAX_PAGE):
            request = {"id": ids[start : start + MAX_PAGE], "page_size": MAX_PAGE, "only_fields": ["id", *fields]}
            joined.update((document["id"], document) for document in find_joined(request, documents, lookup))
    for parent, key in places:
        parent[key] = joined.get(parent[key], {"id": parent[key]})


def _places(value: Any, parts: list[str]) -> Iterator[tuple[dict[str, Any], str]]:
    """Every (parent, key) at which a path holds an id."""
    if parts[0] == "*":
        for item in value if isinstance(value, list) else ():
            yield from _places(item, parts[1:])
    elif isinstance(value, dict) and parts[0] in value:
        if len(parts) > 1:
            yield from _places(value[parts[0]], parts[1:])
        elif isinstance(value[parts[0]], str) and value[parts[0]]:
            yield value, parts[0]
