"""The files that pages load: ours, those of others beside them, and Plotly's script out of its package."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response

STATIC = Path(__file__).parent / "static"
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".md": "text/plain"}


@cache
def asset_address(name: str) -> str:
    """Where a browser gets a file, for as long as it stays the same."""
    return f"/static/{_digest(name)}/{name}"


@cache
def _digest(name: str) -> str:
    return hashlib.sha256(_place(name).read_bytes()).hexdigest()[:12]


def _place(name: str) -> Path:
    return _plotly() if name == "plotly.min.js" else STATIC / name


@cache
def _plotly() -> Path:
    """Found without importing plotly, which would take 20 MB."""
    spec = find_spec("plotly")
    assert spec is not None, "a dependency"
    assert spec.origin is not None, "a package with files"
    return Path(spec.origin).parent / "package_data" / "plotly.min.js"


@cache
def _known() -> dict[str, Path]:
    files = {path.relative_to(STATIC).as_posix(): path for path in STATIC.rglob("*") if path.is_file()}
    return {**files, "plotly.min.js": _plotly()}


def asset(request: Request) -> Response:
    """A file; an address with an old digest gets what is there now, which is not kept."""
    name, digest = request.path_params["name"], request.path_params["digest"]
    place = _known().get(name)
    if place is None:
        return Response("no such file", 404, media_type="text/plain")
    kind = _KINDS.get(place.suffix, "application/octet-stream")
    return FileResponse(place, media_type=kind, headers=_FOREVER if digest == _digest(name) else None)
