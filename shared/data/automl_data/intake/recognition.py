"""What the texts of a column are: numbers with what is written around them, dates, or words. By all of its values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from automl_data.intake.clock import clock
from automl_data.intake.dating import DATE_SHARE, Dating, dating, look_like_dates
from automl_data.intake.distinct import DistinctTexts
from automl_data.intake.flags import are_remarks, without_flags
from automl_data.intake.key_names import are_keys
from automl_data.intake.limits import are_all_limits, are_limits, without_signs
from automl_data.intake.marks import OF_LABORATORIES, marks
from automl_data.intake.moments import FORMS, OR, as_words, read_words
from automl_data.intake.named_dates import form_of
from automl_data.intake.numerals import Decimal, Style
from automl_data.intake.quantities import Quantities, are_codes, quantities
from automl_data.intake.values import are_versions
from automl_shared.config.models import ColumnKind
from automl_shared.errors import DataError
from automl_shared.frozen import Frozen
from automl_shared.lazy import np, pc, pd
from automl_shared.readings import Reading
from automl_shared.words import T_

NUMBER_SHARE = 0.95
"""Share of numbers among the values from which a column is taken for numbers; the others become gaps."""
LEAST_SHARE = 0.5
"""The same of dates, where somebody said that a column holds them."""
SAMPLE, SAMPLE_SHARE = 500, 0.3
"""Different texts looked at first, and the share that must fit before all of them are."""
FEW_VALUES, FEW_NUMBERS = 3, 11
"""Different numbers beside which many signs, or many words, for gaps are no values of their own."""
FEW_FRACTIONS = 6
"""The same where some numbers are fractions, or all marks are those of laboratories: there are no codes of answers."""
MANY_NUMBERS, SHORT = 22, 3
"""Different numbers beside which a single text of up to so many letters is a mark, whatever it says."""
MOST_LETTERS = 30


class Recognised(Frozen):
    """A column as read. ``values``: (n_rows,); ``said``: the texts that became gaps, by their rows.

    ``limits``: the texts that were read as the number behind their sign, ``flags``: those that were read as the number
    before their mark; None without any.
    """

    values: pd.Series
    reading: Reading
    said: pd.Series
    limits: pd.Series | None = None
    flags: pd.Series | None = None


class Asked(Frozen):
    """What is known of a column before it is looked at. ``markers``: texts that stand for a gap in this file."""

    kind: ColumnKind | None = None
    setting: str = "data.column_types"
    """What says so."""
    date_format: str = ""
    habit: Decimal | None = None
    """The sign before fractions in the file's other columns."""
    separator: str = ""
    """What parts the file's fields: a comma is then none before fractions, and with a semicolon it mostly is one."""
    markers: tuple[str, ...] = ()
    is_target: bool = False


def recognised(column: pd.Series, asked: Asked | None = None) -> Recognised | None:
    """What a column of text (n_rows,) is, None where its texts stay as they are. Dates stay text, with their format.

    Raises DataError for values that are not what ``asked`` says they are.
    """
    asked = asked or Asked()
    texts = DistinctTexts.of(column)
    if len(texts.words) == 0 or asked.kind not in (None, "numeric", "datetime"):
        return None
    if asked.kind is None and not asked.date_format and not _worth_reading(texts.sampled(SAMPLE), asked.habit):
        return None
    present = texts.without(marks(texts.words, asked.markers))
    if len(present.words) == 0:
        return None
    if asked.date_format:
        return _written(column, texts, present, asked.date_format)
    if asked.kind is None and are_keys(str(column.name), present.words):
        return None
    dates = None if asked.kind == "numeric" or asked.is_target else _dates(column, texts, present, asked)
    if dates is not None or asked.kind == "datetime":
        return dates
    found = _times(column, texts, present, asked) or _numbers(column, texts, present, asked)
    return found if asked.kind or asked.is_target else _dates_among(column, found)


