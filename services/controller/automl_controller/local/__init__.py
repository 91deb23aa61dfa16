"""The stack on this machine: the server, the controller and one agent per queue, as supervised processes."""

from __future__ import annotations

from collections.abc import Callable

Say = Callable[[str], None]
"""Tells a person what is done or waited for."""
