"""What a bundle says about itself, as JSON, readable without loading anything fitted."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from automl_shared.config.models import ColumnKind, Language, ProblemType
from automl_shared.naming import candidate_of
from automl_shared.readings import Reading

FORMAT = 2
"""Of the file. A reader refuses a newer one."""
ENTRY = "manifest.json"

Kind = Literal["candidate", "ensemble"]
Combination = Literal["mean", "weights", "stacking"]
CalibrationMethod = Literal["temperature", "sigmoid", "isotonic"]
Serialisation = Literal["skops", "joblib", "bundle"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Learned(_Part):
    """What a column held in the training rows: what later rows are held against.

    Shares of ``gaps`` are of the ``rows``, all others of the values present. Of numbers, and of dates in seconds since
    1970: the range, the ``median``, and the ``shares`` of the bins between the ``edges`` (one more than edges). Of
    categories: the most frequent ``levels`` with their shares, and the share of later values that is likely to be none
    of them. Of text: the gaps alone.
    """

    rows: int
    gaps: float
    lowest: float | None = None
    highest: float | None = None
    median: float | None = None
    edges: list[float] = []
    shares: list[float] = []
    levels: dict[str, float] = {}
    others: float = 0.0


class RawColumn(_Part):
    """A column of the rows it predicts from. ``format``: of dates that come as text, as pandas takes it; or empty.

    ``reading``: how its texts were read where they are numbers with what people write around them.
    """

    name: str
    dtype: str
    """While training; the same values in any other dtype are as good."""
    kind: ColumnKind
    format: str = ""
    reading: Reading | None = None
    read_as: str = ""
    """The dtype it had as its file was read; empty where that is not known."""
    learned: Learned | None = None
    """None in files of versions that did not keep it: such rows are not checked."""


class Facts(_Part):
    """Where a fitted thing comes from and how good it is.

    ``classes``: labels in the order of the probabilities, as text; empty for regression. ``model`` and ``preproc_id``
    name the candidate, ``weighted`` and ``ensemble`` for a weighted ensemble. ``cv_mean`` and ``cv_std`` are of
    ``primary_metric`` over the folds of ``fold_hash``; ``baseline``: the same mean of guessing, where it is known.
    """

    run_id: str | None
    task_id: str
    model: str
    preproc_id: str
    target: str
    problem_type: ProblemType
    classes: list[str] = []
    primary_metric: str
    cv_mean: float | None
    cv_std: float | None
    baseline: float | None = None
    fold_hash: str
    title: str = ""
    """The candidate as people read it, in the run's language; empty in files of versions without."""
    unit: str = ""
    """Of the target's numbers; empty where the data names none, and in files of versions without."""
    reading: Reading | None = None
    """How the target's texts were read; None where they were plain, and in files of versions without."""

    @property
    def candidate(self) -> str:
        return candidate_of(self.preproc_id, self.model)


class Intake(_Part):
    """How the files it learned from were read, for those it predicts from. ``data``: the config's ``data`` section."""

    data: dict[str, Any] = {}
    separator: str = ""
    decimal: str = ""
    language: Language = "en"
    """Of what is said about rows."""


class Calibration(_Part):
    """How probabilities are corrected: see `automl_data.bundle.calibration`.

    ``temperature``: their logarithms are multiplied by ``slope``, and the results made to sum to 1. Of two classes, for
    the second one: ``sigmoid``: its log odds are multiplied by ``slope``, and ``offset`` is added; ``isotonic``: lines
    between the points ``said``, ascending from 0 to 1, and ``happened``, ascending between them. ``soft`` is added to a
    probability before its logarithm is taken: the more, the less it means that something is said to be certain.
    """

    method: CalibrationMethod
    slope: float = 1.0
    offset: float = 0.0
    soft: float = 1e-7
    said: list[float] = []
    happened: list[float] = []


class Answers(_Part):
    """How what is predicted becomes an answer.

    ``calibration``: of the probabilities, before anything else; None: they stay as they are. ``threshold``: of two
    classes, the probability from which on the second one is said; None: the likelier one is. ``reach``: of numbers, how
    far from the prediction the truth lies at most, in a share ``level`` of new rows; None where that is not known.
    """

    calibration: Calibration | None = None
    threshold: float | None = None
    reach: float | None = None
    level: float | None = None


class PartInfo(_Part):
    """One fitted thing in the file. ``bundle``: a file like this one. ``weight``: of its predictions in the mean.

    ``preparation``: the sha256 of what prepares its rows, which other parts may share; empty where it does so itself.
    """

    file: str
    serialisation: Serialisation
    sha256: str
    size_bytes: int
    weight: float = 1.0
    preparation: str = ""


class Manifest(_Part):
    """The whole document. ``final``: the fitted second level of a stacking, which sees the parts' predictions.

    ``preparations``: what makes of raw rows what the parts see. A bundle in another one has them there.
    """

    format: int = FORMAT
    kind: Kind
    facts: Facts
    columns: list[RawColumn]
    intake: Intake = Intake()
    answers: Answers = Answers()
    combination: Combination
    parts: list[PartInfo]
    preparations: list[PartInfo] = []
    final: PartInfo | None = None
    versions: dict[str, str]
