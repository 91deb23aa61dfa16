"""Which errors to expect, in both languages and per 1,000 rows."""

from __future__ import annotations

from automl_comparison.expected_errors import AtThreshold, BinaryErrors, ClassErrors, NumberErrors, Range
from automl_comparison.meta import Facts
from automl_comparison.words.numbers import number
from automl_shared.words import Words, say_in

ROWS = 1000

WORDS: Words = {
    "binary": (
        "Of {rows} new rows, about {all} are `{positive}`. The model finds {found} of them ({found_low} to "
        "{found_high}) and misses {missed}. It also says `{positive}` for {false} rows that are not ({false_low} to "
        "{false_high}).",
        "新しい {rows} 行のうち、約 {all} 行が `{positive}` です。モデルはそのうち {found} 行"
        "（{found_low}〜{found_high}）を見つけ、{missed} 行を見逃します。"
        "また、`{positive}` でない {false} 行（{false_low}〜{false_high}）も `{positive}` と答えます。",
    ),
    "several": (
        "Of {rows} new rows, the model is right for {right} ({low} to {high}).",
        "新しい {rows} 行のうち、モデルは {right} 行（{low}〜{high}）で正解します。",
    ),
    "least": (
        "It recognises `{name}` least: {share} % of its rows.",
        "最も見分けにくいのは `{name}` で、正解はその行の {share} % です。",
    ),
    "no_confusions": (
        "It took none for another.",
        "取り違えはありませんでした。",
    ),
    "numbers": (
        "Half of the predictions are closer than {half} to the truth, nine of ten closer than {most}. With the middle "
        "value of `{target}` for every row it would be {guessed_half} and {guessed_most}.",
        "予測の半数は実際の値との差が {half} 以内、10 件中 9 件は {most} 以内です。どの行にも `{target}` の中央値を"
        "答えた場合は、それぞれ {guessed_half} と {guessed_most} です。",
    ),
    "range_of_one": (
        "So the true value of a new row lies within {most} of its prediction nine times of ten (for the rows at hand "
        "this limit is known to lie between {low} and {high}).",
        "したがって、新しい行の実際の値は 10 回中 9 回、予測から {most} 以内に収まります（この幅自体は {low}〜{high} の"
        "間と見積もられます）。",
    ),
    "in_the_file": (
        "`automl predict` writes this range beside each prediction, as `low` and `high`.",
        "`automl predict` は各予測の横に、この範囲を `low` と `high` として書き出します。",
    ),
    "within": (
        "Of the {rows} rows kept back for the final check, {share} lie within it.",
        "最終確認のために取り分けた {rows} 行では、{share} がこの範囲に収まりました。",
    ),
    "counted_on": (
        "Counted on {rows} rows, each predicted by a model that had not seen it.",
        "{rows} 行で数えました。どの行も、その行を学習に使っていないモデルで予測しています。",
    ),
    "thresholds_are": (
        "The model gives a probability of `{positive}`, and says `{positive}` from {at} on. Whoever uses it may say "
        "so earlier, to miss less, or later, to raise fewer false alarms:",
        "モデルは `{positive}` である確率を出し、{at} 以上で `{positive}` と答えます。見逃しを減らしたければ低く、"
        "誤報を減らしたければ高く、この境目を変えられます。",
    ),
    "threshold": ("`{positive}` from", "`{positive}` とする確率"),
    "found": ("found", "見つける"),
    "missed": ("missed", "見逃す"),
    "false_alarms": ("false alarms", "誤報"),
    "right": ("alarms that are right", "当たる割合"),
    "cheapest": ("{at} (costs least)", "{at}（費用が最小）"),
    "default": ("{at} (as it answers)", "{at}（そのままの答え）"),
    "likelier": ("{at} (without costs)", "{at}（費用を考えない場合）"),
    "find_most": ("{at} (finds nine of ten)", "{at}（10 件中 9 件を見つける）"),
    "few_false": ("{at} (nine of ten alarms are right)", "{at}（10 件中 9 件が当たる）"),
    "actual": ("Really", "実際"),
    "predicted": ("Taken for", "予測"),
    "of_rows": ("of {rows} rows", "{rows} 行あたり"),
}


def sentences(facts: Facts) -> list[str]:
    """In one or two sentences; nothing where it is not known."""
    match facts.expected_errors:
        case BinaryErrors() as errors:
            return _binary(facts, errors)
        case ClassErrors() as errors:
            return _several(facts, errors)
        case NumberErrors() as errors:
            return _numbers(facts, errors)
    return []


def of_thousand(share: float) -> str:
    """Rows of 1,000: whole ones, and with a digit more where few are no whole ones."""
    rows = _rounded(share)
    return f"{rows:,.0f}" if rows >= 10 else f"{rows:.1f}".removesuffix(".0")


def _rounded(share: float) -> float:
    rows = ROWS * share
    return round(rows) if rows >= 10 else round(rows, 1)


def together(*shares: float) -> str:
    """Rows of 1,000, as many as the numbers that are shown for the shares add up to."""
    return of_thousand(sum(map(_rounded, shares)) / ROWS)


def rest(*shares: float) -> str:
    """Rows of 1,000 that are left, as the numbers that are shown for the shares leave them."""
    return of_thousand(1 - sum(map(_rounded, shares)) / ROWS)


def say(facts: Facts, key: str, **values: object) -> str:
    return say_in(WORDS, key, facts.language, **values)


def shown(threshold: float) -> str:
    """A probability in whole per cents, finer below one."""
    return f"{100 * threshold:.0f} %" if threshold >= 0.01 else f"{100 * threshold:.2g} %"


def threshold(facts: Facts, at: AtThreshold) -> str:
    """A threshold and what it is good for."""
    aim = "likelier" if at.aim == "default" and facts.expected_costs else at.aim
    return say(facts, aim, at=shown(at.threshold))


def _binary(facts: Facts, errors: BinaryErrors) -> list[str]:
    if not errors.thresholds:
        return []
    first = errors.thresholds[0]
    said = say(
        facts,
        "binary",
        rows=f"{ROWS:,}",
        all=together(first.found.value, first.missed.value),
        positive=errors.positive,
        found=of_thousand(first.found.value),
        missed=of_thousand(first.missed.value),
        false=of_thousand(first.false_alarms.value),
        **_ends("found", first.found),
        **_ends("false", first.false_alarms),
    )
    return [said]


def _ends(name: str, of: Range) -> dict[str, str]:
    return {f"{name}_low": of_thousand(of.low), f"{name}_high": of_thousand(of.high)}


def _several(facts: Facts, errors: ClassErrors) -> list[str]:
    right = errors.right
    said = say(
        facts,
        "several",
        rows=f"{ROWS:,}",
        right=of_thousand(right.value),
        low=of_thousand(right.low),
        high=of_thousand(right.high),
    )
    name, found = errors.found[0]
    return [said, say(facts, "least", name=name, share=f"{100 * found:.0f}") if found < 1 else ""]


def _numbers(facts: Facts, errors: NumberErrors) -> list[str]:
    return [
        say(
            facts,
            "numbers",
            half=number(errors.half.value),
            most=number(errors.most.value),
            target=facts.data.target,
            guessed_half=number(errors.guessed_half),
            guessed_most=number(errors.guessed_most),
        )
    ]
