"""What a local stack consists of: the programs, their environment, and the supervisor's configuration."""

from __future__ import annotations

import os
import shlex
import socket
import sys
from collections.abc import Mapping
from dataclasses import field

from automl_controller.announcing import URL_VARIABLE
from automl_controller.local.home import CONFIG_VARIABLE, Home, StackSettings
from automl_shared.agent.environment import SOCKET_VARIABLE
from automl_shared.agent.warm import SWITCH_VARIABLE, is_wanted, keeper
from automl_shared.config.models import ClearMLSettings
from automl_shared.frozen import Frozen
from automl_shared.logs import FORMAT_VARIABLE
from automl_shared.machine import cores
from automl_shared.naming import MODULE_OF, Naming, Service
from automl_shared.plugins import PLUGIN_FOLDER_VARIABLE

KEPT_VARIABLES = (
    "HOME",
    "LANG",
    "LC_ALL",
    "PATH",
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "TMPDIR",
    "TZ",
    "AUTOML_THREADS",
    FORMAT_VARIABLE,
    "AUTOML_METRICS_PORT",
    "AUTOML_METRICS_HOST",
    SWITCH_VARIABLE,
    PLUGIN_FOLDER_VARIABLE,
)
"""All of the caller's environment that the programs get: no secret of theirs ends in a process or a task."""

SERVER = "server"
"""The name of the server's program."""
CONTROLLER = "controller"
"""The name of the controller's program."""
WEB = "web"
"""The name of the program that serves the pages."""

LOG_BYTES = "10MB"
LOAD_SECONDS = 30
"""What a program may need to load on a busy machine. One that ends sooner is started again after a pause that grows by
a second each time; one that lived longer, at once."""
LONGEST_PAUSE_SECONDS = 60
"""That pause, however often a program has ended."""
CUT_SECONDS = 20
"""What an agent has for cutting its task and signing off after its time to finish is over."""


class Program(Frozen):
    """One supervised process, which SIGTERM ends within ``stop_seconds``."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_seconds: int = 10


def programs(home: Home, settings: StackSettings) -> list[Program]:
    """Every process of the stack, the server first."""
    naming = Naming(ClearMLSettings(queues={"prefix": settings.queue_prefix}))
    server = [] if settings.remote else [server_program(home, settings), web_program(home, settings)]
    controller = [controller_program(home, settings, naming)] if settings.controller else []
    agents = [
        agent_program(home, settings, naming, Service(name), number)
        for name, count in settings.workers.items()
        for number in range(1, count + 1)
    ]
    warm = [warm_program(home, settings)] if agents and is_wanted(os.environ) else []
    return [*server, *warm, *controller, *agents]


def _module(name: str, **options: object) -> tuple[str, ...]:
    """What starts a module with this Python."""
    given = (part for option, value in options.items() for part in (f"--{option.replace('_', '-')}", str(value)))
    return (sys.executable, "-m", name, *given)


def server_program(home: Home, settings: StackSettings) -> Program:
    return Program(
        name=SERVER,
        command=_module(
            "automl_server",
            home=home.path,
            host=settings.address,
            api_port=settings.api_port,
            files_port=settings.files_port,
            web_port=settings.web_port,
        ),
    )


def web_program(home: Home, settings: StackSettings) -> Program:
    """The pages in front of this stack's server."""
    return Program(
        name=WEB,
        command=_module(
            "automl_web",
            host=settings.address,
            port=settings.web_port,
            stack_command=shlex.join(_module("automl_controller.cli.app")),
        ),
        environment=_client_environment(home, settings),
    )


def controller_program(home: Home, settings: StackSettings, naming: Naming) -> Program:
    return Program(
        name=CONTROLLER,
        command=_module(
            "automl_controller",
            queue=naming.queue_of(Service.CONTROLLER),
            worker_id=worker_id(home, Service.CONTROLLER, 1),
        ),
        environment={**_client_environment(home, settings), **_webhook()},
    )


def _webhook() -> dict[str, str]:
    """The address where the ends of runs are announced: a secret, which the controller alone gets."""
    return {URL_VARIABLE: os.environ[URL_VARIABLE]} if os.environ.get(URL_VARIABLE) else {}


