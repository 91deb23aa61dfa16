"""The run logic and the ``automl`` command: the only service that decides what runs next.

``from automl_controller import run`` finds a model in this process, without a server.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from automl_controller.in_process import Result as Result
    from automl_controller.in_process import run as run

_IN_PROCESS = ("Result", "run")


def __getattr__(name: str) -> Any:
    """Found when it is asked for: the controller and the command import none of what it needs."""
    if name in _IN_PROCESS:
        from automl_controller import in_process

        return getattr(in_process, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
