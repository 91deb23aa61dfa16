"""Forms that change something: sent by POST, with the token that only pages of the same session hold."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

from automl_shared.words import T_
from automl_web.site import Site
from automl_web.unsent import TOKEN_FIELD, Unsent, shown_to, unsent_of


class FormTooOld(HTTPException):
    """``unsent``: what its sender typed; None where that cannot be kept, or somebody else typed it."""

    def __init__(self, unsent: Unsent | None) -> None:
        super().__init__(403, T_("This form is too old. Load the page again and send it once more."))
        self.unsent = unsent


async def form_of(request: Request, site: Site) -> FormData:
    """What was sent. Raises FormTooOld for a form that is not of this visitor's session."""
    form = await request.form()
    visitor = request.scope.get("visitor")
    if visitor is None or not site.sessions.is_form_token(visitor, str(form.get(TOKEN_FIELD, ""))):
        await form.close()
        raise FormTooOld(shown_to(visitor.person, unsent_of(request, form)) if visitor else None)
    return form
