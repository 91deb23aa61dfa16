"""What did not work, as a page that says what to do; also what nobody has thought of."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from automl_shared.errors import AutoMLError, ConfigError, NotFound, ServerBusy, ServerRefused, ServerUnreachable
from automl_shared.words import in_language
from automl_web.forms import FormTooOld
from automl_web.refusals import Refusal, refusal_of
from automl_web.site import Site, came_from, here, language_of

log = logging.getLogger("automl.web")

_STATUS_OF: tuple[tuple[type[AutoMLError], int], ...] = (
    (ServerBusy, 429),
    (ServerUnreachable, 503),
    (NotFound, 404),
    (ServerRefused, 409),
    (ConfigError, 400),
)
_HEADINGS: Mapping[int, str] = {404: "not_found", 413: "too_large", 500: "unexpected", 503: "away"}
_REASONS: Mapping[int, str] = {404: "no_page", 405: "no_page", 413: "too_large_told", 500: "unexpected_told"}
_PASSING = (429, 500, 503)
"""What may be over when the same is asked for again."""


def problem_page(request: Request, error: Exception) -> Response:
    """What failed and what to do."""
    site: Site = request.app.state.site
    language = language_of(request)
    if isinstance(error, FormTooOld) and error.unsent:
        return site.page(request, "unsent.html", error.status_code, unsent=error.unsent, back=came_from(request))
    if isinstance(error, HTTPException):
        is_plain = error.detail == HTTPStatus(error.status_code).phrase
        status, refusal = error.status_code, Refusal(what="" if is_plain else in_language(error.detail, language))
    elif isinstance(error, AutoMLError):
        status = next((code for kind, code in _STATUS_OF if isinstance(error, kind)), 500)
        refusal = refusal_of(error, language)
    else:
        status, refusal = 500, Refusal(what="")
    return site.page(
        request,
        "problem.html",
        status,
        refusal=refusal,
        code=status,
        heading=_HEADINGS.get(status, "problem"),
        reason=_REASONS.get(status, "no_reason"),
        again=here(request) if status in _PASSING and request.method == "GET" else "",
        back=came_from(request),
    )


class Surprises:
    """Answers with a page, and logs, what no other handler knows: a mistake of ours, or data that nobody foresaw."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer."""
        began = False

        async def sent(message: Message) -> None:
            nonlocal began
            began = True
            await send(message)

        try:
            await self._app(scope, receive, sent)
        except Exception as error:  # logged whole, and shown as a page that says so (500)
            if began or scope["type"] != "http":
                raise
            log.exception("%s %s", scope["method"], scope["path"])
            await problem_page(Request(scope), error)(scope, receive, send)