def _dates_among(column: pd.Series, found: Recognised | None) -> Recognised | None:
    """Numbers that are dates by their digits or by the column's name, where marks for gaps stand among them."""
    if found is None or not found.reading.is_plain or not (form := form_of(found.values)):
        return found
    given = found.reading
    reading = Reading(kind="datetime", format=form, read=given.read, unread=given.unread)
    return Recognised(values=column, reading=reading, said=found.said)


def recognised_numbers(column: pd.Series, asked: Asked) -> Recognised | None:
    """Numbers (n_rows,) that are dates, None where they are numbers. Raises DataError as `recognised` does."""
    if asked.date_format:
        return recognised(as_words(column, asked.date_format), asked)
    may_be = asked.kind in (None, "datetime") and not asked.is_target
    form = form_of(column, is_set=asked.kind == "datetime") if may_be else ""
    if not form:
        return None
    reading = Reading(kind="datetime", format=form, read=int(column.notna().sum()))
    return Recognised(values=column, reading=reading, said=column.iloc[:0].astype("str"))


def read_as(column: pd.Series, reading: Reading) -> pd.Series:
    """New values of a column (n_rows,) read as it was; what is none of its kind is a gap. Numbers stay as they are."""
    if reading.kind != "numeric" or pd.api.types.is_numeric_dtype(column):
        return column
    texts = DistinctTexts.of(column.map(str, na_action="ignore").astype("str"))
    style = Style("," if reading.decimal == "," else ".", reading.group)
    if reading.format:
        times = clock(texts.words, reading.format)
        return texts.spread(np.full(len(texts.words), np.nan) if times is None else times.values, column)
    words = without_flags(texts.words)[0] if reading.flags else texts.words
    words = without_signs(words)[0] if reading.limits else words
    return texts.spread(quantities(words, texts.rows, None, (style, reading.unit)).values, column)


def numbers_among(column: pd.Series) -> tuple[float, pd.Series]:
    """Share of numbers in a column of text (n_rows,) without gaps, and the texts that are none."""
    texts = DistinctTexts.of(column)
    if are_keys(str(column.name), texts.words) or are_codes(texts.words, texts.rows):
        return 0.0, column
    is_word = np.isnan(quantities(texts.words, texts.rows, None).values)
    return float(texts.rows[~is_word].sum() / max(1, texts.rows.sum())), texts.said(is_word, column)


def _worth_reading(sample: DistinctTexts, habit: Decimal | None) -> bool:
    """Whether a few of the different texts have the form of dates or numbers; most columns are words and stop here."""
    present = sample.without(marks(sample.words))
    if len(present.words) == 0 or _share_with_digits(present.words) < SAMPLE_SHARE:
        return False
    bare, _ = without_signs(present.words)
    ones = np.ones(len(bare), dtype=np.int64)
    if np.isfinite(quantities(bare, ones, habit).values).mean() >= SAMPLE_SHARE:
        return True
    times = clock(present.words)
    if times and np.isfinite(times.values).mean() >= SAMPLE_SHARE:
        return True
    unflagged, is_flagged = without_flags(bare)
    if is_flagged.any() and np.isfinite(quantities(unflagged, ones, habit).values).mean() >= SAMPLE_SHARE:
        return True
    words = pd.Series(present.words.to_pylist(), dtype="str")
    return look_like_dates(words, least=SAMPLE_SHARE)


def _share_with_digits(words: Any) -> float:
    return float(np.mean(np.asarray(pc.match_substring_regex(words, r"[\pN★⭐☆]"), dtype=bool)))


