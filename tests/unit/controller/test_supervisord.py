"""Our supervisor starts a program that keeps ending again for ever, and its pauses have a limit."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from supervisor.states import ProcessStates

from automl_controller.local import supervisord
from automl_controller.local.home import Home
from automl_controller.local.processes.programs import LONGEST_PAUSE_SECONDS, Program, supervisor_config


@pytest.fixture
def process(tmp_path: Path) -> supervisord.Persistent:
    """As the supervisor makes it from the file that `automl up` writes."""
    home = Home(tmp_path / "home")
    home.make()
    home.supervisor_config.write_text(supervisor_config(home, [Program(name="ends", command=("/bin/false",))]))
    options = supervisord._Options()
    options.realize(["-c", str(home.supervisor_config)])
    (config,) = options.process_group_configs[0].process_configs
    made = config.make_process()
    assert isinstance(made, supervisord.Persistent)
    return made


def test_pauses_grow_up_to_a_minute(process: supervisord.Persistent) -> None:
    pauses = []
    for _ in range(3 * LONGEST_PAUSE_SECONDS):
        process.change_state(ProcessStates.STARTING)
        process.change_state(ProcessStates.BACKOFF)
        pauses.append(round(process.delay - time.time()))

    assert pauses[:3] == [1, 2, 3]
    assert max(pauses) == pauses[-1] == LONGEST_PAUSE_SECONDS


def test_it_never_gives_up(process: supervisord.Persistent) -> None:
    for _ in range(3 * LONGEST_PAUSE_SECONDS):
        process.change_state(ProcessStates.STARTING)
        process.change_state(ProcessStates.BACKOFF)

    assert process.backoff <= process.config.startretries  # beyond that the stock supervisor calls it fatal
