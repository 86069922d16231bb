"""Tables that come in by a page: a chosen file or what was pasted, read by the one reader of the services."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from werkzeug.datastructures import FileStorage

from coach.errors import InputError
from coach.services.sheets import Row, read_pasted, read_sheet
from coach.web.typed import Typed


def sent_rows(
    typed: Typed, upload: FileStorage | None, columns: Mapping[str, str], *, needed: Iterable[str]
) -> tuple[Row, ...]:
    """Read the table that was sent; a file goes before what was pasted.

    Raises:
        InputError: there is none, or it can't be read; ``key`` is "table" where the whole of it is meant.
    """
    if upload is None or not upload.filename:
        if not typed.get("table").strip():
            raise InputError("还没有表格。请贴上从表格软件里复制的内容，或选一个文件。", key="table")
        return read_pasted(typed.get("table"), columns, needed=needed)
    with tempfile.TemporaryDirectory(prefix="coach-table-") as folder:
        path = Path(folder) / f"表格{Path(upload.filename).suffix.lower()[:6]}"
        upload.save(path)
        return read_sheet(path, columns, needed=needed)
