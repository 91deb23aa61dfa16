"""Tables of the fields of pydantic models, as docs/ shows them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from automl_shared.phase_io import Part


def about(model: type[BaseModel]) -> str:
    """The model's docstring, on one line."""
    return " ".join((model.__doc__ or "").split("\n\n")[0].split()) if model.__doc__ != BaseModel.__doc__ else ""


def table(
    model: type[BaseModel], prefix: str = "", *, joint: str = ".", required: str = "must be given"
) -> Iterator[str]:
    """The rows of a model, nested keys with ``joint`` between them. ``required``: said of a key without a default."""
    for name, field in model.model_fields.items():
        nested = inner(field.annotation)
        if isinstance(nested, type) and issubclass(nested, BaseModel):
            yield from table(nested, f"{prefix}{name}{joint}", joint=joint, required=required)
        else:
            takes = kind(field.annotation).replace("|", "\\|")
            meaning = (field.description or "").replace("<", "&lt;")
            yield f"| `{prefix}{name}` | {takes} | {required if field.is_required() else default(field)} | {meaning} |"


def default(field: FieldInfo) -> str:
    """A default as it would be written in YAML."""
    return f"`{json.dumps(field.get_default(call_default_factory=True), ensure_ascii=False, default=str)}`"


def kind(annotation: Any) -> str:
    """What a key takes, in the words of YAML."""
    annotation = without_metadata(annotation)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return " or ".join("empty" if one is NoneType else kind(one) for one in arguments)
    if origin is Literal:
        return ", ".join(f"`{one}`" for one in arguments)
    if origin is list:
        return f"list of {kind(arguments[0])}"
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return f"`{annotation.__name__}`"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "names or mappings"
    if origin is dict:
        return f"mapping of {kind(arguments[0])} to {kind(arguments[1])}"
    return {str: "text", bool: "true, false", int: "whole number", float: "number"}.get(annotation, "anything")


def inner(annotation: Any) -> Any:
    """The annotation without its metadata and without None."""
    annotation = without_metadata(annotation)
    if get_origin(annotation) in (Union, UnionType):
        return next((without_metadata(one) for one in get_args(annotation) if one is not NoneType), annotation)
    return annotation


def item_model(annotation: Any) -> type[BaseModel] | None:
    """The model of a section, or of the items of a section that is a list."""
    candidates = get_args(without_metadata(annotation)) if get_origin(inner(annotation)) is not list else ()
    for one in (inner(annotation), *get_args(inner(annotation)), *candidates):
        if isinstance(one, type) and issubclass(one, BaseModel):
            return one
    return None


def without_metadata(annotation: Any) -> Any:
    """``Annotated[X, ...]`` as X."""
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
