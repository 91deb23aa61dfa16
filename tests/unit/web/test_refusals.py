"""Errors in the reader's language: every sentence that can reach a page has its words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from automl_data import intake
from automl_shared.errors import ConfigError, DataError
from automl_web.refusals import has_words, refusal_of, told

ERRORS = {"DataError", "ConfigError", "NotFound", "ServerRefused", "ServerUnreachable", "LostInput", "HTTPException"}
COMMAND = re.compile(r"(--set|automl |pip |export |clearml-)")


def folder_of(package: str) -> Path:
    spec = find_spec(package)
    assert spec
    assert spec.origin
    return Path(spec.origin).parent


REACHED = [
    *folder_of(intake.__name__).glob("*.py"),
    *folder_of("automl_web").rglob("*.py"),
    *(file for file in folder_of("automl_shared.tracker").glob("*.py") if not file.name.startswith("memory")),
    folder_of("automl_shared") / "resuming.py",
]


def sentences(file: Path) -> Iterator[tuple[int, str]]:
    """What errors say, what is allowed and how it is fixed, with something in place of what varies."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ERRORS:
            said = [*call.args, *(one.value for one in call.keywords if one.arg in ("fix", "allowed"))]
            for text in (text for node in said for text in texts(node)):
                yield call.lineno, text


def texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(part.value if isinstance(part, ast.Constant) else filled(part) for part in node.values)
    elif isinstance(node, ast.Tuple):
        yield from (text for one in node.elts if not isinstance(one, ast.Starred) for text in texts(one))
    elif isinstance(node, ast.IfExp):
        yield from (*texts(node.body), *texts(node.orelse))


def filled(part: ast.expr) -> str:
    """A value, or nothing where the nearest names are offered, or the first of two ways to say it."""
    assert isinstance(part, ast.FormattedValue)
    if isinstance(part.value, ast.IfExp):
        return next(texts(part.value.body), "VALUE")
    is_offer = isinstance(part.value, ast.Call) and getattr(part.value.func, "id", "") == "did_you_mean"
    return "" if is_offer else "VALUE"


def test_every_sentence_of_an_error_that_a_page_can_show_is_told_in_japanese() -> None:
    said = [(file.name, line, text) for file in REACHED for line, text in sentences(file)]
    assert len(said) > 150
    worded = [one for one in said if re.search("[a-z]", one[2]) and not COMMAND.match(one[2])]
    missing = [one for one in worded if not has_words(one[2])]
    assert missing == [], "add them to refusal_words.py"


@pytest.mark.parametrize(
    ("sentence", "japanese"),
    [
        ("the data file is not a table in text form but a PDF document", "表のファイルではありません (種類: PDF 文書)"),
        ("the workbook has no such sheet (did you mean 'A' or 'B'?)", "そのシートはありません。候補: 'A'、'B'"),
        ("something nobody thought of", "something nobody thought of"),
        (
            "`data.target_column` names a column that is not in the data",
            "`data.target_column` で指定された列がデータにありません",
        ),
    ],
)
def test_what_varies_is_kept_and_what_is_unknown_stays(sentence: str, japanese: str) -> None:
    assert told(sentence, "ja") == japanese
    assert told(sentence, "en") == sentence


def test_a_way_to_fix_it_is_told_as_the_form_has_it() -> None:
    options = ("data.problem_type=classification", "data.weight_column=null", "data.target_column=COLUMN")
    error = DataError("regression needs a numeric target", value="x", fix=[f"--set {one}" for one in options])
    assert list(refusal_of(error, "en").fixes) == [
        "set `data.problem_type` to `classification`",
        "leave `data.weight_column` empty",
        "choose another `data.target_column`",
    ]
    assert "`data.weight_column` を空欄にしてください" in refusal_of(error, "ja").fixes
    assert refusal_of(ConfigError("x", fix="automl init FILE"), "ja").fixes == ["`automl init FILE`"]
