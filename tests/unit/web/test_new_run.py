"""A new run from a table that somebody sends."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.unit.web.conftest import Site

from automl_shared.errors import ConfigError
from automl_web.drafts import LIFE_SECONDS, Drafts, child, safe_name
from automl_web.pages.new_run import config_of

TABLE = "name,price,sold\n" + "".join(f"n{row},{row % 7},2024-01-{row % 28 + 1:02}\n" for row in range(60))


def send(site: Site, content: str, name: str = "houses.csv") -> tuple[int, str]:
    """The status and text of where sending a file leads."""
    answer = site.browser.post("/runs/new", data={"form_token": site.token()}, files={"file": (name, content)})
    return answer.status_code, answer.text


def test_a_table_is_looked_at_and_its_columns_offered(site: Site) -> None:
    status, page = send(site, TABLE)
    assert status == 200
    assert "60 rows, 3 columns" in page
    assert re.findall(r'<option value="(\w+)"', page)[:3] == ["name", "price", "sold"]
    assert '<td class="muted">number</td>' in page
    assert '<td class="muted">date</td>' in page


def test_what_is_no_table_is_refused_in_words(site: Site) -> None:
    status, page = send(site, "\x00\x01\x02\x03", "x.csv")
    assert status == 400
    assert 'role="alert"' in page
    assert "Traceback" not in page


def test_hostile_names_stay_text(site: Site) -> None:
    _, page = send(site, TABLE.replace("price", "<script>alert(1)</script>"), "../../<b>.csv")
    assert "<script>alert" not in page
    assert "<b>.csv" not in page


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("a.csv", "a.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\b.csv", "b.csv"),
        ("..", "data.csv"),
        ("", "data.csv"),
        ("\x00\n.csv", "\x00\n.csv".translate({0: None, 10: None}).lstrip(".")),
    ],
)
def test_a_file_is_kept_under_its_own_name_and_nowhere_else(name: str, kept: str) -> None:
    assert safe_name(name) in (kept, f".{kept}")
    assert "/" not in safe_name(name)


def test_a_file_that_nobody_used_goes_after_an_hour(site: Site, tmp_path: Path) -> None:
    drafts = Drafts()
    file = tmp_path / "t.csv"
    file.write_text(TABLE)
    with file.open("rb") as stream:
        old = drafts.take_in("t.csv", stream, "en")
    assert old.path.exists()
    past = time.time() - LIFE_SECONDS - 5
    os.utime(old.path, (past, past))
    with file.open("rb") as stream:
        drafts.take_in("t.csv", stream, "en")
    assert not old.path.exists()
    drafts.close()


def test_an_unknown_file_is_asked_for_again(site: Site) -> None:
    assert "choose it once more" in site.page("/runs/new/unknown", 404)


def test_a_mistake_is_told_before_anything_is_made(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text(TABLE)
    typed = {"target_column": "prize", "models": "fast", "time_budget_minutes": "", "language": "en"}
    with pytest.raises(ConfigError, match="prize"):
        child("start", {"path": str(file), "name": "t", "user": "eve", "config": config_of(typed, str(file))})


def test_the_pages_themselves_import_nothing_large() -> None:
    code = (
        "import sys, automl_web.app, automl_web.__main__;"
        "print({'clearml', 'numpy', 'pandas', 'plotly', 'pyarrow', 'sklearn'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "set()\n"
