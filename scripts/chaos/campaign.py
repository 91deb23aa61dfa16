"""One campaign of faults against a real stack, and what is left of the runs afterwards, seen from outside.

Brings up a stack of its own (processes, in a temporary home, on free ports), submits runs, and breaks things at random
while they go on: processes are killed, ended and frozen, tasks are stopped, dequeued, copied and enqueued again by
hand, results, queues and templates are deleted. Then it waits for the runs' end and checks through the API alone that
nothing was lost, nothing is there twice, nothing is stuck, and that the scores are those of an undisturbed run.

    scripts/chaos/campaign.py --seed 7              one campaign
    scripts/chaos/campaign.py --seed 7 --count 20   twenty, of the seeds 7 to 26

Prints one JSON document; the exit code is 1 where an invariant does not hold. The same seed gives the same faults in
the same order; when they strike depends on the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import psutil
from faults import FAULTS, Strike
from invariants import Expected, broken

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bench"))
from overhead import own_stack

from automl_controller.local.home import Home
from automl_controller.runs.submit import check_data, submit
from automl_shared.config import parse_config
from automl_shared.config.models import Config
from automl_shared.errors import AutoMLError, ServerUnreachable
from automl_shared.tracker import Tracker

WORKERS = 2
DEADLINE_SECONDS = 300.0
"""From the last fault to the end of every run: a lost worker is noticed after 45 s, up to three times."""
TABLE, EXPECTED, RESULT = "table.csv", "expected.json", "result.json"
MODELS = ["ridge", "decision_tree", "knn", "lasso", "elasticnet"]


def main() -> int:
    """Runs the campaigns and prints what became of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1, help="of the first campaign")
    parser.add_argument("--count", type=int, default=1, help="how many, of this seed and those after it")
    parser.add_argument("--faults", type=int, default=5, help="in each campaign")
    parser.add_argument("--runs", type=int, default=2, help="that go on at the same time in each campaign")
    parser.add_argument("--part", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.part:
        return part(asked, Path(asked.part))
    with tempfile.TemporaryDirectory(prefix="automl-chaos-") as folder:
        write_table(Path(folder) / TABLE)
        in_process_of_its_own(folder, ["--count", "0"])
        shared = ["--count", "1", "--faults", str(asked.faults), "--runs", str(asked.runs)]
        campaigns = []
        for seed in range(asked.seed, asked.seed + asked.count):
            in_process_of_its_own(folder, [*shared, "--seed", str(seed)])
            campaigns.append(json.loads((Path(folder) / RESULT).read_text()))
            print(f"seed {seed}: {campaigns[-1]['broken'] or 'nothing broken'}", file=sys.stderr, flush=True)
    document = {
        "chaos": "campaigns of faults",
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 1024**3),
        "campaigns": len(campaigns),
        "faults": sum(len(one["faults"]) for one in campaigns),
        "faults_by_kind": dict(sorted(Counter(fault["kind"] for one in campaigns for fault in one["faults"]).items())),
        "broken": [f"seed {one['seed']}: {words}" for one in campaigns for words in one["broken"]],
        "each": campaigns,
    }
    print(json.dumps(document, indent=2))
    return 1 if document["broken"] else 0


def in_process_of_its_own(folder: str, options: list[str]) -> None:
    """ClearML's SDK speaks to one server in a process's life, and each campaign has its own."""
    subprocess.run([sys.executable, __file__, "--part", folder, *options], check=True)


def part(asked: argparse.Namespace, folder: Path) -> int:
    """One campaign, or without any the undisturbed run; the result is left in the folder."""
    if asked.count:
        expected = Expected(json.loads((folder / EXPECTED).read_text()))
        (folder / RESULT).write_text(json.dumps(campaign(asked.seed, asked, folder / TABLE, expected)))
    else:
        (folder / EXPECTED).write_text(json.dumps(undisturbed(folder / TABLE).scores))
    return 0


