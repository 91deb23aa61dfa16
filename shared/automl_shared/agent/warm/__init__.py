"""Warm workers: a fork server that has everything imported, and the small client that a stock agent starts for a task.

::

    clearml-agent daemon ──starts──> client.py ──argv, environment, folder, stdin/out/err──> fork server ──fork──> task
                         <──ends as the task ended──          <──exit code or signal──

The fork server imports and never works: libraries with threads of their own do not survive a fork once they were used.
Every task is a fork of it, which runs the stock ``clearml_agent execute`` and goes on as the phase where that would
have replaced itself by a new interpreter. A client that finds no fork server, or one with outdated code, starts the
real interpreter instead and says so.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping

SWITCH_VARIABLE = "AUTOML_WARM"
"""``0``: every task starts an interpreter of its own."""

PYTHON_VARIABLE = "AUTOML_PYTHON"
"""The real interpreter, for the client."""


def is_wanted(environment: Mapping[str, str]) -> bool:
    """Whether tasks are to start warm. Linux only: the fork server follows its clients and children as Linux does."""
    return sys.platform == "linux" and environment.get(SWITCH_VARIABLE, "1") not in ("0", "false", "no")
