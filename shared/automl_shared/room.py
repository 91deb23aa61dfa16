"""What a machine may have run out of: room on a disk, and threads."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable

from automl_shared.errors import AutoMLError, described
from automl_shared.machine import cores
from automl_shared.words import T_

OTHER_THREADS = 8
"""Those of Arrow that read files, beside one a core."""
_NO_THREAD = ("can't start new thread", "Failed to launch worker thread")
"""Python's words, and Arrow's."""


class NoThreads(AutoMLError):
    """No thread can be started here, for now."""


def found_no_room(error: BaseException | None) -> bool:
    """Whether a full disk is behind an error: libraries wrap it in errors of their own."""
    return _is_behind(error, lambda one: isinstance(one, OSError) and one.errno in (errno.ENOSPC, errno.EDQUOT))


def found_no_threads(error: BaseException | None) -> bool:
    """Whether a full table of processes is behind an error."""
    return _is_behind(error, lambda one: any(said in described(one) for said in _NO_THREAD))


def _is_behind(error: BaseException | None, is_it: Callable[[BaseException], bool]) -> bool:
    while error is not None:
        if is_it(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def require_threads() -> None:
    """Raises NoThreads where those that Arrow needs cannot be started: it would wait for them for ever."""
    done = threading.Event()
    started: list[threading.Thread] = []
    try:
        for _ in range(cores() + OTHER_THREADS):
            thread = threading.Thread(target=done.wait, daemon=True)
            thread.start()
            started.append(thread)
    except RuntimeError as error:
        raise NoThreads(
            T_("the machine cannot start a thread"),
            value=error,
            fix=T_("raise its limit of processes (`ulimit -u`, a container's `pids`), or run fewer workers"),
        ) from error
    finally:
        done.set()
        for thread in started:
            thread.join()
