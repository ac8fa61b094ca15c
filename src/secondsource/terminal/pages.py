"""One incident, claim, report or link on a page of its own, and the list of issues.

In: a `Shown` and the thing. Out: rich renderables with every value beside the words it rests on.
It refuses to hide what it leaves out: what is not shown is counted, with the option that shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from secondsource.model import (
    Actor,
    Claim,
    Count,
    DecisionKind,
    Force,
    Incident,
    Issue,
    Kind,
    Link,
    Place,
    Property,
    Reconciled,
    Report,
    ReviewState,
    Scope,
    Statement,
    Status,
    Thing,
    When,
)
from secondsource.terminal.decisions import decided, say_decision, say_grounds, say_standing
from secondsource.terminal.incidents import DISPUTED, what_and_where, when_of
from secondsource.terminal.quotes import one_line, origin, quoted, voice, whole
from secondsource.terminal.shown import Shown
from secondsource.wording import UNKNOWN, in_brief, plural, say, say_day, say_field, say_sources

QUOTES_A_CAMP = 4
TOLD = 8  # sentences of an incident
MOST_TEXT = 8_000  # characters of a report
SAID_OF_REVIEW = {
    ReviewState.CHECKED: "checked",
    ReviewState.IN_PART: "needs a second name",
    ReviewState.REOPENED: "reopened: checked before this came in",
}
FIELD_ORDER = tuple(Property)


def incident_page(shown: Shown, incident: Incident, *, every: bool) -> RenderableType:
    """One incident: each field with both camps and its statements as quotes in context."""
    number = shown.number(incident.id)
    head = f"{number}  {what_and_where(incident, shown)} · {when_of(incident)}"
    facts = " · ".join(
        (
            plural(len(incident.reports), "report"),
            f"sources: {say_sources(incident.independent_sources, incident.unknown_sources)}",
            f"grade {incident.grade}",
            incident.review_state.replace("_", " "),
            incident.id,
        )
    )
    blocks: list[RenderableType] = [Text(head, style="bold"), Text(facts, style="dim"), Text()]
    for field in sorted(incident.fields, key=lambda f: FIELD_ORDER.index(f.property)):
        blocks.extend(_field_block(shown, field, every))
    blocks.append(Text("Told in", style="bold"))
    blocks.append(Padding(_told_in(shown, incident, every), (0, 0, 0, 2)))
    blocks.extend(_relations(shown, incident))
    for standing in decided(shown, incident):
        words = f"{say_decision(shown, standing)} — {say_grounds(standing)}"
        state = "" if standing.force is Force.IN_FORCE else f" · {say_standing(standing)}"
        blocks.append(Text(f"Decided ({shown.place_in_ledger(standing)}): {words}{state}"))
    return Group(*blocks)


def _relations(shown: Shown, incident: Incident) -> Iterator[Text]:
    """What the incident answers, is part of, and consists of."""
    for answer in incident.retaliation_for:
        words = f"In retaliation for incident {shown.number(answer.incident_id)} ({answer.basis})"
        yield Text(words + (f": “{one_line(answer.quote)}”" if answer.quote else ""))
    if incident.part_of:
        yield Text(f"Part of incident {shown.number(incident.part_of)}")
    if incident.parts:
        parts = ", ".join(str(shown.number(part)) for part in incident.parts)
        yield Text(f"Consists of incidents {parts}")


def _field_block(shown: Shown, field: Reconciled, every: bool) -> Iterator[RenderableType]:
    if field.status == Status.NOT_SAID:
        return
    name = field.property.replace("_", " ").capitalize()
    value = one_line(say_field(field, shown.countries))
    line = Text.assemble((name, "bold"), "  ", (value, "bold"), "  ")
    disputed = field.status == Status.DISPUTED
    status = f"{DISPUTED} " * disputed + field.status.replace("_", " ")
    line.append(status, style="bold red" if disputed else "dim")
    if field.basis:
        line.append(f" · {field.basis.replace('_', ' ')}", style="dim")
    ruled = field.status is Status.RULED and field.review is ReviewState.CHECKED
    if field.review is not ReviewState.UNREVIEWED and not ruled:
        line.append(f" · {SAID_OF_REVIEW[field.review]}", style="dim")
    line.append(f" · rule: {field.rule}", style="dim")
    yield line
    table = _quote_table()
    for mark, ids in (("", field.supporting), (DISPUTED, field.conflicting)):
        _add_camp(shown, table, mark, ids, every)
    if table.row_count:
        yield Padding(table, (0, 0, 0, 2))


def _add_camp(shown: Shown, table: Table, mark: str, ids: Sequence[str], every: bool) -> None:
    """The first statements of one camp, and how many more there are."""
    said = [found for found in map(shown.said, ids) if found is not None]
    for claim, statement in said if every else said[:QUOTES_A_CAMP]:
        label = Text(shown.label(claim.report_id), style="dim")
        table.add_row(mark, say_statement(shown, statement), label, _words(shown, claim, statement))
    left = len(said) - QUOTES_A_CAMP
    if left > 0 and not every:
        table.add_row(mark, "", "", Text(f"and {left} more: --all", style="dim"))


def _quote_table() -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True, style="bold red", min_width=1)
    table.add_column(max_width=22)
    table.add_column(max_width=20, overflow="fold")
    table.add_column(ratio=1)
    return table


def _words(shown: Shown, claim: Claim, statement: Statement) -> Text:
    words = quoted(shown, statement.evidence)
    speaker = voice(claim, statement)
    return words.append(f"  — {speaker}", style="dim") if speaker else words


def say_statement(shown: Shown, statement: Statement) -> str:
    """One statement's value with what qualifies it: scope of a count, basis of a derived date."""
    value = statement.value
    words = say(value, shown.countries)
    if isinstance(value, Count):
        if words == UNKNOWN:
            words = one_line(value.wording)
        if value.scope != Scope.TOTAL:
            words += f" ({value.scope.replace('_', ' ')})"
    elif isinstance(value, When):
        if words == UNKNOWN:
            words = f"{UNKNOWN} ({value.basis})"
        elif value.derived:
            words += f" (from {shown.label(value.anchor or '')})"
    elif isinstance(value, Place) and value.anchor:
        words += f" (from {shown.label(value.anchor)})"
    elif isinstance(value, Thing | Actor):
        words = one_line(words)
    return words


