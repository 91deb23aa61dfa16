"""report.html: one self-contained page for somebody who knows the business and no machine learning."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from html import escape

from automl_comparison import words
from automl_comparison.ensembles import words as ensemble_words
from automl_comparison.meta import Facts
from automl_comparison.tables import Row
from automl_shared.phase_io import ComparisonInfo, Recommendation

MAX_ROWS = 100

_STYLE = """
:root { --ink: #1f2933; --soft: #52606d; --line: #d9dee4; --accent: #1f5a86; --good: #2f6b4f; --bad: #9b2f33; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 3rem; color: var(--ink); background: #fff;
       font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 2.25rem 0 .5rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
.soft { color: var(--soft); }
.verdict { border-left: .4rem solid var(--good); background: #f3f8f5; padding: 1rem 1.25rem; margin: 1.25rem 0; }
.verdict.none { border-color: var(--bad); background: #fbf3f3; }
.verdict strong { display: block; font-size: 1.25rem; }
.scroll { overflow-x: auto; }
.scroll:focus { outline: 2px solid var(--accent); }
table { border-collapse: collapse; width: 100%; font-size: .92rem; overflow-wrap: normal; }
th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
tr.recommended { background: #eaf4ee; font-weight: 600; }
tr.baseline { background: #f5f5f2; font-style: italic; }
dt { font-weight: 600; margin-top: .5rem; }
dd { margin: 0; }
pre { background: #f4f6f8; padding: .8rem 1rem; overflow-x: auto; font-size: .88rem; overflow-wrap: normal; }
a { color: var(--accent); }
@media print { body { max-width: none; padding: 0; } .scroll { overflow: visible; } h2 { break-after: avoid; } }
""".strip()

_SECURITY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""Nothing may be loaded from anywhere, whatever a name in the data says."""


def html(facts: Facts, info: ComparisonInfo, table: Sequence[Row], *, task_url: str | None) -> str:
    """The page. ``task_url``: where the recommended model's task is looked at. Every text from outside is escaped."""
    body = "\n".join(
        (
            _head(facts, info),
            _caveats(info),
            _model(info, task_url),
            _data(facts),
            _tried(facts),
            _ranking(facts, table),
            _ensembles(facts),
            _failures(table),
            _glossary(),
            _foot(info),
        )
    )
    title = escape(f"AutoML report: {facts.dataset_key}")
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_SECURITY}">\n<link rel="icon" href="data:,">\n'
        f"<style>\n{_STYLE}\n</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _head(facts: Facts, info: ComparisonInfo) -> str:
    found = info.recommendation
    headline = found.candidate if found else words.NO_MODEL.capitalize()
    kind = "verdict" if found else "verdict none"
    sure = f"<p>How sure: {escape(words.CONFIDENCE[info.confidence])}.</p>" if found else ""
    why = f"<p>{escape(found.reason)}</p>" if found else ""
    return (
        f"<h1>What predicts <q>{escape(facts.data.target)}</q> best</h1>\n"
        f'<p class="soft">{escape(facts.dataset_key)}, run {escape(facts.run_id)}</p>\n'
        f'<div class="{kind}"><strong>{escape(headline)}</strong>{escape(info.sentence)}</div>\n'
        f"{why}\n{sure}"
    )


def _caveats(info: ComparisonInfo) -> str:
    return _section("Keep in mind", _list(info.caveats)) if info.caveats else ""


def _model(info: ComparisonInfo, task_url: str | None) -> str:
    found = info.recommendation
    if found is None:
        return ""
    link = ""
    if task_url and task_url.startswith(("http://", "https://")):
        link = f'<p><a href="{escape(task_url)}">The model\'s own pictures and numbers</a></p>'
    return _section("How to get the model", f"<pre>{escape(_snippet(found))}</pre>\n{link}")


def _snippet(found: Recommendation) -> str:
    if found.model_id:
        fetch = f'from clearml import InputModel\n\npath = InputModel(model_id="{found.model_id}").get_local_copy()'
    else:
        fetch = (
            f'from clearml import Task\n\npath = Task.get_task("{found.task_id}").artifacts["model"].get_local_copy()'
        )
    return (
        f"from automl_shared.bundle import load_bundle\n{fetch}\n"
        "model = load_bundle(path)   # needs the package automl-training\n"
        "model.predict(table)        # a pandas table with the columns as they were in your data"
    )


def _data(facts: Facts) -> str:
    data = facts.data
    kept = f"{data.n_holdout} rows were kept back for the final check" if data.n_holdout else "no rows were kept back"
    dropped = f" {data.n_rows_dropped} rows without a value of the target were left out." if data.n_rows_dropped else ""
    return _section(
        "What the data were",
        (
            f"<p>{data.n_rows:,} rows; {data.n_features_in} columns to predict <q>{escape(data.target)}</q> from "
            f"({escape(data.problem_type)}).{dropped} {data.n_train:,} rows were used to learn and test, dealt into "
            f"parts so that each candidate was tested {facts.n_folds} times on rows it had not seen; {kept}.</p>"
        ),
    )


def _tried(facts: Facts) -> str:
    singles = [one for one in facts.choice.models if not one.is_ensemble]
    models, preprocesses = {one.model for one in singles}, {one.preprocess for one in singles}
    said = (
        f"<p>{len(singles)} candidates gave a result: {len(models)} models on {len(preprocesses)} "
        f"preparations of the data. They were compared by {escape(facts.metric.name)} "
        f"({words.direction(facts.metric)}); among those alike the preference "
        f"<q>{escape(facts.preference)}</q> decided.</p>"
    )
    if facts.skipped:
        said += "<p>Not tried:</p>" + _list(f"{name}: {why}" for name, why in facts.skipped.items())
    return _section("What was tried", said)


def _ranking(facts: Facts, table: Sequence[Row]) -> str:
    scored = [row for row in table if row.rank is not None]
    kept = [row for row in scored if (row.rank or 0) <= MAX_ROWS or row.outcome in ("recommended", "baseline")]
    lines = [_ranked(facts, row) for row in kept]
    cut = ""
    if len(kept) < len(scored):
        cut = f'<p class="soft">{len(kept)} of {len(scored)}; all of them: artifact leaderboard.</p>'
    header = ("Rank", "Candidate", f"{facts.metric.name}, average", "Spread", "Fit", "Predict 1,000 rows", "Size")
    return _section("Ranking", _table("Ranking", header, lines, numbers={0, 2, 3, 4, 5, 6}) + cut)


def _ensembles(facts: Facts) -> str:
    told = ensemble_words.sentences(facts)
    if not told:
        return ""
    return _section(ensemble_words.heading(), "\n".join(f"<p>{escape(text)}</p>" for text in told))


def _ranked(facts: Facts, row: Row) -> tuple[str, list[str]]:
    note = {"recommended": " (recommended)", "baseline": " (baseline: guessing)"}.get(row.outcome, "")
    return row.outcome, [
        str(row.rank),
        f"{row.candidate}{note}",
        words.amount(facts.metric, row.cv_mean or 0.0),
        words.amount(facts.metric, row.cv_std or 0.0),
        words.seconds(row.fit_seconds or 0.0),
        words.seconds(row.predict_seconds or 0.0),
        words.size(row.size_bytes or 0),
    ]


def _failures(table: Sequence[Row]) -> str:
    failed = [row for row in table if row.outcome == "failed"]
    if not failed:
        return _section("What failed", "<p>Nothing failed.</p>")
    lines = [("failed", [row.candidate, row.cause, row.remedy, row.task_id]) for row in failed]
    return _section("What failed", _table("What failed", ("Candidate", "What happened", "What to do", "Task"), lines))


def _glossary() -> str:
    entries = "\n".join(f"<dt>{escape(word)}</dt><dd>{escape(text)}</dd>" for word, text in words.GLOSSARY.items())
    return _section("Words", f"<dl>\n{entries}\n</dl>")


def _foot(info: ComparisonInfo) -> str:
    return f'<p class="soft">Made by task {escape(info.task_id)}. For machines: artifact report_json.</p>'


def _section(heading: str, content: str) -> str:
    return f"<section>\n<h2>{escape(heading)}</h2>\n{content}\n</section>"


def _list(texts: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"


def _table(
    label: str, header: Sequence[str], lines: Sequence[tuple[str, Sequence[str]]], *, numbers: Collection[int] = ()
) -> str:
    """``lines``: the row's class and its cells. ``numbers``: the columns aligned to the right."""

    def cell(tag: str, column: int, text: str) -> str:
        aligned = ' class="number"' if column in numbers else ""
        scope = ' scope="col"' if tag == "th" else ""
        return f"<{tag}{scope}{aligned}>{escape(text)}</{tag}>"

    head = "".join(cell("th", column, text) for column, text in enumerate(header))
    body = "\n".join(
        f'<tr class="{escape(kind)}">{"".join(cell("td", column, text) for column, text in enumerate(cells))}</tr>'
        for kind, cells in lines
    )
    return (
        f'<div class="scroll" role="region" aria-label="{escape(label)}" tabindex="0">\n'
        f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n</div>"
    )
