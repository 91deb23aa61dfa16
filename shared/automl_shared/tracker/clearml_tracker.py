"""The tracker on a ClearML server: raw API calls for everything that steers, the SDK for everything that reports."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests

from automl_shared import keys
from automl_shared.errors import ContractError, NotEnqueued, NotFound, ServerRefused, ServerUnreachable
from automl_shared.naming import CONTENT_TAG, tag
from automl_shared.tracker.base import (
    DatasetSnapshot,
    NewTask,
    QueueSnapshot,
    Reporter,
    TaskSnapshot,
    TaskStatus,
    WorkerSnapshot,
)
from automl_shared.tracker.clearml_calls import GONE, call, keys_refused, unreachable
from automl_shared.tracker.clearml_files import content, damaged, deleted, is_as_stored, is_own
from automl_shared.tracker.clearml_rows import (
    DATASET_SECTION,
    DATASETS,
    FIELDS,
    LIGHT_FIELDS,
    dataset_snapshot,
    id_of,
    project_name,
    snapshot,
    time_of,
)
from automl_shared.tracker.light_session import LightSession
from automl_shared.tracker.patience import patiently

log = logging.getLogger("automl.clearml")

PAGE = 500
WORKER_TIMEOUT_SECONDS = 60
INVALID_QUEUE = 701
"""A ClearML server's subcode for a queue that does not exist."""
RETRIES = {"total": 3, "connect": 3, "read": 0, "backoff_factor": 0.3, "backoff_max": 2.0}
"""A tracker reports a server that is away instead of waiting in silence; whoever called decides how long to go on."""

ANSWER_TIMEOUT = (10.0, 60.0)
"""Seconds to connect and to wait for an answer. The SDK's own 300 s are how long a task would hang whose network was
cut in the middle of a call: the answer never comes, and nobody says so."""