def _numbers(column: pd.Series, texts: DistinctTexts, present: DistinctTexts, asked: Asked) -> Recognised | None:
    is_set = asked.kind == "numeric"
    if not is_set and (are_codes(present.words, present.rows) or are_versions(str(column.name), present.words)):
        return None
    found = _quantities(present, asked)
    is_number = np.isfinite(found.numbers.values)
    total, read = int(present.rows.sum()), int(present.rows[is_number].sum())
    if read == 0 and is_set:
        raise _no_target(column, present.words) if asked.is_target else _unfit(column, present.words, asked.setting)
    is_mostly = read >= NUMBER_SHARE * total or _is_one_mark(present, is_number)
    are_fractions = bool((found.numbers.values[is_number] % 1 != 0).any())
    are_marks = _are_marks(texts, present, int(is_number.sum()), are_fractions=are_fractions)
    if not is_set and not (is_mostly and are_marks):
        return None
    numbers = found.numbers
    if numbers.may_be_codes and asked.kind is None:
        reading = Reading(kind="numeric", other=present.words[0].as_py())
        return Recognised(values=column, reading=reading, said=column.iloc[:0])
    reading = Reading(
        kind="numeric", decimal=numbers.style.decimal, group=numbers.style.group, unit=numbers.unit, read=read,
        unread=int(texts.rows.sum()) - read, scales=list(numbers.scales), other=numbers.other,
    )  # fmt: skip
    values = present.onto(texts, numbers.values)

    def noted(which: Any) -> pd.Series | None:
        rows = texts.said(present.onto(texts, (which & is_number).astype("float64")) == 1.0, column)
        return rows if len(rows) else None

    return Recognised(
        values=texts.spread(values, column),
        reading=reading,
        said=texts.said(np.isnan(values), column),
        limits=noted(found.is_limit),
        flags=noted(found.is_flagged),
    )


@dataclass(frozen=True)
class _Noted:
    """Numbers of different texts, and which of these (n,) are limits or have a mark behind them."""

    numbers: Quantities
    is_limit: Any
    is_flagged: Any


def _quantities(present: DistinctTexts, asked: Asked) -> _Noted:
    """The numbers of different texts; with limits and marks only where these stand among enough plain numbers."""
    none = np.zeros(len(present.words), dtype=bool)
    words, is_limit = without_signs(present.words)
    found = _read(words, present.rows, asked)
    attempts = [_Noted(found, is_limit, none)] if is_limit.any() else []
    if not np.isfinite(found.values).all():
        bare, is_flagged = without_flags(words)
        if is_flagged.any():
            attempts.insert(0, _Noted(_read(bare, present.rows, asked), is_limit, is_flagged))
    for one in attempts:
        is_number, is_noted = np.isfinite(one.numbers.values), one.is_limit | one.is_flagged
        if (
            asked.kind == "numeric"
            or are_limits(is_noted, is_number, present.rows)
            or are_remarks(one.is_flagged, is_number)
            or are_all_limits(present.words, one.is_limit, is_number)
        ):
            return one
    return _Noted(_read(present.words, present.rows, asked) if is_limit.any() else found, none, none)


def _read(words: Any, rows: Any, asked: Asked) -> Quantities:
    """The numbers of texts (n,); what they leave open by the file's separator, where that tells."""
    found = quantities(words, rows, asked.habit)
    if not found.other:
        return found
    is_comma, is_grouped = "," in found.other, bool(found.style.group)
    if asked.separator == ";" and (is_comma or is_grouped):
        return quantities(words, rows, ",")
    is_told = asked.separator == "," if is_comma else not (is_grouped or asked.separator == ";")
    return replace(found, other="") if is_told else found


def _times(column: pd.Series, texts: DistinctTexts, present: DistinctTexts, asked: Asked) -> Recognised | None:
    """Times of day or durations, as hours or minutes."""
    if clock(present.sampled(SAMPLE).words) is None or (found := clock(present.words)) is None:
        return None
    is_time = np.isfinite(found.values)
    total, read = int(present.rows.sum()), int(present.rows[is_time].sum())
    least = LEAST_SHARE if asked.kind == "numeric" else NUMBER_SHARE
    if read < least * total or not _are_marks(texts, present, int(is_time.sum())):
        return None
    reading = Reading(
        kind="numeric", format=found.form, unit=found.unit, read=read, unread=int(texts.rows.sum()) - read
    )
    values = present.onto(texts, found.values)
    return Recognised(values=texts.spread(values, column), reading=reading, said=texts.said(np.isnan(values), column))


