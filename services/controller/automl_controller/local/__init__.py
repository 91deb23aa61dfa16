"""The stack on this machine: the server, the controller and one agent per queue, as supervised processes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from automl_shared.words import T_

Say = Callable[[str], None]
"""Tells a person what is done or waited for."""

STATES: Mapping[str, str] = {
    text: text
    for text in (
        T_("RUNNING"),
        T_("STARTING"),
        T_("STOPPING"),
        T_("STOPPED"),
        T_("BACKOFF"),
        T_("EXITED"),
        T_("FATAL"),
        T_("UNKNOWN"),
    )
}
"""What supervisord says of a program, which other languages have a word for."""
