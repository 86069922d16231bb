"""Speech to measure with: the project's own labelled scripts, joined to the length that is wanted."""

from __future__ import annotations

import json
from pathlib import Path

DATA = Path(__file__).parent.parent / "tests" / "data"


def script_texts() -> list[str]:
    """Return the texts of all labelled scripts, in file order."""
    lines = (DATA / "gold" / "scripts.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines if line.strip()]


def of_length(chars: int) -> str:
    """Return real script text of exactly ``chars`` code points."""
    texts = script_texts()
    joined = "\n".join(texts)
    while len(joined) < chars:
        joined += "\n" + "\n".join(texts)
    return joined[:chars]
