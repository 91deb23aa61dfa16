"""Whether probabilities can be taken at their word, in both languages."""

from __future__ import annotations

from automl_comparison.meta import Facts
from automl_comparison.reliability import Bin, Reliability
from automl_shared.words import Words, percent, say_in

WORDS: Words = {
    "binary": (
        "When it says that `{positive}` is {said} likely, it is so in {happened} of the cases ({low} to {high}); that "
        "is where the two are farthest apart.",
        "`{positive}` である確率を {said} と答えたとき、実際にそうだったのは {happened}（{low}〜{high}）です（差が最も"
        "大きいところ）。",
    ),
    "several": (
        "When it is {said} sure of a class, it is right in {happened} of the cases ({low} to {high}); that is where "
        "the two are farthest apart.",
        "あるクラスを {said} の確率で答えたとき、正しかったのは {happened}（{low}〜{high}）です（差が最も大きい"
        "ところ）。",
    ),
    "fine": (
        "No more than luck: the probabilities can be taken as they are.",
        "偶然の範囲なので、確率はそのまま信頼できます。",
    ),
    "off": (
        "That is more than luck: take the probabilities as an order, and not at their word.",
        "偶然を超える差です。確率は順位として使い、数値そのものは当てにしないでください。",
    ),
    "corrected": (
        "The probabilities were {before} off on average. They are corrected ({method}) and are {after} off now, "
        "counted on rows that had no part in the correction.",
        "確率は平均で {before} ずれていたため、補正しました（{method}）。補正に使っていない行で数えると、ずれは "
        "{after} です。",
    ),
    "correction_kept": (
        "The correction is kept in the model's file: `automl predict` applies it.",
        "この補正はモデルのファイルに入っており、`automl predict` が適用します。",
    ),
    "correction_not_kept": (
        "The correction could not be put into the model's file, so `automl predict` gives probabilities without it.",
        "この補正をモデルのファイルに入れられなかったため、`automl predict` は補正前の確率を示します。",
    ),
    "before_binary": (
        "Before, when it said that `{positive}` is {said} likely, it was so in {happened} of the cases.",
        "補正前は、`{positive}` である確率を {said} と答えたとき、実際にそうだったのは {happened} でした。",
    ),
    "before_several": (
        "Before, when it was {said} sure of a class, it was right in {happened} of the cases.",
        "補正前は、あるクラスを {said} の確率で答えたとき、正しかったのは {happened} でした。",
    ),
    "sigmoid": ("a sigmoid", "シグモイド"),
    "isotonic": ("a rising line", "単調な折れ線"),
    "temperature": ("one temperature for all classes", "全クラス共通の温度"),
    "said": ("It says", "予測した確率"),
    "happened": ("It is so", "実際の割合"),
    "between": ("between", "範囲"),
    "rows": ("Rows", "行数"),
    "table": ("What it says and what happens", "予測した確率と実際の割合"),
}


def sentence(facts: Facts, found: Reliability) -> str:
    """At its worst."""
    worst = found.worst
    return say(
        facts,
        "binary" if found.positive else "several",
        positive=found.positive,
        said=whole(worst.said),
        happened=whole(worst.happened.value),
        low=whole(worst.happened.low),
        high=whole(worst.happened.high),
    )


def corrections(facts: Facts) -> list[str]:
    """What was corrected, and how it was before; nothing where probabilities stay as they are."""
    better = facts.corrected
    if better is None:
        return []
    before, worst = better.before, better.before.worst
    method = say(facts, better.by.method)
    key = "before_binary" if before.positive else "before_several"
    return [
        say(facts, "corrected", before=percent(before.error), after=percent(better.after.error), method=method),
        say(facts, "correction_kept" if facts.model else "correction_not_kept"),
        say(facts, key, positive=before.positive, said=whole(worst.said), happened=whole(worst.happened.value)),
    ]


def cells(one: Bin) -> tuple[str, ...]:
    """A line of the table."""
    happened = one.happened
    return whole(one.said), whole(happened.value), f"{whole(happened.low)} – {whole(happened.high)}", f"{one.n_rows:,}"


def whole(share: float) -> str:
    """A share in whole per cents, with a digit more where it is nearly none or all."""
    return f"{100 * share:.0f} %" if 0.01 <= share <= 0.99 or share in (0.0, 1.0) else f"{100 * share:.1f} %"


def say(facts: Facts, key: str, **values: object) -> str:
    return say_in(WORDS, key, facts.language, **values)
