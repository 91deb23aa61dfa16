"""A run for people: verdict first, then the ranking, what failed, and at the end where to go on."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from automl_controller.cli.output import show_table
from automl_controller.cli.scores import margin, metric_title, score, took
from automl_controller.cli.words import RUN_TEXTS
from automl_shared.config.models import Language
from automl_shared.phase_io import Failure, LeaderboardRow, NextStep, Recommendation, RunDocument
from automl_shared.words import say_in, size

MAX_ROWS = 50
"""Scored candidates and causes of failures listed for people; `automl runs results` has all of them."""
MEASURED = ("cv_mean", "cv_std", "fit_seconds", "predict_seconds", "size_bytes")
RANKED = ("rank", "title", "candidate", *MEASURED)
MAX_CAVEATS = 3
"""Of what to keep in mind, the weightiest first; the report has all of it."""
MAX_NAMES = 6
"""Candidates named for one cause."""


def show_run(
    document: RunDocument,
    sentence: str = "",
    notes: Sequence[str] = (),
    *,
    language: Language = "en",
    page: str = "",
    login_url: str = "",
    caveats: Sequence[str] = (),
    steps: Sequence[NextStep] = (),
    report: Path | None = None,
    model: str | None = None,
) -> None:
    """A run on stdout. ``report``: the report's file.

    ``page``: the run's address, that of the document when left out. ``login_url``: one that logs a browser in.
    ``caveats``: what to keep in mind. ``steps``: what to do after it. ``model``: what `automl predict` calls the run's
    model; the run's id when left out.
    """
    print(f"\n{sentence}".rstrip())
    if document.recommendation:
        _show_choice(document.recommendation, language)
    elif sentence:
        print()
    if caveats:
        print("\n".join([_say(language, "caveats"), *_to_keep_in_mind(caveats, document, report, language), ""]))
    _show_ranking(document, language)
    for heading, left_out in (("failures", False), ("left_out", True)):
        if missing := [one for one in document.failures if one.left_out == left_out]:
            print("\n" + "\n".join([_say(language, heading), *_by_cause(document, missing, language)]))
    if notes:
        print("\n" + "\n".join(notes))
    if steps:
        lines = [line for step in steps for line in (f"  {step.text}", f"    {step.command}")]
        print("\n".join(["", _say(language, "next_steps"), *lines]))
    print("\n" + "\n".join(_where_to_go_on(document, language, page or document.url, login_url, report, model)))


def _say(language: Language, key: str, **values: object) -> str:
    return say_in(RUN_TEXTS, key, language, **values)


def _show_choice(chosen: Recommendation, language: Language) -> None:
    metric, unit = chosen.primary_metric, chosen.unit
    scores = _say(
        language,
        "scores",
        metric=metric_title(metric, language, chosen.positive_class),
        mean=score(metric, chosen.cv_mean, unit),
        spread=margin(metric, chosen.cv_std, unit),
        guessing=score(metric, chosen.baseline, unit),
        holdout=_say(language, "no_holdout") if chosen.holdout is None else score(metric, chosen.holdout, unit),
    )
    title = f"{chosen.title or chosen.candidate} [{chosen.candidate}]"
    key = "not_yet" if chosen.light == "red" else "recommended"
    print(f"\n{_say(language, key, candidate=title)}\n  {chosen.reason}\n  {scores}\n")


def _to_keep_in_mind(
    caveats: Sequence[str], document: RunDocument, report: Path | None, language: Language
) -> list[str]:
    lines = [f"  {caveat}" for caveat in caveats[:MAX_CAVEATS]]
    if (n := len(caveats) - MAX_CAVEATS) > 0:
        lines.append("  " + _say(language, "more_rows", n=n, command=report or f"automl runs open {document.run_id}"))
    return lines


def _show_ranking(document: RunDocument, language: Language) -> None:
    rows, chosen = document.leaderboard, document.recommendation
    shown = [_ranked(row, chosen, language) for row in rows[:MAX_ROWS]]
    known = [name for name in RANKED if any(row[name] != "" for row in shown)]
    heads = {name: _say(language, name) for name in known}
    if chosen:
        heads["cv_mean"] = metric_title(chosen.primary_metric, language, chosen.positive_class)
    show_table(_say(language, "leaderboard"), shown, known, heads, numbers=MEASURED)
    if len(rows) > MAX_ROWS:
        print(_more(document, len(rows) - MAX_ROWS, language))


def _ranked(row: LeaderboardRow, chosen: Recommendation | None, language: Language) -> dict[str, Any]:
    """A row with its units. ``chosen``: by which metric they were ranked, where it is known."""
    metric, unit = (chosen.primary_metric, chosen.unit) if chosen else ("", "")
    return {
        **row.model_dump(include={"rank", "title", "candidate"}),
        "cv_mean": score(metric, row.cv_mean, unit),
        "cv_std": f"± {margin(metric, row.cv_std, unit)}",
        "fit_seconds": took(row.fit_seconds, language),
        "predict_seconds": took(row.predict_seconds, language),
        "size_bytes": size(row.size_bytes),
    }


def _more(document: RunDocument, n: int, language: Language) -> str:
    return _say(language, "more_rows", n=n, command=f"automl runs results {document.run_id} --csv")


def _by_cause(document: RunDocument, missing: Sequence[Failure], language: Language) -> list[str]:
    """Each cause once, with the candidates that ended by it and the remedy."""
    groups: dict[tuple[str, str], list[str]] = {}
    for failure in missing:
        groups.setdefault((failure.cause, failure.remedy), []).append(failure.candidate)
    lines = []
    for (cause, remedy), candidates in list(groups.items())[:MAX_ROWS]:
        names = ", ".join(candidates[:MAX_NAMES])
        if len(candidates) > MAX_NAMES:
            names += ", " + _more(document, len(candidates) - MAX_NAMES, language)
        lines += [f"  {names}", f"    {cause}", *([f"    {remedy}"] if remedy else [])]
    if len(groups) > MAX_ROWS:
        lines.append("  " + _more(document, sum(map(len, list(groups.values())[MAX_ROWS:])), language))
    return lines


def _where_to_go_on(
    document: RunDocument, language: Language, page: str, login_url: str, report: Path | None, model: str | None
) -> list[str]:
    """The run's end, its page, its report, and the command that uses the model, as far as there are any."""
    status = _say(language, f"run_{document.status}")
    lines = [_say(language, "ended", run_id=document.run_id, status=status)]
    key = "folder" if page.startswith("file:") else "page"
    lines.append("  " + _say(language, key, url=page))
    if login_url and login_url != page:
        lines.append("  " + _say(language, "login", url=login_url))
    if report:
        lines.append("  " + _say(language, "report", path=report))
    if document.recommendation and document.recommendation.light != "red":
        command = shlex.join(["automl", "predict", model or document.run_id, "new_rows.csv"])
        lines.append("  " + _say(language, "use", command=command))
    return lines
