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


def connect() -> Tracker:
    """The tracker of the configured ClearML server. Raises ServerUnreachable."""
    from automl_shared.tracker.clearml_tracker import ClearMLTracker

    return ClearMLTracker()
