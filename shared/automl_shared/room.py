"""A disk that is full."""

from __future__ import annotations

import errno


def found_no_room(error: BaseException | None) -> bool:
    """Whether a full disk is behind an error: libraries wrap it in errors of their own."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        error = error.__cause__ or error.__context__
    return False
