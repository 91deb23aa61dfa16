"""``play.py FOLDER``: the campaigns of some seeds on one stack; called by `campaign.py`, which says what it is for.

FOLDER holds ``options.json`` and, if it is known, ``expected.json``; it gets ``results.jsonl`` and ``logs``.
"""

from __future__ import annotations

import contextlib
import json
import random
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml
from campaign import EXPECTED, RESULTS
from contained import contained
from faults import FAULTS
from invariants import Expected, broken, unsettled
from leftovers import tracebacks
from stage import Stage, stage
from strike import Strike

from automl_controller.runs.submit import check_data, submit
from automl_shared.config import parse_config
from automl_shared.errors import AutoMLError, ServerUnreachable
from automl_shared.tracker import Tracker

STUCK_SECONDS = 600.0
"""Without any change of any task. A lost worker is noticed after a minute; a machine may be slow."""
QUIET_SECONDS = 120.0
"""For what the runs' end has left to settle."""
HIT_SECONDS = 10.0
"""How long a fault waits for something that it can hit."""
TABLE = "表 1.csv"
MODELS = ["ridge", "decision_tree", "knn"]


def main(folder: Path) -> int:
    """Plays the seeds in the folder's options, until something is broken."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("told to end"))
    options = json.loads((folder / "options.json").read_text(encoding="utf-8"))
    (folder / "user").mkdir()
    write_config(folder)
    opened = contained if options["containers"] else stage
    with opened(folder) as (made, tracker):
        expected = expectation(folder, tracker)
        try:
            for row in played(options, made, tracker, expected):
                keep(folder, row)
            if row["broken"]:
                made.command("server", "backup", str(folder / "broken.tar"))
        finally:
            shutil.copytree(made.logs, folder / "logs", dirs_exist_ok=True)
        made.recover()
        down = made.command("down", "--now")
        left = made.left()
    if down.returncode or left:
        keep(folder, row | {"broken": [*row["broken"], *left, *([down.stderr] if down.returncode else [])]}, again=True)
    return 0


def keep(folder: Path, row: dict[str, Any], *, again: bool = False) -> None:
    """Adds a result, or puts it in the place of the last one."""
    file = folder / RESULTS
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    lines = [*(lines[:-1] if again else lines), json.dumps(row)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_config(folder: Path) -> None:
    """A small table, so that a run's time is mostly the product's own, and a run of a dozen tasks."""
    numbers = random.Random(0)
    lines = ["a,b,c,y"]
    for _ in range(120):
        a, b = numbers.gauss(0, 1), numbers.gauss(0, 1)
        lines.append(f"{a:.4f},{b:.4f},{numbers.choice('xyz')},{3 * a - b + numbers.gauss(0, 0.3):.4f}")
    (folder / TABLE).write_text("\n".join(lines) + "\n", encoding="utf-8")
    config = {
        "data": {"csv_path": str(folder / TABLE), "target_column": "y", "random_seed": 1},
        "models": MODELS,
        "preprocessing": {"scaling": ["standard", "none"]},
        "cross_validation": {"n_folds": 3},
        "ensembles": {"weighted": {"enable": False}},
    }
    (folder / "config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")


def expectation(folder: Path, tracker: Tracker) -> Expected:
    """What a run gives when nobody interferes."""
    file = folder / EXPECTED
    if not file.exists():
        config = parse_config(yaml.safe_load((folder / "config.yaml").read_text(encoding="utf-8")))
        made = submit(tracker, config, check_data(config, folder / TABLE))
        if stuck := wait_for_end(tracker, [made.task_id]):
            raise SystemExit(f"the undisturbed run does not end: {stuck}")
        file.write_text(json.dumps(asdict(Expected.of(tracker, made.task_id))), encoding="utf-8")
    return Expected(**json.loads(file.read_text(encoding="utf-8")))


def played(options: dict[str, Any], made: Stage, tracker: Tracker, expected: Expected) -> Iterator[dict[str, Any]]:
    """The campaign of each seed; none after one that broke something."""
    for seed in options["seeds"]:
        row = campaign(seed, options, made, tracker, expected)
        yield row
        if row["broken"]:
            return
        made.wait_until_staffed(tracker)


def campaign(seed: int, options: dict[str, Any], made: Stage, tracker: Tracker, expected: Expected) -> dict[str, Any]:
    """Strikes while runs go on, lets them end, and looks."""
    chance = random.Random(seed)
    config = parse_config(yaml.safe_load((made.folder / "config.yaml").read_text(encoding="utf-8")))
    data = check_data(config, made.folder / TABLE)
    strike = Strike(seed=seed, chance=chance, stage=made, tracker=tracker, config=config, data=data, runs=[])
    started = time.monotonic()
    strike.runs += [strike.submit() for _ in range(chance.choice([1, 1, 2]))]
    struck = list(faults(strike, options))
    striking = time.monotonic() - started
    strike.thaw()
    made.recover()
    stuck = wait_for_end(tracker, strike.runs)
    found = [f"stuck: {run} has not ended" for run in stuck] or look(strike, expected)
    return {
        "seed": seed,
        "faults": struck,
        "seconds": round(time.monotonic() - started, 1),
        "striking_seconds": round(striking, 1),
        "broken": [*strike.broken, *found],
        "noticed": tracebacks(made.logs),
    }


def faults(strike: Strike, options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The seed's faults, one after the other, and what a person sees in between."""
    for kind in random.Random(f"kinds {strike.seed}").choices(options["kinds"], k=options["faults"]):
        time.sleep(strike.chance.uniform(0.3, 4.0))
        started = time.monotonic()
        keep_going(strike)
        while not (words := attempted(strike, kind)) and time.monotonic() < started + HIT_SECONDS:
            time.sleep(1)
        hit = bool(words) and not words.startswith("not possible")
        yield {
            "kind": kind,
            "what": words or "nothing to hit",
            "hit": hit,
            "after": round(time.monotonic() - started, 1),
        }
        if strike.chance.random() < 0.2:
            strike.look_at(strike.stage.command(*strike.chance.choice([("runs", "list"), ("status",)])))


