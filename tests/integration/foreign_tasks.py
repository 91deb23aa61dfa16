"""Tasks that ask an agent for something other than its own entry point, and the mark each leaves if it gets its way."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.stacks import Stack

GIT = ("git", "-c", "user.name=foreign", "-c", "user.email=foreign@example.com", "-c", "init.defaultBranch=main")
SCRIPT = "foreign.py"
ENDED = ("completed", "failed", "stopped")
PATIENCE_SECONDS = 100
HARMLESS = "print('nothing to see')\n"


@dataclass(frozen=True, kw_only=True)
class ForeignTask:
    """One task. ``mark`` is a file that is there as soon as anything of what it asks for was run."""

    name: str
    mark: Path
    script: Mapping[str, Any]
    container: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    """Parameters of the section from which an agent that is told to takes environment variables."""
    tags: tuple[str, ...] = ()
    directly: tuple[str, ...] | None = None
    """A command that does what the task asks for; None where an unguarded agent without network does it itself."""

    @property
    def body(self) -> dict[str, Any]:
        """What the API's ``tasks.create`` takes."""
        variables = {
            key: {"section": "Environment", "name": key, "value": value} for key, value in self.environment.items()
        }
        return {
            "name": f"foreign {self.name}",
            "type": "training",
            "script": {"binary": "python", "repository": "", "working_dir": ".", "requirements": {}, **self.script},
            "container": dict(self.container),
            "hyperparams": {"Environment": variables} if variables else {},
            "tags": list(self.tags),
        }


def foreign_tasks(folder: Path) -> list[ForeignTask]:
    """Every way we know to ask for more.

    ``folder``: a folder under a path without spaces that the agents see and may write to; the marks appear in it. What
    the tasks refer to is written there: a git repository, a package, scripts.
    """
    repository, changed_repository = _repository(folder, "repository"), _repository(folder, "changed")
    package, path = _package(folder), _site_folder(folder)
    return [
        ForeignTask(
            name="inline-script",
            mark=_mark(folder, "inline-script"),
            script={"entry_point": SCRIPT, "diff": _python(_mark(folder, "inline-script"))},
        ),
        ForeignTask(
            name="module",
            mark=_mark(folder, "module"),
            script={"entry_point": f'-m timeit -n 1 -r 1 "{_python(_mark(folder, "module")).strip()}"'},
        ),
        ForeignTask(
            name="script-file",
            mark=_mark(folder, "script-file"),
            script={"entry_point": str(_file(folder, "script-file.py", _python(_mark(folder, "script-file"))))},
        ),
        ForeignTask(
            name="bash",
            mark=_mark(folder, "bash"),
            script={"binary": "bash", "entry_point": f"-c touch {_mark(folder, 'bash')}"},
        ),
        ForeignTask(
            name="bash-in-a-template's-clothes",
            mark=_mark(folder, "bash-tagged"),
            script={"binary": "/bin/bash", "entry_point": f"-c touch {_mark(folder, 'bash-tagged')}"},
            tags=("phase:training",),
        ),
        ForeignTask(
            name="requirements",
            mark=_mark(folder, "requirements"),
            script={"entry_point": "-m timeit -n 1 -r 1 pass", "requirements": {"pip": f"{package}\n"}},
            directly=(sys.executable, str(package / "setup.py"), "--version"),
        ),
        ForeignTask(
            name="repository",
            mark=_mark(folder, "repository"),
            script={"repository": f"file://{repository}", "branch": "main", "entry_point": SCRIPT},
        ),
        ForeignTask(
            name="uncommitted-changes",
            mark=_mark(folder, "changed"),
            script={
                "repository": f"file://{changed_repository}",
                "branch": "main",
                "entry_point": SCRIPT,
                "diff": _diff(changed_repository, _python(_mark(folder, "changed"))),
            },
        ),
        ForeignTask(
            name="container",
            mark=_mark(folder, "container"),
            script={"entry_point": "-m timeit -n 1 -r 1 pass"},
            container={"image": "foreign:latest", "setup_shell_script": f"touch {_mark(folder, 'container')}"},
            directly=("sh", "-c", f"touch {_mark(folder, 'container')}"),
        ),
        ForeignTask(
            name="container-arguments",
            mark=_mark(folder, "arguments"),
            script={"entry_point": "-m timeit -n 1 -r 1 pass"},
            container={"image": "foreign:latest", "arguments": _arguments(folder)},
            directly=("sh", str(_build_script(folder))),
        ),
        ForeignTask(
            name="environment",
            mark=_mark(folder, "environment"),
            script={"entry_point": "-m timeit -n 1 -r 1 pass"},
            environment={"PYTHONPATH": str(path), **_variables(folder)},
        ),
    ]


