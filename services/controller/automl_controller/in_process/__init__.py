"""A whole run in this process: the same controller and phases, without server and agents, one task after the other.

For the inner loop of whoever changes a phase or a plugin, with a debugger, and for notebooks.
"""

from automl_controller.in_process.engine import Engine
from automl_controller.in_process.result import Request, Result, run

__all__ = ["Engine", "Request", "Result", "run"]
