"""What the processes of the local stack use: processor time by program, memory."""

from __future__ import annotations

import time
from collections import defaultdict

import psutil

from automl_controller.local.home import Home
from automl_shared.frozen import Frozen

MIB = 1 << 20


class Used(Frozen):
    """Processor seconds up to one moment: our programs' by name, the whole machine's, and the clock."""

    programs: dict[str, float]
    machine: float
    clock: float


def used() -> Used:
    """Our programs with everything they started, and all processes of the machine together."""
    programs: dict[str, float] = defaultdict(float)
    for name, root in roots().items():
        programs[name.rpartition("-")[0] or name] += sum(map(processor_seconds, family(root)))
    times = psutil.cpu_times()
    return Used(programs=dict(programs), machine=times.user + times.nice + times.system, clock=time.time())


def spent(before: Used, after: Used) -> dict[str, float]:
    """Processor seconds by program in between."""
    return {name: after.programs[name] - before.programs.get(name, 0.0) for name in after.programs}


def memory_mib() -> dict[str, float]:
    """Proportional set size by program, what they started included: pages that several share count once in the sum."""
    sizes: dict[str, float] = defaultdict(float)
    for name, root in roots().items():
        sizes[name.rpartition("-")[0] or name] += sum(one.memory_full_info().pss for one in family(root)) / MIB
    supervisor = psutil.Process(int(Home.current().supervisor_pid.read_text()))
    return {**sizes, "supervisord": supervisor.memory_full_info().pss / MIB}


def roots() -> dict[str, psutil.Process]:
    """The process of every program but the supervisor."""
    files = [file for file in Home.current().pids.glob("*.pid") if file.stem != "supervisord"]
    return {file.stem: psutil.Process(int(file.read_text())) for file in files}


def family(root: psutil.Process) -> list[psutil.Process]:
    """A process and all it has started that is still there."""
    return [root, *root.children(recursive=True)]


def processor_seconds(process: psutil.Process) -> float:
    """Of a process and those of its children that have ended; 0 for one that has just gone."""
    try:
        return float(sum(process.cpu_times()[:4]))
    except psutil.NoSuchProcess:
        return 0.0
