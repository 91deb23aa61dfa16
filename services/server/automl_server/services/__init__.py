"""The endpoints, one module per ClearML service. Handlers translate; the store does the work."""

from __future__ import annotations

from automl_server.service import Catalogue
from automl_server.services import (
    auth,
    debug,
    downloads,
    events,
    login,
    models,
    organization,
    pipelines,
    projects,
    queues,
    reports,
    server,
    serving,
    storage,
    tasks,
    tasks_batch,
    tasks_lifecycle,
    tasks_params,
    usages,
    users,
    workers,
)

_MODULES = (
    auth,
    debug,
    downloads,
    events,
    login,
    models,
    organization,
    pipelines,
    projects,
    queues,
    reports,
    server,
    serving,
    storage,
    tasks,
    tasks_batch,
    tasks_lifecycle,
    tasks_params,
    usages,
    users,
    workers,
)


def catalogue() -> Catalogue:
    """Everything this server answers."""
    return Catalogue(module.service for module in _MODULES)
