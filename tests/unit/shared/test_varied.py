"""Settings near others: what a run with time left goes on with."""

from __future__ import annotations

from random import Random

import pytest

from automl_shared.config.models import PORTFOLIOS, TaskType
from automl_shared.plugins import MODELS, choice, real, whole
from automl_shared.plugins.model import extras, portfolio
from automl_shared.plugins.params import Param
from automl_shared.plugins.varied import varied, varied_label, varied_of

SPACE = {
    "rate": real(0.01, 1.0, "", log=True, searched=True),
    "leaves": whole(4, 128, "", log=True, searched=True),
    "share": real(0.4, 1.0, "", searched=True),
    "kind": choice(("a", "b", "c"), "", searched=True),
}
SETTINGS = {"rate": 0.1, "leaves": 31, "share": 0.9, "kind": "a", "fixed": 7}
every_kind = pytest.mark.parametrize("kind", ["classification", "regression"])


def test_every_searched_parameter_is_moved_within_its_range_and_no_other_one() -> None:
    drawn = [varied(SPACE, SETTINGS, random=Random(seed)) for seed in range(200)]
    assert all(SPACE[name].in_range(one[name]) for one in drawn for name in SPACE)
    assert {one["fixed"] for one in drawn} == {7}
    assert min(one["rate"] for one in drawn) < 0.05 < 0.2 < max(one["rate"] for one in drawn)
    assert {type(one["leaves"]) for one in drawn} == {int}
    assert 0.5 < sum(one["kind"] == "a" for one in drawn) / len(drawn) < 0.95


def test_rounding_leaves_no_range() -> None:
    space = {"share": real(0.12345, 0.12349, "", searched=True)}
    drawn = [varied(space, {"share": 0.12347}, random=Random(seed)) for seed in range(20)]
    assert all(space["share"].in_range(one["share"]) for one in drawn)


@pytest.mark.parametrize(
    "param",
    [
        real(0.4, 1.0, "", also=("auto", None, 0), searched=True),
        real(0.01, 1.0, "", log=True, also=(0, 7.5), searched=True),
        whole(4, 128, "", also=(-1, None), searched=True),
        choice(("a", "b"), "", also=("c", None), searched=True),
    ],
)
def test_what_is_beside_its_range_or_its_choices_stays_as_it_is(param: Param) -> None:
    for value in param.also:
        assert all(varied({"it": param}, {"it": value}, random=Random(seed)) == {"it": value} for seed in range(20))


def test_a_label_tells_what_it_is_near_to() -> None:
    assert varied_of(varied_label("lightgbm-small", 3)) == ("lightgbm-small", 3)
    assert varied_of("lightgbm-small") is None
    model = MODELS.get("lightgbm")
    assert model.titled("lightgbm-varied2") == "LightGBM (variation 2)"
    assert model.titled("lightgbm-small-varied3") == "LightGBM (small trees, variation 3)"
    assert model.titled("lightgbm-small-varied3", "ja") != model.titled("lightgbm-small-varied3")


@every_kind
def test_they_go_on_from_the_portfolio_for_as_long_as_is_asked(kind: TaskType) -> None:
    found = extras("standard", kind, most=60, random_seed=1)
    assert len(found) == 60
    planned = portfolio("standard", kind)
    settings = [
        (one.name, {**MODELS.get(one.name).defaults, **one.params}) for one in [*planned.values(), *found.values()]
    ]
    assert all(one not in settings[:place] for place, one in enumerate(settings))
    for one in found.values():
        MODELS.get(one.name).estimator(kind, one.params, 7)


@every_kind
def test_the_seed_decides_and_a_longer_list_begins_as_a_shorter_one_does(kind: TaskType) -> None:
    found = extras("standard", kind, most=30, random_seed=1)
    assert found == extras("standard", kind, most=30, random_seed=1)
    assert found != extras("standard", kind, most=30, random_seed=2)
    assert list(extras("standard", kind, most=12, random_seed=1).items()) == list(found.items())[:12]
    assert not set(found) & set(portfolio("standard", kind))


@every_kind
def test_the_largest_portfolio_goes_on_too(kind: TaskType) -> None:
    assert len(extras(PORTFOLIOS[-1], kind, most=5, random_seed=1)) == 5