def keep_going(strike: Strike) -> None:
    """One more run where all have ended: there must be something to break."""
    with contextlib.suppress(AutoMLError):
        if all(task.status.ended for task in strike.tracker.tasks(ids=strike.runs, with_sections=False)):
            strike.runs.append(strike.submit())


def attempted(strike: Strike, kind: str) -> str:
    """What the fault hit; nothing as long as no server can be told."""
    try:
        return FAULTS[kind](strike)
    except ServerUnreachable:
        return ""
    except AutoMLError as error:
        return f"not possible: {error.what}"


def look(strike: Strike, expected: Expected) -> list[str]:
    """Everything that must hold once the runs have ended; what still runs, of whomever, gets time to end."""
    deadline = time.monotonic() + QUIET_SECONDS
    while unsettled(strike.tracker) and time.monotonic() < deadline:
        time.sleep(1)
    strike.look_at(strike.stage.command("runs", "show", strike.runs[-1], "--json"))
    return broken(strike.tracker, strike.runs, expected, touched=strike.touched)


def wait_for_end(tracker: Tracker, runs: list[str]) -> list[str]:
    """Until every run has its final status; those that have not after a long time in which nothing changed."""
    seen: set[tuple[str, str]] = set()
    changed = time.monotonic()
    open_runs = list(runs)
    while open_runs and time.monotonic() < changed + STUCK_SECONDS:
        time.sleep(0.5)
        try:
            tasks = tracker.tasks(ids=open_runs, with_sections=False)
            children = tracker.tasks(parent=open_runs, with_sections=False)
        except ServerUnreachable:
            continue
        now = {(task.id, str(task.status)) for task in [*tasks, *children]}
        seen, changed = now, (time.monotonic() if now != seen else changed)
        ended = {task.id for task in tasks if task.runtime.get("automl_status")}
        open_runs = [run for run in open_runs if run not in ended]
    return open_runs


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
