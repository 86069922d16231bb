"""Split the TOML between two ``+++`` lines at the head of a text from the text that is spoken."""

from __future__ import annotations

import re
import tomllib

from coach.errors import InputError

_OPENING = re.compile(r"\A\s*\+\+\+[ \t]*(?:\r\n|\r|\n)")
_CLOSING = re.compile(r"^\+\+\+[ \t]*(?:\r\n|\r|\n|\Z)", re.MULTILINE)


def split_front_matter(source: str, name: str) -> tuple[dict[str, object], int]:
    """Return the metadata and the offset in ``source`` where the body begins; no front matter: ``({}, 0)``.

    Raises:
        InputError: the closing ``+++`` is missing, or the lines between are not TOML.
    """
    opening = _OPENING.match(source)
    if opening is None:
        return {}, 0
    closing = _CLOSING.search(source, opening.end())
    if closing is None:
        raise InputError(f"{name} 第 1 行的 +++ 没有配对的结尾。请在说明结束处另起一行写 +++。", name=name, line=1)
    head = source[opening.end() : closing.start()]
    try:
        meta = tomllib.loads(head.replace("\r\n", "\n").replace("\r", "\n"))
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            f'{name} 开头 +++ 之间的说明不是正确的 TOML：{error}。每行应写成 键 = "值"。', name=name, line=1
        ) from error
    return dict(meta), closing.end()
