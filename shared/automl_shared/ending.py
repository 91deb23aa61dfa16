"""The end of a task's process, which nothing that a stranger's code has left running may put off."""

from __future__ import annotations

import atexit
import os
import sys
import threading
import time

from automl_shared.console import echo

THREAD_SECONDS = 20.0
"""What threads have to end by themselves, once their task has stored all that it has."""


def end_soon(code: int, seconds: float = THREAD_SECONDS) -> None:
    """An interpreter waits for its threads at its end: from now on it does so for some seconds, then ends with the
    code. Threads of a pool that rest are ended by the interpreter, and do not count.
    """
    threading.Thread(target=_end_anyway, args=(code, seconds), name="end", daemon=True).start()


def _end_anyway(code: int, seconds: float) -> None:
    time.sleep(seconds)
    left = [thread.name for thread in threading.enumerate() if _is_waited_for(thread)]
    if not left:
        return
    try:
        echo(f"the task is done, but threads of it go on: ended without them ({', '.join(left)})")
        atexit._run_exitfuncs()
        sys.stdout.flush()
    finally:  # the console is a file, on a disk that may be full
        os._exit(code)


def _is_waited_for(thread: threading.Thread) -> bool:
    return not thread.daemon and thread is not threading.main_thread()
