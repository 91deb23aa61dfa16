"""What became of the ensembles that were asked for, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from automl_comparison.ensembles.combination import Combination
from automl_comparison.meta import Candidate
from automl_shared.errors import AutoMLError
from automl_shared.frozen import Frozen
from automl_shared.words import Language


@dataclass(frozen=True)
class Said:
    """Something to tell the reader: a key of `ensembles.words` and its values."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


def reasons(error: AutoMLError, language: Language) -> Mapping[str, str]:
    """The values of what is said of an error: why, and what to do."""
    return {"cause": error.cause_in(language), "remedy": error.remedy_in(language)}


class Ensemble(Frozen):
    """One that competes. ``combination``: fitted on all folds. ``members``: in the order of their weight.

    ``out_of_fold``: of the rows, (n,) or (n, n_classes), each row's by an ensemble that was made without its fold.
    """

    candidate: Candidate
    combination: Combination
    members: tuple[Candidate, ...]
    out_of_fold: np.ndarray = field(compare=False, repr=False)

    @property
    def kind(self) -> str:
        return self.candidate.model


class Ensembles(Frozen):
    """Those that compete, and why the others do not. ``best_single``: the best CV mean of a single model."""

    built: tuple[Ensemble, ...] = ()
    left_out: Mapping[str, Said] = field(default_factory=dict)
    notes: tuple[Said, ...] = ()
    best_single: Candidate | None = None

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        return tuple(one.candidate for one in self.built)

    def of(self, candidate: Candidate) -> Ensemble | None:
        """The ensemble behind a candidate; None for a single model."""
        return next((one for one in self.built if one.candidate.candidate == candidate.candidate), None)

    def with_model(self, kind: str, model_id: str, sha256: str) -> Ensembles:
        """The same, one of them with its registered model. ``sha256``: of the model's file."""
        return self._with(kind, model_id=model_id, bundle_sha256=sha256)

    def with_size(self, kind: str, size_bytes: int) -> Ensembles:
        """The same, one of them with the size of its file: smaller than its members' together, which share much."""
        return self._with(kind, size_bytes=size_bytes)

    def _with(self, kind: str, **facts: Any) -> Ensembles:
        built = (
            replace(one, candidate=replace(one.candidate, **facts)) if one.kind == kind else one for one in self.built
        )
        return replace(self, built=tuple(built))

    def without(self, kind: str, why: Said) -> Ensembles:
        """The same, but for one that turned out not to be there."""
        built = tuple(one for one in self.built if one.kind != kind)
        return replace(self, built=built, left_out={**self.left_out, kind: why})
