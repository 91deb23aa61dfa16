"""What models and queues have alike: a name, tags, and metadata: {key: {key, type, value}}."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from automl_server import errors
from automl_server.documents import Document, Documents
from automl_server.errors import ApiError
from automl_server.parts import list_of, parts, require, text
from automl_server.store.tags import clean_tags
from automl_server.store.task_fields import checked_name

_ITEMS = list_of(parts(type=text, value=text))


def clean_metadata(metadata: Any) -> Document:
    """Metadata as it is kept, from either form clients send: a list of items, or an object of them."""
    items = list(metadata.values()) if isinstance(metadata, dict) else metadata
    if isinstance(metadata, dict):
        items = [{"key": key, **item} if isinstance(item, dict) else item for key, item in metadata.items()]
    if not isinstance(items, list) or not all(isinstance(i, dict) and isinstance(i.get("key"), str) for i in items):
        raise ApiError(errors.VALIDATION_ERROR, "a list of {key, type, value} is expected", field="metadata")
    require(_ITEMS, items, "metadata", errors.VALIDATION_ERROR)
    keys = [item["key"] for item in items]
    if len(set(keys)) < len(keys):
        raise ApiError(errors.VALIDATION_ERROR, "Metadata keys should be unique")
    return {
        item["key"]: {name: item[name] for name in ("key", "type", "value") if item.get(name) is not None}
        for item in items
    }


def clean_described(fields: Document, kind: str) -> Document:
    """The fields, with name, tags and metadata as they are kept. Raises for a name under three characters."""
    cleaned = dict(fields)
    if "name" in cleaned:
        cleaned["name"] = checked_name(cleaned["name"], kind)
    for key in ("tags", "system_tags"):
        if key in cleaned:
            cleaned[key] = clean_tags(key, cleaned[key])
    if "metadata" in cleaned:
        cleaned["metadata"] = clean_metadata(cleaned["metadata"])
    return cleaned


def put_metadata(documents: Documents, document: Document, items: Any, *, replace: bool) -> int:
    """Add or update entries."""
    kept = {} if replace else document.get("metadata") or {}
    return documents.update(document["id"], {"metadata": {**kept, **clean_metadata(items)}})


def remove_metadata(documents: Documents, document: Document, keys: Sequence[str]) -> int:
    """Remove entries by key."""
    kept = {key: item for key, item in (document.get("metadata") or {}).items() if key not in keys}
    return documents.update(document["id"], {"metadata": kept})
