"""Pictures from facts that are empty, huge or full of markup."""

from __future__ import annotations

import re
from typing import Any

import pytest

from automl_preprocessing.visualization import PICTURES
from automl_shared.figure_tables import table_trace
from automl_shared.figures import captioned, plain, shortened, wrapped
from automl_shared.tracker.memory import checked
from automl_shared.words import width_of

NO_COUNTS = {"numeric": 0, "categorical": 1, "left_out": 0}


def facts(**changes: Any) -> dict[str, Any]:
    """Facts of a table with one category column and nothing else."""
    column = {"name": "c", "kind": "categorical", "role": "feature", "reason": "texts", "missing": 0, "distinct": 2}
    fold = {"name": "r0f0", "fitted": 6, "scored": 2, "counts": [1, 1]}
    told: dict[str, Any] = {
        "language": "en",
        "max_columns": 20,
        "source": None,
        "dataset_id": "",
        "problem_type": "binary",
        "problem_reason": "2 different values",
        "n_rows": 8,
        "n_rows_dropped": 0,
        "n_train": 8,
        "n_holdout": 0,
        "n_sampled": 8,
        "n_sampled_after": 6,
        "n_features": 2,
        "target": {"name": "y", "labels": ["a", "b"], "counts": [4, 4]},
        "columns": [column],
        "shown_columns": [{**column, "examples": ["l", "r"]}],
        "missing": [],
        "n_numeric": 0,
        "n_numeric_hidden": 0,
        "distributions": [],
        "n_categorical": 0,
        "categories": [],
        "feature_counts": {"before": NO_COUNTS, "after": {**NO_COUNTS, "categorical": 2}},
        "correlation": {"columns": [], "values": []},
        "findings": [],
        "steps": [{"columns": "all", "what": "nothing"}],
        "plan": {"kind": "kfold", "n_folds": 1, "n_repeats": 1, "reason": "as set", "hash": "0"},
        "folds": {"total": 1, "labels": ["a", "b"], "shown": [fold]},
        "samples": {
            "before": {"row_ids": [0], "names": ["c"], "rows": [["l"]]},
            "after": {"row_ids": [0], "names": ["c=l"], "rows": [["1"]]},
            "n_before": 1,
            "n_after": 2,
        },
    }
    return {**told, **changes}


def picture(name: str, **changes: Any) -> Any:
    [one] = (one for one in PICTURES if one.name == name)
    return checked(one.draw(facts(**changes)))


def caption(name: str, **changes: Any) -> str:
    return str(picture(name, **changes).layout.title.text).replace("<br>", " ")


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", [one.name for one in PICTURES])
def test_a_picture_with_nothing_in_it_says_so_in_words(name: str, language: str) -> None:
    assert caption(name, language=language)


def test_the_words_for_nothing() -> None:
    assert caption("missing values") == "Nothing is missing."
    assert caption("numeric distributions") == "There is no number column to show."
    assert caption("category frequencies") == "There is no category column."
    assert caption("correlation") == "There are no two number columns to compare."


def test_a_hidden_number_column_is_said_even_when_it_is_the_only_one() -> None:
    assert "1 number columns with personal data" in caption("numeric distributions", n_numeric_hidden=1)


def test_a_column_that_is_no_feature_any_more_or_has_no_value() -> None:
    empty = {"edges": [0.0, 1.0], "counts": [0]}
    column = {"column": "x", "before": empty, "after": None}
    figure = picture("numeric distributions", distributions=[column], n_numeric=1)

    said = [note.text for note in figure.layout.annotations]
    assert "no value in these rows" in said
    assert "not a feature by itself any more" in said


def test_the_mean_of_an_amount_of_money_is_written_out() -> None:
    target = {"name": "price", "histogram": {"edges": [0.0, 1e8], "counts": [8]}, "mean": 36421500.4, "median": 0.46284}
    figure = picture("target distribution", target=target)

    assert [line.name for line in figure.data[1:]] == ["mean 36.4 million", "median 0.463 (half are below)"]


def test_why_rows_were_left_out_is_in_the_first_picture() -> None:
    finding = {"code": "target_missing", "message": "3 rows have no target.", "level": "yellow", "action": ""}
    figure = picture("what came in", n_rows_dropped=3, findings=[finding])

    assert "3. 3 rows have no target" in figure.data[0].cells.values[1]


def test_a_line_is_broken_where_it_is_too_wide() -> None:
    assert wrapped("one two three", 8) == ["one two", "three"]
    assert wrapped("x" * 20, 8) == ["x" * 8, "x" * 8, "xxxx"]
    assert wrapped("日本語の文です。次", 8) == ["日本語の", "文です。", "次"]
    assert all(width_of(line) <= 10 for line in wrapped("größe und Länge 表の幅 of a table", 10))
    assert wrapped("", 8) == []


def test_names_are_short_and_without_markup() -> None:
    assert shortened("a\nb", 10) == "a b"
    assert shortened("abcdefgh", 5) == "abcd…"
    assert width_of(shortened("日本語の長い名前", 7)) <= 7
    assert plain("<b>a</b> & b") == "&lt;b&gt;a&lt;/b&gt; &amp; b"


def test_a_note_is_broken_into_lines_too() -> None:
    import plotly.graph_objects as go

    figure = captioned(go.Figure(), "Short.", cut="many words " * 30)

    lines = re.sub("</?span[^>]*>", "", str(figure.layout.title.text)).split("<br>")
    assert max(len(line) for line in lines) <= 52 / 0.8
    assert " ".join(lines).count("many words") == 30
    assert figure.layout.margin.t > captioned(go.Figure(), "Short.").layout.margin.t


def test_a_table_is_as_high_as_its_texts() -> None:
    _, low = table_trace(["a", "b"], [["short"], [""]], [20, 80])
    trace, high = table_trace(["a", "b"], [["long " * 40], [""]], [20, 80])

    assert high > low
    assert trace["cells"]["values"][0][0].count("<br>") > 5
