"""What to do after the run: at most a few steps, each from something that was found in it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from automl_comparison.counts import counted
from automl_comparison.expected_errors import NumberErrors
from automl_comparison.meta import Facts
from automl_comparison.singles import explained_by
from automl_comparison.words import light
from automl_comparison.words.caveats import COPIES, GIANT_GROUP, SPLIT_CLASSES, check_is_worse
from automl_comparison.words.numbers import amount, gap
from automl_comparison.words.report import WORDS as HEADINGS
from automl_comparison.words.steps import say
from automl_data.intake.target import one_spelling
from automl_shared.config.models import PORTFOLIOS
from automl_shared.config.overrides import as_option, with_option
from automl_shared.phase_io import LearningCurveInfo, NextStep
from automl_shared.words import listed, say_in

MOST = 5
NEW_ROWS = "new_rows.csv"
"""The file that the commands predict for."""
MORE_ROWS, NEWER_ROWS, WITHOUT_COPIES = "MORE_ROWS.csv", "NEWER_ROWS.csv", "WITHOUT_COPIES.csv"
FEW_ROWS = 5_000
"""Up to here the folds are repeated in little time."""
REPEATS = 5
EXAMPLE_COSTS = {"false_positive": 1, "false_negative": 5}
MEAN_ERROR = "mae"
LEAK, IN_TIME, RARE, LONG_TAIL = "leak", "time_order", "imbalance", "target_skew"
ROWS, KEY, WORDS_AMONG_NUMBERS = "rows", "telling_key", "target_mostly_numbers"


def next_steps(facts: Facts) -> list[NextStep]:
    """The weightiest first; a score that cannot be believed is not worth refining."""
    spoiled = [step for find in (_without_suspects, _without_copies, _check_again) if (step := find(facts))]
    red = [step for find in (_enough_rows, _more_of_a_class, _as_numbers, _as_measured) if (step := find(facts))]
    blocking = (_one_spelling, _even_target, _single_rows, _go_on, _after_failures, _any_model, _thorough)
    refining = () if spoiled else (_more_time, _set_costs, _repeat, _more_rows)
    found = (find(facts) for find in (*blocking, _predict, _in_time, *refining, _compare))
    return [*spoiled, *red, *_of_others(facts), *(step for step in found if step)][:MOST]


def predict_command(facts: Facts) -> str:
    """Predicts a file of new rows with the recommended model."""
    return shlex.join(["automl", "predict", facts.asked.model_file or facts.run_id, NEW_ROWS])


def _without_suspects(facts: Facts) -> NextStep | None:
    suspects = _columns_of(facts, LEAK, "red")
    if not suspects:
        return None
    dropped = [*facts.asked.dropped_columns, *suspects]
    return _again(facts, "without_suspects", "data.editing.drop_columns", dropped, columns=_listed(facts, suspects))


def _without_copies(facts: Facts) -> NextStep | None:
    if not _columns_of(facts, COPIES, "red"):
        return None
    return NextStep(text=say(facts, "without_copies"), command=_with_rows_of(facts, WITHOUT_COPIES))


def _check_again(facts: Facts) -> NextStep | None:
    """Where the final check is worse than luck explains: was it these rows, or was the score too good?"""
    if not check_is_worse(facts):
        return None
    if facts.data.fold_plan.kind == "timeseries":  # always the latest rows
        return NextStep(text=say(facts, "newer_rows"), command=_with_rows_of(facts, NEWER_ROWS))
    return _again(facts, "check_again", "data.random_seed", facts.asked.random_seed + 1)


def _enough_rows(facts: Facts) -> NextStep | None:
    if not _was_found(facts, ROWS, "red"):
        return None
    return NextStep(text=say(facts, "enough_rows"), command=_with_rows_of(facts, MORE_ROWS))


def _as_numbers(facts: Facts) -> NextStep | None:
    """A target of numbers with words among them, which were all taken for classes."""
    if not _was_found(facts, WORDS_AMONG_NUMBERS, "red"):
        return None
    return _again(facts, "as_numbers", "data.problem_type", "regression", target=facts.data.target)


def _as_measured(facts: Facts) -> NextStep | None:
    """Numbers that were left out as a key, although their order says much about the target."""
    found = _columns_of(facts, KEY, "red")
    if not found:
        return None
    types = {**facts.asked.column_types, **dict.fromkeys(found, "numeric")}
    return _again(facts, "as_measured", "data.column_types", types, columns=_listed(facts, found))


def _of_others(facts: Facts) -> Iterator[NextStep]:
    """For what else is red, such as a plugin's finding: it says itself what to do."""
    own = (LEAK, COPIES, ROWS, RARE, WORDS_AMONG_NUMBERS, KEY)
    for finding in facts.data.findings:
        if finding.level == "red" and finding.code not in own and facts.asked.again:
            yield NextStep(text=say(facts, "first", finding=finding.message), command=facts.asked.again)


