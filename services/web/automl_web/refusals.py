"""Why something was refused and what to do about it, in the reader's language.

Errors carry English sentences. Each that can reach a page has its pair here; the English one is how it is recognised.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from string import Formatter

from automl_shared.config.models import Language
from automl_shared.errors import AutoMLError
from automl_shared.words import ENGLISH, listed, say_in, translated
from automl_web.refusal_words import REFUSALS
from automl_web.words import WORDS

_NEAREST = re.compile(r" \(did you mean (.+)\?\)$")
_COMMANDS = ("automl ", "pip ", "clearml-", "export ")
_SETTING = re.compile(r"--set '?([a-z_.]+)=(.*?)'?")


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """``what`` failed with which ``value``, what is ``allowed``, and ways to fix it; what is unknown is empty."""

    what: str
    value: str = ""
    allowed: str = ""
    fixes: Sequence[str] = ()


def refusal_of(error: AutoMLError, language: Language) -> Refusal:
    """What a page says of an error."""
    return Refusal(
        what=told(error.what, language),
        value="" if error.value is None else str(error.value),
        allowed="" if error.allowed is None else told(str(error.allowed), language),
        fixes=[_way(one, language) for one in error.fixes],
    )


def told(sentence: str, language: Language) -> str:
    """The sentence in a language; as it is where it has no other words."""
    if language == ENGLISH:
        return sentence
    if near := _NEAREST.search(sentence):
        meant = say_in(WORDS, "did_you_mean", language, names=listed(near[1].split(" or "), language))
        return told(sentence[: near.start()], language) + meant
    for pattern, key in _patterns():
        if found := pattern.fullmatch(sentence):
            values = {name: told(value, language) for name, value in found.groupdict().items()}
            return say_in(REFUSALS, key, language, **values)
    return sentence


def has_words(sentence: str) -> bool:
    """Whether a sentence is told in every language."""
    return told(sentence, "ja") != sentence


def _way(fix: str, language: Language) -> str:
    """A way to fix it: a setting as the form has it, a command in backticks, or a sentence."""
    if setting := _SETTING.fullmatch(fix):
        name, value = setting.groups()
        how = "clear_setting" if value == "null" else "choose_setting" if value.isupper() else "change_setting"
        return say_in(WORDS, how, language, name=name, value=value)
    return f"`{fix}`" if fix.startswith(_COMMANDS) and not has_words(fix) else told(fix, language)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_pattern(translated(text, ENGLISH)), key) for key, text in REFUSALS.items())


def _pattern(text: str) -> re.Pattern[str]:
    """Of a sentence with ``{names}``: what each of them stands for is a group."""
    parts = Formatter().parse(text)
    pieces = (re.escape(plain) + (f"(?P<{name}>.*)" if name is not None else "") for plain, name, _, _ in parts)
    return re.compile("".join(pieces), re.DOTALL)