def write_table(path: Path) -> None:
    """A small table, so that a run's time is mostly the product's own."""
    numbers = random.Random(0)
    lines = ["a,b,c,y"]
    for _ in range(120):
        a, b = numbers.gauss(0, 1), numbers.gauss(0, 1)
        lines.append(f"{a:.4f},{b:.4f},{numbers.choice('xyz')},{3 * a - b + numbers.gauss(0, 0.3):.4f}")
    path.write_text("\n".join(lines) + "\n")


def config_of(table: Path) -> Config:
    """A run of a dozen children."""
    return parse_config(
        {
            "data": {"csv_path": str(table), "target_column": "y", "random_seed": 1},
            "models": MODELS,
            "preprocessing": {"scaling": ["standard", "none"]},
            "cross_validation": {"n_folds": 3},
            "ensembles": {"weighted": {"enable": False}},
        }
    )


def undisturbed(table: Path) -> Expected:
    """What a run gives when nobody interferes."""
    with own_stack(training=WORKERS) as tracker:
        config = config_of(table)
        made = submit(tracker, config, check_data(config, table))
        wait_for_end(tracker, [made.task_id], DEADLINE_SECONDS)
        return Expected.of(tracker, made.task_id)


def campaign(seed: int, asked: argparse.Namespace, table: Path, expected: Expected) -> dict[str, Any]:
    """Strikes while the runs go on, lets them end, and looks."""
    chance = random.Random(seed)
    struck: list[dict[str, Any]] = []
    with own_stack(training=WORKERS) as tracker:
        config = config_of(table)
        runs = [submit(tracker, config, check_data(config, table)).task_id for _ in range(asked.runs)]
        strike = Strike(chance=chance, tracker=tracker, home=Home.current(), runs=runs)
        for _ in range(asked.faults):
            time.sleep(chance.uniform(0.5, 5.0))
            kind = chance.choice(sorted(FAULTS))
            struck.append({"kind": kind, "what": attempted(strike, kind)})
        strike.thaw()
        started = time.monotonic()
        late = wait_for_end(tracker, runs, DEADLINE_SECONDS)
        seconds = time.monotonic() - started
        found = [f"{run} has not ended" for run in late] + broken(tracker, runs, expected, touched=strike.touched)
        home = str(Home.current().path)
    found += [f"process {one} is left" for one in left_behind(home)]
    return {"seed": seed, "faults": struck, "seconds_to_end": round(seconds, 1), "broken": found}


def attempted(strike: Strike, kind: str) -> str:
    """What the fault hit; a fault that found nothing to hit, or no server to tell, is told as such."""
    try:
        return FAULTS[kind](strike) or "nothing to hit"
    except AutoMLError as error:
        return f"not possible: {error.what}"


def wait_for_end(tracker: Tracker, runs: list[str], seconds: float) -> list[str]:
    """Until every run has its final status; those that have not by then."""
    deadline = time.monotonic() + seconds
    open_runs = list(runs)
    while open_runs and time.monotonic() < deadline:
        time.sleep(0.5)
        try:
            ended = {task.id for task in tracker.tasks(ids=open_runs) if task.runtime.get("automl_status")}
        except ServerUnreachable:
            continue
        open_runs = [run for run in open_runs if run not in ended]
    return open_runs


def left_behind(home: str) -> list[str]:
    """Processes that still belong to a stack that is down."""
    deadline = time.monotonic() + 10
    while (found := [one for one in psutil.process_iter() if _belongs(one, home)]) and time.monotonic() < deadline:
        time.sleep(0.5)
    return [f"{one.pid} {' '.join(one.cmdline())[:80]}" for one in found if one.is_running()]


def _belongs(process: psutil.Process, home: str) -> bool:
    try:
        return process.pid != os.getpid() and any(home in word for word in process.cmdline())
    except psutil.Error:
        return False


if __name__ == "__main__":
    sys.exit(main())
