"""One name for each field of a table: what nobody sees is taken out, what comes again is counted, what has none is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import count

from automl_data.intake.notes import Note, listed
from automl_data.intake.options import leaving_out

_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
_BLANKS = re.compile("[\u00a0\u2007\u2009\u202f]")
"""What looks like a plain blank, as which people write it."""


def seen(name: str) -> str:
    """The name as a person sees it, and can write it."""
    return _BLANKS.sub(" ", _UNSEEN.sub("", name)).strip()


def field_names(header: Sequence[str]) -> list[str]:
    """A name of its own for each field: ``size``, ``size (2)``, and ``column_3`` where there is none."""
    shown = [seen(name) for name in header]
    taken, times, names = set(shown), dict[str, int](), list[str]()
    for place, name in enumerate(shown, start=1):
        if not name:
            name = free_name(f"column_{place}", taken)
        elif name in times:
            times[name] = next(n for n in count(times[name] + 1) if f"{name} ({n})" not in taken)
            name = f"{name} ({times[name]})"
        taken.add(name)
        times[name] = 1
        names.append(name)
    return names


def free_name(name: str, taken: Sequence[str] | set[str]) -> str:
    """The name, longer where it is taken."""
    while name in taken:
        name += "_"
    return name


def on_names(header: Sequence[str], names: Sequence[str]) -> list[Note]:
    """Notes on names that were counted, and on those that only differ in what is easily overlooked.

    names: those that were made of the ``header``, one each.
    """
    counted = [name for given, name in zip(header, names, strict=True) if seen(given) not in ("", name)]
    notes = []
    if counted:
        notes.append(
            Note(
                code="names_repeated",
                level="yellow",
                values={"columns": listed(counted), "drop": leaving_out(*counted)},
            )
        )
    spoken: dict[str, list[str]] = {}
    for name in names:
        spoken.setdefault("".join(name.casefold().split()), []).append(name)
    if alike := [group for group in spoken.values() if len(group) > 1]:
        columns = listed(name for group in alike for name in group)
        drop = leaving_out(*(name for group in alike for name in group[1:]))
        notes.append(Note(code="names_alike", level="yellow", values={"columns": columns, "drop": drop}))
    return notes
