"""report.html: self-contained, escaped, complete, in both languages, and told to machines block by block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from typing import Any

import pytest
from tests.outputs import by_name
from tests.unit.comparison.test_costs import SINGLE

from automl_comparison import words
from automl_comparison.charts import Bar, Bars, Curve, Curves, Point, Points, front
from automl_comparison.report import axes, curves, svg
from automl_shared.config.models import EnsembleSettings, OutputSettings
from automl_shared.failures import CAUSE_KEY
from automl_shared.magnitudes import rounded_range
from automl_shared.phase_io import Finding
from automl_shared.plugins import METRICS
from automl_shared.recipe import Past
from automl_shared.sections import payload
from automl_shared.tracker import TaskStatus
from automl_shared.words import number, width_of

VOID = {"meta", "link", "br", "wbr"}
HEADINGS = ("h1", "h2", "h3")
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
ENGLISH_WORDS = re.compile(r"(?:\b[A-Za-z]{2,}\b[ ,]+){4,}")
GOOD = [3.0, 3.2, 2.8, 3.1, 2.9]
EVIL = "<script>alert(1)</script>"


class Page(HTMLParser):
    """Checks that every tag is closed in its turn, and collects tags, addresses and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def page_of(made_run, **settings) -> Page:
    made_run.compare(**settings)
    return Page(made_run.page)


@pytest.fixture
def page(made_run) -> Page:
    made_run.add_models(ridge=[3.0, 3.2, 2.8, 3.1, 2.9])
    made_run.add_failed(EVIL, runtime={"automl_cause": f"bad & {EVIL}", "automl_remedy": "do <this>"})
    return page_of(made_run, skipped={"mlp": "no <time>"})


def test_well_formed_and_loads_nothing(page: Page):
    assert page.open == []
    assert [address for address in page.addresses if not address.startswith("#")] == ["data:,"]
    assert not {"script", "img", "iframe", "object"} & set(page.tags)


def test_says_the_verdict_first_and_everything_else_after(page: Page):
    order = [
        "Use this model",
        "standard-onehot+ridge",
        "Half of its predictions",
        "The choice is clear",
        "\nKeep in mind\n",
        "\nWhich errors to expect",
        "\nWhat drives the prediction",
        "\nIs the data fit",
        "\nHow to use the model",
        "\nRanking",
        "\nPictures",
        "\nWhat failed",
        "\nWhat was not tried",
        "\nWords",
    ]
    assert [page.text.index(part) for part in order] == sorted(page.text.index(part) for part in order)


def test_texts_from_outside_are_escaped_and_complete(page: Page):
    assert f"bad & {EVIL}" in page.text
    assert "do <this>" in page.text
    assert "no <time> (1)" in page.text


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_contents_name_every_section(rich_run, language: str):
    page = page_of(rich_run, output=OutputSettings(language=language))
    names = [attrs["id"] for _, attrs in page.attributes if "id" in attrs]
    linked = [address.removeprefix("#") for address in page.addresses if address.startswith("#")]
    assert linked[: len(names)] == names
    assert linked[len(names) :] == ["data", "ranking", "final_check"]


def section_of(made_run, key: str) -> list[dict[str, Any]]:
    """The blocks of a section, as machines get them."""
    return next((one["blocks"] for one in made_run.told["report"]["sections"] if one["key"] == key), [])


def test_what_was_not_tried_is_told_by_reason(made_run):
    made_run.add_models(ridge=GOOD)
    many = {f"plain-onehot+model-{number}": "scaling changes nothing" for number in range(120)}
    page = page_of(made_run, skipped={"mlp": "no time", **many, "svm": "no time"})
    said, first, second = section_of(made_run, "not_tried")
    assert said["text"] == "122 models and candidates were not tried, for these reasons:"
    assert (first["kind"], first["summary"], first["is_open"]) == ("fold", "scaling changes nothing (120)", False)
    assert first["texts"][0] == "`plain-onehot+model-0`"
    assert (len(first["texts"]), first["texts"][-1]) == (101, "20 more: artifact leaderboard.")
    assert (second["summary"], second["texts"], second["is_open"]) == ("no time (2)", ["`mlp`", "`svm`"], True)
    assert [attrs for tag, attrs in page.attributes if tag == "details"] == [{}, {"open": None}]
    assert page.tags.count("summary") == 2
    assert not any("not tried" in text for text in made_run.compare(skipped=many).caveats)


