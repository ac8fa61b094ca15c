"""What a person sees on the terminal: tables of incidents, disputes, issues, and quotes in context.

In: what a case holds, as objects of `model`. Out: rich renderables, no more than the width given.
It refuses to print (that is `cli`'s) and to decide (what is disputed was settled before).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from secondsource.model import (
    Actor,
    Claim,
    Count,
    Dispute,
    Evidence,
    Incident,
    Issue,
    Kind,
    Link,
    Property,
    Reconciled,
    Report,
    ReportWarning,
    Scope,
    Statement,
    Status,
    Thing,
    When,
)
from secondsource.wording import UNKNOWN, plural, say, say_day, say_field, say_sources, say_when

DISPUTED = "≠"
CONTEXT = 60  # code points shown on either side of a quote
QUOTES_A_SIDE = 3
FIELD_ORDER = tuple(Property)


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the tables draw on, read from a case at one moment."""

    incidents: tuple[Incident, ...]  # in table order
    claims: Mapping[str, Claim]
    reports: Mapping[str, Report]
    warnings: Mapping[str, tuple[ReportWarning, ...]]
    disputes: tuple[Dispute, ...] = ()
    links: tuple[Link, ...] = ()

    def number(self, incident_id: str | None) -> int | None:
        """The table number of an incident, from 1."""
        for n, incident in enumerate(self.incidents, 1):
            if incident.id == incident_id:
                return n
        return None

    def claims_of(self, incident: Incident) -> list[Claim]:
        """The claims of one incident, in the order of reports and text."""
        return [self.claims[c] for c in incident.claims if c in self.claims]

    def statement(self, statement_id: str) -> Statement | None:
        """One statement by its id, or None where no live claim carries it."""
        for claim in self.claims.values():
            for statement in claim.statements:
                if statement.id == statement_id:
                    return statement
        return None


# --- the table of incidents -------------------------------------------------------------------


def incident_table(shown: Shown, *, width: int) -> Table:
    """Every incident on one line or two: when, what and where, who on whom, tolls, reports."""
    table = Table(box=None, pad_edge=False, header_style="bold", width=width, padding=(0, 2, 0, 0))
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("When", no_wrap=True, min_width=13)
    table.add_column("What, where", ratio=5)
    table.add_column("By whom on whom", ratio=6)
    table.add_column("Killed", justify="right", no_wrap=True)
    table.add_column("Injured", justify="right", no_wrap=True)
    table.add_column("Reports", justify="right", no_wrap=True)
    table.add_column("Sources", no_wrap=True)
    for n, incident in enumerate(shown.incidents, 1):
        table.add_row(
            str(n),
            _marked(incident, Property.DATE, when_of(incident)),
            _marked(incident, Property.PLACE, what_and_where(incident)),
            who_on_whom(incident, shown),
            _marked(incident, Property.KILLED, say_field(incident.field(Property.KILLED))),
            _marked(incident, Property.INJURED, say_field(incident.field(Property.INJURED))),
            str(len(incident.reports)),
            _sources(incident),
        )
    return table


def _sources(incident: Incident) -> str:
    known, unknown = incident.independent_sources, incident.unknown_sources
    return f"{known} known + {unknown} unknown" if unknown else f"{known} known"


def _marked(incident: Incident, prop: Property, words: str) -> Text:
    field = incident.field(prop)
    if field is not None and field.status == Status.DISPUTED:
        return Text.assemble(words, " ", (DISPUTED, "bold red"))
    return Text(words)


def when_of(incident: Incident) -> str:
    """An incident's date for people, or a dash."""
    field = incident.field(Property.DATE)
    if field is None or not isinstance(field.value, When):
        return UNKNOWN
    words = say_when(field.value)
    partial = field.value.earliest is None and words != UNKNOWN
    return f"{words} (no year)" if partial else words


def what_and_where(incident: Incident) -> str:
    """The kind of incident and its place: "Drone strike, Baghdad, IQ"."""
    what = incident.event_type.replace("_", " ").capitalize()
    place = incident.field(Property.PLACE)
    where = say_field(place)
    return what if where == UNKNOWN else f"{what}, {where}"


def who_on_whom(incident: Incident, shown: Shown) -> Text:
    """Perpetrator and target or victim: "US forces on a militia commander"."""
    perpetrator = incident.field(Property.PERPETRATOR)
    who = say_field(perpetrator)
    whom = say_field(incident.field(Property.TARGET))
    if whom == UNKNOWN:
        whom = say_field(incident.field(Property.VICTIM))
    words = who if whom == UNKNOWN else f"{'?' if who == UNKNOWN else who} on {whom}"
    return _marked(incident, Property.PERPETRATOR, words)


