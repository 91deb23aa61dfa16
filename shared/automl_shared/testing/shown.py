"""What plots, checks of the data and report blocks promise, on the facts of a made-up run."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from automl_shared.lazy import go
from automl_shared.plugins import Check, Plot, ReportBlock
from automl_shared.plugins.facts import ComparisonFacts, drawn, facts_of
from automl_shared.testing import examples
from automl_shared.testing.promises import Promise, check_sentence, expect, keep_all, working


def _drawn(plot: Plot, document: Mapping[str, Any]) -> Any:
    return plot.draw(facts_of(plot.phase, document))


def _draws(plot: Plot) -> None:
    for document in examples.documents(plot.phase):
        figure = working(
            f"drawing {plot.name!r}",
            partial(_drawn, plot, document),
            fix=f"use the fields of the facts of {plot.phase} (automl_shared.plugins.facts), and return None to skip",
        )
        expect(
            figure is None or isinstance(figure, go.Figure),
            "it returns a plotly figure, or None to skip the picture",
            value=f"{type(figure).__name__}: {str(figure)[:80]}",
            fix="return plotly.graph_objects.Figure(...)",
        )
        working(f"showing {plot.name!r}", partial(drawn, plot, document), fix="return a plain figure")


PLOT_PROMISES: tuple[Promise[Plot], ...] = (
    Promise("says what it shows", lambda plot: check_sentence(plot.caption, "its caption", "caption")),
    Promise("draws a figure, of classes and of numbers", _draws),
)


def _finds(check: Check) -> None:
    for problem_type in ("binary", "regression"):
        facts = examples.table_facts(problem_type=problem_type)
        before = facts.rows.copy()
        findings = working(
            f"the check {check.name!r}",
            partial(check.findings, facts),
            fix="return a Finding of automl_shared.phase_io, several, or None; the rows may have gaps",
        )
        expect(facts.rows.equals(before), "the rows stay as they were", value=problem_type, fix="work on a copy")
        for finding in findings:
            check_sentence(finding.message, f"the message of {finding.code}", "message")
            unknown = [name for name in finding.columns if name not in facts.rows]
            expect(not unknown, "the columns of a finding are in the data", value=unknown, fix="name columns of rows")


CHECK_PROMISES: tuple[Promise[Check], ...] = (
    Promise("says what it looks at", lambda check: check_sentence(check.summary, "what it looks at", "summary")),
    Promise("finds something or nothing, and leaves the rows as they were", _finds),
)


def _writes(block: ReportBlock) -> None:
    for useful in (True, False):
        facts = ComparisonFacts.model_validate(examples.compared(useful=useful))
        working(
            f"the report block {block.name!r} of a run {'with' if useful else 'without'} a recommended model",
            partial(block.parts, facts),
            fix="return a text, a ReportTable, several of them, or None; facts.recommendation may be None",
        )


def _has_a_title(block: ReportBlock) -> None:
    expect(bool(block.title.strip()), "it has a title", value=repr(block.title), fix="set title= in its decorator")


REPORT_BLOCK_PROMISES: tuple[Promise[ReportBlock], ...] = (
    Promise("has a title", _has_a_title),
    Promise("writes texts and tables, with and without a recommended model", _writes),
)


def check_plot(plot: Plot) -> None:
    """Raises AssertionError, in words, where a plot does not keep what every plot promises."""
    keep_all(PLOT_PROMISES, plot)


def check_check(check: Check) -> None:
    """Raises AssertionError, in words, where a check of the data does not keep what every check promises."""
    keep_all(CHECK_PROMISES, check)


def check_report_block(block: ReportBlock) -> None:
    """Raises AssertionError, in words, where a report block does not keep what every report block promises."""
    keep_all(REPORT_BLOCK_PROMISES, block)
