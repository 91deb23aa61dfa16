"""A third language is one file: with every text of its catalogue in brackets, a run says nothing outside of them."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import automl_shared
from automl_shared.words import LOCALE

PACKAGE = Path(automl_shared.__file__).parent
NOT_SAID = re.compile(r"<(script|style|code|pre|title)\b.*?</\1>|<[^>]+>", re.DOTALL)
BRACKETS = re.compile(r"⟦[^⟦⟧]*⟧")
COMMANDS = re.compile(r"^ +automl .*$", re.MULTILINE)
ENGLISH = re.compile(r"(?:\b[A-Za-z]{2,}\b[ ,.:]+){2,}[A-Za-z]{2,}")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with our contracts, whose languages are English and one in brackets."""
    folder = tmp_path_factory.mktemp("shared")
    copy = folder / PACKAGE.name
    copy.mkdir()
    for path in PACKAGE.iterdir():
        if path.name not in (LOCALE.name, "__pycache__"):
            (copy / path.name).symlink_to(path)
    compiled = copy / LOCALE.name / "de" / "LC_MESSAGES" / "automl.mo"
    compiled.parent.mkdir(parents=True)
    with compiled.open("wb") as file:
        write_mo(file, bracketed())
    return folder


def bracketed() -> Catalog:
    catalog = Catalog(locale="de")
    with (LOCALE / "automl.pot").open("rb") as file:
        for message in read_po(file):
            if isinstance(message.id, str):
                catalog.add(message.id, in_brackets(message.id), context=message.context)
            else:
                catalog.add(message.id, tuple(map(in_brackets, message.id)), context=message.context)
    return catalog


def in_brackets(text: str) -> str:
    """The list of large numbers keeps its form: its sizes are read by the program."""
    if text.startswith("1e"):
        return "; ".join(re.sub(r": (.*)", r": ⟦\1⟧", part) for part in text.split("; "))
    return f"⟦{text}⟧"


def outside_brackets(text: str) -> list[str]:
    """English of three words and more that no catalogue had a hand in."""
    plain = html.unescape(NOT_SAID.sub(" | ", text))
    while BRACKETS.search(plain):
        plain = BRACKETS.sub(" | ", plain)
    return [found.group() for found in ENGLISH.finditer(plain)]


def test_a_run_says_nothing_that_the_catalogue_does_not_have(shared: Path, tmp_path: Path) -> None:
    numbers = np.random.default_rng(0).normal(size=(80, 2))
    table = pd.DataFrame({"width": numbers[:, 0], "height": numbers[:, 1], "label": numbers[:, 0] > 0})
    table.loc[::7, "height"] = np.nan
    table.to_csv(tmp_path / "boxes.csv", index=False)
    settings = ["output.language=de", 'models=["logistic"]', "cross_validation.n_folds=2"]

    ran = subprocess.run(
        [sys.executable, "-m", "automl_controller.cli.app", "run", "boxes.csv", "--target", "label"]
        + [word for one in settings for word in ("--set", one)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([os.fspath(shared), os.environ.get("PYTHONPATH", "")])},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    (report,) = tmp_path.glob("*/report.html")
    page = report.read_text(encoding="utf-8")
    assert page.count("⟦") > 100
    assert outside_brackets(page) == []
    assert outside_brackets(COMMANDS.sub("", ran.stdout)) == []
