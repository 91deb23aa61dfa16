"""Facts are given by name, compared by value and never set again, whatever they inherit."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, replace

import pytest

from automl_shared.frozen import Frozen


class Point(Frozen):
    x: int
    label: str = ""


class Weighed(Point):
    weight: float


def test_fields_are_given_by_name() -> None:
    with pytest.raises(TypeError):
        Point(1)  # type: ignore[misc]
    assert Weighed(x=1, weight=2.0) == Weighed(x=1, label="", weight=2.0)


def test_fields_are_never_set_again() -> None:
    with pytest.raises(FrozenInstanceError):
        Weighed(x=1, weight=2.0).weight = 3.0  # type: ignore[misc]


def test_values_make_them_equal() -> None:
    point = Weighed(x=1, weight=2.0)
    assert replace(point, x=2) == Weighed(x=2, weight=2.0) != point
    assert len({point, pickle.loads(pickle.dumps(point))}) == 1
