"""Word files as Word writes them, made with python-docx."""

from __future__ import annotations

import io

import docx
import pytest


@pytest.fixture(scope="session")
def word_file() -> bytes:
    """Return a DOCX with two paragraphs, a line break, a table and a link to nothing."""
    document = docx.Document()
    document.add_heading("五常大米话术", level=1)
    paragraph = document.add_paragraph("家人们好，")
    paragraph.add_run("今天这款").bold = True
    paragraph.add_run("大米\n第二行\t有制表")
    table = document.add_table(rows=2, cols=2)
    for row, words in zip(table.rows, (("时段", "话术"), ("开场", "全网最低价")), strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    document.add_paragraph("谢谢大家")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
