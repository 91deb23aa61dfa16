"""What the report says, section by section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from automl_comparison import words
from automl_comparison.counts import counted
from automl_comparison.ensembles import words as ensemble_words
from automl_comparison.meta import Facts
from automl_comparison.report import parts, pictured
from automl_comparison.report.blocks import Block, Code, Items, Link, Paragraph, Report, Section, Terms, Told
from automl_comparison.report.errors import errors
from automl_comparison.report.parts import say
from automl_comparison.report.reliability import reliability
from automl_comparison.report.singles import singles
from automl_comparison.report.weak import weak
from automl_comparison.steps import NEW_ROWS, predict_command
from automl_comparison.words.glance import glance
from automl_comparison.words.report import GLOSSARY, TERMS
from automl_shared.candidate_rows import CandidateRow
from automl_shared.phase_io import ComparisonInfo, Recommendation
from automl_shared.words import say_in


def written(
    facts: Facts,
    info: ComparisonInfo,
    table: Sequence[CandidateRow],
    *,
    task_url: str | None,
    top_k: int,
    max_columns: int,
    added: Sequence[Section] = (),
) -> Report:
    """The report. ``task_url``: where the recommended model's task is looked at. ``added``: what plugins write."""
    found, limits = info.recommendation, pictured.limits_of(top_k, max_columns)
    sections = (
        _section(facts, "caveats", [Items(tuple(info.caveats))] if info.caveats else []),
        _section(facts, "errors", errors(facts)),
        _section(facts, "reliability", reliability(facts)),
        _section(facts, "drivers", pictured.drivers(facts, limits) if found else []),
        _section(facts, "weak", weak(facts)),
        _section(facts, "singles", singles(facts)),
        _section(facts, "data", _data(facts)),
        _section(facts, "final_check", _final_check(facts)),
        _section(facts, "next_steps", _next_steps(info)),
        _section(facts, "model", _model(facts, found, task_url) if found else []),
        _section(facts, "ranking", [*_tried(facts, found), *parts.ranking(facts, table)]),
        _section(facts, "choices", parts.choices(facts)),
        _section(facts, "pictures", pictured.pictures(facts, limits)),
        Section(
            key="ensembles",
            heading=ensemble_words.heading(facts.language),
            blocks=tuple(Paragraph(text) for text in ensemble_words.sentences(facts, facts.language)),
        ),
        _section(facts, "earlier", pictured.earlier(facts, limits)),
        _section(facts, "failures", parts.failed(facts, table)),
        _section(facts, "not_tried", parts.not_tried(facts, table)),
        *added,
        _section(facts, "glossary", [_glossary(facts)]),
    )
    return Report(
        language=facts.language,
        title=say(facts, "title", dataset=facts.dataset_key),
        heading=say(facts, "heading", target=facts.data.target),
        subtitle=say(facts, "subtitle", dataset=facts.dataset_key, run_id=facts.run_id),
        light=words.light(facts),
        headline=words.headline(facts),
        model=found.title if found else "",
        model_id=found.candidate if found else "",
        check=words.check_in_short(facts),
        sentence=words.below_headline(facts),
        told=tuple(
            Told(section=section, label=label, text=text) for section, label, text in glance(facts, info.next_steps)
        ),
        sections=tuple(section for section in sections if section.blocks),
        foot=say(facts, "foot", task_id=info.task_id),
    )


def _next_steps(info: ComparisonInfo) -> list[Block]:
    return [block for step in info.next_steps for block in (Paragraph(step.text), Code(step.text, step.command))]


def _section(facts: Facts, key: str, blocks: Sequence[Block]) -> Section:
    return Section(key=key, heading=say(facts, key), blocks=tuple(blocks))


def _final_check(facts: Facts) -> list[Block]:
    chosen, check = facts.choice.recommended, facts.final_check
    if chosen is None:
        return []
    if check.score is None:
        return [Paragraph(say(facts, "check_missing", why=words.missing_check(facts)))]
    score, mean = (words.rounded(facts.metric, one, facts.language) for one in (check.score, chosen.cv_mean))
    said = [say(facts, "check_made", rows=f"{check.n_rows:,}", score=score, mean=mean)]
    if facts.near_ranges is not None:
        said.append(say(facts, "check_counted"))
    return [Paragraph(words.joined([*said, words.notices(facts)], facts.language))]


