"""What has become of every decision: which claims it speaks of today, and whether it holds.

In: the ledger, the claims and reports of today; once these are linked, the incident each claim
tells of. Out: one `Standing` a decision, in the order of the ledger, the claims as people decided,
and the decisions in today's ids. It refuses to drop a decision: one that no longer holds says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from secondsource.model import (
    Claim,
    Decision,
    DecisionKind,
    Evidence,
    Force,
    Issue,
    Report,
    Standing,
)
from secondsource.store.added import HOLDING, filled_field, stand_added, with_added
from secondsource.store.named import with_names
from secondsource.store.spans import home_of
from secondsource.wording import in_brief

JUDGEMENTS = frozenset({DecisionKind.SAME, DecisionKind.DIFFERENT, DecisionKind.UNSURE})
ON_CLAIMS = frozenset({*JUDGEMENTS, DecisionKind.REJECT, DecisionKind.RETYPE, DecisionKind.CHECK})
SURE = frozenset({*JUDGEMENTS, DecisionKind.RETYPE, DecisionKind.ADD})
"""Acts after which an account that was weak counts as sure."""
ON_FIELDS = frozenset({DecisionKind.VALUE, DecisionKind.CHECK, DecisionKind.NOTE})
"""Acts on one thing, or on the property that is named after it."""
ON_NOTHING = frozenset({DecisionKind.NOTE, DecisionKind.SCOPE, DecisionKind.TRANSLATION})
"""Acts that change no claim and no incident, so that no run has to work them in."""
LISTED = {
    Force.LOST: "homeless_decision",
    Force.DIVIDED: "divided_decision",
    Force.OVERRULED: "overruled_decision",
}
"""What has become of a decision that a person should look at, with the code of its issue."""

Pair = tuple[str, str]


def in_force(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions that none in force supersedes, in the order of the ledger."""
    ledger = tuple(decisions)
    gone: set[str | None] = set()
    for decision in reversed(ledger):
        if decision.id not in gone:
            gone.add(decision.supersedes)
    return tuple(d for d in ledger if d.id not in gone)


# --- before linking -----------------------------------------------------------------------------


def standings(
    ledger: Sequence[Decision], claims: Sequence[Claim], reports: Iterable[Report]
) -> tuple[Standing, ...]:
    """Each decision with the claims it speaks of today; what hangs on incidents is still open."""
    if not ledger:
        return ()
    wanted = {s.evidence.report_id for d in ledger for s in d.spans}
    texts = {r.id: r.text for r in reports if r.id in wanted}
    of: dict[str, list[Claim]] = {report_id: [] for report_id in wanted}
    for claim in claims:
        if claim.report_id in of:
            of[claim.report_id].append(claim)
    holding = {d.id for d in in_force(ledger)}
    by = {d.supersedes: d for d in ledger if d.supersedes and d.id in holding}
    added = _added([d for d in ledger if d.id in holding], texts, of)
    found = [
        added.get(d.id) or _found(d, texts, of) if d.id in holding else _superseded(d, by[d.id])
        for d in ledger
    ]
    return _last_word(found, {c.id: c for c in claims})


def _added(
    ledger: Iterable[Decision], texts: Mapping[str, str], of: dict[str, list[Claim]]
) -> dict[str, Standing]:
    """The standings of what was added, by decision; `of` gains the claims."""
    found = {}
    for decision in ledger:
        if decision.kind is DecisionKind.ADD and decision.spans:
            report_id = decision.spans[0].evidence.report_id
            text = texts.get(report_id, "")
            standing = found[decision.id] = stand_added(decision, text, of[report_id])
            of[report_id] = list(with_added(of[report_id], [standing]))
    return found


def _superseded(decision: Decision, by: Decision) -> Standing:
    force = Force.UNDONE if by.kind is DecisionKind.UNDO else Force.REPLACED
    return Standing(decision, force, decision.subject, why=f"{force.value} by {by.id}")


def _found(
    decision: Decision, texts: Mapping[str, str], of: Mapping[str, Sequence[Claim]]
) -> Standing:
    """A decision in force, with the claims of today that its spans stand on."""
    ruling = decision.kind is DecisionKind.VALUE
    things = decision.subject[:1] if decision.kind in ON_FIELDS else decision.subject
    homes, gone = [], []
    for thing in things:
        mine = [s for s in decision.spans if s.subject == thing]
        found = {
            s: home_of(s, texts.get(s.evidence.report_id, ""), of[s.evidence.report_id])
            for s in mine
        }
        homes.append(tuple(dict.fromkeys(h for h in found.values() if h)))
        if not homes[-1] and (mine or ruling or decision.kind in ON_CLAIMS):
            quotes = [f"“{in_brief(s.evidence.quote, 60)}” in {s.evidence.report_id}" for s in mine]
            gone.append(quotes[0] if quotes else thing)
    moved = {s: h[0] for s, h in zip(things, homes, strict=True) if len(h) == 1}
    incidents = {s.subject for s in decision.spans if s.subject != s.claim_id}
    subject = tuple(s if s in incidents else moved.get(s, s) for s in decision.subject)
    if gone:
        why = f"no claim tells {' or '.join(gone)} any more"
        return Standing(decision, Force.LOST, subject, tuple(homes), why)
    if decision.kind is DecisionKind.DIFFERENT and not _pairs(homes):
        why = "both of its claims are read as one now"
        return Standing(decision, Force.LOST, subject, tuple(homes), why)
    return Standing(decision, Force.IN_FORCE, subject, tuple(homes))


