"""Making things public, which several services can do with what is theirs."""

from __future__ import annotations

from automl_server.documents import Documents
from automl_server.errors import Kind
from automl_server.service import Call, Data
from automl_server.store import publicity


def published(call: Call, documents: Documents, unknown: Kind, *, public: bool) -> Data:
    """Make what the call names public, or private again. ``unknown``: what is said of an id that is not there."""
    ids = call.data.required_texts("ids")
    return {"updated": publicity.set_public(documents, ids, call.identity, unknown, public=public)}
