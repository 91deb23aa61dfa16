"""The log of a process, on stderr: text, or with AUTOML_LOG_FORMAT=json one JSON object a line."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from automl_shared.errors import ConfigError

FORMAT_VARIABLE = "AUTOML_LOG_FORMAT"
_about: ContextVar[Mapping[str, str] | None] = ContextVar("about", default=None)


class _TextLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        facts = "".join(f" {name}={value}" for name, value in (_about.get() or {}).items())
        head = f"{_time(record)} {record.levelname} {record.name} {_printable(record.getMessage() + facts)}"
        return f"{head}\n{self.formatException(record.exc_info)}" if record.exc_info else head


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **(_about.get() or {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


_FORMATS: Mapping[str, type[logging.Formatter]] = {"text": _TextLines, "json": _JsonLines}


def handler() -> logging.Handler:
    """Writes records to stderr in the format that is asked for. Raises ConfigError for one that does not exist."""
    name = os.environ.get(FORMAT_VARIABLE) or "text"
    if name not in _FORMATS:
        raise ConfigError(
            f"{FORMAT_VARIABLE} names no format",
            value=name,
            allowed=", ".join(_FORMATS),
            fix=f"{FORMAT_VARIABLE}=json, or unset it",
        )
    made = logging.StreamHandler(sys.stderr)
    made.setFormatter(_FORMATS[name]())
    return made


def setup() -> None:
    """Everything this process logs goes to stderr, from level INFO. Raises ConfigError."""
    logging.basicConfig(level=logging.INFO, handlers=[handler()])


@contextmanager
def about(*, run: str | None = None, task: str | None = None, phase: str | None = None) -> Iterator[None]:
    """Inside, every record of this thread says which run, task and phase it is about."""
    facts = {name: value for name, value in (("run", run), ("task", task), ("phase", phase)) if value}
    token = _about.set({**(_about.get() or {}), **facts})
    try:
        yield
    finally:
        _about.reset(token)


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _printable(text: str) -> str:
    """One line without a character that a terminal would obey: messages repeat what clients have sent."""
    line = " | ".join(part.strip() for part in text.splitlines())
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in line)
