"""Who is calling."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Identity:
    """The caller of one request."""

    user: str
    company: str
    role: str
    user_name: str
    company_name: str
    credential: str = ""  # the access key the login was made with; its revocation ends the token

    def as_claims(self) -> dict[str, Any]:
        """The identity part of a token."""
        return asdict(self)
