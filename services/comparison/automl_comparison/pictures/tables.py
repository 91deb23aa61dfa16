"""The verdict, and every candidate, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from automl_comparison import words
from automl_comparison.meta import Facts
from automl_comparison.pictures.base import Shown, picture
from automl_comparison.pictures.parts import cut
from automl_comparison.words.report import WORDS as REPORT
from automl_shared.candidate_rows import CandidateRow
from automl_shared.figure_tables import table
from automl_shared.figures import named
from automl_shared.words import N_, NC_, Words, say_in, speaker

TABLE_ROWS = 100
WIDTHS = (6, 16, 13, 9, 8, 7, 10, 8, 30)
"""Of the columns of all candidates; those that say nothing are left out. What to do stands in the table of failures."""

WORDS: Words = {
    "recommendation": N_("What we recommend, and how sure that is."),
    "all_candidates": N_("Every candidate and what became of it, the failed and skipped ones first."),
    "failures": N_("What failed or was not tried, with the cause and what to do."),
}
say = speaker(WORDS)


@picture(
    NC_("a picture", "recommendation"),
    place=10,
    meaning="What to use, why, how sure that is, the final check, and what to keep in mind.",
)
def recommendation(shown: Shown) -> Any:
    """The verdict as questions and answers."""
    facts, info = shown.facts, shown.info

    def told(key: str) -> str:
        return say_in(REPORT, key, facts.language)

    found = info.recommendation
    answers = [
        (told("what_to_use"), f"{words.headline(facts)}: {found.title}" if found else words.no_model(facts.language)),
        (told("in_short"), info.sentence),
    ]
    if found:
        answers.append((told("why"), found.reason))
    answers += [(told("how_sure"), line) for line in words.how_sure(facts)]
    answers += [(told("next_steps"), f"{step.text} {step.command}") for step in info.next_steps[:1]]
    answers += [(told("final_check"), _final_check(facts)), *((told("caveats"), text) for text in info.caveats)]
    if found:
        answers.append((told("task_of_model"), found.task_id))
    columns = [[question for question, _ in answers], [named(answer) for _, answer in answers]]
    return table(say(facts, "recommendation"), [told("question"), told("answer")], columns, [1, 5])


@picture(
    NC_("a picture", "failed and skipped"),
    place=120,
    meaning="What failed or was not tried, with cause and remedy; only where there is something.",
)
def failures(of: Shown) -> Any:
    """What gave no result, with cause and remedy; None when everything did."""
    facts, rows = of.facts, of.table
    missing = [row for row in rows if row.outcome in ("failed", "skipped")]
    if not missing:
        return None
    shown = missing[:TABLE_ROWS]
    header = [say_in(REPORT, key, facts.language) for key in ("candidate", "outcome", "cause", "remedy", "task")]
    lines = [
        [row.candidate, say_in(REPORT, row.outcome, facts.language), named(row.cause), named(row.remedy), row.task_id]
        for row in shown
    ]
    note = cut(facts, "rows", len(shown), len(missing))
    return _table(say(facts, "failures"), header, lines, [4, 2, 6, 6, 3], note=note)


@picture(
    NC_("a picture", "all candidates"),
    place=140,
    meaning="Every candidate with what became of it; the failed and skipped ones with their cause.",
)
def all_candidates(of: Shown) -> Any:
    """Every candidate with what became of it, the failed ones first so that no cap hides them."""
    facts, rows = of.facts, of.table

    def told(key: str, **values: object) -> str:
        return say_in(REPORT, key, facts.language, **values)

    ordered = [*(row for row in rows if row.rank is None), *(row for row in rows if row.rank is not None)]
    shown = ordered[:TABLE_ROWS]
    header = [
        told("rank"),
        told("candidate"),
        told("outcome"),
        told("average", metric=facts.metric_title),
        *map(told, ("spread", "fit", "predict", "size", "cause")),
    ]
    note = cut(facts, "rows", len(shown), len(ordered))
    return _table(say(facts, "all_candidates"), header, [_line(facts, row) for row in shown], WIDTHS, note=note)


def _table(
    caption: str, header: Sequence[str], lines: Sequence[Sequence[str]], widths: Sequence[int], *, note: str | None
) -> Any:
    """Without the columns in which no line says anything."""
    columns = [one for one in zip(header, zip(*lines, strict=True), widths, strict=True) if any(one[1])]
    heads, cells, wide = map(list, zip(*columns, strict=True))
    return table(caption, heads, cells, wide, note=note)


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
    ]


def _final_check(facts: Facts) -> str:
    check, chosen = facts.final_check, facts.choice.recommended
    if check.score is None or chosen is None:
        return say_in(REPORT, "check_missing", facts.language, why=words.missing_check(facts))
    score, mean = (words.rounded(facts.metric, one, facts.language) for one in (check.score, chosen.cv_mean))
    return say_in(REPORT, "check_made", facts.language, rows=check.n_rows, score=score, mean=mean)
