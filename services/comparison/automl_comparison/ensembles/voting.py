"""Plain means and majorities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from automl_comparison.ensembles.combination import Blend, Combination, Stack
from automl_comparison.ensembles.field import Field
from automl_comparison.ensembles.named import best_of
from automl_comparison.ensembles.weighted import equal
from automl_data.majority import MajorityVote

MEMBERS = 5
"""How many vote when none are named."""


@dataclass(frozen=True)
class Voting:
    """``soft``: the mean of the members' values or probabilities. ``hard``: each member has one vote for a class; the
    shares of the votes are the probabilities. Numbers are averaged either way."""

    names: Sequence[str] = ()
    how: Literal["soft", "hard"] = "soft"
    name: str = "voting"

    def fit(self, field: Field, folds: Sequence[int]) -> Combination:
        return self._of(field, equal(best_of(field, folds, self.names, MEMBERS)))

    def start(self, field: Field) -> Combination:
        return self._of(field, equal(field.starters()))

    def _of(self, field: Field, blend: Blend) -> Combination:
        n_classes = field.rows.n_classes
        if self.how == "soft" or not n_classes:
            return blend
        return Stack(blend.weights, MajorityVote(n_classes).fit())