def test_where_all_was_tried_nothing_is_said_of_it(made_run):
    made_run.add_models(ridge=GOOD)
    assert "not tried" not in page_of(made_run).text


def test_the_verdict_says_how_far_off_numbers_are_and_how_far_the_middle_value_is(made_run):
    made_run.of_size(190.0)
    made_run.add_models(dummy=[1900.0, 1910.0, 1890.0, 1900.0, 1900.0], ridge=[1200.0, 1210.0, 1190.0, 1200.0, 1200.0])
    sentence = made_run.compare().sentence
    assert sentence.startswith(
        "Use “standard-onehot+ridge”: half of its predictions of `price` for new rows like these are off by"
    )
    assert "nine out of ten by less than 2,000 (1,830 to 2,170)" in sentence
    assert "With the middle value for every row it would be 1,300 and 2,870." in sentence


def test_where_the_middle_value_is_closer_the_verdict_says_so_and_single_rows_have_a_step(made_run):
    made_run.of_size(100.0)
    made_run.findings = [Finding(level="yellow", code="target_skew", message="A long tail.")]
    made_run.prepare_again()
    made_run.add_models(dummy=[1900.0, 1910.0, 1890.0, 1900.0, 1900.0], ridge=[1200.0, 1210.0, 1190.0, 1200.0, 1200.0])
    made = made_run.compare()
    closer = "it would be 684 and 1,510, which is closer: the model is better in RMSE, but not for a typical row."
    assert closer in made.sentence
    again = "--set evaluation.primary_metric=mae --set preprocessing.target_transform=auto"
    assert made.next_steps[0].command.endswith(again)
    assert "automl predict" in made.next_steps[1].command


@pytest.mark.parametrize(
    ("language", "told"), [("en", "in €, the unit of `price`"), ("ja", "数値の単位：€（`price` の単位）")]
)
def test_the_unit_of_the_target_is_named(run_of_money, language, told):
    run_of_money.of_size(190.0)
    run_of_money.add_training("dummy", [1900.0, 1910.0, 1890.0, 1900.0, 1900.0])
    run_of_money.add_training("ridge", [1200.0, 1210.0, 1190.0, 1200.0, 1200.0])
    info = run_of_money.compare(output=OutputSettings(language=language))
    assert told in info.sentence
    assert info.recommendation.unit == "€"


def test_no_useful_model_offers_no_model(made_run):
    made_run.add_models(ridge=[10.1, 10.4, 9.6, 10.1, 9.8])
    page = page_of(made_run)
    assert "No useful model" in page.text
    assert "scores 10 on average and 9.6 to 10.4 from part to part" in page.text
    assert "How to use the model" not in page.text
    assert "preference" not in page.text


def test_a_verdict_without_a_number_names_no_unit(made_run):
    made_run.add_dummy()
    made_run.add_failed("svm")
    sentence = made_run.compare().sentence
    assert "No model gave a result" in sentence
    assert "unit" not in sentence


@pytest.mark.parametrize("others", [0, 3])
def test_where_the_best_of_several_is_beyond_the_luck_of_one_that_is_explained(
    classified_run, monkeypatch: pytest.MonkeyPatch, others: int
):
    monkeypatch.setattr(type(classified_run), "primary", "roc_auc")
    near = {f"m{n}": [0.49, 0.51, 0.5, 0.52, 0.48] for n in range(others)}
    classified_run.add_models(dummy=[0.5] * 5, best=[0.53, 0.49, 0.52, 0.51, 0.5], **near)
    sentence = classified_run.compare(primary_metric="roc_auc", ensembles=SINGLE).sentence
    assert re.search(r"as far as 5\d\.\d % at most one time in twenty", sentence)
    assert ("and the best of 4 more often" in sentence) == bool(others)


