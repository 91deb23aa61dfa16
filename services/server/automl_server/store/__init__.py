"""All that is kept, one module per kind of thing; the handlers in `services` only translate."""

from automl_server.store.identity import Identity
from automl_server.store.store import Store

__all__ = ["Identity", "Store"]
