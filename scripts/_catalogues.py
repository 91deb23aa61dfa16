"""The catalogues of what people read: extracted from the code, brought up to date and compiled with Babel."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "shared" / "automl_shared" / "locale"
TEMPLATE = LOCALE / "automl.pot"
SOURCES = ("shared", "services")
WIDTH = 120
MARKS = {"N_": None, "NC_": ((1, "c"), 2), "NN_": (1, 2), "NNC_": ((1, "c"), 2, 3), "T_": (1,), "TN_": (1, 2)}
"""What marks a text in the code, and which argument is what."""
MARKING = ROOT / "shared" / "automl_shared" / "words.py"
"""Where the marks are made."""


def extracted() -> Catalog:
    """Every text that is marked in the code, in the order of its files and lines."""
    catalog = Catalog(charset="utf-8")
    for path in marked_files():
        for line, message, comments, context in extract_from_file("python", path, MARKS):
            place = (os.fspath(path.relative_to(ROOT)), line)
            catalog.add(message, locations=[place], auto_comments=comments, context=context)
    return catalog


def marked_files() -> list[Path]:
    """Every file of the code that marks a text."""
    files = sorted(path for folder in SOURCES for path in (ROOT / folder).glob("**/automl_*/**/*.py"))
    return [path for path in files if any(f"{mark}(" in path.read_text(encoding="utf-8") for mark in MARKS)]


def put_together(source: str) -> Iterator[tuple[int, str]]:
    """Line and code of every marked text that does not stand in the code as it is: no catalogue finds it.

    A field is allowed: it holds a text that is marked where it is filled.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _called(node) in MARKS:
            made = [one for one in node.args if not isinstance(one, ast.Constant | ast.Attribute)]
            yield from ((one.lineno, ast.unparse(one)) for one in made)


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def languages() -> list[str]:
    """Every language that has a catalogue."""
    return sorted(path.parents[1].name for path in LOCALE.glob("*/LC_MESSAGES/automl.po"))


def source(language: str) -> Path:
    """What translators edit."""
    return LOCALE / language / "LC_MESSAGES" / "automl.po"


def known(language: str) -> Catalog:
    """A language's catalogue as it is."""
    with source(language).open("rb") as file:
        return read_po(file, locale=language)


def files() -> Iterator[tuple[Path, bytes]]:
    """Every file of ``locale/``, and what it should hold."""
    template = extracted()
    yield TEMPLATE, _written(template, omit_header=True)
    for language in languages():
        catalog = known(language)
        catalog.update(template, update_creation_date=False)
        path = source(language)
        yield path, _written(catalog)
        yield path.with_suffix(".mo"), _compiled(catalog)


def open_texts(catalog: Catalog) -> Iterator[str]:
    """Texts that are not translated, or only by a guess from one that was like them."""
    for message in catalog:
        forms = message.string if isinstance(message.string, tuple | list) else [message.string]
        if message.id and (message.fuzzy or not all(forms)):
            yield message.id if isinstance(message.id, str) else message.id[0]


def _written(catalog: Catalog, omit_header: bool = False) -> bytes:
    file = BytesIO()
    write_po(
        file,
        catalog,
        width=WIDTH,
        omit_header=omit_header,
        ignore_obsolete=True,
        include_previous=True,
        include_lineno=False,
    )
    return file.getvalue()


def _compiled(catalog: Catalog) -> bytes:
    file = BytesIO()
    write_mo(file, catalog)
    return file.getvalue()
