"""What every page is made with: the server behind it, who asks, in which language, and the templates."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import cache, partial
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, StreamingResponse

from automl_shared.config.models import Language
from automl_shared.frozen import Frozen
from automl_shared.tracker import Tracker, Viewer
from automl_shared.words import LANGUAGES, own_name, say_in, translated
from automl_web import formats
from automl_web.assets import asset_address
from automl_web.live import Live, Read
from automl_web.queues import can_pause
from automl_web.sessions import Sessions, Standing, Visitor
from automl_web.words import WORDS

LANGUAGE_COOKIE = "automl_language"
MOST_NAME = 200
"""Letters of a file's name: a header that is longer than some kilobytes is refused on the way."""


@cache
def environment() -> Environment:
    """The templates, compiled once a process; every value is escaped, and a name that is not given is an error."""
    made = Environment(
        loader=PackageLoader("automl_web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["asset"] = asset_address
    made.filters |= formats.FILTERS
    made.tests |= {"pausable": can_pause, "tabular": formats.is_tabular}
    for name, parts in (("p", "parts.html"), ("t", "run_tables.html"), ("q", "queue_tables.html")):
        made.globals[name] = made.get_template(parts).module  # a block that is drawn alone sees no import
    return made


class Site(Frozen):
    """Shared by all pages. ``live``: what is told to those who watch, as long as their session's ``standing`` holds."""

    tracker: Tracker
    viewer: Viewer
    sessions: Sessions
    standing: Standing
    live: Live
    templates: Environment

    def page(self, request: Request, name: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A whole page for whoever asks."""
        visitor: Visitor | None = request.scope.get("visitor")
        shown = {
            **self.words_of(language_of(request)),
            "visitor": visitor,
            "form_token": self.sessions.form_token(visitor) if visitor else "",
            "path": path_of(request),
            "here": here(request),
            **values,
        }
        html = self.templates.get_template(name).render(shown)
        return HTMLResponse(html.encode(errors="replace"), status)  # what is stored may hold halves of letters

    def told(self, request: Request, topic: Hashable, read: Read, *, calm: bool = False) -> StreamingResponse:
        """Parts of a page, whenever they look different from before; ``calm`` as `Live.watch` has it."""
        holds = partial(self.standing.holds, request.scope["visitor"])
        events = self.live.watch(topic, read, language_of(request), holds, calm=calm)
        return StreamingResponse(events, media_type="text/event-stream")

    def blocks(
        self, name: str, blocks: tuple[str, ...], language: Language, values: Mapping[str, Any]
    ) -> dict[str, str]:
        """Parts of a page by the names of their blocks, for those who have the rest of it."""
        template = self.templates.get_template(name)
        context = template.new_context({**self.words_of(language), "visitor": None, "form_token": "", **values})
        drawn = {block: "".join(template.blocks[block](context)) for block in blocks}
        return {block: html.encode(errors="replace").decode() for block, html in drawn.items()}

    def words_of(self, language: Language) -> dict[str, Any]:
        """What templates need to speak a language."""
        return {
            "language": language,
            "languages": {one: own_name(one) for one in LANGUAGES},
            "say": partial(_say, language),
            "tell": partial(_tell, language),
            "f": formats.Formats(language),
        }


def _say(language: Language, key: str, **values: object) -> str:
    return say_in(WORDS, key, language, **{name: formats.in_sentence(value) for name, value in values.items()})


def _tell(language: Language, key: str, **values: object) -> Markup:
    """The same with values that may be markup, such as a time."""
    told = {name: value if isinstance(value, Markup) else formats.in_sentence(value) for name, value in values.items()}
    return Markup(escape(translated(WORDS[key], language))).format(**told)


def language_of(request: Request) -> Language:
    """What the person chose, else what their browser prefers."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen not in LANGUAGES:
        preferred = request.headers.get("accept-language", "").lower()
        chosen = next((part[:2] for part in preferred.split(",") if part.strip()[:2] in LANGUAGES), "en")
    return next(language for language in LANGUAGES if language == chosen)


def path_of(request: Request) -> str:
    """Of the address that was asked for, written as a link has it: a name in it may have any letter."""
    return quote(request.scope["path"], errors="replace")


def here(request: Request) -> str:
    """The page's own address on this host; what was sent came from another one, which can be asked for again."""
    if request.method != "GET":
        return came_from(request) or "/"
    path, query = path_of(request), request.url.query
    return own_page(f"{path}?{query}" if query else path)


def came_from(request: Request) -> str:
    """The page of this host that led here, as the browser tells; empty without one, and where it is this one."""
    told = request.headers.get("referer", "")
    try:
        parts = urlsplit(told)
    except ValueError:
        return ""
    if not parts.path or parts.netloc != request.headers.get("host"):
        return ""
    found = own_page(f"{parts.path}?{parts.query}" if parts.query else parts.path)
    return "" if request.method == "GET" and unquote(parts.path) == request.scope["path"] else found


def own_page(path: str) -> str:
    """A path on this host; the first page for anything that a browser would take for an address elsewhere."""
    is_ours = path.startswith("/") and path[1:2] not in ("/", "\\") and path.isprintable()
    return path if is_ours else "/"


def file_name(uri: str) -> str:
    """Of a stored file, as whoever stored it called it."""
    return unquote(uri.rpartition("/")[2])


def kept_as(name: str) -> dict[str, str]:
    """The headers of a file that a browser is to keep under this name, of which the end tells the kind."""
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name[-MOST_NAME:], errors='replace')}"}
