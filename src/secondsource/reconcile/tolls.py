"""Many reported counts of one incident to a low, a best and a high.

In: the statements on one counted property. Out: one `Reconciled` with both camps. It refuses to
let a part stand against a whole: leader-only, partial, combined and superseded counts, and those
of the attackers' own losses, never dispute a total. Where words give a low only, it is the best.
Only what the words set side by side ("five officers and an inmate") is added up; the attackers'
own only where the rule set counts them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import combinations

from secondsource.model import (
    Count,
    GroupStatus,
    Modifier,
    Property,
    Reconciled,
    Scope,
    Status,
)
from secondsource.reconcile.rules import Attackers, People, RuleSet, TollRule, UpTo
from secondsource.reconcile.scopes import as_attackers, as_superseded
from secondsource.reconcile.sources import Said, counted_weight, reliability
from secondsource.reconcile.sums import (
    Toll,
    numbered,
    only_named,
    sums,
    with_attackers,
    without_addends,
    without_ages,
)

CLOSE = 0.12  # totals this near each other, as a share of the larger, speak for one another


def agree(one: Count, two: Count) -> bool:
    """Whether some number lies in both counts.

    "As many as 300" leaves no room for a plain 98: who says so means a number near it.
    """
    for most, other in ((one, two), (two, one)):
        if most.modifier is Modifier.UP_TO and _far_below(other, most.high):
            return False
    low = max(one.low or 0, two.low or 0)
    return all(low <= h for h in (one.high, two.high) if h is not None)


def _far_below(count: Count, high: int | None) -> bool:
    """Whether a plain number is less than half of what another count goes up to."""
    plain = count.low == count.high and count.high is not None
    return plain and high is not None and 2 * (count.high or 0) < high


def reconcile_toll(
    prop: Property, rows: Sequence[Said], happened: date | None, rules: RuleSet
) -> Reconciled:
    """The field of a counted property; status not_said where no report gives a number."""
    told = [Toll(r, c) for r in rows if (c := numbered(r.statement.value)) is not None]
    tolls = [t for t in as_superseded(as_attackers(told)) if _counts(t.count, rules)]
    own = _attackers(tolls, rules)
    totals = _wholes(prop, tolls, own)
    if not totals:
        return _from_parts(prop, tolls)
    old = [t for t in tolls if t.count.scope is Scope.SUPERSEDED]
    live = _live(totals, old, happened, rules)
    standing = _standing(live, rules)
    best = _choose(standing, rules)
    chosen = next(t for t in standing if t.worth(rules) == best)
    first = [t for t in old if t.account != chosen.account]
    apart = [t for t in (*totals, *first) if not agree(t.count, chosen.count)]
    status = _status(totals, live)
    if status is not Status.DISPUTED and any(t in first for t in apart):
        status = Status.UPDATED
    firm = [t for t in totals if not _vague(t.count)] or totals
    low = min(t.count.low if t.count.low is not None else 0 for t in firm)
    highs = [t.count.high if t.count.high is not None else t.number for t in totals]
    return Reconciled(
        property=prop,
        value=chosen.count,
        status=status,
        rule=_rule(rules, status, attackers=bool(own)),
        supporting=_ids(t for t in totals if t not in apart),
        conflicting=_ids(apart),
        low=min(low, best),
        best=best,
        high=max(*highs, best),
    )


def _counts(count: Count, rules: RuleSet) -> bool:
    """Whether a rule set counts these people at all."""
    fighters = count.group.status is GroupStatus.COMBATANT
    return rules.people is People.ALL or not fighters


def _standing(live: Sequence[Toll], rules: RuleSet) -> list[Toll]:
    """The totals of which one becomes the best: ceilings only where there is nothing else.

    The lowest is sought among reports that differ, so what one counts below its own total is out.
    """
    if rules.toll is TollRule.LOWEST:
        live = [t for t in live if not any(_holds(u, t) for u in live)]
    if rules.up_to is UpTo.NUMBER:
        return list(live)
    return [t for t in live if t.count.modifier is not Modifier.UP_TO] or list(live)


def _holds(whole: Toll, part: Toll) -> bool:
    """Whether a report gives a larger number beside one, by the same speaker, and firmly."""
    firm = not _vague(whole.count) and whole.count.modifier is not Modifier.UP_TO
    same = whole.account == part.account and whole.said.voice == part.said.voice
    return firm and same and whole.number > part.number


def _attackers(tolls: Sequence[Toll], rules: RuleSet) -> list[Toll]:
    """The attackers' own dead or injured, where a rule set counts them."""
    if rules.attackers is Attackers.APART:
        return []
    return [t for t in tolls if t.count.scope is Scope.PERPETRATORS]


