"""Structured log: one JSON object a line, on stderr. Callers never pass a secret."""

from __future__ import annotations

import logging
import sys
from typing import Any

import orjson

from automl_server.clock import from_epoch

LEVELS = ("debug", "info", "warning", "error")
_logger = logging.getLogger("automl_server")


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": from_epoch(record.created),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


def setup(level: str) -> None:
    """Send every record of this process to stderr as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines())
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
