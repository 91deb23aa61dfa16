"""Ending an agent and what it runs."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

import psutil
import pytest

from automl_shared.agent.process import Agent

LASTING = ["sleep", "60"]


def of_agent(command: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> Agent:
    """An agent whose program is another one."""
    start = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda _command, **named: start(command, env=named["env"]))
    return Agent("queue", {"PATH": "/usr/bin:/bin"})


def test_what_ends_by_itself_meanwhile_keeps_nothing_else_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    ended, lasting = subprocess.Popen(["true"]), subprocess.Popen(LASTING)
    family = [psutil.Process(one.pid) for one in (ended, lasting)]
    ended.wait()
    agent = of_agent(LASTING, monkeypatch)
    monkeypatch.setattr(Agent, "_family", lambda _agent: family)
    try:
        agent.kill()
        assert agent.exit_code is not None
        assert not family[1].is_running()
    finally:
        lasting.kill()
        lasting.wait()