def _wholes(prop: Property, tolls: Sequence[Toll], own: Sequence[Toll]) -> list[Toll]:
    """The totals, with the attackers' `own`; of several in a sentence the largest is the whole.

    "A commander" is no total where others count more, nor is an injured "woman of 81" (a dead one
    mostly is: where many are hit, few die). The attackers' own are, where nothing else is counted.
    """
    told = sums([t for t in tolls if t.count.scope in (Scope.TOTAL, Scope.PARTIAL)])
    totals = without_addends(with_attackers(told, own))
    if not totals and not any(t.count.scope in _PARTS for t in tolls):
        totals = list(own)
    if any(t.number > 1 for t in totals):
        totals = [t for t in totals if not only_named(t, _words(prop, t))]
    largest: dict[str, int] = {}
    for toll in totals:
        name = toll.said.claim.id
        largest[name] = max(toll.number, largest.get(name, 0))
    return [t for t in totals if t.number == largest[t.said.claim.id]]


def _words(prop: Property, toll: Toll) -> str:
    words = toll.said.statement.evidence.quote
    return words if prop is Property.KILLED else without_ages(words)


def _ids(tolls: Iterable[Toll]) -> tuple[str, ...]:
    return tuple(sorted({r.statement.id for t in tolls for r in (t.said, *t.added)}))


def _rule(rules: RuleSet, status: Status, *, attackers: bool) -> str:
    what = "the best supported total" if rules.toll is TollRule.SUPPORTED else "the lowest total"
    if status is Status.UPDATED:
        what = "the latest total replaces earlier ones"
    return f"{rules.name}: {what}{', attackers counted' if attackers else ''}"


_PARTS = (Scope.PARTIAL, Scope.LEADER_ONLY, Scope.COMBINED)


def _from_parts(prop: Property, tolls: Sequence[Toll]) -> Reconciled:
    """Where only parts are counted, the largest part is what is known to be there at least."""
    parts = [t for t in tolls if t.count.scope in _PARTS]
    if not parts:
        return Reconciled(prop, None, Status.NOT_SAID, "no report gives a number")
    firm = [t for t in parts if t.count.scope is not Scope.COMBINED] or parts
    top = max(firm, key=lambda t: (t.number, t.said.statement.id))
    whole = all(t.count.scope is Scope.COMBINED for t in firm)
    low = 0 if whole else top.count.low
    accesses = {t.said.access for t in parts}
    return Reconciled(
        property=prop,
        value=top.count,
        status=Status.SINGLE_SOURCE if len(accesses) == 1 else Status.AGREED,
        rule="the largest part that a report counts; no report gives a total",
        supporting=_ids(parts),
        low=low,
        best=top.number,
        high=top.number if whole else None,
    )


def _live(
    totals: Sequence[Toll], revoked: Sequence[Toll], happened: date | None, rules: RuleSet
) -> list[Toll]:
    """Totals that no later report replaces; all of them where the rule set knows no updates."""
    if not rules.updates:
        return list(totals)
    kept = [t for t in totals if not any(_revokes(u, t) for u in revoked)] or list(totals)
    return [t for t in kept if not any(_replaces(u, t, happened, rules) for u in kept)]


