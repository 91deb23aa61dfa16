"""What people read, in their language.

English stands in the code, marked by `N_`, `NC_`, `NN_`, `NNC_`, `T_` or `TN_`; the catalogues in ``locale/`` have
every other language. `make words` brings them in step with the code.
"""

from __future__ import annotations

import math
import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, reduce
from gettext import GNUTranslations, NullTranslations
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

LOCALE = Path(__file__).with_name("locale")
CATALOGUE = Path("LC_MESSAGES", "automl.mo")
ENGLISH = "en"
LANGUAGES: tuple[str, ...] = (ENGLISH, *sorted(path.parents[1].name for path in LOCALE.glob(f"*/{CATALOGUE}")))
"""English, and every language that has a catalogue."""

if TYPE_CHECKING:
    Language: TypeAlias = str
else:
    Language = Literal[LANGUAGES]  # for the config's schema, which lists them

MANY = 2
"""For which a text with two forms takes the second, where no whole number is told."""


_SEAM, _WIDE = "\x1f", "\u3040-\u30ff\u3400-\u9fff\uff01-\uff60"
_BESIDE_VALUE = re.compile(rf"(?<=[{_WIDE}]) (?={{)|(?<=}}) (?=[{_WIDE}])")
_CLOSED_SEAM = re.compile(rf"(?<=[{_WIDE}]){_SEAM}(?=[{_WIDE}])")


class Message(str):
    """An English text that a catalogue knows by more than its words; made by `NC_`, `NN_` and `NNC_`."""

    context: str = ""
    """What tells it from the same words that mean something else."""
    plural: str = ""
    """Its form for several; which of them fits the number, the language decides."""
    by: str = "n"
    """The value that is the number."""


class Text(str):
    """An English text with its values, which can still be said in any language; made by `T_` and `TN_`."""

    message: str
    """As the catalogues know it, its values not filled in; a `Message` where a number decides about its form."""
    values: Mapping[str, object]
    """A value that is a text itself is said in the same language."""


Words = Mapping[str, str]
"""Key to the English text, with its ``{values}``. Keys are stable, texts are not."""


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "to be translated, but not here"
    """Marks an English text for the catalogues."""
    return text


def NC_(context: str, text: str) -> Message:  # noqa: N802
    """As `N_`, for words that mean two things. ``context`` tells translators which, and is never shown."""
    message = Message(text)
    message.context = context
    return message


def NN_(one: str, many: str, *, by: str = "n") -> Message:  # noqa: N802
    """As `N_`, for a text that depends on a number: on the value that is called ``by``."""
    return NNC_("", one, many, by=by)


def NNC_(context: str, one: str, many: str, *, by: str = "n") -> Message:  # noqa: N802
    """As `NN_` and `NC_` together."""
    message = NC_(context, one)
    message.plural, message.by = many, by
    return message


def T_(message: str, /, **values: object) -> Text:  # noqa: N802
    """As `N_`, with its values: for what is said later, to a reader who is not known here, such as an error."""
    text = Text(_filled(message, ENGLISH, values))
    text.message, text.values = message, values
    return text


def TN_(one: str, many: str, /, **values: object) -> Text:  # noqa: N802
    """As `T_`, for a text that depends on a number: its value ``n``."""
    return T_(NN_(one, many), **values)


def in_language(text: str, language: Language) -> str:
    """A text in a language; as it is where it does not come from `T_`."""
    if not isinstance(text, Text):
        return text
    values = {
        name: in_language(value, language) if isinstance(value, str) else value for name, value in text.values.items()
    }
    return _filled(text.message, language, values)


def language_of_environment(environment: Mapping[str, str] = os.environ) -> Language:
    """What a terminal is read in, for a command that is about no run: by ``LC_ALL``, ``LC_MESSAGES`` and ``LANG``, in
    POSIX's order; English where there is no catalogue."""
    named = next((found for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (found := environment.get(name))), "")
    code = re.split("[_.@-]", named, maxsplit=1)[0].lower()
    return code if code in LANGUAGES else ENGLISH


def as_document(value: Any) -> Any:
    """A value as JSON has it, every text in it with what it takes to say it: for a process that knows the reader."""
    if isinstance(value, Text):
        values = {name: as_document(one) for name, one in value.values.items()}
        plural = value.message.plural if isinstance(value.message, Message) else ""
        return {"message": value.message, "values": values, **({"plural": plural} if plural else {})}
    if isinstance(value, str | int | float | None):
        return value
    if isinstance(value, Real):  # numpy's: a text may say how it is written
        return int(value) if isinstance(value, Integral) else float(value)
    return str(value)


def from_document(value: Any) -> Any:
    """What `as_document` made into JSON."""
    if isinstance(value, Mapping):
        message = NN_(value["message"], value["plural"]) if "plural" in value else value["message"]
        return T_(message, **{name: from_document(one) for name, one in value["values"].items()})
    return value


