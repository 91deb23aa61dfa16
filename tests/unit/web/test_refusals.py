"""Errors in the reader's language: every sentence that can reach a page has its words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest

from automl_data import intake
from automl_data.intake import read_table
from automl_data.intake.columns import require_column
from automl_shared.config.models import DataSettings
from automl_shared.errors import ConfigError, DataError
from automl_web.refusals import refusal_of

ERRORS = {"DataError", "ConfigError", "NotFound", "ServerRefused", "ServerUnreachable", "LostInput", "HTTPException"}
COMMAND = re.compile(r"(--|automl |make |pip |export |unset |rm |chmod |clearml-|https://|\w*=)")


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
TYPED = [
    *folder_of("automl_controller").rglob("*.py"),
    *(folder_of("automl_shared") / "config" / name for name in ("loader.py", "overrides.py")),
]


def untold(file: Path) -> Iterator[tuple[str, int, str]]:
    """What errors of a module say, allow and advise in words that no catalogue knows."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    constants = {
        node.targets[0].id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ERRORS:
            said = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg in ("fix", "allowed"))]
            for text in (text for node in said for text in plain(node, constants)):
                if re.search("[a-z]", text) and not COMMAND.match(text):
                    yield file.name, call.lineno, text


def plain(node: ast.expr, constants: Mapping[str, ast.expr]) -> Iterator[str]:
    """The texts of an expression that do not come from `T_`; of one with values in it, the words between them."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(part.value for part in node.values if isinstance(part, ast.Constant))
    elif isinstance(node, ast.Name) and node.id in constants:
        yield from plain(constants[node.id], {})
    elif isinstance(node, ast.Starred | ast.Attribute | ast.FormattedValue):
        yield from plain(node.value, constants)
    elif isinstance(node, ast.Tuple | ast.List):
        yield from (text for element in node.elts for text in plain(element, constants))
    elif isinstance(node, ast.IfExp):
        yield from (*plain(node.body, constants), *plain(node.orelse, constants))
    elif isinstance(node, ast.BinOp):
        yield from (*plain(node.left, constants), *plain(node.right, constants))


def test_every_sentence_of_an_error_that_a_page_or_a_command_can_show_is_in_the_catalogues() -> None:
    assert min(len(REACHED), len(TYPED)) > 60
    assert [found for file in (*REACHED, *TYPED) for found in untold(file)] == [], "mark them with T_, then make words"


@pytest.mark.parametrize(
    "raised",
    [
        'DataError("the file is blue")',
        'DataError(f"the file is {colour}")',
        'ConfigError(T_("no"), fix=("automl up", "paint it"))',
        'ConfigError(T_("no"), allowed="green" if dark else T_("blue"))',
        'PAINT = "paint it"\nNotFound(T_("no"), fix=PAINT)',
        'HTTPException(404, "nothing " + "here")',
    ],
)
def test_a_sentence_that_is_not_marked_is_found(raised: str, tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    file.write_text(raised)
    assert list(untold(file))


def test_a_page_says_an_error_in_the_language_of_its_reader(tmp_path: Path) -> None:
    path = tmp_path / "table.pdf"
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(DataError) as caught:
        read_table(path, DataSettings(csv_path=str(path)))
    assert refusal_of(caught.value, "ja").what == "表のファイルではありません (種類: PDF 文書)"
    assert refusal_of(caught.value, "en").what == caught.value.what
    assert refusal_of(caught.value, "ja").value == str(path)


def test_the_nearest_names_are_offered_in_the_language_of_the_reader() -> None:
    frame = pd.DataFrame({"price_eur": [1], "price_usd": [1]})
    with pytest.raises(DataError) as caught:
        require_column(frame, "price_us", "data.target_column")
    what = "`data.target_column` で指定された列がデータにありません (もしかして: 'price_usd'、'price_eur')"
    assert refusal_of(caught.value, "ja").what == what


def test_what_nobody_thought_of_stays_as_it_is() -> None:
    error = ConfigError("something", value="no file", allowed="the file", fix=["automl doctor", "look at it"])
    assert refusal_of(error, "ja") == refusal_of(error, "en")
    assert refusal_of(error, "ja").fixes == ["`automl doctor`", "look at it"]


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
