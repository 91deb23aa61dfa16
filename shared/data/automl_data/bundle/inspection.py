"""Whether rows are like those a model learned from: column by column, and row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from automl_data.bundle.manifest import RawColumn
from automl_data.bundle.problems import Problem, key_of, learned_range, problems_of
from automl_data.bundle.tally import Oddity, Tally, written
from automl_data.bundle.words import ROWS
from automl_shared.config.models import Language
from automl_shared.errors import DataError
from automl_shared.words import T_, say_in

MOST_NOTES = 3
"""Oddities named of one row; the others are counted."""


class Inspection:
    """Looks at rows, any number of times, and remembers what it saw. Columns whose training rows nobody knows are not
    looked at. ``language``: of all it says."""

    def __init__(self, columns: Sequence[RawColumn], language: Language = "en") -> None:
        self.language = language
        self.tallies = [Tally(raw=column, learned=column.learned) for column in columns if column.learned is not None]

    def look(self, rows: pd.DataFrame) -> np.ndarray:
        """(n_rows,) what is odd about each of the rows (n_rows, at least the columns), as text; mostly empty."""
        oddities = [odd for tally in self.tallies for odd in tally.look(rows[tally.raw.name])]
        return self._notes(oddities, len(rows))

    @property
    def problems(self) -> list[Problem]:
        """The columns that are unlike those learned, errors first."""
        return problems_of(self.tallies, self.language)

    def refuse(self, *, by_command: bool = False) -> list[Problem]:
        """Raises DataError when what was seen so far would be predicted wrong; else the problems.

        ``by_command``: `automl predict` asks, which has read the rows as training did.
        """
        problems = self.problems
        errors = [problem for problem in problems if problem.level == "error"]
        if errors:
            raise DataError(
                T_("the rows are not like those the model learned from, and its predictions for them would be wrong"),
                value="\n".join(error.message for error in errors),
                fix=_fix(errors, by_command),
            )
        return problems

    def _notes(self, oddities: Iterable[Oddity], n_rows: int) -> np.ndarray:
        notes = np.full(n_rows, "", dtype=object)
        told = np.zeros(n_rows, dtype=np.int64)
        for odd in oddities:
            named = told[odd.rows] < MOST_NOTES
            rows = odd.rows[named]
            notes[rows] += np.where(told[rows] > 0, "; ", "").astype(object) + self._texts(odd, named)
            told[odd.rows] += 1
        for row in np.flatnonzero(told > MOST_NOTES):
            notes[row] += f"; {say_in(ROWS, 'more', self.language, n=told[row] - MOST_NOTES)}"
        return notes

    def _texts(self, odd: Oddity, named: np.ndarray) -> np.ndarray:
        key = key_of(odd.sign, odd.raw, ROWS)
        values = dict(zip(("lowest", "highest"), learned_range(odd.raw), strict=True), column=odd.raw.name)
        texts = [say_in(ROWS, key, self.language, value=written(value), **values) for value in odd.values[named]]
        return np.array(texts, dtype=object)


def _fix(errors: Sequence[Problem], by_command: bool) -> tuple[str, ...]:
    rewrite = T_("write these columns as they were in the data it learned from")
    if by_command:
        return rewrite, "--check warn"
    lost = [error.column for error in errors if error.code == "zeros"]
    if lost:
        read = f"pandas.read_csv(..., dtype={dict.fromkeys(lost, 'str')})"
        rewrite = T_("{rewrite} ({read} keeps zeros)", rewrite=rewrite, read=read)
    return rewrite, T_("`automl predict` reads a file as training did"), T_('check="warn" predicts anyway')
