"""Files that are gone or wrong, disks that are full, and a server that is put back to an earlier moment."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from stage import FILLER
from strike import Strike

from automl_shared.naming import Phase
from automl_shared.phase_io import ARTIFACT
from automl_shared.tracker import TaskSnapshot, TaskStatus
from automl_shared.tracker.patience import patiently

RESTART_SECONDS = 60.0


def _result(strike: Strike, *, of_trainings: bool) -> TaskSnapshot | None:
    phases = [phase for phase in Phase if of_trainings or phase is not Phase.TRAINING]
    return strike.child(TaskStatus.COMPLETED, phases=phases)


def delete_a_result(strike: Strike) -> str:
    """The folder of a phase output; the task still names it."""
    task = _result(strike, of_trainings=True)
    if task is None:
        return ""
    shutil.rmtree(strike.files_of(task, ARTIFACT).parent, ignore_errors=True)
    return task.name


def _changed(strike: Strike, change: Callable[[Path], object]) -> str:
    """Changes one file of a finished task, whichever; the phase output half of the times."""
    task = _result(strike, of_trainings=True)
    if task is None:
        return ""
    name = ARTIFACT if strike.chance.random() < 0.5 else strike.chance.choice(sorted(task.artifacts))
    file = strike.files_of(task, name)
    if not file.is_file():
        return ""
    change(file)
    return f"{name} of {task.name}"


def truncate_a_file(strike: Strike) -> str:
    """Half of it is missing."""
    return _changed(strike, lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]))


def empty_a_file(strike: Strike) -> str:
    """Nothing is left of its content."""
    return _changed(strike, lambda file: file.write_bytes(b""))


def _become_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def put_a_folder_in_place_of_a_file(strike: Strike) -> str:
    """What was copied there by hand."""
    return _changed(strike, _become_a_folder)


def swap_two_files(strike: Strike) -> str:
    """Two tasks have each other's phase output."""
    phase = strike.chance.choice([Phase.TRAINING, Phase.PREPROCESSING])
    tasks = [task for task in strike.children(TaskStatus.COMPLETED) if task.unit and task.unit.phase is phase]
    if len(tasks) < 2:
        return ""
    chosen = strike.chance.sample(tasks, 2)
    first, second = (strike.files_of(task, ARTIFACT) for task in chosen)
    if not (first.is_file() and second.is_file()):
        return ""
    content = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(content)
    return f"{chosen[0].name} and {chosen[1].name}"


def _filled(strike: Strike, disk: Path) -> str:
    filler = disk / FILLER
    seconds = strike.chance.uniform(3, 12)
    if not disk.is_mount():
        return ""
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * 1_000_000)
    time.sleep(seconds)
    filler.unlink(missing_ok=True)
    return f"for {seconds:.0f} s"


def fill_the_servers_disk(strike: Strike) -> str:
    """Database, files, logs and caches have no room for a while."""
    return _filled(strike, strike.stage.home.path)


def fill_the_scratch_disk(strike: Strike) -> str:
    """Workers have no room for what is temporary."""
    return _filled(strike, strike.stage.scratch)


def _read_only(strike: Strike, disk: Path) -> str:
    """Nothing new can be written there; who has a file open goes on writing it."""
    seconds = strike.chance.uniform(3, 15)
    if not disk.is_mount():
        return ""
    subprocess.run(["mount", "--bind", str(disk), str(disk)], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", str(disk)], check=True)
        time.sleep(seconds)
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)
    return f"for {seconds:.0f} s"


def make_the_home_read_only(strike: Strike) -> str:
    """As a file system that found an error: of the server, the logs, the workers' caches."""
    return _read_only(strike, strike.stage.home.path)


def make_the_scratch_read_only(strike: Strike) -> str:
    """Workers can put nothing aside."""
    return _read_only(strike, strike.stage.scratch)


def spoil_a_workers_copy(strike: Strike) -> str:
    """Something that a worker has fetched, and keeps for the next task, is cut off or written over."""
    found = sorted(file for file in (strike.stage.home.path / "cache").rglob("*") if file.is_file())
    copies = [file for file in found if file.stat().st_size]
    if not copies:
        return ""
    file = strike.chance.choice(copies)
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2] if strike.chance.random() < 0.5 else content[::-1])
    return str(file.relative_to(strike.stage.home.path))


def restore_a_backup(strike: Strike) -> str:
    """The server is put back by some seconds, while everybody else goes on."""
    archive = strike.stage.folder / "backup.tar"
    made = strike.stage.command("server", "backup", str(archive), "--force")
    if made.returncode:
        return f"not possible: {made.stderr.strip()}"
    seconds = strike.chance.uniform(2, 10)
    time.sleep(seconds)
    supervisor = strike.stage.supervisor
    if not supervisor.alive():  # its socket was cleared away: a person brings the stack up again
        strike.stage.staff()
    supervisor._call("stopProcess", "server", True)
    restored = strike.stage.command("server", "restore", str(archive), "--force")
    supervisor._call("startProcess", "server", True)
    for aside in strike.stage.home.path.glob("before-restore-*"):
        shutil.rmtree(aside)
    if restored.returncode:
        raise SystemExit(f"a backup cannot be restored: {restored.stderr}")
    there = patiently(lambda: {task.id for task in strike.tracker.tasks(ids=strike.runs)}, RESTART_SECONDS)
    strike.runs = [run for run in strike.runs if run in there]
    return f"by {seconds:.0f} s"
