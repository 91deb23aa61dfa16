"""Campaigns of faults against real stacks, and what is left of the runs afterwards, seen from outside.

Brings up a stack of its own (processes or containers, in a temporary home, on free ports), submits runs, and breaks
things at random while they go on: processes, containers, tasks, queues, templates, files, disks, the network, clocks.
Then it waits for the runs' end and checks through the API that nothing was lost, nothing is there twice, nothing is
stuck, and that the scores are those of an undisturbed run. Five seeds share a stack, and each finds it as the one
before has left it.

    scripts/chaos/campaign.py --seeds 7               one campaign
    scripts/chaos/campaign.py --seeds 7-26 --faults 5 --json table.json
    scripts/chaos/campaign.py --seeds 7 --only kill --only 'delete a queue'
    scripts/chaos/campaign.py --seeds 7 --containers

Prints a table; the exit code is 1 where an invariant does not hold. The same seed gives the same faults in the same
order; when they strike depends on the machine. Disks are filled only where it may mount (as root).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
from faults import FAULTS, IN_CONTAINERS, IN_PROCESSES

SEEDS_PER_STACK = 5
LOCALES = ("C.UTF-8", "C", "POSIX")
TIME_ZONES = ("UTC", "Asia/Tokyo", "America/St_Johns", "Asia/Kathmandu")
"""One stack after the other."""
Row = dict[str, Any]
"""What became of one seed: ``seed``, ``faults``, ``seconds``, ``broken``."""
RESULTS, EXPECTED = "results.jsonl", "expected.json"


def main() -> int:
    """Runs the campaigns and prints what became of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=_seeds, default=[1], metavar="A-B", help="one campaign for each")
    parser.add_argument("--faults", type=int, default=6, help="in each campaign")
    parser.add_argument("--only", action="append", choices=sorted(FAULTS), help="these kinds of faults")
    parser.add_argument("--without", action="append", choices=sorted(FAULTS), default=[], help="not these kinds")
    parser.add_argument("--containers", action="store_true", help="a stack in containers, of images that are built")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to keep everything that was seen")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where to keep the logs of what broke")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("told to end"))
    campaigns = []
    for row in in_stacks(asked):
        campaigns.append(row)
        print(table_row(row), flush=True)
        document = summary(campaigns)
        if asked.json:
            asked.json.write_text(json.dumps(document, indent=2), encoding="utf-8")
    print(
        f"{document['campaigns']} campaigns, {document['faults']} faults, {len(document['broken'])} broken invariants"
    )
    return 1 if document["broken"] else 0


def _seeds(text: str) -> list[int]:
    first, _, last = text.partition("-")
    return list(range(int(first), int(last or first) + 1))


def in_stacks(asked: argparse.Namespace) -> Iterator[Row]:
    """The campaigns one after the other, a new stack for every few of them; yields each result."""
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        left = list(asked.seeds)
        number = 0
        while left:
            number += 1
            rows = in_process_of_its_own(Path(folder), number, left[:SEEDS_PER_STACK], asked)
            yield from rows
            left = left[max(1, len(rows)) :]


def in_process_of_its_own(folder: Path, number: int, seeds: list[int], asked: argparse.Namespace) -> list[Row]:
    """ClearML's SDK speaks to one server in a process's life; every stack has its own folder and temporary files."""
    place = folder / str(number)
    (place / "tmp").mkdir(parents=True)
    possible = IN_CONTAINERS if asked.containers else IN_PROCESSES
    kinds = [kind for kind in asked.only or possible if kind not in asked.without]
    options = {"seeds": seeds, "faults": asked.faults, "kinds": kinds, "containers": asked.containers}
    (place / "options.json").write_text(json.dumps(options), encoding="utf-8")
    known = folder / EXPECTED
    if known.exists():
        shutil.copy(known, place / EXPECTED)
    environment = {
        **os.environ,
        "TMPDIR": str(place / "tmp"),
        "HOME": str(place / "user"),
        "TZ": TIME_ZONES[number % len(TIME_ZONES)],
        "LC_ALL": LOCALES[number % len(LOCALES)],
    }
    with (place / "log").open("wb") as log:
        play = [sys.executable, str(Path(__file__).with_name("play.py")), str(place)]
        process = subprocess.Popen(play, env=environment, stdout=log, stderr=log)
        try:
            code = process.wait()
        finally:
            process.terminate()
            process.wait()
    if (place / EXPECTED).exists():
        shutil.copy(place / EXPECTED, known)
    results = place / RESULTS
    rows = [json.loads(line) for line in results.read_text().splitlines()] if results.exists() else []
    if code:
        last = (place / "log").read_text(errors="replace").strip().splitlines()[-1:]
        if len(rows) < len(seeds):
            rows.append({"seed": seeds[len(rows)], "faults": [], "seconds": 0, "broken": []})
        rows[-1]["broken"].append(f"it could not be played: {last}")
    if asked.keep and any(row["broken"] for row in rows):
        shutil.copytree(
            place, asked.keep / f"seeds-{seeds[0]}", ignore=shutil.ignore_patterns("files"), dirs_exist_ok=True
        )
    shutil.rmtree(place, ignore_errors=True)
    return rows


def table_row(row: Row) -> str:
    """Seed, minutes, outcome, faults."""
    faults = ", ".join(fault["kind"] for fault in row["faults"])
    outcome = "; ".join(row["broken"]) or "held"
    return f"| {row['seed']} | {row['seconds'] / 60:.1f} | {faults} | {outcome} |"


def summary(campaigns: list[Row]) -> dict[str, Any]:
    """The whole document."""
    hit = [fault["kind"] for one in campaigns for fault in one["faults"] if fault["hit"]]
    return {
        "chaos": "campaigns of faults",
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 1024**3),
        "campaigns": len(campaigns),
        "faults": len(hit),
        "faults_by_kind": dict(sorted(Counter(hit).items())),
        "minutes": round(sum(one["seconds"] for one in campaigns) / 60, 1),
        "broken": [f"seed {one['seed']}: {words}" for one in campaigns for words in one["broken"]],
        "each": campaigns,
    }


if __name__ == "__main__":
    sys.exit(main())
