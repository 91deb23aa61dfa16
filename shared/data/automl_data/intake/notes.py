"""What is worth saying about how a file was read. Plain facts; the reader's language is chosen where they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from automl_data.intake.layout_words import LAYOUT_WORDS
from automl_data.intake.options import Option, beside
from automl_shared.config.models import DataSettings, Language
from automl_shared.frozen import Frozen
from automl_shared.readings import Cell
from automl_shared.words import N_, NN_, Words, say_in

MOST_NAMES = 10
"""Columns named in one note; the rest are counted."""
MOST_CELLS, MOST_LETTERS = 6, 30
"""Texts quoted in one note, and letters of each."""


class Note(Frozen):
    """One thing that was found while reading.

    ``level``: red spoils the results, yellow is worth a look, green is for the record. ``values`` fill the sentence;
    cells are told as a language tells them, options as a shell takes them.
    """

    code: str
    level: Literal["green", "yellow", "red"]
    values: dict[str, object] = field(default_factory=dict)

    def message(self, language: Language = "en") -> str:
        """What was found."""
        return say_in(NOTE_WORDS, self.code, language, **self._worded(language))

    def action(self, language: Language = "en") -> str:
        """What to do about it; empty where there is nothing to do."""
        return (
            ""
            if self.level == "green"
            else say_in(NOTE_WORDS, f"{self.code}_action", language, **self._worded(language))
        )

    def beside(self, data: DataSettings) -> Note:
        """The same with options that keep what is set already."""
        return replace(self, values=beside(self.values, data))

    def is_settled(self, data: DataSettings) -> bool:
        """Whether what it proposes is set."""
        return any(one.is_set(data) for one in self.values.values() if isinstance(one, Option))

    def _worded(self, language: Language) -> dict[str, object]:
        return {
            name: value.told(language) if isinstance(value, Cells) else value for name, value in self.values.items()
        }


@dataclass(frozen=True)
class Cells:
    """Texts that are none of their column's kind. ``are_lines``: whether their places are lines of a file, or rows."""

    columns: Mapping[str, Sequence[Cell]]
    """By the column's name, empty where the sentence names it."""
    are_lines: bool = True

    def told(self, language: Language = "en") -> str:
        """```age`: 'unknown' (3: lines 5, 8, 13)``."""
        shown = [self._of_column(name, language) for name in list(self.columns)[:MOST_NAMES]]
        more = len(self.columns) - len(shown)
        return "; ".join(shown) + (f" (+{more})" if more else "")

    def _of_column(self, name: str, language: Language) -> str:
        cells = self.columns[name]
        shown = ", ".join(self._one(cell, language) for cell in cells[:MOST_CELLS])
        more = f" (+{len(cells) - MOST_CELLS})" if len(cells) > MOST_CELLS else ""
        return f"`{name}`: {shown}{more}" if name else shown + more

    def _one(self, cell: Cell, language: Language) -> str:
        text = repr(cell.text if len(cell.text) <= MOST_LETTERS else f"{cell.text[:MOST_LETTERS]}…")
        if not cell.text:
            text = say_in(NOTE_WORDS, "empty", language)
        if not cell.places:
            return f"{text} ({cell.rows:,})"
        places = ", ".join(map(str, cell.places)) + (" …" if cell.rows > len(cell.places) else "")
        key = "cell_lines" if self.are_lines else "cell_rows"
        return say_in(NOTE_WORDS, key, language, text=text, n=cell.rows, places=places)


def unsettled(notes: Iterable[Note], data: DataSettings) -> tuple[Note, ...]:
    """Notes about which nothing is set yet, their options beside what is."""
    return tuple(note.beside(data) for note in notes if not note.is_settled(data))


def worth_saying(notes: Iterable[Note], language: Language = "en") -> list[str]:
    """What a person should know before a run, with what to do about it; the worst first."""
    worst = sorted((note for note in notes if note.level != "green"), key=lambda note: note.level)
    return [f"{note.message(language)} {note.action(language)}".strip() for note in worst]


def two_ways_note(columns: Mapping[str, str], decimal: str) -> Note:
    """For columns read with this sign before fractions, each with one of its texts that may be read with the other."""
    example = next(iter(columns.values()))
    ways = {sign: re.sub("[.,]", "." if sign in example else "", example) for sign in (",", ".")}
    other = "," if decimal == "." else "."
    values: dict[str, object] = {
        "columns": listed(columns),
        "example": example,
        "read": ways[decimal],
        "other": ways[other],
        "change": Option("data.decimal", other),
        "keep": Option("data.decimal", decimal),
    }
    return Note(code="numbers_two_ways", level="yellow", values=values)


def listed(names: Iterable[str]) -> str:
    """Column names for a sentence, capped."""
    every = list(names)
    rest = f" (+{len(every) - MOST_NAMES})" if len(every) > MOST_NAMES else ""
    return ", ".join(f"`{name}`" for name in every[:MOST_NAMES]) + rest


