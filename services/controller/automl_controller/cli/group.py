"""Commands that have commands of their own."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

WHOLE = 1000
"""Letters of a summary: more than any has."""


class Commands(TyperGroup):
    """Tells every summary whole, however narrow the terminal, and where a command is that was looked for here."""

    def format_commands(self, _: Any, formatter: Any) -> None:
        rows = [(name, one.get_short_help_str(WHOLE)) for name, one in self.commands.items() if not one.hidden]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0]
        if name not in self.commands and (places := self._places(name)):
            named = " or ".join(f"'{ctx.command_path} {place} {name}'" for place in places)
            ctx.fail(f"No such command {name!r}. Did you mean {named}?")
        return super().resolve_command(ctx, args)

    def _places(self, name: str) -> list[str]:
        return [place for place, one in self.commands.items() if isinstance(one, TyperGroup) and name in one.commands]


def command_group(about: str) -> typer.Typer:
    """A command whose own ones are named behind it, also where it has but one: Typer would make that the command."""
    group = typer.Typer(cls=Commands, help=about, no_args_is_help=True)
    group.callback(help=about)(lambda: None)
    return group
