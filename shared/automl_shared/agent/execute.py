"""``python -m automl_shared.agent.execute ARGUMENTS``: the stock ``clearml-agent`` for one task that starts cold.

It takes changed keys: they may change after its worker wrote its configuration and before it has read it.
"""

from __future__ import annotations

import sys

from automl_shared.agent.daemon import become_task_s_agent


def main() -> int:
    """The agent's own exit code."""
    from clearml_agent.__main__ import main as agent

    become_task_s_agent()
    return int(agent() or 0)


if __name__ == "__main__":
    sys.exit(main())
