"""What every command starts with: which stack, which server."""

from __future__ import annotations

from automl_controller.local.home import Home, use_configuration
from automl_shared.errors import ServerUnreachable
from automl_shared.tracker import Tracker, connect, connect_lightly
from automl_shared.words import T_

RESTART_SECONDS = 10.0
"""A stack that is up restarts its server when it dies: a command waits so long for it."""


def open_tracker(*, patient: bool = True) -> Tracker:
    """The tracker of the stack that is up, else of the configured ClearML server. Raises ServerUnreachable.

    ``patient``: whether every call waits for a server that is being started again.
    """
    mode = use_configuration(Home.current())
    if not mode:
        raise ServerUnreachable(
            T_("no ClearML server is running or configured"),
            value=Home.current().path,
            fix=("automl up", T_("set CLEARML_CONFIG_FILE to the clearml.conf of another server")),
        )
    if mode == "remote":  # its configuration may say more than addresses and keys, which only the SDK understands
        return connect()
    tracker, _ = connect_lightly(patience_seconds=RESTART_SECONDS if patient else 0.0)
    tracker.check()
    return tracker


def queue_prefix() -> str:
    """The prefix of the queues of the stack that is up."""
    settings = Home.current().settings()
    return settings.queue_prefix if settings else "automl"
