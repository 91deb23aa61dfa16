"""What somebody sent whose session had ended: it stays in the page that says so, until they can send it again."""

from __future__ import annotations

import json
from typing import ClassVar
from urllib.parse import parse_qsl

from starlette.datastructures import FormData
from starlette.requests import Request

from automl_shared.frozen import Frozen
from automl_shared.tracker.viewing import Person
from automl_web.sessions import owner_in, owner_of
from automl_web.site import own_page, path_of

TOKEN_FIELD = "form_token"
"""Of every form, with what only pages of its session know."""
FIELD = "unsent"
"""Of the form that logs in, with what is to be sent afterwards."""
MOST_BYTES = 256 << 10
"""Of what is kept: many times what a form of the pages has."""
_FORM = "application/x-www-form-urlencoded"
_NOT_KEPT = ("/login", "/logout", "/language")


class Unsent(Frozen):
    """``place``: the page it goes to. ``owner``: the `owner_of` whoever typed it.

    ``fields``: names and values in their order, without the session's token.
    """

    field: ClassVar[str] = FIELD
    place: str
    owner: str
    fields: tuple[tuple[str, str], ...]

    @property
    def typed(self) -> tuple[tuple[str, str], ...]:
        """What a person would miss."""
        return tuple((name, value) for name, value in self.fields if value.strip())

    @property
    def text(self) -> str:
        """For `FIELD`."""
        return json.dumps([self.place, self.owner, self.fields])


def shown_to(person: Person, unsent: Unsent | None) -> Unsent | None:
    """What they typed themselves; a browser may have more than one user."""
    return unsent if unsent and unsent.owner == owner_of(person) else None


def unsent_of(request: Request, form: FormData) -> Unsent | None:
    """What a form held; None where a file was sent with it, which no page can keep."""
    fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    return _sent(request, fields) if len(fields) == len(form.multi_items()) else None


async def unsent_in(request: Request) -> Unsent | None:
    """The same of a request that nobody has read yet; None of one that sends nothing, or too much."""
    is_form = request.method == "POST" and request.headers.get("content-type", "").startswith(_FORM)
    length = request.headers.get("content-length", "")
    if not is_form or not length.isdecimal() or int(length) > MOST_BYTES:
        return None
    body = (await request.body()).decode(errors="replace")
    return _sent(request, parse_qsl(body, keep_blank_values=True))


def unsent_from(text: str) -> Unsent | None:
    """What `Unsent.text` was; None for anything else."""
    try:
        place, owner, fields = json.loads(text)
        pairs = [(str(name), str(value)) for name, value in fields]
    except (ValueError, TypeError, RecursionError):
        return None
    return _kept(str(place), str(owner), pairs)


def _sent(request: Request, fields: list[tuple[str, str]]) -> Unsent | None:
    """Of a form whose token tells whose it is."""
    owner = owner_in(dict(fields).get(TOKEN_FIELD, ""))
    return _kept(path_of(request), owner, [(name, value) for name, value in fields if name != TOKEN_FIELD])


def _kept(place: str, owner: str, fields: list[tuple[str, str]]) -> Unsent | None:
    if own_page(place) != place or place in _NOT_KEPT or not owner:
        return None
    return Unsent(place=place, owner=owner, fields=tuple(fields))
