"""The agent for one task: where it fails before the task's own work, the task is tried again."""

from __future__ import annotations

import subprocess
import sys

import pytest

from automl_shared.exit_codes import CONNECTION_LOST

COLD = "from automl_shared.agent import execute as it; end = it.main"
WARM = "from automl_shared.agent.warm import task as it; end = lambda: it.exit_code(lambda: it._agent([], []))"
AGENT = """
import sys
from clearml_agent import __main__ as stock
code = int(sys.argv[1])
stock.main = lambda: code
{}
sys.exit(end())
"""


@pytest.mark.parametrize(("agent", "ours"), [(0, 0), (1, CONNECTION_LOST), (-1, CONNECTION_LOST), (2, 2)])
@pytest.mark.parametrize("how", [COLD, WARM], ids=["cold", "warm"])
def test_an_agent_that_fails_says_nothing_about_the_task(how: str, agent: int, ours: int) -> None:
    done = subprocess.run([sys.executable, "-c", AGENT.format(how), str(agent)], capture_output=True, text=True)
    assert done.returncode == ours, done.stderr
