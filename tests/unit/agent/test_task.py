"""What the forked process answers instead of a new interpreter."""

from __future__ import annotations

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
