"""Traffic lights: each shines when it should, and only then."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from automl_preprocessing.drift import drift
from automl_preprocessing.lights import green
from automl_preprocessing.processing import prepare
from automl_preprocessing.words.findings import WORDS
from automl_shared.config.models import CrossValidationSettings, DataSettings
from automl_shared.phase_io import Finding
from automl_shared.sections import VariantSection

RANDOM = np.random.default_rng(0)


def clean(n: int = 400) -> pd.DataFrame:
    random = np.random.default_rng(1)
    return pd.DataFrame(
        {"a": random.normal(size=n), "b": random.choice(["x", "y", "z"], n), "y": random.choice(["no", "yes"], n)}
    )


def findings(frame: pd.DataFrame, variant: VariantSection | None = None, **data: Any) -> dict[str, Finding]:
    settings = DataSettings(**{"target_column": "y", **data})
    prepared = prepare(frame, settings, CrossValidationSettings(), variant or VariantSection())
    return {finding.code: finding for finding in prepared.findings}


def numeric_target(n: int = 600) -> pd.DataFrame:
    return clean(n).assign(y=np.random.default_rng(2).normal(size=n))


def lit(found: dict[str, Finding]) -> set[str]:
    return {code for code, finding in found.items() if finding.level != "green"}


def test_clean_data_is_green() -> None:
    found = findings(clean())

    assert {finding.level for finding in found.values()} == {"green"}
    assert {
        "rows",
        "imbalance",
        "duplicates",
        "missing",
        "constant",
        "identifier",
        "target_missing",
        "leak",
        "drift",
    } <= (set(found))


def test_every_text_has_its_japanese() -> None:
    japanese = prepare(
        spoilt("imbalance").assign(told=lambda one: one["y"], c=1, a=lambda one: one["a"].where(one.index % 3 == 0)),
        DataSettings(target_column="y"),
        CrossValidationSettings(),
        VariantSection(),
        "ja",
    ).findings

    assert {"leak", "constant", "imbalance", "missing"} <= {one.code for one in japanese if one.level != "green"}
    assert all(not one.message.isascii() for one in japanese)


def test_every_light_says_what_to_do() -> None:
    greens = {key.removesuffix("_fine") for key in WORDS if key.endswith("_fine")}

    assert all(f"{key}_do" in WORDS for key in greens if key in WORDS)


def spoilt(kind: str) -> pd.DataFrame:
    frame = clean()
    n = len(frame)
    random = np.random.default_rng(3)
    match kind:
        case "constant":
            return frame.assign(c=1)
        case "near_constant":
            return frame.assign(c=(frame.index == 7).astype(int), d=np.where(frame.index == 9, "odd", "even"))
        case "identifier":
            return frame.assign(order_id=range(n))
        case "datetime":
            return frame.assign(day=["01/02/2024", "03/04/2024"] * (n // 2))
        case "text":
            return frame.assign(note=pd.Series([[1]] * n, dtype=object))
        case "duplicates":
            return pd.concat([frame, frame.head(12)], ignore_index=True)
        case "duplicate_columns":
            return frame.assign(copy=frame["a"], fahrenheit=frame["a"] * 1.8 + 32, word=frame["b"].map(str.upper))
        case "missing":
            return frame.assign(a=frame["a"].where(frame.index % 3 == 0))
        case "missing_not_random":
            return frame.assign(a=frame["a"].where((frame["y"] == "no") | (random.random(n) < 0.7)))
        case "target_missing":
            return frame.assign(y=frame["y"].where(frame.index % 20 > 0))
        case "infinite":
            return frame.assign(a=frame["a"].where(frame.index > 3, np.inf))
        case "mixed":
            return frame.assign(a=frame["a"].astype(str).where(frame.index % 40 > 0, "see remark"))
        case "dates_unread":
            day = pd.Series(pd.date_range("2024-01-01", periods=n).strftime("%Y-%m-%d")).sample(n, random_state=0)
            return frame.assign(day=day.to_numpy()).assign(
                day=lambda one: one["day"].where(one.index % 50 > 0, "0000-00-00")
            )
        case "outliers":
            return frame.assign(a=frame["a"].where(frame.index % 100 > 0, 1000.0))
        case "no_holdout":
            return frame.head(40)
        case "imbalance":
            return frame.assign(y=np.where(frame.index % 20 == 0, "yes", "no"))
        case "target_constant":
            return frame.assign(y=np.where(frame.index % 20 == 0, 10 + frame["a"], 0.0))
        case "afterwards":
            return frame.assign(refund_amount=random.normal(size=n), 解約理由=random.choice(["a", "b"], n))
        case "time_order":
            return frame.assign(day=pd.date_range("2024-01-01", periods=n).astype(str))
        case "group_suspect":
            return frame.assign(customer_id=random.integers(0, 100, n))
        case "wide":
            return pd.concat([frame, pd.DataFrame(random.normal(size=(n, n))).add_prefix("x")], axis=1)
    raise AssertionError(kind)


def test_a_column_of_numbers_in_any_writing_with_many_words_is_told() -> None:
    frame = clean()
    marks = pd.Series([("Abs", "Disp", "", "")[n % 4] or f"{n / 7:.2f}".replace(".", ",") for n in range(len(frame))])

    found = findings(frame.assign(marks=marks))["mixed"]

    assert (found.level, found.columns) == ("yellow", ["marks"])
    assert "data.column_types={marks: numeric}" in found.action


SPOILT = (
    "constant near_constant identifier datetime text duplicates duplicate_columns missing missing_not_random "
    "target_missing infinite mixed dates_unread outliers no_holdout imbalance target_constant afterwards time_order "
    "group_suspect wide"
).split()


@pytest.mark.parametrize("kind", SPOILT)
def test_yellow_lights_say_what_to_do(kind: str) -> None:
    found = findings(spoilt(kind))

    assert found[kind].level == "yellow"
    assert found[kind].action
    assert lit(found) == ({kind} if kind != "no_holdout" else {"no_holdout", "rows"})


def test_a_single_copy_and_a_tail_of_many_values_are_no_news() -> None:
    copied = pd.concat([clean(), clean().tail(4)], ignore_index=True)
    tailed = clean()
    tailed["a"] = tailed["a"].where(tailed.index % 10 > 0, 1000.0)

    assert findings(copied)["duplicates"].level == "green"
    assert "too little to change the scores" in findings(copied)["duplicates"].message
    assert findings(tailed)["outliers"].level == "green"


def test_values_are_cut_off_only_on_the_side_where_some_are_far_out() -> None:
    amounts = clean(1000)
    amounts["a"] = (20 + amounts["a"]).where(amounts.index % 100 > 0, 1000)
    assert re.search(r"\{a: \[null, [23]\d(\.\d)?\]\}", findings(amounts)["outliers"].action)
    amounts["a"] = -amounts["a"]
    assert re.search(r"\{a: \[-[23]\d(\.\d)?, null\]\}", findings(amounts)["outliers"].action)


def test_cases_that_were_entered_again_are_red_but_not_cases_that_are_alike() -> None:
    """Alike: a machine that stands still in one or more ways, and people who differ in little."""
    entered_again = findings(pd.concat([clean(), clean().head(60)], ignore_index=True))["duplicates"]
    assert entered_again.level == "red"
    assert "In `a` hardly any value repeats otherwise" in entered_again.message
    running = clean().assign(d=np.random.default_rng(6).normal(size=400))
    idle = pd.concat([running, *[running.head(1)] * 60], ignore_index=True)
    off_or_waiting = pd.concat([running, *[running.head(3)] * 20], ignore_index=True)
    alike = pd.concat([clean(), clean().head(60)], ignore_index=True).assign(a=lambda one: one["a"].round(1))
    assert findings(idle)["duplicates"].level == "yellow"
    assert findings(off_or_waiting)["duplicates"].level == "yellow"
    assert findings(alike)["duplicates"].level != "red"


def filled(frame: pd.DataFrame, *, of_class: float, of_others: float, otherwise: str | None) -> pd.DataFrame:
    """A reason in so many of the rows of a class, and of the others."""
    wanted = np.where(frame["y"] == "yes", of_class, of_others)
    reasons = np.random.default_rng(4).choice(["price", "moved", "service"], len(frame))
    has_one = np.random.default_rng(5).random(len(frame)) < wanted
    return frame.assign(reason=pd.Series(reasons).where(has_one, otherwise))


@pytest.mark.parametrize("otherwise", [None, "none"])
@pytest.mark.parametrize(
    ("of_class", "of_others", "is_leak"), [(0.9, 0.01, True), (0.6, 0.0, True), (0.9, 0.4, False), (0.2, 0.0, False)]
)
def test_what_is_filled_in_for_most_of_a_class_alone_may_be_known_only_afterwards(
    of_class: float, of_others: float, is_leak: bool, otherwise: str | None
) -> None:
    frame = clean(800).assign(y=lambda one: np.where(one.index % 4 == 0, "yes", "no"))
    finding = findings(filled(frame, of_class=of_class, of_others=of_others, otherwise=otherwise))["leak"]

    assert (finding.level == "red") == is_leak
    assert ("written down afterwards" in finding.message) == is_leak


def test_a_property_of_every_row_that_one_of_several_classes_has_is_not_filled_in_afterwards() -> None:
    """Only mammals give milk; a date that only what was sent back has may be known too late."""
    kinds = np.array(["mammal", "bird", "fish"])[clean(800).index % 3]
    frame = clean(800).assign(y=kinds, milk=np.where(kinds == "mammal", "yes", "no"))
    sent_back = frame.assign(milk=frame["milk"].where(frame["milk"] == "yes"))

    assert findings(frame)["leak"].level == "green"
    assert findings(sent_back)["leak"].level == "red"


def test_few_columns_of_few_values_repeat_by_chance() -> None:
    assert findings(clean().drop(columns="a").assign(c=lambda one: RANDOM.integers(0, 9, len(one))))[
        "duplicates"
    ].level == ("green")


def test_duplicate_columns_are_named() -> None:
    message = findings(spoilt("duplicate_columns"))["duplicate_columns"].message

    assert "`a` = `copy`" in message
    assert "`a` = `fahrenheit`" in message
    assert "`b` = `word`" in message


def test_many_categories_only_where_each_becomes_a_column() -> None:
    frame = clean(1000).assign(b=[f"k{i % 180}" for i in range(1000)])

    assert "many_categories" not in findings(frame)
    assert findings(frame, VariantSection(high_cardinality_encoding="same"))["many_categories"].level == "yellow"


@pytest.mark.parametrize("sign", [1, -1])
def test_a_target_with_a_long_tail(sign: int) -> None:
    frame = numeric_target()
    skewed = frame.assign(y=sign * np.exp(frame["y"]))

    found = findings(skewed)["target_skew"]
    assert "target_transform=auto" in found.action
    assert ("far larger" in found.message, "or less, the largest is 2" in found.message) == (sign > 0, sign > 0)
    assert ("far smaller" in found.message, "or more, the smallest is -2" in found.message) == (sign < 0, sign < 0)
    assert "target_skew" not in findings(skewed, VariantSection(target_transform="auto"))
    assert findings(frame)["target_skew"].level == "green"


@pytest.mark.parametrize(("language", "told"), [("en", "8.94 million or less"), ("ja", "894万")])
def test_a_long_tail_is_told_in_the_sizes_of_the_language(language: Any, told: str) -> None:
    frame = numeric_target()
    prices = frame.assign(y=1e7 * np.exp(frame["y"]))
    made = prepare(prices, DataSettings(target_column="y"), CrossValidationSettings(), VariantSection(), language)

    assert told in next(one.message for one in made.findings if one.code == "target_skew")


def test_a_date_later_than_the_time_of_its_row() -> None:
    days = pd.date_range("2024-01-01", periods=400)
    frame = clean().assign(now=days, paid=days + pd.Timedelta(days=3), born=days - pd.Timedelta(days=3000))
    finding = findings(frame, time_column="now")["later_than_time"]

    assert "`paid`" in finding.message
    assert "`born`" not in finding.message
    assert findings(frame.drop(columns="paid"), time_column="now")["later_than_time"].level == "green"


def test_the_newest_rows_are_different() -> None:
    frame = clean(1000).assign(t=range(1000))
    shifted = frame.assign(a=frame["a"] + 2.0 * (frame["t"] >= 800))

    assert "`a`" in findings(shifted, time_column="t")["drift"].message
    assert findings(frame, time_column="t")["drift"].level == "green"


def test_drift_ignores_chance_and_sees_new_categories_and_gaps() -> None:
    random = np.random.default_rng(0)
    rest = pd.DataFrame({f"x{i}": random.normal(size=300) for i in range(200)})
    held = pd.DataFrame({f"x{i}": random.normal(size=60) for i in range(200)})
    words = pd.DataFrame({"w": random.choice(["a", "b"], 300)}), pd.DataFrame({"w": ["c"] * 60})

    assert drift(rest, held, "en") == green("drift", "en")
    assert "`x0`" in getattr(drift(rest, held.assign(x0=np.nan), "en"), "message", "")
    assert getattr(drift(*words, "en"), "level", "") == "yellow"


def test_a_store_number_or_a_city_is_no_group() -> None:
    frame = clean().assign(store_id=[i % 4 for i in range(400)], city=[f"city {i % 100}" for i in range(400)])

    assert findings(frame)["group_suspect"].level == "green"
    assert "group_suspect" not in findings(spoilt("group_suspect"), group_column="customer_id")


@pytest.mark.parametrize(
    "name",
    "months_as_member|visits_per_patient|orders of a customer|num_customer|household_members|active users|顧客年齢|"
    "会員期間|date_key|WeekNo|line_no|Visit Number|air_quality_index|Unnamed: 0".split("|"),
)
def test_what_is_said_of_members_or_counts_a_place_is_no_key_that_comes_back(name: str) -> None:
    numbers = np.random.default_rng(0).integers(1, 60, 400)

    assert findings(clean().assign(**{name: numbers}))["group_suspect"].level == "green"


@pytest.mark.parametrize(
    "name", ["patient", "Member ID", "user", "顧客", "会員番号", "sold customer", "account_number"]
)
def test_a_key_that_comes_back_is_seen_by_its_name(name: str) -> None:
    keys = np.random.default_rng(0).integers(1, 60, 400)

    assert f"`{name}`" in findings(clean().assign(**{name: keys}))["group_suspect"].message


UNREAD = {
    "objects or lists": lambda i: f'{{"id":{i},"tags":["a"]}}',
    "more than one currency": lambda i: f"{i + 100} {'EUR' if i % 2 else 'USD'}",
    "two numbers": lambda i: f"{90 + i}/{60 + i}",
}


@pytest.mark.parametrize("said", UNREAD)
def test_what_is_no_key_is_not_called_one(said: str) -> None:
    found = findings(clean().assign(c=[UNREAD[said](i) for i in range(400)], id=[f"k{i}" for i in range(400)]))

    assert said in found["unread"].message
    assert found["identifier"].columns == ["id"]


def test_many_equal_classes_are_no_imbalance() -> None:
    frame = clean(2000).assign(y=lambda one: [f"c{i % 20}" for i in range(len(one))])

    assert findings(frame)["imbalance"].level == "green"


def test_large_data_are_judged_by_a_sample_that_is_said() -> None:
    frame = clean(40_000)
    found = findings(frame.assign(a=frame["a"].where(frame.index % 100 > 0, 1000.0)))

    assert "20,000 of 32,000 rows" in found["outliers"].message
    assert "20,000 of the 21," in found["after_sampled"].message


def test_red_comes_first() -> None:
    levels = [finding.level for finding in findings(spoilt("no_holdout")).values()]

    assert levels == sorted(levels, key=["red", "yellow", "green"].index)
    assert levels[0] == "red"


@pytest.mark.parametrize(("n", "level"), [(40, "red"), (150, "yellow"), (400, "green")])
def test_rows(n: int, level: str) -> None:
    assert findings(clean(n))["rows"].level == level


@pytest.mark.parametrize(
    ("folds", "helps"),
    [({}, True), ({"n_repeats": 2}, False), ({"shuffle": False}, False), ({"kind": "timeseries"}, False)],
)
def test_few_rows_are_advised_to_repeat_where_that_helps(folds: dict[str, Any], helps: bool) -> None:
    frame = clean(80).assign(day=pd.date_range("2024-01-01", periods=80).astype(str))
    data = DataSettings(target_column="y", time_column="day" if folds.get("kind") else None)
    found = prepare(frame, data, CrossValidationSettings(**folds), VariantSection()).findings
    action = next(one.action for one in found if one.code == "rows")

    assert ("cross_validation.n_repeats=5" in action) == helps


@pytest.mark.parametrize(("n", "level"), [(2_000, "red"), (30_000, "yellow")])
def test_a_class_of_one_in_200_is_red_where_its_rows_are_few(n: int, level: str) -> None:
    frame = clean(n)

    assert findings(frame.assign(y=np.where(frame.index % 200 == 0, "yes", "no")))["imbalance"].level == level


@pytest.mark.parametrize(
    "leak",
    [
        lambda frame: frame.assign(told=np.where(frame["y"] == "yes", "won", "lost")),
        lambda frame: frame.assign(told=(frame["y"] == "yes") * 5.0 + RANDOM.normal(0, 0.1, len(frame))),
    ],
)
def test_a_column_that_tells_the_class(leak: Any) -> None:
    finding = findings(leak(clean()))["leak"]

    assert finding.level == "red"
    assert "`told`" in finding.message
    assert "`a`" not in finding.message


def test_a_column_that_tells_the_number() -> None:
    frame = clean(600).assign(y=lambda one: RANDOM.normal(size=len(one)))

    assert findings(frame.assign(euro=frame["y"] * 1.1))["leak"].level == "red"
    assert findings(frame)["leak"].level == "green"


def test_a_strong_honest_column_is_no_leak() -> None:
    frame = clean(600)
    frame["y"] = np.where(frame["a"] + RANDOM.normal(0, 0.3, len(frame)) > 0, "yes", "no")

    assert findings(frame)["leak"].level == "green"


def test_rows_without_group_or_time() -> None:
    frame = clean().assign(g=[i % 40 for i in range(400)], t=range(400))
    frame = frame.assign(g=frame["g"].where(frame.index < 394), t=frame["t"].where(frame.index > 8))
    found = findings(frame, group_column="g", time_column="t")

    assert "6 rows have no group" in found["group_missing"].message
    assert "9 rows have no time" in found["time_missing"].message
