"""A new run from a table that somebody sends."""

from __future__ import annotations

import errno
import io
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.unit.web.conftest import Site

from automl_shared import sample
from automl_shared.config import parse_config
from automl_shared.config.models import Config, DataSettings
from automl_shared.errors import ConfigError
from automl_shared.naming import TEMPLATE_TAG, tag
from automl_shared.tracker import NewTask, TaskSnapshot
from automl_shared.words import LANGUAGES
from automl_web import child as process
from automl_web.config_form import groups
from automl_web.drafts import LIFE_SECONDS, Draft, Drafts, child, safe_name
from automl_web.mistakes import WrongFields
from automl_web.pages.new_run import MOST_DATASETS, checked

SOURCE = {"csv_path": "t.csv"}
TABLE = "name,price,sold\n" + "".join(f"n{row},{row % 7},2024-01-{row % 28 + 1:02}\n" for row in range(60))


def send(site: Site, content: str, name: str = "houses.csv") -> tuple[int, str]:
    """The status and text of where sending a file leads."""
    answer = site.browser.post("/runs/new", data={"form_token": site.token()}, files={"file": (name, content)})
    return answer.status_code, answer.text


@pytest.fixture(scope="module")
def form(ended_site: Site) -> str:
    """What is asked of a table that was sent."""
    status, page = send(ended_site, TABLE)
    assert status == 200
    return page


def test_a_table_is_looked_at_and_its_columns_offered(form: str) -> None:
    page = form
    assert "60 rows, 3 columns" in page
    assert re.findall(r'<option value="(\w+)"', page)[:3] == ["name", "price", "sold"]
    assert '<td class="muted nowrap">number</td>' in page
    assert '<td class="muted nowrap">date</td>' in page


@pytest.mark.parametrize("can_look", [True, False])
def test_a_sample_is_offered_only_where_tables_can_be_read(
    site: Site, monkeypatch: pytest.MonkeyPatch, can_look: bool
) -> None:
    monkeypatch.setattr("automl_web.drafts.find_spec", lambda _: object() if can_look else None)
    for page in ("/runs", "/runs/new"):
        assert ("Try it with sample data" in site.page(page)) is can_look


@pytest.mark.looks
def test_whoever_has_no_table_begins_with_a_sample_whose_target_is_chosen(site: Site) -> None:
    page = site.page(site.send("/runs/new/sample"))
    assert re.findall(r'<option value="(\w+)" selected', page)[:2] == [sample.TARGET, "standard"]


@pytest.mark.looks
def test_what_is_no_table_is_refused_in_words(site: Site) -> None:
    status, page = send(site, "\x00\x01\x02\x03", "x.csv")
    assert status == 400
    assert 'role="alert"' in page
    assert "Traceback" not in page


@pytest.mark.looks
def test_what_is_no_table_is_refused_in_the_readers_language_without_a_folder_of_ours(site: Site) -> None:
    site.browser.cookies.set("automl_language", "ja")
    try:
        status, page = send(site, "%PDF-1.7 something", "x.csv")
    finally:
        site.browser.cookies.delete("automl_language")
    assert status == 400
    assert "表のファイルではありません (種類: PDF 文書)" in page
    assert "Parquet で保存してください" in page
    assert "<code>x.csv</code>" in page
    assert "automl-web-" not in page


def registered(site: Site, folder: Path, name: str = "houses") -> str:
    file = folder / f"{name}.csv"
    file.write_text(TABLE)
    facts = {"file_name": file.name, "rows": "60", "columns": "3", "size_bytes": "1234"}
    return site.world.tracker.register_dataset(file, name=name, project="AutoML/datasets", tags=[], facts=facts)


