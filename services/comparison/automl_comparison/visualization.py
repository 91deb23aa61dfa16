"""The pictures of the comparison task, from plain data."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from automl_comparison import words
from automl_comparison.meta import Candidate, Facts
from automl_comparison.tables import Row
from automl_shared.figures import COLOURS, captioned, nothing_to_show
from automl_shared.phase_io import ComparisonInfo

BLUE, RED, GREEN, GREY, PALE = COLOURS[0], COLOURS[1], COLOURS[2], "#b8bcc4", "#f1f5f8"
TABLE_ROWS = 100
LINE_LENGTH = 100
"""Characters of a wide table cell that fit on a line."""
ROW_HEIGHT = 30


def recommendation(facts: Facts, info: ComparisonInfo) -> Any:
    """The verdict as questions and answers."""
    found = info.recommendation
    answers = [("What to use", found.candidate if found else words.NO_MODEL), ("In short", info.sentence)]
    if found:
        answers += [("Why", found.reason), ("How sure", words.CONFIDENCE[info.confidence])]
    answers += [("Final check", _final_check(facts)), *(("Keep in mind", text) for text in info.caveats)]
    if found:
        answers.append(("Task of the model", found.task_id))
    columns = [[question for question, _ in answers], [escape(answer) for _, answer in answers]]
    n_lines = sum(1 + len(answer) // LINE_LENGTH for _, answer in answers)
    figure = _table(["Question", "Answer"], columns, widths=[1, 5])
    return captioned(figure, "What we recommend, and how sure that is.").update_layout(height=180 + 25 * n_lines)


def ranking(facts: Facts, *, top_k: int) -> Any:
    """The best candidates as bars with their spread, and the baseline as a line."""
    import plotly.graph_objects as go

    shown = facts.choice.models[:top_k]
    if not shown:
        return nothing_to_show("No model gave a result.")
    chosen, baseline = facts.choice.recommended, facts.choice.baseline
    figure = go.Figure(
        go.Bar(
            orientation="h",
            y=[one.candidate for one in shown],
            x=[one.cv_mean for one in shown],
            error_x={"type": "data", "array": [one.cv_std for one in shown]},
            marker={"color": [GREEN if one is chosen else BLUE for one in shown]},
            text=[words.amount(facts.metric, one.cv_mean) for one in shown],
            textposition="inside",
            insidetextanchor="start",
        )
    )
    if baseline:
        figure.add_vline(
            x=baseline.cv_mean,
            line={"dash": "dash", "color": RED},
            annotation={
                "text": f"guessing: {words.amount(facts.metric, baseline.cv_mean)}",
                "yref": "paper",
                "y": 1.0,
                "yanchor": "bottom",
                "xanchor": "center",
            },
        )
    figure.update_yaxes(autorange="reversed", automargin=True)
    figure.update_xaxes(title=f"{facts.metric.name}, average over the folds ({words.direction(facts.metric)})")
    captioned(
        figure,
        "Scores on unseen rows with their spread over the folds; green: recommended, dashed: guessing.",
        cut=_cut(len(shown), len(facts.choice.models), "candidates, the best"),
    )
    return figure.update_layout(height=200 + ROW_HEIGHT * len(shown), showlegend=False)


def heatmap(facts: Facts, *, max_columns: int) -> Any:
    """CV mean by model and preparation; an empty cell has no result."""
    import plotly.graph_objects as go

    scored = facts.choice.models
    if not scored:
        return nothing_to_show("No model gave a result.")
    every_model, every_preprocess = [one.model for one in scored], [one.preprocess for one in scored]
    models, preprocesses = _distinct(every_model)[:max_columns], _distinct(every_preprocess)[:max_columns]
    mean = {(one.model, one.preprocess): one.cv_mean for one in scored}
    cells = [[mean.get((model, preprocess)) for preprocess in preprocesses] for model in models]
    figure = go.Figure(
        go.Heatmap(
            z=cells,
            x=preprocesses,
            y=models,
            colorscale=[[0, PALE], [1, BLUE]],
            reversescale=not facts.metric.greater_is_better,
            text=[
                ["no result" if cell is None else words.amount(facts.metric, cell) for cell in line] for line in cells
            ],
            texttemplate="%{text}",
            hoverongaps=False,
            colorbar={"title": facts.metric.name},
        )
    )
    figure.update_yaxes(autorange="reversed", automargin=True, type="category")
    figure.update_xaxes(automargin=True, type="category")
    n_shown, n_all = len(models) * len(preprocesses), len(_distinct(every_model)) * len(_distinct(every_preprocess))
    captioned(
        figure,
        "Average score by model (down) and preparation of the data (across): darker is better.",
        cut=_cut(n_shown, n_all, "combinations, the best"),
    )
    return figure.update_layout(height=220 + ROW_HEIGHT * len(models))


def score_against_time(facts: Facts, *, max_points: int) -> Any:
    """CV mean against the seconds spent fitting."""
    import plotly.graph_objects as go

    shown = facts.choice.ranking[:max_points]
    chosen = facts.choice.recommended
    groups: list[tuple[str, str, Sequence[Candidate]]] = [
        ("recommended", GREEN, [one for one in shown if one is chosen]),
        ("candidate", BLUE, [one for one in shown if one is not chosen and not one.is_baseline]),
        ("guessing", RED, [one for one in shown if one.is_baseline]),
    ]
    figure = go.Figure(
        [
            go.Scatter(
                name=name,
                mode="markers",
                x=[one.fit_seconds for one in members],
                y=[one.cv_mean for one in members],
                marker={"color": colour, "size": 11},
                hovertext=[one.candidate for one in members],
            )
            for name, colour, members in groups
            if members
        ]
    )
    figure.update_xaxes(type="log", title="seconds to fit, all folds together")
    figure.update_yaxes(title=f"{facts.metric.name} ({words.direction(facts.metric)})")
    return captioned(
        figure,
        "What a better score costs in time: each point is one candidate.",
        cut=_cut(len(shown), len(facts.choice.ranking), "candidates, the best"),
    )


def all_candidates(facts: Facts, table: Sequence[Row]) -> Any:
    """Every candidate with what became of it, the failed ones first so that no cap hides them."""
    ordered = [*(row for row in table if row.rank is None), *(row for row in table if row.rank is not None)]
    shown = ordered[:TABLE_ROWS]
    lines = [_line(facts, row) for row in shown]
    header = [
        "Rank",
        "Candidate",
        "What became of it",
        facts.metric.name,
        "Spread",
        "Fit",
        "Predict 1,000",
        "Size",
        "Cause",
        "What to do",
    ]
    widths = [1, 4, 3, 2, 2, 2, 2, 2, 5, 5]
    width = len(header) if any(row.cause or row.remedy for row in shown) else len(header) - 2
    columns = list(zip(*lines, strict=True))
    figure = _table(header[:width], columns[:width], widths=widths[:width])
    captioned(
        figure,
        "Every candidate and what became of it, the failed and skipped ones first.",
        cut=_cut(len(shown), len(ordered), "rows (all of them: artifact `leaderboard`)"),
    )
    tallest = max((1 + max(len(row.cause), len(row.remedy)) // 30 for row in shown), default=1)
    return figure.update_layout(height=min(900, 200 + ROW_HEIGHT * (len(shown) + tallest)))


def _line(facts: Facts, row: Row) -> list[str]:
    def shown(value: float | None, text: Any) -> str:
        return "" if value is None else str(text(value))

    return [
        shown(row.rank, str),
        escape(row.candidate).replace("+", "+<br>"),
        row.outcome,
        shown(row.cv_mean, lambda value: words.amount(facts.metric, value)),
        shown(row.cv_std, lambda value: words.amount(facts.metric, value)),
        shown(row.fit_seconds, words.seconds),
        shown(row.predict_seconds, words.seconds),
        shown(row.size_bytes, words.size),
        escape(row.cause),
        escape(row.remedy),
    ]


def _table(header: Sequence[str], columns: Sequence[Sequence[str]], *, widths: Sequence[int]) -> Any:
    import plotly.graph_objects as go

    return go.Figure(
        go.Table(
            columnwidth=list(widths),
            header={"values": list(header), "align": "left", "fill": {"color": GREY}},
            cells={"values": [list(column) for column in columns], "align": "left", "height": 24},
        )
    )


def _final_check(facts: Facts) -> str:
    if facts.final_check.score is None:
        return facts.final_check.missing
    return f"{words.amount(facts.metric, facts.final_check.score)} on {facts.final_check.n_rows} rows"


def _distinct(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _cut(n_shown: int, n_all: int, what: str) -> str | None:
    return f"{n_shown} of {n_all} {what}" if n_shown < n_all else None
