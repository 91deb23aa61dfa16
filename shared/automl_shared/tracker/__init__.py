"""The one door to ClearML. `ClearMLTracker` is the only module of the contracts that imports ``clearml``."""

from automl_shared.tracker.base import (
    DatasetSnapshot,
    NewTask,
    QueueSnapshot,
    Reporter,
    TaskSnapshot,
    TaskStatus,
    Tracker,
    WorkerSnapshot,
)

__all__ = [
    "DatasetSnapshot",
    "NewTask",
    "QueueSnapshot",
    "Reporter",
    "TaskSnapshot",
    "TaskStatus",
    "Tracker",
    "WorkerSnapshot",
    "connect",
]


def connect(*, patience_seconds: float = 0.0) -> Tracker:
    """The tracker of the configured ClearML server.

    Raises ServerUnreachable when the server does not answer for ``patience_seconds``, now or in any later call.
    """
    from automl_shared.tracker.clearml_tracker import ClearMLTracker

    return ClearMLTracker(patience_seconds=patience_seconds)
