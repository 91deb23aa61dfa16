"""Tags: checked, without duplicates, in order."""

from __future__ import annotations

from typing import Any

from automl_server import errors
from automl_server.errors import ApiError


def clean_tags(field: str, tags: Any) -> list[str]:
    """The tags as they are kept. Raises for anything that is not a list of texts, or that reads as an operator."""
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise ApiError(errors.VALIDATION_ERROR, "a list of texts is expected", field=field)
    operators = [tag for tag in tags if tag.startswith("__$")]
    if operators:
        raise ApiError(errors.FIELDS_VALUE_ERROR, "unsupported tag prefix", values=operators)
    return sorted(set(tags))


def edited_tags(tags: list[str], add: list[str], remove: list[str]) -> list[str]:
    """The tags after an addition and a removal."""
    return sorted((set(tags) | set(add)) - set(remove))
