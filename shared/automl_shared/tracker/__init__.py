"""The one door to ClearML. Of the contracts, its ``clearml_…`` modules and `agent` alone import ``clearml``."""

from automl_shared.tracker.base import (
    DatasetSnapshot,
    NewTask,
    QueueSnapshot,
    Reporter,
    TaskSnapshot,
    TaskStatus,
    WorkerSnapshot,
)
from automl_shared.tracker.nouns import (
    ArtifactReader,
    Artifacts,
    DatasetReader,
    Datasets,
    Models,
    PhaseTracker,
    Queues,
    Records,
    RunRecords,
    RunTracker,
    Server,
    TaskReader,
    Tasks,
    TasksAndDatasets,
    Tracker,
    Workers,
)
from automl_shared.tracker.viewing import Viewer

__all__ = [
    "ArtifactReader",
    "Artifacts",
    "DatasetReader",
    "DatasetSnapshot",
    "Datasets",
    "Models",
    "NewTask",
    "PhaseTracker",
    "QueueSnapshot",
    "Queues",
    "Records",
    "Reporter",
    "RunRecords",
    "RunTracker",
    "Server",
    "TaskReader",
    "TaskSnapshot",
    "TaskStatus",
    "Tasks",
    "TasksAndDatasets",
    "Tracker",
    "Viewer",
    "WorkerSnapshot",
    "Workers",
    "connect",
    "connect_lightly",
]


def connect(*, patience_seconds: float = 0.0) -> Tracker:
    """The tracker of the configured ClearML server.

    Raises ServerUnreachable when the server does not answer for ``patience_seconds``, now or in any later call.
    """
    from automl_shared.tracker.clearml_tracker import ClearMLTracker

    return ClearMLTracker(patience_seconds=patience_seconds)


def connect_lightly(*, patience_seconds: float = 0.0) -> tuple[Tracker, Viewer]:
    """The same server for a process that looks and steers, and must stay small: the SDK is not imported for that."""
    from automl_shared.tracker.clearml_tracker import ClearMLTracker
    from automl_shared.tracker.clearml_viewer import ClearMLViewer
    from automl_shared.tracker.light_session import LightSession

    session = LightSession()
    return ClearMLTracker(patience_seconds=patience_seconds, session=session), ClearMLViewer(session)
