"""Small reports, claims and cases for the tests of the store and the exports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from secondsource.model import (
    Actor,
    ActorKind,
    Attribution,
    Basis,
    Claim,
    Copy,
    Count,
    Decision,
    DecisionKind,
    Dispute,
    DisputeKind,
    Facets,
    Grade,
    Incident,
    Issue,
    Kind,
    Link,
    Modifier,
    Place,
    Property,
    Reason,
    Reconciled,
    Report,
    ReportWarning,
    Retaliation,
    Side,
    SpeakerRole,
    Statement,
    Status,
    Thing,
    ThingKind,
    When,
)
from secondsource.store import Derived, Store, assign_ids

NOW = datetime(2026, 3, 1, 10, 41, tzinfo=UTC)
LATER = NOW + timedelta(hours=5)
DAY = date(2024, 2, 7)

TEXT = (
    "“A U.S. drone strike killed at least three members of Kataib Hezbollah in Baghdad 🙂 on "
    "Wednesday,” Iraqi officials said. It was one of more than 160 attacks since October. "
    "The group vowed revenge."
)


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def report_of(report_id: str, text: str = TEXT, **particulars: Any) -> Report:
    """A report of a text, read from the text's own bytes."""
    known = {"retrieved_at": NOW, "published": date(2024, 2, 8), "published_basis": "source"}
    return Report(report_id, text, digest(text), digest(text), **(known | particulars))


def find(report: Report, quote: str) -> Any:
    """The evidence of the first place where words stand in a report."""
    start = report.text.index(quote)
    return report.evidence(start, start + len(quote))


def key(kind: str, *parts: object) -> str:
    return kind + digest("\n".join(map(str, parts)))[:16]


def incident_claim(report: Report, toll: int = 3) -> Claim:
    """The claim of the first sentence of `TEXT`, or of a text that only has a trigger."""
    strike = find(report, "drone strike")
    sentence = report.evidence(0, report.text.index(" said.") + 6)
    claim_id = key("c", report.id, report.sha256, "incident", strike.start, 0)

    def said(prop: Property, value: Any, quote: str, by: Attribution | None = None) -> Statement:
        words = find(report, quote)
        return Statement(key("s", claim_id, prop, words.start), claim_id, prop, value, words, by)

    speaker = Attribution(
        "Iraqi officials", find(report, "Iraqi officials"), None, SpeakerRole.GOVERNMENT
    )
    us = Actor("actor:us-military", "United States armed forces", ActorKind.EXTERNAL_FORCES, "US")
    where = Place("geonames:98182", "Baghdad", "Baghdad", None, "IQ", 33.34, 44.4, 1, 15.0)
    count = Count(toll, toll, None, "at least three", Modifier.AT_LEAST)
    when = When("2024-02-07", DAY, DAY, 1, "weekday before publication")
    statements = (
        said(Property.PERPETRATOR, us, "U.S."),
        said(Property.KILLED, count, "at least three members", speaker),
        said(Property.TARGET, Thing("Kataib Hezbollah", ThingKind.ARMED_GROUP), "Kataib Hezbollah"),
        said(Property.PLACE, where, "Baghdad"),
        said(Property.DATE, when, "Wednesday"),
    )
    return Claim(
        claim_id, claim_id, report.id, Kind.INCIDENT, "drone_strike", sentence, strike,
        statements, speaker,
    )  # fmt: skip


def total_claim(report: Report) -> Claim:
    """The running total of the second sentence of `TEXT`."""
    claim_id = key("c", report.id, report.sha256, "total")
    values: Sequence[tuple[Property, Any, str]] = (
        (Property.COUNT, Count(161, 161, None, "more than 160", Modifier.MORE_THAN), "160"),
        (Property.WHAT, Thing("attacks"), "attacks"),
        (Property.PERIOD, When("2023-10/..", None, None, None, "since"), "since October"),
    )
    statements = tuple(
        Statement(key("s", claim_id, prop), claim_id, prop, value, find(report, quote))
        for prop, value, quote in values
    )
    sentence = find(report, "It was one of more than 160 attacks since October.")
    return Claim(claim_id, claim_id, report.id, Kind.TOTAL, None, sentence, None, statements)