def test_data_that_is_there_is_offered_and_found_by_its_name(site: Site, tmp_path: Path) -> None:
    assert "No data set is registered yet" in site.page("/runs/new")
    ids = [registered(site, tmp_path, f"houses-{number}") for number in range(MOST_DATASETS + 2)]
    page = site.page("/runs/new")
    assert "60 rows, 3 columns" in page
    assert re.findall(r'name="dataset" value="([^"]+)"', page) == ids[::-1][:MOST_DATASETS]
    assert f"Only the newest {MOST_DATASETS} are listed" in page
    assert re.findall(r'name="dataset" value="([^"]+)"', site.page("/runs/new?q=HOUSES-0")) == ids[:1]
    assert "No data set has this name" in site.page("/runs/new?q=other")


def test_a_dataset_that_is_chosen_is_looked_at_and_its_last_target_offered(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = registered(site, tmp_path, name="data")
    template_of_a_run(site)
    monkeypatch.setattr(process, "connect", lambda: site.world.tracker)
    form = site.send("/runs/new/dataset", dataset=known)
    assert '<option value="sold" selected>' in site.page(form)
    fields = {"data.target_column": "price", "models": "fast", "output.language": "en"}
    run = site.send(form, name="data", **fields).rpartition("/")[2]
    task = site.world.tracker.tasks(tags=[tag("run", run), tag("phase", "run")])[0]
    assert task.sections["Data"]["dataset_id"] == known
    assert tag("run", run) in site.world.tracker.dataset(known).tags
    assert len(site.world.tracker.datasets()) == 1
    page = site.page(site.send("/runs/new/dataset", dataset=known))
    assert '<option value="price" selected>' in page
    assert "<h1>data</h1>" in page


def template_of_a_run(site: Site) -> None:
    tags = [TEMPLATE_TAG, tag("phase", "run")]
    site.world.tracker.create(NewTask(name="run", project="AutoML/templates", tags=tags, sections={}))


@pytest.mark.looks
def test_a_dataset_that_is_gone_is_told(site: Site) -> None:
    assert "No dataset has this id" in site.send("/runs/new/dataset", 404, dataset="none")


@pytest.mark.looks
def test_hostile_names_stay_text(site: Site) -> None:
    _, page = send(site, TABLE.replace("price", "<script>alert(1)</script>"), "../../<b>.csv")
    assert "<script>alert" not in page
    assert "<b>.csv" not in page


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("a.csv", "a.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\b.csv", "b.csv"),
        ("..", "data.csv"),
        ("", "data.csv"),
        ("\x00\n.csv", "\x00\n.csv".translate({0: None, 10: None}).lstrip(".")),
    ],
)
def test_a_file_is_kept_under_its_own_name_and_nowhere_else(name: str, kept: str) -> None:
    assert safe_name(name) in (kept, f".{kept}")
    assert "/" not in safe_name(name)


def test_a_file_that_nobody_used_goes_after_an_hour(site: Site, tmp_path: Path) -> None:
    clock = [1000.0]
    drafts = Drafts(now=lambda: clock[0])
    file = tmp_path / "t.csv"
    file.write_text(TABLE)
    with file.open("rb") as stream:
        old = drafts.take_in("t.csv", stream, "en")
    assert old.path
    assert old.path.exists()
    clock[0] += LIFE_SECONDS + 5
    with file.open("rb") as stream:
        drafts.take_in("t.csv", stream, "en")
    assert not old.path.exists()
    drafts.close()


class OnAFullDisk(io.BytesIO):
    """As a file whose copy fails half-way."""

    def read(self, _size: int | None = -1) -> bytes:
        if self.tell():
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().read(1)


def test_half_a_file_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    drafts = Drafts()
    with pytest.raises(OSError, match="No space"):
        drafts.take_in("t.csv", OnAFullDisk(TABLE.encode()), "en")
    (place,) = tmp_path.iterdir()
    assert not list(place.iterdir())
    drafts.close()


def test_the_oldest_forms_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("automl_web.drafts.MOST_RUNS", 2)
    drafts = Drafts()
    for key in ("first", "second", "third"):
        drafts.started(Draft(key=key, name="t", made=0.0, found={}), f"run of {key}")
    assert [drafts.run_of(key) for key in ("first", "second", "third")] == ["", "run of second", "run of third"]


