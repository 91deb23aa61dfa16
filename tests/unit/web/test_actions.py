"""What a person does to runs, queues and workers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.unit.web.conftest import Site, going_run

from automl_shared.naming import tag
from automl_shared.tracker import NewTask, TaskSnapshot, TaskStatus
from automl_shared.tracker.viewing import EndedTask, Machine, QueuePoint, WorkerEntry
from automl_web.queues import CHART, MOST_ENDED, chart, queues_view
from automl_web.scaling import Scaling


def test_a_run_is_cancelled(site: Site, going: TaskSnapshot) -> None:
    assert "being cancelled" not in site.page("/runs")
    assert site.send(f"/runs/{going.run_id}/cancel") == f"/runs/{going.run_id}"
    assert not site.world.tracker.task(going.id).status.ended, "its worker, the controller, is asked to end it"
    page = site.page(f"/runs/{going.run_id}")
    assert "being cancelled" in page
    assert "Cancel the run" not in page
    assert "being cancelled" in site.page("/runs")
    for _ in range(4):
        site.world.tick()
    assert site.world.tracker.task(going.id).runtime["automl_status"] == "aborted"
    assert "being cancelled" not in site.page(f"/runs/{going.run_id}")


def test_a_cancelled_run_took_as_long_as_it_ran(site: Site, going: TaskSnapshot) -> None:
    site.world.clock.turn(780)
    site.world.tracker.mark(going.id, TaskStatus.STOPPED)  # as a server does at once that takes its worker for lost
    for _ in range(4):
        site.world.tick()
    assert site.world.tracker.task(going.id).runtime["automl_status"] == "aborted"
    assert "Took 13 min" in site.page(f"/runs/{going.run_id}")
    site.world.tracker.set_runtime(going.id, {"automl_started": "long ago"})
    assert site.page(f"/runs/{going.run_id}")


def test_one_task_is_stopped_and_its_run_goes_on(site: Site, going: TaskSnapshot) -> None:
    waiting = next(one for one in site.world.tracker.tasks(parent=going.id) if one.status is TaskStatus.QUEUED)
    assert "Stop the task" in site.page(f"/tasks/{waiting.id}")
    assert site.send(f"/tasks/{waiting.id}/stop") == f"/tasks/{waiting.id}"
    page = site.page(f"/tasks/{waiting.id}")
    assert "stopped" in page
    assert "Stop the task" not in page
    assert site.world.run_to_end(going.id).runtime["automl_status"] == "completed_with_failures"
    assert "Stopped by a person" in site.page(f"/runs/{going.run_id}")


def test_a_task_at_work_is_asked_to_stop(site: Site, going: TaskSnapshot) -> None:
    taken = site.world.take("automl-training")
    site.send(f"/tasks/{taken}/stop")
    page = site.page(f"/tasks/{taken}")
    assert "being stopped" in page
    assert "Stop the task" not in page
    assert "being stopped" in site.page(f"/runs/{going.run_id}")
    site.world.tracker.mark(taken, TaskStatus.STOPPED, reason="task was stopped by tasks.stop")  # as the agent does
    assert "Stopped by a person" in site.page(f"/runs/{going.run_id}")
    assert "Cancel the run" in site.page(f"/tasks/{going.id}"), "the run's own task is the run"


def test_a_run_is_put_away_and_brought_back(site: Site, run: TaskSnapshot) -> None:
    site.send(f"/runs/{run.run_id}/archive")
    assert f"/runs/{run.run_id}" not in site.page("/runs").replace("/live", "")
    assert f"/runs/{run.run_id}" in site.page("/runs?archived=1")
    site.send(f"/runs/{run.run_id}/unarchive")
    assert f"/runs/{run.run_id}" in site.page("/runs")


def test_what_failed_is_tried_again_and_what_is_done_stays(site: Site, run: TaskSnapshot) -> None:
    page = site.page(f"/runs/{run.run_id}")
    assert "Retry what failed" in page
    assert "since it was resumed" not in page
    before = {task.id for task in site.world.tracker.tasks(parent=run.id)}
    assert site.send(f"/runs/{run.run_id}/resume") == f"/runs/{run.run_id}"
    assert site.world.run_to_end(run.id).runtime["automl_status"] == "completed"
    again = [task for task in site.world.tracker.tasks(parent=run.id) if task.id not in before]
    assert {task.unit.model for task in again if task.unit} == {"logistic", None}
    page = site.page(f"/runs/{run.run_id}")
    assert "Retry what failed" not in page
    assert "Resume" not in page
    assert "cannot be resumed" in site.send(f"/runs/{run.run_id}/resume", 400)


def test_what_a_budget_left_out_is_no_failure_and_can_be_done_later(site: Site) -> None:
    going = going_run(site, models=["logistic", "lightgbm"], run={"time_budget_minutes": 1})
    site.world.clock.turn(120)
    ended = site.world.run_to_end(going.id)
    page = site.page(f"/runs/{ended.run_id}")
    assert "What the time budget had no room for" in page
    assert "leaves too little time for it; it would take about" in page
    for words in ("with failures", "What did not work", "Retry"):
        assert words not in page
    assert "Resume the run" in page
    site.send(f"/runs/{ended.run_id}/resume")
    assert site.world.run_to_end(going.id).runtime["automl_status"] == "completed"
    assert "the time budget had no room for" not in site.page(f"/runs/{ended.run_id}")


def test_a_cancelled_run_is_resumed(site: Site, going: TaskSnapshot) -> None:
    assert "Resume" not in site.page(f"/runs/{going.run_id}")
    site.send(f"/runs/{going.run_id}/cancel")
    for _ in range(4):
        site.world.tick()
    page = site.page(f"/runs/{going.run_id}")
    assert "Resume the run" in page
    assert "It ended without a decision." in page
    assert "It ended without a decision." in site.page("/runs")
    site.send(f"/runs/{going.run_id}/resume")
    assert site.send(f"/runs/{going.run_id}/resume") == f"/runs/{going.run_id}", "two people ask for the same"
    assert site.world.run_to_end(going.id).runtime["automl_status"] == "completed"
    assert "since it was resumed" in site.page(f"/runs/{going.run_id}")
    assert "since it was resumed" in site.page("/runs")


def test_a_run_is_tagged_found_by_its_tag_and_untagged(site: Site, run: TaskSnapshot) -> None:
    site.send(f"/runs/{run.run_id}/tags", add="  for   the board ")
    assert "for the board" in site.world.tracker.task(run.id).tags
    assert f'href="/runs/{run.run_id}"' in site.page("/runs?tag=for%20the%20board")
    assert f'href="/runs/{run.run_id}"' not in site.page("/runs?tag=other")
    site.send(f"/runs/{run.run_id}/tags", remove="for the board")
    assert site.world.tracker.task(run.id).tags == run.tags


def test_a_tag_that_was_removed_is_put_back_by_a_click(site: Site, run: TaskSnapshot) -> None:
    address = f"/runs/{run.run_id}/tags"
    site.send(address, add="board")
    assert (after := site.send(address, remove="board")).endswith("?off=board")
    assert "The tag board was removed" in site.page(after)
    site.send(address, add="board")
    assert "was removed" not in site.page(after)
    assert "was removed" not in site.page(f"/runs/{run.run_id}?off=phase:run")


@pytest.mark.looks
@pytest.mark.parametrize("text", ["phase:training", "x" * 61])
@pytest.mark.parametrize("way", ["add", "remove"])
def test_a_tag_of_the_product_is_no_persons(site: Site, run: TaskSnapshot, way: str, text: str) -> None:
    assert "cannot be used" in site.send(f"/runs/{run.run_id}/tags", 400, **{way: text})
    assert site.world.tracker.task(run.id).tags == run.tags


@pytest.mark.looks
def test_running_again_offers_what_the_run_was_made_with(site: Site, run: TaskSnapshot) -> None:
    page = site.page(f"/runs/{run.run_id}/again")
    assert 'name="target_column" value="y"' in page
    assert f'<option value="{run.sections["Args"]["dataset_id"]}">' in page
    assert '<option value="ridge">Ridge regression</option>' in page
    assert '<option value="log_loss">Log loss</option>' in page


def test_a_run_again_is_a_run_of_its_own_with_the_change(site: Site, run: TaskSnapshot) -> None:
    typed = {"dataset_id": run.sections["Args"]["dataset_id"], "target_column": "y", "primary_metric": "log_loss"}
    made = site.send(f"/runs/{run.run_id}/again", models="dummy", **typed).rpartition("/")[2]
    ended = site.world.run_to_end(made)
    assert ended.run_id not in (None, run.run_id)
    assert ended.sections["Evaluation"]["primary_metric"] == "log_loss"
    children = site.world.tracker.tasks(parent=made, tags=[tag("phase", "training")])
    assert {child.unit.model for child in children if child.unit} == {"dummy"}
    assert site.world.tracker.task(run.id) == run


@pytest.mark.looks
@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("models", "lightgmb", "did you mean"),
        ("models", "", "at least one model"),
        ("primary_metric", "rmsee", "no metric is called"),
        ("target_column", "", "needs a column"),
        ("time_budget_minutes", "soon", "must be a number"),
    ],
)
def test_a_mistake_is_told_beside_its_field_before_anything_is_made(
    site: Site, run: TaskSnapshot, field: str, text: str, said: str
) -> None:
    before = len(site.world.tracker.tasks())
    fields = {"target_column": "y", "models": "fast", "primary_metric": "", "time_budget_minutes": "", field: text}
    page = site.send(f"/runs/{run.run_id}/again", 400, **fields)
    assert f'id="problem-{field}"' in page
    assert said in page
    assert f'value="{text}"' in page
    assert len(site.world.tracker.tasks()) == before


def test_a_queue_with_work_and_no_worker_raises_an_alert(site: Site, going: TaskSnapshot) -> None:
    page = site.page("/queues")
    assert "no worker serves it" in page
    assert "automl scale training=1" in page


def test_a_task_is_told_by_what_it_does_and_for_which_run(site: Site, going: TaskSnapshot) -> None:
    waiting = f"{going.run_id}</a>"
    taken = site.world.take("automl-training")
    site.world.tracker.report_worker("training:1", queue="automl-training", task_id=taken)
    page = site.page("/queues")
    row = page.partition('<span class="strong">training:1</span>')[2].partition("</tr>")[0]
    assert re.search(r'<a href="/tasks/[^"]+" title="[^"]+">Training [A-Z][^<]+</a>', row)
    assert f'<a class="muted small nowrap" href="/runs/{going.run_id}">for run {waiting}' in row
    assert len(re.findall(">Training [A-Z]", page)) >= 2
    assert ">学習: " in site.browser.get("/queues", headers={"Accept-Language": "ja"}).text


def test_a_task_of_somebody_else_keeps_its_name(site: Site) -> None:
    tracker = site.world.tracker
    task = tracker.create(NewTask(name="my <notebook>", project="mine", tags=["phase:odd"], sections={}))
    tracker.enqueue([task], "default")
    assert f'<a href="/tasks/{task}">my &lt;notebook&gt;</a>' in site.page("/queues")


def test_a_controller_is_not_scaled(site: Site) -> None:
    site.world.submit()
    assert "no worker serves it. Start one: <code>automl up</code>" in site.page("/queues")


def test_a_worker_that_went_silent_is_told(site: Site) -> None:
    site.world.tracker.report_worker("training:1", queue="automl-training", task_id=None)
    assert "has not reported" not in site.page("/queues")
    view = queues_view(site.viewer, datetime.now(UTC) + timedelta(seconds=200))
    assert [one.id for one in view.lost] == ["training:1"]
    assert view.workers == ()


def test_a_lost_worker_is_told_in_the_readers_time(site: Site) -> None:
    site.world.tracker.report_worker("<b>training:1", queue="automl-training", task_id=None)
    page = render_alerts(site, datetime.now(UTC) + timedelta(seconds=200))
    assert "The worker &lt;b&gt;training:1 has not reported since <time datetime=" in page


def render_alerts(site: Site, now: datetime) -> str:
    """As the page shows them then."""
    values = {"view": queues_view(site.viewer, now), "scaling": Scaling()}
    return str(site.app.state.site.blocks("queues.html", ("alerts",), "en", values)["alerts"])


def test_a_waiting_task_moves_and_leaves(site: Site) -> None:
    first, second = (site.world.submit() for _ in range(2))
    queue = "automl-controller"
    known = next(one.id for one in site.viewer.queue_entries() if one.name == queue)
    site.send(f"/queues/{known}/{second}/move", place="front")
    assert _waiting(site, queue) == (second, first)
    site.send(f"/queues/{known}/{second}/move", place="back")
    assert _waiting(site, queue) == (first, second)
    page = site.page("/queues")
    for place in ("front", "up", "down", "back"):
        assert f'formaction="/queues/{known}/{first}/move" name="place" value="{place}"' in page
    site.send(f"/queues/{known}/{second}/move", place="up")
    assert _waiting(site, queue) == (second, first)
    site.send(f"/queues/{known}/{second}/move", place="down")
    assert _waiting(site, queue) == (first, second)
    site.send(f"/queues/{known}/{first}/remove")
    assert _waiting(site, queue) == (second,)
    site.send(f"/queues/{known}/{second}/move", 400, place="sideways")


def _waiting(site: Site, queue: str) -> tuple[str, ...]:
    return next(one.waiting for one in site.world.tracker.queues() if one.name == queue)


def test_a_task_that_was_taken_out_is_put_back_by_a_click(site: Site) -> None:
    first, second = (site.world.submit() for _ in range(2))
    queue = "automl-controller"
    site.world.tracker.ensure_queue("automl-training")
    known = next(one.id for one in site.viewer.queue_entries() if one.name == queue)
    after = site.send(f"/queues/{known}/{first}/remove")
    assert f'action="/queues/{known}/{first}/put-back"' in site.page(after)
    site.send(f"/queues/{known}/{first}/put-back")
    assert _waiting(site, queue) == (second, first)
    assert "put-back" not in site.page(after)
    site.send(f"/queues/unknown/{first}/put-back", 404)
    other = next(one.id for one in site.viewer.queue_entries() if one.name == "automl-training")
    site.send(f"/queues/{known}/{second}/remove")
    site.send(f"/queues/{known}/{second}/put-back", to=other)
    assert (_waiting(site, queue), _waiting(site, "automl-training")) == ((first,), (second,))


def test_throughput_and_waiting_time_are_told_of_the_last_hours(site: Site) -> None:
    site.world.submit()
    known = next(one.id for one in site.viewer.queue_entries() if one.name == "automl-controller")
    now = datetime.now(UTC)
    for minutes, waited in ((200, 999), (100, 30), (50, 90)):
        started = now - timedelta(minutes=minutes + 1)
        ended = now - timedelta(minutes=minutes)
        created = started - timedelta(seconds=waited)
        site.viewer.ended.append(EndedTask(queue_id=known, created=created, started=started, ended=ended))
    line = next(one for one in queues_view(site.viewer, now).queues if one.queue.id == known)
    assert (line.done, line.waited_seconds) == (2, 60.0)
    assert line.per_hour == pytest.approx(2 / 3)
    assert "(0.67 per hour)" in site.page("/queues")


def test_a_rate_covers_only_what_is_known(site: Site) -> None:
    site.world.submit()
    known = next(one.id for one in site.viewer.queue_entries() if one.name == "automl-controller")
    now = datetime.now(UTC)
    moments = [now - timedelta(seconds=6 * number) for number in range(1000)]
    site.viewer.ended = [EndedTask(queue_id=known, created=one, started=one, ended=one) for one in moments]
    line = next(one for one in queues_view(site.viewer, now).queues if one.queue.id == known)
    assert line.done == MOST_ENDED
    assert line.per_hour == pytest.approx(600, rel=0.01)


def test_queues_that_nobody_uses_are_named_and_no_more(site: Site) -> None:
    site.world.tracker.ensure_queue("default")
    view = queues_view(site.viewer)
    assert "default" in view.unused
    assert "default" not in [line.queue.name for line in view.used]
    assert "Not in use: " in site.page("/queues")


@pytest.mark.looks
def test_a_server_that_cannot_pause_workers_says_so(site: Site) -> None:
    assert "cannot tell a worker" in site.send("/workers/pause", 409, worker="w1")


def test_a_worker_that_is_paused_is_resumed_and_others_paused(site: Site) -> None:
    told: list[tuple[str, float]] = []

    def pause_worker(worker_id: str, *, seconds: float) -> bool:
        told.append((worker_id, seconds))
        return True

    site.world.tracker.pause_worker = pause_worker
    for way in ("pause", "drain", "resume"):
        assert site.send(f"/workers/{way}", worker="training:box:1") == "/queues#worker-training%3Abox%3A1"
    assert [seconds for _, seconds in told] == [3600.0, 30 * 86400.0, 0.0]
    entry = WorkerEntry(
        id="training:1", queues=(), task_id=None, task_name="", running_seconds=None, last_seen=None, paused=True
    )
    others = [replace(entry, id=name, paused=False) for name in ("training:2", "controller:1")]
    site.viewer.worker_entries = lambda: [entry, *others]
    page = site.page("/queues")
    assert 'formaction="/workers/resume" name="worker" value="training:1"' in page
    assert 'formaction="/workers/drain" name="worker" value="training:2"' in page
    assert 'formaction="/workers/resume" name="worker" value="training:2"' not in page
    assert 'name="worker" value="controller:1"' not in page


def test_a_disk_that_is_nearly_full_raises_an_alert(site: Site) -> None:
    site.viewer.figures = {"training:1": Machine(free_disk=3.25), "training:2": Machine(free_disk=40.0)}
    page = site.page("/queues")
    assert "The disk of training:1 is nearly full: 3.2 % is free" in page
    assert "training:2" not in page


def test_a_worker_is_shown_with_its_load_and_version(site: Site) -> None:
    one = WorkerEntry(
        id="w",
        queues=(),
        task_id=None,
        task_name="",
        running_seconds=None,
        last_seen=datetime.now(UTC),
        tags=("image:9",),
    )
    site.viewer.worker_entries = lambda: [one]  # type: ignore[method-assign]
    assert ">version 9</span>" in site.page("/workers")
    site.viewer.figures = {"w": Machine(cpu=12.4, memory=75.0)}
    for place in ("/workers", "/queues"):
        assert ">CPU 12 % · memory 75 % · version 9</span>" in site.page(place)
    for text, is_found in (("version 9", True), ("version 8", False)):
        assert ("version 9</span>" in site.page(f"/workers?q={text}")) is is_found


@pytest.mark.looks
def test_a_new_number_of_workers_is_told_before_they_show(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(Scaling, "possible", True)
    monkeypatch.setattr(Scaling, "scale", lambda _, count: asked.append(count))
    page = site.page(site.send("/workers/scale", count="2"))
    assert asked == ["2"]
    assert "Scaling to 2 training workers" in page
    assert re.search(r'name="count"[^>]* value="2"', page)
    assert "Scaling to" not in site.page("/queues?scaled=-1")


@pytest.mark.looks
def test_pages_that_belong_to_no_stack_show_the_command_that_scales_it(site: Site) -> None:
    assert "automl scale training=2" in site.page("/queues")
    assert "belong to no stack" in site.send("/workers/scale", 400, count="2")


@pytest.mark.parametrize(
    ("typed", "service", "command"),
    [
        ("automl scale", "training", "automl scale training=2"),
        ("automl scale", "controller", "automl up"),
        ("docker compose up -d --scale", "controller", "docker compose up -d --scale controller=2"),
    ],
)
def test_the_command_that_is_told_is_the_one_of_the_stack(typed: str, service: str, command: str) -> None:
    assert Scaling(typed=typed).told(service, 2) == command


def test_a_chart_ends_at_what_waits_now() -> None:
    now = datetime(2026, 1, 1, 12, tzinfo=UTC)
    point = QueuePoint(moment=now - timedelta(minutes=90), length=4, wait_seconds=1.0)
    assert chart([point], 2, now) == "M0 30H60.0V0.0H120.0V15.0"
    assert chart([], 0, now) == f"M0 30H{CHART[0]}V30.0"


def test_many_alerts_of_one_kind_are_folded(site: Site) -> None:
    site.viewer.figures = {f"training:{number}": Machine(free_disk=1.0) for number in range(40)}
    page = site.page("/queues")
    assert page.count('<p class="note amber">The disk of') == 3
    assert "37 more disks are nearly full." in page
    assert "The disk of training:9 is" in page