def reaction_claim(report: Report, about: Claim) -> Claim:
    """The threat of the third sentence of `TEXT`."""
    claim_id = key("c", report.id, report.sha256, "reaction")
    group = Actor("actor:kh", "Kataib Hezbollah", ActorKind.POLITICAL_MILITIA)
    actor = Statement(
        key("s", claim_id), claim_id, Property.ACTOR, group, find(report, "The group")
    )
    return Claim(
        claim_id, claim_id, report.id, Kind.REACTION, "threat",
        find(report, "The group vowed revenge."), find(report, "vowed revenge"), (actor,),
        about_claim=about.id,
    )  # fmt: skip


def claims_of(report: Report) -> tuple[Claim, ...]:
    """An incident, a total and a reaction of a report with `TEXT`."""
    strike = incident_claim(report)
    return strike, total_claim(report), reaction_claim(report, strike)


def put(store: Store, report: Report, claims: Sequence[Claim] | None = None, **more: Any) -> None:
    """Store a report with its claims."""
    told = claims_of(report) if claims is None else claims
    options = {"coder": "coder-1", "at": NOW} | more
    store.put_report(report, report.text.encode(), told, **options)


def incident_of(
    incident_id: str, claims: Sequence[Claim], status: Status = Status.AGREED
) -> Incident:
    """An incident of claims whose fields repeat the first claim's values."""
    fields = tuple(
        Reconciled(
            s.property,
            s.value,
            status,
            "most_supported",
            (s.id,),
            basis=Basis.ALLEGED if s.property is Property.PERPETRATOR else None,
            low=s.value.low if isinstance(s.value, Count) else None,
            best=s.value.best if isinstance(s.value, Count) else None,
            high=s.value.high if isinstance(s.value, Count) else None,
        )
        for s in claims[0].statements
    )
    return Incident(
        incident_id,
        claims[0].event_type or "other_violence",
        tuple(sorted({c.account_id for c in claims})),
        tuple(c.id for c in claims),
        tuple(sorted({c.report_id for c in claims})),
        fields,
        Facets("drone", targeted_killing=True),
        independent_sources=1,
        unknown_sources=1,
        grade=Grade.WEAK,
    )


def derive(store: Store, groups: Sequence[Sequence[str]], **more: Any) -> tuple[Incident, ...]:
    """Store one incident a group of accounts; the incidents as they were given."""
    by_account: dict[str, list[Claim]] = {}
    for claim in store.claims(anchored=False):
        by_account.setdefault(claim.account_id, []).append(claim)
    identities = assign_ids(groups, store.members())
    incidents = tuple(
        incident_of(i.id, [c for a in i.accounts for c in by_account[a]]) for i in identities
    )
    store.replace_derived(Derived(incidents=incidents, **more), at=NOW)
    return incidents


def full_case(path: Path) -> Path:
    """Two reports that copy one another, an incident, a dispute, a link, doubts and a note."""
    with Store.writer(path, NOW) as store:
        first, second = report_of("seed-1"), report_of("seed-2", source="Agency", title="=Title")
        warning = ReportWarning("machine_written", "It says so.", find(first, "officials"))
        put(store, first, warnings=(warning,))
        put(store, second)
        store.put_issues(
            [Issue("read", "empty", "empty file", file="a/b.txt", failed=True)], at=NOW
        )
        one, two = incident_claim(first), incident_claim(second)
        (identity,) = assign_ids([(one.id, two.id)], store.members())
        sides = tuple(
            Side(str(n), (c.statements[1].id,), (c.statements[1].evidence,))
            for n, c in enumerate((one, two))
        )
        left, right = sorted((one.id, two.id))
        answered = (Retaliation(identity.id, "stated", "revenge"),)
        store.replace_derived(
            Derived(
                incidents=(
                    replace(incident_of(identity.id, (one, two)), retaliation_for=answered),
                ),
                links=(Link(left, right, 7.5, True, (Reason("date", "same day", 7.5),)),),
                disputes=(
                    Dispute("d1", DisputeKind.BETWEEN, identity.id, "killed", sides, 2.0, "why"),
                ),
                copies=(Copy("seed-2", "seed-1", 1.0, True),),
            ),
            at=NOW,
        )
        note = Decision(
            "a1", DecisionKind.NOTE, (one.id,), "ask them", None, (sides[0].evidence[0],), None,
            "ana", NOW,
        )  # fmt: skip
        store.put_decision(note)
    return path
