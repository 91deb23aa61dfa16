"""Reports of one task, in as few calls as possible: what is reported within a second goes together.

The calls and the records are the SDK's own. Its `Task.init` is not used: it asks for the same task a dozen times,
stores one artifact after the other, and starts threads whose end a process waits for.
"""

from __future__ import annotations

import hashlib
import json
import math
import mimetypes
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from clearml.storage.size import format_size

from automl_shared.console import echo
from automl_shared.errors import AutoMLError, NotFound, ServerRefused, TooLarge
from automl_shared.figures import ABOVE_PLOT, CAPTION_SIZE, dressed
from automl_shared.frozen import Frozen
from automl_shared.tracker.clearml_calls import call, call_in_lines, change
from automl_shared.tracker.clearml_storage import Storage, StoredFile, loaded, quoted
from automl_shared.tracker.outbox import Outbox
from automl_shared.tracker.patience import patiently
from automl_shared.words import T_

CAPTION_SHIFT = 24
"""Pixels between the plot, with whatever is written on its upper edge, and its caption."""

NAME_HEIGHT = 46
"""Pixels more above it: in a comparison ClearML's pages write the task's name and tags there."""

MOST_PREVIEW = 65_536
"""Letters of a document that the server keeps to show beside the artifact."""

MOST_PLOT_BYTES = 32_000_000
"""A browser has to draw it."""

MOST_TOGETHER = 10_000_000
"""Bytes of scalars and plots in one request; a larger one goes alone."""

FRAMEWORK = "ScikitLearn"


class PlotTooLarge(AutoMLError):
    """A plot that is left out, because nobody could look at it."""


class Report(Frozen):
    """One thing to send: an event, a file with the record that points to it, or a call."""

    event: dict[str, Any] | None = None
    file: StoredFile | None = None
    artifact: dict[str, Any] | None = None
    needed: bool = True
    """Whether the task has no result without the file."""
    call: Callable[[], object] | None = None


