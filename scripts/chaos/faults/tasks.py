"""What a person may do to tasks, queues and templates, by hand."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from strike import Strike

from automl_shared.errors import NotEnqueued
from automl_shared.naming import TEMPLATE_TAG, Phase
from automl_shared.tracker import NewTask, TaskSnapshot, TaskStatus

WAITING, RUNNING, DONE = TaskStatus.QUEUED, TaskStatus.IN_PROGRESS, TaskStatus.COMPLETED


def _by_hand(strike: Strike, task: TaskSnapshot | None, action: str, **body: object) -> str:
    if task is None:
        return ""
    strike.call("tasks", action, task=task.id, **body)
    return f"{task.name} ({task.status})"


def stop_a_child(strike: Strike) -> str:
    """As a person in the UI does."""
    task = strike.child(RUNNING, WAITING, phases=[Phase.TRAINING])
    if task is None:
        return ""
    strike.touched.add(task.id)
    strike.tracker.stop([task.id], "by a person")
    return task.name


def fail_by_hand(strike: Strike) -> str:
    """Somebody marks a training that waits as failed."""
    task = strike.child(WAITING, phases=[Phase.TRAINING])
    if task is None:
        return ""
    strike.touched.add(task.id)
    strike.tracker.mark(task.id, TaskStatus.FAILED, reason="by a person")
    return task.name


def delete_a_task(strike: Strike) -> str:
    """With everything it had."""
    return _by_hand(strike, strike.child(WAITING, RUNNING, DONE), "delete", force=True)


def reset_a_task(strike: Strike) -> str:
    """Back to a draft, without its results."""
    return _by_hand(strike, strike.child(WAITING, RUNNING, DONE), "reset", force=True)


def archive_a_task(strike: Strike) -> str:
    """Out of a person's sight, which ends one that runs."""
    task = strike.child(WAITING, RUNNING, DONE)
    if task is None:
        return ""
    strike.touched.add(task.id)
    strike.call("tasks", "archive_many", ids=[task.id])
    return f"{task.name} ({task.status})"


def archive_a_run(strike: Strike) -> str:
    """Out of a person's sight, which ends it."""
    run = strike.chance.choice(strike.runs)
    strike.touched.add(run)
    strike.call("tasks", "archive_many", ids=[run])
    return run


def take_out_of_the_queue(strike: Strike) -> str:
    """A worker took it and vanished before it began."""
    queue = strike.chance.choice(["automl-training", "automl-preprocessing", "automl-controller"])
    return strike.tracker.next_task(queue) or ""


def enqueue_again(strike: Strike) -> str:
    """A task that waits, or runs, is put into the trainings' queue once more."""
    task = strike.child(WAITING, RUNNING)
    if task is None:
        return ""
    strike.tracker.enqueue([task.id], "automl-training")
    return task.name


def copy_by_hand(strike: Strike) -> str:
    """A clone of a child, enqueued: it is nobody's."""
    task = strike.child(DONE, WAITING)
    if task is None:
        return ""
    made = strike.tracker.clone(task.id, NewTask(name="by hand", project="by hand", tags=(), sections={}))
    strike.tracker.enqueue([made], "automl-training")
    return task.name


def delete_a_queue(strike: Strike) -> str:
    """With whatever waits in it."""
    queue = strike.chance.choice([one for one in strike.tracker.queues() if one.name.startswith("automl-")])
    strike.call("queues", "delete", queue=queue.id, force=True)
    return f"{queue.name} with {len(queue.waiting)} tasks"


def _template(strike: Strike) -> TaskSnapshot | None:
    templates = strike.tracker.tasks(tags=[TEMPLATE_TAG], with_sections=False)
    return strike.chance.choice(templates) if templates else None


def delete_a_template(strike: Strike) -> str:
    """One that tasks are cloned from."""
    return _by_hand(strike, _template(strike), "delete", force=True)


def edit_a_template(strike: Strike) -> str:
    """Somebody tries something out and forgets it: another module, another parameter, or no project."""
    template = _template(strike)
    if template is None:
        return ""
    change = strike.chance.choice(["script", "parameter", "name"])
    if change == "script":
        strike.call("tasks", "edit", task=template.id, script={"entry_point": "mine.py"}, force=True)
    elif change == "parameter":
        parameter = {"section": "run", "name": "mine", "value": "1"}
        strike.call("tasks", "edit_hyper_params", task=template.id, hyperparams=[parameter])
    else:
        strike.call("tasks", "edit", task=template.id, name="mine", tags=template.tags, force=True)
    return f"{template.name}: {change}"


def edit_tags_by_hand(strike: Strike) -> str:
    """Somebody clears a child's tags, or gives it some of another's."""
    task = strike.child(WAITING, RUNNING, DONE)
    if task is None:
        return ""
    tags = strike.chance.choice([["mine"], [*task.tags, "mine"], [one for one in task.tags if "attempt:" not in one]])
    strike.call("tasks", "edit", task=task.id, tags=tags, force=True)
    return f"{task.name} ({task.status}): {', '.join(tags)}"


