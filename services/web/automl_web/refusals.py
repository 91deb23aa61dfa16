"""Why something was refused and what to do about it, in the reader's language."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from automl_shared.config.models import Language
from automl_shared.errors import AutoMLError
from automl_shared.frozen import Frozen
from automl_shared.words import Text, in_language, say_in
from automl_web.words import WORDS

_COMMANDS = ("automl ", "pip ", "clearml-", "export ")


class Refusal(Frozen):
    """``what`` failed with which ``value``, what is ``allowed``, and ways to fix it; what is unknown is empty."""

    what: str
    value: str = ""
    allowed: str = ""
    fixes: Sequence[str] = ()


def refusal_of(error: AutoMLError, language: Language) -> Refusal:
    """What a page says of an error."""
    return Refusal(
        what=in_language(error.what, language),
        value=_shown(error.value, language),
        allowed=_shown(error.allowed, language),
        fixes=[_way(fix, language) for fix in error.fixes],
    )


def _shown(value: object, language: Language) -> str:
    if value is None:
        return ""
    return in_language(value, language) if isinstance(value, Text) else str(value)


def _way(fix: str, language: Language) -> str:
    """A way to fix it: a sentence, a setting as the form has it, or a command in backticks."""
    if isinstance(fix, Text):
        return in_language(fix, language)
    if fix.startswith("--set "):
        return _setting(fix, language)
    return f"`{fix}`" if fix.startswith(_COMMANDS) else fix


def _setting(option: str, language: Language) -> str:
    """An option of a command (`automl_shared.config.overrides.as_option`) as what to do in the form."""
    name, _, value = shlex.split(option)[1].partition("=")
    how = "clear_setting" if value == "null" else "choose_setting" if value.isupper() else "change_setting"
    return say_in(WORDS, how, language, name=name, value=value)