class ClearMLReporter:
    """Where one task writes. Marks the task started when nobody has. Raises NotFound when there is no such task.

    ``session``: logged in. ``patience_seconds``: how long a server may be away, see `Outbox`.
    """

    def __init__(self, task_id: str, session: Any, *, patience_seconds: float = 0.0) -> None:
        self._id, self._session, self._patience = task_id, session, patience_seconds
        row = self._row()
        if row.get("status") in ("created", "queued"):
            change(self._ask, "started", task_id)
        self._project = row["project"]["id"]
        self._storage = Storage(session, row)
        self._outbox = Outbox(self._send, patience_seconds=patience_seconds)

    @property
    def task_id(self) -> str:
        return self._id

    def scalar(self, title: str, value: float) -> None:
        number = float(value) if math.isfinite(value) else 0.0
        event = {"type": "training_stats_scalar", "variant": title.rpartition("/")[2], "value": number}
        self._event(title, event)

    def figure(self, title: str, figure: Any) -> None:
        plot = _json(with_caption_inside(figure))
        if len(plot) > MOST_PLOT_BYTES:
            raise PlotTooLarge(
                T_("a plot of this size is left out"),
                value=format_size(len(plot)),
                allowed=format_size(MOST_PLOT_BYTES),
                fix=T_("draw fewer points"),
            )
        self._event(title, {"type": "plot", "variant": "", "plot_str": plot})

    def file(self, name: str, path: Path, *, needed: bool = False) -> None:
        """Small files are read at once; one beyond `clearml_storage.TOGETHER_BYTES` must stay there until `close`."""
        file = loaded(self._storage.place("artifacts", name, path.name), path)
        preview = f"{path.name} - {format_size(path.stat().st_size)}\n"
        self._artifact(name, file, type="custom", preview=preview, needed=needed)

    def document(self, name: str, document: Any, *, needed: bool = False) -> None:
        if isinstance(document, dict):
            text = json.dumps(document, sort_keys=True, indent=4)
            kind, preview = "dict", _preview(text)
        else:
            text = json.dumps(document)
            kind, preview = "custom", f"{name}.json - {format_size(len(text))}\n"
        path = Path(f"{name}.json")
        place = self._storage.place("artifacts", name, path.name)
        file = StoredFile(place=place, path=path, content=text.encode())
        self._artifact(name, file, type=kind, preview=preview, needed=needed)

    def model(self, path: Path, *, name: str, tags: Sequence[str], metadata: Mapping[str, str]) -> str:
        file = loaded(self._storage.place("models", path.name), path)
        made = self._ask(
            "models",
            "create",
            uri=self._storage.uri(file.place),
            name=name,
            tags=list(tags),
            framework=FRAMEWORK,
            comment=f"snapshot {path} stored\nCreated by task id: {self._id}",
            task=self._id,
            project=self._project,
            labels={},
            ready=False,
        )
        model_id = str(made["id"])
        items = [{"key": key, "type": "str", "value": value} for key, value in metadata.items()]
        described = partial(self._call, "models", "add_or_update_metadata", model=model_id, metadata=items)
        shown = partial(
            change, self._call, "add_or_update_model", self._id, name=path.stem, type="output", model=model_id
        )
        self._outbox.put(Report(file=file))
        self._outbox.put(Report(call=described))
        self._outbox.put(Report(call=shown))
        return model_id

    def close(self) -> None:
        self._outbox.flush()

    def _ask(self, service: str, action: str, **body: Any) -> dict[str, Any]:
        return patiently(lambda: call(self._session, service, action, body), self._patience)

    def _row(self) -> dict[str, Any]:
        fields = ["id", "name", "status", "output.destination", "project.name", "project.default_output_destination"]
        rows = self._ask("tasks", "get_all_ex", id=[self._id], only_fields=fields, search_hidden=True)["tasks"]
        if not rows:
            raise NotFound(T_("no task has this id"), value=self._id, fix="automl runs list")
        return dict(rows[0])

    def _event(self, title: str, event: dict[str, Any]) -> None:
        common = {"task": self._id, "timestamp": int(time.time() * 1000), "iter": 0, "metric": title}
        self._outbox.put(Report(event={**common, **event}))

    def _artifact(self, name: str, file: StoredFile, *, type: str, preview: str, needed: bool) -> None:
        digest, size = _digest(file)
        content_type = mimetypes.guess_type(file.path.name)[0]
        record = {
            "key": name,
            "type": type,
            "mode": "output",
            "uri": quoted(self._storage.uri(file.place)),
            "content_size": size,
            "hash": digest,
            "timestamp": int(time.time()),
            "type_data": {"preview": preview, **({"content_type": content_type} if content_type else {})},
        }
        self._outbox.put(Report(file=file, artifact=record, needed=needed))

    def _send(self, reports: Sequence[Report]) -> None:
        """Files first: no record ever points to a file that is not there. Raises FileTooLarge for a needed one."""
        refused = self._storage.store([report.file for report in reports if report.file])
        for report in reports:
            if error := refused.get(report.file.place) if report.file else None:
                if report.needed:
                    raise error
                echo(f"left out: {error}")
        reports = [report for report in reports if not (report.file and report.file.place in refused)]
        for lines in _requests([json.dumps(report.event) for report in reports if report.event]):
            self._send_events(lines)
        for report in reports:
            if report.call:
                report.call()
        if artifacts := {report.artifact["key"]: report.artifact for report in reports if report.artifact}:
            change(self._call, "add_or_update_artifacts", self._id, artifacts=list(artifacts.values()), force=True)

    def _send_events(self, lines: Sequence[str]) -> None:
        """By halves where they are too much at once."""
        try:
            answer = call_in_lines(self._session, "events", "add_batch", lines)
        except TooLarge as error:
            if len(lines) == 1:
                return echo(f"the server did not take a scalar or plot: {error}")
            for half in (lines[: len(lines) // 2], lines[len(lines) // 2 :]):
                self._send_events(half)
        except ServerRefused as error:  # the result does not depend on what is merely shown
            echo(f"the server did not take scalars and plots: {error}")
        else:
            if refused := answer.get("errors"):
                why = answer.get("errors_info")
                echo(f"the server did not take {refused} of {len(lines)} scalars and plots: {why}")

    def _call(self, service: str, action: str, **body: Any) -> dict[str, Any]:
        return call(self._session, service, action, body)


def _requests(lines: Sequence[str]) -> Iterator[list[str]]:
    """In order, each of at most `MOST_TOGETHER` bytes or of one line."""
    together: list[str] = []
    size = 0
    for line in lines:
        if together and size + len(line) > MOST_TOGETHER:
            yield together
            together, size = [], 0
        together.append(line)
        size += len(line) + 1
    if together:
        yield together


def _digest(file: StoredFile) -> tuple[str, int]:
    """sha256 and bytes of the file."""
    if file.content is not None:
        return hashlib.sha256(file.content).hexdigest(), len(file.content)
    with file.path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest(), file.path.stat().st_size


def _preview(text: str) -> str:
    if len(text) < MOST_PREVIEW:
        return text
    return f"# too large to show here, the first {MOST_PREVIEW // 1024} kB of it:\n{text[:MOST_PREVIEW]}"


def with_caption_inside(figure: Any) -> dict[str, Any]:
    """The figure with its title as an annotation above the plot: the pages for people show it under the plot's name."""
    plot = dressed(figure.to_plotly_json())
    caption = plot["layout"].get("title", {}).get("text")
    if caption:
        above = {
            "text": caption,
            "showarrow": False,
            "align": "left",
            "font": {"size": CAPTION_SIZE},
            "xref": "paper",
            "x": 0,
            "xanchor": "left",
            "yref": "paper",
            "y": 1,
            "yanchor": "bottom",
            "yshift": CAPTION_SHIFT + _above_plot(plot["layout"]),
        }
        plot["layout"]["annotations"] = [*plot["layout"].get("annotations", ()), above]
        _make_room(plot["layout"], NAME_HEIGHT)
    plot["layout"]["title"] = ""
    return plot


def _above_plot(layout: dict[str, Any]) -> int:
    """As `captioned` told it; what others draw has its own ``meta``, or none."""
    meta = layout.get("meta")
    return int(meta.get(ABOVE_PLOT, 0)) if isinstance(meta, dict) else 0


def _make_room(layout: dict[str, Any], pixels: int) -> None:
    """Above the plot, which keeps its own height where it has one."""
    margin = layout.get("margin", {})
    layout["margin"] = {**margin, "t": margin.get("t", 0) + pixels}
    if layout.get("height"):
        layout["height"] += pixels


def _json(plot: Mapping[str, Any]) -> str:
    """The plot as the SDK writes it: what is no number is null, infinite values are words."""
    data = [{key: _shown(value) for key, value in trace.items()} for trace in plot["data"]]
    return json.dumps({**plot, "data": data}, default=_shown)


def _shown(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_one_shown(item) for item in value]
    if hasattr(value, "tolist"):  # numpy
        return _shown(value.tolist())
    return _one_shown(value)


def _one_shown(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None if value != value else str(value)
    return value.isoformat() if isinstance(value, date) else value
