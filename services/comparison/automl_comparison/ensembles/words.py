"""What the reader is told about ensembles."""

from __future__ import annotations

from collections.abc import Sequence

from automl_comparison import words as common
from automl_comparison.ensembles.outcome import Ensemble, Said
from automl_comparison.meta import Candidate, Facts
from automl_shared.config.models import Language
from automl_shared.words import N_, Words, listed, paragraph, say_in

NAMED = 15
"""Members named in a sentence at most; the picture and the report's table have the same."""

WORDS: Words = {
    "heading": N_("Several models together"),
    "title_weighted": N_("Several models together, each with its weight"),
    "title_voting": N_("Several models together, all counting alike"),
    "title_stacking": N_("A model on top of several"),
    "weighted": N_("“{name}” answers with a weighted mean of what {n} candidates say: {members}."),
    "voting": N_("“{name}” lets {n} candidates count alike: {members}."),
    "stacking": N_(
        "“{name}” has learned what to make of the answers of {n} candidates, which count about so much: {members}."
    ),
    "member": N_("“{candidate}” {share}"),
    "gain": N_(
        "On rows it has not seen it scores {score} on average; the best single candidate, “{single}”, scores {best}: a "
        "gain of {gain}."
    ),
    "as_good": N_(
        "On rows it has not seen it scores {score} on average; the best single candidate, “{single}”, scores {best}: "
        "no gain."
    ),
    "behind": N_(
        "On rows it has not seen it scores {score} on average; the best single candidate, “{single}”, scores {best}, "
        "which is better by {gain}."
    ),
    "honest": N_("For each part of the data, members and weights were chosen on the other parts."),
    "earlier": N_("For each part of the data, members and weights were chosen on earlier parts."),
    "cost": N_(
        "What that costs: {size} instead of {single_size}, and {seconds} instead of {single_seconds} to predict 1,000 "
        "rows."
    ),
    "left_out": N_("“{name}” takes no part: {why}."),
    "few": N_("fewer than two candidates score better than guessing on average and have predictions that can be read"),
    "one_member": N_("no mixture is better than “{member}” alone"),
    "no_gain": N_("it scores {score} on rows it has not seen, no better than “{single}” alone"),
    "stacking_no_gain": N_(
        "it scores {score} on rows it has not seen, no better than the weighted mean, which is simpler"
    ),
    "failed": N_("it could not be made: {cause}. What to do: {remedy}"),
    "not_stored": N_("its file could not be made: {cause}. What to do: {remedy}"),
    "unread": N_("The predictions of “{candidate}” cannot be used in a mixture: {cause}."),
    "guide": N_("{metric} takes too long to find weights by; {guide} guided them, and {metric} judged the result."),
    "sampled": N_("Weights were found on {sampled} of {rows} rows, and judged on all."),
    "pool": N_("Mixtures were made from the {asked} best of {all} candidates, the best of each kind of model first."),
}


def heading(language: Language = "en") -> str:
    return say_in(WORDS, "heading", language)


def titled(kind: str, language: Language = "en") -> str:
    """What an ensemble is called where people read it."""
    return say_in(WORDS, f"title_{kind}", language)


def sentences(facts: Facts, language: Language = "en") -> list[str]:
    """Everything there is to say, one paragraph each."""
    ensembles = facts.ensembles
    return [
        *(described(facts, one, language) for one in ensembles.built),
        *(
            say_in(WORDS, "left_out", language, name=titled(name, language), why=said(facts, why, language))
            for name, why in ensembles.left_out.items()
        ),
        *(said(facts, note, language) for note in ensembles.notes),
    ]


def described(facts: Facts, one: Ensemble, language: Language = "en") -> str:
    """Members and weights, what it gains over the best single candidate, and what it costs."""
    single = facts.ensembles.best_single
    name, members = one.candidate.title, _members(one, language)
    told = [say_in(WORDS, one.kind, language, name=name, n=len(one.members), members=members)]
    if single:
        told.append(_gain(facts, one.candidate, single, language))
    told.append(say_in(WORDS, "earlier" if facts.data.fold_plan.kind == "timeseries" else "honest", language))
    if single:
        told.append(_cost(one.candidate, single, language))
    return paragraph(told, language)


def said(facts: Facts, one: Said, language: Language = "en") -> str:
    """A reason or a note."""
    values = dict(one.values)
    if isinstance(score := values.get("score"), float):
        values["score"] = common.amount(facts.metric, score)
    said_by_programs = {key: common.quoted(str(values[key]), language) for key in ("cause", "remedy") if key in values}
    return say_in(WORDS, one.key, language, **values | said_by_programs)


def share(weight: float) -> str:
    return f"{100 * weight:.0f} %" if weight >= 0.01 else "< 1 %"


def _members(one: Ensemble, language: Language) -> str:
    named: Sequence[Candidate] = one.members[:NAMED]
    told = [
        say_in(
            WORDS,
            "member",
            language,
            candidate=member.title,
            share=share(one.combination.weights[member.candidate]),
        )
        for member in named
    ]
    return listed([*told, *(["…"] if len(named) < len(one.members) else [])], language)


def _gain(facts: Facts, one: Candidate, single: Candidate, language: Language) -> str:
    score, best = (common.amount(facts.metric, mean) for mean in (one.cv_mean, single.cv_mean))
    is_better = facts.metric.better(one.cv_mean, single.cv_mean)
    return say_in(
        WORDS,
        "as_good" if score == best else "gain" if is_better else "behind",
        language,
        score=score,
        single=single.title,
        best=best,
        gain=common.gap(facts.metric, one.cv_mean, single.cv_mean, language),
    )


def _cost(one: Candidate, single: Candidate, language: Language) -> str:
    return say_in(
        WORDS,
        "cost",
        language,
        size=common.size(one.size_bytes),
        single_size=common.size(single.size_bytes),
        seconds=common.seconds(one.predict_seconds, language),
        single_seconds=common.seconds(single.predict_seconds, language),
    )
