"""A short campaign of faults; `scripts/chaos/campaign.py` runs longer ones, of other seeds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

CAMPAIGN = Path(__file__).resolve().parents[3] / "scripts" / "chaos" / "campaign.py"


def test_nothing_is_lost_twice_or_stuck_whatever_breaks() -> None:
    done = subprocess.run(
        [sys.executable, str(CAMPAIGN), "--seed", "1", "--count", "1", "--faults", "6"],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-3000:]
    assert json.loads(done.stdout)["faults"] == 6
