"""The verdict, how sure it is and why, in both languages."""

from __future__ import annotations

from automl_comparison.counts import counted
from automl_comparison.expected_errors import NumberErrors
from automl_comparison.meta import Candidate, Facts
from automl_comparison.words.caveats import light
from automl_comparison.words.numbers import amount, direction, joined, meaning, rounded
from automl_comparison.words.outcome import checked, compared, outcome
from automl_comparison.words.report import WORDS as HEADINGS
from automl_shared.config.models import Language
from automl_shared.paired import Confidence, Difference
from automl_shared.words import Words, say_in

WORDS: Words = {
    "guessing": ("guessing without looking at the other columns", "ほかの列を見ない当て推量"),
    "no_model": ("no useful model", "使えるモデルなし"),
    "clear": (
        "clear: every other candidate is behind by more than chance explains",
        "明確です（ほかのどの候補との差も偶然では説明できません）",
    ),
    "slight": (
        "slight: the closest rival is behind, but chance could still explain it",
        "僅差です（最も近い候補より良いものの、偶然の可能性も残ります）",
    ),
    "tie": ("a tie: another candidate does about as well", "互角です（ほかにも同程度の候補があります）"),
    "use": ("Use “{title}”: {outcome}", "「{title}」をお勧めします。{outcome}"),
    "not_yet": (
        "Do not use “{title}” yet (see “{below}”). While testing, {outcome}",
        "「{title}」はまだ使わないでください（「{below}」参照）。評価では、{outcome}",
    ),
    "unit": ("The numbers are in the unit of `{target}`.", "数値の単位は `{target}` と同じです。"),
    "unit_named": (
        "The numbers are in {unit}, the unit of `{target}`.",
        "数値の単位は `{target}` と同じ {unit} です。",
    ),
    "weighed": (
        "Rows count by their weight in `{column}`.",
        "行は `{column}` の重みで数えています。",
    ),
    "nothing_ran": (
        "No model gave a result, only guessing without looking at the other columns did, so there is nothing to "
        "recommend: see what failed.",
        "結果が出たのは当て推量だけで、モデルの結果がないため、お勧めできるものがありません。失敗の一覧をご覧ください。",
    ),
    "nothing_useful": (
        "No useful model: none is clearly better than guessing without looking at the other columns, which scores "
        "{guessed} in {metric} ({direction}). The best model, “{leader}”, scores {best} on average and {low} to {high} "
        "from part to part of the data. More rows, or columns that have to do with `{target}`, may help.",
        "使えるモデルはありません。ほかの列を見ない当て推量（{metric} で {guessed}、{direction}）より明らかに良い"
        "モデルがありませんでした。最良のモデル「{leader}」は平均 {best}（部分ごとに {low}〜{high}）です。"
        "行を増やすか、`{target}` に関係する列を加えると改善するかもしれません。",
    ),
    "beats_guessing": (
        "{meaning}; guessing without looking at the other columns scores {guessed}, and that gap is larger than chance "
        "explains.",
        "{meaning}。ほかの列を見ない当て推量は {guessed} で、この差は偶然では説明できません。",
    ),
    "no_guess": (
        "{meaning}; guessing without looking at the other columns gave no result to compare with.",
        "{meaning}。比べるべき当て推量の結果はありません。",
    ),
    "spread": (
        "Tested on {folds} parts of the data, each by a model that had not seen it, it scored between {low} and {high} "
        "({direction}).",
        "データを {folds} 通りに分け、毎回学習に使っていない部分で評価した値は {low} から {high} です（{direction}）。",
    ),
    "only_one": (
        "It is the only candidate that was compared with guessing.",
        "当て推量と比べた候補はこれだけです。",
    ),
    "best_average": (
        "Of the {of} candidates compared, it has the best average.",
        "比べた {of} 個の候補のうち、平均が最良です。",
    ),
    "best_and_simplest": (
        "Of the {of} candidates compared, it has the best average, and no other that scores alike is simpler.",
        "比べた {of} 個の候補のうち平均が最良で、同程度の候補にこれより単純なものはありません。",
    ),
    "unsteady_above": (
        "It is number {rank} of {of} by average; those above vary so much from part to part that chance explains their "
        "lead over guessing without looking at the other columns.",
        "平均では {of} 個中 {rank} 位です。上位の候補は部分ごとの差が大きく、当て推量より良いとは言い切れません。",
    ),
    "simpler": (
        "It is number {rank} of {of} by average: “{best}” scores {score}, a lead that chance may explain, and this one "
        "is simpler (preference `{preference}`).",
        "平均では {of} 個中 {rank} 位です。「{best}」は {score} ですが、その差は偶然かもしれず、こちらのほうが単純です"
        "（優先：`{preference}`）。",
    ),
    "faster": (
        "It is number {rank} of {of} by average: “{best}” scores {score}, a lead that chance may explain, and this one "
        "is faster to fit (preference `{preference}`).",
        "平均では {of} 個中 {rank} 位です。「{best}」は {score} ですが、その差は偶然かもしれず、こちらのほうが速く学習"
        "できます（優先：`{preference}`）。",
    ),
    "not_flattered": (
        "It is number {rank} of {of} by average: “{best}” scores {score}, but it is the best of many by these very "
        "scores. A single model picked on the other parts of the data does no better than this combination.",
        "平均では {of} 個中 {rank} 位です。「{best}」は {score} ですが、この値で多数から選ばれたため良く見えています。"
        "ほかの部分のデータで選んだ単独のモデルは、この組み合わせを上回りません。",
    ),
    "sure_choice": ("The choice is {sure}.", "選択は{sure}。"),
    "sure_performance": (
        "The performance ({metric}, {direction}): {mean} while testing on {rows} rows, so {low} to {high} on new rows "
        "like these (nine times of ten).",
        "性能（{metric}、{direction}）：{rows} 行での評価は {mean} で、同じような新しい行では {low}〜{high} と"
        "見込まれます（10 回中 9 回）。",
    ),
    "sure_unknown": (
        "The performance ({metric}, {direction}): {mean} while testing on {rows} rows.",
        "性能（{metric}、{direction}）：{rows} 行での評価は {mean} です。",
    ),
    "sure_guessing": ("Guessing scores {score}.", "当て推量では {score} です。"),
    "check_as_expected": (
        "The final check on {rows} rows kept back gave {score}, as was to be expected ({low} to {high}).",
        "取り分けた {rows} 行での最終確認は {score} で、予想の範囲内（{low}〜{high}）です。",
    ),
    "check_not_as_expected": (
        "The final check on {rows} rows kept back gave {score}, outside of what was to be expected ({low} to {high}).",
        "取り分けた {rows} 行での最終確認は {score} で、予想の範囲（{low}〜{high}）から外れています。",
    ),
    "rival_clear": (
        "The closest rival, “{rival}”, scores {score}, which is clearly behind.",
        "最も近い候補「{rival}」は {score} で、明らかに劣ります。",
    ),
    "rival_slight": (
        "The closest rival, “{rival}”, scores {score}, which is slightly behind.",
        "最も近い候補「{rival}」は {score} で、わずかに劣ります。",
    ),
    "rival_tie": (
        "The closest rival, “{rival}”, scores {score}, so close that chance may have decided between them.",
        "最も近い候補「{rival}」は {score} で、差は偶然かもしれません。",
    ),
}