@pytest.mark.looks
def test_an_unknown_file_is_asked_for_again(site: Site) -> None:
    assert "choose it once more" in site.page("/runs/new/unknown", 404)


def test_a_mistake_is_told_before_anything_is_made(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text(TABLE)
    source = {"csv_path": str(file)}
    typed = {"data.target_column": ["prize"], "models": ["fast"], "run.time_budget_minutes": [""]}
    with pytest.raises(ConfigError, match="prize"):
        child("start", {**source, "name": "t", "user": "eve", "config": checked(typed, source)})


def test_every_key_of_the_config_but_those_of_the_file_has_a_field() -> None:
    fields = {field.name: field for group in groups() for field in group.fields}
    assert not {"data.csv_path", "data.dataset_id", "data.sql.url", "run.dataset_key"} & fields.keys()
    for name, kind in {
        "data.test_size": "number",
        "data.editing.drop_columns": "list",
        "data.editing.clip_values": "yaml",
        "data.skip_rows": "yaml",
        "preprocessing.scaling": "many",
        "preprocessing.missing_indicators": "flag",
        "cross_validation.kind": "choice",
        "cross_validation.n_folds": "number",
        "data.separator": "text",
    }.items():
        assert fields[name].kind == kind, name
    scaling, folds, size = (
        fields[name] for name in ("preprocessing.scaling", "cross_validation.n_folds", "data.test_size")
    )
    assert (scaling.default, scaling.choices[:2]) == ("[standard, none]", ("standard", "minmax"))
    assert (folds.least, folds.default, size.least, size.most, size.default) == (2, "", 0.0, 0.5, "0.2")
    names = {name for name, _ in _leaves(Config(data=DataSettings()).model_dump())}
    of_the_file = {"data.csv_path", "data.dataset_id", "data.sql.url", "data.sql.query", "run.dataset_key"}
    assert names - fields.keys() == of_the_file | {"run.id", "run.user", "models"}


def test_every_field_says_in_both_languages_what_it_is_for(form: str, ended_site: Site) -> None:
    fields = {field.name: field for group in groups() for field in group.fields}
    assert all(field.help for field in fields.values())
    assert all(re.search("[ぁ-ん].*。$", field.help_in("ja")) for field in fields.values())
    key = re.search(r'action="(/runs/new/[^"]+)"', form)
    assert key
    asked = ended_site.browser.get(key[1], headers={"Accept-Language": "ja"})
    n_folds = fields["cross_validation.n_folds"]
    assert n_folds.help_in("ja") in asked.text
    assert n_folds.help in form
    assert n_folds.help not in asked.text


def _leaves(values: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def test_what_is_typed_is_a_config_of_its_own_types() -> None:
    typed = {
        "data.target_column": ["price"],
        "models": ["fast"],
        "run.time_budget_minutes": ["10"],
        "preprocessing.scaling": ["robust", "none"],
        "preprocessing.missing_indicators": ["true"],
        "cross_validation.kind": ["kfold"],
        "cross_validation.n_folds": [" 4 "],
        "data.missing_markers": ["-999, k. A."],
        "data.editing.clip_values": ["{price: [0, 5]}"],
        "data.decimal": [""],
        "data.random_seed": ["7"],
    }
    config = parse_config(checked(typed, SOURCE))
    assert config.cross_validation.n_folds == 4
    assert config.preprocessing.scaling == ["robust", "none"]
    assert config.preprocessing.missing_indicators
    assert config.data.editing.clip_values == {"price": [0, 5]}
    assert config.data.decimal is None
    assert config.data.missing_markers == ["-999", "k. A."]
    assert (config.data.random_seed, config.run.time_budget_minutes) == (7, 10.0)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("cross_validation.n_folds", "1", ("must be 2 or more", "2 以上")),
        ("data.test_size", "many", ("must be a number", "数値を入力")),
        ("data.editing.clip_values", "{a: [", ("cannot be read", "読み取れません")),
        ("evaluation.primary_metric", "rmsee", ("did you mean 'rmse'", "もしかして: 'rmse'")),
        ("preprocessing.pca", "1.5", ("whole number", "1 以上の整数")),
        ("evaluation.costs.false_positive", "1", ("give false_positive and false_negative", "の両方を指定")),
        ("run.time_budget_minutes", "0", ("must be above 0", "0 より大きい値")),
        ("preprocessing.scaling", "odd", ("must be one of: ", "次のいずれか")),
    ],
)
def test_a_mistake_is_told_beside_its_field_in_both_languages(name: str, text: str, said: tuple[str, str]) -> None:
    with pytest.raises(WrongFields) as caught:
        checked({"data.target_column": ["price"], name: [text]}, SOURCE)
    for language, words in zip(LANGUAGES, said, strict=True):
        problems = caught.value.problems(language)
        assert words in (problems.beside(name) or problems.beside(name.rpartition(".")[0]))


