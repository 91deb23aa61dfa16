"""``python -m automl_controller.local.launch PIDFILE COMMAND …``: becomes the command, leaving its process id behind.

The command ends with the supervisor that started it: without one its output goes nowhere, and an agent that cannot
write takes tasks and loses them.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
"""Linux, prctl(2): a signal to get when the parent ends; kept across exec."""


def main(argv: list[str]) -> None:
    """Never returns."""
    pid_file, *command = argv
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    Path(pid_file).write_text(f"{os.getpid()}\n", encoding="ascii")
    os.execv(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