def _told_in(shown: Shown, incident: Incident, every: bool) -> Table:
    table = _quote_table()
    claims = shown.claims_of(incident)
    for claim in claims if every else claims[:TOLD]:
        report = shown.reports.get(claim.report_id)
        published = say_day(report.published) if report and report.published else "undated"
        mark = "not" if claim.negated else ""
        words = Text(one_line(claim.evidence.quote))
        words.append(f"  — {origin(report)}", style="dim")
        table.add_row(mark, published, shown.label(claim.report_id), words)
    if len(claims) > TOLD and not every:
        rest = f"and {plural(len(claims) - TOLD, 'more sentence')}: --all"
        table.add_row("", "", "", Text(rest, style="dim"))
    return table


def claim_page(shown: Shown, claim: Claim) -> RenderableType:
    """One claim: its sentence, and every statement with its words in context."""
    what = (claim.event_type or claim.kind).replace("_", " ").capitalize()
    stance = "" if claim.stance == "asserted" else f" · {claim.stance}"
    denied = " · says that it did not happen" if claim.negated else ""
    head = f"{what} · {claim.kind} · {shown.label(claim.report_id)}{stance}{denied}"
    facts = f"{claim.id} · account {claim.account_id} · score {claim.score:.2f}"
    blocks: list[RenderableType] = [Text(head, style="bold"), Text(facts, style="dim")]
    blocks.append(Text(f"“{one_line(claim.evidence.quote)}”"))
    if claim.attribution:
        blocks.append(Text(f"Says who: {one_line(claim.attribution.speaker)}"))
    incident = shown.incident_of(claim.id)
    if incident:
        number = shown.number(incident.id)
        blocks.append(Text(f"Incident {number}: {what_and_where(incident, shown)}"))
    table = _quote_table()
    for statement in claim.statements:
        prop = statement.property.replace("_", " ")
        words = _words(shown, claim, statement)
        table.add_row("", say_statement(shown, statement), Text(prop, style="dim"), words)
    blocks.append(Padding(table, (0, 0, 0, 2)))
    return Group(*blocks)


