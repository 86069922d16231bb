"""Turn the files people hand in into the text that is checked, with times and speakers where the file has them.

What lives here: reading bytes of .txt .md .srt .vtt .docx and of 飞书妙记 exports, with errors that name the place.
What does not: judging the text (``scoring``), product cards and sample scripts (``library``).
"""

from coach.documents.model import MAX_CHARS, STDIN, SUFFIXES, Document, DocumentKind
from coach.documents.reading import load_document, read_document

__all__ = ["MAX_CHARS", "STDIN", "SUFFIXES", "Document", "DocumentKind", "load_document", "read_document"]
