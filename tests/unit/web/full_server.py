"""A ClearML server as the full one answers: it knows no call of ours, leaves out what is empty, adds what is new."""

from __future__ import annotations

from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

RUN = "20260101-120000-abcdef"
RUN_TASK, CHILD, FOREIGN, BARE, DATASET = "a" * 32, "b" * 32, "c" * 32, "d" * 32, "f" * 32
QUEUE, EMPTY_QUEUE = "1" * 32, "2" * 32
TOKEN = "eyJhbGciOiJIUzI1NiJ9.e30.c2ln"

COMPANY = {"id": "d1bd92a3b039400cbafc60a7a5b1e52b", "name": "clearml"}
"""What the full server adds to nearly everything."""
TASKS: tuple[dict[str, Any], ...] = (
    {
        "id": RUN_TASK,
        "name": "run [houses]",
        "status": "in_progress",
        "tags": [f"run:{RUN}", "phase:run", "dataset:houses", "for the board"],
        "system_tags": ["pipeline"],
        "type": "controller",
        "project": {"id": "p" * 32, "name": "AutoML/.pipelines/houses"},
        "user": {"id": "u" * 32, "name": "Ann"},
        "company": COMPANY,
        "created": "2026-01-01T12:00:00.123000Z",
        "started": "2026-01-01T12:00:02+00:00",
        "last_update": "2026-01-01T12:05:00.000000",
        "last_change": "2026-01-01T12:05:00.000000",
        "hyperparams": {"Data": {"target_column": {"section": "Data", "name": "target_column", "value": "price"}}},
        "runtime": {"_pipeline_hash": "x", "attempts": 2},
        "container": {"image": ""},
        "unique_metrics": [],
        "active_duration": 298,
    },
    {
        "id": CHILD,
        "name": "training",
        "status": "publishing",
        "tags": [f"run:{RUN}", "phase:training", "preprocess:standard", "model:ridge", "attempt:1"],
        "parent": {"id": RUN_TASK, "name": "run [houses]"},
        "created": "2026-01-01T12:01:00.000000+00:00",
        "status_changed": "2026-01-01T12:02:00.000000+00:00",
        "execution": {"artifacts": [{"key": "output", "type": "JSON", "uri": "s3://elsewhere/output.json"}]},
        "last_metrics": {"m": {"v": {"metric": "rmse", "variant": "rmse", "value": 2.5, "min_value": 1, "count": 3}}},
        "project": {"id": "p" * 32, "name": "AutoML/houses"},
        "models": {"output": [{"name": "model", "model": {"id": "e" * 32}}], "input": []},
    },
    {"id": FOREIGN, "name": "somebody's notebook", "status": "closed", "type": "training", "company": COMPANY},
    {"id": BARE, "name": "bare", "status": "something_new"},
    {
        "id": DATASET,
        "name": "houses",
        "status": "completed",
        "system_tags": ["dataset"],
        "type": "data_processing",
        "project": {"id": "p" * 32, "name": "AutoML/datasets/.datasets/houses"},
        "created": "2026-01-01T11:00:00.000000Z",
        "company": COMPANY,
    },
)
WORKERS: tuple[dict[str, Any], ...] = (
    {
        "id": "gpu-box:0",
        "key": "worker_d1bd_ann_gpu-box:0",
        "company": COMPANY,
        "user": {"id": "u" * 32, "name": "Ann"},
        "ip": "10.0.0.2",
        "register_time": "2026-01-01T00:00:00.000000+00:00",
        "register_timeout": 600,
        "last_activity_time": "2026-01-01T12:00:00.000000+00:00",
        "last_report_time": "2026-01-01T12:00:00.000000+00:00",
        "queues": [{"id": QUEUE, "name": "default", "num_tasks": 1, "next_task": {"id": FOREIGN}}],
        "task": {"id": FOREIGN, "name": "somebody's notebook", "running_time": 1000, "last_iteration": 4},
        "project": {"id": "p" * 32, "name": "notebooks"},
    },
    {"id": "no-time-limit", "queues": [{"id": EMPTY_QUEUE}], "task": {"id": CHILD}},
    {"id": "just-registered", "queues": None, "task": None, "tags": None},
)
ANSWERS: dict[str, dict[str, Any]] = {
    "auth.login": {"token": TOKEN},
    "users.get_current_user": {"user": {"id": "u" * 32, "name": "Ann", "role": "admin", "company": COMPANY}},
    "workers.get_all": {"workers": WORKERS},
    "queues.get_all_ex": {
        "queues": [
            {
                "id": QUEUE,
                "name": "default",
                "display_name": "Default",
                "company": COMPANY,
                "entries": [
                    {"task": {"id": FOREIGN, "name": "somebody's notebook"}, "added": "2026-01-01T11:00:00+00:00"},
                    {"task": BARE},
                ],
                "workers": [],
            },
            {"id": EMPTY_QUEUE, "name": "automl-training"},
        ]
    },
    "tasks.get_configurations": {"configurations": [{"task": RUN_TASK, "configuration": []}]},
    "events.get_task_log": {
        "events": [{"timestamp": 1767268800000, "@timestamp": "x", "type": "log", "worker": "w", "msg": "hello"}],
        "returned": 1,
        "total": 1,
    },
    "events.scalar_metrics_iter_histogram": {"loss": {"train": {"name": "train", "x": [0, 1], "y": [2.0, None]}}},
    "events.get_task_plots": {
        "plots": [{"metric": "m", "variant": "v", "plot_str": '{"data": []}', "iter": 0}],
        "returned": 1,
    },
    "events.debug_images": {"metrics": [{"task": CHILD, "iterations": None}], "scroll_id": "s"},
    "models.get_all": {"models": [{"id": "e" * 32, "task": {"id": CHILD}}]},
}


