"""Words of reports as pages show them: the quote in its sentence, who says it, where to read on.

In: an open store, the index, and evidence. Out: `Words`, plain values for templates and JSON. It
refuses to change a character of a report, save for control characters that could hide others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from secondsource.model import Attribution, Claim, Evidence, Report, Statement
from secondsource.review.index import Index, Source
from secondsource.store import Store
from secondsource.terminal.quotes import harmless, one_line

AROUND = 90  # code points on either side of a quote


@dataclass(frozen=True, slots=True)
class Words:
    """Some words of one report in context."""

    before: str
    quote: str
    after: str
    report: Source
    start: int
    end: int
    speaker: str | None  # whom the report gives for it; None for its own voice

    @property
    def at(self) -> str:
        """The part of the report's address that leads to these words."""
        return f"w{self.start}-{self.end}"


class Quoter:
    """Quotes the reports of one case; each is read once."""

    def __init__(self, store: Store, index: Index) -> None:
        self._store = store
        self._index = index
        self._reports: dict[str, Report | None] = {}
        self._claims: dict[str, tuple[Claim, ...]] = {}

    def report(self, report_id: str) -> Report | None:
        """A report with its text."""
        if report_id not in self._reports:
            self._reports[report_id] = self._store.report(report_id)
        return self._reports[report_id]

    def claims(self, reports: Iterable[str]) -> dict[str, Claim]:
        """The claims of some reports, by id."""
        wanted = set(reports)
        missing = wanted - self._claims.keys()
        if missing:
            self._claims |= dict.fromkeys(missing, ())
            for claim in self._store.claims_in(missing):
                self._claims[claim.report_id] += (claim,)
        return {c.id: c for r in sorted(wanted) for c in self._claims[r]}

    def account(self, account_id: str) -> Claim | None:
        """The first claim of an account, read with its report."""
        first = self._store.claim(account_id)
        return self.claims([first.report_id]).get(account_id) if first else None

    def words(self, evidence: Evidence, said: Attribution | None = None) -> Words:
        """A quote with some words on either side, cut between words."""
        report = self.report(evidence.report_id)
        before, after = around(report, evidence) if report else ("", "")
        return Words(
            before,
            one_line(evidence.quote),
            after,
            self._index.sources[evidence.report_id],
            evidence.start,
            evidence.end,
            one_line(said.speaker) if said else None,
        )

    def statement(self, claim: Claim, statement: Statement) -> Words:
        """The words of a statement, with whoever vouches for it."""
        return self.words(statement.evidence, statement.attribution or claim.attribution)


def around(report: Report, evidence: Evidence, most: int = AROUND) -> tuple[str, str]:
    """The words before and after a quote within its paragraph, each cut between words."""
    start, end = max(0, evidence.start - most), min(len(report.text), evidence.end + most)
    before = report.text[start : evidence.start].rpartition("\n")[2]
    after = report.text[evidence.end : end].partition("\n")[0]
    if len(before) == most and " " in before:
        before = "…" + before.partition(" ")[2]
    if len(after) == most and " " in after:
        after = after.rpartition(" ")[0] + " …"
    return harmless(before), harmless(after)