def summary(shown: Shown, totals: int, reactions: int) -> str:
    """One line that counts what a case holds."""
    return " · ".join(
        (
            plural(len(shown.reports), "report"),
            plural(len(shown.incidents), "incident"),
            plural(totals, "running total"),
            plural(reactions, "reaction"),
        )
    )


def warning_lines(shown: Shown) -> Iterator[str]:
    """What a reader should know of the reports before trusting the table."""
    undated = sum(r.published is None for r in shown.reports.values())
    if undated:
        yield f"{plural(undated, 'report has', 'reports have')} no date of publication."
    machine = [
        r for r, found in shown.warnings.items() if any(w.code == "machine_written" for w in found)
    ]
    for report_id in machine:
        yield f"Report {report_id} says it is machine-written: secondsource show {report_id}"


def source_lines(shown: Shown) -> Iterator[str]:
    """Which publishers are known, and how many fields are disputed."""
    known = sorted({r.source for r in shown.reports.values() if r.source})
    unknown = sum(not r.source for r in shown.reports.values())
    if known:
        names = ", ".join(known[:6]) + (" …" if len(known) > 6 else "")
        yield f"Known publishers: {len(known)} ({names})."
    if unknown:
        yield (
            f"{plural(unknown, 'report names', 'reports name')} no publisher: of unknown origin, "
            "counted as no source."
        )
    disputed = sum(
        f.status == Status.DISPUTED for incident in shown.incidents for f in incident.fields
    )
    if disputed:
        yield f"{plural(disputed, 'field is', 'fields are')} disputed: secondsource disputes"
    yield (
        "Nothing here has been checked by a person yet."
        if not any(i.review_state == "checked" for i in shown.incidents)
        else "Incidents a person has checked are marked in the exports."
    )


# --- disputes ---------------------------------------------------------------------------------


def dispute_list(shown: Shown, *, width: int) -> RenderableType:
    """Each dispute with its sides, their words and who says them."""
    if not shown.disputes:
        return Text("No report contradicts another, or itself, as far as could be read.")
    blocks: list[RenderableType] = []
    for n, dispute in enumerate(shown.disputes, 1):
        blocks.append(Text(f"{n}  {_question(shown, dispute)}", style="bold"))
        blocks.append(Padding(_sides(shown, dispute), (0, 0, 0, 3)))
        if dispute.note:
            blocks.append(Padding(Text(dispute.note), (0, 0, 0, 3)))
        blocks.append(Text())
    return Group(*blocks)


def _question(shown: Shown, dispute: Dispute) -> str:
    number = shown.number(dispute.about)
    if number is None:
        return f"{dispute.kind.capitalize()}: {(dispute.property or 'values').replace('_', ' ')}"
    incident = shown.incidents[number - 1]
    asked = {
        Property.DATE: "When was",
        Property.PLACE: "Where was",
        Property.KILLED: "How many were killed in",
        Property.INJURED: "How many were injured in",
        Property.PERPETRATOR: "Who did",
        Property.TARGET: "Who or what was the target of",
    }.get(
        Property(dispute.property) if dispute.property in set(Property) else Property.MOTIVE,
        f"What of the {(dispute.property or 'words').replace('_', ' ')} of",
    )
    what = what_and_where(incident)
    return f"{asked} the {what[0].lower()}{what[1:]} ({number})?"


def _sides(shown: Shown, dispute: Dispute) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(min_width=12, max_width=26)
    table.add_column(no_wrap=True, max_width=18)
    table.add_column(ratio=1)
    for side in dispute.sides:
        label = side.value
        quotes = _one_a_report(side.evidence)
        for evidence in quotes[:QUOTES_A_SIDE]:
            report = shown.reports.get(evidence.report_id)
            quote = in_context(report, evidence) if report else Text(f"“{evidence.quote}”")
            quote.append(f"  {_voice(shown, side.statement_ids, report)}", style="dim")
            table.add_row(Text(label, style="bold"), evidence.report_id, quote)
            label = ""
        if len(quotes) > QUOTES_A_SIDE:
            rest = f"and {plural(len(quotes) - QUOTES_A_SIDE, 'more report')}"
            table.add_row("", "", Text(rest, style="dim"))
    return table


def _one_a_report(evidence: Sequence[Evidence]) -> list[Evidence]:
    first: dict[str, Evidence] = {}
    for words in evidence:
        first.setdefault(words.report_id, words)
    return list(first.values())


