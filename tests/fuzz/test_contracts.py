"""Whatever is read from people, files or a server is taken or refused in words: no other exception, no hang."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.fuzzing import JUNK, NUMBERS, TEXTS, fuzzed

from automl_data.intake import read_table
from automl_shared import phase_io
from automl_shared.codec import decode, encode
from automl_shared.config.loader import load_config, parse_config, valid_keys
from automl_shared.config.models import ClearMLSettings, Config
from automl_shared.config.overrides import apply_overrides, parse_override, read_overrides, set_raw
from automl_shared.errors import AutoMLError, ConfigError, ContractError, DataError
from automl_shared.naming import Naming, Phase, Unit, slug, task_tags
from automl_shared.phase_io import PhaseOutput, content_hash, read_output
from automl_shared.run_context import RunContext
from automl_shared.sections import (
    CONFIG_SECTIONS,
    ModelCandidatesSection,
    ModelSection,
    RunSection,
    Section,
    VariantSection,
    config_from,
    config_payload,
    parse,
)

BASE = {"data": {"csv_path": "a.csv", "target_column": "y"}}
GOOD = parse_config(BASE)
KEYS = list(Config.model_fields)
KINDS: list[type[Section]] = [
    *CONFIG_SECTIONS.values(),
    RunSection,
    VariantSection,
    ModelSection,
    ModelCandidatesSection,
]
OUTPUTS = [kind for kind in vars(phase_io).values() if isinstance(kind, type) and issubclass(kind, PhaseOutput)]


def below(key: str) -> list[str]:
    return valid_keys((key,)) or ["name", "params"]


def in_words(error: AutoMLError) -> None:
    """Something that can be shown, sent as JSON and stored."""
    assert str(error).strip()
    json.dumps([error.cause, error.remedy])


def comes_back(config: Config) -> None:
    """What is taken can be stored with a task and read again."""
    stored = json.loads(json.dumps(config_payload(config)))
    assert config_payload(config_from(stored)) == stored


CONFIGS = st.dictionaries(
    st.sampled_from(KEYS) | TEXTS | NUMBERS,
    JUNK
    | st.sampled_from(KEYS).flatmap(lambda key: st.dictionaries(st.sampled_from(below(key)) | TEXTS, JUNK, max_size=3)),
    max_size=3,
)


@fuzzed(150)
@given(CONFIGS, st.booleans())
def test_a_config_is_taken_or_refused_in_words(changes: dict[Any, Any], whole: bool) -> None:
    try:
        config = parse_config({**BASE, **changes} if whole else changes)
    except ConfigError as error:
        in_words(error)
    else:
        comes_back(config)


YAML_LIKE = st.lists(
    st.sampled_from(
        [
            "data:",
            "  csv_path: a.csv",
            "  target_column: y",
            "- x",
            "&a [*a]",
            "b: *a",
            "? [a, b]",
            "{a: 1}",
            "!!int x",
            "!!timestamp 2001-99-99",
            "? {a: b}\n: c",
            "a: &b\n  <<: *b",
            "models: [{name: ridge, params: {alpha: 1}}]",
            "---",
            "\t",
            "x: 2001-02-30",
            "n: 0x",
            "o: 0o9",
            "m: 1:99:99",
            "e: !!binary '*'",
            "s: !!set {a, b}",
            "l: [" * 400,
            "d: {a: " * 400,
            "1: 2",
            "null: 3",
            "true: 4",
            "1.5: x",
            "2001-01-01: d",
            "q: .inf",
            "z: -.nan",
            "h: 0x" + "f" * 5000,
            "w: " + "1" * 5000,
        ]
    )
    | TEXTS,
    max_size=8,
).map("\n".join)


@fuzzed(150)
@given(YAML_LIKE)
def test_a_config_file_is_taken_or_refused_in_words(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "fuzzed.yaml"
    file.write_bytes(text.encode("utf-8", errors="surrogatepass"))
    for read in (load_config, read_overrides):
        try:
            found = read(file)
        except ConfigError as error:
            in_words(error)
        else:
            json.dumps(repr(found))


PATHS = st.lists(
    st.sampled_from([*KEYS, *below("data"), *below("preprocessing"), "models[0]", "[0]", "x"]) | TEXTS, max_size=4
)


@fuzzed(150)
@given(PATHS.map(".".join), JUNK.map(lambda value: yaml.safe_dump(value, default_flow_style=True)) | TEXTS)
def test_an_override_is_taken_or_refused_in_words(path: str, value: str) -> None:
    try:
        override = parse_override(f"{path}={value}")
        json.dumps(str(override))
        set_raw(BASE, [override])
        comes_back(apply_overrides(GOOD, [override]))
    except ConfigError as error:
        in_words(error)


@fuzzed(150)
@given(st.sampled_from(KINDS), st.data())
def test_a_section_of_a_template_is_taken_or_refused_in_words(kind: type[Section], data: st.DataObject) -> None:
    fields = list(kind.model_fields)
    keys = (
        st.sampled_from(fields)
        | st.builds("{}/{}/{}".format, st.sampled_from(fields), TEXTS | st.just("0"), TEXTS)
        | TEXTS
    )
    texts = TEXTS | JUNK.map(lambda value: json.dumps(value, default=str))
    values = data.draw(st.dictionaries(keys, texts, max_size=4))
    try:
        parse(kind, values)
        config_from({**config_payload(GOOD), kind.section: values})
    except ConfigError as error:
        in_words(error)


@fuzzed(150)
@given(JUNK)
def test_what_is_encoded_can_be_decoded(value: Any) -> None:
    text = encode(value)
    decoded = decode(text)
    assert decoded == value or value != value or "nan" in text.lower()


@fuzzed(150)
@given(st.sampled_from(OUTPUTS), st.data())
def test_a_phase_output_is_taken_or_refused_in_words(kind: type[PhaseOutput], data: st.DataObject) -> None:
    fields = list(kind.model_fields)
    document = data.draw(st.dictionaries(st.sampled_from(fields) | TEXTS, JUNK, max_size=8) | JUNK)
    if isinstance(document, dict) and data.draw(st.booleans()):
        document = {**document, "schema_version": "1.0"}
        try:
            document["content_hash"] = content_hash(document)
        except UnicodeEncodeError:  # no server holds such a text
            return
    try:
        read_output(kind, document, run_id=data.draw(st.none() | TEXTS))
    except ContractError as error:
        in_words(error)


@fuzzed(150)
@given(
    TEXTS,
    TEXTS,
    st.dictionaries(st.sampled_from([*Phase, "templates", "datasets", "pipelines"]) | TEXTS, TEXTS, max_size=2),
)
def test_names_and_tags_are_made_or_refused_in_words(name: str, model: str, naming: dict[str, str]) -> None:
    assert len(slug(name)) >= 3
    context = RunContext(run_id="r", user=name, project_root="p", dataset_project="p/u/d", dataset_key=slug(name))
    unit = Unit(phase=Phase.TRAINING, preproc_id="v", model=model or "m")
    tags = task_tags(context, unit, attempt=1, cloned_from=None)
    assert Unit.of_tags(tags) == unit
    try:
        made = Naming(ClearMLSettings(naming=naming, queues={}))
    except ConfigError as error:
        in_words(error)
        return
    for phase in Phase:
        assert isinstance(made.task_name(context, Unit(phase=phase)), str)
        assert made.project(context, phase)


@fuzzed(150)
@given(
    st.lists(
        TEXTS | st.builds("{}:{}".format, st.sampled_from(["phase", "preprocess", "model", "run"]), TEXTS), max_size=5
    )
)
def test_any_tags_name_a_unit_or_none(tags: list[str]) -> None:
    Unit.of_tags(tags)


CELLS = TEXTS | st.sampled_from(
    ['"', '""', '"a', "1,5", "1.234,56", "2024-01-01", "12/31/24", "\ufeff", "=1+1", "'", "\x1a", "\x00"]
)
ROWS = st.lists(st.lists(CELLS, max_size=4), max_size=6)


@st.composite
def table_bytes(draw: st.DrawFn) -> bytes:
    """Something like a CSV, in some encoding, with some separator and line ending; or anything at all."""
    if draw(st.booleans()):
        return draw(st.binary(max_size=200))
    rows = draw(ROWS)
    separator, ending = draw(st.sampled_from(",;\t| ")), draw(st.sampled_from(["\n", "\r\n", "\r", "\n\n"]))
    text = ending.join(separator.join(row) for row in rows)
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "shift_jis", "utf-32"]))
    return text.encode(encoding, errors="ignore")


@fuzzed(60)
@given(table_bytes(), st.sampled_from(["t.csv", "t.csv.gz", "t.zip", "t.parquet", "t"]))
def test_a_data_file_is_taken_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str
) -> None:
    file = Path(tmp_path_factory.getbasetemp()) / name
    file.write_bytes(content)
    try:
        table = read_table(file)
    except DataError as error:
        in_words(error)
    else:
        assert table.frame.shape[0] > 0
