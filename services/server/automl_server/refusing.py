"""What a failed request is answered with: errors become JSON here, once."""

from __future__ import annotations

import logging
import sqlite3
from typing import Any

import orjson

from automl_server import errors, log
from automl_server.errors import ApiError
from automl_server.exchange import Exchange

_BEYOND_SQLITE = ("too many", "too large", "too big", "stack overflow", "maximum depth")


def refused(problem: Exception, exchange: Exchange) -> tuple[int, list[bytes]]:
    """The code and content of the reply. The log gets what the reply leaves out."""
    kind, meta = _told(problem, exchange)
    return kind.code, [orjson.dumps({"meta": meta, "data": {}})]


def _told(problem: Exception, exchange: Exchange) -> tuple[errors.Kind, dict[str, Any]]:
    if isinstance(problem, ApiError):
        return _declared(problem, exchange)
    if isinstance(problem, (sqlite3.OperationalError, OSError)):
        kind = _kind_of(problem)
        if kind is errors.INTERNAL:
            log.event(logging.ERROR, "failed", exc_info=problem)
        else:
            log.event(logging.WARNING, "refused", code=kind.code, subcode=kind.subcode, reason=str(problem))
        return kind, _unexplained(kind, exchange)
    if isinstance(problem, (OverflowError, sqlite3.DataError, sqlite3.ProgrammingError, sqlite3.InterfaceError)):
        log.event(logging.WARNING, "unusable value", reason=str(problem))
        kind = errors.DATA_VALIDATION_ERROR
        return kind, exchange.meta(kind.code, kind.subcode, "Data validation error: a value cannot be stored", {})
    kind = errors.DAMAGED if errors.is_damaged(problem) else errors.INTERNAL
    log.event(logging.ERROR, "internal error", exc_info=problem)
    return kind, _unexplained(kind, exchange)


def _declared(problem: ApiError, exchange: Exchange) -> tuple[errors.Kind, dict[str, Any]]:
    kind = problem.kind
    exchange.headers.update(problem.headers)
    log.event(logging.INFO, "refused", code=kind.code, subcode=kind.subcode, reason=problem.message[:500])
    return kind, exchange.meta(kind.code, kind.subcode, problem.message, problem.data)


def _unexplained(kind: errors.Kind, exchange: Exchange) -> dict[str, Any]:
    """What the log explains and the reply does not."""
    text = f"{kind.text[0].upper()}{kind.text[1:]}: see the server's log, id {exchange.id}"
    return exchange.meta(kind.code, kind.subcode, text, {})


def _kind_of(problem: Exception) -> errors.Kind:
    """What a client can do about what SQLite or the system refused."""
    if errors.is_disk_full(problem):
        return errors.NO_SPACE
    if errors.is_damaged(problem):
        return errors.DAMAGED
    name = getattr(problem, "sqlite_errorname", "")
    if name == "SQLITE_INTERRUPT":
        return errors.TOO_SLOW
    if name.startswith("SQLITE_BUSY"):
        return errors.BUSY
    said = str(problem)
    return errors.TOO_COMPLEX if any(words in said for words in _BEYOND_SQLITE) else errors.INTERNAL
