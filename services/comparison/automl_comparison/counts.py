"""Every count of candidates that people read, made in one place."""

from __future__ import annotations

from automl_comparison.meta import Facts
from automl_shared.failures import out_of_time
from automl_shared.frozen import Frozen


class Counts(Frozen):
    """``compared``: those with a result, single ones and ``mixtures``; guessing is what they are compared with.

    ``skipped``: those that were not tried, of which the time budget had no room for ``late``.

    ``extras``: single ones that were not planned. ``models`` and ``preparations``: how many different ones the single
    candidates are made of.
    """

    compared: int
    mixtures: int
    models: int
    preparations: int
    failed: int
    skipped: int
    late: int
    extras: int


def counted(facts: Facts) -> Counts:
    """What became of all candidates of a run."""
    singles = [one for one in facts.choice.models if not one.is_ensemble]
    left_out = sum(one.left_out for one in facts.failures)
    return Counts(
        compared=len(facts.choice.models),
        mixtures=len(facts.choice.models) - len(singles),
        models=len({one.model for one in singles}),
        preparations=len({one.preprocess for one in singles}),
        failed=len(facts.failures) - left_out,
        skipped=len(facts.skipped) + left_out,
        late=left_out + sum(cause.startswith(out_of_time(facts.language)) for cause in facts.skipped.values()),
        extras=sum(one.candidate in facts.extras for one in singles),
    )
