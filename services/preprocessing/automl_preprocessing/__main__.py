"""What the preprocessing agent runs. Everything slow is imported after the first line was said."""

from __future__ import annotations

from automl_shared.console import between_lines


def main() -> int:
    """Works off the task this process was started for; the exit code for the agent."""
    with between_lines("automl-preprocessing"):
        from automl_preprocessing.clearml_integration import run
        from automl_shared.naming import Phase
        from automl_shared.phase import main as run_phase

        return run_phase({Phase.PREPROCESSING: run})


if __name__ == "__main__":
    raise SystemExit(main())
