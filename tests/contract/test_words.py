"""Every table of words: both languages have every text, and say the same values."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from automl_shared.words import Words

WORD = re.compile(r"(?<![{\w])[A-Za-z]{3,}(?![\w}])")
ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for path in [*ROOT.glob("shared/automl_*/**/*.py"), *ROOT.glob("services/*/automl_*/**/*.py")])


def annotated(path: Path) -> Iterator[str]:
    """The names of a module that are declared as ``Words``."""
    for node in ast.parse(path.read_text()).body:
        if (
            isinstance(node, ast.AnnAssign)
            and isinstance(node.target, ast.Name)
            and "Words" in ast.unparse(node.annotation)
        ):
            yield node.target.id


def module(path: Path) -> str:
    package = next(parent for parent in path.parents if not (parent.parent / "__init__.py").exists())
    return ".".join(path.relative_to(package.parent).with_suffix("").parts).removesuffix(".__init__")


TABLES = {f"{module(path)}.{name}": (module(path), name) for path in SOURCES for name in annotated(path)}


@pytest.fixture(params=TABLES)
def words(request: pytest.FixtureRequest) -> Words:
    where, name = TABLES[request.param]
    table = getattr(importlib.import_module(where), name)
    if not all(isinstance(texts, tuple) for texts in table.values()):
        pytest.fail(f"{request.param} is declared as Words, and holds something else")
    return table


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_there_are_tables() -> None:
    assert len(TABLES) > 20


def test_both_languages_say_the_same_values(words: Words) -> None:
    differ = {key: texts for key, texts in words.items() if placeholders(texts[0]) != placeholders(texts[1])}
    assert not differ


def test_no_text_is_missing_or_left_in_english(words: Words) -> None:
    """A text of names and signs alone (``{n} × {m}``, "CSV") may be the same in both."""
    missing = {key for key, texts in words.items() if not all(texts)}
    english = {key: texts for key, texts in words.items() if texts[1].isascii() and len(WORD.findall(texts[1])) > 1}
    assert not missing
    assert not english
