"""The `crm` command: finds each command in `crm.commands` and loads only the one that is asked."""

import gc
import importlib
import os
import sys
from io import FileIO, TextIOWrapper
from types import ModuleType
from typing import Any

import click

from crm.config import BadSetting
from crm.errors import Refused

COMMANDS = {
    "backup": "crm.commands.backup:backup",
    "check": "crm.commands.check:check",
    "duplicates": "crm.commands.duplicates:duplicates",
    "export": "crm.commands.export:export",
    "import": "crm.commands.import_:import_records",
    "load-sample": "crm.commands.sample:load",
    "remind": "crm.commands.remind:remind",
    "restore": "crm.commands.restore:restore",
    "run": "crm.commands.run:run",
    "upgrade": "crm.commands.upgrade:upgrade",
    "user": "crm.commands.user:user",
}


class LazyGroup(click.Group):
    """Commands by name; their modules are loaded on use, so that `crm run` starts quickly."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command = getattr(_load(module), name)
        assert isinstance(command, click.Command)  # COMMANDS names nothing else
        return command

    def invoke(self, ctx: click.Context) -> Any:
        with _load("crm.commands.trouble").told_in_a_line():
            return super().invoke(ctx)


def _load(module: str) -> ModuleType:
    """The module and all that it is made of. That stays, so to look through it for garbage again
    and again while it grows would find none and take a fifth of the time."""
    gc.disable()
    try:
        return importlib.import_module(module)
    finally:
        gc.freeze()
        gc.enable()


@click.group(cls=LazyGroup)
@click.version_option(package_name="partnership-crm")
def crm() -> None:
    """The partnership register of the cooperation office."""


def main() -> None:
    """Run the command; what a person can mend is one line on stderr and a non-zero end."""
    _prepare_streams()
    try:
        crm()
    except (BadSetting, Refused) as error:
        print(f"crm: {error}", file=sys.stderr)
        sys.exit(1)


def _prepare_streams() -> None:
    """Of the three none is closed, so that no file of ours takes its number and gets what is
    printed; and what a terminal has no letter for is shown by its code."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, TextIOWrapper(FileIO(os.devnull, mode), encoding="utf-8"))
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