def no_model(language: Language = "en") -> str:
    text = say_in(WORDS, "no_model", language)
    return capital(text)


def confidence(sure: Confidence, language: Language = "en") -> str:
    """How sure the choice is."""
    return say_in(WORDS, sure, language)


def sentence(facts: Facts) -> str:
    """The verdict."""
    chosen = facts.choice.recommended
    said = [_recommended(facts, chosen), compared(facts)] if chosen else [_no_useful_model(facts)]
    if facts.metric.unit == "target" or isinstance(facts.expected_errors, NumberErrors):
        unit = facts.data.target_unit
        said.append(_say(facts, "unit_named" if unit else "unit", target=facts.data.target, unit=unit))
    if facts.data.weight is not None and facts.metric.takes_weights:
        said.append(_say(facts, "weighed", column=facts.data.weight))
    return joined([*said, checked(facts)], facts.language)


def how_sure(facts: Facts, chosen: Candidate) -> list[str]:
    """In two lines: the choice, and the performance to expect."""
    performance = [_performance(facts, chosen), _checked(facts)]
    sure = confidence(facts.choice.confidence, facts.language)
    return [_say(facts, "sure_choice", sure=sure), joined(performance, facts.language)]


def _performance(facts: Facts, chosen: Candidate) -> str:
    values = {
        "metric": facts.metric_title,
        "direction": direction(facts.metric, facts.language),
        "mean": amount(facts.metric, chosen.cv_mean),
        "rows": f"{facts.data.n_train:,}",
    }
    baseline, found = facts.choice.baseline, facts.expected_range
    guessing = _say(facts, "sure_guessing", score=amount(facts.metric, baseline.cv_mean)) if baseline else ""
    if found is None:
        return joined([_say(facts, "sure_unknown", **values), guessing], facts.language)
    low, high = (amount(facts.metric, end) for end in found)
    return joined([_say(facts, "sure_performance", **values, low=low, high=high), guessing], facts.language)