def _one_spelling(facts: Facts) -> NextStep | None:
    """Classes that may be one and the same; beside what is replaced already."""
    if not any(one.code == SPLIT_CLASSES for one in facts.data.findings):
        return None
    target, replaced = facts.data.target, facts.asked.replaced_values
    alike = one_spelling(facts.data.rows_of_class, replaced.get(target, {}))
    return _again(facts, "one_spelling", "data.editing.replace_values", {**replaced, target: alike})


def _more_of_a_class(facts: Facts) -> NextStep | None:
    """Where a class has so few rows that nothing stands out, or that what does is not to be used yet."""
    if not _was_found(facts, RARE, "red"):
        return None
    return NextStep(text=say(facts, "more_of_a_class"), command=_with_rows_of(facts, MORE_ROWS))


def _even_target(facts: Facts) -> NextStep | None:
    """Where nothing stands out, and the few rows in the tail of the target decide the score."""
    if facts.choice.recommended or not _was_found(facts, LONG_TAIL, "yellow"):
        return None
    return _again(facts, "even_target", "preprocessing.target_transform", "auto")


def _single_rows(facts: Facts) -> NextStep | None:
    """Where the middle value comes closer for a typical row: what the model is better at are a few large ones."""
    errors, again = facts.expected_errors, facts.asked.again
    if again is None or facts.choice.recommended is None or facts.metric.name == MEAN_ERROR:
        return None
    if not isinstance(errors, NumberErrors) or errors.beats_usual:
        return None
    command = with_option(again, "evaluation.primary_metric", MEAN_ERROR)
    if _was_found(facts, LONG_TAIL, "yellow"):
        command = with_option(command, "preprocessing.target_transform", "auto")
    return NextStep(text=say(facts, "single_rows"), command=command)


def _go_on(facts: Facts) -> NextStep | None:
    """Where nothing stands out among what the time budget had room for."""
    return None if facts.choice.recommended else _without_budget(facts)


def _more_time(facts: Facts) -> NextStep | None:
    """Where a model is useful, and the time budget left out more of them than it had room for."""
    counts = counted(facts)
    if facts.choice.recommended is None or counts.late <= counts.compared - counts.mixtures:
        return None
    return _without_budget(facts)


def _without_budget(facts: Facts) -> NextStep | None:
    late = counted(facts).late
    if not late:
        return None
    if facts.asked.model_file:
        return _again(facts, "without_budget", "run.time_budget_minutes", None, n=late)
    return NextStep(text=say(facts, "go_on", n=late), command=_resume(facts)) if facts.asked.again else None


def _after_failures(facts: Facts) -> NextStep | None:
    """Where every model that was tried failed."""
    counts, again = counted(facts), facts.asked.again
    if facts.choice.leader or counts.late or not counts.failed or again is None:
        return None
    said = say(facts, "after_failures", below=say_in(HEADINGS, "failures", facts.language))
    return NextStep(text=said, command=again if facts.asked.model_file else _resume(facts))


def _any_model(facts: Facts) -> NextStep | None:
    """Where nothing but guessing was tried, and no time budget is why."""
    counts = counted(facts)
    if facts.choice.leader or counts.late or counts.failed:
        return None
    return _again(facts, "any_model", "models", PORTFOLIOS[0])


