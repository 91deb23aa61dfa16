"""How many workers the stack has: set by the command of the stack that these pages belong to, or told as a command."""

from __future__ import annotations

import shlex
import subprocess
import threading

from automl_shared.errors import ConfigError
from automl_shared.naming import Service
from automl_shared.words import T_

PATIENCE_SECONDS = 20.0
"""A worker that is to go may finish its task first; the command goes on with that after so long."""
OWN = "automl scale"
"""What people type who have the `automl` command."""


class Scaling:
    """``command``: of the stack, as a shell would have it; empty for pages that belong to none on this machine.

    ``typed``: what people type in front of ``training=2``; it differs where containers are composed without `automl`.
    """

    def __init__(self, command: str = "", typed: str = OWN) -> None:
        self._command, self._typed = shlex.split(command), typed

    @property
    def possible(self) -> bool:
        """Whether these pages may do it; people type the command otherwise."""
        return bool(self._command)

    def told(self, service: str, count: int) -> str:
        """The command that makes it so many workers; there is one controller, which comes with the stack."""
        if self._typed == OWN and service == Service.CONTROLLER:
            return "automl up"
        return f"{self._typed} {service}={count}"

    def scale(self, count: str) -> None:
        """Sets the number of training workers. Raises ConfigError with what the command says of a wrong number."""
        if not self.possible:
            told = f"{self._typed} {Service.TRAINING}=COUNT"
            raise ConfigError(T_("these pages belong to no stack of this machine"), fix=told)
        asked = [*self._command, "scale", f"{Service.TRAINING}={count}"]
        process = subprocess.Popen(asked, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            _, said = process.communicate(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            threading.Thread(target=process.communicate, daemon=True).start()
            return
        if process.returncode:
            raise ConfigError(T_("the stack could not be scaled"), value=said.strip(), fix=shlex.join(asked))
