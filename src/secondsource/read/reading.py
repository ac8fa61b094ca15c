"""A report made out of what a source gives: identity, text rules, publication date, language.

In: fields as found. Out: a `Reading` and the issues of its making. It refuses empty and outsized
texts, and never guesses a publication date that nothing states.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime

from secondsource.model import Issue, Report
from secondsource.read.decode import clean
from secondsource.read.language import language_of
from secondsource.read.published import date_line, parse_published, url_date

_NOT_GIVEN = frozenset({"", "-", "n/a", "na", "nan", "none", "null", "unknown", "undated", "?"})
LARGEST_TEXT = 5 * 1024 * 1024  # characters of one report


@dataclass(frozen=True, slots=True)
class Reading:
    """A report and the bytes it was read from, kept as custody of evidence."""

    report: Report
    original: bytes


@dataclass(frozen=True, slots=True)
class Found:
    """What a source gives for one report, before anything is checked."""

    text: str
    original: bytes
    id: str | None = None
    title: str | None = None
    source: str | None = None
    url: str | None = None
    published: str | None = None
    basis: str | None = None  # where `published` was found, None for the source's own field
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """Where a report stands, for issues."""

    file: str
    line: int | None = None

    def issue(self, code: str, message: str, *, failed: bool, report: str | None = None) -> Issue:
        """An issue of this place."""
        return Issue("read", code, message, report, self.file, self.line, failed)

    def doubt_of(self, encoding: str) -> Issue:
        """The doubt that it may not be in the encoding it was read in."""
        message = f"{self} is not clean UTF-8 and was read as {encoding}. Check its accents."
        return self.issue("encoding_guessed", message, failed=False)

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}" if self.line is not None else self.file


def make_reading(
    found: Found, where: Where, *, retrieved_at: datetime
) -> tuple[Reading | Issue, ...]:
    """The reading of one report with its doubts, or the issue that lost it."""
    text = clean(found.text)
    if not any(character.isalnum() for character in text):
        message = f"{where} holds no words. Check that the right file was saved."
        return (where.issue("empty", message, failed=True),)
    if len(text) > LARGEST_TEXT:
        size = f"{len(text):,} characters, more than the {LARGEST_TEXT:,} of one report"
        message = f"{where} was not read: it has {size}. Split it into one report a file or line."
        return (where.issue("too_large", message, failed=True),)
    original_sha256 = hashlib.sha256(found.original).hexdigest()
    report = Report(
        id=clean(found.id or "").strip() or f"r{original_sha256[:16]}",
        text=text,
        sha256=hashlib.sha256(text.encode("utf-8")).hexdigest(),
        original_sha256=original_sha256,
        source=_tidy(found.source),
        url=_tidy(found.url),
        title=_tidy(found.title),
        lang=_language(text, found.lang),
        retrieved_at=retrieved_at,
    )
    day, basis, issues = _published(found, report, where)
    dated = replace(report, published=day, published_basis=basis)
    return (*issues, Reading(dated, found.original))


def _language(text: str, stated: str | None) -> str:
    """What the words speak for; pages often state the language of their frame."""
    told = language_of(text)
    return stated if told == "und" and stated else told


def _tidy(value: str | None) -> str | None:
    return " ".join(clean(value).split()) or None if value else None


def _published(
    found: Found, report: Report, where: Where
) -> tuple[date | None, str | None, tuple[Issue, ...]]:
    """The day of publication, what it rests on, and the doubt where it cannot be read."""
    issues: tuple[Issue, ...] = ()
    if found.published and found.published.strip().lower() not in _NOT_GIVEN:
        day = parse_published(found.published)
        if day is not None:
            return day, found.basis or "given with the report", ()
        message = (
            f"The publication date {found.published[:60]!r} of report {report.id} cannot be read "
            "and was left out. Write it as YYYY-MM-DD."
        )
        issues = (where.issue("unreadable_date", message, failed=False, report=report.id),)
    if (day := date_line(report.text)) is not None:
        return day, "date line of the text", issues
    if report.url and (day := url_date(report.url)) is not None:
        return day, "URL", issues
    return None, None, issues
