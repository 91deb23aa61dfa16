"""``python -m automl_controller.local.processes.launch PIDFILE COMMAND …``: becomes the command, noting its process id.

The command ends with the supervisor that started it: without one its output goes nowhere, and an agent that cannot
write takes tasks and loses them.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from automl_shared.agent.process import end_with_parent


def main(argv: list[str]) -> None:
    """Never returns."""
    pid_file, *command = argv
    end_with_parent()
    Path(pid_file).parent.mkdir(mode=0o700, exist_ok=True)  # somebody may have tidied up
    Path(pid_file).write_text(f"{os.getpid()}\n", encoding="ascii")
    os.execv(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
