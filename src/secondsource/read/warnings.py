"""What a reader should know before trusting a report.

In: a report. Out: warnings, each with the words it rests on where words say it. The patterns are
data (`data/lexicons/warnings.toml`). It refuses to judge style: a report is machine-written only
where it says so.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from secondsource.model import Evidence, Report, ReportWarning
from secondsource.text import Sentence, UnitKind, sentences

_BRIEF = 25  # words: fewer are a headline or a flash, which may well name nobody
_STOPS = ".!?…:;۔؟。！？|"
_CLOSERS = "”’\"'»)]*_"
_UNSEEN = "\u200e\u200f\u200b\ufeff \n"
_HANGING = re.compile(  # a last line that cannot be whole
    r"(?:,|\b(?:an?|the|of|in|on|at|by|to|for|from|with|and|or|but|was|were|is|are|has|had|have"
    r"|that|which|who|would|could|its|his|her|their|said|near|than|as|into|after|before))$",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"[-–—(] ?[A-Z]{2,}[A-Za-z/ ]*$|[/:]|@|\([^)]*$")  # "--AFP", "A. Said/B. Ali"


@dataclass(frozen=True, slots=True)
class _Patterns:
    machine: re.Pattern[str]
    placeholder: re.Pattern[str]
    cut: re.Pattern[str]
    vouching: re.Pattern[str]
    correction: re.Pattern[str]
    unverified: re.Pattern[str]
    opinion: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    path = files("secondsource") / "data/lexicons/warnings.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return _Patterns(
        **{
            name: re.compile("|".join(f"(?:{p})" for p in raw[name]), re.IGNORECASE)
            for name in _Patterns.__dataclass_fields__
        }
    )


def report_warnings(report: Report) -> tuple[ReportWarning, ...]:
    """The warnings on a report, in a fixed order."""
    told = tuple(s for s in sentences(report.text) if s.unit.kind is not UnitKind.BOILERPLATE)
    known = _patterns()
    checks = (
        _said(report, known.machine, "machine_written", "Says that a machine wrote it."),
        _no_date(report),
        _no_source(report),
        _no_named_source(report, told),
        _said(report, known.placeholder, "placeholder", "Holds words meant to be replaced."),
        _truncated(report, told),
        _not_english(report),
        _only_headline(report, told),
        _said(report, known.correction, "corrected", "Says that it corrects an earlier version."),
        _said(report, known.unverified, "unverified", "Says that it was not verified."),
        _said(report, known.opinion, "opinion", "Says that it is opinion, satire or fiction."),
    )
    return tuple(warning for warning in checks if warning is not None)


def _said(
    report: Report, pattern: re.Pattern[str], code: str, message: str
) -> ReportWarning | None:
    match = pattern.search(report.text)
    if match is None:
        return None
    quote = match.group()
    start = match.start() + len(quote) - len(quote.lstrip())
    return ReportWarning(code, message, _evidence(report, start, match.end()))


def _no_date(report: Report) -> ReportWarning | None:
    if report.published is not None:
        return None
    return ReportWarning("no_date", "Has no publication date; relative dates stay open.")


def _no_source(report: Report) -> ReportWarning | None:
    if report.source is not None:
        return None
    return ReportWarning("no_source", "Has no known publisher; it counts as of unknown lineage.")


def _no_named_source(report: Report, told: tuple[Sentence, ...]) -> ReportWarning | None:
    words = sum(len(report.text[s.start : s.end].split()) for s in told)
    vouched = any(_patterns().vouching.search(report.text, s.start, s.end) for s in told)
    if vouched or words < _BRIEF or not is_english(report):
        return None
    return ReportWarning("no_named_source", "Nobody in it vouches for what it tells.")


def _truncated(report: Report, told: tuple[Sentence, ...]) -> ReportWarning | None:
    """Cut off: it says so, or its last paragraph ends inside a sentence."""
    message = "Seems cut off before its end."
    tail = max(0, len(report.text) - 400)
    if match := _patterns().cut.search(report.text, tail):
        return ReportWarning("truncated", message, report.evidence(match.start(), match.end()))
    if len(told) < 2 or not _is_open_ended(report.text, told):
        return None
    return ReportWarning("truncated", message, report.evidence(told[-1].start, told[-1].end))


def _is_open_ended(text: str, told: tuple[Sentence, ...]) -> bool:
    """Whether the last of many sentences alone stops without a mark, and is no signature."""
    last = told[-1]
    prose = [s for s in told[:-1] if s.unit.kind is UnitKind.PARAGRAPH]
    usual = sum(1 for s in prose if _bare(text, s)[-1:] in _STOPS)
    if last.unit.kind is not UnitKind.PARAGRAPH or not prose or usual < 0.7 * len(prose):
        return False
    quote = _bare(text, last)
    if quote[-1:] in _STOPS or _SIGNED.search(quote):
        return False
    alone = last.start == last.unit.start
    return _HANGING.search(quote) is not None if alone else len(quote.split()) >= 3


def _bare(text: str, sentence: Sentence) -> str:
    """A sentence without footnotes, closing marks and unseen characters at its end."""
    quote = re.sub(r"(?:\[\d{1,3}\])+\s*$", "", text[sentence.start : sentence.end])
    return quote.rstrip(_CLOSERS + _UNSEEN)


def is_english(report: Report) -> bool:
    """Whether a report is in English, as far as its words tell; the reader reads no other."""
    return report.lang in (None, "en", "und")


def _not_english(report: Report) -> ReportWarning | None:
    if is_english(report):
        return None
    message = f"Its language seems to be {report.lang}; claims are read from English only."
    return ReportWarning("not_english", message)


def _only_headline(report: Report, told: tuple[Sentence, ...]) -> ReportWarning | None:
    body = [s for s in told if s.unit.kind not in {UnitKind.HEADLINE, UnitKind.DATELINE}]
    if len(body) > 1 or (body and not _is_headline_like(report.text, body[0])):
        return None
    start, end = told[0].start if told else 0, told[-1].end if told else len(report.text)
    if len(report.text[start:end].split()) >= _BRIEF:
        return None
    return ReportWarning("only_headline", "Holds a headline only.", _evidence(report, start, end))


def _is_headline_like(text: str, sentence: Sentence) -> bool:
    is_prose = sentence.unit.kind is UnitKind.PARAGRAPH
    return is_prose and text[sentence.end - 1] not in _STOPS + _CLOSERS


def _evidence(report: Report, start: int, end: int) -> Evidence | None:
    return report.evidence(start, end) if start < end else None
