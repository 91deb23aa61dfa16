"""What the command says of a table and of a run."""

from __future__ import annotations

from automl_shared.words import N_, NN_, Words

INIT_WORDS: Words = {
    "columns": N_("{rows:,} rows; columns: {names}"),
    "ask_target": N_("Which column is to be predicted?"),
    "no_column": N_("there is no column {name!r}"),
    "metrics": N_("A model is judged by:"),
    "ask_metric": N_("Which one decides?"),
    "no_metric": N_("{answer!r} is neither a number from 1 to {most} nor one of the names in brackets"),
    "table": N_("{file}: {rows:,} rows, {columns:,} columns"),
    "target": N_("Target `{name}`: {what}"),
    "guessed": N_("  guessed, as --target was not given"),
    "dropped": NN_(
        "  {rows:,} row has no target (or no time) and is not used",
        "  {rows:,} rows have no target (or no time) and are not used",
        by="rows",
    ),
    "classes": N_("{count} classes: {classes}"),
    "positive": N_("{label} (positive)"),
    "spread": N_(
        "numbers from {least} to {greatest}, half of them between {lower_quartile} and {upper_quartile}, median "
        "{median}"
    ),
    "spread_in_unit": N_(
        "numbers in {unit}, from {least} to {greatest}, half of them between {lower_quartile} and {upper_quartile}, "
        "median {median}"
    ),
    "used": NN_("Used, the target included: one column", "Used, the target included: {count} columns", by="count"),
    "left_out": NN_("Left out: one column", "Left out: {count} columns", by="count"),
    "counted": N_(
        "Missing and distinct values are counted in the {train:,} rows that a run learns from; the other "
        "{holdout:,} are kept back for the final check."
    ),
    "column": N_("column"),
    "kind": N_("kind"),
    "missing": N_("missing"),
    "distinct": N_("distinct"),
    "why": N_("why"),
    "more": N_("and {count} more: --json lists all"),
    "red": N_("RED   "),
    "yellow": N_("YELLOW"),
    "green": N_("GREEN  {count} more checks are fine"),
    "run_minute": N_(
        "A run would try {candidates} candidates on {preparations} preparations: about a minute with {workers} "
        "training workers"
    ),
    "run_minutes": N_(
        "A run would try {candidates} candidates on {preparations} preparations: very roughly {low} to {high} minutes "
        "with {workers} training workers"
    ),
    "options": N_(
        "Add the --set options above to this command (with --force, because {file} exists) or to "
        "automl submit and automl run."
    ),
    "wrote": N_("wrote {file}\nnext: {command}"),
}

PLAN_WORDS: Words = {
    "start": N_("this run has {n:,} candidates; start it?"),
    "would_make": N_("Would make (nothing was made)"),
    "by_model": N_("Trainings by model"),
    "parameters": N_("{n:,} tasks in all; each with its parameters: --dry-run --verbose, or --json"),
    "phase": N_("phase"),
    "tasks": N_("tasks"),
    "queue": N_("queue"),
    "model": N_("model"),
    "trainings": N_("trainings"),
    "on": N_("on these variants"),
}

