"""Regular expressions from outside: refused if they are none, or if matching them could take for ever.

Python's engine tries every way to share a text among nested repetitions, and nothing can stop it once it has begun.
A repeated group that itself repeats or chooses, as in `(a+)+` or `(a|aa)*`, is therefore not taken.
"""

from __future__ import annotations

import re

from automl_server import errors
from automl_server.errors import ApiError

_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?[:=!>]|\(\?<[=!]|[()|]|[*+]|\{\d*,\d*\}|.", re.DOTALL)
_MOST_NESTED = 50
_MOST_REPEATED = 1000


def check(pattern: str) -> None:
    """Raise for a pattern that cannot be used."""
    if _explodes(pattern):
        raise ApiError(errors.INVALID_REGEX, "a repeated group must not repeat or choose", pattern=pattern[:200])
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as problem:
        raise ApiError(errors.INVALID_REGEX, str(problem), pattern=pattern[:200]) from problem


def _explodes(pattern: str) -> bool:
    variable = [False]  # for every open group: whether it can match in different ways
    closed: bool | None = None  # the same of the group that has just ended
    for token in _TOKEN.findall(pattern):
        if token.startswith("("):
            variable.append(False)
            closed = None
            if len(variable) > _MOST_NESTED:
                return True
        elif token == ")" and len(variable) > 1:
            closed = variable.pop()
            variable[-1] |= closed
        elif _repeats(token):
            if closed:
                return True
            variable[-1] = True
            closed = None
        else:
            variable[-1] |= token == "|"
            closed = None
    return False


def _repeats(token: str) -> bool:
    if token in ("*", "+"):
        return True
    if not token.startswith("{") or len(token) < 3:
        return False
    most = token[1:-1].partition(",")[2]
    return not most or int(most) > _MOST_REPEATED
