"""Reports of one task through the ClearML SDK."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from automl_shared.errors import ServerUnreachable
from automl_shared.tracker.patience import patiently

CAPTION_SHIFT = 24
"""Pixels between the plot, with whatever is written on its upper edge, and its caption."""


class ReportingError(ServerUnreachable):
    """Something computed could not be stored on the server."""


class ClearMLReporter:
    """Where one task writes. The task this process runs for is opened with ``Task.init``, any other by its id.

    ``Task.init`` seeds the generators of ``random`` and ``numpy``: seed after making a reporter.
    """

    def __init__(self, task_id: str, *, patience_seconds: float = 0.0) -> None:
        from clearml import Task

        self._id, self._patience = task_id, patience_seconds
        if os.environ.get("CLEARML_TASK_ID") == task_id:
            self._task: Any = Task.init(
                auto_connect_frameworks=False,
                auto_connect_arg_parser=False,
                auto_resource_monitoring=False,
                output_uri=True,
            )
        else:
            self._task = Task.get_task(task_id=task_id)
        self._logger = self._task.get_logger()

    @property
    def task_id(self) -> str:
        return self._id

    def scalar(self, title: str, value: float) -> None:
        self._logger.report_scalar(title=title, series=title.rpartition("/")[2], value=value, iteration=0)

    def figure(self, title: str, figure: Any) -> None:
        self._logger.report_plotly(title=title, series="", figure=_with_caption_inside(figure), iteration=0)

    def file(self, name: str, path: Path) -> None:
        self._upload(name, path)

    def document(self, name: str, document: Any) -> None:
        if isinstance(document, dict):
            self._upload(name, document)
            return
        with tempfile.TemporaryDirectory() as folder:  # the SDK takes dicts for JSON, and nothing else
            path = Path(folder) / f"{name}.json"
            path.write_text(json.dumps(document), encoding="utf-8")
            self._upload(name, path)

    def _upload(self, name: str, content: Any) -> None:
        def upload() -> None:
            if not self._task.upload_artifact(name, artifact_object=content, wait_on_upload=True, auto_pickle=False):
                raise ReportingError(f"the artifact {name!r} could not be uploaded", fix="automl doctor")

        patiently(upload, self._patience)

    def model(self, path: Path, *, name: str, tags: Sequence[str], metadata: Mapping[str, str]) -> str:
        from clearml import OutputModel
        from clearml.backend_api.session import Session

        model = OutputModel(task=self._task, name=name, tags=list(tags), framework="ScikitLearn")

        def upload() -> None:
            uri = model.update_weights(
                weights_filename=str(path),
                upload_uri=self._task.output_uri or Session.get_files_server_host(),
                auto_delete_file=False,
                async_enable=False,
            )
            if not uri:
                raise ReportingError(f"the model {name!r} could not be uploaded", fix="automl doctor")

        patiently(upload, self._patience)
        model.set_all_metadata({key: {"type": "str", "value": value} for key, value in metadata.items()})
        return str(model.id)

    def close(self) -> None:
        self._task.flush(wait_for_uploads=True)


def _with_caption_inside(figure: Any) -> dict[str, Any]:
    """The figure with its title as an annotation above the plot: the SDK overwrites titles with the series' name."""
    plot: dict[str, Any] = figure.to_plotly_json()
    caption = plot["layout"].get("title", {}).get("text")
    if caption:
        above = {
            "text": caption,
            "showarrow": False,
            "align": "left",
            "font": {"size": 15},
            "xref": "paper",
            "x": 0,
            "xanchor": "left",
            "yref": "paper",
            "y": 1,
            "yanchor": "bottom",
            "yshift": CAPTION_SHIFT,
        }
        plot["layout"]["annotations"] = [*plot["layout"].get("annotations", ()), above]
    return plot
