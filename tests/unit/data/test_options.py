"""What a yellow or red light proposes is an option that can be pasted, never prose."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.hard_files import File, drawn, one_of, prepared, text_of

from automl_data.intake.notes import NOTE_WORDS
from automl_data.intake.options import Option
from automl_preprocessing.words.findings import WORDS
from automl_shared.config.models import DataSettings

IN_PROSE = re.compile(r"(?<!--set )\b(?:data|preprocessing|cross_validation|evaluation)\.[a-z_.]+ ?[=:]")


def number(i: int) -> float:
    return drawn(i, 10, 99, 1)


def y(i: int) -> str:
    return one_of(i, "up", "down")


PLAIN = {"size": number, "weight": lambda i: drawn(i, 1, 9, 2, 4), "y": y}
MESSY = {
    "names twice": text_of({"a": number, "a ": lambda i: number(i + 1), "y": y}).replace("a ,", "a,", 1),
    "names alike": text_of({"a b": number, "A B": lambda i: number(i + 1), "y": y}),
    "stated once": text_of({"it's": lambda i: "" if i % 4 else f"north {i % 3}", "size": number, "y": y}),
    "limits": text_of({"pb": lambda i: "<10" if i % 6 == 1 else number(i), "y": y, "n": number}),
    "remarks": text_of({"pb": lambda i: f"{number(i)}*" if i % 6 == 1 else number(i), "y": y, "n": number}),
    "words among numbers": text_of({"$ net": lambda i: "soon" if i == 7 else number(i), "n": number, "y": y}, rows=60),
    "keys": text_of({"customer_id": lambda i: f"K-{i}", "n": number, "y": y}),
    "always the same, nearly": text_of({"c": lambda i: "b" if i == 7 else "a", **PLAIN}, rows=300),
    "far out": text_of({"n": lambda i: 1e9 if i == 7 else number(i), "y": y, "m": number}, rows=80),
    "gaps as numbers": text_of({"n": lambda i: -999 if i % 9 == 2 else number(i), "y": y, "m": number}, rows=80),
    "classes spelled alike": text_of({**PLAIN, "y": lambda i: one_of(i, "Up it's", "up it's", "down")}),
    "counts": text_of({**PLAIN, "y": lambda i: i % 4}),
    "no target": text_of({**PLAIN, "y": lambda i: "" if i % 9 == 2 else y(i)}),
    "none as a class": text_of({**PLAIN, "y": lambda i: one_of(i, "None", "mild", "bad")}),
    "given away": text_of({**PLAIN, "outcome code": lambda i: {"up": 1, "down": 2}[y(i)]}, rows=120),
    "days in order": text_of({"day": lambda i: f"2024-{1 + i // 28:02d}-{1 + i % 28:02d}", **PLAIN}, rows=90),
    "customers that come back": text_of({"customer_id": lambda i: f"K{i % 30}", **PLAIN}, rows=90),
    "mostly gaps": text_of({"g": lambda i: number(i) if i % 7 == 3 else "", **PLAIN}, rows=90),
    "two that say the same": text_of({"copy": lambda i: number(i) * 2, **PLAIN}, rows=90),
    "sums below": text_of(PLAIN, below=["Total,2345,"]),
    "units below the names": text_of(PLAIN).replace("y\n", "y\nmm,kg,\n", 1),
    "half numbers": text_of({"n": lambda i: f"w{i % 9}" if i % 3 == 1 else number(i) + i, **PLAIN}, rows=90),
    "a comma that may be both": text_of({"n": lambda i: f"{1 + i % 9},{100 + i}", **PLAIN}, by="\t"),
    "skewed": text_of({**PLAIN, "y": lambda i: round(2 ** drawn(i, 0, 12, 3, 9), 2)}, rows=200),
}


@pytest.mark.parametrize("key", sorted({**WORDS, **NOTE_WORDS}))
def test_no_setting_is_proposed_in_prose(key: str) -> None:
    said = {**WORDS, **NOTE_WORDS}[key]
    for text in (said, getattr(said, "plural", "")):
        assert not IN_PROSE.search(text), text


def test_what_is_set_already_is_kept() -> None:
    data = DataSettings.model_validate(
        {"column_types": {"a": "text"}, "editing": {"drop_columns": ["x"], "replace_values": {"y": {"b": "c"}}}}
    )
    assert str(Option("data.editing.drop_columns", ["z"]).beside(data)) == "--set 'data.editing.drop_columns=[x, z]'"
    assert Option("data.column_types", {"b": "numeric"}).beside(data).value == {"a": "text", "b": "numeric"}
    replaced = Option("data.editing.replace_values", {"y": {"d": "e"}}).beside(data)
    assert replaced.value == {"y": {"b": "c", "d": "e"}}
    assert Option("data.skip_rows", 0).beside(data).value == 0


def test_what_is_set_is_not_proposed_again(tmp_path: Path) -> None:
    stated = {"editing": {"drop_columns": ["A B"]}}
    codes = [one.code for one in prepared(tmp_path, File(content=MESSY["names alike"], target="y")).findings]
    again = [
        one.code for one in prepared(tmp_path, File(content=MESSY["names alike"], target="y", stated=stated)).findings
    ]
    assert ("names_alike" in codes, "names_alike" in again) == (True, False)
