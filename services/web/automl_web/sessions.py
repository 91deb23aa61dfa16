"""Who is logged in: a signed cookie, so that a restart logs nobody out and a change of keys logs everybody out."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

COOKIE = "automl_session"
LIFE_SECONDS = 14 * 24 * 3600


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Somebody who is logged in. ``nonce``: tells their sessions apart."""

    name: str
    nonce: str


class Sessions:
    """Signs and checks cookies with a key made of ``secret``, which may change at any time."""

    def __init__(self, secret: Callable[[], str], now: Callable[[], float] = time.time) -> None:
        self._secret, self._now = secret, now

    def cookie_for(self, name: str) -> str:
        """The value of a new session's cookie."""
        content = {"name": name, "nonce": secrets.token_urlsafe(16), "until": self._now() + LIFE_SECONDS}
        text = base64.urlsafe_b64encode(json.dumps(content).encode()).decode()
        return f"{text}.{self._sign('session', text)}"

    def visitor(self, cookie: str) -> Visitor | None:
        """Whose cookie this is; None for one that is forged, too old, or signed with other keys."""
        text, _, signature = cookie.rpartition(".")
        if not text or not _equal(signature, self._sign("session", text)):
            return None
        content = json.loads(base64.urlsafe_b64decode(text))
        if content["until"] < self._now():
            return None
        return Visitor(name=content["name"], nonce=content["nonce"])

    def form_token(self, visitor: Visitor) -> str:
        """What a form of this session carries, so that no other page can send it."""
        return self._sign("form", visitor.nonce)

    def is_form_token(self, visitor: Visitor, token: str) -> bool:
        return _equal(token, self.form_token(visitor))

    def _sign(self, purpose: str, text: str) -> str:
        key = hashlib.sha256(f"automl-web {purpose} {self._secret()}".encode()).digest()
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
