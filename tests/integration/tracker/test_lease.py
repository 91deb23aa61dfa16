"""Two controllers at once on a real server: no run ends up with both, however long either of them stalls."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from automl_controller.runs import lease
from automl_controller.runs.submit import check_data, submit
from automl_controller.runs.templates import sync
from automl_controller.service import Controller, ServiceSettings
from automl_shared.config import parse_config
from automl_shared.tracker import TaskSnapshot, connect, connect_lightly

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*deprecated.*use :DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]

RUNS = 3
QUEUE = "automl-controller"


class Stalling(Controller):
    """Sees which runs are free at the same time as its rival, then stalls."""

    def contend(self, barrier: threading.Barrier, stall_seconds: float) -> set[str]:
        self._barrier, self._stall_seconds = barrier, stall_seconds
        self.pulse.beat_if_due()
        self._adopt()
        return set(self.run_ids)

    def _free_runs(self) -> list[TaskSnapshot]:
        found = super()._free_runs()
        self._barrier.wait(60)
        time.sleep(self._stall_seconds)
        return found


def forgotten_runs(folder: Path) -> set[str]:
    """Ids of runs that somebody took out of the queue and never began."""
    table = folder / "t.csv"
    table.write_text("a,y\n" + "".join(f"{number},{'uv'[number % 2]}\n" for number in range(60)))
    config = parse_config({"data": {"csv_path": str(table), "target_column": "y"}, "models": ["logistic"]})
    tracker = connect()
    sync(tracker, config.clearml)
    for _ in range(RUNS):
        submit(tracker, config, check_data(config, table))
    return {tracker.next_task(QUEUE) or "" for _ in range(RUNS)}


@pytest.mark.parametrize("stall_seconds", [0.0, lease.SETTLE_SECONDS / 2, 1.5 * lease.SETTLE_SECONDS])
def test_a_run_that_two_controllers_see_free_ends_up_with_one_at_most(
    server: Path, tmp_path: Path, stall_seconds: float
) -> None:
    os.environ["CLEARML_CONFIG_FILE"] = str(server)
    runs = forgotten_runs(tmp_path)
    barrier = threading.Barrier(2)
    rivals = [
        Stalling(
            connect_lightly()[0],
            ServiceSettings(worker_id=f"controller:{name}-{stall_seconds}", queue=QUEUE, unowned_seconds=0.0),
        )
        for name in ("quick", "slow")
    ]

    with ThreadPoolExecutor(2) as pool:
        quick, slow = pool.map(Stalling.contend, rivals, [barrier] * 2, [0.0, stall_seconds])

    assert not quick & slow
    if stall_seconds < lease.SETTLE_SECONDS:
        assert (quick | slow) >= runs
    for rival in rivals:
        rival.close()
