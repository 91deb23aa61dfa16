"""The ``automl`` command's root: its groups, and how an error becomes words and an exit code."""

from __future__ import annotations

import sys

import typer

from automl_controller.cli import debug, init, model, predict, run, runs, server, stack, submit, tools
from automl_controller.cli.output import echo, emit
from automl_controller.cli.terminal import Harmless
from automl_shared.errors import AutoMLError, as_command
from automl_shared.words import T_, in_language

app = typer.Typer(
    name="automl",
    help="AutoML on ClearML queues: a table in, a recommendation out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (
    submit.demo,
    stack.up,
    stack.down,
    stack.scale,
    stack.status,
    stack.web,
    stack.logs,
    init.init,
    submit.submit,
    submit.clone,
    run.run,
    predict.predict,
    tools.queues,
    tools.doctor,
):
    app.command()(command)
app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(stack.compose)
app.add_typer(runs.app, name="runs")
app.add_typer(model.app, name="model")
app.add_typer(tools.plugins_app, name="plugins")
app.add_typer(tools.templates_app, name="templates")
app.add_typer(server.app, name="server")
app.add_typer(debug.app, name="debug")


def main(argv: list[str] | None = None) -> None:
    """Runs the command; exit codes: 0 done, 2 bad config or usage, 3 server unreachable, 4 run failed, 5 completed
    with failures, 130 interrupted."""
    arguments = sys.argv[1:] if argv is None else argv
    sys.stdout, sys.stderr = Harmless(sys.stdout), Harmless(sys.stderr)
    try:
        app(arguments)
    except AutoMLError as error:
        error.fixes = tuple(as_command(fix, arguments) for fix in error.fixes)
        if "--json" in arguments:
            emit(
                {
                    "error": {
                        "what": error.what,
                        "value": None if error.value is None else str(error.value),
                        "allowed": None if error.allowed is None else str(error.allowed),
                        "fix": error.fix,
                    },
                    "exit_code": error.exit_code,
                }
            )
        echo(in_language(T_("error: {message}", message=str(error)), error.language))
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        echo("interrupted")
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
