"""The pages say what is true: those made from the code are up to date, paths exist, commands and targets are there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from itertools import dropwhile, takewhile
from pathlib import Path
from typing import Any

import pytest
import typer

from automl_controller.cli.app import app
from automl_shared.naming import DEFAULT_NAMES

ROOT = Path(__file__).parents[3]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
CODE = re.compile(r"```\w*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
COMMENT = re.compile(r"(^|\s)#.*")
PLACE = re.compile(r"(?<![\w/])(?:services|shared|scripts|docs|tests|docker|compose)/[\w./*{},<>-]*[\w*/>]")
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
TASK = re.compile(r"`([\w-]+) \[\.\.\.\]`")
"""A task as people find it: ``preprocessing [...]``."""
MAKE = re.compile(r"^make ([a-z-]+)\b")
ASSIGNMENT = re.compile(r"[A-Z_]+=")
END = ("|", "||", "&&", ";", ">", "<")
"""Shell words that end a command."""


def code(page: Path) -> Iterator[str]:
    """What is set as code, line by line, without comments."""
    for block, inline in CODE.findall(page.read_text(encoding="utf-8")):
        for line in (block or inline).replace("\\\n", " ").splitlines():
            yield COMMENT.sub("", line).strip()


def commands(page: Path) -> Iterator[list[str]]:
    """The words of every ``automl`` command, without what a reader is to fill in."""
    for line in code(page):
        words = shlex.split(line) if line.count("'") % 2 == line.count('"') % 2 == 0 else line.split()
        words = list(dropwhile(ASSIGNMENT.match, words))
        if words and Path(words[0]).name == "automl":
            yield list(takewhile(lambda word: word not in END, words[1:]))


def spelled(words: list[str]) -> Iterator[list[str]]:
    """``runs list|show`` as ``runs list`` and ``runs show``."""
    at = next((place for place, word in enumerate(words) if "|" in word and "=" not in word), None)
    if at is None:
        yield words
        return
    for word in words[at].split("|"):
        yield from spelled([*words[:at], word, *words[at + 1 :]])


@cache
def command_line() -> Any:
    return typer.main.get_command(app)


def unknown(words: list[str]) -> str | None:
    """The first word of a command that the product does not know."""
    command = command_line()
    while words and hasattr(command, "commands") and re.fullmatch(r"[a-z][a-z-]*", words[0]):
        if words[0] not in command.commands:
            return words[0]
        command, words = command.commands[words[0]], words[1:]
    if hasattr(command, "commands") or command.context_settings.get("ignore_unknown_options"):
        return None  # a group as such, or one that passes on what it is given
    known = {option for one in command.params for option in (*one.opts, *one.secondary_opts)} | {"--help"}
    options = (word.strip("[]").partition("=")[0] for word in words if word.strip("[]").startswith("--"))
    return next((option for option in options if option not in known), None)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_place_that_a_page_names_exists(page: Path) -> None:
    named = {place for text in code(page) for place in PLACE.findall(text) if "<" not in place}
    linked = {link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link}
    missing = [one for place in named for one in braced(place) if not any(ROOT.glob(one.rstrip("/")))]
    assert not missing
    assert not [link for link in linked if not (page.parent / link).exists()]


def braced(place: str) -> list[str]:
    """``a/{b,c}`` as ``a/b`` and ``a/c``."""
    found = re.search(r"\{([^}]*)\}", place)
    if found is None:
        return [place]
    return [one for word in found[1].split(",") for one in braced(place[: found.start()] + word + place[found.end() :])]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_a_page_names_is_one(page: Path) -> None:
    wrong = [(words, word) for found in commands(page) for words in spelled(found) if (word := unknown(words))]
    assert not wrong


def test_every_make_target_that_a_page_names_is_one() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {found[1] for page in PAGES for text in code(page) if (found := MAKE.match(text))}
    assert named <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_task_that_a_page_names_is_called_so(page: Path) -> None:
    named = set(TASK.findall(page.read_text(encoding="utf-8")))
    assert named <= {name.partition(" [")[0] for name in DEFAULT_NAMES.values()}


def test_a_wrong_command_is_seen() -> None:
    assert unknown(["runs", "shwo", "RUN"]) == "shwo"
    assert unknown(["submit", "--wacht"]) == "--wacht"
    assert unknown(["submit", "--watch", "--set", "a=1"]) is None
    assert list(spelled(["runs", "list|show"])) == [["runs", "list"], ["runs", "show"]]
