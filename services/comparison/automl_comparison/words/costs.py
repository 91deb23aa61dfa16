"""What errors cost, in both languages and per 1,000 rows."""

from __future__ import annotations

from automl_comparison.costs import Alternative, Costs, ExpectedCosts
from automl_comparison.expected_errors import Range
from automl_comparison.meta import Facts
from automl_comparison.words.errors import ROWS, shown
from automl_comparison.words.numbers import number
from automl_shared.words import Words, say_in

WORDS: Words = {
    "cost": (
        "A false alarm costs {false_positive}, a miss {false_negative}. It costs least to say `{positive}` from "
        "{threshold} on: {cost} for {rows} rows ({low} to {high}).",
        "誤りの費用：誤報 {false_positive}、見逃し {false_negative}。{threshold} 以上で `{positive}` と答えると"
        "費用が最小になり、{rows} 行で {cost}（{low}〜{high}）です。",
    ),
    "of_one": ("{amount}", "1 件 {amount}"),
    "of_column": ("its `{column}` ({average} on average)", "1 件につきその行の `{column}`（平均 {average}）"),
    "times_column": (
        "{factor} times its `{column}` ({average} on average)",
        "1 件につきその行の `{column}` の {factor} 倍（平均 {average}）",
    ),
    "same_for_all": (
        "The threshold is the same for every row, whatever it has in {columns}.",
        "境目は、{columns} の値にかかわらず、どの行でも同じです。",
    ),
    "and": (" and ", "と"),
    "saved": (
        "What that saves for {rows} rows, against another way of deciding:",
        "ほかの決め方と比べて、{rows} 行で節約できる費用は次のとおりです。",
    ),
    "way": ("Instead", "ほかの決め方"),
    "saving": ("saved", "節約額"),
    "between": ("between", "範囲"),
    "nobody": ("never say `{positive}`", "`{positive}` と一度も答えない"),
    "everybody": ("always say `{positive}`", "必ず `{positive}` と答える"),
    "guessing": ("as often as it occurs, by lot", "同じ割合でくじ引き"),
    "default": ("when it is the likelier one (50 %)", "可能性が高い方（50 %）を答える"),
    "counted": (
        "Each row was judged with a threshold that was chosen on other rows.",
        "どの行も、ほかの行で選んだ境目で判定しています。",
    ),
    "kept": (
        "The threshold is kept in the model's file: `automl predict` applies it.",
        "この境目はモデルのファイルに入っており、`automl predict` が適用します。",
    ),
    "not_kept": (
        "The threshold could not be put into the model's file, so `automl predict` answers with the likelier class.",
        "この境目をモデルのファイルに入れられなかったため、`automl predict` は可能性が高い方を答えます。",
    ),
    "curve": (
        "What {rows} rows cost by the threshold from which on `{positive}` is said.",
        "`{positive}` と答える境目と、{rows} 行あたりの費用の関係です。",
    ),
    "axis": ("threshold", "境目"),
    "cost_axis": ("cost of {rows} rows{currency}", "{rows} 行の費用{currency}"),
    "chosen": ("chosen: {threshold}", "選択：{threshold}"),
    "two_classes_only": (
        "The costs in the config (`evaluation.costs`) are not used: they are for two classes.",
        "設定の費用（`evaluation.costs`）は使いません。2 クラスの場合だけに使うものです。",
    ),
}


def money(costs: Costs, value: float) -> str:
    """An amount in the currency of the costs."""
    return f"{number(value)} {costs.currency}".rstrip()


def per_rows(costs: Costs, value: float) -> str:
    """An amount per row, for as many rows as the report counts in; no finer than anybody can know it."""
    return money(costs, float(f"{ROWS * value:.3g}"))


def sentences(facts: Facts, found: ExpectedCosts, positive: str) -> list[str]:
    """What an error costs, and what is to be expected of all of them."""
    costs = found.costs
    said = say(
        facts,
        "cost",
        positive=positive,
        false_positive=_of_one(facts, costs.false_positive, costs.false_positive_column, found.false_positive),
        false_negative=_of_one(facts, costs.false_negative, costs.false_negative_column, found.false_negative),
        threshold=shown(found.threshold),
        cost=per_rows(costs, found.cost.value),
        low=per_rows(costs, max(found.cost.low, 0.0)),
        high=per_rows(costs, found.cost.high),
    )
    columns = say(facts, "and").join(f"`{name}`" for name in costs.columns)
    return [said, say(facts, "same_for_all", columns=columns)] if columns else [said]


def _of_one(facts: Facts, factor: float, column: str | None, average: float) -> str:
    """What one error costs; the same each time, or by the amount in a column."""
    assert facts.costs is not None, "costs are told where there are some"
    if column is None:
        return say(facts, "of_one", amount=money(facts.costs, factor))
    key = "of_column" if factor == 1 else "times_column"
    return say(facts, key, factor=number(factor), column=column, average=money(facts.costs, average))


def way(facts: Facts, name: Alternative, positive: str) -> str:
    return say(facts, name, positive=positive)


def interval(costs: Costs, of: Range) -> str:
    return f"{per_rows(costs, of.low)} – {per_rows(costs, of.high)}"


def say(facts: Facts, key: str, **values: object) -> str:
    return say_in(WORDS, key, facts.language, **{"rows": f"{ROWS:,}", **values})
