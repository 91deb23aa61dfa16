"""Request bodies: JSON, JSON lines, or nothing but query arguments, whatever the method."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.requests import Request

from automl_server import errors
from automl_server.errors import ApiError
from automl_server.params import Params

_SPARE_LEVELS = 100  # of the 254 that orjson writes
_LINES, _FORM = "application/json-lines", "application/x-www-form-urlencoded"


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body. Raises as soon as it is over the limit, and for one that is compressed."""
    require_plain(request)
    declared = request.headers.get("content-length", "0")
    if declared.isascii() and declared.isdigit() and int(declared) > limit:
        raise ApiError(errors.BODY_TOO_LARGE, limit=limit)
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise ApiError(errors.BODY_TOO_LARGE, limit=limit)
        chunks.append(chunk)
    return b"".join(chunks)


def require_plain(request: Request) -> None:
    """Refuse a compressed body: a small one may hide one without end."""
    encoding = request.headers.get("content-encoding", "identity")
    if encoding.strip().lower() not in ("", "identity"):
        raise ApiError(errors.ENCODED_BODY, "send it uncompressed, without this header", encoding=encoding)


def parse_body(request: Request, body: bytes) -> tuple[Params, list[Any]]:
    """(the data of the call, its items if it is a batch). Arguments of the address count before those of the body."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == _LINES:
        return Params(), [_parsed(line) for line in body.splitlines() if line.strip()]
    content = _content(kind, body.strip())
    if isinstance(content, list):
        return Params(), content
    if content is not None and not isinstance(content, dict):
        raise ApiError(errors.GENERAL_BAD_REQUEST, "an object is expected as JSON body")
    arguments = _arguments(request.query_params.multi_items()) if request.scope["query_string"] else {}
    return Params({**(content or {}), **arguments}), [content] if content else []


def _content(kind: str, body: bytes) -> Any:
    if not body:
        return None
    # curl calls a form whatever it is not told to call otherwise.
    if kind == _FORM and not body.startswith((b"{", b"[")):
        return _arguments(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return _parsed(body)


def _parsed(text: bytes) -> Any:
    """The content. Refuses what could not be written as JSON again, inside an answer some levels deep."""
    content = _loads(text)
    if text.count(b"[") + text.count(b"{") > _SPARE_LEVELS:  # nothing is deeper than it has brackets
        _check_depth(content)
    return content


def _check_depth(content: Any) -> None:
    nested = content
    for _ in range(_SPARE_LEVELS):
        nested = [nested]
    try:
        orjson.dumps(nested)
    except orjson.JSONEncodeError as problem:
        raise ApiError(errors.GENERAL_BAD_REQUEST, "the body is nested too deeply") from problem


def _loads(text: bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return _loads_loosely(text)


def _loads_loosely(text: bytes) -> Any:
    """NaN and infinities, which clients do send, become null. Anything else that is not JSON is refused."""
    try:
        return orjson.loads(orjson.dumps(json.loads(text)))
    except (ValueError, TypeError, RecursionError) as problem:
        raise ApiError(errors.GENERAL_BAD_REQUEST, "the body is not valid JSON", reason=str(problem)[:200]) from problem


def _arguments(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """What comes more than once, or under a name that ends in `[]`, is a list."""
    found: dict[str, list[Any]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(_argument(value))
    return {
        name.removesuffix("[]"): values if len(values) > 1 or name.endswith("[]") else values[0]
        for name, values in found.items()
    }


def _argument(value: str) -> Any:
    if value.lower() in ("true", "false"):
        return value.lower() == "true"
    if value.isdecimal() and len(value) < 16:
        return int(value)
    whole, point, fraction = value.partition(".")
    if point and (whole + fraction).isdecimal() and len(value) < 24:
        return float(value)
    return value
