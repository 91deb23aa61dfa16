"""The contents of docs/DECISIONS.md: its entries by the part of the code that they are about."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

PARTS = {
    "shared/data/automl_data/intake": "How data are read",
    "shared/data/automl_data": "Recipes, metrics and stored models",
    "services/preprocessing": "Preprocessing",
    "services/training": "Training",
    "services/comparison": "Comparison and report",
    "services/controller": "Runs, stack and command",
    "services/server": "The server",
    "services/web": "The pages",
    "shared/automl_shared/agent": "Agents",
    "scripts": "Benches",
    "": "What all of them share",
}
"""Begin of a path to what is said of it; the first that fits."""
_ENTRY = re.compile(r"^### (?P<title>.+)\n\*\d{4}-\d\d-\d\d, \[[^]]*\]\(\.\./(?P<path>[^)]*)\)", re.MULTILINE)


def contents(page: str) -> str:
    """A list of the page's entries a part. Raises ValueError for an entry without its date and its code."""
    entries = list(_ENTRY.finditer(page))
    if odd := set(re.findall(r"^### (.+)$", page, re.MULTILINE)) - {entry["title"] for entry in entries}:
        raise ValueError(f"an entry begins with its title, its date and its code, but not: {'; '.join(sorted(odd))}")
    by_part: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        part = next(said for begin, said in PARTS.items() if entry["path"].startswith(begin))
        by_part[part].append(f"[{entry['title']}](#{anchor(entry['title'])})")
    return "\n\n".join(_parts(by_part))


def _parts(by_part: dict[str, list[str]]) -> Iterator[str]:
    for part in PARTS.values():
        if titles := by_part.get(part):
            yield f"**{part}**\n" + "\n".join(f"- {title}" for title in titles)


def anchor(title: str) -> str:
    """Of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
