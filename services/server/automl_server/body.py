"""Request bodies: JSON, JSON lines, or nothing but query arguments, whatever the method."""

from __future__ import annotations

import json
from typing import Any

import orjson
from starlette.requests import Request

from automl_server import errors
from automl_server.errors import ApiError
from automl_server.params import Params

_SPARE_LEVELS = 100  # of the 254 that orjson writes


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body. Raises as soon as it is over the limit."""
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


def parse_body(request: Request, body: bytes) -> tuple[Params, list[Any]]:
    """(the data of the call, its items if it is a batch)."""
    if request.headers.get("content-type", "").partition(";")[0].strip() == "application/json-lines":
        return Params(), [_parsed(line) for line in body.splitlines() if line.strip()]
    content = _parsed(body) if body.strip() else None
    if isinstance(content, list):
        return Params(), content
    if content is not None and not isinstance(content, dict):
        raise ApiError(errors.GENERAL_BAD_REQUEST, "an object is expected as JSON body")
    data = Params(content or {name: _argument(value) for name, value in request.query_params.items()})
    return data, [content] if content else []


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


def _argument(value: str) -> Any:
    if value.lower() in ("true", "false"):
        return value.lower() == "true"
    if value.isdecimal() and len(value) < 16:
        return int(value)
    whole, point, fraction = value.partition(".")
    if point and (whole + fraction).isdecimal() and len(value) < 24:
        return float(value)
    return value
