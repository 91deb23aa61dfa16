"""Containers that end, stand still, are gone, or reach nobody: what an engine or a machine does to them."""

from __future__ import annotations

import os
import signal
import time

from contained import UP_SECONDS, ContainedStage, docker, network_of
from strike import Strike

from automl_controller.local.containers.engine import Container

SERVICES = ("server", "controller", "preprocessing", "training", "comparison")


def _container(strike: Strike) -> Container | None:
    assert isinstance(strike.stage, ContainedStage), "these faults are an engine's"
    service = strike.chance.choice(SERVICES)
    found = [one for one in strike.stage.containers() if one.service == service and one.state == "running"]
    return strike.chance.choice(found) if found else None


def kill_a_container(strike: Strike) -> str:
    """kill -9 of what runs in it, as for lack of memory; the engine starts it again."""
    one = _container(strike)
    if one is None:
        return ""
    process = int(docker("inspect", "--format", "{{.State.Pid}}", one.id))
    if not process:  # it has just ended
        return ""
    os.kill(process, signal.SIGKILL)
    return one.name


def remove_a_container(strike: Strike) -> str:
    """A machine that is lost; later a person brings the stack up again, with another container in its place."""
    one = _container(strike)
    if one is None:
        return ""
    docker("rm", "--force", one.id)
    time.sleep(strike.chance.uniform(1, 10))
    strike.look_at(strike.stage.command("up", seconds=UP_SECONDS))
    return one.name


def restart_a_container(strike: Strike) -> str:
    """With two seconds for what it does."""
    one = _container(strike)
    if one is None:
        return ""
    docker("restart", "--time", "2", one.id)
    return one.name


def pause_a_container(strike: Strike) -> str:
    """It stands still, and goes on as if nothing had been."""
    one = _container(strike)
    if one is None:
        return ""
    seconds = strike.chance.uniform(3, 20)
    docker("pause", one.id)
    time.sleep(seconds)
    docker("unpause", one.id)
    return f"{one.name} for {seconds:.0f} s"


def cut_a_container_off(strike: Strike) -> str:
    """It reaches nobody, and is told so."""
    one = _container(strike)
    if one is None:
        return ""
    seconds, network = strike.chance.uniform(3, 20), network_of(strike.stage.home)
    docker("network", "disconnect", network, one.id)
    time.sleep(seconds)
    docker("network", "connect", "--alias", one.service, network, one.id)
    return f"{one.name} for {seconds:.0f} s"
