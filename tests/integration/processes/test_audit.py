"""The audit tells "nothing known" from "nobody was asked"."""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[3] / "scripts/audit"
CLEAN = {"name": "a", "version": "1", "vulns": []}
BAD = {"name": "b", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}
SKIPPED = {"name": "c", "skip_reason": "Dependency not found on PyPI and could not be audited: c (1)"}


def audited(tmp_path: Path, pypi: Any, osv: Any = None) -> int:
    """The exit code when the services answer so; a text is what pip-audit says when it fails."""
    program = tmp_path / "pip-audit"
    answers = json.dumps({"pypi": pypi, "osv": osv if osv is not None else pypi})
    program.write_text(
        f"#!{sys.executable}\n"
        "import json, sys\n"
        f"said = json.loads({answers!r})[sys.argv[sys.argv.index('--vulnerability-service') + 1]]\n"
        "sys.exit(said) if isinstance(said, str) else print(json.dumps({'dependencies': said}))\n"
    )
    program.chmod(0o700)
    script = runpy.run_path(str(SCRIPT))
    script["main"].__globals__["tool"] = lambda: str(program)
    return int(script["main"](tmp_path / "requirements.txt"))


@pytest.mark.parametrize(
    ("pypi", "osv", "code", "words"),
    [
        ([CLEAN], None, 0, "none is known"),
        ([CLEAN, BAD], None, 1, "VULNERABLE: b: PYSEC-1, fixed in 2"),
        ([BAD, SKIPPED], None, 1, "NOT AUDITED: 1 of 2"),
        ([SKIPPED], None, 3, "NOT AUDITED: 1 of 1"),
        ([CLEAN, SKIPPED], "ConnectionError: no such host", 3, "osv: ConnectionError"),
        ([SKIPPED], [{**SKIPPED, "vulns": []}], 0, "none is known"),
        ("down", "down", 3, "NOT AUDITED: all"),
        ([], [], 3, "NOT AUDITED"),
    ],
)
def test_no_word_is_no_good_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], pypi: Any, osv: Any, code: int, words: str
) -> None:
    assert audited(tmp_path, pypi, osv) == code
    said = capsys.readouterr()
    assert words in said.out + said.err
