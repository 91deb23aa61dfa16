"""What every task of this service needs, for the fork server to load once."""

from __future__ import annotations

from automl_shared.agent.warm.loading import load_package


def preload() -> None:
    """Imports only; no thread is started and nothing fitted."""
    load_package("automl_inference")
