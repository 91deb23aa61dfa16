"""The addresses of the files that events refer to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from automl_server.store.store import Store

_IMAGE_IN_PLOT = re.compile(r'"source":\s*"([a-z0-9]+://[^"]+)"')


def file_urls(store: Store, task: str) -> set[str]:
    """The addresses of a task's, or model's, debug images, and of the images in its plots."""
    plots = (str(event.get("plot_str") or "") for event in store.events.samples([task], "plot", None))
    return {*store.events.urls(task), *(url for plot in plots for url in _IMAGE_IN_PLOT.findall(plot))}