RUN_TEXTS: Words = {
    "away": N_("the server does not answer; the run goes on, waiting"),
    "run": N_("run {run_id}"),
    "no_controller": N_("waiting for the controller"),
    "done_of": N_("{done} of {total} candidates"),
    "failed": N_("{count} failed"),
    "best": N_("best so far {candidate}: {score}"),
    "left": N_("about {time} left"),
    "waiting": N_("{count} tasks"),
    "seconds": N_("{n} s"),
    "minutes": N_("{n} min"),
    "hours": N_("{n} h"),
    "days": N_("{n} d"),
    "ago": N_("{time} ago"),
    "status": N_("status"),
    "tasks": N_("Tasks"),
    "task": N_("task"),
    "attempt": N_("try"),
    "nth_try": N_("try {n}"),
    "reused_from": N_("reused from run {run_id}"),
    "worker": N_("worker"),
    "time": N_("time"),
    "cause": N_("What happened"),
    "is_created": N_("being made"),
    "is_queued": N_("waiting"),
    "is_in_progress": N_("running"),
    "is_stopped": N_("stopped"),
    "is_completed": N_("completed"),
    "is_failed": N_("failed"),
    "is_published": N_("completed"),
    "is_closed": N_("completed"),
    "is_unknown": N_("unknown"),
    "is_superseded": N_("superseded"),
    "recommended": N_("Recommended: {candidate}"),
    "not_yet": N_("Best so far, but not to be used yet: {candidate}"),
    "no_holdout": N_("no rows were set aside"),
    "scores": N_("{metric}: {mean} +- {spread} in cross-validation, {guessing} by guessing, final check: {holdout}"),
    "caveats": N_("Keep in mind"),
    "leaderboard": N_("Leaderboard"),
    "rank": N_("rank"),
    "title": N_("candidate"),
    "candidate": N_("id"),
    "cv_mean": N_("score"),
    "cv_std": N_("spread"),
    "fit_seconds": N_("fit (s)"),
    "predict_seconds": N_("predict (s)"),
    "size_bytes": N_("size (bytes)"),
    "next_steps": N_("What to do now"),
    "failures": N_("What did not work"),
    "left_out": N_("What the time budget had no room for"),
    "more_rows": N_("and {n} more: {command}"),
    "ended": N_("Run {run_id}: {status}"),
    "page": N_("page:   {url}"),
    "folder": N_("files:  {url}"),
    "login": N_("log in: {url} (once, within ten minutes)"),
    "report": N_("report: {path}"),
    "use": N_("use it: {command}"),
    "run_completed": N_("completed"),
    "run_completed_with_failures": N_("completed with failures"),
    "run_failed": N_("failed"),
    "run_aborted": N_("aborted"),
    "run_running": N_("running"),
    "no_model": N_("no useful model"),
    "use_model": N_("use {candidate}"),
    "being_stopped": N_("run {run_id} is being stopped"),
    "goes_on": N_("run {run_id} goes on; tasks that are done and stay as they are: {done}"),
    "watching_stopped": N_("stopped watching; the run goes on: {command}"),
    "no_browser": N_("no browser can be opened here: copy the file to a machine that has one, or follow the link"),
    "watch_next": N_("next: {command}"),
    "submitted": N_("run {run_id} waits in {queue} (data {name})\n  {url}"),
    "submitted_before": N_("run {run_id} was submitted with this key before; nothing was made\n  {url}"),
    "target_guessed": N_("predicting `{column}`, as no target was named; another one: {command}"),
    "nobody_works": N_("nobody works on the queue {queue} yet: the run starts when a controller does (automl up)"),
}

PREDICT_WORDS: Words = {
    "model": N_("“{candidate}” of run {run_id} predicts {target}"),
    "calibrated": N_("its probabilities are corrected ({method})"),
    "threshold": N_("says {positive} from a probability of {threshold} on"),
    "reach": N_("low and high: {share} of new rows lie within {reach} of the prediction"),
    "unchecked": N_("this model's file does not say what it learned from, so the rows were not checked"),
    "unused": N_("not used: {names}"),
    "warning": N_("warning: {message}"),
    "error": N_("error: {message}"),
    "predicted": N_("Predicted {target}"),
    "prediction": N_("prediction"),
    "rows": N_("rows"),
    "lowest": N_("lowest"),
    "mean": N_("mean"),
    "highest": N_("highest"),
    "moved": N_("Columns that have moved away from what was learned, the farthest first"),
    "moved_do": N_(
        "If the values in these columns are right, things have changed since the model was trained: train it "
        "again on newer rows before you rely on it. If not, check how the file was made."
    ),
    "column": N_("column"),
    "learned": N_("while learning"),
    "now": N_("in this file"),
    "distance": N_("distance (0.25 or more is large)"),
    "done": NN_("One row, in {seconds} s", "{rows} rows, in {seconds} s"),
    "done_warned": NN_(
        "One row, unlike what was learned (column `warnings`), in {seconds} s",
        "{rows} rows, {warned} of them unlike what was learned (column `warnings`), in {seconds} s",
    ),
    "reasons": N_("reasons: what each value adds to {moved}, against the usual value of its column"),
    "of_class": N_("the probability of {name}"),
    "of_answer": N_("the probability of the prediction"),
    "of_number": N_("the prediction"),
    "wrote": N_("wrote {file}"),
}

EXPORT_TEXTS: Words = {
    "wrote": N_("wrote {folder}: {files}"),
    "apart": N_("checked against the model's own answers: at most {apart} apart"),
    "try": N_("try it: {command}"),
}

LIST_TEXTS: Words = {
    "runs": N_("Runs"),
    "run": N_("run"),
    "status": N_("status"),
    "data": N_("data"),
    "target": N_("target"),
    "verdict": N_("verdict"),
    "score": N_("score"),
    "age": N_("age"),
}

COMPARE_TEXTS: Words = {
    "runs": N_("Runs"),
    "settings": N_("Settings that differ"),
    "meaning": N_("what it sets"),
    "status": N_("status"),
    "data": N_("data"),
    "rows": N_("rows"),
    "target": N_("target"),
    "recommended": N_("recommended"),
    "metric": N_("metric"),
    "cross_validation": N_("cross-validation"),
    "final_check": N_("final check"),
    "guessing": N_("guessing"),
    "candidates": N_("candidates"),
    "of_candidates": N_("{n}, {failed} failed"),
    "seconds": N_("seconds"),
    "higher": N_("{metric} (higher is better)"),
    "lower": N_("{metric} (lower is better)"),
}
