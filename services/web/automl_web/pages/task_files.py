"""What a task stored: figures as data, images, files to look at or to keep. None of it can act on these pages."""

from __future__ import annotations

import json
from collections.abc import Iterator

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from automl_shared.errors import NotFound
from automl_shared.tracker.viewing import ArtifactEntry
from automl_shared.words import T_, say_in
from automl_web.figures import FigureResponse
from automl_web.pages.handlers import Handlers, reads
from automl_web.pages.task_page import MOST_POINTS, curves_figure
from automl_web.previews import Preview, beginning, image_kind, preview_of
from automl_web.site import file_name, kept_as, language_of, path_of
from automl_web.tasks import log_pages
from automl_web.words import WORDS

INERT = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""A page of a task is shown without scripts, in an origin of its own."""


class TaskFiles(Handlers):
    """The handlers."""

    @reads("/tasks/{task_id}/plots/{number:int}")
    def plot(self, request: Request) -> Response:
        """A figure as JSON, or an image."""
        plots = self._site.viewer.plots(request.path_params["task_id"])
        number = request.path_params["number"]
        if number >= len(plots):
            raise HTTPException(404, T_("There is no such plot."))
        if plots[number].image_uri:
            return _image(self._site.viewer.stored(plots[number].image_uri))
        try:
            return FigureResponse(json.loads(plots[number].figure))
        except (ValueError, RecursionError) as error:
            raise HTTPException(422, T_("This plot cannot be read: {error}", error=str(error))) from None

    @reads("/tasks/{task_id}/curves")
    def curves(self, request: Request) -> Response:
        metric = request.query_params.get("metric", "")
        curves = self._site.viewer.curves(request.path_params["task_id"], most_points=MOST_POINTS)
        over = say_in(WORDS, "iteration", language_of(request))
        return FigureResponse(curves_figure([curve for curve in curves if curve.metric == metric], over))

    @reads("/tasks/{task_id}/console.txt")
    def console(self, request: Request) -> Response:
        """The whole console as a text file."""
        task_id = request.path_params["task_id"]
        self._site.tracker.task(task_id)
        pages = list(log_pages(self._site.viewer, task_id, most=1_000_000))
        text = "".join(f"{line.text.rstrip()}\n" for page in reversed(pages) for line in page)
        return Response(text, media_type="text/plain", headers=kept_as(f"{task_id}.log"))

    @reads("/tasks/{task_id}/settings.json")
    def settings(self, request: Request) -> Response:
        """All sections, each value whole."""
        task = self._site.tracker.task(request.path_params["task_id"])
        text = json.dumps(task.sections, indent=2, ensure_ascii=False).encode(errors="replace")
        return Response(text, media_type="application/json", headers=kept_as(f"{task.id}.json"))

    @reads("/tasks/{task_id}/artifacts/{name:path}/preview")
    def preview(self, request: Request) -> Response:
        entry = self._entry(request)
        if request.query_params.get("as") == "image":
            return _image(self._site.viewer.stored(entry.uri))
        shown = self._preview(entry)
        is_web = entry.uri.startswith(("http://", "https://"))
        values = {"entry": entry, "preview": shown, "is_web": is_web, "task_id": request.path_params["task_id"]}
        return self._site.page(request, "preview.html", **values)

    @reads("/tasks/{task_id}/artifacts/{name:path}")
    def artifact(self, request: Request) -> Response:
        """A page is shown, inert; everything else is a file to keep. Nobody is led elsewhere without seeing where."""
        entry = self._entry(request)
        if not self._is_here(entry):
            return RedirectResponse(f"{path_of(request)}/preview", 303)
        pieces = self._site.viewer.stored(entry.uri)
        name = file_name(entry.uri) or entry.name
        if name.lower().endswith((".html", ".htm")):
            return StreamingResponse(pieces, media_type="text/html", headers={"Content-Security-Policy": INERT})
        return StreamingResponse(pieces, media_type="application/octet-stream", headers=kept_as(name))

    @reads("/tasks/{task_id}/models/{name:path}")
    def model(self, request: Request) -> Response:
        models = self._site.viewer.details(request.path_params["task_id"]).models
        found = next((one for one in models if one.type == request.path_params["name"]), None)
        if found is None:
            raise HTTPException(404, T_("There is no such model."))
        name = file_name(found.uri) or found.name
        pieces = self._site.viewer.stored(found.uri)
        return StreamingResponse(pieces, media_type="application/octet-stream", headers=kept_as(name))

    def _preview(self, entry: ArtifactEntry) -> Preview:
        if not self._is_here(entry):
            return Preview(kind="elsewhere")
        start, cut = beginning(self._site.viewer.stored(entry.uri))
        return preview_of(start, entry.uri, cut=cut)

    def _is_here(self, entry: ArtifactEntry) -> bool:
        """Whether the file is read through the tracker."""
        return entry.uri.startswith(f"{self._site.tracker.urls()['files_url']}/")

    def _entry(self, request: Request) -> ArtifactEntry:
        task_id, name = request.path_params["task_id"], request.path_params["name"]
        found = next((one for one in self._site.viewer.details(task_id).artifacts if one.name == name), None)
        if found is None:
            raise NotFound(T_("task {task} has no artifact {name}", task=task_id, name=repr(name)))
        return found


def _image(pieces: Iterator[bytes]) -> Response:
    """An image of a kind that holds no code. Raises HTTPException for anything else."""
    first = next(pieces, b"")
    kind = image_kind(first)
    if kind is None:
        raise HTTPException(415, T_("This is not an image that can be shown."))

    def all_of_it() -> Iterator[bytes]:
        yield first
        yield from pieces

    return StreamingResponse(all_of_it(), media_type=kind)
