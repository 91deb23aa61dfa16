"""Making things public, which several services can do with what is theirs."""

from __future__ import annotations

from collections.abc import Callable

from automl_server.documents import Documents
from automl_server.errors import Kind
from automl_server.service import Call, Data, Service
from automl_server.store import Store, publicity


def add_publicity(service: Service, documents_in: Callable[[Store], Documents], unknown: Kind) -> None:
    """Gives a service the two calls. ``unknown``: what is said of an id that is not there."""

    def changed(call: Call, *, public: bool) -> Data:
        ids = call.data.required_texts("ids")
        return {"updated": publicity.set_public(documents_in(call.store), ids, call.identity, unknown, public=public)}

    @service.writes("make_public", since="2.9")
    def make_public(call: Call) -> Data:
        """Let nobody change them any more."""
        return changed(call, public=True)

    @service.writes("make_private", since="2.9")
    def make_private(call: Call) -> Data:
        """Let what is public be changed again."""
        return changed(call, public=False)
