"""The typed codec between Python values and the strings a ClearML server stores.

ClearML keeps every parameter as a string and casts it by the type of the code's default, so ``1`` overridden by ``0.5``
stays ``1`` and ``None`` becomes ``""``. Here a value is written as JSON unless it is text that no reader could mistake
for anything else, and it is read by the type of the field it belongs to. ``decode(encode(v)) == v`` for None, bool,
int, float, str, list and dict.
"""

from __future__ import annotations

import json
import types
import typing
from typing import Any, Union, get_args, get_origin

_PYTHON_WORDS: dict[str, Any] = {"None": None, "True": True, "False": False}


def encode(value: Any) -> str:
    """The string stored on the server for ``value``. Raises TypeError for a value JSON cannot hold."""
    if isinstance(value, str):
        return value if _is_plain_text(value) else json.dumps(value, ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False)


def decode(text: str, annotation: Any = Any) -> Any:
    """The value behind ``text``, read as ``annotation`` where that settles what the text alone leaves open.

    An emptied input field (``""``) means None. A field that holds text takes ``007`` or ``1e5`` as typed.
    """
    if text == "":
        return None
    if _holds_only_text(annotation):
        return _decode_text(text, optional=_is_optional(annotation))
    if text in _PYTHON_WORDS:
        return _PYTHON_WORDS[text]
    try:
        return _parsed(text)
    except ValueError:
        return text


def _parsed(text: str) -> Any:
    """The JSON in a text. Raises ValueError, for what is nested too deeply as well."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _is_plain_text(text: str) -> bool:
    if text == "" or text in _PYTHON_WORDS:
        return False
    try:
        _parsed(text)
    except ValueError:
        return not text.startswith('"')
    return False


def _decode_text(text: str, *, optional: bool) -> str | None:
    if optional and text in ("null", "None"):
        return None
    if text.startswith('"'):
        try:
            quoted = _parsed(text)
        except ValueError:
            return text
        return quoted if isinstance(quoted, str) else text
    return text


def _members(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) is typing.Annotated:
        return _members(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return tuple(member for arg in get_args(annotation) for member in _members(arg))
    return (annotation,)


def _is_optional(annotation: Any) -> bool:
    return type(None) in _members(annotation)


def _holds_only_text(annotation: Any) -> bool:
    kinds = [member for member in _members(annotation) if member is not type(None)]
    return bool(kinds) and all(
        kind is str or (get_origin(kind) is typing.Literal and all(isinstance(a, str) for a in get_args(kind)))
        for kind in kinds
    )