@dataclass(frozen=True)
class Queue:
    """A queue, and what became of tasks in it; ``task_ids`` by the tasks' names."""

    stack: Stack
    task_ids: dict[str, str]

    def ended(self, name: str) -> dict[str, Any]:
        """The task once all have ended: status, reason, comment and console, as the plain SDK sees them."""
        return self._outcomes[name]

    @cached_property
    def _outcomes(self) -> dict[str, dict[str, Any]]:
        printed = self.stack.sdk(
            f"""
import json, time
from clearml.backend_api.session.client import APIClient
api = APIClient()
def outcome(task_id):
    deadline = time.monotonic() + {PATIENCE_SECONDS}
    while (task := api.tasks.get_by_id(task_id)).status.value not in {ENDED!r}:
        assert time.monotonic() < deadline, (task.name, task.status.value)
        time.sleep(0.25)
    log = api.events.get_task_log(task=task.id, batch_size=5000, order="asc", navigate_earlier=False)
    return {{"status": task.status.value, "reason": task.status_reason, "comment": task.comment,
             "console": "".join(event["msg"] for event in log.events)}}
print(json.dumps({{name: outcome(task_id) for name, task_id in {self.task_ids!r}.items()}}))
""",
            timeout=PATIENCE_SECONDS * (len(self.task_ids) + 1),
        )
        return dict(json.loads(printed.splitlines()[-1]))


def enqueued(stack: Stack, queue: str, tasks: list[ForeignTask]) -> Queue:
    """Makes and enqueues tasks with the plain API, as any stranger with a key may."""
    bodies = json.dumps({task.name: task.body for task in tasks})
    printed = stack.sdk(
        f"""
import json
from clearml.backend_api.session.client import APIClient
api, made = APIClient(), {{}}
for name, body in json.loads({bodies!r}).items():
    made[name] = api.tasks.create(**body).id
    api.tasks.enqueue(task=made[name], queue_name={queue!r})
print(json.dumps(made))
"""
    )
    return Queue(stack, json.loads(printed.splitlines()[-1]))


def _mark(folder: Path, name: str) -> Path:
    return folder / f"{name}.ran"


def _python(mark: Path) -> str:
    return f"open('{mark}', 'w').close()\n"


def _file(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def _repository(folder: Path, name: str) -> Path:
    """A git repository whose script leaves the mark, or, where the task changes it, does nothing by itself."""
    made = folder / f"{name}.git-work"
    _file(made, SCRIPT, HARMLESS if name == "changed" else _python(_mark(folder, name)))
    for arguments in (("init", "--quiet"), ("add", "."), ("commit", "--quiet", "-m", "a script")):
        subprocess.run([*GIT, *arguments], cwd=made, check=True)
    return made


def _diff(repository: Path, script: str) -> str:
    """The change that turns the repository's script into another one; the repository stays as it is."""
    _file(repository, SCRIPT, script)
    diff = subprocess.run([*GIT, "diff"], cwd=repository, check=True, capture_output=True, text=True).stdout
    _file(repository, SCRIPT, HARMLESS)
    return diff


def _package(folder: Path) -> Path:
    setup = (
        f"{_python(_mark(folder, 'requirements'))}from setuptools import setup\nsetup(name='foreign', version='1')\n"
    )
    return _file(folder / "package", "setup.py", setup).parent


def _site_folder(folder: Path) -> Path:
    """A folder that makes every Python process that has it on its path leave the mark."""
    return _file(folder / "site", "sitecustomize.py", _python(_mark(folder, "environment"))).parent


def _build_script(folder: Path) -> Path:
    return _file(folder, "build.sh", f"touch {_mark(folder, 'arguments')}\n")


def _variables(folder: Path) -> dict[str, str]:
    """Variables by which an agent is made to run something else."""
    return {
        "CLEARML_AGENT_FORCE_EXEC_SCRIPT": str(folder / "script-file.py"),
        "CLEARML_AGENT_FORCE_CODE_DIR": str(folder),
        "CLEARML_AGENT_CUSTOM_BUILD_SCRIPT": str(_build_script(folder)),
    }


def _arguments(folder: Path) -> str:
    return shlex.join(part for key, value in _variables(folder).items() for part in ("-e", f"{key}={value}"))
