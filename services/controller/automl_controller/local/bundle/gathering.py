"""What goes into a bundle, as texts by name; what could not be had is kept with the reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from automl_controller.local.bundle.scrubbing import Scrubber
from automl_shared.errors import AutoMLError, described


@dataclass
class Gathering:
    """Texts without secrets, and what is missing."""

    scrubber: Scrubber
    texts: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    def add_text(self, name: str, have: Callable[[], str]) -> None:
        """Keeps a text, or why it could not be had."""
        self._add(name, lambda: self.scrubber.text(have()))

    def add_document(self, name: str, have: Callable[[], Any]) -> None:
        """Keeps JSON data, or why they could not be had."""
        self._add(name, lambda: json.dumps(self.scrubber.document(have()), ensure_ascii=False, indent=2, default=str))

    def _add(self, name: str, have: Callable[[], str]) -> None:
        name = self.scrubber.text(name)
        try:
            self.texts[name] = have()
        except AutoMLError as error:
            self.miss(name, error.cause)
        except Exception as error:  # a bundle is made where things are broken: the rest of it is worth having
            self.miss(name, described(error))

    def miss(self, name: str, why: str) -> None:
        """Notes what could not be had."""
        self.missing[name] = self.scrubber.text(why)
