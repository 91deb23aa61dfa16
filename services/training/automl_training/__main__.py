"""What the training agent runs: one training or training-summary task. Everything slow is imported after the first
line was said."""

from __future__ import annotations

from automl_shared.console import between_lines


def main() -> int:
    """Works off the task this process was started for; the exit code for the agent."""
    with between_lines("automl-training"):
        from automl_training.resources import take_share

        take_share()
        from automl_shared.naming import Phase
        from automl_shared.phase import main as run_phase
        from automl_training import clearml_integration
        from automl_training.clearml_integration.limits import guarded, offer_to_the_kernel
        from automl_training.summary import clearml_integration as summary

        offer_to_the_kernel()
        return run_phase({Phase.TRAINING: guarded(clearml_integration.run), Phase.TRAINING_SUMMARY: summary.run})


if __name__ == "__main__":
    raise SystemExit(main())
