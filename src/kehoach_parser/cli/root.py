"""The root command: a group that imports a command only when it is asked for."""

from __future__ import annotations

import importlib
from typing import Annotated, Any

import typer
import typer.main
from typer.core import TyperGroup

from kehoach_parser.cli import COMMANDS
from kehoach_parser.cli.options import show_version

HELP = "Read Vietnamese administrative plans (kế hoạch) into a typed task tree, check them, and follow them up.\n\nExample: kehoach parse plans/ -o out"


class LazyGroup(TyperGroup):
    """Knows the commands by name; the modules stay unread until one is run."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"kehoach_parser.cli.{COMMANDS[cmd_name][0]}")
        command = typer.main.get_command(module.app)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        names: Any = dict.fromkeys(COMMANDS)  # names only: for the "did you mean" of an unknown command
        self.commands = names
        return super().resolve_command(ctx, args)


def root() -> Any:
    """The click command of the whole program."""
    app = typer.Typer(
        cls=LazyGroup, help=HELP, rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=True, no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback()
    def options(
        version: Annotated[bool, typer.Option("--version", callback=show_version, is_eager=True, help="Print the version.")] = False,
    ) -> None:
        return

    return typer.main.get_command(app)


def new_app(help: str) -> typer.Typer:  # noqa: A002 - the word typer uses
    """A Typer for one command module: plain help, no second completion options."""
    return typer.Typer(help=help, rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False, context_settings={"help_option_names": ["-h", "--help"]})