@pytest.mark.parametrize(
    ("value", "expected"), [(0.0, "0"), (54.2345, "54.23"), (12345.6, "12,346"), (-0.123456, "-0.1235")]
)
def test_numbers_as_people_write_them(value: float, expected: str):
    assert number(value) == expected


@pytest.mark.parametrize(
    ("value", "english", "japanese"),
    [
        (0.0, "0", "0"),
        (54.2345, "54.2", "54.2"),
        (999.6, "1,000", "1,000"),
        (1234.5, "1,230", "1,230"),
        (-12345.6, "-12,300", "-12,300"),
        (12_345_678.0, "12.3 million", "1,230万"),
        (3.21e9, "3.21 billion", "32.1億"),
        (4.5e13, "45 trillion", "45兆"),
    ],
)
def test_large_numbers_are_said_in_words(value: float, english: str, japanese: str):
    rmse = METRICS.get("rmse")
    assert (words.rounded(rmse, value), words.rounded(rmse, value, "ja")) == (english, japanese)


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.9312, "93.1 %"), (0.99949, "99.9 %"), (0.9997, "99.97 %"), (0.999999, "99.99 %"), (1.0, "100.0 %")],
)
def test_shares_are_percentages_and_all_only_when_it_is(share: float, expected: str):
    assert words.amount(METRICS.get("accuracy"), share) == expected


@pytest.mark.parametrize(
    ("ends", "english", "japanese"),
    [
        ((3.3e6, 4.02e6), ("3.3", "4.02 million"), ("330", "402万")),
        ((900_000.0, 4.02e6), ("900,000", "4.02 million"), ("90", "402万")),
        ((-1.5e6, 2.0e6), ("-1.5", "2 million"), ("-150", "200万")),
        ((8.5, 12.0), ("8.5", "12"), ("8.5", "12")),
        ((1.2e-05, 4.4e-05), ("1.2e-05", "4.4e-05"), ("1.2e-05", "4.4e-05")),
        ((2.1e17, 3.3e17), ("210,000", "330,000 trillion"), ("210,000", "330,000兆")),
        ((9_800.0, 13_400.0), ("9,800", "13,400"), ("9,800", "13,400")),
        ((500.0, 4.02e6), ("500", "4.02 million"), ("500", "402万")),
    ],
)
def test_a_size_that_both_ends_have_is_named_once(ends: Any, english: Any, japanese: Any):
    assert (rounded_range(*ends, "en"), rounded_range(*ends, "ja")) == (english, japanese)


@pytest.mark.parametrize("name", list(METRICS))
def test_every_metric_has_words(name: str):
    said = words.meaning(METRICS.get(name), 0.5)
    assert "{" not in said
    assert any(part in said for part in ("0.5", "50.0 %"))


@pytest.fixture
def rich_run(made_run):
    """Two preparations, a tie, findings, a failure and an importance."""
    return enriched(
        made_run,
        Finding(level="yellow", code="gaps", message="Gaps in x.", action="Fill them."),
        Finding(level="red", code="leak", message="x gives it away.", action="Drop it."),
        Finding(level="green", code="rows", message="Rows are fine."),
    )


def enriched(made_run, *findings: Finding):
    made_run.findings += findings
    made_run.prepare_again()
    made_run.add_preprocessing("plain-onehot")
    made_run.add_dummy()
    tree = {"extrapolates": False, "feature_importance": {"x": 2.5, "y <b>": 0.5, "useless": -0.1}}
    made_run.add_training("tree", [3.0, 3.2, 2.8, 3.1, 2.9], complexity=1, **tree)
    made_run.add_training("ridge", [5.0, 5.2, 4.8, 5.1, 4.9], predict_seconds=0.001)
    made_run.add_training("ridge", [6.0, 6.2, 5.8, 6.1, 5.9], preproc_id="plain-onehot")
    made_run.add_failed("svm", reason="worker execution exit code 1")
    return made_run


