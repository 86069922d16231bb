"""Click commands that speak Chinese, load late, and turn every expected failure into a message and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from difflib import get_close_matches
from importlib import import_module
from typing import Any

import click

from coach.cli.output import PipeClosed, standard_output
from coach.cli.usage import explain
from coach.errors import CoachError

COULD_NOT_RUN = 2
INTERRUPTED = 130  # 128 + SIGINT, as shells count
PIPE_CLOSED = 141  # 128 + SIGPIPE


class Command(click.Command):
    """A command whose help has Chinese headings."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", "[选项]")
        super().__init__(*args, **kwargs)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        records = [record for param in self.get_params(ctx) if (record := param.get_help_record(ctx)) is not None]
        if records:
            with formatter.section("选项"):
                formatter.write_dl(records)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help as it stands: lines of Chinese are broken by hand, not at spaces."""
        formatter.write("\n")
        for line in (self.help or "").splitlines():
            formatter.write(f"  {line}".rstrip() + "\n")

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return --help with a Chinese explanation."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这段说明后退出"
        return option


class Group(Command, click.Group):
    """A group that imports a command only when it runs or is listed.

    ``commands_at`` maps names to ``module:attribute``, in the order of the help text.
    """

    command_class = Command

    def __init__(self, *args: Any, commands_at: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("subcommand_metavar", "命令 …")
        super().__init__(*args, **kwargs)
        self._commands_at = dict(commands_at or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order they were given, those of this module first."""
        return [*self.commands, *self._commands_at]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, importing it now."""
        if cmd_name not in self._commands_at:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = self._commands_at[cmd_name].partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the first argument names."""
        name = args[0]
        command = self.get_command(ctx, name)
        if command is not None:
            return name, command, args[1:]
        if name.startswith("-"):
            return super().resolve_command(ctx, args)
        near = get_close_matches(name, self.list_commands(ctx))
        hint = f"是不是想用：{'、'.join(near)}？" if near else f"可用的命令：{'、'.join(self.list_commands(ctx))}。"
        raise click.UsageError(f"没有命令“{name}”。{hint}", ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write options, then commands."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each command with the first sentence of its help."""
        records = []
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                records.append((name, (command.help or "").strip().partition("\n")[0].rstrip("。")))
        with formatter.section("命令"):
            formatter.write_dl(records)

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Parse the arguments; help and version are printed here."""
        with standard_output():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named."""
        with standard_output():
            return super().invoke(ctx)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run and exit: 0 or what the command says; 2 with a message when it could not run."""
        try:
            code = super().main(args, prog_name or "coach", complete_var, standalone_mode=False, **extra)
        except (CoachError, click.ClickException, click.Abort, KeyboardInterrupt, PipeClosed) as error:
            code, message = _outcome(error)
            _say(message)
        sys.exit(code if isinstance(code, int) else 0)


def _outcome(error: BaseException) -> tuple[int, str]:
    """Return the exit code and the message for what stopped a command."""
    if isinstance(error, CoachError):
        return COULD_NOT_RUN, f"错误：{error.message}"
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return COULD_NOT_RUN, error.format_message()
    if isinstance(error, click.ClickException):
        return COULD_NOT_RUN, explain(error)
    if isinstance(error, PipeClosed):
        return PIPE_CLOSED, ""
    return INTERRUPTED, "已中断。"


def _say(message: str) -> None:
    if message:
        with suppress(OSError):  # nobody listens to standard error either
            click.echo(message.encode("utf-8", "replace").decode(), err=True)
