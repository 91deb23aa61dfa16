"""The one table of error codes and subcodes, and the exception that carries them.

Clients act on code and subcode; the text is for people.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple


class Kind(NamedTuple):
    """One row of the error table."""

    code: int
    subcode: int
    text: str


class ApiError(Exception):
    """A refusal that becomes a JSON reply: `Text (detail): key=value, key=value`."""

    def __init__(self, kind: Kind, detail: str = "", **data: Any) -> None:
        message = kind.text[:1].upper() + kind.text[1:]
        if detail:
            message += f" ({detail})"
        if data:
            message += ": " + ", ".join(f"{key}={_show(value)}" for key, value in data.items())
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.data: Mapping[str, Any] = {key: _plain(value) for key, value in data.items()}
        self.headers: Mapping[str, str] = {}


def _show(value: Any) -> str:
    if isinstance(value, (list, tuple, set, frozenset)):
        return f"({', '.join(str(item)[:200] for item in value)})"
    return str(value)[:500]


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value[:500]
    if isinstance(value, (int, float, bool, type(None))):
        return value
    if isinstance(value, Iterable):
        return [_plain(item) for item in value]
    return str(value)[:500]


GENERAL_BAD_REQUEST = Kind(400, 0, "bad request")
INVALID_PATH_VERSION = Kind(400, 2, "request path has invalid version")
IMPERSONATION_ERROR = Kind(400, 6, "impersonation error")
INVALID_ID = Kind(400, 10, "invalid object id")
MISSING_REQUIRED_FIELDS = Kind(400, 11, "missing required fields")
VALIDATION_ERROR = Kind(400, 12, "validation error")
INVALID_FIELDS = Kind(400, 14, "fields not defined for object")
FIELDS_CONFLICT = Kind(400, 15, "conflicting fields")
FIELDS_VALUE_ERROR = Kind(400, 16, "invalid value for fields")
BATCH_CONTAINS_NO_ITEMS = Kind(400, 17, "batch request contains no items")
FIELDS_TYPE_ERROR = Kind(400, 20, "invalid type for fields")
INVALID_REGEX = Kind(400, 21, "malformed regular expression")

INVALID_ACCESS_KEY = Kind(400, 75, "access key not found")

INVALID_TASK_ID = Kind(400, 101, "invalid task id")
TASK_VALIDATION_ERROR = Kind(400, 102, "task validation error")
INVALID_TASK_STATUS = Kind(400, 110, "invalid task status")
MISSING_TASK_FIELDS = Kind(400, 122, "task is missing expected fields")
TASK_CANNOT_BE_DELETED = Kind(400, 123, "task cannot be deleted")
EVENTS_NOT_ADDED = Kind(400, 131, "events not added")
REPORTS_ONLY = Kind(400, 150, "passed task is not report")
CANNOT_REMOVE_ALL_RUNS = Kind(400, 160, "at least one pipeline run should be left")

INVALID_MODEL_ID = Kind(400, 201, "invalid model id")
MODEL_IS_READY = Kind(400, 203, "model is ready")
MODEL_IN_USE = Kind(400, 205, "model is used by tasks")
MODEL_CREATING_TASK_EXISTS = Kind(400, 206, "task that created this model exists")

INVALID_USER = Kind(400, 300, "invalid user")
INVALID_USER_ID = Kind(400, 301, "invalid user id")
USER_ID_EXISTS = Kind(400, 302, "user id already exists")
INVALID_PREFERENCES_UPDATE = Kind(400, 305, "malformed key and/or value")

INVALID_PROJECT_ID = Kind(400, 401, "invalid project id")
PROJECT_HAS_TASKS = Kind(400, 402, "project has associated tasks")
PROJECT_HAS_MODELS = Kind(400, 405, "project has associated models")
PROJECT_HAS_DATASETS = Kind(400, 406, "project has associated non-empty datasets")
INVALID_PROJECT_NAME = Kind(400, 407, "invalid project name")
CANNOT_UPDATE_PROJECT_LOCATION = Kind(400, 408, "cannot update project location. use projects.move instead")
PROJECT_PATH_EXCEEDS_MAX = Kind(400, 409, "project path exceed the maximum allowed depth")
PROJECT_SOURCE_IS_DESTINATION = Kind(400, 410, "project has the same source and destination paths")
PROJECT_UNDER_ITSELF = Kind(400, 411, "project can not be moved under itself")
PROJECT_INTO_ITS_CHILD = Kind(400, 412, "project can not be merged into its own child")
PUBLIC_PROJECT_EXISTS = Kind(400, 414, "public project with the same name exists")
PROJECT_HAS_PIPELINES = Kind(400, 413, "project has associated pipelines with active controllers")

INVALID_QUEUE_ID = Kind(400, 701, "invalid queue id")
QUEUE_NOT_EMPTY = Kind(400, 702, "queue is not empty")
INVALID_QUEUE_OR_TASK_NOT_QUEUED = Kind(400, 703, "invalid queue id or task not in queue")
TASK_ALREADY_QUEUED = Kind(400, 706, "failed adding task to queue since task is already queued")
NO_DEFAULT_QUEUE = Kind(400, 707, "no queue is tagged as the default queue for this company")
MULTIPLE_DEFAULT_QUEUES = Kind(400, 708, "more than one queue is tagged as the default queue for this company")

DATA_VALIDATION_ERROR = Kind(400, 800, "data validation error")
EXPECTED_UNIQUE_DATA = Kind(400, 801, "value combination already exists")

WORKER_REGISTRATION_FAILED = Kind(400, 1002, "worker registration failed")
WORKER_NOT_REGISTERED = Kind(400, 1004, "worker is not registered")
WORKER_STATS_NOT_FOUND = Kind(400, 1005, "worker stats not found")

INVALID_SCROLL_ID = Kind(400, 1104, "invalid scroll id")

NO_CONTAINERS_FOR_URL = Kind(400, 1302, "no containers found for serving url")

MOVED = Kind(301, 1, "this endpoint is no longer supported for the requested API version")

BAD_AUTH_TYPE = Kind(401, 10, "unauthorized (bad authentication header type)")
NO_CREDENTIALS = Kind(401, 20, "unauthorized (missing credentials)")
BAD_CREDENTIALS = Kind(401, 21, "unauthorized (malformed credentials)")
INVALID_CREDENTIALS = Kind(401, 22, "unauthorized (invalid credentials)")
INVALID_TOKEN = Kind(401, 30, "invalid token")

FOREIGN_PAGE = Kind(403, 22, "a browser that is logged in may change things only from this server's own pages")
ROLE_NOT_ALLOWED = Kind(403, 20, "forbidden (not allowed for role)")
NO_WRITE_PERMISSION = Kind(403, 21, "forbidden (modification not allowed)")

ENDPOINT_NOT_FOUND = Kind(404, 0, "unable to find endpoint")
NO_SUCH_FILE = Kind(404, 0, "not found")
FILE_IN_USE = Kind(409, 0, "a task or a model still shows it")
FILE_NAME_TOO_LONG = Kind(400, 0, "the path is too long: at most 200 parts of 255 bytes")
FILE_TOO_LARGE = Kind(413, 0, "the file is too large")
BODY_TOO_LARGE = Kind(413, 0, "request body is too large")
ENCODED_BODY = Kind(415, 0, "content encoding is not supported")
TOO_SLOW = Kind(400, 0, "the query took too long")
TOO_COMPLEX = Kind(400, 12, "validation error (more conditions, keys or values than one query can hold)")
UNKNOWN_HOST = Kind(421, 0, "this server is not known under this name")
TOO_MANY_LOGINS = Kind(429, 0, "too many wrong secrets or links, from this address or for this user")
BUSY = Kind(503, 0, "another program has the server's database to itself")
NO_SPACE = Kind(507, 0, "no space left on the server's disk")
DAMAGED = Kind(500, 0, "the server's database is damaged: automl server restore BACKUP --force")
INTERNAL = Kind(500, 0, "general server error")


def is_disk_full(problem: BaseException) -> bool:
    """Whether SQLite or the system had no room for what was to be written."""
    if isinstance(problem, OSError):
        return problem.errno in (errno.ENOSPC, errno.EDQUOT)
    return isinstance(problem, sqlite3.Error) and getattr(problem, "sqlite_errorname", "") == "SQLITE_FULL"


def is_damaged(problem: BaseException) -> bool:
    """Whether SQLite found pages that are no database's, or could not be read from the disk."""
    name = getattr(problem, "sqlite_errorname", "") if isinstance(problem, sqlite3.Error) else ""
    return name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR"))
