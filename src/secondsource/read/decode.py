"""From bytes to text: which encoding, and the text rules.

In: bytes. Out: text, or None where the bytes are no text. Beyond decoding, `clean` drops a
byte-order mark, makes CR LF a LF, and puts U+FFFD for NUL and lone surrogates; it refuses to
normalise anything else.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from secondsource.read.language import language_of

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BAD = re.compile("[\x00\ud800-\udfff]")
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x0b\x1b"))
_SAMPLE = 65536
_WESTERN = frozenset({"en", "fr", "es", "pt", "it", "de", "nl", "sv", "id", "ms", "tl", "sw"})

_MAGIC = (
    (b"%PDF", "a PDF document", "Turn it into text first (pdftotext FILE.pdf)"),
    (b"PK\x03\x04", "a ZIP archive or an office document", "Unpack it, or save it as text"),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first (gunzip FILE.gz)"),
    (b"BZh", "a bzip2 archive", "Unpack it first (bunzip2 FILE.bz2)"),
    (b"\xfd7zXZ", "an xz archive", "Unpack it first (unxz FILE.xz)"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it first"),
    (b"Rar!", "a RAR archive", "Unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old office document", "Save it as text"),
    (b"{\\rtf", "a rich-text document", "Save it as plain text"),
    (b"\x89PNG", "a picture", "Give the text it shows"),
    (b"\xff\xd8\xff", "a picture", "Give the text it shows"),
    (b"GIF8", "a picture", "Give the text it shows"),
    (b"PAR1", "a Parquet table", "Save it as CSV or JSON Lines"),
    (b"SQLite format 3\x00", "a database", "A case is opened with --case"),
    (b"\x7fELF", "a program", "Name a file of reports"),
)


def clean(text: str) -> str:
    """The text by the text rules; applied twice it changes nothing more."""
    bare = text.removeprefix("\ufeff").replace("\r\n", "\n")
    return _BAD.sub("\ufffd", bare) if _BAD.search(bare) else bare


def foreign(head: bytes) -> tuple[str, str] | None:
    """What kind of file begins with these bytes, and what to do, where it is no text."""
    for magic, kind, then in _MAGIC:
        if head.startswith(magic):
            return kind, then
    return None


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was read in, and whether the bytes leave no doubt about that."""

    text: str
    encoding: str
    sure: bool


def decode(data: bytes, *, charset: str | None = None) -> Decoded | None:
    """The text that bytes stand for, or None where they are no text."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _loosely(data[len(bom) :], encoding)
    if (wide := _wide_encoding(data)) is not None:
        return _loosely(data, wide)
    if _is_binary(data):
        return None
    for name in ("utf-8", charset):
        text = _strictly(data, name) if name else None
        if name and text is not None:
            return Decoded(text, name, sure=True)
    return _guessed(data)


def _loosely(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    return Decoded(text, encoding, sure=_strictly(data, encoding) is not None)


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _guessed(data: bytes) -> Decoded:
    """The text under the likeliest encoding; a few stray bytes do not spoil UTF-8."""
    loose = _loosely(data, "utf-8")
    strays = loose.text.count("\ufffd")
    letters = sum(1 for character in loose.text if ord(character) > 127)
    if strays * 20 <= letters:
        return loose
    western = _loosely(data, "cp1252")
    if language_of(western.text) in _WESTERN:
        return Decoded(western.text, "cp1252", sure=False)
    best = from_bytes(data[:_SAMPLE]).best()
    text = _strictly(data, best.encoding) if best is not None else None
    if best is None or text is None:
        return Decoded(western.text, "cp1252", sure=False)
    return Decoded(text, best.encoding, sure=False)


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of the first ones is NUL."""
    head = data[:512]
    if len(head) < 8:
        return None
    even, odd = head[0::2], head[1::2]
    if odd.count(0) > 0.8 * len(odd) and even.count(0) == 0:
        return "utf-16-le"
    if even.count(0) > 0.8 * len(even) and odd.count(0) == 0:
        return "utf-16-be"
    return None


def _is_binary(data: bytes) -> bool:
    head = data[:_SAMPLE]
    return bool(head) and len(head) - len(head.translate(None, _CONTROL)) > 0.02 * len(head) + 1
