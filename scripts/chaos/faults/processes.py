"""Processes that end, or stand still."""

from __future__ import annotations

import contextlib
import signal
import time

import psutil
from strike import Strike, named


def _signalled(process: psutil.Process | None, number: signal.Signals) -> str:
    if process is None:
        return ""
    name = named(process)
    with contextlib.suppress(psutil.Error):
        process.send_signal(number)
    return name


def kill(strike: Strike) -> str:
    """kill -9 of anything."""
    return _signalled(strike.process(), signal.SIGKILL)


def terminate(strike: Strike) -> str:
    """SIGTERM of anything."""
    return _signalled(strike.process(), signal.SIGTERM)


def kill_the_server(strike: Strike) -> str:
    """The one everybody talks to."""
    return _signalled(strike.program("server"), signal.SIGKILL)


def kill_a_controller(strike: Strike) -> str:
    """One of them, in the middle of whatever it does."""
    return _signalled(strike.program("controller"), signal.SIGKILL)


def kill_the_fork_server(strike: Strike) -> str:
    """With the tasks it has forked."""
    return _signalled(strike.program("warm"), signal.SIGKILL)


def kill_the_supervisor(strike: Strike) -> str:
    """Everything goes with it; then a person brings the stack up again."""
    process = strike.program("supervisord")
    if process is None:
        return ""
    name = _signalled(process, signal.SIGKILL)
    psutil.wait_procs([process], timeout=10)
    time.sleep(strike.chance.uniform(0.2, 3))
    strike.stage.staff()
    return name


def _frozen(strike: Strike, process: psutil.Process | None, seconds: float) -> str:
    if process is None:
        return ""
    name = named(process)
    with contextlib.suppress(psutil.Error):
        process.suspend()
        strike.frozen.append(process)
    time.sleep(seconds)
    return f"{name} for {seconds:.0f} s"


def freeze(strike: Strike) -> str:
    """Anything stands still for some seconds, or until the end of the campaign."""
    done = _frozen(strike, strike.process(), strike.chance.uniform(1, 15))
    if strike.chance.random() < 0.7:
        strike.thaw()
    return done


def pause_the_server(strike: Strike) -> str:
    """Long enough for everybody to notice."""
    done = _frozen(strike, strike.program("server"), 20)
    strike.thaw()
    return done


def freeze_a_controller(strike: Strike) -> str:
    """Longer than its runs are left to it; then it goes on as if nothing had been."""
    done = _frozen(strike, strike.program("controller"), strike.chance.uniform(10, 18))
    strike.thaw()
    return done


def freeze_a_worker_for_minutes(strike: Strike) -> str:
    """Longer than its task is left to it; then it goes on, with a task that somebody else has done."""
    done = _frozen(strike, strike.program("training", "preprocessing", "comparison"), strike.chance.uniform(60, 150))
    strike.thaw()
    return done


def other_controllers(strike: Strike) -> str:
    """One, two or three of them from now on; those that are too many sign off."""
    count = strike.chance.randint(1, 3)
    strike.stage.staff(count)
    return f"{count} from now on"
