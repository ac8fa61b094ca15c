"""DOCX and PDF files as reports, and those that are refused."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import pytest

from conftest import AT
from secondsource.model import Issue
from secondsource.read import Reading, read_sources
from secondsource.read.archives import unsafe

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BODY = (
    "<w:p><w:r><w:t>At least 12 soldiers were killed near Djibo,</w:t></w:r>"
    '<w:r><w:t xml:space="preserve"> the army said.</w:t></w:r></w:p>'
    "<w:p><w:del><w:r><w:delText>Nine</w:delText></w:r></w:del><w:r><w:t>Ten were hurt.</w:t>"
    "</w:r></w:p>"
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Date</w:t></w:r></w:p></w:tc>"
    "<w:tc><w:p><w:r><w:t>Dead</w:t></w:r></w:p></w:tc></w:tr>"
    "<w:tr><w:tc><w:p><w:r><w:t>7 March</w:t></w:r></w:p></w:tc>"
    "<w:tc><w:p><w:r><w:t>3</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
)


def packed(**parts: str | bytes) -> bytes:
    """A ZIP archive of parts, whose names have _ for / and end before the dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("_", "/") + ".xml", part)
    return out.getvalue()


def docx(body: str, head: str = "") -> bytes:
    return packed(
        word_document=f'<?xml version="1.0"?>{head}<w:document xmlns:w="{W}"><w:body>{body}'
        "</w:body></w:document>",
        docProps_core='<p xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A title</dc:title>'
        "</p>",
    )


def pdf(*lines: str) -> bytes:
    """A PDF of one page."""
    shown = " ".join(f"({line}) Tj T*" for line in lines)
    page = f"BT /F1 12 Tf 50 700 Td 14 TL {shown} ET"
    parts = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(page)} >>\nstream\n{page}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{part}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 6\n0000000000 65535 f \n{table}{end}".encode()


def read(folder: Path, name: str, data: bytes) -> Reading | Issue:
    (folder / name).write_bytes(data)
    (found,) = read_sources([str(folder / name)], retrieved_at=AT)
    return found


def test_a_document_gives_its_paragraphs_and_tables_as_they_stand(tmp_path: Path) -> None:
    data = docx(BODY)
    found = read(tmp_path, "a.docx", data)
    assert isinstance(found, Reading)
    assert found.report.text == (
        "At least 12 soldiers were killed near Djibo, the army said.\n\nTen were hurt.\n\n"
        "| Date | Dead |\n| 7 March | 3 |"
    )
    assert found.report.title == "A title"
    assert found.original == data


def test_a_document_that_asks_for_a_file_gets_nothing(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    ask = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{tmp_path}/secret.txt">]>'
    found = read(
        tmp_path, "a.docx", docx("<w:p><w:r><w:t>Two died. &e;</w:t></w:r></w:p>", head=ask)
    )
    assert isinstance(found, Issue) or "secret" not in found.report.text


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("bomb.docx", packed(word_document=b" " * 40_000_000), "not_unpacked"),
        ("empty.docx", docx(""), "empty"),
        ("broken.docx", packed(word_document="<w:document"), "damaged"),
        ("other.zip", packed(some_thing="<a/>"), "not_text"),
        ("sheet.xlsx", packed(xl_workbook="<a/>"), "a_sheet"),
    ],
)
def test_what_cannot_be_read_is_an_issue(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    found = read(tmp_path, name, data)
    assert isinstance(found, Issue)
    assert (found.code, found.failed) == (code, True)
    assert found.file == str(tmp_path / name)


def test_an_archive_with_a_password_is_not_unpacked() -> None:
    data = bytearray(packed(word_document="x"))
    data[data.index(b"PK\x01\x02") + 8] |= 1  # of the central directory: the flag of encryption
    assert unsafe(bytes(data)) == "it is protected by a password"


def test_a_pdf_gives_its_text(tmp_path: Path) -> None:
    pytest.importorskip("pypdf")
    found = read(tmp_path, "a.pdf", pdf("A drone strike killed three people in", "Baghdad."))
    assert isinstance(found, Reading)
    words = " ".join(found.report.text.split())
    assert words == "A drone strike killed three people in Baghdad."


def test_a_scan_and_a_broken_pdf_are_issues(tmp_path: Path) -> None:
    pytest.importorskip("pypdf")
    codes = []
    for name, data in (("scan.pdf", pdf()), ("bad.pdf", b"%PDF-1.4 nothing")):
        found = read(tmp_path, name, data)
        assert isinstance(found, Issue)
        codes.append(found.code)
    assert codes == ["no_text", "damaged"]


def test_a_missing_extra_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    found = read(tmp_path, "a.pdf", pdf("Two died."))
    assert isinstance(found, Issue)
    assert "secondsource[desk]" in found.message
