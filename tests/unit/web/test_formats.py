"""Numbers as a person reads them."""

from __future__ import annotations

import json
import math
import re
from urllib.parse import quote

import pytest

from automl_shared.config.models import CHOICES, Language
from automl_shared.tracker.viewing import PlotEntry
from automl_shared.words import LANGUAGES
from automl_web.config_form import groups
from automl_web.formats import Formats, is_tabular, isolated, measured, number, spread
from automl_web.setting_words import SETTINGS
from automl_web.site import kept_as


@pytest.mark.parametrize(
    ("value", "text", "in_column"),
    [
        (None, "–", "–"),
        (math.inf, "inf", "inf"),
        (7.0, "7", "7.000"),
        (0.123456, "0.1235", "0.1235"),
        (999.94, "999.9", "999.9"),
        (999.96, "1,000", "1,000"),
        (9702.4, "9,702", "9,702"),
        (46581.3, "46,581", "46,581"),
        (-1234567.8, "-1,234,568", "-1,234,568"),
        (0.00001234, "1.234e-05", "1.234e-05"),
    ],
)
def test_numbers_have_four_digits_and_none_is_cut_off_before_the_point(
    value: float | None, text: str, in_column: str
) -> None:
    assert (number(value), measured(value)) == (text, in_column)


@pytest.mark.parametrize(
    ("value", "text"), [(None, "–"), (math.nan, "nan"), (0.0, "0"), (0.0351, "0.035"), (65.2, "65"), (2512.0, "2,500")]
)
def test_a_spread_has_two_digits(value: float | None, text: str) -> None:
    assert spread(value) == text


def test_scores_have_their_unit_and_differences_of_shares_are_in_points() -> None:
    english, japanese = Formats("en"), Formats("ja")
    assert (english.value("roc_auc_ovr", 0.9998), english.margin("roc_auc_ovr", 0.0004)) == ("99.98 %", "0.04 %")
    assert (english.value("rmse", 9702.4), english.margin("rmse", 371.0)) == ("9,702", "370")
    assert (english.value("rmse", 9702.4, "€"), english.margin("rmse", 371.0, "€")) == ("9,702 €", "370 €")
    assert (english.value("rmse", None, "€"), english.value("roc_auc_ovr", 0.9, "€")) == ("–", "90.0 %")
    assert (english.lead("roc_auc_ovr", 0.1), japanese.lead("roc_auc_ovr", 0.1)) == ("10 points", "10 ポイント")
    assert english.lead("rmse", 0.1) == "0.1"
    assert english.value("of-a-plugin-elsewhere", 0.5) == english.value(None, 0.5) == "0.5000"


@pytest.mark.parametrize(
    ("language", "name", "value", "told"),
    [
        ("en", "metric/roc_auc_ovr / roc_auc_ovr", 0.5, ("ROC AUC", "50.0 %")),
        ("en", "metric_std/roc_auc_ovr / roc_auc_ovr", 0.0113, ("ROC AUC, spread", "1.1 %")),
        ("ja", "comparison/best_rmse / best_rmse", 2.5, ("RMSE (最良の候補)", "2.500")),
        ("en", "model/size_bytes / size_bytes", 345907.0, ("Size of the model", "345.9 kB")),
        ("ja", "time/train_seconds / train_seconds", 90.0, ("学習時間", "1.5 分")),
        ("en", "loss / validation", 0.25, ("loss / validation", "0.25")),
    ],
)
def test_scalars_have_words_and_units(language: Language, name: str, value: float, told: tuple[str, str]) -> None:
    formats = Formats(language)
    assert (formats.scalar(name), formats.scalar_value(name, value)) == told


def test_a_picture_has_a_heading_in_the_readers_language() -> None:
    english, japanese = Formats("en"), Formats("ja")
    assert english.picture("01 recommendation") == "Recommendation"
    assert japanese.picture("01 confusion matrix") == "混同行列"
    assert japanese.picture("16 models x preprocessing roc_auc") == "モデルと前処理ごとの ROC AUC"
    assert english.picture("2024 sales") == "2024 sales"
    assert english.picture("") == ""


@pytest.mark.parametrize(
    ("name", "turns"),
    [
        ("price", False),
        ("価格", False),
        ("Größe", False),
        ("السعر (ريال)", True),
        ("מחיר", True),
        ("a\u202eb", True),
        ("a\u2069\u202eb", True),
        ("a\u2066\u2067\u2068b", True),
    ],
)
def test_a_name_that_is_read_from_the_right_leaves_the_rest_of_a_line_in_its_order(name: str, turns: bool) -> None:
    shown = isolated(name)
    bare = re.sub("[\u2066-\u2069]", "", name)
    assert shown == (f"\u2068{bare}\u2069" if turns else name)


def test_every_setting_and_choice_of_the_form_has_a_name() -> None:
    """A new key of the config needs one; a name whose key is gone is left over."""
    fields = [field for group in groups() for field in group.fields]
    choices = {choice for field in fields for choice in field.choices}
    assert {field.name for field in fields} == {*SETTINGS}
    assert choices - {*LANGUAGES, ".", ","} == {*CHOICES}
    english = Formats("en")
    assert english.choice("onehot") == "one column each (onehot)"
    assert [english.choice(one) for one in ("none", ".", "ja")] == ["none", ".", "日本語"]
    assert english.called("models[0].params.depth") == "models[0].params.depth"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (5, "less than a minute left"),
        (61, "about 2 min left"),
        (119, "about 2 min left"),
        (610, "about 15 min left"),
        (9000, "about 2.5 h left"),
    ],
)
def test_what_is_left_is_told_as_the_guess_that_it_is(seconds: float, told: str) -> None:
    assert Formats("en").left(seconds) == told


@pytest.mark.parametrize(
    ("name", "kept"), [("\ud800.csv", "%3F.csv"), ("売上" * 5000 + ".csv", quote("売上" * 98 + ".csv"))]
)
def test_a_file_is_kept_under_a_name_that_a_header_can_have(name: str, kept: str) -> None:
    assert kept_as(name)["Content-Disposition"] == f"attachment; filename*=UTF-8''{kept}"


def test_a_figure_is_as_wide_as_a_table_only_where_it_is_one() -> None:
    template = {"data": {"table": [{"type": "table"}]}}
    figures = [{"data": [{"type": kind}], "layout": {"template": template}} for kind in ("table", "bar")]
    assert [is_tabular(PlotEntry(title="", figure=json.dumps(one))) for one in figures] == [True, False]
