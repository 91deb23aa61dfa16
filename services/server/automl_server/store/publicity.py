"""Public documents: everybody reads them, nobody changes them until they are made private again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from automl_server import errors
from automl_server.documents import Document, Documents
from automl_server.errors import ApiError, Kind
from automl_server.query import Sql, all_of, membership
from automl_server.store.identity import Identity


def require_private(document: Document) -> None:
    """Raise if a document, read with its id and company, is public."""
    if not document.get("company"):
        raise ApiError(errors.NO_WRITE_PERMISSION, "public object", id=document.get("id"))


class Publishable(Documents):
    """Documents that may be public."""

    def require_writable(self, document_id: str, fields: Iterable[str] | None = None) -> Document:
        """One document that may be changed. Raises for a public one."""
        found = self.require(document_id, fields and ["id", "company", *fields])
        require_private(found)
        return found


def set_public(documents: Documents, ids: Sequence[str], identity: Identity, unknown: Kind, *, public: bool) -> int:
    """Make documents public, or private again; all of them or, if one cannot be, none."""
    state = (
        Sql("t.company = ?", (identity.company,))
        if public
        else Sql("t.company IS NULL AND t.company_origin = ?", (identity.company,))
    )
    found = [document["id"] for document in documents.select(all_of([membership("t.id", list(ids)), state]), ["id"])]
    missing = sorted(set(ids) - set(found))
    if missing:
        raise ApiError(unknown, ids=missing)
    owner, origin = (None, identity.company) if public else (identity.company, None)
    return sum(documents.update(document, {"company": owner, "company_origin": origin}) for document in found)
