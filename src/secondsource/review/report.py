"""One report as its page shows it: the text whole, every claim and value marked where it stands.

In: an open store, the index and a report id. Out: a `ReportView`: the text in pieces with what
covers each, and its claims in the order of the text. It refuses to lose or add a character: the
pieces joined are the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from secondsource.model import Claim, Incident, Property, Report, Statement, Status
from secondsource.review.incident import title_of
from secondsource.review.index import Index, Source
from secondsource.store import Store
from secondsource.terminal.quotes import harmless, one_line
from secondsource.wording import UNKNOWN, say, say_day

FIELDS = {  # short names that stand in the text
    "perpetrator": "by",
    "target": "on",
    "victim": "harmed",
    "weapon": "means",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that the same claims and values cover."""

    text: str
    start: int
    claims: tuple[str, ...]
    values: tuple[str, ...]  # ids of statements
    label: str | None  # of the value that begins here
    status: str | None  # of the field of the value, where reports disagree on it
    warned: bool


@dataclass(frozen=True, slots=True)
class Value:
    """One statement of a claim, and how the other reports stand to it."""

    id: str
    property: str
    quote: str
    value: str
    status: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Told:
    """One claim of the report."""

    id: str
    kind: str
    event_type: str | None
    title: str
    incident: str | None
    speaker: str | None
    stance: str
    negated: bool
    by_person: bool
    quote: str
    values: tuple[Value, ...]
    start: int
    end: int
    at: int  # where it begins in the text, 0 to 1000


@dataclass(frozen=True, slots=True)
class Warned:
    """Something to know before trusting the report."""

    code: str
    message: str
    quote: str | None


@dataclass(frozen=True, slots=True)
class Beside:
    """A passage of the report beside the same in another: what is equal and what is not."""

    text: str
    kind: str  # equal, here, there


@dataclass(frozen=True, slots=True)
class CopyView:
    """Another report that this one repeats, or that repeats it."""

    other: Source
    share: int  # in 100
    here_is_copy: bool


