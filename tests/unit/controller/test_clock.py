"""Whatever this machine's clock says, the controller goes by the server's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from automl_controller.clock import server_clock
from automl_shared.tracker.memory import MemoryTracker

LONG_AGO = datetime(2001, 2, 3, tzinfo=UTC)


def test_the_time_is_the_servers_and_goes_on_with_what_passes_here(tmp_path: Path) -> None:
    passed = [1000.0]
    clock = server_clock(MemoryTracker(tmp_path, lambda: LONG_AGO), "controller:1", "q", lambda: passed[0])
    assert clock() == LONG_AGO
    passed[0] += 90
    assert clock() == LONG_AGO + timedelta(seconds=90)
