"""Every fix that is a command can be typed into a shell, and the command takes it."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import typer

from automl_controller.cli.app import app, main
from automl_shared.config import parse_override
from automl_shared.config.overrides import as_option, set_raw
from automl_shared.errors import ConfigError, as_command, did_you_mean
from automl_shared.naming import Service

ROOT = Path(__file__).resolve().parents[3]
ALONE = (["submit"], ["init", "data.csv"], ["clone", "--task-id", "t"], ["server", "run"], ["server", "restore", "f"])
"""Commands behind which a fix that is an option is put."""


def sources() -> Iterator[Path]:
    yield from sorted((ROOT / "shared").rglob("*.py"))
    yield from sorted((ROOT / "services").rglob("*.py"))


def texts_of(node: ast.expr) -> Iterator[str]:
    """The texts an expression may be; what is filled in later is 1."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "1" for part in node.values)
    elif isinstance(node, ast.Tuple):
        for element in node.elts:
            yield from texts_of(element)
    elif isinstance(node, ast.IfExp):
        yield from texts_of(node.body)
        yield from texts_of(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from texts_of(value)


NAMED = re.compile(r"\b(fix|remedy)\s*=")
"""In files that have one; to parse all the others takes most of the time."""


def written_fixes() -> list[tuple[str, str]]:
    found = []
    for file in sources():
        source = file.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)) if NAMED.search(source) else ():
            if isinstance(node, ast.keyword) and node.arg in ("fix", "remedy"):
                found += [(f"{file.relative_to(ROOT)}:{node.value.lineno}", text) for text in texts_of(node.value)]
    return found


def commands_in(text: str) -> list[str]:
    """What a reader would type: all of a text that begins like a command, and what stands in backticks."""
    starts = ("automl ", "--")
    whole = [re.split(r",| \(", text)[0]] if text.startswith(starts) else []
    return [*whole, *(quoted for quoted in re.findall(r"`([^`]+)`", text) if quoted.startswith(starts))]


@cache
def command_line() -> Any:
    return typer.main.get_command(app)


def parsed(words: list[str]) -> None:
    """Raises click's error unless the real command takes the words; a word in capitals is for the reader to fill in."""
    command = command_line()
    rest = ["1" if word.isupper() else word for word in words]
    context = command.make_context("automl", rest[:1], resilient_parsing=True)
    while hasattr(command, "get_command") and rest:
        name, *rest = rest
        command = command.get_command(context, name)
        assert command is not None, f"there is no command {name}"
    if not hasattr(command, "get_command"):
        command.make_context(command.name, rest)


def takes(words: list[str]) -> bool:
    try:
        parsed(words)
    except Exception:  # click's errors are of several kinds
        return False
    return True


WRITTEN = [(where, one) for where, text in written_fixes() for one in commands_in(text)]


@pytest.mark.parametrize(("where", "fix"), WRITTEN, ids=[f"{where} {fix}" for where, fix in WRITTEN])
def test_a_written_fix_is_a_command(where: str, fix: str) -> None:
    assert not set("<>|&;") & set(fix), "a shell reads these otherwise"
    if fix.startswith("automl "):
        parsed(shlex.split(fix)[1:])
    else:
        assert any(takes([*command, *shlex.split(fix)]) for command in ALONE)


def test_there_are_many_of_them() -> None:
    assert len(WRITTEN) > 60


@pytest.mark.parametrize(("where", "fix"), [pair for pair in WRITTEN if "--set" in pair[1]])
def test_a_setting_in_a_fix_exists(where: str, fix: str) -> None:
    words = shlex.split(fix)
    texts = [after for word, after in pairwise(words) if word == "--set" and not after.startswith("1=")]
    settings = [parse_override(text) for text in texts]
    set_raw({}, [one for one in settings if not any(isinstance(part, int) for part in one.path)])


@pytest.mark.parametrize(
    "value",
    ["a b", "it's", 'say "x"', ["Remarks (en)", "x y"], "金額", None, True, 3, [1, None], "null", "1", "a: b", "$x`"],
)
def test_an_option_reaches_the_config_as_it_was_meant(value: object) -> None:
    option, text = shlex.split(as_option("data.target_column", value))
    assert option == "--set"
    assert parse_override(text).value == value


def test_whole_numbers_have_no_point_at_any_depth() -> None:
    assert as_option("a", {"b": [None, 18700.0, 0.5]}) == "--set 'a={b: [null, 18700, 0.5]}'"


def table(folder: Path, text: str) -> str:
    file = folder / "my data.csv"
    file.write_text(text)
    return str(file)


def said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The fixes that the command prints."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    lines = capsys.readouterr().err.splitlines()
    return [line[9:].strip() for line in lines if line.startswith(("  fix:", "  or:"))]


ROWS = "".join(f"{i},{i % 5},{'uv'[i % 2]}\n" for i in range(40))


def test_a_fix_is_the_command_as_it_was_typed_and_works(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    data = table(tmp_path, "a,the number,y\n" + ROWS)
    (fix,) = said(["init", data, "--target", "the numbr"], capsys)
    assert shlex.split(fix)[:4] == ["automl", "init", data, "--target"]
    with pytest.raises(SystemExit) as ended:
        main(shlex.split(fix)[1:])
    assert ended.value.code == 0
    assert "target_column: the number" in (tmp_path / "automl.yaml").read_text()
    (fix,) = said(["init", data], capsys)
    assert fix == shlex.join(["automl", "init", data, "--force"])


@pytest.mark.parametrize(
    "wrong",
    [
        "data.target_column=zz",
        "data.problem_type=regression",
        "cross_validation.n_folds=30",
        "evaluation.primary_metric=rmse",
        "models=[ridge]",
    ],
)
def test_fixes_of_submit_and_init_parse(
    wrong: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    data = table(tmp_path, "a,b,y\n" + ROWS)
    Path("automl.yaml").write_text(f"data: {{csv_path: {data}, target_column: y}}\n")
    for command in (["submit", "--dry-run"], ["init", data, "--target", "y", "--force"]):
        if command[0] == "init" and not wrong.startswith(("data", "cross")):
            continue
        fixes = said([*command, "--set", wrong], capsys)
        assert fixes
        for fix in fixes:
            if fix.startswith("automl "):
                parsed(shlex.split(fix)[1:])


def test_the_config_of_init_takes_the_example_of_the_readme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (example,) = set(re.findall(r"--set '([^']+)'", (ROOT / "README.md").read_text(encoding="utf-8")))
    main_ok(["init", table(tmp_path, "a,b,y\n" + ROWS)])
    main_ok(["submit", "--dry-run", "--verbose", "--set", example])
    assert "Model/params/n_estimators = 500" in capsys.readouterr().out


def main_ok(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0


def test_what_was_meant_is_told_in_its_own_words() -> None:
    assert did_you_mean("trainig", list(Service)) == " (did you mean 'training'?)"


def test_several_ways_are_lines_of_their_own() -> None:
    error = ConfigError("it failed", fix=("--set a=1", "fix it"))
    assert str(error).splitlines()[1:] == ["  fix:     --set a=1", "  or:      fix it"]
    assert (error.fix, error.remedy) == ("--set a=1, or fix it", "automl submit --set a=1, or fix it")
    assert as_command("fix it", ["submit"]) == "fix it"
