"""Single rows in the report: as the recommended candidate answers them, with the reasons its training found."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.comparison.test_costs import SINGLE

from automl_shared.config.models import OutputSettings
from automl_shared.phase_io import RowInfo, RowReason

SHOWN = [
    RowInfo(kind="typical", row_id=1, reasons=[RowReason(column="x", value=1.25, by=0.254)]),
    RowInfo(
        kind="surprising",
        row_id=0,
        reasons=[RowReason(column="x", value=None, by=-0.034), RowReason(column="shop", value="", by=0.012)],
    ),
]
"""Every tenth row of a fold is taken for the other class, the first one of all among them."""


def told(run: Any, language: Any, metric: str) -> tuple[list[list[str]], list[str], dict[str, Any]]:
    """The lines of both tables, the paragraphs, and the document."""
    run.compare(primary_metric=metric, ensembles=SINGLE, output=OutputSettings(language=language))
    document = run.told
    section = next(one for one in document["report"]["sections"] if one["key"] == "singles")
    blocks = section["blocks"]
    lines = [line["cells"] for block in blocks if block["kind"] == "table" for line in block["lines"]]
    return lines, [block["text"] for block in blocks if block["kind"] == "paragraph"], document


@pytest.mark.parametrize(
    ("language", "reasons", "explained"),
    [
        ("en", ["`x` 1.25 (+25 points)", "`x` empty (−3.4 points); `shop` rare value (+1.2 points)"], "of `yes`"),
        (
            "ja",
            ["`x` 1.25（+25 ポイント）", "`x` 空（−3.4 ポイント）、`shop` まれな値（+1.2 ポイント）"],
            "`yes` の確率",
        ),
    ],
)
def test_of_two_classes(classified_run: Any, language: Any, reasons: list[str], explained: str) -> None:
    classified_run.add_training("dummy", [0.69, 0.7, 0.68, 0.69, 0.69])
    classified_run.add_training("steep", [0.3, 0.31, 0.29, 0.3, 0.3], single_rows=SHOWN)
    lines, said, document = told(classified_run, language, "log_loss")
    truth = classified_run.truth["price"]
    typical, surprising = lines
    assert typical[1] == f"`{truth[1]}`"
    assert surprising[1] == f"`{truth[0]}`"
    assert [line[3] for line in lines] == reasons
    assert explained in said[-1]
    first, second = document["single_rows"]
    assert (first["answer"] == first["actual"], second["answer"] == second["actual"]) == (False, False)
    assert (first["row_id"], first["probability"]) == (1, pytest.approx(0.8 if truth[1] == "no" else 0.2))


def test_rows_that_are_answered_right_are_not_told_as_wrong(classified_run: Any) -> None:
    classified_run.add_training("dummy", [0.69, 0.7, 0.68, 0.69, 0.69])
    rows = [RowInfo(kind="surprising", row_id=row, reasons=[]) for row in (0, 5, 6)]
    classified_run.add_training("steep", [0.3, 0.31, 0.29, 0.3, 0.3], single_rows=rows)
    lines, said, document = told(classified_run, "en", "log_loss")
    assert [one["kind"] for one in document["single_rows"]] == ["surprising", "unsure", "unsure"]
    assert said[:2] == [
        "1 row that it is most wrong about. Are its values right?",
        "2 rows that it answers right, but is least sure about:",
    ]
    assert [line[0] for line in lines] == ["Row 1", "Row 6", "Row 7"]


def test_of_a_number(made_run: Any) -> None:
    made_run.add_dummy()
    made_run.add_training("ridge", [3.0, 3.1, 2.9, 3.0, 3.0], single_rows=SHOWN)
    lines, said, document = told(made_run, "en", "rmse")
    predicted = made_run.oof_predictions(3.0).set_index("row_id")["prediction"]
    assert [one["answer"] for one in document["single_rows"]] == pytest.approx([predicted[1], predicted[0]])
    assert [one["actual"] for one in document["single_rows"]] == pytest.approx(made_run.truth["price"].loc[[1, 0]])
    assert lines[0][0] == "Row 2"
    assert "what it adds to the answer, compared with its usual value" in said[-1]


def test_of_a_mixture_the_member_that_counts_most_gives_the_reasons(made_run: Any) -> None:
    made_run.add_dummy()
    made_run.add_training("ridge", [3.0, 3.1, 2.9, 3.0, 3.0], single_rows=SHOWN)
    made_run.add_training("lasso", [3.01, 3.09, 2.91, 3.0, 3.0], single_rows=SHOWN)
    made_run.compare(preference="accuracy", output=OutputSettings())
    document = made_run.told
    texts = [block.get("text", "") for one in document["report"]["sections"] for block in one["blocks"]]
    is_mixture = document["recommendation"]["candidate"].startswith("ensemble")
    assert any("which counts most" in text and "reasons" in text for text in texts) is is_mixture


def test_nothing_is_shown_where_none_are_known(made_run: Any) -> None:
    made_run.add_models(ridge=[3.0, 3.1, 2.9, 3.0, 3.0])
    made_run.compare(ensembles=SINGLE)
    document = made_run.told
    assert "singles" not in [one["key"] for one in document["report"]["sections"]]
    assert document["single_rows"] == []