@pytest.mark.parametrize("language", ["en", "ja"])
def test_accessible(rich_run, language: str):
    page = page_of(rich_run, output=OutputSettings(language=language), skipped={"mlp": "no time"})
    assert ("html", {"lang": language}) in page.attributes
    headings = [tag for tag in page.tags if tag in HEADINGS]
    assert headings[0] == "h1"
    assert set(headings[1:]) == {"h2"}
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in page.attributes if tag == "th")
    pictures = [attrs for tag, attrs in page.attributes if tag == "svg"]
    assert len(pictures) >= 7
    assert all(attrs["role"] == "img" and attrs["aria-label"] for attrs in pictures)
    names = [attrs["id"] for _, attrs in page.attributes if "id" in attrs]
    assert len(names) == len(set(names))


def texts(value: Any) -> Iterator[str]:
    """Every text in a JSON document."""
    if isinstance(value, str):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(one)


MACHINES = {"kind", "key", "chart", "mark", "names", "front", "front_name", "x_axis", "language", "url", "label"}
"""Keys whose texts are for machines, or stand in the page as an attribute."""


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_document_for_machines_says_what_the_page_says(rich_run, language: str):
    page = page_of(rich_run, output=OutputSettings(language=language), skipped={"mlp": "no time"})
    document = rich_run.told["report"]
    assert (document["language"], document["useful"]) == (language, True)
    assert [one["key"] for one in document["sections"]] == [
        attrs["id"] for _, attrs in page.attributes if "id" in attrs
    ]
    blocks = [block for section in document["sections"] for block in section["blocks"]]
    told = [{"text": f"{one['label']} {one['text']}"} for one in document["told"]]
    said = [
        text
        for block in [document | {"sections": [], "told": []}, *told, *blocks]
        for key, value in block.items()
        if key not in MACHINES
        for text in texts(_seen(value))
    ]
    assert len(said) > 60
    for text in said:
        plain = text if "load_bundle" in text else text.replace("`", "")
        assert plain in page.text, text


def _seen(value: Any) -> Any:
    """The part of a block that stands in the page as text."""
    if isinstance(value, dict):
        return {
            key: _seen(one)
            for key, one in value.items()
            if key not in MACHINES or (key == "label" and "value" in value)
        }
    return [_seen(one) for one in value] if isinstance(value, list) else value


QUOTED = re.compile(r"「[^」]*」（原文）")
SKIPPED = {"mlp": "このデータでは plain-onehot と同じ"}


def test_the_japanese_page_is_japanese(made_run):
    """What stays English: names, code, and what programs have said, which is quoted as such."""
    enriched(made_run, Finding(level="red", code="leak", message="x で分かります。", action="除いてください。"))
    failed = [
        made_run.add_failed("knn", reason="worker execution exit code -9"),
        made_run.add_failed("lasso", runtime={CAUSE_KEY: "ValueError: Input X contains a very long NaN"}),
        made_run.add_failed("mlp", status=TaskStatus.STOPPED),
    ]
    for task_id in failed:
        made_run.tracker.edit(task_id, sections=payload(OutputSettings(language="ja")))
    made_run.add_training("odd", [3.0, 3.0])
    page = page_of(
        made_run,
        output=OutputSettings(language="ja"),
        ensembles=EnsembleSettings(),
        skipped=SKIPPED,
        earlier_comparison="gone",
    )
    document = made_run.told
    told = [one["told"] for one in document["ensembles"]]
    for text in (document["sentence"], document["recommendation"]["reason"], *document["caveats"], *told):
        assert JAPANESE.search(text)
    sections = [one for one in document["report"]["sections"] if one["key"] != "model"]
    left = [text for text in texts(sections) if ENGLISH_WORDS.search(QUOTED.sub("", text))]
    assert left == []
    assert "「ValueError: Input X contains a very long NaN」（原文）" in page.text
    assert "最終確認" in page.text