REFUSED: dict[str, int] = {}
"""Calls that it knows and refuses all the same, with the status it does so."""


def full_server(refusal: int) -> Starlette:
    """``refusal``: the status of calls that it does not know, as older and newer versions have it."""

    async def answer(request: Request) -> Response:
        action = request.url.path.rpartition("/")[2]
        asked = await request.json()
        data = None if action in REFUSED else await run_in_threadpool(_answer, action, asked)
        code = 200 if data is not None else REFUSED.get(action, refusal)
        said = "OK" if data is not None else f"Unable to find endpoint for name {action}"
        meta = {"id": "1", "trx": "1", "endpoint": {"name": action}, "result_code": code, "result_subcode": 0}
        return JSONResponse(
            {"meta": {**meta, "result_msg": said, "error_stack": "", "error_data": {}}, "data": data}, code
        )

    return Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST", "PUT"])])


def _answer(action: str, asked: dict[str, Any]) -> dict[str, Any] | None:
    if action in ("tasks.get_all", "tasks.get_all_ex"):
        return {"tasks": [_fields(task, asked.get("only_fields", ())) for task in TASKS if _is_meant(task, asked)]}
    return ANSWERS.get(action)


def _is_meant(task: dict[str, Any], asked: dict[str, Any]) -> bool:
    parent = task.get("parent", {}).get("id")
    tags = [one for one in asked.get("tags", ()) if one != "__$all"]
    wanted = {*tags[: tags.index("__$not")]} if "__$not" in tags else {*tags}
    system = [one for one in asked.get("system_tags", ()) if not one.startswith(("__$", "-")) and one != "archived"]
    return (
        {*system} <= {*task.get("system_tags", ())}
        and ("id" not in asked or task["id"] in asked["id"])
        and ("parent" not in asked or parent == asked["parent"])
        and wanted <= {*task.get("tags", ())}
    )


def _fields(task: dict[str, Any], fields: list[str]) -> dict[str, Any]:
    """Just what was asked for, and of that only what there is."""
    names = {name.partition(".")[0] for name in fields}
    return {name: value for name, value in task.items() if name in names}
