"""Commands that have commands of their own."""

from __future__ import annotations

import typer


def command_group(about: str) -> typer.Typer:
    """A command whose own ones are named behind it, also where it has but one: Typer would make that the command."""
    group = typer.Typer(help=about, no_args_is_help=True)
    group.callback(help=about)(lambda: None)
    return group
