"""The endpoints, one module per ClearML service. Handlers translate; the store does the work."""

from __future__ import annotations

from automl_server.service import Catalogue
from automl_server.services import (
    auth,
    debug,
    events,
    login,
    models,
    organization,
    pipelines,
    projects,
    queues,
    reports,
    server,
    tasks,
    tasks_batch,
    tasks_lifecycle,
    tasks_params,
    users,
    workers,
)

_MODULES = (
    auth,
    debug,
    events,
    login,
    models,
    organization,
    pipelines,
    projects,
    queues,
    reports,
    server,
    tasks,
    tasks_batch,
    tasks_lifecycle,
    tasks_params,
    users,
    workers,
)


def catalogue() -> Catalogue:
    """Everything this server answers."""
    return Catalogue(module.service for module in _MODULES)
