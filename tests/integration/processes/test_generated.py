"""What is made from the code is up to date: pages, and the catalogues of what people read."""

from __future__ import annotations

import subprocess
import sys

from tests.unit.scripts.test_docs import ROOT


def test_pages_made_from_the_code_are_up_to_date() -> None:
    for script in ("scripts/docs", "scripts/api"):
        subprocess.run([sys.executable, ROOT / script, "--check"], check=True, timeout=300)


def test_the_catalogues_are_in_step_with_the_code() -> None:
    """Nothing is missing, guessed or left over, and what the program loads is compiled from what translators wrote."""
    checked = subprocess.run(
        [sys.executable, "scripts/words", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
