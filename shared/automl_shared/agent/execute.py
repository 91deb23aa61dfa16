"""``python -m automl_shared.agent.execute ARGUMENTS``: the stock ``clearml-agent`` for one task that starts cold.

It takes changed keys: they may change after its worker wrote its configuration and before it has read it. Where it
fails before the task's own work begins, because the server does not answer or has no room, or because it cannot start
it, the task is tried again.
"""

from __future__ import annotations

import sys

from automl_shared.agent.daemon import become_task_s_agent
from automl_shared.agent.process import end_with_parent
from automl_shared.exit_codes import CONNECTION_LOST

FAILED = (1, -1)
"""How the agent says that it failed, or that it could not start its task. A task's own exit code never comes here: the
task takes the agent's place."""


def main() -> int:
    """The agent's own exit code, `CONNECTION_LOST` where it failed."""
    from clearml_agent.__main__ import main as agent

    become_task_s_agent()
    code = int(agent() or 0)
    return CONNECTION_LOST if code in FAILED else code


if __name__ == "__main__":
    end_with_parent()  # which passes on what it prints, and is what its worker ends
    sys.exit(main())
