"""Errors carry their texts: English for whoever prints them, any language for whoever knows the reader."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from automl_shared.errors import AutoMLError, DataError, LostInput, NotFound, did_you_mean, errors_in
from automl_shared.words import NN_, T_, TN_, Text, as_document, from_document, in_language, say_in, width_of


def refused() -> DataError:
    return DataError(
        T_("the data file is not a table in text form but {kind}", kind=T_("a PDF document")),
        value="x.pdf",
        allowed=T_("at least {least}, better 200", least=20),
        fix=(T_("collect more rows"), "--set data.target_column=null"),
    )


def test_an_error_prints_in_english() -> None:
    assert str(refused()).splitlines() == [
        "the data file is not a table in text form but a PDF document",
        "  got:     x.pdf",
        "  allowed: at least 20, better 200",
        "  fix:     collect more rows",
        "  or:      --set data.target_column=null",
    ]


def test_an_error_prints_in_the_language_of_whoever_asked() -> None:
    with pytest.raises(DataError) as caught, errors_in("ja"):
        raise refused()
    assert str(caught.value).splitlines() == [
        "表のファイルではありません (種類: PDF 文書)",
        "  内容:     x.pdf",
        f"  使える値: {in_language(T_('at least {least}, better 200', least=20), 'ja')}",
        f"  対処:     {in_language(T_('collect more rows'), 'ja')}",
        "  または:   --set data.target_column=null",
    ]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_line_of_a_value_begins_below_the_first_one(language: str) -> None:
    error = DataError("the rows are unlike", value="first\nsecond", allowed="first\nsecond", fix=["first\nsecond"])
    error.language = language
    begins = {width_of(line[: line.index(word)]) for line in str(error).splitlines()[1:] for word in line.split()[-1:]}
    assert len(begins) == 1


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))])
def test_a_copy_can_still_be_said_in_any_language(copied: Callable[[AutoMLError], AutoMLError]) -> None:
    error = copied(refused())
    assert str(error) == str(refused())
    assert in_language(error.what, "ja") == "表のファイルではありません (種類: PDF 文書)"
    assert in_language(error.fixes[0], "ja") == in_language(T_("collect more rows"), "ja") != error.fixes[0]


def test_what_is_stored_of_an_error_is_plain_text() -> None:
    error = DataError(T_("the data file is empty"))
    assert type(error.cause) is type(refused().remedy) is str
    assert json.loads(json.dumps(refused().what)) == refused().what


def test_another_process_can_say_it() -> None:
    sent = json.loads(json.dumps([as_document(part) for part in (refused().what, refused().value, None, 3)]))
    what, *others = [from_document(part) for part in sent]
    assert what == refused().what
    assert in_language(what, "ja") == in_language(refused().what, "ja")
    assert others == ["x.pdf", None, 3]


@pytest.mark.parametrize("n", [1234, np.int64(1234), np.uint8(4), np.float32(1234.0), np.float64(1234.0), True])
def test_another_process_writes_a_number_as_this_one_does(n: Any) -> None:
    text = T_("{n:,} rows", n=n)
    assert from_document(json.loads(json.dumps(as_document(text)))) == text


@pytest.mark.parametrize(
    ("n", "english", "japanese"), [(1, "1 row", "1 行"), (2, "2 rows", "2 行"), (0, "0 rows", "0 行")]
)
def test_a_number_decides_about_the_form_of_a_text(n: int, english: str, japanese: str) -> None:
    text = TN_("{n} row", "{n} rows", n=n)
    sent = from_document(json.loads(json.dumps(as_document(text))))
    for one in (text, copy.deepcopy(text), pickle.loads(pickle.dumps(text)), sent):
        assert one == in_language(one, "en") == english
        assert in_language(one, "ja") == japanese
    within = T_("the phase output of {source}", source=text)
    assert within == f"the phase output of {english}"
    assert in_language(within, "ja") == f"{japanese}の出力"


def test_the_number_that_decides_may_have_any_name() -> None:
    words = {"left_out": NN_("{rows} row of {n} is", "{rows} rows of {n} are", by="rows")}
    assert say_in(words, "left_out", "en", rows=1, n=5) == "1 row of 5 is"
    assert say_in(words, "left_out", "en", rows=5, n=1) == "5 rows of 1 are"


def test_a_name_that_the_catalogue_has_by_chance_is_not_translated() -> None:
    text = T_("`data.editing.fillna.{column}` is not a date", column="the file")
    assert "`data.editing.fillna.the file`" in in_language(text, "ja")
    assert in_language("the file", "ja") == "the file"


def test_braces_of_a_value_stay() -> None:
    text = T_("{what} cannot be downloaded", what="{x}")
    assert text == "{x} cannot be downloaded"
    assert in_language(text, "ja").startswith("{x}")
    assert pickle.loads(pickle.dumps(text)).values == {"what": "{x}"}


def test_what_was_lost_is_said_as_the_first_error_says_it() -> None:
    lost = LostInput(NotFound(T_("no task has this id"), value="t1"), "t1")
    assert isinstance(lost.what, Text)


@pytest.mark.parametrize(
    ("known", "english", "japanese"),
    [
        (["cd"], "", ""),
        (["price"], " (did you mean 'price'?)", " (もしかして: 'price')"),
        (["price", "prices"], " (did you mean 'price' or 'prices'?)", " (もしかして: 'price'、'prices')"),
    ],
)
def test_the_nearest_names_are_offered(known: list[str], english: str, japanese: str) -> None:
    offered = did_you_mean("price", known)
    assert offered == english
    assert in_language(offered, "ja") == japanese


def test_its_cause_and_remedy_stand_in_one_line_in_any_language() -> None:
    assert refused().cause_in("ja") == "表のファイルではありません (種類: PDF 文書) (x.pdf)"
    assert refused().remedy == "collect more rows, or automl submit --set data.target_column=null"
    assert refused().remedy_in("ja").endswith("、または automl submit --set data.target_column=null")
    assert DataError(T_("no task has this id"), allowed=T_("null")).remedy == "allowed: null"
    assert (
        AutoMLError("x").remedy_in("ja") == in_language(T_("see the task's console"), "ja") != AutoMLError("x").remedy
    )
