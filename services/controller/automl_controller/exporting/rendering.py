"""A model card as Markdown, and as a page that stands alone and prints."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from automl_shared.config.models import Language
from automl_shared.frozen import Frozen

STYLE = """
:root { color-scheme: light dark; --ink: #1f2933; --soft: #52606d; --line: #d9dee4; --paper: #fff; --pale: #f4f6f8; }
@media screen and (prefers-color-scheme: dark) {
  :root { --ink: #e4e8ec; --soft: #a7b1bb; --line: #3a444e; --paper: #15191d; --pale: #222930; }
}
body { margin: 0 auto; max-width: 52rem; padding: 1.5rem 1rem 3rem; color: var(--ink); background: var(--paper);
       font: 1rem/1.55 system-ui, "Hiragino Sans", "Noto Sans CJK JP", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; }
h2 { font-size: 1.2rem; margin-top: 2rem; border-bottom: 1px solid var(--line); break-after: avoid; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
tr { break-inside: avoid; }
pre { background: var(--pale); padding: .8rem 1rem; white-space: pre-wrap; }
@media print { body { max-width: none; padding: 0; font-size: .85rem; } }
""".strip()


class Part(Frozen):
    """A section: sentences, then a table with its header, then something to type."""

    heading: str
    sentences: Sequence[str] = ()
    header: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    code: str = ""


class Card(Frozen):
    """What is said about a model."""

    title: str
    language: Language
    parts: Sequence[Part]


def as_markdown(card: Card) -> str:
    """Text that reads as it is."""
    blocks = [f"# {card.title}"]
    for part in card.parts:
        blocks += [f"## {part.heading}", *part.sentences]
        if part.rows:
            lines = [part.header, ["---"] * len(part.header), *part.rows]
            blocks.append("\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines))
        if part.code:
            blocks.append(f"```sh\n{part.code}\n```")
    return "\n\n".join(blocks) + "\n"


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")


def as_html(card: Card) -> str:
    """A page with nothing outside itself."""
    body = "".join(map(_section, card.parts))
    return (
        f'<!doctype html>\n<html lang="{card.language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(card.title)}</title>\n'
        f"<style>\n{STYLE}\n</style>\n</head>\n<body>\n<main>\n<h1>{escape(card.title)}</h1>\n{body}</main>\n</body>\n"
        "</html>\n"
    )


def _section(part: Part) -> str:
    said = "".join(f"<p>{escape(text)}</p>\n" for text in part.sentences)
    code = f"<pre>{escape(part.code)}</pre>\n" if part.code else ""
    return f"<section>\n<h2>{escape(part.heading)}</h2>\n{said}{_table(part)}{code}</section>\n"


def _table(part: Part) -> str:
    if not part.rows:
        return ""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in part.header)
    lines = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>\n" for row in part.rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{lines}</tbody>\n</table>\n"
