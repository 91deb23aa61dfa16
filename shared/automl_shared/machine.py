"""How much of the machine this process may use: what its container was given, else what the machine has.

Control groups are read in both of their forms: v2 (``cpu.max``, ``memory.max``) and v1 (``cpu.cfs_quota_us``,
``memory.limit_in_bytes``). A limit of a group above counts as well.
"""

from __future__ import annotations

import errno
import gc
import os
from collections.abc import Iterator
from pathlib import Path

import psutil

SYSTEM = Path("/")
GROUPS = "sys/fs/cgroup"
COLLECT_AFTER = (50_000, 20, 50)
UNLIMITED_BYTES = 1 << 60
"""What v1 writes for "no limit" lies above this."""


def make_private(folder: Path) -> Path:
    """A folder that nobody else reads. Raises PermissionError where somebody else has made it before, and OSError."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(errno.EPERM, "the folder is somebody else's", str(folder))
    return folder


def cores(system: Path = SYSTEM) -> int:
    """Whole cores: the CPUs this process may run on, or fewer where a container limits its share. At least 1."""
    quotas = [quota for group in _groups("cpu", system) if (quota := _cpu_quota(group)) is not None]
    return max(1, int(min([float(_cpus()), *quotas])))


def memory_limit(system: Path = SYSTEM) -> int | None:
    """Bytes the container may use; None without a limit."""
    limits = [limit for group in _groups("memory", system) if (limit := _memory_limit(group)) is not None]
    return min(limits, default=None)


def has_children(pid: int) -> bool:
    """Whether a process has started one that is still there."""
    return bool(children(pid))


def children(pid: int) -> set[int]:
    """The ids of the processes that a process has started, as far as they are still there.

    Asked of the kernel, where that tells: to look through all processes of the machine takes 10 ms each time.
    """
    told = list(Path(f"/proc/{pid}/task").glob("*/children"))
    return {int(one) for file in told for one in _text(file).split()} if told else _children_by_looking(pid)


def _children_by_looking(pid: int) -> set[int]:
    try:
        return {child.pid for child in psutil.Process(pid).children()}
    except psutil.NoSuchProcess:
        return set()


def _cpus() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _groups(controller: str, system: Path) -> Iterator[Path]:
    """Folders of this process's control group and of those above it; in a container the upper end is its own group."""
    for line in _text(system / "proc/self/cgroup").splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers and controller not in controllers.split(","):
            continue
        top = system / GROUPS / (controller if controllers else "")
        parts = Path(path.lstrip("/")).parts
        yield from (top.joinpath(*parts[:depth]) for depth in range(len(parts), -1, -1))


def _cpu_quota(group: Path) -> float | None:
    """Cores a group may use, from its microseconds per period."""
    quota, _, period = _text(group / "cpu.max").partition(" ")
    if not quota:
        quota, period = _text(group / "cpu.cfs_quota_us"), _text(group / "cpu.cfs_period_us")
    return int(quota) / int(period) if quota.isdigit() and period.isdigit() else None


def _memory_limit(group: Path) -> int | None:
    limit = _text(group / "memory.max") or _text(group / "memory.limit_in_bytes")
    return int(limit) if limit.isdigit() and int(limit) < UNLIMITED_BYTES else None


def _text(file: Path) -> str:
    """Empty for a file that is not there."""
    try:
        return file.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def collect_rarely() -> None:
    """Python looks for circles of garbage every 700 new objects, which is a fifth of a small task's processor time."""
    gc.set_threshold(*COLLECT_AFTER)
