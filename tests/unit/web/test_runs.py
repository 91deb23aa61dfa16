"""Runs: the list, one run's page, and what is told while it goes on."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from tests.outputs import comparison_info, recommendation
from tests.unit.web.conftest import Site, ended_run, going_run

from automl_shared.config.loader import description_of
from automl_shared.errors import NotFound, ServerUnreachable
from automl_shared.naming import Phase, tag
from automl_shared.paired import Pairing
from automl_shared.phase_io import ARTIFACT, ComparisonInfo, Light, RunInfo
from automl_shared.tracker import TaskSnapshot, TaskStatus
from automl_shared.tracker.viewing import TaskQuery
from automl_web.compare import _lead
from automl_web.live import Live, event
from automl_web.pages.run_page import LIVE_BLOCKS
from automl_web.runs import Runs, RunView
from automl_web.stages import remaining, stages_of
from automl_web.timeline import WIDTH, timeline

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_an_empty_list_says_what_to_do_next(site: Site) -> None:
    page = site.page("/runs")
    assert "automl submit" in page
    assert "<table" not in page
    assert re.findall(r'<button form="sample">', page), "the next step takes no table of one's own"


@pytest.mark.looks
def test_a_run_in_the_list_says_what_came_of_it(site: Site, run: TaskSnapshot) -> None:
    page = site.page("/runs")
    assert f'href="/runs/{run.run_id}"' in page
    assert "No model beats guessing" in page
    assert "y from t-data" in page
    assert "completed, with failures" in page


@pytest.mark.looks
@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("status=completed", True),
        ("status=running", False),
        ("q=GUESSING", True),
        ("q=nothing-of-the-kind", False),
        ("dataset=t-data", True),
        ("dataset=other", False),
        ("archived=1", False),
        ("page=1", False),
        ("status=completed&q=guessing", True),
        ("status=failed&q=guessing", False),
        ("status=%3Cb%3E&page=-1", True),
    ],
)
def test_filters_live_in_the_address_and_combine(site: Site, run: TaskSnapshot, query: str, shown: bool) -> None:
    assert (f'href="/runs/{run.run_id}"' in site.page(f"/runs?{query}")) == shown


@pytest.mark.looks
def test_the_list_can_be_narrowed_to_all_data_not_only_to_that_of_its_page(site: Site, run: TaskSnapshot) -> None:
    assert "<option >t-data</option>" in site.page("/runs?q=nothing-of-the-kind")


@pytest.mark.looks
def test_templates_are_no_runs(site: Site, run: TaskSnapshot) -> None:
    assert site.page("/runs").count("<tr>") == 2


@pytest.mark.looks
def test_the_page_of_a_run_begins_with_its_verdict(site: Site, run: TaskSnapshot) -> None:
    page = site.page(f"/runs/{run.run_id}")
    order = [
        page.index(words)
        for words in ("No useful model", '<h2 id="leaderboard', "What did not work", '<div id="where_time_went')
    ]
    assert order == sorted(order)
    assert "No model beats guessing" in page
    assert re.findall(r'sse-connect="([^"]*)"', page) == [f"/runs/{run.run_id}/resumed"]


@pytest.mark.looks
def test_a_run_is_found_by_its_tasks_id_too(site: Site, run: TaskSnapshot) -> None:
    assert run.run_id
    assert run.run_id in site.page(f"/runs/{run.id}")


@pytest.mark.looks
def test_a_failure_is_shown_with_cause_and_remedy(site: Site, run: TaskSnapshot) -> None:
    page = site.page(f"/runs/{run.run_id}")
    assert "exit code 1 without saying why" in page
    assert "What to do:" in page


def test_what_was_not_tried_is_told_with_the_reason(site: Site) -> None:
    done = site.world.run_to_end(site.world.submit(models=["logistic", "ridge"]))
    page = site.page(f"/runs/{done.run_id}")
    told = page[page.index("What was not tried") :].partition("</section>")[0]
    reason, _, names = told.partition("</summary>")
    assert "<summary>Ridge is not for classification " in reason
    assert '<p class="muted">ridge</p>' in names


@pytest.mark.looks
def test_while_it_goes_on_the_page_says_where_it_is(site: Site, going: TaskSnapshot) -> None:
    page = site.page(f"/runs/{going.run_id}")
    assert "1 of 1" in page
    assert "Training" in page
    assert f'sse-connect="/runs/{going.run_id}/live"' in page
    assert "Cancel…" in page


@pytest.mark.looks
def test_an_unknown_run_is_said_to_be_unknown(site: Site) -> None:
    assert "Not found" in site.page("/runs/20990101-000000-abcdef", 404)


@pytest.mark.looks
def test_documents_of_ended_runs_are_read_once(site: Site, run: TaskSnapshot) -> None:
    site.page("/runs")
    site.world.tracker.calls.clear()
    for _ in range(3):
        site.page("/runs")
    assert site.world.tracker.calls.count("document") == 0


def test_stages_are_in_the_order_of_the_work() -> None:
    steps = {
        "comparison": {"stage": "comparison", "status": "pending"},
        "training a+b": {"stage": "training", "status": "running", "job_id": "t", "job_started": 1.0},
        "training a+c": {"stage": "training", "status": "skipped"},
        "preprocessing a": {"stage": "preprocessing", "status": "completed", "job_started": 0.0, "job_ended": 1.0},
    }
    stages = stages_of(steps)
    assert [(one.name, one.over, one.planned, one.light) for one in stages] == [
        ("preprocessing", 1, 1, "green"),
        ("training", 0, 1, "blue"),
        ("comparison", 0, 1, "none"),
    ]
    assert stages[1].steps[0].name == "a+b"
    assert stages_of({}) == ()


def test_what_is_planned_later_stands_among_the_stages() -> None:
    steps = {
        "preprocessing a": {"stage": "preprocessing", "status": "completed", "job_started": 0.0, "job_ended": 1.0},
        "preprocessing b": {"stage": "preprocessing", "status": "completed", "job_started": 0.0, "job_ended": 1.0},
        "comparison": {"stage": "comparison", "status": "pending"},
    }
    stages = stages_of(steps)
    assert [(one.name, one.planned, one.light) for one in stages] == [
        ("preprocessing", 2, "green"),
        ("training", 0, "none"),
        ("comparison", 1, "none"),
    ]
    assert remaining(stages, NOW) is None, "nobody knows how many trainings there will be"


def test_the_time_left_is_that_of_what_is_done() -> None:
    done = {
        f"training {n}": {"stage": "training", "status": "completed", "job_started": 10.0 + n, "job_ended": 20.0 + n}
        for n in range(4)
    }
    left = {f"training x{n}": {"stage": "training", "status": "pending"} for n in range(2)}
    around = {name: {"stage": name, "status": "completed"} for name in ("preprocessing", "comparison")}
    assert remaining(stages_of({**around, **done, **left}), datetime.fromtimestamp(50, UTC)) == pytest.approx(20.0)
    assert remaining(stages_of({**around, **left}), NOW) is None
    assert remaining(stages_of({**around, **done}), NOW) is None


@pytest.mark.looks
def test_time_waited_is_told_apart_from_time_worked(site: Site, run: TaskSnapshot) -> None:
    view = Runs(site.world.tracker, site.viewer).view(run.run_id or "")
    bars = timeline(view.tasks).bars
    assert bars
    assert all(0 <= bar.waited_from <= bar.worked_from <= WIDTH for bar in bars)
    for bar in bars:
        assert bar.waited_from + bar.waited == pytest.approx(bar.worked_from, abs=0.2)
    assert timeline(()).bars == ()


def test_many_who_watch_cost_one_look(site: Site) -> None:
    looks = []

    async def watch_by_many() -> None:
        live = Live(site.world.tracker)

        def read():
            looks.append(1)
            return lambda language: {"part": f"<p>{language} {len(looks)}</p>"}

        watchers = [live.watch("topic", read, "ja" if number % 2 else "en", lambda: True) for number in range(50)]
        for watcher in watchers:
            assert "retry" in await anext(watcher)
        told = await asyncio.gather(*map(anext, watchers))
        assert [text.split()[3] for text in told] == ["<p>en", "<p>ja"] * 25
        for watcher in watchers:
            await watcher.aclose()

    asyncio.run(watch_by_many())
    assert len(looks) <= 2


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ServerUnreachable("the ClearML server does not answer"), "The ClearML server does not answer"),
        (NotFound("no run has <this> id"), "No run has &lt;this&gt; id"),
        (ZeroDivisionError(), "Something went wrong here"),
    ],
    ids=str,
)
def test_whoever_watches_is_told_of_trouble_and_of_its_end(site: Site, error: Exception, said: str) -> None:
    trouble = [error]

    def read():
        if trouble:
            raise trouble.pop()
        return lambda _: {"part": "<p>new</p>"}

    async def watch() -> list[str]:
        live = Live(site.world.tracker)
        watcher = live.watch("topic", read, "en", lambda: True)
        told = [await anext(watcher), await anext(watcher)]
        live._changed.set()
        told.append(await anext(watcher))
        await watcher.aclose()
        return told

    _, first, second = asyncio.run(watch())
    assert first == f"event: trouble\ndata: {said}\n\n"
    assert set(second.split("\n\n")) == {"event: part\ndata: <p>new</p>", "event: trouble\ndata: ", ""}


@pytest.mark.parametrize("tells", [True, False])
def test_what_changes_with_a_status_is_looked_at_when_one_changed(
    site: Site, monkeypatch: pytest.MonkeyPatch, tells: bool
) -> None:
    """At first twice, for changes are counted from after the first look; every 30 seconds where none are told."""
    monkeypatch.setattr("automl_web.live.LOOK_SECONDS", 0.01)
    monkeypatch.setattr("automl_web.live.BREATH_SECONDS", 0.01)
    if not tells:
        monkeypatch.setattr(site.world.tracker, "wait_for_changes", lambda *_, **__: None)
    seen: list[int] = []

    def read():
        seen.append(len(seen))
        return lambda _: {}

    async def watch() -> tuple[int, int]:
        watcher = Live(site.world.tracker).watch("topic", read, "en", lambda: True, calm=True)
        for _ in range(5):
            await anext(watcher)
        before = len(seen)
        site.world.submit()
        for _ in range(5):
            await anext(watcher)
        await watcher.aclose()
        return before, len(seen)

    before, after = asyncio.run(watch())
    assert (before, after > before) == (2, True) if tells else (before, after) == (1, 1)


def test_an_event_keeps_its_lines() -> None:
    assert event("rows", "a\nb") == "event: rows\ndata: a\ndata: b\n\n"


def test_a_run_that_was_stopped_is_watched_until_it_can_be_resumed(site: Site, going: TaskSnapshot) -> None:
    run_id = going.run_id
    site.send(f"/runs/{run_id}/cancel")
    before = site.page(f"/runs/{run_id}")
    assert f'sse-connect="/runs/{run_id}/live"' in before
    assert f'action="/runs/{run_id}/resume"' not in before
    for _ in range(4):
        site.world.tick()
    after = site.page(f"/runs/{run_id}")
    assert f'sse-connect="/runs/{run_id}/resumed"' in after
    assert f'action="/runs/{run_id}/resume"' in after


def test_the_page_of_an_ended_run_is_told_when_somebody_resumes_it(site: Site, run: TaskSnapshot) -> None:
    told: list[str] = []
    with site.browser.stream("GET", f"/runs/{run.run_id}/resumed") as stream:
        for line in stream.iter_lines():
            told.append(line)
            if line == ": nothing new":
                assert "event: resumed" not in told
                site.send(f"/runs/{run.run_id}/resume")
            if line == "event: resumed":
                break
    assert told[-1] == "event: resumed"
    assert f'sse-connect="/runs/{run.run_id}/live"' in site.page(f"/runs/{run.run_id}")


def test_while_a_run_goes_on_its_failures_are_told_in_its_language(site: Site) -> None:
    task = going_run(site, output={"language": "ja"})
    trained = site.world.take("automl-training")
    site.world.tracker.mark(trained, TaskStatus.STOPPED)
    assert "意図しない場合は、もう一度実行してください" in site.page(f"/runs/{task.run_id}")


@pytest.mark.looks
def test_what_is_told_live_is_what_the_page_shows(site: Site, going: TaskSnapshot) -> None:
    told = ""
    with site.browser.stream("GET", f"/runs/{going.run_id}/live") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        for line in stream.iter_lines():
            told += line
            if "event: tasks" in told and not line:
                break
    assert "1 of 1" in told
    for block in LIVE_BLOCKS:
        assert f"event: {block}" in told
    assert "event: ended" not in told


def test_runs_side_by_side_show_the_settings_that_differ(site: Site, run: TaskSnapshot) -> None:
    other = site.world.run_to_end(site.world.submit(models=["dummy"], evaluation={"preference": "simple"}))
    recommend(site, run, "green", primary_metric="rmse", unit="€", cv_mean=9702.4, cv_std=371.0, baseline=2e4)
    page = site.page(f"/compare?run={run.run_id}&run={other.run_id}&run={run.run_id}")
    assert page.count(f'href="/runs/{run.run_id}"') == 1
    assert "evaluation.preference" in page
    assert description_of(("evaluation", "preference")) in page
    assert "data.target_column" not in page
    assert "run.run_id" not in page
    for address in (f"/runs/{run.run_id}", f"/compare?run={run.run_id}&run={other.run_id}"):
        assert {"9,702 €", "± 370 €", "20,000 €"} <= set(re.findall(r"(?:± )?[\d,]+ €", site.page(address)))
    assert site.browser.get(f"/compare/scores?run={run.run_id}").json()["data"] == []
    assert site.browser.get("/compare", follow_redirects=False).headers["location"] == "/runs"
    site.page("/compare?run=nothing", 404)


def recommend(site: Site, run: TaskSnapshot, light: Light, **said: Any) -> None:
    """Has the run recommend a model, with this light in its report."""
    tracker = site.world.tracker
    chosen = recommendation(title="Logistic regression", light=light, **said)
    (task,) = (one for one in tracker.tasks(parent=run.id) if one.unit and one.unit.phase is Phase.COMPARISON)
    decided = {"verdict": "recommended", "confidence": "slight", "recommendation": chosen}
    info = ComparisonInfo(**tracker.document(task.id, ARTIFACT)).model_copy(update=decided).sealed()
    tracker.reporter(task.id).document(ARTIFACT, info.model_dump(mode="json"))
    kept = tracker.document(run.id, ARTIFACT)
    kept["document"]["recommendation"] = chosen.model_dump(mode="json")
    tracker.reporter(run.id).document(ARTIFACT, RunInfo(**kept).sealed().model_dump(mode="json"))


def test_the_list_and_the_page_show_the_light_of_the_report(site: Site) -> None:
    run = ended_run(site)
    lights: dict[Light, Light] = {"green": "green", "amber": "amber", "red": "red", "none": "amber"}
    for said, shown in lights.items():
        recommend(site, run, said)
        runs = Runs(site.world.tracker, site.viewer)
        assert [
            one.light for one in runs.lines(TaskQuery(tags=[tag("run", run.run_id or ""), tag("phase", Phase.RUN)]))
        ] == [shown]
        assert runs.view(run.run_id or "").light == shown


def test_what_has_a_red_light_is_not_to_be_used_yet(site: Site) -> None:
    run = ended_run(site)
    recommend(site, run, "red")
    page = site.page(f"/runs/{run.run_id}")
    assert "Do not use it yet" in page
    assert "slightly ahead" not in page
    assert ">Logistic regression</a>" in page
    assert "ROC AUC" in page.partition("Leaderboard")[0]


def decided(scores: list[float], folds: str = "f") -> RunView:
    """A run's page of which only the decision counts."""
    decision = comparison_info(
        primary_metric="rmse", greater_is_better=False, confidence="tie", fold_hash=folds, recommended_scores=scores
    )
    return SimpleNamespace(decision=decision)


def test_a_lead_is_told_only_over_the_same_folds() -> None:
    pairing = Pairing(greater_is_better=False, resampling_ratio=0.5)
    first = decided([2.0, 3.0, 4.0])
    better = _lead(decided([1.0, 2.0, 3.0]), first, pairing)
    assert (better.mean, better.standard_error) == (1.0, 0.0)
    assert _lead(first, first, pairing) is None
    assert _lead(decided([1.0, 2.0, 3.0], "g"), first, pairing) is None
    assert _lead(decided([1.0, 2.0]), first, pairing) is None
    assert _lead(decided([]), decided([]), pairing) is None


@pytest.mark.looks
def test_what_only_an_operator_needs_is_folded_away_once_there_is_a_verdict(site: Site, run: TaskSnapshot) -> None:
    assert '<details class="part">' in site.page(f"/runs/{run.run_id}")


@pytest.mark.looks
def test_what_runs_where_is_in_view_while_it_runs(site: Site, going: TaskSnapshot) -> None:
    assert site.page(f"/runs/{going.run_id}").count('<details class="part" open>') == 2
