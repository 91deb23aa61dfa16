"""The config file: every mistake is told with its place and the nearest valid key."""

import re
from pathlib import Path

import pytest

from automl_shared.config import apply_overrides, load_config, models, parse_config, parse_override
from automl_shared.config.mistakes import MISTAKES
from automl_shared.config.overrides import read_overrides, set_raw, with_option
from automl_shared.errors import ConfigError

MINIMAL = {"data": {"csv_path": "x.csv", "target_column": "y"}}


def refusal(raw: dict[str, object]) -> str:
    with pytest.raises(ConfigError) as caught:
        parse_config(raw)
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_everything_but_data_may_be_left_out() -> None:
    config = parse_config(MINIMAL)
    assert config.models == "standard"
    assert config.preprocessing.scaling == ["standard", "none"]


def test_data_may_not_be_left_out() -> None:
    assert "`data` is missing" in refusal({})


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"data": {"csv_pth": "x"}}, ["data.csv_pth", "did you mean 'csv_path'"]),
        ({"data": {}, "modles": []}, ["modles", "did you mean 'models'"]),
        ({"data": {"test_size": "a"}}, ["data.test_size", "must be a number", "'a'"]),
        ({"data": {"test_size": 0.9}}, ["data.test_size", "must be 0.5 or less"]),
        ({"data": {}, "models": "quick"}, ["models", "fast, standard, thorough", "'quick'"]),
        ({"data": {}, "models": [{"nme": "x"}]}, ["models[0].nme", "did you mean 'name'"]),
        ({"data": {}, "models": [{"name": "a", "enable": False}]}, ["at least one enabled model"]),
        ({"data": {"csv_path": "a", "dataset_id": "b"}}, ["give only one of: csv_path, dataset_id"]),
        ({"data": {}, "cross_validation": {"kind": "group"}}, ["group", "data.group_column"]),
        ({"data": {}, "cross_validation": {"n_folds": 1}}, ["cross_validation.n_folds", "must be 2 or more"]),
        ({"data": {}, "cross_validation": {"n_folds": True}}, ["cross_validation.n_folds"]),
    ],
)
def test_a_mistake_is_told_with_its_place(raw: dict[str, object], words: list[str]) -> None:
    message = refusal(raw)
    assert all(word in message for word in words), message


def test_a_mistake_is_told_in_the_readers_language() -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config({"data": {"test_size": "a", "targt": "y"}, "preprocessing": {"scaling": "odd"}})
    caught.value.language = "ja"
    *problems, remedy = str(caught.value).splitlines()
    assert "config: `data.test_size`: 数値を入力してください" in problems
    assert any("`data.targt` は存在しません" in one for one in problems)
    assert any("次のいずれかにしてください: standard" in one for one in problems)
    assert "  内容:     'a'" in problems
    assert remedy.startswith("  対処:")


def test_every_mistake_that_the_config_tells_has_words() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in Path(models.__file__).parent.glob("*.py"))
    own = re.findall(r'mistake\("(\w+)"', code)
    assert len(own) > 5
    assert set(own) <= set(MISTAKES)
    assert 'PydanticCustomError("' not in code


def test_a_single_alternative_needs_no_brackets() -> None:
    config = parse_config({**MINIMAL, "preprocessing": {"scaling": "minmax"}, "models": ["ridge"]})
    assert config.preprocessing.scaling == ["minmax"]
    assert config.models[0].name == "ridge"


def test_the_line_of_the_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "c.yaml"
    file.write_text("data:\n  csv_path: x.csv\n  target: y\n")
    with pytest.raises(ConfigError, match=r"c\.yaml:3: unknown key `data\.target`"):
        load_config(file)


@pytest.mark.parametrize("text", ["", "- 1\n", "a: [\n", "just words\n"])
def test_a_file_that_is_no_config_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "c.yaml"
    file.write_text(text)
    with pytest.raises(ConfigError):
        load_config(file)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="does not exist"):
        load_config(tmp_path / "none.yaml")


def test_overrides_reach_into_lists_and_free_parameters() -> None:
    config = parse_config({**MINIMAL, "models": [{"name": "lightgbm"}]})
    changed = apply_overrides(
        config, [parse_override("models[0].params.n_estimators=500"), parse_override("data.test_size=0.3")]
    )
    assert changed.models[0].params == {"n_estimators": 500}
    assert changed.data.test_size == 0.3


def test_overrides_reach_into_a_model_that_is_only_named() -> None:
    raw = set_raw({**MINIMAL, "models": ["ridge", "lightgbm"]}, [parse_override("models[1].params.n_estimators=500")])
    assert parse_config(raw).models[1].params == {"n_estimators": 500}
    overrides = [parse_override("models=[ridge, knn]"), parse_override("models[1].params.n_neighbors=3")]
    assert apply_overrides(parse_config(MINIMAL), overrides).models[1].params == {"n_neighbors": 3}


@pytest.mark.parametrize(
    "text",
    [
        "models[0].parms.x=1",
        "models[3].name=x",
        "dta.csv_path=x",
        "data.test_size=many",
        "a..b=1",
        "data.x=1",
        "run.id=[1]",
    ],
)
def test_an_override_that_fits_nowhere_is_refused(text: str) -> None:
    config = parse_config({**MINIMAL, "models": [{"name": "lightgbm"}]})
    with pytest.raises(ConfigError):
        apply_overrides(config, [parse_override(text)])


@pytest.mark.parametrize(
    ("command", "path", "value", "made"),
    [
        ("run a.csv", "models", "fast", "run a.csv --set models=fast"),
        ("run a.csv --set 'models=[ridge, knn]' -v", "models", "fast", "run a.csv -v --set models=fast"),
        ("run 'a b.csv' --set models=fast", "run.id", None, "run 'a b.csv' --set models=fast --set run.id=null"),
        ("run --set evaluation.costs.currency=x", "evaluation.costs", {}, "run --set 'evaluation.costs={}'"),
        ("run --set run.time_budget_minutes=2", "run.time_budget_minutes", 4.0, "run --set run.time_budget_minutes=4"),
        ("run --set models_more=1", "models", "fast", "run --set models_more=1 --set models=fast"),
    ],
)
def test_an_option_takes_the_place_of_the_same_one(command: str, path: str, value: object, made: str) -> None:
    assert with_option(command, path, value) == made


def test_an_override_without_a_value_says_so() -> None:
    with pytest.raises(ConfigError, match="an override needs a value"):
        parse_override("data.test_size")


def test_overrides_of_a_file_are_those_of_the_command(tmp_path: Path) -> None:
    file = tmp_path / "o.yaml"
    file.write_text("models[0].params.n_estimators: 500\ndata.test_size: 0.3\n", encoding="utf-8")
    typed = ["models[0].params.n_estimators=500", "data.test_size=0.3"]
    assert read_overrides(file) == [parse_override(text) for text in typed]
