"""Regular expressions from outside, matched by RE2: in time that grows with the text, whatever the pattern is.

Python's own engine tries every way to share a text among repetitions, and holds the interpreter while it does so: one
request with ``a*a*a*b`` would stop the server. RE2 has no references to groups and cannot look ahead or behind.
Source: Cox (2010), Regular Expression Matching in the Wild.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import re2

from automl_server import errors
from automl_server.errors import ApiError

LONGEST = 4096
"""Characters of a pattern."""

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@lru_cache(maxsize=256)
def compiled(pattern: str, *, ignore_case: bool = False) -> Any:
    """An object with ``search(text)``. Raises ApiError for what is no pattern, or none that RE2 takes."""
    if len(pattern) > LONGEST:
        raise ApiError(errors.INVALID_REGEX, f"longer than {LONGEST} characters", pattern=pattern[:200])
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = not ignore_case
    try:
        return re2.compile(_ESCAPE.sub(_in_re2, pattern), options)
    except (re2.error, UnicodeEncodeError) as problem:
        said = problem.args[0].decode(errors="replace") if isinstance(problem, re2.error) else str(problem)
        raise ApiError(errors.INVALID_REGEX, f"{said} (patterns are RE2's)", pattern=pattern[:200]) from problem


def _in_re2(escape: re.Match[str]) -> str:
    """RE2 writes the end of the text in small, and takes no escape before a letter beyond ASCII."""
    if escape[1] == "Z":
        return r"\z"
    return escape[0] if escape[1].isascii() else escape[1]
