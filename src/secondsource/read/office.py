"""Office documents and PDF files as text: DOCX by its own parts, PDF with the extra `desk`.

In: bytes. Out: what a file gives for one report, or the reason why not with what to do. It refuses
to run, fetch or resolve anything a file asks for, pages without text (scans), and archives that
unpack to more than they should.
"""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from secondsource.read.archives import LARGEST_FILE, unsafe
from secondsource.read.reading import LARGEST_TEXT, Found

DOCUMENT = "word/document.xml"
WORKBOOK = "xl/workbook.xml"
MOST_PAGES = 2000
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a file was not read, and what to do."""

    code: str
    why: str
    then: str


def is_office(head: bytes) -> bool:
    """Whether a file begins as a PDF or a ZIP archive does."""
    return head.startswith((b"%PDF", b"PK\x03\x04"))


def read_office(data: bytes) -> Found | Refused | None:
    """The text of a PDF or DOCX file; None where an archive is neither document nor workbook."""
    if len(data) > LARGEST_FILE:
        size = f"it is larger than {LARGEST_FILE // 1024 // 1024} MB"
        return Refused("too_large", size, "Split it, or save it as text")
    if data.startswith(b"%PDF"):
        return _pdf(data)
    why = unsafe(data)
    if why is not None:
        return Refused("not_unpacked", why, "Unpack it, or save it as text")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        if DOCUMENT in names:
            return _docx(archive, data, names)
    if WORKBOOK in names:
        return Refused("a_sheet", "it is a workbook", "Bring it in with `secondsource import`")
    return None


# --- DOCX ---------------------------------------------------------------------------------------


def _docx(archive: zipfile.ZipFile, data: bytes, names: set[str]) -> Found | Refused:
    try:
        body = _parsed(archive.read(DOCUMENT)).find(f"{_WORD}body")
        text = "" if body is None else "\n\n".join(filter(None, map(str.rstrip, _blocks(body))))
        title = None
        if "docProps/core.xml" in names:
            title = _parsed(archive.read("docProps/core.xml")).findtext(_TITLE)
    except (etree.XMLSyntaxError, zipfile.BadZipFile, EOFError, OSError) as fault:
        return Refused("damaged", f"it is damaged ({fault})", "Save it anew, or as text")
    if not text.strip():
        return Refused("empty", "it holds no words", "Check that the right file was saved")
    return Found(text, data, title=title or None)


def _parsed(xml: bytes) -> Any:
    """A part of a document; entities stay unresolved and nothing is fetched."""
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))


def _blocks(body: Any) -> Iterator[str]:
    """The paragraphs of a document, and its tables, a line each row."""
    for child in body:
        if child.tag == f"{_WORD}p":
            yield _paragraph(child)
        elif child.tag == f"{_WORD}tbl":
            yield "\n".join(_rows(child))
        elif child.tag == f"{_WORD}sdt":
            for content in child.iterchildren(f"{_WORD}sdtContent"):
                yield from _blocks(content)


def _rows(table: Any) -> Iterator[str]:
    for row in table.iterchildren(f"{_WORD}tr"):
        cells = (
            " ".join(map(_paragraph, cell.iter(f"{_WORD}p"))) for cell in row.iter(f"{_WORD}tc")
        )
        yield "| " + " | ".join(" ".join(cell.split()) for cell in cells) + " |"


def _paragraph(paragraph: Any) -> str:
    """The words of a paragraph as they stand: what was deleted is out, what was inserted in."""
    words = []
    for node in paragraph.iter(f"{_WORD}t", f"{_WORD}tab", f"{_WORD}br", f"{_WORD}cr"):
        words.append(node.text or "" if node.tag == f"{_WORD}t" else _BLANKS[node.tag])
    return "".join(words)


_BLANKS = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n"}


# --- PDF ----------------------------------------------------------------------------------------


def _pdf(data: bytes) -> Found | Refused:
    try:
        import pypdf
        from pypdf.errors import PyPdfError
    except ImportError:
        then = "Install what reads it: pip install 'secondsource[desk]', or save it as text"
        return Refused("needs_pypdf", "it is a PDF document", then)
    logging.getLogger("pypdf").addHandler(logging.NullHandler())  # issues say what is wrong
    try:
        document = pypdf.PdfReader(io.BytesIO(data))
        if document.is_encrypted and not document.decrypt(""):
            return Refused("protected", "it is protected by a password", "Save it without one")
        if len(document.pages) > MOST_PAGES:
            return Refused("too_large", f"it has over {MOST_PAGES:,} pages", "Split it")
        text = _pages(document)
        title = document.metadata.title if document.metadata else None
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError,
            RecursionError, OSError, NotImplementedError, ImportError) as fault:  # fmt: skip
        return Refused("damaged", f"it is damaged ({fault})", "Save it anew, or as text")
    if not any(character.isalnum() for character in text):
        why = "its pages hold no text, as scans do not"
        return Refused("no_text", why, "Have its text recognised first (ocrmypdf)")
    return Found(text, data, title=title.strip() or None if isinstance(title, str) else None)


def _pages(document: Any) -> str:
    """The text of all pages; a page break is a blank line."""
    pages, length = [], 0
    for page in document.pages:
        pages.append("\n".join(line.rstrip() for line in page.extract_text().split("\n")).strip())
        length += len(pages[-1])
        if length > LARGEST_TEXT:
            break  # refused further on, with its size
    return "\n\n".join(filter(None, pages))