NOTE_WORDS: Words = {
    **LAYOUT_WORDS,
    "empty": N_("empty"),
    "cell_lines": NN_("{text} (line {places})", "{text} ({n:,}: lines {places})"),
    "cell_rows": NN_("{text} (row {places})", "{text} ({n:,}: rows {places})"),
    "encoding_found": N_("The file is not Unicode; it was read as {encoding}, which fits clearly best."),
    "encoding_guessed": N_(
        "The file is not Unicode and does not say its encoding. It was read as {encoding}; {others} would fit as well."
    ),
    "encoding_guessed_action": N_(
        "Look at a name with special letters: {example}. If it is garbled, save the file as UTF-8, or say what it is "
        "in: {encoding_is}"
    ),
    "decimal_comma": N_("Read as numbers with a decimal comma: {columns}."),
    "thousands": N_("Read as numbers with marks between the thousands: {columns}."),
    "numbers_two_ways": N_(
        "Could be numbers in two ways, because each comma or point in them stands before three digits: {columns}. "
        "{example} was read as {read}."
    ),
    "numbers_two_ways_action": N_("If {example} means {other}: {change} — if {read} is right: {keep}"),
    "numbers_or_codes": N_(
        "May be numbers or codes, because all have the same length, and stay text: {columns} (for example {example})."
    ),
    "numbers_or_codes_action": N_("If they are numbers: {as_numbers}"),
    "codes_kept": N_(
        "Look like numbers but are codes (leading zeros, a plus sign, versions, or more digits than a number can "
        "hold), and stay text: {columns}."
    ),
    "unnamed_dropped": NN_(
        "{count} column without a name and without values was left out.",
        "{count} columns without a name and without values were left out.",
        by="count",
    ),
    "unnamed_named": N_("Columns without a name in the header got one: {columns}."),
    "unnamed_named_action": N_("Give them a name in the file's first line, or leave them out: {drop}"),
    "short_rows": NN_(
        "One row has fewer fields than the header, in line {line}; what is missing at its end is taken as empty.",
        "{n:,} rows have fewer fields than the header, the first in line {line}; what is missing at their end is "
        "taken as empty.",
    ),
    "short_rows_action": N_("Look at these rows: a separator may have been lost."),
    "nested_dropped": N_("Hold lists, structures or bytes instead of single values, and were left out: {columns}."),
    "nested_dropped_action": N_("Write what you need of them into columns of their own."),
    "units_below": N_("The units of these columns stand in a line below the names: {columns}."),
    "units_read": N_("Read as numbers without what is written around them: {columns}."),
    "times_read": N_("Times of day and durations were read as numbers: {columns}."),
    "limits": N_("Read as the number beside the sign, although the true values lie beyond it: {cells}."),
    "limits_action": N_(
        "Near these limits predictions and errors are only as good as that. To take such cells for missing: {markers}"
    ),
    "flags": N_("Read as the number alone, without the mark or remark behind it: {cells}."),
    "flags_action": N_(
        "If the marks tell something, give them a column of their own, or keep the cells as they are: {as_text}"
    ),
    "stated_once": N_(
        "Have a value only where it changes, as in a pivot table, and nothing in the rows below it: {columns}."
    ),
    "stated_once_action": N_("If each value holds for the empty cells below it: {fill}"),
    "mixed": N_("Not numbers, and taken for missing: {cells}."),
    "mixed_action": N_("Correct them. If the words mean something, keep the cells as they are: {as_text}"),
    "dates_unread": N_("Not dates, and taken for missing: {cells}."),
    "dates_unread_action": N_("Correct them where the data comes from."),
    "empty_columns": N_("Left out, because they have no value at all: {columns}."),
    "target_missing": NN_(
        "One row of {total:,} has no target value and is not used. Its cell says: {cells}.",
        "{n:,} rows have no target value and are not used, of {total:,}. Their cells say: {cells}.",
    ),
    "target_missing_action": N_(
        "Find out why: if the gaps are not by chance, the rest is not representative. If they stand for a value or for "
        "a class of their own, say which, for instance {filled}"
    ),
    "target_words_are_classes": N_("In the target {column}, {cells} is taken for a class, not for a gap."),
    "target_words_are_classes_action": N_("If it stands for a missing value: {markers}"),
    "target_numbers_are_classes": N_(
        "The numbers of the target {column} ({values}) are taken for {count} classes, whose order does not count."
    ),
    "target_numbers_are_classes_action": N_(
        "If they are counts or amounts: --set data.problem_type=regression — if they are classes: "
        "--set data.problem_type=classification"
    ),
    "class_weights": N_(
        "While learning, the rows of the classes count by data.class_weights ({weights}); while scoring, all count the "
        "same. Probabilities are then no shares of what really happens."
    ),
    "positive_class": N_(
        "Of the two classes of the target {column}, {label} is the positive one, not {other}: precision, recall, "
        "average precision, curves, thresholds and expected errors are about it. data.positive_class changes that."
    ),
    "target_mostly_numbers": N_(
        "{share} of the target {column} are numbers, but these are not: {cells}. So every value is taken for a class."
    ),
    "target_mostly_numbers_action": N_(
        "To predict numbers, leaving out rows that have none: --set data.problem_type=regression"
    ),
    "weights": N_(
        "Rows count by {column}, from {least} to {greatest}, in learning and in scores; the {rows:,} rows say as much "
        "as {worth:,} that all count the same."
    ),
    "weights_action": N_("Few rows decide nearly everything; check the largest weights."),
    "weights_zero": NN_(
        "One row has the weight 0 in {column} and is not used.",
        "{n:,} rows have the weight 0 in {column} and are not used.",
    ),
    "weights_zero_action": N_("If they should count, give them a weight above 0."),
    "class_spelling": N_(
        "Classes that differ only in capital letters, blanks, dashes, quotes or width: {groups}. They are kept apart."
    ),
    "class_spelling_action": N_("If they are the same, write them alike: {replaced}"),
}