def _pairs(homes: Sequence[Sequence[str]]) -> tuple[Pair, ...]:
    """Every pair of a claim on one side and a claim on the other."""
    if len(homes) != 2:
        return ()
    pairs = {(min(a, b), max(a, b)) for a in homes[0] for b in homes[1] if a != b}
    return tuple(sorted(pairs))


def _last_word(found: Sequence[Standing], claims: Mapping[str, Claim]) -> tuple[Standing, ...]:
    """The standings, those replaced of which a later decision has the last word throughout."""
    account = {c.id: c.account_id for c in as_decided(tuple(claims.values()), found)}
    last: dict[tuple[str, ...], Decision] = {}
    keys = [_keys(s, account) if s.force is Force.IN_FORCE else () for s in found]
    for standing, mine in zip(found, keys, strict=True):
        last |= dict.fromkeys(mine, standing.decision)
    return tuple(
        replace(s, force=Force.REPLACED, why=f"replaced by {last[mine[-1]].id}")
        if mine and all(last[key] is not s.decision for key in mine)
        else s
        for s, mine in zip(found, keys, strict=True)
    )


def _keys(standing: Standing, account: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """What a decision has a word on: pairs of accounts, or the type of a claim."""
    kind = standing.decision.kind
    if kind is DecisionKind.RETYPE:
        return tuple(("type", c) for homes in standing.claims for c in homes)
    if kind is DecisionKind.SCOPE:
        return (("scope",),)
    if kind is DecisionKind.IDENTIFY:
        return (("party", standing.subject[0]),)
    filled = filled_field(standing.decision)
    if filled:
        return (("fill", *standing.subject),) if filled.instead else ()
    if kind not in JUDGEMENTS:
        return ()
    pairs = _pairs(standing.claims)
    told = [(p, tuple(sorted(account.get(c, c) for c in p))) for p in pairs]
    return tuple(dict.fromkeys(p if one == two else (one, two) for p, (one, two) in told))


# --- the claims as people decided ---------------------------------------------------------------


def as_decided(claims: Sequence[Claim], standing: Iterable[Standing]) -> tuple[Claim, ...]:
    """The claims as people added, rejected and retyped them, split accounts and named parties."""
    standing = tuple(standing)
    claims = with_added(claims, standing)
    holding = [s for s in standing if s.force in HOLDING]
    if not holding:
        return tuple(claims)
    said = {k: [s for s in holding if s.decision.kind is k] for k in DecisionKind}
    rejected = {c for s in said[DecisionKind.REJECT] for homes in s.claims for c in homes}
    types = {c: s.decision.value for s in said[DecisionKind.RETYPE] for h in s.claims for c in h}
    moved, sure = _split(claims, holding), _made_sure(claims, holding)
    kept = (c for c in claims if c.id not in rejected)
    typed = tuple(
        replace(
            c,
            event_type=types.get(c.id) or c.event_type,
            account_id=moved.get(c.id, c.account_id),
            weak=c.weak and c.account_id not in sure,
        )
        if c.id in types or c.id in moved or c.account_id in sure
        else c
        for c in kept
    )
    return with_names(typed, (s.decision for s in said[DecisionKind.IDENTIFY]))


def _made_sure(claims: Sequence[Claim], holding: Iterable[Standing]) -> set[str]:
    """The weak accounts that people judged, retyped or added to: they are in force from then on."""
    said = {c for s in holding if s.decision.kind in SURE for homes in s.claims for c in homes}
    return {c.account_id for c in claims if c.weak and c.id in said}


def _split(claims: Sequence[Claim], holding: Iterable[Standing]) -> dict[str, str]:
    """Claims that leave their account, with the account they go to.

    Only a person splits an account: a claim judged different from one of its account leaves it,
    alone or with those judged the same as it; what was not judged stays.
    """
    account = {c.id: c.account_id for c in claims}
    verdicts: dict[Pair, DecisionKind] = {}
    for standing in holding:
        if standing.decision.kind in JUDGEMENTS:
            within = (p for p in _pairs(standing.claims) if len({account.get(c) for c in p}) == 1)
            verdicts |= dict.fromkeys(within, standing.decision.kind)
    torn = {account[a] for (a, _), kind in verdicts.items() if kind is DecisionKind.DIFFERENT}
    moved: dict[str, str] = {}
    for name in sorted(torn):
        mine = [c for c in claims if c.account_id == name]
        mine.sort(key=lambda c: (c.id != name, c.evidence.start, c.id))
        moved |= _parts([c.id for c in mine], verdicts)
    return moved


def _parts(ids: Sequence[str], verdicts: Mapping[Pair, DecisionKind]) -> dict[str, str]:
    """The claims of one account that leave it, with the first claim of the part they go to."""
    parts: list[list[str]] = []
    for one in ids:
        kinds = [{verdicts.get((min(one, c), max(one, c))) for c in part} for part in parts]
        open_ = [n for n, said in enumerate(kinds) if DecisionKind.DIFFERENT not in said]
        fit = [n for n in open_ if DecisionKind.SAME in kinds[n]] or [n for n in open_ if n == 0]
        if fit:
            parts[fit[0]].append(one)
        else:
            parts.append([one])
    return {c: part[0] for part in parts[1:] for c in part}


def judgements(standing: Iterable[Standing]) -> tuple[Decision, ...]:
    """The judgements that hold, one for each pair of claims, in the order of the ledger."""
    return tuple(
        replace(s.decision, subject=pair)
        for s in standing
        if s.force in HOLDING and s.decision.kind in JUDGEMENTS
        for pair in _pairs(s.claims)
    )


# --- after linking ------------------------------------------------------------------------------


def placed(standing: Sequence[Standing], home: Mapping[str, str]) -> tuple[Standing, ...]:
    """The standings once it is known which incident each claim tells of."""
    found = [_placed(s, home) if s.force is Force.IN_FORCE else s for s in standing]
    found = [_weighed(s, found, home) for s in found]
    last = {s.subject: s.decision for s in found if _rules(s)}
    return tuple(
        replace(s, force=Force.REPLACED, why=f"replaced by {last[s.subject].id}")
        if _rules(s) and last[s.subject] is not s.decision
        else s
        for s in found
    )


def _rules(standing: Standing) -> bool:
    return standing.force is Force.IN_FORCE and standing.decision.kind is DecisionKind.VALUE


def _placed(standing: Standing, home: Mapping[str, str]) -> Standing:
    """A decision led to the incidents of today that hold most of what it stands on."""
    decision = standing.decision
    kept = {s.subject for s in decision.spans if s.subject == s.claim_id}
    subject = list(standing.subject)
    for n, claims in enumerate(standing.claims):
        if decision.subject[n] in kept or not claims:
            continue
        votes = _votes(decision, decision.subject[n], claims, home)
        if not votes:
            return replace(standing, force=Force.LOST, why="its claims tell of no incident now")
        subject[n] = votes[0]
        torn = len(votes) > 1 and decision.kind is DecisionKind.VALUE
        if torn:
            why = f"what it rests on stands in {', '.join(sorted(votes))} now"
            return replace(standing, force=Force.DIVIDED, why=why)
    return replace(standing, subject=tuple(subject))


def _votes(
    decision: Decision, thing: str, claims: Sequence[str], home: Mapping[str, str]
) -> list[str]:
    """The incidents of today that could be the one a decision speaks of, by id.

    Most claims decide; claims that a ruling names by their words must all stand in one.
    """
    counted = Counter(home[c] for c in claims if c in home)
    sentences = [s.evidence for s in decision.spans if s.subject == thing]
    if decision.evidence and all(any(_meet(e, w) for w in decision.evidence) for e in sentences):
        return sorted(counted)
    most = max(counted.values(), default=0)
    return sorted(i for i, n in counted.items() if n == most)


def _meet(one: Evidence, two: Evidence) -> bool:
    return one.report_id == two.report_id and one.overlaps(two.start, two.end)


def _weighed(standing: Standing, all_: Sequence[Standing], home: Mapping[str, str]) -> Standing:
    """A judgement of sameness that others forbid, or that speaks of no incident, said to be so."""
    if standing.force is not Force.IN_FORCE or standing.decision.kind is not DecisionKind.SAME:
        return standing
    sides = [{home[c] for c in side if c in home} for side in standing.claims]
    if not all(sides):
        return replace(standing, force=Force.LOST, why="its claims tell of no incident now")
    if sides[0] & sides[1]:
        return standing
    crossed = [{one, two} for one in sides[0] for two in sides[1]]
    bars = [
        s.decision.id
        for s in all_
        if s.force is Force.IN_FORCE
        and s.decision.kind is DecisionKind.DIFFERENT
        and any({home.get(a), home.get(b)} in crossed for a, b in _pairs(s.claims))
    ]
    why = f"kept apart by what was judged different: {', '.join(bars)}"
    return replace(standing, force=Force.OVERRULED, why=why)


def of_today(standing: Iterable[Standing]) -> tuple[Decision, ...]:
    """The decisions that hold, in today's ids."""
    return tuple(replace(s.decision, subject=s.subject) for s in standing if s.force in HOLDING)


def listed(standing: Iterable[Standing]) -> tuple[Issue, ...]:
    """An issue for each decision that a person should look at again."""
    return tuple(
        Issue(
            "link",
            LISTED[s.force],
            f"The decision {s.decision.id} ({s.decision.kind.value}, by {s.decision.by}) is "
            f"{s.force.value}: {s.why}. Look at it again, and decide anew or undo it.",
        )
        for s in standing
        if s.force in LISTED
    )