def test_a_red_finding_is_a_red_light_everywhere(made_run):
    enriched(made_run, Finding(level="red", code="leak", message="x gives it away.", action="Leave it out."))
    page_of(made_run)
    document = made_run.told
    assert document["recommendation"]["light"] == document["report"]["light"] == "red"
    said = document["report"]["sentence"]
    assert said.startswith("While testing, half of its predictions of `price` were off by less")
    assert "new rows" not in said, "nothing is recommended for them yet"
    assert document["sentence"].startswith("Do not use “")
    assert "Use “" not in document["sentence"]
    assert "(recommended)" not in made_run.page
    assert "(not to be used yet)" in made_run.page
    assert "until then its answers cannot be relied on" in made_run.page
    assert "On new rows like these, expect" not in made_run.page
    assert "as expected" not in " ".join(told["text"] for told in document["report"]["told"])
    assert "One serious problem: " in document["report"]["told"][0]["text"]


@pytest.mark.parametrize(
    ("language", "levels", "said"),
    [
        ("en", ["green"], "The data: Nothing was found that stands in the way."),
        ("en", ["yellow", "yellow"], "The data: Nothing serious. 2 things are worth a look. The first: m"),
        ("en", ["red", "yellow", "red"], "The data: 2 serious problems. The first: m"),
        ("ja", ["yellow"], "データ： 重大な問題はありません。確認したい点が 1 件あります。m"),
    ],
)
def test_beside_the_verdict_stand_the_data_and_what_to_do_first(made_run, language: Any, levels: Any, said: str):
    leak = {"code": "leak", "columns": ["x"], "message": "m", "action": "a"}
    enriched(made_run, *(Finding(level=level, **leak) for level in levels))
    made_run.compare(output=OutputSettings(language=language))
    document = made_run.told
    data, now, *_ = document["report"]["told"]
    assert said == f"{data['label']} {data['text']}"
    assert f"`{document['next_steps'][0]['command']}`" in now["text"]
    assert bool(document["report"]["check"]) == ("red" not in levels), "what is red flatters the final check, too"


def test_what_the_data_were_names_the_findings(rich_run):
    text = page_of(rich_run).text
    assert text.index("x gives it away.") < text.index("Gaps in x.")
    assert "Rows are fine." not in text


@pytest.mark.parametrize(
    ("dropped", "said"),
    [
        (1, "One row without a value of the target was left out."),
        (1200, "1,200 rows without a value of the target were left out."),
    ],
)
def test_rows_without_a_target_are_counted(made_run, dropped: int, said: str):
    made_run.n_rows_dropped = dropped
    made_run.prepare_again()
    made_run.add_models(ridge=GOOD)

    assert said in page_of(made_run).text


def test_drivers_and_the_other_choices(rich_run):
    page = page_of(rich_run)
    assert "x matters most: with its values shuffled among the rows, the score gets worse by 2.5." in page.text
    assert "Then comes y <b>." in page.text
    assert "useless" not in page.text
    document = rich_run.told
    assert document["drivers"] == {"x": 2.5, "y <b>": 0.5}
    [table] = [
        block
        for one in document["report"]["sections"]
        if one["key"] == "choices"
        for block in one["blocks"]
        if block["kind"] == "table"
    ]
    assert [line["cells"][:2] for line in table["lines"]] == [
        ["most accurate, simplest", "standard-onehot+tree"],
        ["fastest to predict", "standard-onehot+ridge"],
    ]


WHOLE = '<span class="whole">--set</span>'


def test_names_and_options_in_sentences_are_set_as_code():
    option = "--set 'data.column_types={a b: text}'"
    assert svg.named(escape(f"`x y`: {option}. Or --set preprocessing.pca=2")) == (
        f"<code>x y</code>: <code>{escape(option).replace('--set', WHOLE)}</code>. "
        f"Or <code>{WHOLE} preprocessing.pca=2</code>"
    )
    assert svg.named("`automl run a --set b=c`") == f"<code>automl run a {WHOLE} b=c</code>"


