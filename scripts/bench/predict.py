"""What `automl predict` costs on a large file: 1,000,000 rows of 50 columns, as CSV, with every check.

A model is trained on the first rows of the same table in this process, and the command runs in one of its own, so that
its peak memory is its own. Prints one JSON document; times are in seconds, memory in GB (10⁹ bytes).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from _report import report
from preprocessing import write_table

LIMIT_SECONDS, LIMIT_GB = 60, 1.5
TRAINED_ON = 5_000
NUMERIC, CATEGORICAL = 40, 10


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--model", default="lightgbm")
    parser.add_argument("--ending", choices=["csv", "parquet"], default="csv", help="of the predictions")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="automl-bench-") as name:
        folder = Path(name)
        small, table = folder / "small.csv", folder / "table.csv"
        write_table(small, TRAINED_ON, NUMERIC, CATEGORICAL)
        write_table(table, asked.rows, NUMERIC, CATEGORICAL)
        model = trained(small, asked.model, folder)
        found = predicted(model, table, folder / f"predictions.{asked.ending}")
        size = table.stat().st_size
    report(
        "predicting a large file",
        {
            "model": asked.model,
            "rows": asked.rows,
            "columns": NUMERIC + CATEGORICAL,
            "csv_megabytes": round(size / 1e6),
            **found,
            "limit_seconds": LIMIT_SECONDS,
            "limit_gb": LIMIT_GB,
            "within_limits": found["seconds"] < LIMIT_SECONDS and found["peak_gb"] < LIMIT_GB,
        },
    )


def trained(data: Path, model: str, folder: Path) -> Path:
    """The folder of a run in one process."""
    options = [f'models=["{model}"]', "preprocessing.scaling=standard", "ensembles.weighted.enable=false"]
    command = ["run", str(data), "--target", "y", "--folder", str(folder), "--json"]
    for option in options:
        command += ["--set", option]
    done = subprocess.run([*automl(), *command], stdout=subprocess.PIPE, check=True, text=True)
    return folder / str(json.loads(done.stdout)["run_id"])


def predicted(model: Path, table: Path, output: Path) -> dict[str, Any]:
    """Seconds by the clock and of the processor, and the most memory the command held."""
    started = time.perf_counter()
    command = [*automl(), "predict", str(model), str(table), "-o", str(output), "--json"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if status:
        sys.exit(os.waitstatus_to_exitcode(status))
    return {
        "seconds": round(seconds, 1),
        "processor_seconds": round(used.ru_utime + used.ru_stime, 1),
        "peak_gb": round(used.ru_maxrss * 1024 / 1e9, 2),
    }


def automl() -> list[str]:
    """The command of this environment."""
    return [str(Path(sys.executable).with_name("automl"))]


if __name__ == "__main__":
    main()
