"""What a stack must not leave behind once it is down, and what its programs wrote that nobody should have to read."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import psutil

LEAVE_SECONDS = 20.0
DRAFTS = re.compile(r"\.(restore-|.+\.(tmp|part|draft)$)")


def processes(folder: Path) -> list[str]:
    """Processes that still belong to a stack that is down."""
    deadline = time.monotonic() + LEAVE_SECONDS
    while (found := [one for one in psutil.process_iter() if _belongs(one, str(folder))]) and (
        time.monotonic() < deadline
    ):
        time.sleep(0.5)
    return [f"process {one.pid} {' '.join(one.cmdline())[:80]} is left" for one in found if one.is_running()]


def _belongs(process: psutil.Process, folder: str) -> bool:
    try:
        if process.pid in (os.getpid(), os.getppid()) or process.status() == psutil.STATUS_ZOMBIE:
            return False
        return any(folder in word for word in [*process.cmdline(), *process.environ().values()])
    except psutil.Error:
        return False


def files(scratch: Path, home: Path) -> list[str]:
    """Files in the temporary folder, and unfinished ones in the home."""
    temporary = [file for file in scratch.rglob("*") if file.is_file()]
    drafts = [file for file in home.rglob("*") if DRAFTS.match(file.name)]
    return [f"file {file} is left" for file in [*temporary, *drafts]]


def tracebacks(logs: Path) -> list[str]:
    """The last line of each kind of traceback in the programs' logs, and how often."""
    found: dict[str, int] = {}
    for log in sorted(logs.glob("*.log*")):
        text = log.read_text(encoding="utf-8", errors="replace")
        for part in text.split("Traceback (most recent call last):")[1:]:
            last = next((line for line in part.splitlines() if re.match(r"\w[\w.]*(Error|Exception|\w): ", line)), "?")
            words = f"{log.stem}: {last[:160]}"
            found[words] = found.get(words, 0) + 1
    return [f"{count} x {words}" for words, count in sorted(found.items())]
