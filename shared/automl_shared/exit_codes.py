"""How a task's process ends, and what that says."""

from __future__ import annotations

KILLED = -9
"""Exit code of a task whose process the kernel killed."""

ENDED_FROM_OUTSIDE = (-1, -2, -3, -15)
"""How the agent tells of a process that a signal ended which neither the product nor the kernel sends."""

CONNECTION_LOST = 75
"""Exit code of a task that gave up because the server stayed away (EX_TEMPFAIL of sysexits.h)."""

OUT_OF_TIME = 124
"""Exit code of a candidate that took longer than it may (the one of timeout(1))."""

OUT_OF_MEMORY = 122
"""Exit code of a candidate that used more memory than it may."""

FOLDER_LOST = 73
"""Exit code of a task whose folder for temporary files was deleted (EX_CANTCREAT of sysexits.h)."""

NO_THREADS = 71
"""Exit code of a task whose machine could start no more threads (EX_OSERR of sysexits.h)."""

NO_ROOM = 74
"""Exit code of a task that found no room on its worker's disk (EX_IOERR of sysexits.h)."""
