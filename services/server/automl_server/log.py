"""The server's log, on stderr: text, or with AUTOML_LOG_FORMAT=json one JSON object a line. Callers pass no secret."""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import orjson

from automl_server.clock import from_epoch
from automl_server.problem import OperationError

LEVELS = ("debug", "info", "warning", "error")
FORMAT_VARIABLE = "AUTOML_LOG_FORMAT"
_PLAIN = re.compile(r"[\w.:/@+-]+")
_known: ContextVar[dict[str, Any] | None] = ContextVar("known", default=None)
_logger = logging.getLogger("automl_server")


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {**_head(record), **_facts(record)}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


class _TextLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        head = _head(record)
        words = [head["time"], head["level"].upper(), _printable(head["message"])]
        words += [f"{name}={_word(value)}" for name, value in _facts(record).items()]
        trace = [self.formatException(record.exc_info)] if record.exc_info else []
        return "\n".join([" ".join(words), *trace])


_FORMATS = {"text": _TextLines, "json": _JsonLines}


def setup(level: str) -> None:
    """Send every record of this process to stderr. Raises OperationError for a format that does not exist."""
    name = os.environ.get(FORMAT_VARIABLE) or "text"
    if name not in _FORMATS:
        fix = f"{FORMAT_VARIABLE}=json, or unset it"
        raise OperationError(f"{FORMAT_VARIABLE} names no format", value=name, allowed=", ".join(_FORMATS), fix=fix)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_FORMATS[name]())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    _logger.setLevel(level.upper())


def enabled(level: int) -> bool:
    """Whether records of this level are written: lets hot paths skip building them."""
    return _logger.isEnabledFor(level)


def event(level: int, name: str, *, exc_info: BaseException | None = None, **fields: Any) -> None:
    """Write one record."""
    _logger.log(level, name, extra={"fields": fields}, exc_info=exc_info)


@contextmanager
def about(**facts: Any) -> Iterator[None]:
    """Inside, every record of this thread carries these facts, and what `add` adds to them."""
    token = _known.set({**(_known.get() or {}), **facts})
    try:
        yield
    finally:
        _known.reset(token)


def add(**facts: Any) -> None:
    """More facts of what this thread is about, as they become known."""
    known = _known.get()
    if known is not None:
        known.update(facts)


def _head(record: logging.LogRecord) -> dict[str, Any]:
    return {
        "time": from_epoch(record.created),
        "level": record.levelname.lower(),
        "message": record.getMessage(),
    }


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    return {**getattr(record, "fields", {}), **(_known.get() or {})}


def _word(value: object) -> str:
    """One word, whatever a client has sent: in quotes and escaped where it would not be one."""
    text = str(value)
    return text if _PLAIN.fullmatch(text) else '"' + _printable(text).replace('"', r"\"") + '"'


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
