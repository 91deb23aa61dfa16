"""`search_text`: words of which any will do, phrases in quotes that must be there, and `-words` that must not."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass

_TERM = re.compile(r'(?P<no>-?)(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)  # as SQLite's lower()


@dataclass(frozen=True)
class Terms:
    """What is looked for, in small letters as far as SQLite knows them."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str) -> Terms:
        """Read what somebody has typed."""
        words, phrases, unwanted = list[str](), list[str](), list[str]()
        for match in _TERM.finditer(text.translate(_SMALL)):
            term = match["word"] or (match["phrase"] or "").strip()
            if term:
                (unwanted if match["no"] else words if match["word"] else phrases).append(term)
        return cls(tuple(words), tuple(phrases), tuple(unwanted))

    @property
    def wanted(self) -> tuple[str, ...]:
        """What speaks for a document."""
        return (*self.phrases, *self.words)
