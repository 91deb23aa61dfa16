"""How good the recommended models are beside those of other systems, at the same wall-clock budget on the same rows.

Every data set is split once per seed: 80 % to learn from, 20 % to score on, which no system sees. Ours is a run like
any other on a local stack with two warm training workers: the clock starts with `submit` and ends with the finished
run. Every other system runs in a virtual environment of its own, made here from pins; its clock starts when its
libraries are loaded. One system works at a time. What is done is kept in ``--results`` and not done again, so a
comparison can be made in pieces, and a result is done again when its file is removed. Prints Markdown of what all
asked systems have, progress on stderr. ``--minutes 0`` only prints.

    python scripts/bench/accuracy --results RESULTS --minutes 20 --systems ours lightgbm flaml --only german bikes
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import psutil

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from datasets import DATA_SETS, SMALL_ROWS  # noqa: E402  (found beside this file)
from jobs import Job, jobs  # noqa: E402
from losses import loss, losses_of, standard_error  # noqa: E402
from ours import WORKERS, run_ours  # noqa: E402
from overhead import baseline_training, own_stack  # noqa: E402
from stored import Store  # noqa: E402
from systems import PLAIN, SYSTEMS, System, SystemFailed, packages, run_peer  # noqa: E402
from table import OURS, Comparison, lead_over_plain  # noqa: E402

from automl_shared.tracker import Tracker  # noqa: E402


def main() -> None:
    """Measures what is not there yet, and prints."""
    asked = arguments()
    store = Store(asked.results, asked.seconds)
    with tempfile.TemporaryDirectory(prefix="automl-accuracy-") as folder, ExitStack() as stack:
        made = list(jobs(packages(asked.environments), Path(folder), asked.only, asked.seeds))
        bench = Bench(asked, store, Path(folder), stack)
        until = time.monotonic() + 60 * asked.minutes
        for job, system in left(made, asked.systems, store):
            if time.monotonic() > until:
                break
            bench.measure(job, system)
        print("\n".join(report(made, store, asked)))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=Path, required=True, help="folder of results, made when it is not there")
    parser.add_argument("--seconds", type=int, default=60, help="wall-clock budget of each system")
    parser.add_argument("--minutes", type=float, default=20.0, help="after which nothing further is begun")
    parser.add_argument("--seeds", type=int, default=3, help=f"seeds for sets of less than {SMALL_ROWS} rows")
    parser.add_argument("--systems", nargs="*", default=list(SYSTEMS), choices=list(SYSTEMS))
    parser.add_argument("--only", nargs="*", default=[one.name for one in DATA_SETS], help="data sets")
    parser.add_argument("--models", default="standard", help="our portfolio")
    parser.add_argument("--environments", type=Path, default=HERE.parents[2] / ".venv-bench")
    return parser.parse_args()


def left(made: Sequence[Job], systems: Sequence[str], store: Store) -> Iterator[tuple[Job, System]]:
    """What is not done yet, a data set at a time, so that every piece has something to compare."""
    for job in made:
        yield from ((job, SYSTEMS[name]) for name in systems if not store.has(job, name))


class Bench:
    """Runs systems; our stack is started with the first run of ours."""

    def __init__(self, asked: argparse.Namespace, store: Store, folder: Path, stack: ExitStack) -> None:
        self._asked, self._store, self._folder, self._stack = asked, store, folder, stack
        self._tracker: Tracker | None = None

    def measure(self, job: Job, system: System) -> None:
        """Runs a system on a data set and keeps what came of it."""
        load = os.getloadavg()[0]
        facts: dict[str, Any]
        predicted: np.ndarray | None
        try:
            facts, predicted = self._run(job, system)
            facts |= _losses(job, predicted)
        except SystemFailed as error:
            facts, predicted = {"failed": str(error)}, None
        self._store.keep(job, system.name, {**facts, "load_before": load}, predicted)
        told = f"failed: {facts['failed']}" if "failed" in facts else f"{facts['loss']:.5g}  {facts['chosen']}"
        print(
            f"{job.name:20}{system.name:20}{facts.get('wall_seconds', 0):7.1f} s  {told}", file=sys.stderr, flush=True
        )

    def _run(self, job: Job, system: System) -> tuple[dict[str, Any], np.ndarray]:
        if system.is_ours:
            return run_ours(self._warm(), system, job, self._asked.seconds, self._asked.models)
        with tempfile.TemporaryDirectory(dir=self._folder) as own:
            return run_peer(system, job, self._asked.environments, Path(own), self._asked.seconds)

    def _warm(self) -> Tracker:
        if self._tracker is None:
            self._tracker = self._stack.enter_context(own_stack(training=WORKERS))
            baseline_training(self._tracker)
        return self._tracker


def _losses(job: Job, predicted: np.ndarray) -> dict[str, float]:
    of_rows = losses_of(job.data.metric, job.classes, job.truth, predicted)
    return {
        "loss": loss(job.data.metric, job.classes, job.truth, predicted),
        "loss_standard_error": standard_error(of_rows, len(job.truth)),
    }


def report(made: Sequence[Job], store: Store, asked: argparse.Namespace) -> Iterator[str]:
    """All that is stored of the asked data sets and systems."""
    names = {(job.data.name, job.seed) for job in made}
    results = [one for one in store.all() if (one.data, one.seed) in names]
    both = lead_over_plain(results)
    leads = {(job.data.name, job.seed): _lead(job, store) for job in made if (job.data.name, job.seed) in both}
    memory = round(psutil.virtual_memory().total / 1024**3)
    yield f"{asked.seconds} s, {os.cpu_count()} cores, {memory} GiB; portfolio {asked.models}"
    yield from Comparison(results=results, leads=leads, asked=asked.systems).lines()


def _lead(job: Job, store: Store) -> tuple[float, float]:
    """How much higher our loss is than plain LightGBM's on the same rows, and its standard error."""
    rows = np.arange(len(job.truth))
    ours, plain = (
        losses_of(job.data.metric, job.classes, job.truth, predicted)
        for name in (OURS, PLAIN)
        if (predicted := store.predicted(job, name)) is not None
    )
    return ours(rows) - plain(rows), standard_error(ours, len(rows), plain)


if __name__ == "__main__":
    main()