def _thorough(facts: Facts) -> NextStep | None:
    """Where all that was to be tried was, and none of it stands out."""
    if facts.choice.recommended or facts.choice.leader is None or counted(facts).late:
        return None
    if facts.is_won_by_guessing:
        return _again(facts, "another_metric", "evaluation.primary_metric", None)
    if _was_found(facts, GIANT_GROUP, "yellow"):
        return NextStep(text=say(facts, "other_groups"), command=_with_rows_of(facts, MORE_ROWS))
    if facts.asked.portfolio == PORTFOLIOS[-1]:
        return None
    return _again(facts, "thorough", "models", PORTFOLIOS[-1])


def _predict(facts: Facts) -> NextStep | None:
    if light(facts) in ("red", "none"):
        return None
    return NextStep(text=say(facts, "predict"), command=predict_command(facts))


def _in_time(facts: Facts) -> NextStep | None:
    """Rows in the order of a date that were dealt at random, which is easier than to predict what comes next."""
    found = _columns_of(facts, IN_TIME, "yellow")
    if facts.choice.recommended is None or not found:
        return None
    return _again(facts, "in_time", "data.time_column", found[0], column=found[0])


def _set_costs(facts: Facts) -> NextStep | None:
    if facts.choice.recommended is None or len(facts.data.classes) != 2 or facts.costs:
        return None
    return _again(facts, "set_costs", "evaluation.costs", EXAMPLE_COSTS, positive=facts.data.classes[1])


def _repeat(facts: Facts) -> NextStep | None:
    """Where the choice is not clear, and the folds were dealt once; those in the order of time cannot be repeated."""
    plan, choice = facts.data.fold_plan, facts.choice
    if choice.over_rival is None or choice.confidence == "clear" or facts.data.n_train > FEW_ROWS:
        return None
    if plan.n_repeats > 1 or plan.kind == "timeseries":
        return None
    return _again(facts, "repeat", "cross_validation.n_repeats", REPEATS, n=REPEATS)


def _more_rows(facts: Facts) -> NextStep | None:
    curve = _curve(facts)
    if curve is None or not curve.rising or len(curve.rows) < 2:
        return None
    said = say(
        facts,
        "more_rows",
        few=f"{curve.rows[-2]:,}",
        before=amount(facts.metric, curve.scores[-2]),
        rows=f"{curve.rows[-1]:,}",
        now=amount(facts.metric, curve.scores[-1]),
        gain=gap(facts.metric, curve.scores[-1], curve.scores[-2], facts.language),
    )
    return NextStep(text=said, command=_with_rows_of(facts, MORE_ROWS))


def _resume(facts: Facts) -> str:
    return f"automl runs resume {facts.run_id}"


def _with_rows_of(facts: Facts, file: str) -> str:
    if facts.asked.model_file and facts.asked.again:
        return with_option(facts.asked.again, "data.csv_path", file)
    return f"automl submit {as_option('data.csv_path', file)} --compare-with {facts.run_id}"


def _compare(facts: Facts) -> NextStep | None:
    before = facts.earlier
    if before is None or before.why == "unreadable":
        return None
    command = shlex.join(["automl", "runs", "compare", before.run_id, facts.run_id])
    return NextStep(text=say(facts, "compare", run_id=before.run_id), command=command)


def _again(facts: Facts, key: str, path: str, value: object, **values: object) -> NextStep | None:
    """The run once more with one thing changed; None where no run owns the task."""
    if facts.asked.again is None:
        return None
    return NextStep(text=say(facts, key, **values), command=with_option(facts.asked.again, path, value))


def _was_found(facts: Facts, code: str, level: str) -> bool:
    return any((one.code, one.level) == (code, level) for one in facts.data.findings)


def _columns_of(facts: Facts, code: str, level: str) -> list[str]:
    """The columns that findings of this kind are about."""
    found = [one.columns for one in facts.data.findings if (one.code, one.level) == (code, level)]
    return list(dict.fromkeys(column for columns in found for column in columns))


def _listed(facts: Facts, columns: list[str]) -> str:
    return listed((f"`{column}`" for column in columns), facts.language)


def _curve(facts: Facts) -> LearningCurveInfo | None:
    """The recommended one's; of a mixture, of the member that counts most."""
    single = explained_by(facts)
    return single.learning_curve if single else None
