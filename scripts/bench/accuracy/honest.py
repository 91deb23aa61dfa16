"""Whether a run's own word holds: the score it tells of what it recommends, against fresh rows.

Runs in this process, on ``--rows`` rows of each data set and seed, and scores on the rest (at most ten times as many).
The gap is the loss on fresh rows minus the loss that was told, in standard errors of the two: of the fresh rows by
drawing them again, of the told score as the run tells it. A third of the data sets, by turns, has a target that was
shuffled, and generated features: there the honest answer is that guessing is as good. Prints a line for each, and what
share holds.

    python scripts/bench/accuracy/honest.py --packages SITE_PACKAGES --rows 500 --seeds 3
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from automl_shared.frozen import Frozen

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from datasets import DATA_SETS, DataSet  # noqa: E402  (found beside this file)
from losses import loss, losses_of, standard_error  # noqa: E402

from automl_controller.in_process.result import run  # noqa: E402
from automl_controller.runs.document import readable_decision  # noqa: E402
from automl_data.bundle import load_bundle  # noqa: E402

METRIC = {"roc_auc": "roc_auc_ovr", "log_loss": "log_loss", "rmse": "rmse"}
WITHIN = 2.0
FRESH_TIMES = 10


class Word(Frozen):
    """What was told and what was true, as losses; both 0 where nothing was found: guessing is as good, said the run."""

    data: str
    seed: int
    is_noise: bool
    chosen: str = ""
    nothing_found: bool = False
    told: float = 0.0
    true: float = 0.0
    error: float = 1.0

    @property
    def gap(self) -> float:
        return (self.true - self.told) / self.error


def main() -> None:
    """Runs and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, required=True, help="the folder with the packages that hold the data")
    parser.add_argument("--rows", type=int, default=500, help="rows to learn from")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--models", default="fast", help="a portfolio")
    parser.add_argument("--only", nargs="*", default=[one.name for one in DATA_SETS], help="data sets")
    asked = parser.parse_args()
    words = []
    for word in told(asked):
        words.append(word)
        print(line(word), flush=True)
    real = [word for word in words if not word.is_noise and not word.nothing_found]
    noise = [word for word in words if word.is_noise]
    if real:
        near = sum(abs(word.gap) <= WITHIN for word in real)
        mean = np.mean([word.gap for word in real])
        print(f"within {WITHIN:g} standard errors: {near} of {len(real)}; mean gap {mean:+.2f}")
    if noise:
        print(f"noise called noise: {sum(word.nothing_found for word in noise)} of {len(noise)}")


def told(asked: argparse.Namespace) -> Iterator[Word]:
    for place, data in enumerate(one for one in DATA_SETS if one.name in asked.only):
        frame = data.read(asked.packages).dropna(subset=[data.target])
        for seed in range(asked.seeds):
            yield word_of(data, frame, seed, asked, is_noise=(place + seed) % 3 == 2)


def word_of(data: DataSet, frame: pd.DataFrame, seed: int, asked: argparse.Namespace, *, is_noise: bool) -> Word:
    mixed = frame.sample(frac=1.0, random_state=seed).reset_index(drop=True)
    if is_noise:
        mixed[data.target] = mixed[data.target].sample(frac=1.0, random_state=seed + 1).to_numpy()
    rows = min(asked.rows, len(mixed) // 2)
    train, fresh = mixed[:rows], mixed[rows : (1 + FRESH_TIMES) * rows]
    settings: dict[str, Any] = {
        "models": asked.models,
        "data.test_size": 0.0,
        "data.random_seed": seed,
        "data.problem_type": _problem_type(data, train),
        "evaluation.primary_metric": METRIC[data.metric],
        "preprocessing.feature_generation": "auto" if is_noise else "none",
        "interpretation.compute_feature_importance": False,
    }
    with tempfile.TemporaryDirectory(prefix="automl-honest-") as folder:
        path = Path(folder) / "train.csv"
        train.to_csv(path, index=False)
        result = run(path, data.target, folder=folder, settings=settings)
        decision, _ = readable_decision(result.engine.tracker, result.state)
        assert decision is not None
        best = decision.recommendation
        if decision.verdict == "no_useful_model" or best is None:
            return Word(data=data.name, seed=seed, is_noise=is_noise, nothing_found=True)
        assert result.model is not None, data.name
        bundle = load_bundle(result.model, trusted=True)
        classes = [] if data.metric == "rmse" else list(bundle.classes)
        labels = fresh[data.target].astype(str).str.strip()  # as a run reads them
        known = fresh if not classes else fresh[labels.isin(classes)]
        rows_of = known.drop(columns=data.target)
        predicted = bundle.predict_proba(rows_of, check="off") if classes else bundle.predict(rows_of, check="off")
    truth = known[data.target].to_numpy() if not classes else labels[known.index].to_numpy()
    of_rows = losses_of(data.metric, classes, truth, np.asarray(predicted))
    assert best.standard_error is not None, data.name
    return Word(
        data=data.name,
        seed=seed,
        is_noise=is_noise,
        chosen=best.candidate,
        told=1.0 - best.cv_mean if data.metric == "roc_auc" else best.cv_mean,
        true=loss(data.metric, classes, truth, np.asarray(predicted)),
        error=float(np.hypot(best.standard_error, standard_error(of_rows, len(truth)))),
    )


def _problem_type(data: DataSet, train: pd.DataFrame) -> str:
    if data.metric == "rmse":
        return "regression"
    return "binary" if train[data.target].nunique() == 2 else "multiclass"


def line(word: Word) -> str:
    if word.nothing_found:
        return f"{word.data:14}{word.seed:3}  {'noise: ' if word.is_noise else ''}guessing is as good"
    return (
        f"{word.data:14}{word.seed:3}  {'noise: ' if word.is_noise else ''}told {word.told:.4g}, "
        f"true {word.true:.4g}, gap {word.gap:+.2f}  {word.chosen}"
    )


if __name__ == "__main__":
    main()
