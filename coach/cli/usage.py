"""Option types and usage errors in Chinese: what is wrong, where, and which values are taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches

import click


class OneOf(click.ParamType[str]):
    """A word out of a fixed list; the list is made when it is needed, since it may sit behind a slow import."""

    name = "word"

    def __init__(self, words: Callable[[], Iterable[str]]) -> None:
        self._words = words

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """Return the words, for the help text."""
        return f"[{'|'.join(self._words())}]"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word as it is in the list."""
        words = list(self._words())
        if value not in words:
            self.fail(f"“{value}”不在可选范围：{'、'.join(words)}", param, ctx)
        return str(value)


class Count(click.ParamType[int]):
    """A whole number from ``least`` to ``most``."""

    name = "数"

    def __init__(self, least: int, most: int) -> None:
        self._least, self._most = least, most

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number."""
        text = str(value)
        if not (text.isascii() and text.isdigit() and self._least <= int(text) <= self._most):
            self.fail(f"应是 {self._least} 到 {self._most} 之间的整数，现在是“{text}”", param, ctx)
        return int(text)


class Present(click.types.BoolParamType):
    """A flag that an environment variable sets by being there with any value, as https://no-color.org asks."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> bool:
        """Return whether there is a value, whatever it says."""
        return bool(value)


def explain(error: click.ClickException) -> str:
    """Return the whole message for a usage error: usage, what is wrong, where to read on."""
    context = getattr(error, "ctx", None)
    lines = [context.get_usage()] if context is not None else []
    lines += [f"运行 {context.command_path if context is not None else 'coach'} --help 查看说明。", ""]
    return "\n".join([*lines, f"错误：{_what(error)}"])


def _what(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        close = get_close_matches(error.option_name, error.possibilities or (), n=1)
        near = f"是不是想用：{close[0]}？" if close else ""
        return f"没有选项 {error.option_name}。{near}"
    if isinstance(error, click.MissingParameter) and error.param is not None:
        kind = "参数" if error.param.param_type_name == "argument" else "选项"
        return f"缺少{kind} {error.param.make_metavar(_context(error))}。"
    if isinstance(error, click.BadParameter) and error.param is not None:
        name = (
            "/".join(error.param.opts) if error.param.param_type_name == "option" else error.param.human_readable_name
        )
        return f"{name} 的值不对：{error.message}。"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 的用法不对：后面要跟一个值（开关则不跟）。"
    message = error.format_message()
    if message.startswith("Got unexpected extra argument"):
        return f"多出了参数：{message.partition('(')[2].rstrip(').')}。"
    return message


def _context(error: click.UsageError) -> click.Context:
    return error.ctx or click.Context(click.Command("coach"))
