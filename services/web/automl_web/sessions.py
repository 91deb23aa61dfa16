"""Who is logged in: a signed cookie, so that a restart logs nobody out and a change of keys logs everybody out."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable

from automl_shared.frozen import Frozen
from automl_shared.tracker.viewing import Person

COOKIE = "automl_session"
LIFE_SECONDS = 14 * 24 * 3600
DIGITS = hashlib.sha256().digest_size * 2
"""Of a signature."""


CHECK_SECONDS = 300.0
"""After so long the server is asked again whether it still knows somebody who is logged in."""


class Visitor(Frozen):
    """Somebody who is logged in, until when (seconds). ``nonce``: tells their sessions apart."""

    person: Person
    nonce: str
    until: float

    @property
    def name(self) -> str:
        return self.person.name


class Standing:
    """Whether those who are logged in still may be: until they log out, and as long as the server knows them.

    ``is_known``: asks the server; it may be called from many threads.
    """

    def __init__(self, is_known: Callable[[Person], bool], now: Callable[[], float] = time.time) -> None:
        self._is_known, self._now = is_known, now
        self._ended: dict[str, float] = {}
        self._checked: dict[str, float] = {}

    def holds(self, visitor: Visitor) -> bool:
        """Asks the server once in a while."""
        if visitor.nonce in self._ended:
            return False
        now = self._now()
        if self._checked.get(visitor.nonce, 0.0) > now - CHECK_SECONDS:
            return True
        _drop(self._checked, now - CHECK_SECONDS)
        if not self._is_known(visitor.person):
            self.end(visitor)
            return False
        self._checked[visitor.nonce] = now
        return True

    def end(self, visitor: Visitor) -> None:
        """A copy of the cookie is worth nothing from now on, as long as this process lives."""
        _drop(self._ended, self._now())
        self._ended[visitor.nonce] = visitor.until


def _drop(moments: dict[str, float], last: float) -> None:
    """Forgets what is as old as that, in place: other threads add to it meanwhile."""
    for nonce, moment in list(moments.items()):
        if moment <= last:
            moments.pop(nonce, None)


class Sessions:
    """Signs and checks cookies with a key made of ``secret``, which may change at any time."""

    def __init__(self, secret: Callable[[], str], now: Callable[[], float] = time.time) -> None:
        self._secret, self._now = secret, now

    def cookie_for(self, person: Person) -> str:
        """The value of a new session's cookie."""
        who = {"id": person.id, "name": person.name, "token": person.token}
        content = {**who, "nonce": secrets.token_urlsafe(16), "until": self._now() + LIFE_SECONDS}
        text = base64.urlsafe_b64encode(json.dumps(content).encode()).decode()
        return f"{text}.{self._sign('session', text)}"

    def visitor(self, cookie: str) -> Visitor | None:
        """Whose cookie this is; None for one that is forged, too old, or signed with other keys."""
        text, _, signature = cookie.rpartition(".")
        if not text or not _equal(signature, self._sign("session", text)):
            return None
        content = json.loads(base64.urlsafe_b64decode(text))
        if content["until"] < self._now() or "id" not in content:
            return None
        person = Person(id=content["id"], name=content["name"], token=content["token"])
        return Visitor(person=person, nonce=content["nonce"], until=content["until"])

    def form_token(self, visitor: Visitor) -> str:
        """What a form of this session carries, so that no other page can send it; `owner_in` finds whose it is."""
        return self._sign("form", visitor.nonce) + owner_of(visitor.person)

    def is_form_token(self, visitor: Visitor, token: str) -> bool:
        return _equal(token, self.form_token(visitor))

    def _sign(self, purpose: str, text: str) -> str:
        key = hashlib.sha256(f"automl-web {purpose} {self._secret()}".encode()).digest()
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def owner_of(person: Person) -> str:
    """What their forms say of who they are, in every session."""
    return hashlib.sha256(f"automl-web owner {person.id}".encode()).hexdigest()


def owner_in(form_token: str) -> str:
    """The `owner_of` whoever was shown a form; empty for a token that is none."""
    return form_token[DIGITS:]


def _equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
