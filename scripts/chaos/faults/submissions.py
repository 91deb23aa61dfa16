"""The same submission more than once, and runs that are ended and go on."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor

from stage import wait_until
from strike import Strike

from automl_controller.runs.resume import resume
from automl_shared.resuming import STATUS_KEY, can_resume
from automl_shared.tracker import TaskSnapshot


def submit_again(strike: Strike) -> str:
    """The same once more: another run."""
    if len(strike.runs) > 2:
        return ""
    run = strike.submit()
    strike.runs.append(run)
    return run


def submit_twice_with_one_key(strike: Strike) -> str:
    """At the same moment, from two commands: one run."""
    if len(strike.runs) > 2:
        return ""
    key = f"key {strike.chance.random()}"
    config = strike.stage.folder / "config.yaml"
    arguments = ("submit", "--config", str(config), "--idempotency-key", key, "--json")
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda _: strike.stage.command(*arguments), range(2)))
    strike.look_at(*made)
    run = strike.submit(key=key)
    strike.runs.append(run)
    wrong = [one.stdout for one in made if not one.returncode and run not in one.stdout]
    strike.broken += [f"one key, but two runs: {run} and {other}" for other in wrong]
    return run


def interrupt_a_submission(strike: Strike) -> str:
    """Ctrl-C or kill -9 at some moment of a command, which is then given again with the same key: one run."""
    if len(strike.runs) > 2:
        return ""
    key, number = f"key {strike.chance.random()}", strike.chance.choice([signal.SIGINT, signal.SIGKILL])
    arguments = ("submit", "--config", str(strike.stage.folder / "config.yaml"), "--idempotency-key", key, "--json")
    after = strike.chance.uniform(0.2, 8)
    strike.look_at(strike.stage.interrupted(number, after, *arguments))
    run = strike.submit(key=key)
    strike.runs.append(run)
    return f"by {number.name} after {after:.1f} s: {run}"


def _is_over(task: TaskSnapshot) -> bool:
    return task.status.ended and bool(task.runtime.get(STATUS_KEY))


def cancel_and_resume(strike: Strike) -> str:
    """A run is stopped by hand and resumed as soon as it has ended."""
    run = strike.chance.choice(strike.runs)
    if strike.tracker.task(run).status.ended:
        return ""
    strike.tracker.stop([run], "by a person")
    wait_until(lambda: _is_over(strike.tracker.task(run)), f"the end of the cancelled run {run}")
    task = strike.tracker.task(run)
    if not can_resume(task):
        return f"{run} was {task.runtime[STATUS_KEY]} before"
    done = resume(strike.tracker, task)
    return f"{run} with {done} tasks done"