def _voice(shown: Shown, statement_ids: Sequence[str], report: Report | None) -> str:
    source = (report.source if report else None) or "origin unknown"
    for statement_id in statement_ids:
        statement = shown.statement(statement_id)
        if (
            statement
            and statement.attribution
            and report
            and statement.evidence.report_id == report.id
        ):
            return f"{_one_line(statement.attribution.speaker)}, in {source}"
    return f"own voice, {source}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


# --- one incident, claim or report ------------------------------------------------------------


def incident_page(shown: Shown, incident: Incident, *, width: int) -> RenderableType:
    """One incident: each field with both camps and every statement as a quote in context."""
    number = shown.number(incident.id)
    head = f"{number}  {what_and_where(incident)} · {when_of(incident)}"
    facts = " · ".join(
        (
            incident.id,
            plural(len(incident.reports), "report"),
            say_sources(incident.independent_sources, incident.unknown_sources),
            f"grade {incident.grade}",
            f"review state {incident.review_state.replace('_', ' ')}",
        )
    )
    blocks: list[RenderableType] = [Text(head, style="bold"), Text(facts, style="dim"), Text()]
    said = {s.id: (c, s) for c in shown.claims_of(incident) for s in c.statements}
    for field in sorted(incident.fields, key=lambda f: FIELD_ORDER.index(f.property)):
        blocks.extend(_field_block(shown, field, said))
    blocks.append(Text("Told in", style="bold"))
    blocks.append(Padding(_told_in(shown, incident), (0, 0, 0, 2)))
    for answer in incident.retaliation_for:
        other = shown.number(answer.incident_id)
        words = f"In retaliation for incident {other} ({answer.basis})"
        blocks.append(Text(words + (f": “{_one_line(answer.quote)}”" if answer.quote else "")))
    return Group(*blocks)


def _field_block(
    shown: Shown, field: Reconciled, said: Mapping[str, tuple[Claim, Statement]]
) -> Iterator[RenderableType]:
    if field.status == Status.NOT_SAID:
        return
    name = field.property.replace("_", " ").capitalize()
    line = Text.assemble((f"{name}: ", "bold"), say_field(field), "  ")
    style = "bold red" if field.status == Status.DISPUTED else "dim"
    line.append(f"{field.status.replace('_', ' ')}; {field.rule}", style=style)
    if field.basis:
        line.append(f"; {field.basis.replace('_', ' ')}", style="dim")
    yield line
    table = _quote_table()
    for mark, ids in ((" ", field.supporting), (DISPUTED, field.conflicting)):
        for statement_id in ids:
            if statement_id in said:
                claim, statement = said[statement_id]
                table.add_row(mark, *_statement_cells(shown, claim, statement))
    if table.row_count:
        yield Padding(table, (0, 0, 0, 2))


def _quote_table() -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True, style="bold red")
    table.add_column(max_width=22)
    table.add_column(no_wrap=True, max_width=20)
    table.add_column(ratio=1)
    return table


def _statement_cells(shown: Shown, claim: Claim, statement: Statement) -> tuple[str, str, Text]:
    report = shown.reports.get(claim.report_id)
    quote = in_context(report, statement.evidence) if report else Text(statement.evidence.quote)
    voice = statement.attribution or claim.attribution
    if voice:
        quote.append(f"  {_one_line(voice.speaker)}", style="dim")
    return say_statement(statement), claim.report_id, quote


def say_statement(statement: Statement) -> str:
    """One statement's value with what qualifies it: scope of a count, basis of a derived date."""
    value = statement.value
    words = say(value)
    if isinstance(value, Count):
        if value.scope != Scope.TOTAL:
            words += f" ({value.scope.replace('_', ' ')})"
    elif isinstance(value, When):
        if words == UNKNOWN:
            words = f"{UNKNOWN} ({value.basis})"
        elif value.derived:
            words += f" (from {value.anchor})"
    elif isinstance(value, Thing | Actor):
        words = _one_line(words)
    return words


def in_context(report: Report, evidence: Evidence, around: int = CONTEXT) -> Text:
    """The quote in bold with some words on either side, on one line."""
    start, end = max(0, evidence.start - around), min(len(report.text), evidence.end + around)
    before, after = report.text[start : evidence.start], report.text[evidence.end : end]
    if start:
        before = "…" + before[before.find(" ") + 1 :] if " " in before else "…" + before
    if end < len(report.text):
        after = after[: after.rfind(" ")] + "…" if " " in after else after + "…"
    flat = [part.replace("\n", " ") for part in (before, evidence.quote, after)]
    return Text.assemble(flat[0], (flat[1], "bold"), flat[2])