def say_in(words: Words, key: str, language: Language, **values: object) -> str:
    """The text of a key, with its values filled in. Raises KeyError for a key or a value that is not there."""
    return _filled(words[key], language, values)


def say_later(words: Words, key: str, **values: object) -> Text:
    """As `say_in`, for a reader who is not known here."""
    return T_(words[key], **values)


def _filled(text: str, language: Language, values: Mapping[str, object]) -> str:
    n = values.get(text.by) if isinstance(text, Message) else None
    counted = int(float(n)) if isinstance(n, Real) and float(n).is_integer() else MANY
    return filled_in(translated(text, language, counted), values)


def filled_in(template: str, values: Mapping[str, object]) -> str:
    """A text with its values. Between a value and a Japanese word stands a space where the value has figures or Latin
    letters there, and none between two Japanese words: "RMSE の平均", but "平均誤差の平均"."""
    if template.isascii():
        return template.format(**values)
    filled = _BESIDE_VALUE.sub(_SEAM, template).format(**values)
    return _CLOSED_SEAM.sub("", filled).replace(_SEAM, " ")


class Reader(Protocol):
    """Whatever knows in which language it is read: the facts of a phase, the state of a run."""

    @property
    def language(self) -> Language: ...


class Say(Protocol):
    """`say_in` for one table."""

    def __call__(self, reader: Reader, key: str, /, **values: object) -> str: ...


def speaker(words: Words) -> Say:
    """Says what a table has, in the language of whatever it is handed first."""

    def say(reader: Reader, key: str, /, **values: object) -> str:
        return say_in(words, key, reader.language, **values)

    return say


class Word(Protocol):
    """`say_in` for one table."""

    def __call__(self, key: str, language: Language, /, **values: object) -> str: ...


def wording(words: Words) -> Word:
    """Says what a table has, in the language it is told."""

    def word(key: str, language: Language, /, **values: object) -> str:
        return say_in(words, key, language, **values)

    return word


def translated(text: str, language: Language, n: int = MANY) -> str:
    """An English text in another language, its values not filled in; as it is where the catalogue does not have it."""
    if not text:  # a catalogue's own description has this name
        return text
    catalogue = _catalogue(language)
    if not isinstance(text, Message):
        return catalogue.gettext(text)
    if not text.plural:
        return catalogue.pgettext(text.context, text)
    if not text.context:
        return catalogue.ngettext(text, text.plural, n)
    return catalogue.npgettext(text.context, text, text.plural, n)


def own_words(english: str, japanese: str, language: Language) -> str:
    """What a plugin says, which may bring its own Japanese; where one of the two is missing, the other stands in."""
    return japanese if japanese and language == "ja" else translated(english, language) or japanese


@cache
def _catalogue(language: Language) -> NullTranslations:
    if language == ENGLISH:
        return NullTranslations()
    with (LOCALE / language / CATALOGUE).open("rb") as file:
        return GNUTranslations(file)


_OWN: Words = {
    "name": N_("English"),
    "parts": N_("{first}, {second}"),
    "sentences": N_("{first} {second}"),
}
"""What a language calls itself, how a list goes on in it, and how sentences follow one another."""


def own_name(language: Language) -> str:
    """What a language is called by those who speak it."""
    return say_in(_OWN, "name", language)


def listed(parts: Iterable[str], language: Language) -> str:
    """``a, b, c`` as a language writes it."""
    return _joined("parts", parts, language)


def paragraph(sentences: Iterable[str], language: Language) -> str:
    """Sentences one after the other: Japanese ones stand without a space."""
    return _joined("sentences", sentences, language)


def _joined(how: str, parts: Iterable[str], language: Language) -> str:
    def followed(first: str, second: str) -> str:
        return say_in(_OWN, how, language, first=first, second=second)

    rest = iter(parts)
    return reduce(followed, rest, next(rest, ""))


NEARLY_ALL = 0.9995
"""From here on a share would be rounded to 100 %."""


def percent(share: float) -> str:
    """A share as a percentage, and all of it only when it is."""
    if NEARLY_ALL <= share < 1:
        return f"{math.floor(10_000 * share) / 100:.2f} %"
    return f"{100 * share:.1f} %"


def number(value: float, digits: int = 4) -> str:
    """So many significant digits; from 1,000 on all before the point, with separators."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.{digits}g}"


def two_digits(value: float) -> str:
    """As much as is known of a spread or a time; all of what stands before the point, with separators."""
    if abs(value) < 10 or not math.isfinite(value):
        return f"{value:.2g}"
    return f"{round(value, 1 - math.floor(math.log10(abs(value)))):,.0f}"


def size(count: float) -> str:
    """Bytes as ``1.2 MB``."""
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"


def with_unit(text: str, unit: str) -> str:
    """A number as it is told, with the unit of what it measures, where there is one."""
    return f"{text} {unit}" if unit else text


def width_of(text: str) -> int:
    """Places the text takes in a line: two for a letter of East Asian width."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
