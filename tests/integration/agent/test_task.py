"""What the forked process answers instead of a new interpreter."""

from __future__ import annotations

import signal
import subprocess
import sys

ASKED = "import sys; print(':'.join(sys.path))"
ANSWERED = (
    "from automl_shared.agent.warm.task import ThisInterpreter; "
    "print(ThisInterpreter().get_python_command(['-c', '']).get_output(cwd='.'))"
)


def test_the_path_of_this_interpreter_is_what_a_new_one_prints() -> None:
    def printed(*arguments: str) -> str:
        return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True).stdout

    assert printed("-P", "-c", ANSWERED) == printed("-c", ASKED)


PREPARED = """
from automl_shared.agent.warm import stock
stock.prepare()
from clearml_agent import __main__ as agent
from clearml_agent.backend_api.session.client import APIClient
parser = agent.get_parser()
asked = parser.parse_args(["execute", "--disable-monitoring", "--id", "t1"])
print(asked.command, asked.task_id.name, asked.disable_monitoring, parser is agent.get_parser())
session = object()
print(APIClient(session=session, api_version=stock.API_VERSION).tasks.session is session)
"""


def test_a_prepared_agent_reads_its_command_line_and_calls_through_its_own_session() -> None:
    done = subprocess.run([sys.executable, "-c", PREPARED], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["execute t1 True True", "True"], done.stderr


def test_an_interrupted_task_ends_as_an_interpreter_does_so_that_it_is_tried_again() -> None:
    told = "from automl_shared.agent.warm.task import exit_code\ndef stop(): raise KeyboardInterrupt\nexit_code(stop)"
    assert subprocess.run([sys.executable, "-c", told], check=False).returncode == -signal.SIGINT
