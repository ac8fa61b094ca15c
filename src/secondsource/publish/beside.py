"""What goes out beside incidents: the reports cited, running totals, and contradictions.

In: the desk. Out: only what is about incidents that go out, or told by their reports and checked.
It refuses a contradiction that rests on anything else, since its quotes would tell of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from secondsource.model import Claim, Count, Dispute, Kind, Place, Property, Report, Side, When
from secondsource.publish.desk import Desk
from secondsource.publish.events import about_of, says_of
from secondsource.publish.nouns import Camp, Cited, Contradiction, Quote, Total
from secondsource.publish.quoting import Words, quote_of
from secondsource.publish.redact import Redactor
from secondsource.wording import say


def cited_of(desk: Desk, report: Report) -> Cited:
    """A report as it is listed, without its text."""
    copy = desk.case.copy_of.get(report.id)
    warnings = desk.case.warnings.get(report.id, ())
    cited = Cited(
        number=desk.numbers[report.id],
        source=report.source,
        title=report.title,
        url=report.url if report.url and report.url.startswith(("http://", "https://")) else None,
        published=report.published,
        lang=report.lang,
        warnings=tuple(dict.fromkeys(w.code for w in warnings)),
        copy_of=desk.numbers.get(copy.copy_of) if copy else None,
    )
    behind = [i.reports for i in desk.chosen.values() if report.id in i.reports]
    return desk.redactor(*behind).through(cited)


def totals_of(desk: Desk) -> Iterable[Total]:
    """Running totals of the reports that go out: those that a person has checked, or drafts."""
    for report_id, number in desk.numbers.items():
        for claim in desk.case.claims_in.get(report_id, ()):
            checked = desk.options.drafts or claim.id in desk.case.checked
            said = claim.said(Property.COUNT)
            if claim.kind is not Kind.TOTAL or not checked or not said:
                continue
            value, what = said[0].value, claim.said(Property.WHAT)
            count = value if isinstance(value, Count) else Count(None, None, None, "")
            says, period = say(value), claim.said(Property.PERIOD)
            words = Words(number, says, claim.attribution)
            total = Total(
                says=says,
                what=what[0].evidence.quote if what else "",
                period=period[0].evidence.quote if period else None,
                low=count.low,
                best=count.best,
                high=count.high,
                draft=desk.draft(),
                quote=quote_of(desk.reports[report_id], claim.evidence, said[0].evidence, words),
            )
            yield desk.redactor([report_id]).through(total)


def contradictions_of(desk: Desk) -> Iterable[Contradiction]:
    """Disputes about what goes out, resting on nothing else."""
    totals = {c for c in desk.case.checked} | set(desk.case.told if desk.options.drafts else ())
    for dispute in desk.case.disputes:
        if dispute.about is not None and dispute.about not in desk.chosen:
            continue
        claims = [
            desk.said[s][0] for side in dispute.sides for s in side.statement_ids if s in desk.said
        ]
        wanted = sum(len(side.statement_ids) for side in dispute.sides)
        out = [_goes_out(desk, claim, totals) for claim in claims]
        shown = all(e.report_id in desk.numbers for side in dispute.sides for e in side.evidence)
        if shown and len(out) == wanted and all(out):
            yield _contradiction(desk, dispute)


def _goes_out(desk: Desk, claim: Claim, totals: Collection[str]) -> bool:
    if claim.kind is Kind.TOTAL:
        return claim.id in totals
    return about_of(desk.case, claim) in desk.chosen


def _contradiction(desk: Desk, dispute: Dispute) -> Contradiction:
    about = desk.chosen.get(dispute.about or "")
    told = {e.report_id for side in dispute.sides for e in side.evidence}
    redactor = desk.redactor(about.reports if about else told)
    held = {side.value: _side(desk, redactor, side) for side in dispute.sides}
    sides = tuple(
        Camp(held[side.value], False, _words_of(desk, side, held[side.value]))
        for side in dispute.sides
    )
    note = dispute.note
    for value, says in held.items():
        note = note.replace(value, says) if note else None
    return redactor.through(
        Contradiction(dispute.id, dispute.kind, dispute.about, dispute.property, sides, note)
    )


def _side(desk: Desk, redactor: Redactor, side: Side) -> str:
    """What a side holds; dates and places as people write them."""
    values = (desk.said[s][1] for s in side.statement_ids if s in desk.said)
    for statement in values:
        if isinstance(statement.value, When | Place):
            return says_of(desk, redactor, statement)
    return redactor.name(side.value)


def _words_of(desk: Desk, side: Side, says: str) -> tuple[Quote, ...]:
    found = []
    for words in side.evidence:
        claims = desk.case.claims_in.get(words.report_id, ())
        around = (c.evidence for c in claims if c.evidence.start <= words.start < c.evidence.end)
        number = Words(desk.numbers[words.report_id], says)
        found.append(quote_of(desk.reports[words.report_id], next(around, words), words, number))
    return tuple(dict.fromkeys(found))
