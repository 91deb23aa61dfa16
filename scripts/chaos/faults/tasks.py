"""What a person may do to tasks, queues and templates, by hand."""

from __future__ import annotations

import contextlib

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
    if task.status is WAITING:
        strike.call("tasks", "dequeue", task=task.id)
    parameter = {"section": "Model", "name": "mine", "value": "1"}
    strike.call("tasks", "edit_hyper_params", task=task.id, hyperparams=[parameter], force=True)
    strike.touched.add(task.id)
    if task.status is WAITING:
        with contextlib.suppress(NotEnqueued):  # the controller has put it back before
            strike.tracker.enqueue([task.id], "automl-training")
    return f"{task.name} ({task.status})"


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
