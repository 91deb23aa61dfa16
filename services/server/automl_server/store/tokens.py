"""Signed tokens: who somebody is, for a while."""

from __future__ import annotations

import secrets
import time
from typing import Any, Final, NamedTuple

import jwt
from jwt.types import Options

from automl_server import errors
from automl_server.db import Database
from automl_server.errors import ApiError
from automl_server.store.credentials import lasting_secret
from automl_server.store.identity import Identity
from automl_server.version import API_VERSION, FEATURE_SET, SERVER_BUILD, SERVER_VERSION

TOKEN_SECRET = "jwt"
"""The name of what signs them, among the keys of the database."""
_MOST_VERIFIED = 1000
_CHECKS: Final[Options] = {"require": ["exp"], "verify_iat": False}
"""One from before the clock was set back was not made in time, and is good all the same."""


class _Verified(NamedTuple):
    secret: bytes
    identity: Identity
    expires: float


class Tokens:
    """Makes and reads tokens. Another process may change the secret that signs them."""

    def __init__(self, db: Database, hours: float) -> None:
        self._db = db
        self._seconds = hours * 3600
        self._verified: dict[str, _Verified] = {}
        lasting_secret(db, TOKEN_SECRET)

    def signing_secret(self) -> bytes:
        """What signs them now."""
        return bytes(self._db.value("SELECT value FROM keys WHERE name = ?", (TOKEN_SECRET,)))

    def end_all(self) -> None:
        """A new secret: no token that was made before is good any more."""
        self._db.run("UPDATE keys SET value = ? WHERE name = ?", (secrets.token_bytes(48), TOKEN_SECRET))

    def new(self, identity: Identity, seconds: float | None = None) -> str:
        """A token; clients learn from it what the server can do."""
        moment = int(time.time())
        lifetime = min(seconds or self._seconds, self._seconds)
        claims: dict[str, Any] = {
            "iat": moment,
            "exp": int(moment + lifetime),
            "auth_type": "Bearer",
            "identity": identity.as_claims(),
            "env": "<unknown>",
            "api_version": API_VERSION,
            "server_version": SERVER_VERSION,
            "server_build": SERVER_BUILD,
            "feature_set": FEATURE_SET,
        }
        return jwt.encode(claims, self.signing_secret(), algorithm="HS256")

    def read(self, token: str, secret: bytes | None = None) -> Identity:
        """Whose token this is. Raises for a forged or expired one.

        ``secret``: what signs tokens now, where it was just looked up.
        """
        secret = secret or self.signing_secret()
        verified = self._verified.get(token)
        if verified is None or verified.secret != secret:
            verified = self._verify(token, secret)
        if verified.expires <= time.time():
            raise ApiError(errors.INVALID_TOKEN, "invalid jwt token", reason="Signature has expired")
        return verified.identity

    def remembered(self, token: str) -> Identity | None:
        """Whose token this was when it was last read. It may have expired since, or the secret may be another."""
        verified = self._verified.get(token)
        return verified and verified.identity

    def _verify(self, token: str, secret: bytes) -> _Verified:
        """Looks at the signature; remembered, because every call brings a token."""
        try:
            claims = jwt.decode(token, secret, algorithms=["HS256"], options=_CHECKS)
            verified = _Verified(secret, Identity(**claims["identity"]), float(claims["exp"]))
        except (jwt.InvalidTokenError, KeyError, TypeError) as problem:
            raise ApiError(errors.INVALID_TOKEN, "invalid jwt token", reason=str(problem)[:200]) from problem
        if len(self._verified) >= _MOST_VERIFIED:
            self._verified.clear()
        self._verified[token] = verified
        return verified
