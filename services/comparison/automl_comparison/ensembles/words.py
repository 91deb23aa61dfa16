"""What the reader is told about ensembles, in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from automl_comparison import words as common
from automl_comparison.ensembles.outcome import Ensemble, Said
from automl_comparison.meta import Candidate, Facts
from automl_shared.config.models import Language
from automl_shared.words import Words, listed, paragraph, say_in

NAMED = 15
"""Members named in a sentence at most; the picture and the report's table have the same."""

WORDS: Words = {
    "heading": ("Several models together", "複数モデルの組み合わせ"),
    "title_weighted": ("Several models together, each with its weight", "複数モデルの重み付き平均"),
    "title_voting": ("Several models together, all counting alike", "複数モデルの単純平均"),
    "title_stacking": ("A model on top of several", "複数モデルの予測から学ぶモデル"),
    "weighted": (
        "“{name}” answers with a weighted mean of what {n} candidates say: {members}.",
        "「{name}」は {n} 個の候補の予測を重み付きで平均します：{members}。",
    ),
    "voting": (
        "“{name}” lets {n} candidates count alike: {members}.",
        "「{name}」は {n} 個の候補を同じ重みで合わせます：{members}。",
    ),
    "stacking": (
        "“{name}” has learned what to make of the answers of {n} candidates, which count about so much: {members}.",
        "「{name}」は {n} 個の候補の予測から答えを出す方法を学んだものです。影響の目安は次のとおりです：{members}。",
    ),
    "member": ("“{candidate}” {share}", "「{candidate}」{share}"),
    "gain": (
        "On rows it has not seen it scores {score} on average; the best single candidate, “{single}”, scores {best}: "
        "a gain of {gain}.",
        "学習に使っていない行での平均は {score} です。単独で最良の候補「{single}」は {best} で、改善は {gain} です。",
    ),
    "honest": (
        "For each part of the data, members and weights were chosen on the other parts.",
        "どの部分の評価でも、候補と重みはほかの部分だけで決めています。",
    ),
    "earlier": (
        "For each part of the data, members and weights were chosen on earlier parts.",
        "どの部分の評価でも、候補と重みはそれより前の部分だけで決めています。",
    ),
    "cost": (
        "What that costs: {size} instead of {single_size}, and {seconds} instead of {single_seconds} to predict 1,000 "
        "rows.",
        "その代わり、サイズは {single_size} から {size} に、1,000 行の予測時間は {single_seconds} から {seconds} に"
        "なります。",
    ),
    "left_out": ("“{name}” takes no part: {why}.", "「{name}」は対象外です：{why}。"),
    "few": (
        "fewer than two candidates score better than guessing on average and have predictions that can be read",
        "平均で当て推量に勝り、予測を読み取れる候補が 2 個未満です",
    ),
    "one_member": (
        "no mixture is better than “{member}” alone",
        "「{member}」単独より良い組み合わせがありません",
    ),
    "no_gain": (
        "it scores {score} on rows it has not seen, no better than “{single}” alone",
        "学習に使っていない行での値は {score} で、「{single}」単独より良くありません",
    ),
    "stacking_no_gain": (
        "it scores {score} on rows it has not seen, no better than the weighted mean, which is simpler",
        "学習に使っていない行での値は {score} で、より単純な重み付き平均より良くありません",
    ),
    "failed": ("it could not be made: {cause}. What to do: {remedy}", "作成できませんでした：{cause}。対処：{remedy}"),
    "not_stored": (
        "its file could not be made: {cause}. What to do: {remedy}",
        "ファイルを作成できませんでした：{cause}。対処：{remedy}",
    ),
    "unread": (
        "The predictions of “{candidate}” cannot be used in a mixture: {cause}.",
        "「{candidate}」の予測は組み合わせに使えません：{cause}。",
    ),
    "guide": (
        "{metric} takes too long to find weights by; {guide} guided them, and {metric} judged the result.",
        "{metric} は重み探しには時間がかかりすぎるため、重みは {guide} で決め、結果は {metric} で評価しました。",
    ),
    "sampled": (
        "Weights were found on {sampled} of {rows} rows, and judged on all.",
        "重みは {rows} 行のうち {sampled} 行で決め、評価は全行で行いました。",
    ),
    "pool": (
        "Mixtures were made from the {asked} best of {all} candidates, the best of each kind of model first.",
        "組み合わせには {all} 個のうち上位 {asked} 個の候補を使いました（モデルの種類ごとの最良を優先）。",
    ),
    "picture": (
        "How much each candidate counts in the mixtures: the longer the bar, the more.",
        "組み合わせで各候補がどれだけ影響するかを示します。棒が長いほど影響が大きくなります。",
    ),
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
    return say_in(
        WORDS,
        "gain",
        language,
        score=common.amount(facts.metric, one.cv_mean),
        single=single.title,
        best=common.amount(facts.metric, single.cv_mean),
        gain=common.gap(facts.metric, one.cv_mean, single.cv_mean, language),
    )


def _cost(one: Candidate, single: Candidate, language: Language) -> str:
    return say_in(
        WORDS,
        "cost",
        language,
        size=common.size(one.size_bytes),
        single_size=common.size(single.size_bytes),
        seconds=common.seconds(one.predict_seconds),
        single_seconds=common.seconds(single.predict_seconds),
    )