def _told_in(shown: Shown, incident: Incident) -> Table:
    table = _quote_table()
    for claim in shown.claims_of(incident):
        report = shown.reports.get(claim.report_id)
        published = say_day(report.published) if report and report.published else "no date"
        mark = "not" if claim.negated else ""
        table.add_row(mark, published, claim.report_id, Text(_one_line(claim.evidence.quote)))
    return table


def claim_page(shown: Shown, claim: Claim) -> RenderableType:
    """One claim: its sentence, and every statement with its words in context."""
    what = (claim.event_type or claim.kind).replace("_", " ").capitalize()
    stance = "" if claim.stance == "asserted" else f" · {claim.stance}"
    head = f"{what} · {claim.kind} · {claim.report_id}{stance}"
    facts = f"{claim.id} · account {claim.account_id} · score {claim.score:.2f}"
    blocks: list[RenderableType] = [Text(head, style="bold"), Text(facts, style="dim")]
    blocks.append(Text(f"“{_one_line(claim.evidence.quote)}”"))
    if claim.attribution:
        blocks.append(Text(f"Says who: {_one_line(claim.attribution.speaker)}"))
    table = _quote_table()
    for statement in claim.statements:
        value, _, quote = _statement_cells(shown, claim, statement)
        table.add_row("", value, statement.property.replace("_", " "), quote)
    blocks.append(Padding(table, (0, 0, 0, 2)))
    return Group(*blocks)


def report_page(shown: Shown, report: Report) -> RenderableType:
    """One report: its warnings, its claims, and its text with the claims' words in bold."""
    published = (
        f"published {say_day(report.published)} ({report.published_basis})"
        if report.published
        else "no date of publication"
    )
    facts = " · ".join((report.id, report.source or "origin unknown", published))
    blocks: list[RenderableType] = [
        Text(report.title or _one_line(report.text)[:80], style="bold"),
        Text(facts, style="dim"),
    ]
    for warning in shown.warnings.get(report.id, ()):
        words = f" “{_one_line(warning.evidence.quote)}”" if warning.evidence else ""
        blocks.append(Text(f"! {warning.message}{words}", style="yellow"))
    mine = sorted(
        (c for c in shown.claims.values() if c.report_id == report.id),
        key=lambda c: (c.evidence.start, c.evidence.end, c.id),
    )
    body = Text(report.text)
    for claim in mine:
        body.stylize("bold", claim.evidence.start, claim.evidence.end)
    blocks.extend((Text(), body, Text(), Text(plural(len(mine), "claim"), style="bold")))
    table = _quote_table()
    where = {c: i for i in shown.incidents for c in i.claims}
    for claim in mine:
        incident = where.get(claim.id)
        number = shown.number(incident.id) if incident else None
        label = f"incident {number}" if claim.kind == Kind.INCIDENT else claim.kind
        what = (claim.event_type or UNKNOWN).replace("_", " ")
        table.add_row("", what, label, Text(_one_line(claim.evidence.quote)))
    blocks.append(Padding(table, (0, 0, 0, 2)))
    return Group(*blocks)


# --- the rest ---------------------------------------------------------------------------------


def issue_table(issues: Iterable[Issue]) -> Table:
    """What could not be read or decided, and where."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("Stage")
    table.add_column("Where", max_width=44, overflow="fold")
    table.add_column("What", ratio=1)
    for issue in issues:
        where = issue.report_id or issue.file or ""
        if issue.line and not issue.report_id:
            where += f":{issue.line}"
        table.add_row(issue.stage, where, issue.message)
    return table


def link_page(shown: Shown, link: Link) -> RenderableType:
    """Why two accounts were joined or kept apart, feature by feature."""
    verdict = "joined" if link.joined else "kept apart"
    head = f"{link.left} and {link.right}: {verdict}, {link.weight:+.1f} bits"
    blocks: list[RenderableType] = [Text(head, style="bold")]
    for account in (link.left, link.right):
        claim = shown.claims.get(account)
        if claim:
            blocks.append(Text(f"  {claim.report_id}: “{_one_line(claim.evidence.quote)}”"))
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("Feature")
    table.add_column("Bits", justify="right")
    table.add_column("", width=21)
    table.add_column("Because", ratio=1)
    for reason in sorted(link.reasons, key=lambda r: -abs(r.weight)):
        size = min(10, round(abs(reason.weight)))
        bar = f"{'█' * size:>10}│" if reason.weight < 0 else f"{' ' * 10}│{'█' * size}"
        table.add_row(reason.feature.replace("_", " "), f"{reason.weight:+.1f}", bar, reason.detail)
    blocks.append(table)
    return Group(*blocks)