@dataclass(frozen=True, slots=True)
class Translation:
    """What a person keeps beside a report, in the language of the desk."""

    id: str  # of the decision
    text: str
    by: str
    at: str
    whose: str | None
    of_this: bool  # of the text as it stands, not of an earlier revision


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report as its page shows it."""

    source: Source
    title: str
    published: str | None
    basis: str | None
    url: str | None
    lang: str | None
    retrieved: str | None
    sha256: str
    warnings: tuple[Warned, ...]
    pieces: tuple[Piece, ...]
    claims: tuple[Told, ...]
    copies: tuple[CopyView, ...]
    translation: Translation | None
    revisions: int
    length: int
    ledger: int


def read_report(store: Store, index: Index, report: Report) -> ReportView:
    """Everything that the page of one report shows."""
    claims = sorted(
        store.claims_in([report.id]), key=lambda c: (c.evidence.start, c.evidence.end, c.id)
    )
    home = {c: i for i in index.incidents if report.id in i.reports for c in i.claims}
    warnings = store.warnings(report.id).get(report.id, ())
    warned = [(w.evidence.start, w.evidence.end) for w in warnings if w.evidence]
    length = max(1, len(report.text))
    return ReportView(
        source=index.sources[report.id],
        title=one_line(report.title or report.text[:100]),
        published=say_day(report.published) if report.published else None,
        basis=report.published_basis,
        url=report.url if (report.url or "").startswith(("http://", "https://")) else None,
        lang=report.lang,
        retrieved=say_day(report.retrieved_at.date()) if report.retrieved_at else None,
        sha256=report.sha256,
        warnings=tuple(
            Warned(w.code, w.message, one_line(w.evidence.quote) if w.evidence else None)
            for w in warnings
        ),
        pieces=_pieces(harmless(report.text), claims, home, warned),
        claims=tuple(_told(c, home.get(c.id), index, length) for c in claims),
        copies=_copies(store, index, report.id),
        translation=_translation(store, report),
        revisions=len(store.revisions(report.id)),
        length=len(report.text),
        ledger=len(store.decisions()),
    )


def _told(claim: Claim, incident: Incident | None, index: Index, length: int) -> Told:
    if incident:
        title = title_of(incident, index)
    else:
        title = (claim.event_type or claim.kind.value).replace("_", " ").capitalize()
    values = tuple(
        Value(
            s.id,
            s.property.value,
            one_line(s.evidence.quote),
            one_line(say(s.value, index.countries)),
            _status(incident, s),
            s.evidence.start,
            s.evidence.end,
        )
        for s in claim.statements
    )
    return Told(
        claim.id,
        claim.kind.value,
        claim.event_type,
        title,
        incident.id if incident else None,
        one_line(claim.attribution.speaker) if claim.attribution else None,
        claim.stance.value,
        claim.negated,
        any(s.origin == "person" for s in claim.statements),
        one_line(claim.evidence.quote),
        tuple(v for v in values if v.value != UNKNOWN or v.quote),
        claim.evidence.start,
        claim.evidence.end,
        round(1000 * claim.evidence.start / length),
    )


def _status(incident: Incident | None, statement: Statement) -> str | None:
    field = incident.field(statement.property) if incident else None
    return field.status.value if field else None


def _pieces(
    text: str,
    claims: Sequence[Claim],
    home: dict[str, Incident],
    warned: Sequence[tuple[int, int]],
) -> tuple[Piece, ...]:
    """The text cut wherever a claim, a value or a warning begins or ends."""
    said = [(s, c) for c in claims for s in c.statements]
    cuts = {0, len(text)}
    for claim in claims:
        cuts |= {claim.evidence.start, claim.evidence.end}
    for statement, _ in said:
        cuts |= {statement.evidence.start, statement.evidence.end}
    for start, end in warned:
        cuts |= {start, end}
    edges = sorted(cuts)
    return tuple(
        _piece(text, start, end, claims, said, home, warned) for start, end in pairwise(edges)
    )


def _piece(
    text: str,
    start: int,
    end: int,
    claims: Sequence[Claim],
    said: Sequence[tuple[Statement, Claim]],
    home: dict[str, Incident],
    warned: Sequence[tuple[int, int]],
) -> Piece:
    over = [c for c in claims if c.evidence.start <= start and end <= c.evidence.end]
    values = [(s, c) for s, c in said if s.evidence.start <= start and end <= s.evidence.end]
    begins = [s for s, _ in values if s.evidence.start == start]
    fields = [_status(home.get(c.id), s) for s, c in values]
    disputed = Status.DISPUTED.value in fields
    return Piece(
        text[start:end],
        start,
        tuple(c.id for c in over),
        tuple(s.id for s, _ in values),
        _short(begins[0].property) if begins else None,
        Status.DISPUTED.value if disputed else "said" if values else None,
        any(a <= start and end <= b for a, b in warned),
    )


def _short(prop: Property) -> str:
    return FIELDS.get(prop.value, prop.value.replace("_", " "))


def _copies(store: Store, index: Index, report_id: str) -> tuple[CopyView, ...]:
    found = []
    for copy in store.copies():
        if report_id in (copy.report_id, copy.copy_of):
            here = copy.report_id == report_id
            other = copy.copy_of if here else copy.report_id
            found.append(CopyView(index.sources[other], round(100 * copy.share), here))
    return tuple(found)


def _translation(store: Store, report: Report) -> Translation | None:
    kept = store.translations().get(report.id)
    if kept is None:
        return None
    day = say_day(kept.at.date())
    words = harmless(kept.value or "")
    return Translation(kept.id, words, kept.by, day, kept.reason, kept.external == report.sha256)


def side_by_side(one: str, two: str) -> tuple[Beside, ...]:
    """Two texts word by word: what both have, and what only one has."""
    a, b = _words(one), _words(two)
    rows = []
    for kind, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "equal":
            rows.append(Beside("".join(a[i:j]), "equal"))
            continue
        if i < j:
            rows.append(Beside("".join(a[i:j]), "here"))
        if k < m:
            rows.append(Beside("".join(b[k:m]), "there"))
    return tuple(rows)


def _words(text: str) -> list[str]:
    """Words with the spaces behind them, so that joined they are the text."""
    words: list[str] = []
    last = 0
    for n, char in enumerate(text):
        if char.isspace() and n + 1 < len(text) and not text[n + 1].isspace():
            words.append(text[last : n + 1])
            last = n + 1
    return [*words, text[last:]] if last < len(text) else words
