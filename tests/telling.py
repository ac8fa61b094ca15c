"""Claims and reports in a line each, for the tests of linking and reconciling."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from hashlib import sha256

from secondsource.model import (
    Actor,
    ActorKind,
    Attribution,
    Claim,
    Count,
    Decision,
    DecisionKind,
    Evidence,
    Kind,
    Place,
    Property,
    Report,
    Scope,
    SpeakerRole,
    Stance,
    Statement,
    Thing,
    Value,
    When,
)

BAGHDAD = Place("geo:1", "Baghdad", "Baghdad", None, "IQ", 33.34, 44.40, 1, 15.0)
MASHTAL = Place("geo:2", "Mashtal", "Baghdad", None, "IQ", 33.31, 44.49, 1, 2.0)
GOMA = Place("geo:3", "Goma", "North Kivu", None, "CD", -1.66, 29.22, 1, 5.0)


def report(
    name: str, text: str = "", *, published: str | None = None, source: str | None = "Agency"
) -> Report:
    digest = sha256(text.encode()).hexdigest()
    day = date.fromisoformat(published) if published else None
    return Report(name, text, digest, digest, source=source, published=day)


def day(iso: str) -> When:
    when = date.fromisoformat(iso)
    return When(iso, when, when, 1, "full date")


def partial(edtf: str) -> When:
    return When(edtf, None, None, None, "no year")


def count(
    low: int | None, best: int | None = -1, high: int | None = -1, *, scope: Scope = Scope.TOTAL
) -> Count:
    best = low if best == -1 else best
    high = low if high == -1 else high
    return Count(low, best, high, str(best), scope=scope)


def actor(
    name: str, *, kind: ActorKind = ActorKind.REBEL_GROUP, part_of: str | None = None
) -> Actor:
    return Actor(f"actor:{name.lower().replace(' ', '-')}", name, kind, part_of=part_of)


def claim(
    name: str,
    report_id: str,
    says: Sequence[tuple[str, Value]] = (),
    *,
    account: str | None = None,
    event_type: str = "drone_strike",
    text: str = "A drone strike hit a car.",
    kind: Kind = Kind.INCIDENT,
    stance: Stance = Stance.ASSERTED,
    negated: bool = False,
    start: int = 0,
    speaker: tuple[str, SpeakerRole] | None = None,
    quotes: dict[str, str] | None = None,
    retaliation_for: str | None = None,
    about: str | None = None,
) -> Claim:
    evidence = Evidence(report_id, start, start + len(text), text)
    said = None
    if speaker:
        words = Evidence(report_id, start, start + len(speaker[0]), speaker[0])
        said = Attribution(speaker[0], words, f"actor:{speaker[0]}", speaker[1])
    statements = []
    for n, (prop, value) in enumerate(says):
        words = (quotes or {}).get(prop) or _words(value)
        where = Evidence(report_id, start + n, start + n + len(words), words)
        statements.append(Statement(f"{name}.{n}", name, Property(prop), value, where))
    trigger = Evidence(report_id, start, start + len(text.split()[0]), text.split()[0])
    return Claim(
        id=name,
        account_id=account or name,
        report_id=report_id,
        kind=kind,
        event_type=event_type,
        evidence=evidence,
        trigger=trigger,
        statements=tuple(statements),
        attribution=said,
        stance=stance,
        negated=negated,
        retaliation_for=retaliation_for,
        about_claim=about,
    )


def _words(value: Value) -> str:
    if isinstance(value, Count):
        return value.wording
    if isinstance(value, When):
        return value.edtf or "one day"
    assert isinstance(value, Place | Actor | Thing)
    return value.name


def judge(kind: str, *subject: str, name: str = "d1", value: str | None = None) -> Decision:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Decision(name, DecisionKind(kind), subject, value, "because", (), None, "a coder", at)
