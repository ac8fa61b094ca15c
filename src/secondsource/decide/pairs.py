"""Which claims tell of one incident: judgements, and on top of them joining and parting.

In: claims and incidents as a person had them before them. Out: the judgements noted. It refuses a
claim that tells of no incident, a thing set beside itself, and a part that is all of an incident.
"""

from __future__ import annotations

from collections.abc import Sequence

from secondsource.decide.acts import Act, draft, record
from secondsource.errors import InputError
from secondsource.model import Claim, Decision, DecisionKind, Incident, Kind, Span
from secondsource.store import Store, span_of

VERDICTS = (DecisionKind.SAME, DecisionKind.DIFFERENT, DecisionKind.UNSURE)


def judge(
    store: Store, verdict: str, left: Incident | Claim, right: Incident | Claim, act: Act
) -> tuple[Decision, ...]:
    """Note whether two claims or incidents are one incident: same, different or unsure."""
    kind = next((k for k in VERDICTS if k.value == verdict), None)
    if kind is None:
        names = ", ".join(VERDICTS[:-1]) + f" or {VERDICTS[-1]}"
        raise InputError(f"{verdict!r} is no judgement. Say {names}.")
    for thing in (left, right):
        if isinstance(thing, Claim) and thing.kind is not Kind.INCIDENT:
            raise InputError(
                f"{thing.id} is a {thing.kind.value} and tells of no incident of its own. "
                "Name a claim or an incident that does."
            )
    if left.id == right.id:
        raise InputError(f"{left.id} was named twice. Name two claims or incidents.")
    return record(store, act, draft(kind, (left.id, right.id), act))


def merge(store: Store, left: Incident, right: Incident, act: Act) -> tuple[Decision, ...]:
    """Note that two incidents are one: all claims of the one are the same as those of the other."""
    return judge(store, DecisionKind.SAME.value, left, right, act)


def split(
    store: Store, incident: Incident, part: Sequence[Claim], act: Act
) -> tuple[Decision, ...]:
    """Note that some claims of an incident tell of another one, so that there are two from now on.

    The claims of the part stay together, and so do those of the rest; an account that has claims
    in both is split. What was near the incident but no part of it stays apart from both: else a
    part, alone, might join it.
    """
    mine, rest, beside = _parts(store, incident, part)
    drafts = [_apart(incident, mine, rest, beside, act)]
    drafts += [
        draft(DecisionKind.SAME, (one.id, others[0].id), act, spans=_spans(beside, (one,), others))
        for one, *others in (rest, mine)
        if others
    ]
    near = _near(store, incident)
    if near:
        beside = (*beside, *store.claims_in({c.report_id for c in near} - set(incident.reports)))
        spans = _spans(beside, (*mine, *rest), near)
        drafts.append(draft(DecisionKind.DIFFERENT, (mine[0].id, near[0].id), act, spans=spans))
    return record(store, act, *drafts)


def _near(store: Store, incident: Incident) -> list[Claim]:
    """The first claims of other accounts that something joins to those of an incident."""
    links = [k for k in store.links_of(incident.accounts) if k.weight > 0]
    met = {name for k in links for name in (k.left, k.right)} - set(incident.accounts)
    return [claim for name in sorted(met) if (claim := store.claim(name))]


def part_from(store: Store, incident: Incident, claim: Claim, act: Act) -> tuple[Decision, ...]:
    """Note that one claim is not about an incident; whether the rest is one is left open."""
    mine, rest, beside = _parts(store, incident, (claim,))
    return record(store, act, _apart(incident, mine, rest, beside, act))


def _parts(
    store: Store, incident: Incident, part: Sequence[Claim]
) -> tuple[list[Claim], list[Claim], tuple[Claim, ...]]:
    """The claims of the part, those of the rest, and all claims of their reports."""
    claims = store.claims_in(incident.reports)
    wanted = {c.id for c in part}
    strange = sorted(wanted - set(incident.claims))
    if strange:
        raise InputError(f"{strange[0]} is no claim of {incident.id}. Name claims that it has.")
    told = [c for c in claims if c.id in incident.claims]
    mine = [c for c in told if c.id in wanted]
    rest = [c for c in told if c.id not in wanted]
    if not mine or not rest:
        raise InputError(
            f"{'All' if mine else 'None'} of its claims would be the part. "
            "Name some of them, and leave some."
        )
    return mine, rest, claims


def _apart(
    incident: Incident,
    mine: Sequence[Claim],
    rest: Sequence[Claim],
    beside: Sequence[Claim],
    act: Act,
) -> Decision:
    """The rest of an incident, and beside it the part, by its first claim, judged different."""
    spans = (
        *(span_of(incident.id, claim, beside) for claim in rest),
        *(span_of(mine[0].id, claim, beside) for claim in mine),
    )
    return draft(DecisionKind.DIFFERENT, (incident.id, mine[0].id), act, spans=spans)


def _spans(
    beside: Sequence[Claim], left: Sequence[Claim], right: Sequence[Claim]
) -> tuple[Span, ...]:
    """The words of two sides, each named by its first claim."""
    return tuple(span_of(side[0].id, claim, beside) for side in (left, right) for claim in side)
