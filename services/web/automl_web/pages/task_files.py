"""What a task stored: figures as data, images, files to look at or to keep. None of it can act on these pages."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from automl_shared.errors import NotFound
from automl_shared.tracker.viewing import ArtifactEntry
from automl_shared.words import T_
from automl_web.pages.task_page import MOST_POINTS, curves_figure
from automl_web.site import Site
from automl_web.tasks import log_pages

INERT = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""A page of a task is shown without scripts, in an origin of its own."""
PREVIEW_BYTES = 256 * 1024
PREVIEW_ROWS = 100
_IMAGES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
}


@dataclass(frozen=True, kw_only=True)
class Preview:
    """The beginning of a file: rows of a table, an image's address, or text; ``kind`` none for anything else."""

    kind: str
    rows: tuple[tuple[str, ...], ...] = ()
    text: str = ""
    cut: bool = False


def routes(site: Site) -> list[Route]:
    files = _TaskFiles(site)
    return [
        Route("/tasks/{task_id}/plots/{number:int}", files.plot),
        Route("/tasks/{task_id}/curves", files.curves),
        Route("/tasks/{task_id}/console.txt", files.console),
        Route("/tasks/{task_id}/artifacts/{name}", files.artifact),
        Route("/tasks/{task_id}/artifacts/{name}/preview", files.preview),
        Route("/tasks/{task_id}/models/{name}", files.model),
    ]


class _TaskFiles:
    """The handlers."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def plot(self, request: Request) -> Response:
        """A figure as JSON, or an image."""
        plots = self._site.viewer.plots(request.path_params["task_id"])
        number = request.path_params["number"]
        if number >= len(plots):
            raise HTTPException(404, T_("There is no such plot."))
        if plots[number].image_uri:
            return _image(self._site.viewer.stored(plots[number].image_uri))
        try:
            return JSONResponse(json.loads(plots[number].figure, parse_constant=lambda _: None))
        except ValueError as error:
            raise HTTPException(422, T_("This plot cannot be read: {error}", error=str(error))) from None

    def curves(self, request: Request) -> Response:
        metric = request.query_params.get("metric", "")
        curves = self._site.viewer.curves(request.path_params["task_id"], most_points=MOST_POINTS)
        return JSONResponse(curves_figure([curve for curve in curves if curve.metric == metric]))

    def console(self, request: Request) -> Response:
        """The whole console as a text file."""
        task_id = request.path_params["task_id"]
        self._site.tracker.task(task_id)
        pages = list(log_pages(self._site.viewer, task_id, most=1_000_000))
        text = "".join(f"{line.text.rstrip()}\n" for page in reversed(pages) for line in page)
        return Response(text, media_type="text/plain", headers=_kept_as(f"{task_id}.log"))

    def artifact(self, request: Request) -> Response:
        """A page is shown, inert; everything else is a file to keep."""
        entry = self._entry(request)
        if not _is_ours(self._site, entry):
            return RedirectResponse(entry.uri, 303)
        pieces = self._site.viewer.stored(entry.uri)
        name = entry.uri.rpartition("/")[2] or entry.name
        if name.lower().endswith((".html", ".htm")):
            return StreamingResponse(pieces, media_type="text/html", headers={"Content-Security-Policy": INERT})
        return StreamingResponse(pieces, media_type="application/octet-stream", headers=_kept_as(name))

    def model(self, request: Request) -> Response:
        models = self._site.viewer.details(request.path_params["task_id"]).models
        found = next((one for one in models if one.type == request.path_params["name"]), None)
        if found is None:
            raise HTTPException(404, T_("There is no such model."))
        name = found.uri.rpartition("/")[2] or found.name
        pieces = self._site.viewer.stored(found.uri)
        return StreamingResponse(pieces, media_type="application/octet-stream", headers=_kept_as(name))

    def preview(self, request: Request) -> Response:
        entry = self._entry(request)
        start, cut = _beginning(self._site.viewer.stored(entry.uri))
        if any(start.startswith(mark) for mark in _IMAGES) and request.query_params.get("as") == "image":
            return _image(self._site.viewer.stored(entry.uri))
        shown = preview_of(start, entry.uri, cut=cut)
        return self._site.page(
            request, "preview.html", entry=entry, preview=shown, task_id=request.path_params["task_id"]
        )

    def _entry(self, request: Request) -> ArtifactEntry:
        task_id, name = request.path_params["task_id"], request.path_params["name"]
        found = next((one for one in self._site.viewer.details(task_id).artifacts if one.name == name), None)
        if found is None:
            raise NotFound(T_("task {task} has no artifact {name}", task=task_id, name=repr(name)))
        return found


def preview_of(start: bytes, uri: str, *, cut: bool) -> Preview:
    """What of a file's beginning can be shown."""
    if any(start.startswith(mark) for mark in _IMAGES):
        return Preview(kind="image")
    try:
        text = start.decode("utf-8", errors="ignore" if cut else "strict")
    except UnicodeDecodeError:
        return Preview(kind="none")
    if "\0" in text:
        return Preview(kind="none")
    if uri.lower().endswith((".csv", ".tsv")):
        separator = "\t" if uri.lower().endswith(".tsv") else ","
        rows = islice(csv.reader(StringIO(text), delimiter=separator), PREVIEW_ROWS + 1)
        return Preview(kind="table", rows=tuple(map(tuple, rows)), cut=cut)
    if not cut:
        text = _indented(text)
    return Preview(kind="text", text=text, cut=cut)


def _indented(text: str) -> str:
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text


def _beginning(pieces: Iterator[bytes]) -> tuple[bytes, bool]:
    start = b""
    for piece in pieces:
        start += piece
        if len(start) > PREVIEW_BYTES:
            return start[:PREVIEW_BYTES], True
    return start, False


def _image(pieces: Iterator[bytes]) -> Response:
    """An image of a kind that holds no code. Raises HTTPException for anything else."""
    first = next(pieces, b"")
    kind = next((kind for mark, kind in _IMAGES.items() if first.startswith(mark)), None)
    if kind is None:
        raise HTTPException(415, T_("This is not an image that can be shown."))

    def all_of_it() -> Iterator[bytes]:
        yield first
        yield from pieces

    return StreamingResponse(all_of_it(), media_type=kind)


def _is_ours(site: Site, entry: ArtifactEntry) -> bool:
    """Whether the file is read through the tracker; any other web address is the browser's to open."""
    if entry.uri.startswith(f"{site.tracker.urls()['files_url']}/"):
        return True
    if not entry.uri.startswith(("http://", "https://")):
        raise NotFound(T_("this file lies on another storage"), value=entry.uri)
    return False


def _kept_as(name: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
