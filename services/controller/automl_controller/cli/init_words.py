"""What the command says of a table, and of the run that it plans for it."""

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
