"""report.html: one self-contained page for somebody who knows the business and no machine learning."""

from __future__ import annotations

from functools import singledispatch
from html import escape

from automl_comparison.report import svg
from automl_comparison.report.blocks import (
    Code,
    Fold,
    Items,
    Line,
    Link,
    Paragraph,
    Picture,
    Report,
    Section,
    Table,
    Terms,
    Told,
)
from automl_comparison.report.style import STYLE
from automl_comparison.words.report import WORDS
from automl_shared.words import say_in

_SECURITY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""Nothing may be loaded from anywhere, whatever a name in the data says."""


MOST_COLUMNS = 5
"""Of a table of numbers that a phone shows as one; what is wider is shown there line by line, as texts are."""


def html(report: Report) -> str:
    """The page. Every text is escaped."""
    body = "\n".join([_head(report), *map(_section, report.sections), f'<p class="soft">{_text(report.foot)}</p>'])
    return (
        f'<!DOCTYPE html>\n<html lang="{report.language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(report.title)}</title>\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_SECURITY}">\n<link rel="icon" href="data:,">\n'
        f"<style>\n{STYLE}\n</style>\n</head>\n<body>\n{_contents(report)}\n<main>\n{body}\n</main>\n"
        "</body>\n</html>\n"
    )


def _contents(report: Report) -> str:
    """Links to the sections; shown where the screen is wide enough."""
    label = escape(say_in(WORDS, "contents", report.language))
    links = "".join(f'<li><a href="#{one.key}">{escape(one.heading)}</a></li>' for one in report.sections)
    return f'<nav aria-label="{label}"><ul>{links}</ul></nav>'


def _head(report: Report) -> str:
    named = f"<em>{escape(report.model)}</em><small><code>{escape(report.model_id)}</code></small>"
    check = f'<p><a href="#final_check">{escape(report.check)}</a></p>' if report.check else ""
    named_sections = {one.key for one in report.sections}
    told = "\n".join(_told(one, is_linked=one.section in named_sections) for one in report.told)
    return (
        f'<h1>{svg.breakable(escape(report.heading))}</h1>\n<p class="soft">{escape(report.subtitle)}</p>\n'
        f'<div class="verdict {report.light}"><strong>{escape(report.headline)}</strong>'
        f"{named if report.model else ''}{check}"
        f'<p>{_text(report.sentence)}</p></div>\n<div class="told">\n{told}\n</div>'
    )


def _told(one: Told, *, is_linked: bool) -> str:
    label = f'<a href="#{one.section}">{escape(one.label)}</a>' if is_linked else escape(one.label)
    return f"<p><b>{label}</b> {_text(one.text)}</p>"


def _section(section: Section) -> str:
    content = "\n".join(map(_block, section.blocks))
    return f'<section id="{section.key}">\n<h2>{escape(section.heading)}</h2>\n{content}\n</section>'


@singledispatch
def _block(block: object) -> str:
    raise TypeError(f"a report has no block of the type {type(block).__name__}")


@_block.register
def _(block: Paragraph) -> str:
    kind = ' class="soft"' if block.soft else ""
    return f"<p{kind}>{_text(block.text)}</p>"


@_block.register
def _(block: Items) -> str:
    return "<ul>" + "".join(f"<li>{_text(text)}</li>" for text in block.texts) + "</ul>"


@_block.register
def _(block: Fold) -> str:
    state = " open" if block.is_open else ""
    items = "".join(f"<li>{svg.breakable(_text(text))}</li>" for text in block.texts)
    return f"<details{state}><summary>{_text(block.summary)}</summary><ul>{items}</ul></details>"


@_block.register
def _(block: Code) -> str:
    return f'<pre role="region" aria-label="{escape(block.label)}">{svg.command(escape(block.text))}</pre>'


@_block.register
def _(block: Link) -> str:
    return f'<p><a href="{escape(block.url)}">{escape(block.text)}</a></p>'


@_block.register
def _(block: Terms) -> str:
    entries = "\n".join(f"<dt>{escape(word)}</dt><dd>{escape(text)}</dd>" for word, text in block.entries)
    return f"<dl>\n{entries}\n</dl>"


@_block.register
def _(block: Picture) -> str:
    return svg.figure(block.chart)


@_block.register
def _(block: Table) -> str:
    head = "".join(
        f'<th scope="col"{_aligned(block, column)}>{_text(text)}</th>' for column, text in enumerate(block.header)
    )
    kind = ' class="stacked"' if not block.numbers or len(block.header) > MOST_COLUMNS else ""
    body = "\n".join(_line(block, line) for line in block.lines)
    return (
        f'<div class="scroll" role="region" aria-label="{escape(block.label)}" tabindex="0">\n'
        f"<table{kind}>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n</div>"
    )


def _line(table: Table, line: Line) -> str:
    cells = "".join(
        f'<th scope="row">{svg.breakable(_text(text))}</th>'
        if column == table.named
        else f'<td{_aligned(table, column)} data-name="{_plain(table.header[column])}">{_text(text)}</td>'
        for column, text in enumerate(line.cells)
    )
    return f'<tr class="{escape(line.kind)}">{cells}</tr>'


def _text(text: str) -> str:
    """Escaped, with the names in it set as such; what stands on a second line is an id, in small type."""
    first, _, second = escape(text).partition("\n")
    small = f"<small>{second}</small>" if second else ""
    return svg.named(first) + small


def _plain(text: str) -> str:
    """Escaped, for an attribute: names are not set as such there."""
    return escape(text.replace("`", ""))


def _aligned(table: Table, column: int) -> str:
    return ' class="number"' if column in table.numbers else ""
