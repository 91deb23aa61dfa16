"""What every picture of the product declares: a name with a heading, a place of its own, and a meaning."""

from __future__ import annotations

from typing import Any

import pytest

from automl_comparison import pictures as comparison
from automl_inference import visualization as inference
from automl_preprocessing import visualization as preprocessing
from automl_shared.pictures import Picture, Pictures
from automl_shared.words import NC_
from automl_training import visualization as training
from automl_training.summary import visualization as summary
from automl_web.formats import Formats

EVERY = [one for phase in (preprocessing, training, summary, comparison, inference) for one in phase.PICTURES]


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.full_name)
def test_a_picture_says_what_it_is_and_means(one: Picture) -> None:
    assert not one.name[:1].isdigit(), "the number is the place's"
    assert one.meaning.endswith(".")
    title = f"01 {one.name} roc_auc" if one.each else f"01 {one.name}"
    assert not Formats("ja").picture(title).isascii() or one.name == "SHAP"


def test_pictures_are_numbered_by_their_places_and_those_a_task_does_not_have_are_not_counted() -> None:
    pictures = Pictures()

    def draws(name: str, place: int, **more: Any) -> None:
        pictures.picture(NC_("a picture", name), place=place, meaning="It shows.", **more)(lambda facts, *_: facts)

    draws("last", 30)
    draws("first", 10)
    draws("never", 20, when=lambda _: False)
    draws("of each", 25, each=lambda facts: facts)
    one = next(iter(summary.PICTURES))
    assert [title for title, _ in pictures.of([one])] == ["01 first", f"02 of each {one.name}", "03 last"]


def test_two_pictures_at_one_place_and_a_name_no_catalogue_knows_are_refused() -> None:
    pictures = Pictures()
    pictures.picture(NC_("a picture", "one"), place=10, meaning="It shows.")(lambda: None)
    with pytest.raises(ValueError, match="the pictures 'one' and 'two' have the same place: 10"):
        pictures.picture(NC_("a picture", "two"), place=10, meaning="It shows.")
    with pytest.raises(ValueError, match='NC_\\("a picture", "two"\\)'):
        pictures.picture("two", place=20, meaning="It shows.")