STRANGE = ("???", "-5", "1.5", "99999999", "[1, 2]", "{a: 1}", "true", "[[", "a: b: c", "{drop: {x: 1}}")
JAPANESE = re.compile("[ぁ-ん一-龥]")


def test_whatever_is_typed_into_a_field_is_answered_in_japanese_too() -> None:
    untold = set()
    for field in (field for group in groups() for field in group.fields):
        for text in STRANGE:
            try:
                checked({"data.target_column": ["price"], field.name: [text]}, SOURCE)
            except WrongFields as error:
                untold |= {one for one in error.problems("ja").texts.values() if not JAPANESE.search(one)}
    assert untold == set()


@pytest.mark.looks
def test_the_form_keeps_what_was_typed_and_nothing_starts(site: Site, form: str) -> None:
    page = form
    address = re.search(r'action="(/runs/new/[^"]+)"', page)
    assert address
    assert 'name="preprocessing.scaling" value="robust"' in page
    before = len(site.world.tracker.tasks())
    fields = {"data.target_column": "price", "models": "fast", "cross_validation.n_folds": "1", "data.sheet": "s<1>"}
    page = site.send(address[1], 400, name="houses", **fields)
    assert 'id="problem-cross_validation.n_folds"' in page
    assert 'value="s&lt;1&gt;"' in page
    assert "Fields to correct: 1" in page
    assert len(site.world.tracker.tasks()) == before


def address_of_form(site: Site) -> str:
    """Where the form of an uploaded table is sent."""
    _, page = send(site, TABLE)
    found = re.search(r'action="(/runs/new/[^"]+)"', page)
    assert found
    return found[1]


def test_whoever_comes_back_to_a_form_that_was_sent_gets_to_its_run(
    site: Site, run: TaskSnapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = address_of_form(site)
    monkeypatch.setattr("automl_web.pages.new_run.child", lambda *_: {"run_id": run.run_id})
    for _ in range(2):
        leads = site.send(address, name="houses", **{"data.target_column": "price", "models": "fast"})
        assert leads == f"/runs/{run.run_id}"
    back = site.browser.get(address)
    assert (back.status_code, back.url.path) == (200, f"/runs/{run.run_id}/again")


def test_a_form_that_is_sent_again_while_its_run_starts_starts_no_other(
    site: Site, run: TaskSnapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = address_of_form(site)
    fields = {"name": "houses", "data.target_column": "price", "models": "fast"}
    verbs: list[str] = []
    led: list[str] = []

    def start(verb: str, _asked: object) -> dict[str, str | None]:
        verbs.append(verb)
        if len(verbs) == 1:
            led.append(site.send(address, **fields))
        return {"run_id": run.run_id}

    monkeypatch.setattr("automl_web.pages.new_run.child", start)
    assert site.send(address, **fields) == f"/runs/{run.run_id}"
    assert (verbs, led) == (["start"], ["/runs"])