class ClearMLTracker:
    """One connection. Raises ServerUnreachable when no server answers or it refuses the credentials.

    ``patience_seconds``: how long every call waits for a server that is away.
    """

    def __init__(self, *, patience_seconds: float = 0.0, session: LightSession | None = None) -> None:
        """``session``: in place of the SDK's, which is then imported only to store files or read foreign storages."""
        self._patience = patience_seconds
        self._session: Any = session or patiently(_login, patience_seconds)
        self._projects: dict[str, str] = {}
        self._queue_ids: dict[str, str] = {}
        self._registered: set[str] = set()
        self._artifacts: tuple[str, dict[str, dict[str, Any]]] = ("", {})
        self._tells_changes = True

    # -- the server

    def check(self) -> None:
        self._call("users", "get_current_user")

    def urls(self) -> dict[str, str]:
        session = self._session
        return {
            "api_url": session.get_api_server_host(),
            "files_url": session.get_files_server_host(),
            "web_url": session.get_app_server_host(),
        }

    def task_url(self, task_id: str, *, project_id: str | None = None) -> str:
        project = project_id or self._project_id(task_id)
        return f"{self.urls()['web_url']}/projects/{project or '*'}/experiments/{task_id}/output/log"

    def login_url(self, page: str = "") -> str:
        web = self.urls()["web_url"]
        if page and not page.startswith(f"{web}/"):
            return page
        try:
            link = web + str(self._call("login", "create_link")["path"])
        except (NotFound, ServerRefused):
            return page or web
        return f"{link}&next={quote(page.removeprefix(web))}" if page else link

    def _project_id(self, task_id: str) -> str | None:
        rows = self._call("tasks", "get_all", id=[task_id], only_fields=["project"], search_hidden=True)["tasks"]
        return rows[0].get("project") if rows else None

    def _call(self, service: str, action: str, **body: Any) -> dict[str, Any]:
        return patiently(lambda: call(self._session, service, action, body), self._patience)

    # -- tasks

    def create(self, new: NewTask) -> str:
        return str(
            self._call(
                "tasks",
                "create",
                name=new.name,
                type=new.type,
                project=self._project(new.project, new.system_tags),
                tags=list(new.tags),
                system_tags=list(new.system_tags),
                parent=new.parent,
                comment=new.comment,
                hyperparams=_hyperparams(new.sections),
                script=_script(new.module),
            )["id"]
        )

    def clone(self, template_id: str, new: NewTask) -> str:
        return str(
            self._call(
                "tasks",
                "clone",
                task=template_id,
                new_task_name=new.name,
                new_task_comment=new.comment,
                new_task_project=self._project(new.project, new.system_tags),
                new_task_tags=list(new.tags),
                new_task_system_tags=list(new.system_tags),
                new_task_parent=new.parent,
                new_task_hyperparams=_hyperparams(new.sections),
                new_task_configuration={},
            )["id"]
        )

    def task(self, task_id: str) -> TaskSnapshot:
        found = self.tasks(ids=[task_id])
        if not found:
            raise NotFound("no task has this id", value=task_id, fix="automl runs list")
        return found[0]

    def tasks(
        self,
        *,
        ids: Sequence[str] | None = None,
        parent: str | Sequence[str] | None = None,
        tags: Sequence[str] = (),
        statuses: Sequence[TaskStatus] = (),
        changed_since: datetime | None = None,
        with_sections: bool = True,
    ) -> list[TaskSnapshot]:
        if ids is not None and not ids:
            return []
        query: dict[str, Any] = {
            "only_fields": FIELDS if with_sections else LIGHT_FIELDS,
            "order_by": ["created", "id"],
            "search_hidden": True,
            "page_size": PAGE,
        }
        if ids is not None:
            query["id"] = list(ids)
        if parent is not None:
            query["parent"] = parent if isinstance(parent, str) else list(parent)
        if tags:
            query["tags"] = ["__$all", *tags]
        if statuses:
            query["status"] = [status.value for status in statuses]
        if changed_since is not None:
            query["status_changed"] = [f">={changed_since.astimezone(UTC).replace(tzinfo=None).isoformat()}"]
        found: list[TaskSnapshot] = []
        for page in range(1_000_000):
            rows = self._call("tasks", "get_all", page=page, **query)["tasks"]
            found += [snapshot(row) for row in rows]
            if len(rows) < PAGE:
                break
        return found

    def wait_for_changes(self, cursor: str | None, *, seconds: float) -> str | None:
        if not self._tells_changes:
            return None
        try:
            return str(self._call("tasks", "wait_for_changes", cursor=cursor, timeout_seconds=seconds)["cursor"])
        except (NotFound, ServerRefused):
            self._tells_changes = False
            return None

    def edit(
        self,
        task_id: str,
        *,
        name: str | None = None,
        project: str | None = None,
        parent: str | None = None,
        tags: Sequence[str] | None = None,
        sections: Mapping[str, Mapping[str, str]] | None = None,
        comment: str | None = None,
    ) -> None:
        changes: dict[str, Any] = {"name": name, "parent": parent, "comment": comment}
        changes["project"] = self._project(project) if project else None
        changes["tags"] = list(tags) if tags is not None else None
        given = {key: value for key, value in changes.items() if value is not None}
        if given:
            self._call("tasks", "edit", task=task_id, force=True, **given)
        if sections:
            self._call(
                "tasks",
                "edit_hyper_params",
                task=task_id,
                replace_hyperparams="none",
                force=True,
                hyperparams=[item for values in _hyperparams(sections).values() for item in values.values()],
            )

    def set_runtime(self, task_id: str, values: Mapping[str, str]) -> None:
        merged = {**self.task(task_id).runtime, **values}
        self._call("tasks", "edit", task=task_id, force=True, runtime=merged)

    def set_configuration(self, task_id: str, name: str, document: Any) -> None:
        item = {"name": name, "type": "json", "value": json.dumps(document, ensure_ascii=False)}
        self._call(
            "tasks", "edit_configuration", task=task_id, configuration=[item], replace_configuration=False, force=True
        )

    def enqueue(self, task_ids: Sequence[str], queue: str) -> None:
        if task_ids:
            answer = self._in_queue(queue, lambda queue_id: self._enqueued(task_ids, queue_id))
            for refused in answer.get("failed") or []:
                problem = refused.get("error") or {}
                raise NotEnqueued(str(problem.get("msg")), queue=queue, task_id=str(refused.get("id")))

    def _enqueued(self, task_ids: Sequence[str], queue_id: str) -> dict[str, Any]:
        """Raises NotFound for a queue that does not exist: a server may say so task by task."""
        answer = self._call("tasks", "enqueue_many", ids=list(task_ids), queue=queue_id)
        problems = [refused.get("error") or {} for refused in answer.get("failed") or []]
        if any(problem.get("codes", [0, 0])[1] == INVALID_QUEUE for problem in problems):
            raise NotFound("the queue does not exist", value=queue_id)
        return answer

    def stop(self, task_ids: Sequence[str], reason: str) -> None:
        for start in range(0, len(task_ids), PAGE):
            answer = self._call("tasks", "stop_many", ids=list(task_ids[start : start + PAGE]), status_reason=reason)
            for refused in answer.get("failed") or []:
                log.info("task %s was not stopped: %s", refused.get("id"), refused.get("error", {}).get("msg"))

    def mark(self, task_id: str, status: TaskStatus, *, reason: str = "", message: str = "") -> None:
        action = {
            TaskStatus.IN_PROGRESS: "started",
            TaskStatus.COMPLETED: "completed",
            TaskStatus.FAILED: "failed",
            TaskStatus.STOPPED: "stopped",
        }[status]
        self._call("tasks", action, task=task_id, force=True, status_reason=reason, status_message=message)

    def ping(self, task_id: str) -> None:
        self._call("tasks", "ping", task=task_id)

    def console(self, task_id: str, lines: int) -> list[str]:
        answer = self._call(
            "events", "get_task_log", task=task_id, batch_size=lines, navigate_earlier=True, order="desc"
        )
        return [str(event.get("msg", "")) for event in reversed(answer["events"])]

    def _project(self, name: str, system_tags: Sequence[str] = ()) -> str:
        if name not in self._projects:
            found = self._call(
                "projects", "get_all", name=f"^{re.escape(name)}$", only_fields=["id", "name"], search_hidden=True
            )["projects"]
            kept = [tag for tag in system_tags if tag in ("pipeline", "hidden")]
            self._projects[name] = str(
                found[0]["id"]
                if found
                else self._call(
                    "projects", "create", name=name, description="", system_tags=[*kept, "hidden"] if kept else []
                )["id"]
            )
        return self._projects[name]

    # -- queues and workers

    def ensure_queue(self, name: str) -> str:
        if name not in self._queue_ids:
            found = self._call("queues", "get_all", name=f"^{re.escape(name)}$", only_fields=["id", "name"])["queues"]
            self._queue_ids[name] = str(found[0]["id"] if found else self._call("queues", "create", name=name)["id"])
        return self._queue_ids[name]

    def _in_queue(self, name: str, call: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
        """A call that needs a queue's id; a queue that was deleted meanwhile is made again."""
        known = name in self._queue_ids
        try:
            return call(self.ensure_queue(name))
        except NotFound:
            if not known:
                raise
        log.warning("the queue %r was deleted: it is made again", name)
        del self._queue_ids[name]
        return call(self.ensure_queue(name))

    def queues(self) -> list[QueueSnapshot]:
        rows = self._call("queues", "get_all", only_fields=["id", "name", "entries.task"], page=0, page_size=PAGE)[
            "queues"
        ]
        return [
            QueueSnapshot(
                id=row["id"],
                name=row["name"],
                waiting=tuple(id_of(entry["task"]) for entry in row.get("entries") or []),
            )
            for row in rows
        ]

    def next_task(self, queue: str) -> str | None:
        answer = self._in_queue(queue, lambda queue_id: self._call("queues", "get_next_task", queue=queue_id))
        entry = answer.get("entry")
        return id_of(entry["task"]) if entry else None

    def workers(self) -> list[WorkerSnapshot]:
        rows = self._call("workers", "get_all", last_seen=3600)["workers"]
        return [_worker(row) for row in rows]

    def report_worker(self, worker_id: str, *, queue: str, task_id: str | None) -> None:
        body: dict[str, Any] = {"task": task_id} if task_id else {}

        def report(queue_id: str) -> dict[str, Any]:
            moment = int(datetime.now(UTC).timestamp() * 1000)
            return self._call("workers", "status_report", worker=worker_id, queues=[queue_id], timestamp=moment, **body)

        def register_and_report(queue_id: str) -> dict[str, Any]:
            self._call("workers", "register", worker=worker_id, queues=[queue_id], timeout=WORKER_TIMEOUT_SECONDS)
            return report(queue_id)

        if worker_id in self._registered:
            try:
                self._in_queue(queue, report)
                return
            except ServerRefused:  # the server has forgotten it
                self._registered.discard(worker_id)
        self._in_queue(queue, register_and_report)
        self._registered.add(worker_id)

    def unregister_worker(self, worker_id: str) -> None:
        self._call("workers", "unregister", worker=worker_id)

    def pause_worker(self, worker_id: str, *, seconds: float) -> bool:
        off = {"key": "force", "value": "off", "expiry": int(seconds)}
        try:
            self._call("workers", "set_runtime_properties", worker=worker_id, runtime_properties=[off])
        except (NotFound, ServerRefused):
            return False
        return True

    # -- results

    def reporter(self, task_id: str) -> Reporter:
        from automl_shared.tracker.clearml_reporter import ClearMLReporter

        return ClearMLReporter(task_id, self._session, patience_seconds=self._patience)

    def document(self, task_id: str, name: str) -> Any:
        try:
            return json.loads(self._content(task_id, name))
        except ValueError as error:
            raise ContractError(f"the artifact {name!r} of task {task_id} is not JSON", value=error) from None

    def documents(self, task_ids: Sequence[str], name: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for task_id, listed in self._listed(task_ids).items():
            self._artifacts = task_id, listed
            with contextlib.suppress(NotFound, ContractError):
                found[task_id] = self.document(task_id, name)
        return found

    def file(self, task_id: str, name: str) -> Path:
        what = _named(task_id, name)
        for again in (False, True):
            artifact = self._artifact(task_id, name, fresh=again)
            copy = self._fetched(artifact["uri"], what, fresh=again)
            with copy.open("rb") as stream:
                if is_as_stored(stream, artifact):
                    return copy
        raise damaged(artifact["uri"], what)

    def _content(self, task_id: str, name: str) -> bytes:
        """As it is now: in one request to the server's own files, through the SDK from any other storage."""
        what = _named(task_id, name)
        for again in (False, True):
            artifact = self._artifact(task_id, name, fresh=again)
            found = self._content_of(artifact["uri"], what)
            if is_as_stored(BytesIO(found), artifact):
                return found
        raise damaged(artifact["uri"], what)

    def _content_of(self, uri: str, what: str) -> bytes:
        if not is_own(self._session, uri):
            return self._fetched(uri, what, fresh=True).read_bytes()
        return patiently(lambda: content(self._session, uri, what), self._patience)

    def _fetched(self, uri: str, what: str, *, fresh: bool = False) -> Path:
        from clearml import StorageManager

        def downloaded() -> Path:
            with _without_chatter():
                copy = StorageManager.get_local_copy(uri, extract_archive=False, force_download=fresh)
            if copy is None and not self._is_there(uri):
                raise deleted(uri, what)
            if copy is None:
                raise ServerUnreachable(f"{what} cannot be downloaded", value=uri, fix="automl doctor")
            return Path(copy)

        return patiently(downloaded, self._patience)

    def has_file(self, task_id: str, name: str) -> bool:
        try:
            uri = self._artifact(task_id, name)["uri"]
        except NotFound:
            return False
        return self._is_stored(uri)

    def _is_stored(self, uri: str) -> bool:
        return patiently(lambda: self._is_there(uri), self._patience)

    def _is_there(self, uri: str) -> bool:
        """Whether a stored file exists and holds anything: the SDK downloads no empty one.

        A storage that does not answer is unreachable, not without the file.
        """
        if not uri.startswith(("http://", "https://")):
            from clearml import StorageManager

            return bool(StorageManager.exists_file(uri))
        headers = self._session.add_auth_headers({}) if is_own(self._session, uri) else {}
        try:
            answer = requests.head(uri, headers=headers, timeout=(3, 30), allow_redirects=True)
        except requests.RequestException as error:
            raise unreachable(uri, error) from error
        return answer.status_code not in GONE and answer.headers.get("content-length") != "0"

    def _artifact(self, task_id: str, name: str, *, fresh: bool = False) -> dict[str, Any]:
        """What the server says of an artifact; of a task that was asked for last, what it said then, unless fresh."""
        seen_of, seen = self._artifacts
        if fresh or seen_of != task_id or name not in seen:
            seen = self._listed([task_id]).get(task_id, {})
            self._artifacts = task_id, seen
        if name not in seen:
            raise NotFound(f"task {task_id} has no artifact {name!r}", fix="automl runs list")
        return dict(seen[name])

    def _listed(self, task_ids: Sequence[str]) -> dict[str, dict[str, dict[str, Any]]]:
        """What the server says of every artifact of some tasks; one that does not exist is left out."""
        rows: list[dict[str, Any]] = []
        for start in range(0, len(task_ids), PAGE):
            query = {"id": list(task_ids[start : start + PAGE]), "only_fields": ["id", "execution.artifacts"]}
            rows += self._call("tasks", "get_all", page=0, page_size=PAGE, search_hidden=True, **query)["tasks"]
        return {
            row["id"]: {artifact["key"]: artifact for artifact in (row.get("execution") or {}).get("artifacts") or []}
            for row in rows
        }

    def link_file(self, source_id: str, name: str, target_id: str) -> None:
        self._call(
            "tasks", "add_or_update_artifacts", task=target_id, artifacts=[self._artifact(source_id, name)], force=True
        )

    # -- datasets

    def find_dataset(self, *, project: str, content_hash: str) -> DatasetSnapshot | None:
        rows = self._call(
            "tasks", "get_all_ex", tags=["__$all", tag(CONTENT_TAG, content_hash)], order_by=["created"], **DATASETS
        )["tasks"]
        wanted = f"{project}/.datasets/"
        return next((dataset_snapshot(row) for row in rows if project_name(row).startswith(wanted)), None)

    def dataset(self, dataset_id: str) -> DatasetSnapshot:
        rows = self._call(
            "tasks",
            "get_all_ex",
            id=[dataset_id],
            system_tags=["__$all", "dataset"],
            only_fields=[*FIELDS, "project.name"],
            search_hidden=True,
        )["tasks"]
        if not rows:
            raise NotFound("no dataset has this id", value=dataset_id, fix="look it up in the UI under Datasets")
        return dataset_snapshot(rows[0])

    def datasets(self, name: str | None = None) -> list[DatasetSnapshot]:
        query: dict[str, Any] = {**DATASETS, "order_by": ["-created"], "page_size": PAGE}
        if name is not None:
            query["name"] = f"^{re.escape(name)}$"
        found: list[DatasetSnapshot] = []
        for page in range(1_000_000):
            rows = self._call("tasks", "get_all_ex", page=page, **query)["tasks"]
            found += map(dataset_snapshot, rows)
            if len(rows) < PAGE:
                break
        return [one for one in found if name is None or one.name == name]

    def register_dataset(
        self, path: Path, *, name: str, project: str, tags: Sequence[str], facts: Mapping[str, str]
    ) -> str:
        from clearml import Dataset

        with _without_chatter():
            dataset = Dataset.create(dataset_name=name, dataset_project=project, dataset_tags=list(tags))
            dataset.add_files(str(path), verbose=False)
            dataset.upload(show_progress=False, preview=False)
            self.edit(dataset.id, sections={DATASET_SECTION: facts})
            dataset.finalize()
        return str(dataset.id)

    def dataset_files(self, dataset_id: str) -> list[Path]:
        from clearml import Dataset

        with _without_chatter():
            try:
                folder = Dataset.get(dataset_id=dataset_id).get_local_copy()
            except ValueError as error:
                raise NotFound("the dataset cannot be read", value=f"{dataset_id}: {error}") from error
        return sorted(file for file in Path(folder).rglob("*") if file.is_file())

    def has_dataset_files(self, dataset_id: str) -> bool:
        query = {"id": [dataset_id], "only_fields": ["execution.artifacts"], "search_hidden": True}
        rows = self._call("tasks", "get_all", **query)["tasks"]
        listed = (rows[0].get("execution") or {}).get("artifacts") or [] if rows else []
        uris = [str(one.get("uri") or "") for one in listed if one["key"].startswith("data")]
        return bool(uris) and all(map(self._is_stored, uris))

    def tag_dataset(self, dataset_id: str, tags: Iterable[str]) -> None:
        present = self.dataset(dataset_id).tags
        self.edit(dataset_id, tags=list(dict.fromkeys([*present, *tags])))

    def model_file(self, model_id: str) -> Path:
        return self._fetched(self._model(model_id, "uri")["uri"], f"the model {model_id}")

    def model_metadata(self, model_id: str) -> dict[str, str]:
        kept = self._model(model_id, "metadata").get("metadata") or {}
        return {item["key"]: item["value"] for item in (kept.values() if isinstance(kept, dict) else kept)}

    def _model(self, model_id: str, field: str) -> dict[str, Any]:
        """Raises NotFound for a model that does not exist, or has no file."""
        rows = self._call("models", "get_all", id=[model_id], only_fields=["uri", field])["models"]
        if not rows or not rows[0].get("uri"):
            raise NotFound("no registered model has this id", value=model_id, fix="look it up in the UI under Models")
        found: dict[str, Any] = rows[0]
        return found


def _named(task_id: str, name: str) -> str:
    return f"the artifact {name!r} of task {task_id}"


def _login() -> Any:
    os.environ.setdefault("CLEARML_LOG_LEVEL", "WARNING")
    with _without_chatter():
        from clearml.backend_api.session import Session
        from clearml.backend_api.session.defs import MissingConfigError
        from clearml.backend_api.session.errors import SessionError
        from clearml.backend_api.session.session import LoginError
        from clearml.utilities.pyhocon import ConfigFactory

        keys.follow(Session, LoginError, ConfigFactory.parse_string)
        logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)
        try:
            host = Session.get_api_server_host()
            _answers(host)
            session: Any = Session(
                http_retries_config=dict(RETRIES), logger=log
            )  # its own search for a name takes 0.1 s
            session._session_timeout = session._write_session_timeout = ANSWER_TIMEOUT
            session.login_refused = LoginError
            return session
        except MissingConfigError:
            raise ServerUnreachable("no ClearML server is configured", fix=("automl up", "clearml-init")) from None
        except (SessionError, LoginError) as error:  # which of the two depends on the SDK's version
            raise keys_refused(host, error) from None
        except requests.RequestException as error:
            raise unreachable(host, error) from None


def _answers(host: str) -> None:
    """A quick look before the SDK's patient login."""
    requests.get(f"{host}/debug.ping", timeout=(3, 10))


@contextlib.contextmanager
def _without_chatter() -> Iterator[None]:
    """The SDK prints progress and addresses; what people are told is said by the caller. Its log goes on."""
    with contextlib.redirect_stdout(io.StringIO()):
        yield


def _script(module: str | None) -> dict[str, str] | None:
    if module is None:
        return None
    return {
        "binary": "python3",
        "entry_point": f"-m {module}",
        "repository": "",
        "working_dir": ".",
        "branch": "",
        "diff": "",
    }


def _hyperparams(sections: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, dict[str, str]]]:
    return {
        section: {key: {"section": section, "name": key, "value": text, "type": ""} for key, text in values.items()}
        for section, values in sections.items()
        if values
    }


def _worker(row: Mapping[str, Any]) -> WorkerSnapshot:
    heard = [time_of(row.get(name)) for name in ("last_activity_time", "last_report_time")]
    return WorkerSnapshot(
        id=row["id"],
        queues=tuple(queue.get("name") or queue.get("id", "") for queue in row.get("queues") or []),
        task_id=id_of(row.get("task")),
        last_seen=max((moment for moment in heard if moment), default=None),
    )