def _revokes(word: Toll, old: Toll) -> bool:
    """Whether a report takes back a total: it names that number, or nearly, as superseded."""
    if word.said.claim.report_id == old.said.claim.report_id:
        return word.number == old.number
    earlier, later = old.said.published, word.said.published
    before = earlier is not None and later is not None and earlier < later
    return before and abs(word.number - old.number) <= CLOSE * word.number


def _replaces(new: Toll, old: Toll, happened: date | None, rules: RuleSet) -> bool:
    """Whether a later report's higher total takes the place of one from when tolls still grew."""
    earlier, later = old.said.published, new.said.published
    if earlier is None or later is None or later <= earlier or new.number <= old.number:
        return False
    if new.count.modifier is Modifier.UP_TO:  # leaves room for the earlier one
        return False
    if reliability(new.said) < min(reliability(old.said), 0.7):
        return False
    return happened is None or earlier <= happened + timedelta(days=rules.open_days)


def _choose(standing: Sequence[Toll], rules: RuleSet) -> int:
    """The number that most stands behind; the middle one, or the lower, of those with as much."""
    if rules.toll is TollRule.LOWEST:
        return min(t.worth(rules) for t in standing)
    firm = [t for t in standing if not _vague(t.count)] or list(standing)
    numbers = sorted({t.worth(rules) for t in firm})
    points = {n: round(_support(n, firm, standing), 6) for n in numbers}
    best = [n for n in numbers if points[n] == max(points.values())]
    return best[(len(best) - 1) // 2]


def _support(number: int, firm: Sequence[Toll], standing: Sequence[Toll]) -> float:
    """What stands behind a number: those who give it, and in part those who come close.

    "Several" speaks for 5 as much as "at least 3" does, and for no 1.
    """
    mine = [t.said for t in firm if t.number == number]
    room = [
        t.said
        for t in standing
        if (t.number != number or _vague(t.count)) and _within(number, t.count)
    ]
    close = [
        t.said
        for t in firm
        if t.number != number and abs(t.number - number) <= CLOSE * max(t.number, number)
    ]
    return counted_weight(mine) + 0.4 * counted_weight(room) + 0.3 * counted_weight(close)


def _vague(count: Count) -> bool:
    return count.best is None


def _within(number: int, count: Count) -> bool:
    return (count.low or 0) <= number and (count.high is None or number <= count.high)


def _status(totals: Sequence[Toll], live: Sequence[Toll]) -> Status:
    clashes = _clashes(totals)
    if clashes:
        alive = {id(t) for t in live}
        if all(id(t) not in alive or id(u) not in alive for t, u in clashes):
            return Status.UPDATED
        return Status.DISPUTED
    if len({t.said.access for t in totals}) == 1:
        return Status.SINGLE_SOURCE
    return Status.AGREED


def _clashes(totals: Sequence[Toll]) -> list[tuple[Toll, Toll]]:
    """The totals that cannot both be right."""
    return [(t, u) for t, u in combinations(totals, 2) if _clash(t, u, totals)]


def _clash(one: Toll, two: Toll, totals: Sequence[Toll]) -> bool:
    """Whether two totals cannot both be right.

    Of one report's numbers the smaller are parts or earlier tolls, unless other speakers give
    them; and two reports agree where each has a number that the other's leaves room for. Numbers
    of civilians and of fighters count different people.
    """
    if agree(one.count, two.count):
        return False
    if one.account == two.account:
        single = 1 in (one.number, two.number)  # "one of the dead was"
        apart = single or other_people(one.count, two.count)
        return one.said.voice != two.said.voice and not apart
    return not any(
        agree(mine.count, other.count)
        for this, other in ((one, two), (two, one))
        for mine in totals
        if mine.account == this.account
    )


def other_people(one: Count, two: Count) -> bool:
    """Whether the words count people of different standing, who are no rival totals."""
    known = (GroupStatus.CIVILIAN, GroupStatus.COMBATANT)
    a, b = one.group.status, two.group.status
    return a in known and b in known and a is not b