def test_no_line_ends_between_a_number_and_its_unit():
    assert svg.named("`c` in 1,024.5 % or 7 %（−404万）.") == (
        '<code>c</code> in <span class="whole">1,024.5 %</span> or <span class="whole">7 %</span>'
        '（<span class="whole">−404万</span>）.'
    )


def test_names_of_a_legend_do_not_overlap():
    named = (("recommended", "まだ使わないでください"), ("candidate", "候補"), ("baseline", "当て推量"))
    points = (Point(label="m", x=1.0, y=1.0), Point(label="n", x=2.0, y=2.0))
    drawn = svg.figure(Points(caption="c", x_axis="x", y_axis="y", points=points, names=named))
    begins = {text: float(x) for x, text in re.findall(r'<text class="small" x="([\d.]+)" y="[\d.]+">([^<]+)<', drawn)}
    ends = {text: x + curves.LETTER * width_of(text) for text, x in begins.items()}
    (_, first), (_, second), (_, third) = named
    assert ends[first] < begins[second] < ends[second] < begins[third] < ends[third] < svg.WIDTH


@pytest.mark.parametrize(
    ("language", "ticks"), [("en", ["20M", "40M", "60M"]), ("ja", ["2,000万", "4,000万", "6,000万"])]
)
def test_large_numbers_beside_axes_are_told_in_the_sizes_of_the_language(language: str, ticks: list[str]):
    points = ((0.0, 1.5e7), (1.0, 7.5e7))
    lines = Curves(caption="c", x_axis="x", y_axis="y", language=language, curves=(Curve(points=points),))
    cloud = Points(
        caption="c",
        x_axis="x",
        y_axis="y",
        language=language,
        points=tuple(Point(label="m", x=x + 1, y=y) for x, y in points),
        names=(),
    )
    for chart in (lines, cloud):
        labels = re.findall(
            r'<text class="small" x="([\d.]+)" y="[\d.]+" text-anchor="end">([^<]+)<', svg.figure(chart)
        )
        assert [text for _, text in labels][: len(ticks)] == ticks
        assert all(float(x) >= axes.DIGIT * width_of(text) for x, text in labels)


def test_long_labels_of_bars_keep_their_ends():
    names = [f"Logistic regression, categories as yes/no columns, {end}" for end in ("numbers as they are", "scaled")]
    drawn = svg.figure(Bars(caption="c", axis="a", bars=tuple(Bar(label=one, value=0.7, text="70 %") for one in names)))
    first, rest, _, second, its_rest, *_ = re.findall(r"<text[^>]*>([^<]*)</text>", drawn)
    assert [f"{first} {rest}", f"{second} {its_rest}"] == names


def test_a_single_useful_model_leaves_no_other_choices(made_run):
    made_run.add_models(ridge=[3.0, 3.2, 2.8, 3.1, 2.9])
    made_run.compare()
    assert "choices" not in [one["key"] for one in made_run.told["report"]["sections"]]


def test_models_that_answer_in_steps_do_not_extrapolate(rich_run):
    assert any("stays level" in text for text in rich_run.compare().caveats)


def test_ensembles_and_words_are_told_in_japanese(rich_run):
    info = rich_run.compare(output=OutputSettings(language="ja"), ensembles=EnsembleSettings())
    assert info.ensembles
    assert all(JAPANESE.search(one.told) for one in info.ensembles)


def test_the_front_is_what_nobody_beats_in_both():
    points = [Point(label=name, x=x, y=y) for name, x, y in [("a", 1, 5), ("b", 2, 6), ("c", 3, 4), ("d", 3, 3)]]
    assert [point.label for point in front(points, greater_is_better=False)] == ["a", "d"]
    assert [point.label for point in front(points, greater_is_better=True)] == ["a", "b"]


