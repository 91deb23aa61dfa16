"""``python -m automl_controller.local.supervisord -c FILE``: the stock supervisor, whose pauses have a limit.

Before it starts a program again that keeps ending, the stock one waits a second more each time, without a limit, and
gives up at last: after a night with a full disk the program would come back minutes after there is room again.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from supervisor.options import ProcessConfig, ServerOptions
from supervisor.process import Subprocess
from supervisor.states import ProcessStates, SupervisorStates
from supervisor.supervisord import go


class Persistent(Subprocess):  # type: ignore[misc]
    """A program that is started again for ever, after at most as many seconds as its ``startretries``."""

    backoff: int
    """How often it has ended in a row, which is what the stock supervisor waits, in seconds."""

    def spawn(self) -> Any:
        """Without the folder of its log it would never start again."""
        with suppress(OSError):
            Path(self.config.stdout_logfile).parent.mkdir(mode=0o700, exist_ok=True)
        return super().spawn()

    def change_state(self, new_state: int, expected: bool = True) -> Any:
        if new_state == ProcessStates.BACKOFF:
            self.backoff = min(self.backoff, self.config.startretries - 1)
        return super().change_state(new_state, expected)


class _Config(ProcessConfig):  # type: ignore[misc]
    def make_process(self, group: Any = None) -> Persistent:
        process = Persistent(self)
        process.group = group
        return process


class _Options(ServerOptions):  # type: ignore[misc]
    def processes_from_section(self, parser: Any, section: str, group_name: str, klass: type | None = None) -> Any:
        kind = _Config if klass in (None, ProcessConfig) else klass
        return super().processes_from_section(parser, section, group_name, kind)


def main(argv: list[str]) -> None:
    """Leaves whoever started it, and returns when it was told to end; a SIGHUP has it start everything over."""
    first, again = True, True
    while again:
        options = _Options()
        options.realize(argv, doc=__doc__)
        options.first, options.test = first, False
        go(options)
        options.close_httpservers()
        options.close_logger()
        first, again = False, options.mood >= SupervisorStates.RESTARTING


if __name__ == "__main__":
    main(sys.argv[1:])
