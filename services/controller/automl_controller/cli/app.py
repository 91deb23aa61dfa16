"""The ``automl`` command's root: its groups, and how an error becomes words and an exit code."""

from __future__ import annotations

import errno
import os
import shlex
import sys
from contextlib import suppress
from typing import Annotated, NoReturn

import typer

from automl_controller.cli import debug, init, model, predict, run, runs, server, stack, submit, tools
from automl_controller.cli.group import Commands
from automl_controller.cli.output import echo, emit
from automl_controller.cli.terminal import Harmless, open_standard_files
from automl_shared import __version__
from automl_shared.errors import AutoMLError, ConfigError, as_command
from automl_shared.words import T_, in_language, language_of_environment

app = typer.Typer(
    name="automl",
    cls=Commands,
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


def _version(wanted: bool) -> None:
    if wanted:
        print(f"automl {__version__}")
        raise typer.Exit


@app.callback()
def automl(
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """AutoML on ClearML queues: a table in, a recommendation out.

    To see it work: automl demo. With a table of your own: automl init data.csv, then automl submit --watch.
    """


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
    open_standard_files()
    sys.stdout, sys.stderr = Harmless(sys.stdout), Harmless(sys.stderr)
    try:
        _require_text(arguments)
        _run(arguments)
    except AutoMLError as error:
        _fail(error, arguments)
    except BrokenPipeError:  # whoever reads the output, `head` for example, has enough of it
        raise SystemExit(1) from None
    except OSError as error:
        _fail(_refused(error), arguments)
    except KeyboardInterrupt:
        echo(T_("interrupted"))
        raise SystemExit(130) from None


def _require_text(arguments: list[str]) -> None:
    """Raises ConfigError for a name in another encoding: no library opens it, and no report can show it."""
    encoding = sys.getfilesystemencoding()
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError as error:
            raise ConfigError(
                T_("an argument is not text in {encoding}", encoding=encoding.upper()),
                value=os.fsencode(argument).decode(errors="backslashreplace"),
                fix=T_("rename the file") if encoding == "utf-8" else "export LC_ALL=C.UTF-8",
            ) from error


def _run(arguments: list[str]) -> None:
    """The command. Raises OSError for output that cannot be written, unless an error is under way, which tells more."""
    try:
        app(arguments)
    except SystemExit:  # how every command ends that nothing stops
        _flush()
        raise
    except BaseException:  # raised again below; `main` prints it, and the exit code shows it
        with suppress(OSError):
            _flush()
        raise


def _flush() -> None:
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or the interpreter's end would try it once more
        raise


def _fail(error: AutoMLError, arguments: list[str]) -> NoReturn:
    error.fixes = tuple(as_command(fix, arguments) for fix in error.fixes)
    if "--json" in arguments:
        with suppress(OSError):  # the error is told on stderr all the same
            _emit_error(error)
    error.language = error.language or language_of_environment()
    echo(in_language(T_("error: {message}", message=str(error)), error.language))
    raise SystemExit(error.exit_code) from None


def _emit_error(error: AutoMLError) -> None:
    try:
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
    finally:
        _flush()


def _refused(error: OSError) -> ConfigError:
    """What the system does not do, wherever in a command: the state of a machine, a disk or a folder."""
    value = ": ".join(str(part) for part in (error.filename2 or error.filename, error.strerror or error) if part)
    return ConfigError(T_("the system refuses"), value=value, fix=_way_out(error))


def _way_out(error: OSError) -> str:
    name = shlex.quote(str(error.filename2 or error.filename)) if error.filename else ""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return T_("make room on that disk")
        case errno.EMFILE | errno.ENFILE:
            return "ulimit -n 4096"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return T_("let this user write there, or name another place")
        case errno.EISDIR | errno.ENOTDIR | errno.EEXIST if name:
            return f"mv {name} {name}.old"
        case errno.ENOENT if not name:
            return T_("cd to a folder that exists")
    return "automl doctor"


if __name__ == "__main__":
    main()
