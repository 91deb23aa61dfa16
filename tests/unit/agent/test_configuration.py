"""Configuration that is read sooner is the same configuration."""

from __future__ import annotations

import json
from typing import Any

import pytest

from automl_shared.agent.warm.configuration import Parser, plain_json


def hocon(text: str) -> Any:
    from clearml_agent.external.pyhocon import ConfigFactory

    return ConfigFactory.parse_string(text)


def parser() -> Parser:
    from clearml_agent.external.pyhocon import ConfigFactory
    from clearml_agent.external.pyhocon.config_parser import ConfigParser

    return Parser(ConfigParser.parse, ConfigFactory.from_dict)


PLAIN: dict[str, Any] = {
    "api": {"host": "http://127.0.0.1:8008", "retries": {"total": 3, "backoff": 0.3}, "off": None, "on": True},
    "agent": {"names": ["a", "b c", "10 s"], "empty": {}, "none": [], "deep": [{"x": 1}], "text": "a # b // c, ä日本"},
}


@pytest.mark.parametrize("indent", [None, 4])
def test_plain_json_gives_the_tree_that_the_grammar_gives(indent: int | None) -> None:
    text = json.dumps(PLAIN, indent=indent, ensure_ascii=False)
    assert plain_json(text) == PLAIN
    assert parser()(text).as_plain_ordered_dict() == hocon(text).as_plain_ordered_dict() == PLAIN


@pytest.mark.parametrize(
    "text",
    [
        '{"a.b": 1}',
        '{"a": "${b}"}',
        '{"a": "\\u00e4"}',
        '{"a": ["${b}"]}',
        "[1, 2]",
        "a: 1",
        '{"a": 1',
        '{"a" = 1}',
        "",
    ],
)
def test_what_means_something_else_in_hocon_is_left_to_the_grammar(text: str) -> None:
    assert plain_json(text) is None


def test_what_was_learned_is_given_away_once_and_not_shared() -> None:
    read = parser()
    read.learning = True
    first = read("a { b: 1 }")
    first["a"]["b"] = 2
    read.learning = False
    second = read("a { b: 1 }")
    second["a"]["b"] = 3
    assert read("a { b: 1 }")["a"]["b"] == 1
    assert first["a"]["b"] == 2