def _are_marks(texts: DistinctTexts, present: DistinctTexts, n_numbers: int, *, are_fractions: bool = False) -> bool:
    """Whether what looks like marks for gaps is no value: signs beside a few numbers, words beside many."""
    marked = int(texts.rows.sum() - present.rows.sum())
    if marked <= (1 - NUMBER_SHARE) * texts.rows.sum():
        return True
    words = texts.without(marks(texts.words, inverted=True)).words.to_pylist()
    if not any(letter.isalpha() for word in words for letter in word):
        return n_numbers >= FEW_VALUES
    are_measured = are_fractions or OF_LABORATORIES.issuperset(word.strip().lower() for word in words)
    return n_numbers >= (FEW_FRACTIONS if are_measured else FEW_NUMBERS)


def _is_one_mark(present: DistinctTexts, is_number: Any) -> bool:
    """Whether all that is no number is one short mark of the file's own, beside many numbers in half of the rows."""
    marked = present.words.filter(~is_number).to_pylist()
    if len(marked) != 1 or is_number.sum() < MANY_NUMBERS or 2 * present.rows[~is_number][0] > present.rows.sum():
        return False
    return len(marked[0].strip()) <= SHORT and not any(letter.isdigit() for letter in marked[0])


def _dates(column: pd.Series, texts: DistinctTexts, present: DistinctTexts, asked: Asked) -> Recognised | None:
    words = pd.Series(present.words.to_pylist(), dtype="str")
    is_set = asked.kind == "datetime"
    if not is_set and not look_like_dates(words.iloc[:: max(1, len(words) // SAMPLE)], least=SAMPLE_SHARE):
        return None
    found = dating(words, present.rows, least=LEAST_SHARE if is_set else DATE_SHARE)
    return None if found is None else _as_dates(column, texts, present, found)


def _written(column: pd.Series, texts: DistinctTexts, present: DistinctTexts, form: str) -> Recognised:
    """Dates in the format that somebody set."""
    words = pd.Series(present.words.to_pylist(), dtype="str")
    try:
        read = read_words(words, form.split(OR)).notna().to_numpy()
    except ValueError as error:
        raise DataError(
            T_("`data.date_formats.{column}` is not a format of dates", column=column.name),
            value=f"{form}: {error}",
            allowed=T_(
                "like %d.%m.%Y %H:%M, or one of {forms}; several are joined by {sign}", forms=", ".join(FORMS), sign=OR
            ),
        ) from error
    if present.rows[read].sum() < LEAST_SHARE * present.rows.sum():
        unread = present.words.filter(~read)
        raise DataError(
            T_("`data.date_formats` names a format that most dates of the column do not have"),
            value=T_("{name}: {form}, but {cells}", name=column.name, form=form, cells=quoted(unread)),
            allowed=T_("a format that fits at least half of the rows"),
        )
    return _as_dates(column, texts, present, Dating(format=form, is_read=read))


def _as_dates(column: pd.Series, texts: DistinctTexts, present: DistinctTexts, found: Dating) -> Recognised:
    read = int(present.rows[found.is_read].sum())
    unread = int(texts.rows.sum()) - read
    reading = Reading(kind="datetime", format=found.format, other=found.other, read=read, unread=unread)
    is_read = present.onto(texts, found.is_read.astype("float64")) == 1.0
    return Recognised(values=column, reading=reading, said=texts.said(~is_read, column))


def quoted(words: Any, most: int = 3) -> str:
    """A few texts for a message."""
    shown = [
        repr(word if len(word) <= MOST_LETTERS else f"{word[:MOST_LETTERS]}…") for word in words[:most].to_pylist()
    ]
    return ", ".join(shown) + (", …" if len(words) > most else "")


def _unfit(column: pd.Series, words: Any, setting: str) -> DataError:
    return DataError(
        T_("`{setting}` takes a column for numeric that is not", setting=setting),
        value=f"{column.name}: {quoted(words)}",
        allowed=T_("a column with numbers"),
        fix=T_("take `{column}` out of {setting}", column=column.name, setting=setting),
    )


def _no_target(column: pd.Series, words: Any) -> DataError:
    return DataError(
        T_("regression needs a numeric target"),
        value=T_("{name} has no number, but {cells}", name=column.name, cells=quoted(words)),
        fix="--set data.problem_type=classification",
    )