def _model(facts: Facts, found: Recommendation, task_url: str | None) -> list[Block]:
    not_yet = say(facts, "model_not_yet", below=say(facts, "caveats")) if words.light(facts) == "red" else ""
    blocks: list[Block] = [
        *([Paragraph(not_yet)] if not_yet else []),
        Paragraph(say(facts, "model_use")),
        Code(say(facts, "model"), predict_command(facts)),
        Paragraph(say(facts, "model_needs_file" if facts.asked.model_file else "model_needs")),
        Code(say(facts, "in_python"), _snippet(facts, found)),
    ]
    if task_url and task_url.startswith(("http://", "https://")):
        blocks.append(Link(say(facts, "own_pages"), task_url))
    return blocks


def _snippet(facts: Facts, found: Recommendation) -> str:
    """Python that predicts: the file is checked against its sha256 before anything in it is loaded."""
    chosen = facts.choice.recommended
    assert chosen is not None, "found is what it says"
    sha256 = facts.model.sha256 if facts.model else chosen.bundle_sha256
    imported, path = _model_file(facts, found)
    return (
        f"from automl_data.bundle import load_bundle\n"
        f"{imported}\n"
        f'sha256 = "{sha256}"\n'
        f"path = {path}\n"
        f"model = load_bundle(path, expected_sha256=sha256)\n"
        f'table = model.read("{NEW_ROWS}")  # {say(facts, "table_comment")}\n'
        f"print(model.predict(table))"
    )


def _model_file(facts: Facts, found: Recommendation) -> tuple[str, str]:
    """In Python: what is imported to find it, and where it is."""
    if facts.asked.model_file:
        return "", repr(facts.asked.model_file)
    if found.model_id:
        return "from clearml import Model\n", f'Model(model_id="{found.model_id}").get_local_copy(raise_on_error=True)'
    output = f'Task.get_task("{found.task_id}").models["output"][-1]'
    return "from clearml import Task\n", f"{output}.get_local_copy(raise_on_error=True)"


def _data(facts: Facts) -> list[Block]:
    data = facts.data
    problem, past = say(facts, data.problem_type), data.recipe.past
    said = [
        say(
            facts,
            "data_is",
            rows=f"{data.n_rows:,}",
            features=data.n_features_in,
            target=data.target,
            problem=problem,
        ),
        say(facts, "past", target=past.target, horizon=past.horizon) if past else "",
        say(facts, "dropped", n=data.n_rows_dropped) if data.n_rows_dropped else "",
        say(facts, "dealt", train=f"{data.n_train:,}", folds=facts.n_folds),
        say(facts, "kept", n=f"{data.n_holdout:,}") if data.n_holdout else say(facts, "none_kept"),
    ]
    return [Paragraph(words.joined(said, facts.language)), *parts.findings(facts)]


def _tried(facts: Facts, found: Recommendation | None) -> list[Block]:
    """Why the recommended one, and how many there were to choose from."""
    counts = counted(facts)
    said = say(
        facts,
        "tried_is",
        **asdict(counts),
        metric=facts.metric_title,
        direction=words.direction(facts.metric, facts.language),
    )
    extras = say(facts, "tried_extras", n=counts.extras) if counts.extras else ""
    return [
        *([Paragraph(found.reason)] if found else []),
        Paragraph(words.joined([said, extras], facts.language)),
    ]


def _glossary(facts: Facts) -> Terms:
    terms = ((say_in(TERMS, word, facts.language), say_in(GLOSSARY, word, facts.language)) for word in TERMS)
    explained = facts.metric.explained(facts.language)
    named = [(f"{facts.metric.titled(facts.language)} ({facts.metric.name})", explained)] if explained else []
    return Terms((*named, *terms))
