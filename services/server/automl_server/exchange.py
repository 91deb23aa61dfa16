"""What is known of a request while it is answered, and what its reply says about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_server.clock import new_id
from automl_server.service import Attachment, Pending


class Exchange:
    """Filled in as it becomes known: a reply names its request, however early that was refused."""

    def __init__(self) -> None:
        self.id = new_id()
        self.trx = self.id
        self.name = ""
        self.requested = ""
        self.actual = ""
        self.cookies: dict[str, str | None] = {}
        self.attachments: list[Attachment] = []
        self.pending: list[Pending] = []
        self.headers: dict[str, str] = {}

    def meta(self, code: int, subcode: int, message: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """The part of every reply that says how it went."""
        return {
            "id": self.id,
            "trx": self.trx,
            "endpoint": {
                "name": self.name,
                "requested_version": self.requested,
                "actual_version": self.actual or None,
            },
            "result_code": code,
            "result_subcode": subcode,
            "result_msg": message,
            "error_stack": None,
            "error_data": dict(data),
        }