def edit_parameters_by_hand(strike: Strike) -> str:
    """Somebody sets a parameter of a training that it does not know: of one that runs, or of one that waits, which has
    to be taken out of its queue for that and is put back. The latter fails of it, and nothing else does."""
    task = strike.child(WAITING, RUNNING, phases=[Phase.TRAINING])
    if task is None:
        return ""
    parameter = {"section": "Model", "name": "mine", "value": "1"}
    with _taken_out(strike, task):
        strike.call("tasks", "edit_hyper_params", task=task.id, hyperparams=[parameter], force=True)
    return f"{task.name} ({task.status})"


@contextlib.contextmanager
def _taken_out(strike: Strike, task: TaskSnapshot) -> Iterator[None]:
    """A training that waits can be edited out of its queue alone; it may fail of what it gets."""
    strike.touched.add(task.id)
    if task.status is WAITING:
        strike.call("tasks", "dequeue", task=task.id)
    yield
    if task.status is WAITING:
        with contextlib.suppress(NotEnqueued):  # the controller has put it back before
            strike.tracker.enqueue([task.id], "automl-training")


def rename_a_queue(strike: Strike) -> str:
    """Its workers go on with it, and nobody else finds it."""
    queue = strike.chance.choice([one for one in strike.tracker.queues() if one.name.startswith("automl-")])
    strike.call("queues", "update", queue=queue.id, name=f"mine {strike.chance.random()}")
    return f"{queue.name} with {len(queue.waiting)} tasks"


def rename_a_project(strike: Strike) -> str:
    """Of a run or its children."""
    task = strike.child(WAITING, RUNNING, DONE)
    if task is None:
        return ""
    project = strike.call("tasks", "get_by_id", task=task.id)["task"]["project"]
    name = str(strike.call("projects", "get_by_id", project=project)["project"]["name"])
    strike.call("projects", "update", project=project, name=f"{name.rpartition('/')[0]}/mine {strike.chance.random()}")
    return name


def rename_a_task(strike: Strike) -> str:
    """A child gets a name that says nothing."""
    return _by_hand(strike, strike.child(WAITING, RUNNING, DONE), "edit", name="mine", force=True)


def move_a_task(strike: Strike) -> str:
    """A child is put into somebody's project."""
    task = strike.child(WAITING, RUNNING, DONE)
    if task is None:
        return ""
    strike.call("tasks", "move", ids=[task.id], project_name="mine")
    return f"{task.name} ({task.status})"


def take_a_child_away(strike: Strike) -> str:
    """A child is told that it is another task's."""
    task = strike.child(WAITING, RUNNING, DONE)
    templates = strike.tracker.tasks(tags=[TEMPLATE_TAG], with_sections=False)
    return _by_hand(strike, task if templates else None, "edit", parent=templates and templates[0].id, force=True)


def publish_a_task(strike: Strike) -> str:
    """Nobody may change it any more."""
    return _by_hand(strike, strike.child(DONE), "publish")


def make_a_task_public(strike: Strike) -> str:
    """Everybody may read it, and nobody may change it."""
    task = strike.child(WAITING, RUNNING, DONE)
    if task is None:
        return ""
    strike.call("tasks", "make_public", ids=[task.id])
    return f"{task.name} ({task.status})"


def delete_a_record(strike: Strike) -> str:
    """What a task that runs says of an artifact; the file stays."""
    task = strike.child(RUNNING)
    artifacts = strike.call("tasks", "get_by_id", task=task.id)["task"]["execution"]["artifacts"] if task else ()
    if task is None or not artifacts:
        return ""
    key = strike.chance.choice(sorted(artifact["key"] for artifact in artifacts))
    strike.call("tasks", "delete_artifacts", task=task.id, artifacts=[{"key": key}], force=True)
    return f"{key} of {task.name}"


def delete_parameters_by_hand(strike: Strike) -> str:
    """A whole section of a training that runs, or of one that waits and is put back."""
    section = strike.chance.choice(["Run", "Model", "Data", "Evaluation"])
    task = strike.child(WAITING, RUNNING, phases=[Phase.TRAINING])
    if task is None:
        return ""
    with _taken_out(strike, task):
        strike.call("tasks", "delete_hyper_params", task=task.id, hyperparams=[{"section": section}], force=True)
    return f"{section} of {task.name} ({task.status})"


def clear_a_queue(strike: Strike) -> str:
    """Everything that waits is taken out of it."""
    queue = strike.chance.choice([one for one in strike.tracker.queues() if one.name.startswith("automl-")])
    strike.call("queues", "clear_queue", queue=queue.id)
    return f"{queue.name} with {len(queue.waiting)} tasks"


def unregister_a_worker(strike: Strike) -> str:
    """The server forgets a worker that is there."""
    workers = strike.tracker.workers()
    if not workers:
        return ""
    worker = strike.chance.choice(workers)
    strike.call("workers", "unregister", worker=worker.id)
    return f"{worker.id} at {worker.task_id or 'rest'}"


def delete_a_run(strike: Strike) -> str:
    """One that goes on, without its tasks; nobody waits for it any more, and what it had waiting must not stay."""
    going = [one for one in strike.tracker.tasks(ids=strike.runs, with_sections=False) if one.status is RUNNING]
    if not going:
        return ""
    run = strike.chance.choice(going)
    strike.runs.append(strike.submit())
    strike.runs.remove(run.id)
    strike.call("tasks", "delete", task=run.id, force=True)
    return run.name
