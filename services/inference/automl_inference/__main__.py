"""What the inference agent runs. Everything slow is imported after the first line was said."""

from __future__ import annotations

from automl_shared.console import first_line, last_line


def main() -> int:
    """Works off the task this process was started for; the exit code for the agent."""
    first_line("automl-inference")
    from automl_inference.clearml_integration import run
    from automl_shared.naming import Phase
    from automl_shared.phase import main as run_phase

    code = run_phase({Phase.INFERENCE: run})
    last_line("automl-inference")
    return code


if __name__ == "__main__":
    raise SystemExit(main())
