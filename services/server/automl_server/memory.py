"""What the C library keeps of freed memory: enough to answer the next big page from, given back when nobody calls.

Pages of some megabytes are put together in buffers that double. With glibc's defaults each of these is mapped, zeroed
and unmapped again, which costs as much as reading the page; every thread's own arena keeps its own holes besides.
"""

from __future__ import annotations

import ctypes
import gc
import sys

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # of <malloc.h>
_LARGEST_KEPT_BYTES = 32 * 1024 * 1024  # the most that glibc takes
_ARENAS = 2


def settle() -> None:
    """Set the C library up, and let the collector never look again at what start-up made."""
    libc = _glibc()
    if libc is not None:
        libc.mallopt(_ARENA_MAX, _ARENAS)
        libc.mallopt(_MMAP_THRESHOLD, _LARGEST_KEPT_BYTES)
        libc.mallopt(_TRIM_THRESHOLD, _LARGEST_KEPT_BYTES)
    gc.collect()
    gc.freeze()


def give_back() -> None:
    """Return free memory to the system."""
    libc = _glibc()
    if libc is not None:
        libc.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    """The C library, where it is the one with these functions."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "malloc_trim") and hasattr(libc, "mallopt") else None
