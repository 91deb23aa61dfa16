"""What stands beside the verdict: whether the data stand in the way, and what to do first."""

from __future__ import annotations

from collections.abc import Sequence

from automl_comparison.meta import Facts
from automl_comparison.words.report import WORDS as HEADINGS
from automl_shared.phase_io import NextStep
from automl_shared.words import Words, say_in

WORDS: Words = {
    "red_one": (
        "The data: one serious finding (see “{below}”).",
        "データ：重大な問題が 1 件あります（「{below}」参照）。",
    ),
    "red": (
        "The data: {n} serious findings (see “{below}”).",
        "データ：重大な問題が {n} 件あります（「{below}」参照）。",
    ),
    "yellow_one": (
        "The data: nothing serious; one thing is worth a look (see “{below}”).",
        "データ：重大な問題はありません。確認したい点が 1 件あります（「{below}」参照）。",
    ),
    "yellow": (
        "The data: nothing serious; {n} things are worth a look (see “{below}”).",
        "データ：重大な問題はありません。確認したい点が {n} 件あります（「{below}」参照）。",
    ),
    "green": (
        "The data: nothing was found that stands in the way.",
        "データ：妨げになる問題は見つかりませんでした。",
    ),
    "now": ("What to do now: {text} `{command}`", "次にすること：{text}`{command}`"),
}


def glance(facts: Facts, steps: Sequence[NextStep]) -> list[str]:
    """A line each; none about what to do where there is nothing."""
    now = [_say(facts, "now", text=steps[0].text, command=steps[0].command)] if steps else []
    return [_data(facts), *now]


def _data(facts: Facts) -> str:
    levels = [finding.level for finding in facts.data.findings]
    worst = next((level for level in ("red", "yellow") if level in levels), None)
    if worst is None:
        return _say(facts, "green")
    n = levels.count(worst)
    below = say_in(HEADINGS, "data", facts.language)
    return _say(facts, f"{worst}_one" if n == 1 else worst, n=n, below=below)


def _say(facts: Facts, key: str, **values: object) -> str:
    return say_in(WORDS, key, facts.language, **values)
