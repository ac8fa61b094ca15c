"""Quotes in the words around them, safe to show, with who says them.

In: reports, evidence and claims. Out: rich text in which the quoted words stand out: in bold, and
between « and » where the terminal shows no bold. It refuses control characters, which a hostile
report could use to write over the screen.
"""

from __future__ import annotations

from rich.text import Text

from secondsource.model import Claim, Evidence, Report, Statement
from secondsource.terminal.shown import Shown

CONTEXT = 60  # code points shown on either side of a quote
OPEN, CLOSE = "«", "»"
UNSAFE = {code: "�" for code in (*range(0x00, 0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0))}


def harmless(text: str) -> str:
    """A text of the same length without control characters; line ends and tabs stay."""
    return text.translate(UNSAFE)


def one_line(text: str) -> str:
    """A text on one line, with single spaces and without control characters."""
    return " ".join(harmless(text).split())


def quoted(shown: Shown, evidence: Evidence, around: int = CONTEXT) -> Text:
    """The quote made to stand out, with some words on either side, on one line."""
    report = shown.reports.get(evidence.report_id)
    before, after = _around(report, evidence, around) if report else ("", "")
    open_, close = (OPEN, CLOSE) if shown.marks else ("", "")
    return Text.assemble(
        before, open_, (one_line(evidence.quote), "bold"), close, after, no_wrap=False
    )


def _around(report: Report, evidence: Evidence, around: int) -> tuple[str, str]:
    """The words before and after a quote, cut between words."""
    start, end = max(0, evidence.start - around), min(len(report.text), evidence.end + around)
    before, after = report.text[start : evidence.start], report.text[evidence.end : end]
    if start:
        before = "…" + before[before.find(" ") + 1 :] if " " in before else "…" + before
    if end < len(report.text):
        after = after[: after.rfind(" ")] + " …" if " " in after else after + "…"
    return _flat(before), _flat(after)


def _flat(text: str) -> str:
    """One line that keeps a space at either end where there was one."""
    words = one_line(text)
    left = " " if text[:1].isspace() else ""
    right = " " if words and text[-1:].isspace() else ""
    return f"{left}{words}{right}"


def whole(shown: Shown, report: Report, spans: list[tuple[int, int]], most: int) -> Text:
    """A report's text, or its first `most` characters, with spans made to stand out."""
    text = harmless(report.text[:most])
    body = Text()
    last = 0
    for start, end in merged(spans):
        if start >= len(text):
            break
        end = min(end, len(text))
        open_, close = (OPEN, CLOSE) if shown.marks else ("", "")
        body.append(text[last:start])
        body.append(open_).append(text[start:end], "bold").append(close)
        last = end
    return body.append(text[last:])


def merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def voice(claim: Claim, statement: Statement) -> str | None:
    """The speaker a report gives for a statement, or None for the reporter's own voice."""
    says = statement.attribution or claim.attribution
    return one_line(says.speaker) if says else None


def origin(report: Report | None) -> str:
    """The publisher of a report, or that it is unknown."""
    return one_line(report.source) if report and report.source else "origin unknown"
