"""Logging in and out, and the choice of language."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from automl_shared.errors import ServerBusy
from automl_shared.tracker.viewing import Person
from automl_shared.words import LANGUAGES
from automl_web.forms import form_of
from automl_web.pages.handlers import Handlers, acts, reads
from automl_web.sessions import COOKIE, LIFE_SECONDS
from automl_web.site import LANGUAGE_COOKIE, Site, here, own_page
from automl_web.unsent import FIELD, Unsent, shown_to, unsent_from, unsent_in

_OPEN = ("/login", "/health", "/language")
_YEAR = 365 * 24 * 3600


class Entrance:
    """Lets in whoever is logged in; everybody else gets the page to do so, at the address they asked for."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app, self._site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the application answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        visitor, path = self._site.sessions.visitor(request.cookies.get(COOKIE, "")), str(scope["path"])
        is_open = path in _OPEN or path.startswith("/static/")
        if visitor and not is_open and not await run_in_threadpool(self._site.standing.holds, visitor):
            visitor = None
        scope["visitor"] = visitor
        if visitor or is_open:
            await self._app(scope, receive, send)
            return
        await login_page(self._site, request, 401, unsent=await unsent_in(request))(scope, receive, send)


def login_page(
    site: Site,
    request: Request,
    status: int = 200,
    *,
    problem: str = "",
    wanted: str = "",
    unsent: Unsent | None = None,
) -> Response:
    """``wanted``: where it leads. ``unsent``: what it keeps until then."""
    return site.page(request, "login.html", status, problem=problem, next=wanted or here(request), unsent=unsent)


class Doors(Handlers):
    """The handlers."""

    @reads("/login")
    async def follow_link(self, request: Request) -> Response:
        """A link that logs in once; without a token the page that asks for keys."""
        token, wanted = request.query_params.get("token"), own_page(request.query_params.get("next", "/"))
        if token is None:
            return login_page(self._site, request, wanted=wanted)
        try:
            person = await run_in_threadpool(self._site.viewer.user_of_link, token)
        except ServerBusy:
            return login_page(self._site, request, 429, problem="too_many_tries", wanted=wanted)
        if person is None:
            return login_page(self._site, request, 403, problem="link_used", wanted=wanted)
        return self._welcome(request, person, wanted)

    @acts("/login")
    async def log_in(self, request: Request) -> Response:
        form = await request.form()
        keys = str(form.get("access_key", "")).strip(), str(form.get("secret_key", "")).strip()
        wanted, unsent = own_page(str(form.get("next", "/"))), unsent_from(str(form.get(FIELD, "")))
        try:
            person = await run_in_threadpool(self._site.viewer.user_of, *keys) if all(keys) else None
        except ServerBusy:
            return login_page(self._site, request, 429, problem="too_many_tries", wanted=wanted, unsent=unsent)
        if person is None:
            return login_page(self._site, request, 403, problem="keys_wrong", wanted=wanted, unsent=unsent)
        return self._welcome(request, person, wanted, unsent)

    def _welcome(self, request: Request, person: Person, wanted: str, unsent: Unsent | None = None) -> Response:
        """Leads to what was asked for; whoever sent something before is asked about that first."""
        cookie = self._site.sessions.cookie_for(person)
        response: Response = RedirectResponse(wanted, 303)
        if unsent := shown_to(person, unsent):
            request.scope["visitor"] = self._site.sessions.visitor(cookie)
            response = self._page_that_keeps(request, unsent, wanted)
        response.set_cookie(COOKIE, cookie, max_age=LIFE_SECONDS, httponly=True, samesite="lax", path="/")
        return response

    def _page_that_keeps(self, request: Request, unsent: Unsent, wanted: str) -> Response:
        """The question whether to send it, for whoever is logged in."""
        if request.scope["visitor"]:
            return self._site.page(request, "unsent.html", unsent=unsent, back=wanted)
        return login_page(self._site, request, wanted=wanted, unsent=unsent)

    @acts("/logout")
    async def log_out(self, request: Request) -> Response:
        await form_of(request, self._site)
        self._site.standing.end(request.scope["visitor"])
        response = RedirectResponse("/login", 303)
        response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
        return response

    @acts("/language")
    async def choose_language(self, request: Request) -> Response:
        form = await request.form()
        chosen = str(form.get("language", ""))
        wanted, unsent = own_page(str(form.get("next", "/"))), unsent_from(str(form.get(FIELD, "")))
        response: Response = RedirectResponse(wanted, 303)
        if visitor := request.scope["visitor"]:
            unsent = shown_to(visitor.person, unsent)
        if unsent and chosen in LANGUAGES:
            request.cookies[LANGUAGE_COOKIE] = chosen  # what a page keeps would be lost by a way to another one
            response = self._page_that_keeps(request, unsent, wanted)
        if chosen in LANGUAGES:
            response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=_YEAR, httponly=True, samesite="lax", path="/")
        return response
