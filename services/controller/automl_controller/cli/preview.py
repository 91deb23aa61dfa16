"""A table looked at before a run, for people."""

from __future__ import annotations

from collections.abc import Container, Iterator
from math import ceil

from automl_controller.cli.init_words import INIT_WORDS
from automl_controller.cli.output import cell, show_table
from automl_controller.runs.estimate import Outlook
from automl_controller.runs.scaffold import Look
from automl_data.intake import shown_path
from automl_data.intake.layout_words import LAYOUT_WORDS
from automl_data.preview import ClassCount, Preview, TargetPreview
from automl_shared.config.models import Language
from automl_shared.phase_io import ColumnInfo, Finding
from automl_shared.words import paragraph, say_in

MOST_COLUMNS = 40
MOST_CLASSES = 8


def show_look(look: Look, data: str, *, guessed: bool) -> None:
    """Rows, target, columns, what is left out, the lights, and what a run would cost; on stdout."""
    seen, language = look.preview, look.config.output.language
    print(_say(language, "table", file=shown_path(data), rows=seen.rows, columns=len(seen.columns)))
    print("\n".join([*_told(seen, LAYOUT_WORDS), *_about_target(seen, language, guessed=guessed)]) + "\n")
    used = [column for column in seen.columns if column.role != "left_out"]
    _show_columns(_say(language, "used", count=len(used)), used, language)
    left_out = [column for column in seen.columns if column.role == "left_out"]
    if left_out:
        print()
        _show_columns(_say(language, "left_out", count=len(left_out)), left_out, language)
    if seen.rows_holdout:
        print("\n" + _say(language, "counted", train=seen.rows_train, holdout=seen.rows_holdout))
    print("\n" + "\n".join(_lights(seen.findings, language)))
    print("\n" + _about_run(look.outlook, language) + "\n")


def _say(language: Language, key: str, **values: object) -> str:
    return say_in(INIT_WORDS, key, language, **values)


def _told(seen: Preview, codes: Container[str]) -> list[str]:
    """What is fine and is said all the same: who looks at a table has to know what of its file was left out."""
    return [one.message for one in seen.findings if one.level == "green" and one.code in codes]


def _about_target(seen: Preview, language: Language, *, guessed: bool) -> Iterator[str]:
    yield _say(language, "target", name=seen.target.name, what=_target(seen.target, seen.rows_used, language))
    if guessed:
        yield _say(language, "guessed")
    yield from _told(seen, ("series",))
    if seen.rows_dropped:
        yield _say(language, "dropped", rows=seen.rows_dropped)


def _target(target: TargetPreview, rows: int, language: Language) -> str:
    if target.spread is not None:
        figures = {name: _figure(value) for name, value in target.spread.model_dump().items()}
        key = "spread_in_unit" if target.unit else "spread"
        return _say(language, key, unit=target.unit, **figures)
    shown = [_class(one, target, rows, language) for one in target.classes[:MOST_CLASSES]]
    more = ["…"] * (len(target.classes) > MOST_CLASSES)
    return _say(language, "classes", count=len(target.classes), classes=", ".join([*shown, *more]))


def _figure(value: float) -> str:
    """A number of the target as people write it, where that is not too long."""
    return f"{value:,.0f}" if 1e4 <= abs(value) < 1e12 else cell(value)


def _class(one: ClassCount, target: TargetPreview, rows: int, language: Language) -> str:
    label = _say(language, "positive", label=one.label) if one.label == target.positive else one.label
    return f"{label} {one.rows:,} ({100 * one.rows / rows:.0f} %)"


def _show_columns(title: str, columns: list[ColumnInfo], language: Language) -> None:
    heads = {key: _say(language, key) for key in ("column", "kind", "missing", "distinct", "why")}
    rows = [
        {
            heads["column"]: column.name,
            heads["kind"]: column.kind if column.role in ("feature", "left_out") else f"{column.kind} ({column.role})",
            heads["missing"]: column.missing,
            heads["distinct"]: column.distinct,
            heads["why"]: column.reason,
        }
        for column in columns[:MOST_COLUMNS]
    ]
    show_table(title, rows)
    if len(columns) > MOST_COLUMNS:
        print(_say(language, "more", count=len(columns) - MOST_COLUMNS))


def _lights(findings: list[Finding], language: Language) -> Iterator[str]:
    shining = [finding for finding in findings if finding.level != "green"]
    for finding in shining:
        yield f"{_say(language, finding.level)} {paragraph([finding.message, finding.action], language)}".rstrip()
    yield _say(language, "green", count=len(findings) - len(shining))


def _about_run(run: Outlook, language: Language) -> str:
    low, high = (max(1, ceil(minutes)) for minutes in run.minutes)
    key = "run_minute" if high <= 1 else "run_minutes"
    return _say(
        language,
        key,
        candidates=run.candidates,
        preparations=run.preparations,
        workers=run.workers,
        low=low,
        high=high,
    )