def warm_program(home: Home, settings: StackSettings) -> Program:
    """One fork server for all agents of this machine: what it has loaded is there once, for every phase."""
    modules = [MODULE_OF[Service(name)] for name in settings.workers]
    return Program(
        name="warm",
        command=tuple(keeper.command(str(home.warm_socket), modules)),
        environment=keeper.environment({}),
    )


def agent_program(home: Home, settings: StackSettings, naming: Naming, service: Service, number: int) -> Program:
    return Program(
        name=f"{service}-{number}",
        stop_seconds=settings.drain_seconds + CUT_SECONDS,
        command=_module(
            "automl_shared.agent",
            module=MODULE_OF[service],
            queue=naming.queue_of(service),
            worker_id=worker_id(home, service, number),
            code_folder=home.path / "code",
            drain_seconds=settings.drain_seconds,
        ),
        environment={
            **_client_environment(home, settings),
            **_share(home, settings, service),
            SOCKET_VARIABLE: str(home.warm_socket),
        },
    )


def _share(home: Home, settings: StackSettings, service: Service) -> dict[str, str]:
    """How a worker learns its share of the cores. A training task works it out itself, whenever the stack is scaled.

    The other services have one worker at work beside the trainings, as a rule.
    """
    if service is Service.TRAINING:
        return {"AUTOML_WORKERS_FILE": str(home.workers_file)}
    return {"OMP_NUM_THREADS": str(max(1, cores() // max(2, settings.workers.get(Service.TRAINING, 1))))}


def worker_id(home: Home, service: Service, number: int) -> str:
    """``training:<host>-<stack>:1``: unique for every process of every stack on every machine."""
    return f"{worker_ids_of(home, service)}{number}"


def worker_ids_of(home: Home, service: Service) -> str:
    """How the ids of a service's workers begin."""
    return f"{service}:{socket.gethostname()}-{home.key}:"


def _client_environment(home: Home, settings: StackSettings) -> dict[str, str]:
    config = settings.remote_config if settings.remote else str(home.config_file)
    return {CONFIG_VARIABLE: config, "CLEARML_CACHE_DIR": str(home.path / "cache")}


def base_environment() -> dict[str, str]:
    """The part of the caller's environment that every program gets."""
    return {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}


def supervisor_config(home: Home, wanted: list[Program]) -> str:
    """The supervisor's configuration file for these programs, each a group of its own."""
    head = f"""\
[supervisord]
logfile={_escaped(home.logs / "supervisord.log")}
logfile_maxbytes={LOG_BYTES}
logfile_backups=1
pidfile={_escaped(home.supervisor_pid)}
directory={_escaped(home.path)}
umask=077
[unix_http_server]
file={_escaped(home.socket)}
chmod=0700
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
"""
    return head + "".join(_section(home, program) for program in wanted)


def _section(home: Home, program: Program) -> str:
    environment = ",".join(f"{name}={_quoted(value)}" for name, value in program.environment.items())
    return f"""\
[program:{program.name}]
command={_escaped(shlex.join(_launched(home, program)))}
environment={environment}
autorestart=true
startsecs={LOAD_SECONDS}
startretries={LONGEST_PAUSE_SECONDS}
stopwaitsecs={program.stop_seconds}
killasgroup=true
redirect_stderr=true
stdout_logfile={_escaped(home.logs / f"{program.name}.log")}
stdout_logfile_maxbytes={LOG_BYTES}
stdout_logfile_backups=1
"""


def _launched(home: Home, program: Program) -> list[str]:
    pid_file = home.pids / f"{program.name}.pid"
    return [sys.executable, "-m", "automl_controller.local.processes.launch", str(pid_file), *program.command]


def _escaped(value: object) -> str:
    return str(value).replace("%", "%%")


def _quoted(value: str) -> str:
    """In the quotes the value does not hold: supervisord's parser knows no escapes."""
    quote = "'" if '"' in value else '"'
    return f"{quote}{_escaped(value)}{quote}"
