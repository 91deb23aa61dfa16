"""The tables of the report."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from automl_comparison import words
from automl_comparison.meta import Candidate, Facts
from automl_comparison.report.blocks import Block, Fold, Line, Paragraph, Table
from automl_comparison.words.report import WORDS
from automl_shared.candidate_rows import CandidateRow
from automl_shared.words import listed, speaker

MAX_ROWS = 100
MOST_OPEN = 6
"""Names under one reason that are shown without being asked for."""


say = speaker(WORDS)


def named(title: str, candidate: str) -> str:
    """A candidate in a table: what it is called, and its id on a line of its own."""
    return title if title.startswith(candidate) else f"{title}\n{candidate}"


def ranking(facts: Facts, table: Sequence[CandidateRow]) -> list[Block]:
    """The best, the recommended one and the baseline, whatever their place."""
    scored = [row for row in table if row.rank is not None]
    kept = [row for row in scored if (row.rank or 0) <= MAX_ROWS or row.outcome in ("recommended", "baseline")]
    header = (
        say(facts, "rank"),
        say(facts, "candidate"),
        say(facts, "average", metric=facts.metric_title),
        *(say(facts, key) for key in ("spread", "fit", "predict", "size")),
    )
    blocks: list[Block] = [
        Table(
            label=say(facts, "ranking"),
            header=header,
            lines=tuple(_ranked(facts, row) for row in kept),
            numbers=(0, 2, 3, 4, 5, 6),
            named=1,
        )
    ]
    held_against = _held_against(facts)
    if held_against:
        blocks.append(Paragraph(held_against, soft=True))
    if len(kept) < len(scored):
        blocks.append(Paragraph(say(facts, "ranking_cut", shown=len(kept), all=len(scored)), soft=True))
    return blocks


def _held_against(facts: Facts) -> str:
    """What decides beside guessing; empty where guessing does."""
    one = facts.choice.recommended or facts.choice.leader
    if one is None or not one.shuffled:
        return ""
    score = words.rounded(facts.metric, fmean(one.shuffled), facts.language)
    return say(facts, "held_against", metric=facts.metric_title, title=one.title, score=score)


def findings(facts: Facts) -> list[Block]:
    """What preprocessing found in the data, red first; the green ones are not told."""
    told = words.weightiest(facts)
    if not told:
        return [Paragraph(say(facts, "no_findings"))]
    header = (say(facts, "level"), say(facts, "finding"), say(facts, "action"))
    lines = [Line(kind=one.level, cells=(say(facts, one.level), one.message, one.action)) for one in told]
    return [Table(label=say(facts, "findings"), header=header, lines=tuple(lines))]


def choices(facts: Facts) -> list[Block]:
    """The most accurate, the simplest and the fastest useful one; nothing where the recommended one is all of that."""
    recommended = facts.choice.recommended
    merits = _merits(facts, facts.choice.useful) if recommended else []
    if all(one is recommended for one, _ in merits):
        return []
    header = (
        say(facts, "choice"),
        say(facts, "candidate"),
        say(facts, "average", metric=facts.metric_title),
        *(say(facts, key) for key in ("fit", "predict", "size")),
    )
    lines = tuple(
        Line(
            kind="recommended" if one is recommended else "", cells=(listed(said, facts.language), *_costs(facts, one))
        )
        for one, said in merits
    )
    table = Table(label=say(facts, "choices"), header=header, lines=lines, numbers=(2, 3, 4, 5))
    return [Paragraph(say(facts, "choices_is")), table] if facts.choice.baseline else [table]


def _merits(facts: Facts, useful: Sequence[Candidate]) -> list[tuple[Candidate, list[str]]]:
    """Each candidate that is the best in something, and in what."""
    best_in = {
        "most_accurate": useful[0],
        "simplest": min(useful, key=lambda one: one.complexity),
        "fastest": min(useful, key=lambda one: one.predict_seconds),
    }
    merits = ((one, [say(facts, merit) for merit, best in best_in.items() if best is one]) for one in useful)
    return [(one, said) for one, said in merits if said]


def failed(facts: Facts, table: Sequence[CandidateRow]) -> list[Block]:
    """Cause and remedy of each failure."""
    rows = [row for row in table if row.outcome == "failed"]
    if not rows:
        return [Paragraph(say(facts, "nothing_failed"))]
    header = tuple(say(facts, key) for key in ("candidate", "cause", "remedy", "task"))
    lines = tuple(
        Line(kind="failed", cells=(row.candidate, *_told(facts, row), row.task_id)) for row in rows[:MAX_ROWS]
    )
    return [Table(label=say(facts, "failures"), header=header, lines=lines), *_more(facts, len(rows))]


def not_tried(facts: Facts, table: Sequence[CandidateRow]) -> list[Block]:
    """What was skipped, by reason, the reason for most of it first."""
    of_reason: dict[str, list[str]] = {}
    for row in table:
        if row.outcome == "skipped":
            of_reason.setdefault(words.quoted(row.cause, facts.language), []).append(row.candidate)
    if not of_reason:
        return []
    n_skipped = sum(map(len, of_reason.values()))
    said = say(facts, "not_tried_is", n=n_skipped)
    return [
        Paragraph(said),
        *(_skipped(facts, *one) for one in sorted(of_reason.items(), key=lambda one: -len(one[1]))),
    ]


def _skipped(facts: Facts, why: str, names: Sequence[str]) -> Fold:
    shown = [f"`{name}`" for name in names[:MAX_ROWS]]
    if len(names) > MAX_ROWS:
        shown.append(say(facts, "more_rows", n=len(names) - MAX_ROWS))
    summary = say(facts, "reason_of", why=why, n=len(names))
    return Fold(summary=summary, texts=tuple(shown), is_open=len(names) <= MOST_OPEN)


def _told(facts: Facts, row: CandidateRow) -> tuple[str, str]:
    """Cause and remedy."""
    return words.quoted(row.cause, facts.language), words.quoted(row.remedy, facts.language)


def _more(facts: Facts, n_rows: int) -> list[Block]:
    return [Paragraph(say(facts, "more_rows", n=n_rows - MAX_ROWS), soft=True)] if n_rows > MAX_ROWS else []


def _ranked(facts: Facts, row: CandidateRow) -> Line:
    title = row.title
    if row.outcome == "recommended":
        note = "not_yet" if words.light(facts) == "red" else "recommended"
        title = say(facts, "noted", title=title, note=say(facts, note))
    cells = (
        str(row.rank),
        named(title, row.candidate),
        words.amount(facts.metric, row.cv_mean or 0.0),
        words.amount(facts.metric, row.cv_std or 0.0),
        words.seconds(row.fit_seconds or 0.0, facts.language),
        words.seconds(row.predict_seconds or 0.0, facts.language),
        words.size(row.size_bytes or 0),
    )
    return Line(kind=row.outcome, cells=cells)


def _costs(facts: Facts, one: Candidate) -> tuple[str, ...]:
    return (
        named(one.title, one.candidate),
        words.amount(facts.metric, one.cv_mean),
        words.seconds(one.fit_seconds, facts.language),
        words.seconds(one.predict_seconds, facts.language),
        words.size(one.size_bytes),
    )