def _checked(facts: Facts) -> str:
    check, expected = facts.final_check, facts.check_range
    if check.score is None or expected is None:
        return ""
    low, high = (amount(facts.metric, end) for end in expected)
    key = "check_as_expected" if expected[0] <= check.score <= expected[1] else "check_not_as_expected"
    score = amount(facts.metric, check.score)
    return _say(facts, key, rows=f"{check.n_rows:,}", score=score, low=low, high=high)


def reason(facts: Facts, chosen: Candidate) -> str:
    """Why this candidate, in two to four sentences."""
    said = [_against_guessing(facts, chosen), _spread(facts, chosen), _place(facts, chosen)]
    if facts.choice.rival is not None and facts.choice.over_rival is not None and chosen is facts.choice.ranking[0]:
        said.append(_against_rival(facts, facts.choice.rival, facts.choice.over_rival))
    return joined(said, facts.language)


def _recommended(facts: Facts, chosen: Candidate) -> str:
    return _say(
        facts,
        "not_yet" if light(facts) == "red" else "use",
        title=chosen.title,
        below=say_in(HEADINGS, "caveats", facts.language),
        outcome=outcome(facts),
    )


def _no_useful_model(facts: Facts) -> str:
    leader, baseline = facts.choice.leader, facts.choice.baseline
    if leader is None or baseline is None:
        return _say(facts, "nothing_ran")
    return _say(
        facts,
        "nothing_useful",
        guessed=rounded(facts.metric, baseline.cv_mean, facts.language),
        metric=facts.metric_title,
        direction=direction(facts.metric, facts.language),
        leader=leader.title,
        best=rounded(facts.metric, leader.cv_mean, facts.language),
        low=rounded(facts.metric, min(leader.scores), facts.language),
        high=rounded(facts.metric, max(leader.scores), facts.language),
        target=facts.data.target,
    )


def _against_guessing(facts: Facts, chosen: Candidate) -> str:
    found, baseline = (
        capital(meaning(facts.metric, chosen.cv_mean, facts.language, facts.data.positive_class)),
        facts.choice.baseline,
    )
    if baseline is None:
        return _say(facts, "no_guess", meaning=found)
    return _say(facts, "beats_guessing", meaning=found, guessed=amount(facts.metric, baseline.cv_mean))


def _spread(facts: Facts, chosen: Candidate) -> str:
    return _say(
        facts,
        "spread",
        folds=facts.n_folds,
        low=amount(facts.metric, min(chosen.scores)),
        high=amount(facts.metric, max(chosen.scores)),
        direction=direction(facts.metric, facts.language),
    )


def _place(facts: Facts, chosen: Candidate) -> str:
    choice = facts.choice
    rank, of = choice.rank(chosen), counted(facts).compared
    best = choice.ranking[0]
    if of == 1:
        return _say(facts, "only_one")
    if rank == 1:
        simplest = len(choice.alike) > 1 and facts.preference != "accuracy"
        return _say(facts, "best_and_simplest" if simplest else "best_average", of=of)
    if choice.leader is chosen:
        return _say(facts, "unsteady_above", rank=rank, of=of)
    if chosen.is_ensemble and facts.preference == "accuracy":
        return _say(facts, "not_flattered", rank=rank, of=of, best=best.title, score=amount(facts.metric, best.cv_mean))
    simpler = choice.leader and chosen.complexity < choice.leader.complexity
    return _say(
        facts,
        "simpler" if simpler else "faster",
        rank=rank,
        of=of,
        best=best.title,
        score=amount(facts.metric, best.cv_mean),
        preference=facts.preference,
    )


def _against_rival(facts: Facts, rival: Candidate, lead: Difference) -> str:
    score = amount(facts.metric, rival.cv_mean)
    return _say(facts, f"rival_{lead.confidence}", rival=rival.title, score=score)


def _say(facts: Facts, key: str, **values: object) -> str:
    return say_in(WORDS, key, facts.language, **values)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