@pytest.mark.parametrize("value", [0.0, 1.0, -3.0, 1e12, 1e-12])
def test_pictures_of_one_value_are_drawn(value: float):
    bars = Bars(caption="c", axis="a", bars=(Bar(label="<b>", value=value, text="t", error=0.0),))
    points = Points(caption="c", x_axis="x", y_axis="y", points=(Point(label="<b>", x=1.0, y=value),), names=())
    for chart in (bars, points):
        drawn = svg.figure(chart)
        assert "nan" not in drawn
        assert "inf" not in drawn.replace("info", "")
        assert "<b>" not in drawn


@pytest.mark.parametrize(
    "seconds", [(0.04, 0.06), (0.044, 0.0441), (0.02, 0.12), (0.5, 0.5), (1e-6, 1e4), (0.95, 1.05), (3.0, 290.0)]
)
def test_times_have_labels_inside_of_the_picture(seconds: tuple[float, float]):
    points = tuple(Point(label=str(x), x=x, y=0.5) for x in seconds)
    drawn = svg.figure(Points(caption="c", x_axis="x", y_axis="y", points=points, names=(), in_percent=True))
    bottom = svg.TOP + svg.PLOT_HEIGHT
    labels = re.findall(rf'<text class="small" x="([\d.]+)" y="{bottom + 16}" text-anchor="\w+">([^<]+)<', drawn)
    assert 1 <= len(labels) <= axes.MAX_TICKS
    assert len({text for _, text in labels}) == len(labels)
    assert all(svg.PLOT_LEFT <= float(x) <= svg.WIDTH for x, _ in labels)
    assert "50 %<" in drawn


def test_an_earlier_run_that_chose_the_same_is_no_better(rich_run):
    rich_run.compare()
    text = page_of(rich_run, earlier_comparison=rich_run.reporter.task_id).text
    assert "this run's choice scores the same (3)." in text


LATER = [3.5, 3.7, 3.3, 3.6, 3.4]


def test_an_earlier_run_on_the_same_rows_is_compared_pairwise(rich_run):
    rich_run.compare()
    earlier = rich_run.reporter.task_id
    rich_run.trainings = rich_run.trainings[:1]
    rich_run.add_training("tree", LATER, complexity=1)
    page = page_of(rich_run, earlier_comparison=earlier)
    assert "Against “standard-onehot+tree”" in page.text
    assert "is worse by 0.5: more than chance explains" in page.text
    assert rich_run.told["earlier"]["lead"]["mean"] == pytest.approx(-0.5)
    [bars] = by_name(rich_run.reporter.figures)["difference from the earlier run"].data
    assert bars.x == pytest.approx((3.5, 3.0))


def test_an_earlier_run_on_other_data_or_folds_is_not_compared(rich_run):
    rich_run.compare()
    earlier = rich_run.reporter.task_id
    for change, why in [({"dataset_hash": "other"}, "other data"), ({"n_folds": 4}, "other rows (other folds)")]:
        for name, value in change.items():
            setattr(rich_run, name, value)
        rich_run.preprocessings, rich_run.trainings = [], []
        rich_run.add_preprocessing()
        rich_run.add_training("tree", LATER[: rich_run.n_folds])
        assert why in page_of(rich_run, earlier_comparison=earlier).text
        assert "difference from the earlier run" not in by_name(rich_run.reporter.figures)
        rich_run.dataset_hash = "h"


def test_an_earlier_run_that_cannot_be_read_is_told(rich_run):
    assert "its result cannot be read" in page_of(rich_run, earlier_comparison="gone").text


def test_a_horizon_is_told_with_what_it_means_for_new_rows(made_run):
    past = Past(target="price", time="x", series=None, horizon="7 days")
    made_run.recipe = made_run.recipe.model_copy(update={"past": past})
    made_run.prepare_again()
    made_run.add_models(ridge=GOOD)
    assert "It is predicted 7 days ahead" in page_of(made_run).text