def report_page(shown: Shown, report: Report, *, every: bool) -> RenderableType:
    """One report: its warnings, its text with the claims' words standing out, and its claims."""
    published = (
        f"published {say_day(report.published)} ({report.published_basis})"
        if report.published
        else "no date of publication"
    )
    facts = " · ".join((report.id, origin(report), published))
    blocks: list[RenderableType] = [
        Text(one_line(report.title or report.text[:80]), style="bold"),
        Text(facts, style="dim"),
    ]
    if report.url:
        blocks.append(Text(one_line(report.url), style="dim"))
    if report.id in shown.original:
        blocks.append(Text(f"A copy of {shown.label(shown.original[report.id])}.", style="yellow"))
    for warning in shown.warnings.get(report.id, ()):
        words = f" “{one_line(warning.evidence.quote)}”" if warning.evidence else ""
        blocks.append(Text(f"! {warning.message}{words}", style="yellow"))
    mine = shown.claims_in(report)
    most = len(report.text) if every else MOST_TEXT
    spans = [(c.evidence.start, c.evidence.end) for c in mine]
    blocks.extend((Text(), whole(shown, report, spans, most)))
    if len(report.text) > most:
        blocks.append(Text(f"… {len(report.text) - most:,} more characters: --all", style="dim"))
    blocks.extend(_translation(shown, report, most))
    blocks.extend((Text(), Text(plural(len(mine), "claim"), style="bold")))
    blocks.append(Padding(_claims(shown, mine), (0, 0, 0, 2)))
    return Group(*blocks)


def _translation(shown: Shown, report: Report, most: int) -> Iterator[RenderableType]:
    """The translation kept beside a report, and whether it is one of this text."""
    for standing in shown.standings:
        said = standing.decision
        kept = said.kind is DecisionKind.TRANSLATION and standing.force is Force.IN_FORCE
        if kept and said.subject == (report.id,):
            old = "" if said.external == report.sha256 else " of an earlier text"
            head = f"Translation{old}, by {said.by}, {say_day(said.at.date())}"
            yield from (Text(), Text(head, style="bold"))
            yield Text(in_brief(said.value or "", most), style="italic")


def _claims(shown: Shown, claims: Iterable[Claim]) -> Table:
    """The claims of a report: what each tells of, its incident, its words, its id."""
    table = _quote_table()
    for claim in claims:
        incident = shown.incident_of(claim.id)
        number = shown.number(incident.id) if incident else None
        kind = f"incident {number}" if claim.kind == Kind.INCIDENT and number else claim.kind.value
        what = (claim.event_type or UNKNOWN).replace("_", " ")
        words = Text(in_brief(one_line(claim.evidence.quote), 160))
        words.append(f"  {claim.id}", style="dim")
        table.add_row("", what, kind, words)
    return table


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
        table.add_row(issue.stage, one_line(where), one_line(issue.message))
    return table


def link_page(shown: Shown, link: Link) -> RenderableType:
    """Why two accounts were joined or kept apart, feature by feature."""
    verdict = "Joined" if link.joined else "Kept apart"
    if any(r.feature in ("judged_same", "judged_different") for r in link.reasons):
        verdict += " as a person judged"
    odds = "for" if link.weight > 0 else "against"
    head = f"{verdict}: {abs(link.weight):.1f} bits {odds} one incident"
    blocks: list[RenderableType] = [Text(head, style="bold")]
    for account in (link.left, link.right):
        claim = shown.claims.get(account)
        if claim:
            name = shown.label(claim.report_id)
            blocks.append(Text(f"  {name}: “{one_line(claim.evidence.quote)}”"))
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("Feature")
    table.add_column("Bits", justify="right")
    table.add_column("against │ for", width=21, justify="center", no_wrap=True)
    table.add_column("Because", ratio=1)
    for reason in sorted(link.reasons, key=lambda r: -abs(r.weight)):
        size = min(10, round(abs(reason.weight)))
        against, for_ = (size, 0) if reason.weight < 0 else (0, size)
        bar = f"{'█' * against:>10}│{'█' * for_:<10}"
        table.add_row(
            reason.feature.replace("_", " "), f"{reason.weight:+.1f}", bar, one_line(reason.detail)
        )
    blocks.extend((Text(), table))
    return Group(*blocks)
