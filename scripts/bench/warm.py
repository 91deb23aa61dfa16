"""Everything that warm workers promise, measured one after the other, in one JSON document.

Overhead and cost of a task (warm and cold in turn in one run), the stack at rest, throughput on one and two workers, a
run of real candidates, and a run of many candidates beside one of few. Takes half an hour on two cores; let nothing
else run beside it.
"""

from __future__ import annotations

import argparse
import json
import operator
import subprocess
import sys
from pathlib import Path
from typing import Any

from _report import report

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=12, help="how many tasks to time, each once warm and once cold")
    parser.add_argument("--children", type=int, default=200, help="of the runs that measure throughput")
    parser.add_argument("--many", type=int, default=1000, help="candidates of the large run; 0 leaves it out")
    asked = parser.parse_args()
    overhead = measured("overhead.py", "--tasks", str(asked.tasks))
    throughput = measured("throughput.py", "--children", str(asked.children), "--workers", "1", "2")
    grid = measured("grid.py")
    figures: dict[str, Any] = {
        "overhead": overhead,
        "throughput": throughput["runs"],
        "grid": grid,
    }
    if asked.many:
        few = measured("throughput.py", "--children", str(asked.many // 10), "--workers", "2")["runs"][0]
        many = measured("throughput.py", "--children", str(asked.many), "--workers", "2")["runs"][0]
        figures["many"] = {"few": few, "many": many, "time_per_child": round(per_minute(few) / per_minute(many), 2)}
    report("warm workers", {**figures, "promises": promises(figures)})


def measured(script: str, *options: str) -> Any:
    """What another benchmark prints."""
    print(f"{script} {' '.join(options)}", file=sys.stderr, flush=True)
    done = subprocess.run([sys.executable, str(HERE / script), *options], stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def per_minute(run: dict[str, Any]) -> float:
    """Children."""
    return float(run["children_per_minute"])


def promises(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Each promise beside what was measured."""
    warm, rest = found["overhead"]["warm"], found["overhead"]["at_rest"]
    two = next(run for run in found["throughput"] if run["workers"] == 2)
    rows = {
        "overhead_seconds": (warm["median_overhead_seconds"], "<=", 0.6),
        "overhead_cold_to_warm": (found["overhead"]["overhead_cold_to_warm"], ">=", 5.0),
        "whole_seconds_of_a_trivial_child": (warm["median_whole_seconds"], "<=", 1.5),
        "processor_seconds_of_a_trivial_child": (warm["median_processor_seconds"], "<=", 0.8),
        "percent_of_one_core_at_rest": (rest["percent_of_one_core"], "<=", 3.0),
        "memory_mib_at_rest": (rest["memory_mib"], "<=", 700),
        "children_a_minute_on_two_workers": (two["children_per_minute"], ">=", 100.0),
        "efficiency_on_two_workers": (two["efficiency"], ">=", 0.9),
        "grid_to_what_is_allowed": (found["grid"]["ratio"], "<=", 1.0),
    }
    if "many" in found:
        rows["time_per_child_of_many_to_few"] = (found["many"]["time_per_child"], "<=", 1.2)
    kept = {"<=": operator.le, ">=": operator.ge}
    return {
        name: {"found": value, "promised": f"{sign} {limit}", "kept": kept[sign](value, limit)}
        for name, (value, sign, limit) in rows.items()
    }


if __name__ == "__main__":
    main()
