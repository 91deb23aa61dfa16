"""The tracker on a ClearML server: raw API calls for everything that steers, the SDK for everything that reports."""

from __future__ import annotations

from automl_shared.tracker.clearml_artifacts import ClearMLArtifacts
from automl_shared.tracker.clearml_datasets import ClearMLDatasets
from automl_shared.tracker.clearml_models import ClearMLModels
from automl_shared.tracker.clearml_server import logged_in
from automl_shared.tracker.light_session import LightSession
from automl_shared.tracker.patience import patiently


class ClearMLTracker(ClearMLDatasets, ClearMLArtifacts, ClearMLModels):
    """One connection. Raises ServerUnreachable when no server answers or it refuses the credentials.

    ``patience_seconds``: how long every call waits for a server that is away.
    """

    def __init__(self, *, patience_seconds: float = 0.0, session: LightSession | None = None) -> None:
        """``session``: in place of the SDK's, which is then imported only to store files or read foreign storages."""
        super().__init__(session or patiently(logged_in, patience_seconds), patience_seconds)
