"""What people read: every text is in the catalogues, in every language, and says the same values there."""

from __future__ import annotations

import ast
import importlib
import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po

from automl_shared import errors
from automl_shared.words import LANGUAGES, LOCALE, Words, filled_in
from automl_shared.words import Message as Marked

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for path in [*ROOT.glob("shared/**/automl_*/**/*.py"), *ROOT.glob("services/*/automl_*/**/*.py")])
WORD = re.compile(r"(?<![{\w])[A-Za-z]{3,}(?![\w}])")
DECLARED = re.compile(r"^\w+: .*Words", re.MULTILINE)
OTHERS = LANGUAGES[1:]


def annotated(path: Path) -> Iterator[str]:
    """The names of a module that are declared as ``Words``; most files have none and are not parsed."""
    source = path.read_text(encoding="utf-8")
    for node in ast.parse(source).body if DECLARED.search(source) else ():
        if (
            isinstance(node, ast.AnnAssign)
            and isinstance(node.target, ast.Name)
            and "Words" in ast.unparse(node.annotation)
            and node.value is not None
            and path.name != "test_words.py"
        ):
            yield node.target.id


def module(path: Path) -> str:
    package = next(parent for parent in path.parents if not (parent.parent / "__init__.py").exists())
    return ".".join(path.relative_to(package.parent).with_suffix("").parts).removesuffix(".__init__")


TABLES = {f"{module(path)}.{name}": (module(path), name) for path in SOURCES for name in annotated(path)}


@pytest.fixture(params=TABLES)
def words(request: pytest.FixtureRequest) -> Words:
    where, name = TABLES[request.param]
    return getattr(importlib.import_module(where), name)


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def template() -> Catalog:
    return catalogue(LOCALE / "automl.pot")


@pytest.fixture(params=OTHERS, scope="module")
def messages(request: pytest.FixtureRequest) -> list[Message]:
    every = catalogue(LOCALE / request.param / "LC_MESSAGES" / "automl.po")
    return [message for message in every if message.id]


def ids(message: Message) -> list[str]:
    """The English text; for one that depends on a number, both of its forms."""
    return [message.id] if isinstance(message.id, str) else list(message.id)


def strings(message: Message) -> list[str]:
    """The translation, in as many forms as the language has."""
    return [message.string] if isinstance(message.string, str) else list(message.string)


def placeholders(text: str) -> set[str]:
    return {f"{name}:{form}" for _, name, form, _ in Formatter().parse(text) if name is not None}


def test_there_are_tables() -> None:
    assert len(TABLES) > 20
    assert set(LANGUAGES) >= {"en", "ja"}


def test_every_text_of_a_table_is_marked(words: Words, template: Catalog) -> None:
    for key, text in words.items():
        known = template.get(text, context=getattr(text, "context", None) or None)
        assert known is not None, f"{key}: mark its English text with N_, then make words"
        if isinstance(text, Marked) and text.plural:
            assert ids(known) == [text, text.plural]


def test_a_translation_says_the_same_values(messages: list[Message]) -> None:
    """Of a text that depends on a number, "one" may stand for ``{n}``."""
    for message in messages:
        named = placeholders(ids(message)[-1])
        for text in strings(message):
            assert placeholders(text) == named, message.id


def test_no_translation_is_left_in_english(messages: list[Message]) -> None:
    """A text of names and signs alone (``{n} × {m}``, "ROC AUC") may be the same in both."""
    ascii_alone = {text for message in messages for text in strings(message) if text.isascii()}
    assert not [text for text in ascii_alone if len([word for word in WORD.findall(text) if not word.isupper()]) > 1]


@pytest.mark.parametrize(
    ("code", "hidden"),
    [
        ('N_("{n} rows")', None),
        ('T_("one " "text", n=f"{n}")', None),
        ("NC_(field.name, field.help)", None),
        ('N_(f"{n} rows")', "f'{n} rows'"),
        ('words.T_("rows: " + names, n=1)', "'rows: ' + names"),
        ('TN_("%d row" % n, "rows", n=n)', "'%d row' % n"),
        ('NN_("{n} row", many)', "many"),
        ('NC_("context", "{n} rows".format(n=n))', "'{n} rows'.format(n=n)"),
    ],
)
def test_a_marked_text_that_no_catalogue_finds_is_refused(code: str, hidden: str | None) -> None:
    put_together = runpy.run_path(str(ROOT / "scripts" / "_catalogues.py"))["put_together"]
    assert [said for _, said in put_together(code)] == ([hidden] if hidden else [])


OURS = {name for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, errors.AutoMLError)}
"""The errors whose cause and remedy a run shows in its own language."""
COMMAND = re.compile(r"(--|automl |make |pip |export |unset )")


PROSE = re.compile(r"(?:^|[ }])[a-z]{3,} |[}:] [a-z]{3,}$")
"""Words, not the names of settings, files and hashes: what stands beside a value or in a list of what is allowed."""


def in_words(node: ast.expr) -> bool:
    """Whether a text or an f-string, its values left open, is more than names."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    said = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)
    return isinstance(node, ast.Constant | ast.JoinedStr) and bool(PROSE.search(said))


def untold(path: Path) -> Iterator[str]:
    """What an error of a module says in English whatever the reader's language is: its cause, a fix in words, or words
    beside its value or in what is allowed."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OURS:
            fixes = [one.value for one in node.keywords if one.arg == "fix"]
            said = [part for fix in fixes for part in (fix.elts if isinstance(fix, ast.Tuple) else [fix])]
            for text in [*node.args[:1], *said]:
                if isinstance(text, ast.Constant | ast.JoinedStr) and not COMMAND.match(
                    ast.unparse(text).lstrip("f'\"")
                ):
                    yield f"{path.name}:{text.lineno}: {ast.unparse(text)}"
            for told in node.keywords:
                if told.arg in ("value", "allowed") and in_words(told.value):
                    yield f"{path.name}:{told.value.lineno}: {ast.unparse(told.value)}"


SHOWN_BY_A_RUN = (
    *(f"services/{service}/automl_*/**/*.py" for service in ("preprocessing", "training", "comparison", "inference")),
    "services/controller/automl_controller/service.py",
    "services/controller/automl_controller/runs/*.py",
    "shared/data/automl_data/**/*.py",
    *(f"shared/automl_shared/{name}.py" for name in ("phase", "phase_io", "sections")),
)


@pytest.mark.parametrize("files", SHOWN_BY_A_RUN)
def test_an_error_that_a_run_shows_is_said_in_its_language(files: str) -> None:
    found = sorted(ROOT.glob(files))
    assert found
    assert not [text for path in found for text in untold(path)]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("RMSE", "列 RMSE の平均"),
        ("平均誤差", "列平均誤差の平均"),
        ("308万", "列 308万の平均"),
        ("誤差 x", "列誤差 x の平均"),
    ],
)
def test_a_space_beside_a_value_stands_where_figures_or_latin_letters_do(value: str, said: str) -> None:
    assert filled_in("列 {value} の平均", {"value": value}) == said
