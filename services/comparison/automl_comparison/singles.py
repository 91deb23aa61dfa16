"""Single rows as the recommended candidate answers them, beside the reasons that its training found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from automl_comparison.answers import said
from automl_comparison.meta import Candidate, Facts
from automl_comparison.rows import Rows
from automl_data.bundle.calibration import calibrated
from automl_shared.frozen import Frozen
from automl_shared.phase_io import RowReason

RowKind = Literal["typical", "surprising", "unsure"]
"""Unsure: as far from the truth as the surprising ones, and still answered right."""


class SingleRow(Frozen):
    """``answer``: what the model says, as a model that had not seen the row. ``probability``: of the second of two
    classes, or of the answer; None for numbers. ``explained``: the class whose probability the reasons are about."""

    kind: RowKind
    row_id: int
    actual: str | float
    answer: str | float
    probability: float | None
    explained: str
    reasons: Sequence[RowReason]


def explained_by(facts: Facts) -> Candidate | None:
    """The recommended one; of a mixture, the member that counts most."""
    chosen = facts.choice.recommended
    ensemble = facts.ensembles.of(chosen) if chosen else None
    return ensemble.members[0] if ensemble else chosen


def single_rows(facts: Facts, rows: Rows, predicted: np.ndarray) -> tuple[SingleRow, ...]:
    """Those that `explained_by` names. predicted: as the recommended one's, out of fold, in the order of ``rows``.

    Rows that were dealt into folds several times are told as the first time.
    """
    source = explained_by(facts)
    classes = facts.data.classes
    answers = said(facts, predicted)
    told = calibrated(predicted, facts.corrected.by) if facts.corrected else predicted
    first = {int(row): at for at, row in reversed(list(enumerate(rows.row_id)))}
    found = []
    for one in source.single_rows if source else ():
        at = first.get(one.row_id)
        if at is None:
            continue
        of = 1 if len(classes) == 2 else int(answers[at]) if classes else 0
        is_unsure = one.kind == "surprising" and bool(classes) and answers[at] == rows.y[at]
        found.append(
            SingleRow(
                kind="unsure" if is_unsure else one.kind,
                row_id=one.row_id,
                actual=classes[int(rows.y[at])] if classes else float(rows.y[at]),
                answer=classes[int(answers[at])] if classes else float(answers[at]),
                probability=float(told[at, of]) if classes else None,
                explained=classes[of] if classes else "",
                reasons=one.reasons,
            )
        )
    return tuple(found)
