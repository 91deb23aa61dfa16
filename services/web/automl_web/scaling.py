"""How many workers the local stack has: set by the command of the stack that these pages belong to."""

from __future__ import annotations

import shlex
import subprocess
import threading

from automl_shared.errors import ConfigError

PATIENCE_SECONDS = 20.0
"""A worker that is to go may finish its task first; the command goes on with that after so long."""
SERVICE = "training"


class Scaling:
    """``command``: of the stack, as a shell would have it; empty for pages that belong to none on this machine."""

    def __init__(self, command: str = "") -> None:
        self._command = shlex.split(command)

    @property
    def possible(self) -> bool:
        """Whether these pages may do it; people use ``automl scale`` otherwise."""
        return bool(self._command)

    def scale(self, count: str) -> None:
        """Sets the number of training workers. Raises ConfigError with what the command says of a wrong number."""
        if not self.possible:
            raise ConfigError("these pages belong to no stack of this machine", fix=f"automl scale {SERVICE}=COUNT")
        asked = [*self._command, "scale", f"{SERVICE}={count}"]
        process = subprocess.Popen(asked, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            _, said = process.communicate(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            threading.Thread(target=process.communicate, daemon=True).start()
            return
        if process.returncode:
            raise ConfigError("the stack could not be scaled", value=said.strip(), fix=shlex.join(asked))
