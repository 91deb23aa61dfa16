"""The pictures of the comparison task: charts as drawings, and the tables."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from automl_comparison import curves, words
from automl_comparison.charts import Bars, Chart, Curves, Grid, Mark, Points
from automl_comparison.meta import Facts
from automl_comparison.words.pictures import WORDS as PICTURES
from automl_comparison.words.report import WORDS as REPORT
from automl_shared.candidate_rows import CandidateRow
from automl_shared.figure_tables import table
from automl_shared.figures import (
    COLOURS,
    NAMES_DOWNWARDS,
    Drawing,
    axis,
    beside_ticks,
    captioned,
    named,
    plain,
    upright_line,
)
from automl_shared.phase_io import ComparisonInfo
from automl_shared.words import say_in

BLUE, RED, GREEN, GREY, PALE = COLOURS[0], COLOURS[1], COLOURS[2], "#b8bcc4", "#f1f5f8"
COLOUR_OF: dict[Mark, str] = {"recommended": GREEN, "candidate": BLUE, "baseline": RED, "before": GREY}
TABLE_ROWS = 100
ROW_HEIGHT = 30


def drawn(chart: Chart | None) -> Any:
    """The drawing of a chart; None for none."""
    if chart is None:
        return None
    if isinstance(chart, Bars):
        return _bars(chart)
    if isinstance(chart, Curves):
        return curves.figure(chart)
    return _points(chart) if isinstance(chart, Points) else _grid(chart)


def recommendation(facts: Facts, info: ComparisonInfo) -> Any:
    """The verdict as questions and answers."""

    def say(key: str) -> str:
        return say_in(REPORT, key, facts.language)

    found = info.recommendation
    answers = [
        (say("what_to_use"), f"{words.headline(facts)}: {found.title}" if found else words.no_model(facts.language)),
        (say("in_short"), info.sentence),
    ]
    if found:
        answers.append((say("why"), found.reason))
    answers += [(say("how_sure"), line) for line in words.how_sure(facts)]
    answers += [(say("next_steps"), f"{step.text} {step.command}") for step in info.next_steps[:1]]
    answers += [(say("final_check"), _final_check(facts)), *((say("caveats"), text) for text in info.caveats)]
    if found:
        answers.append((say("task_of_model"), found.task_id))
    columns = [[question for question, _ in answers], [named(answer) for _, answer in answers]]
    return table(say_in(PICTURES, "recommendation", facts.language), [say("question"), say("answer")], columns, [1, 5])


def all_candidates(facts: Facts, rows: Sequence[CandidateRow]) -> Any:
    """Every candidate with what became of it, the failed ones first so that no cap hides them."""

    def say(key: str, **values: object) -> str:
        return say_in(REPORT, key, facts.language, **values)

    ordered = [*(row for row in rows if row.rank is None), *(row for row in rows if row.rank is not None)]
    shown = ordered[:TABLE_ROWS]
    header = [
        say("rank"),
        say("candidate"),
        say("outcome"),
        say("average", metric=facts.metric_title),
        *map(say, ("spread", "fit", "predict", "size", "cause", "remedy")),
    ]
    widths = [5, 16, 11, 8, 7, 7, 9, 7, 18, 18]
    width = len(header) if any(row.cause or row.remedy for row in shown) else len(header) - 2
    columns = list(zip(*(_line(facts, row) for row in shown), strict=True))
    caption = say_in(PICTURES, "all_candidates", facts.language)
    note = _cut(facts, len(shown), len(ordered))
    return table(caption, header[:width], columns[:width], widths[:width], note=note)


def failures(facts: Facts, rows: Sequence[CandidateRow]) -> Any:
    """What gave no result, with cause and remedy; None when everything did."""
    missing = [row for row in rows if row.outcome in ("failed", "skipped")]
    if not missing:
        return None
    shown = missing[:TABLE_ROWS]
    header = [say_in(REPORT, key, facts.language) for key in ("candidate", "outcome", "cause", "remedy", "task")]
    lines = [
        [row.candidate, say_in(REPORT, row.outcome, facts.language), named(row.cause), named(row.remedy), row.task_id]
        for row in shown
    ]
    caption = say_in(PICTURES, "failures", facts.language)
    columns = list(zip(*lines, strict=True))
    return table(caption, header, columns, [4, 2, 6, 6, 3], note=_cut(facts, len(shown), len(missing)))


def _bars(chart: Bars) -> Any:
    errors = [bar.error for bar in chart.bars]
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": [plain(bar.label) for bar in chart.bars],
        "x": [bar.value for bar in chart.bars],
        "marker": {"color": [COLOUR_OF[bar.mark] for bar in chart.bars]},
        "text": [bar.text for bar in chart.bars],
        "textposition": "auto",
        "textangle": 0,
        "insidetextanchor": "start",
        "cliponaxis": False,
    }
    if any(error is not None for error in errors):
        bars["error_x"] = {"type": "data", "array": errors}
    figure = Drawing(
        bars,
        xaxis=axis(chart.axis, rangemode="tozero"),
        yaxis=NAMES_DOWNWARDS,
        height=220 + ROW_HEIGHT * len(chart.bars),
    )
    if chart.line:
        value, name = chart.line
        line = {"dash": "dash", "color": RED}
        figure.layout |= upright_line(value, name, line=line, yanchor="bottom", xanchor="center")
    return captioned(figure, chart.caption, cut=chart.cut)


def _points(chart: Points) -> Any:
    front = {
        "type": "scatter",
        "name": chart.front_name,
        "mode": "lines",
        "x": [point.x for point in chart.front],
        "y": [point.y for point in chart.front],
        "line": {"shape": "hv", "color": GREY, "dash": "dot"},
        "hoverinfo": "skip",
    }
    clouds = [_cloud(chart, mark, name) for mark, name in chart.names]
    y_axis = beside_ticks(chart.y_axis) | ({"tickformat": ".1%"} if chart.in_percent else {})
    figure = Drawing(
        *([front] if len(chart.front) > 1 else []), *clouds, xaxis=axis(chart.x_axis, type="log"), yaxis=y_axis
    )
    return captioned(figure, chart.caption, cut=chart.cut)


def _cloud(chart: Points, mark: Mark, name: str) -> dict[str, Any]:
    """The points of one mark."""
    members = [point for point in chart.points if point.mark == mark]
    symbols = ["diamond" if point in chart.front else "circle" for point in members]
    return {
        "type": "scatter",
        "name": name,
        "mode": "markers",
        "x": [point.x for point in members],
        "y": [point.y for point in members],
        "marker": {"color": COLOUR_OF[mark], "size": 11, "symbol": symbols},
        "hovertext": [plain(point.label) for point in members],
    }


def _grid(chart: Grid) -> Any:
    figure = Drawing(
        {
            "type": "heatmap",
            "z": chart.values,
            "x": [plain(name) for name in chart.columns],
            "y": [plain(name) for name in chart.rows],
            "colorscale": [[0, PALE], [1, BLUE]],
            "reversescale": not chart.greater_is_better,
            "text": chart.texts,
            "texttemplate": "%{text}",
            "hoverongaps": False,
            "colorbar": {"title": {"text": chart.title}},
        },
        xaxis={"automargin": True, "type": "category"},
        yaxis=NAMES_DOWNWARDS,
        height=220 + ROW_HEIGHT * len(chart.rows),
    )
    return captioned(figure, chart.caption, cut=chart.cut)


def _line(facts: Facts, row: CandidateRow) -> list[str]:
    def shown(value: float | None, text: Any) -> str:
        return "" if value is None else str(text(value))

    seconds = partial(words.seconds, language=facts.language)
    return [
        shown(row.rank, str),
        row.title or row.candidate,
        say_in(REPORT, row.outcome, facts.language),
        shown(row.cv_mean, lambda value: words.amount(facts.metric, value)),
        shown(row.cv_std, lambda value: words.amount(facts.metric, value)),
        shown(row.fit_seconds, seconds),
        shown(row.predict_seconds, seconds),
        shown(row.size_bytes, words.size),
        named(row.cause),
        named(row.remedy),
    ]


def _final_check(facts: Facts) -> str:
    check, chosen = facts.final_check, facts.choice.recommended
    if check.score is None or chosen is None:
        return say_in(REPORT, "check_missing", facts.language, why=words.missing_check(facts))
    score, mean = (words.rounded(facts.metric, one, facts.language) for one in (check.score, chosen.cv_mean))
    return say_in(REPORT, "check_made", facts.language, rows=check.n_rows, score=score, mean=mean)


def _cut(facts: Facts, n_shown: int, n_all: int) -> str | None:
    return say_in(PICTURES, "cut_rows", facts.language, shown=n_shown, all=n_all) if n_shown < n_all else None
