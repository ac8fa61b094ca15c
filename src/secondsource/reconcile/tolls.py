"""Many reported counts of one incident to a low, a best and a high.

In: the statements on one counted property. Out: one `Reconciled` with both camps. It refuses to
let a part stand against a whole: leader-only, partial, combined and superseded counts, and those
of the attackers' own losses, never dispute a total. Where words give a low only, it is the best.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from secondsource.model import Count, Property, Reconciled, Scope, Status
from secondsource.reconcile.rules import RuleSet, TollRule
from secondsource.reconcile.sources import Said, weight_of


@dataclass(frozen=True, slots=True)
class _Toll:
    said: Said
    count: Count

    @property
    def number(self) -> int:
        """The number that stands for the count."""
        found = (n for n in (self.count.best, self.count.low, self.count.high) if n is not None)
        return next(found)

    @property
    def day(self) -> date:
        """When it was published; the undated sort last."""
        return self.said.published or date.max


def agree(one: Count, two: Count) -> bool:
    """Whether some number lies in both counts."""
    low = max(one.low or 0, two.low or 0)
    return all(low <= h for h in (one.high, two.high) if h is not None)


def reconcile_toll(
    prop: Property, rows: Sequence[Said], happened: date | None, rules: RuleSet
) -> Reconciled:
    """The field of a counted property; status not_said where no report gives a number."""
    tolls = [_Toll(r, c) for r in rows if (c := _numbered(r.statement.value)) is not None]
    totals = [t for t in tolls if t.count.scope is Scope.TOTAL]
    if not totals:
        return _from_parts(prop, tolls)
    live = _live(totals, happened, rules)
    best = _choose(live, rules)
    chosen = next(t for t in live if t.number == best)
    apart = [t for t in totals if not agree(t.count, chosen.count)]
    status = _status(totals, live)
    low = min(t.count.low if t.count.low is not None else 0 for t in totals)
    highs = [t.count.high if t.count.high is not None else t.number for t in totals]
    return Reconciled(
        property=prop,
        value=chosen.count,
        status=status,
        rule=_rule(rules, status),
        supporting=_ids(t for t in totals if t not in apart),
        conflicting=_ids(apart),
        low=min(low, best),
        best=best,
        high=max(*highs, best),
    )


def _numbered(value: object) -> Count | None:
    """A count that carries a number."""
    if not isinstance(value, Count):
        return None
    return None if value.low is value.best is value.high is None else value


def _ids(tolls: Iterable[_Toll]) -> tuple[str, ...]:
    return tuple(sorted({t.said.statement.id for t in tolls}))


def _rule(rules: RuleSet, status: Status) -> str:
    if status is Status.UPDATED:
        return f"{rules.name}: the latest total replaces earlier ones"
    what = "the best supported total" if rules.toll is TollRule.SUPPORTED else "the lowest total"
    return f"{rules.name}: {what}"


def _from_parts(prop: Property, tolls: Sequence[_Toll]) -> Reconciled:
    """Where only parts are counted, the largest part is what is known to be there at least."""
    scopes = (Scope.PARTIAL, Scope.LEADER_ONLY, Scope.COMBINED)
    parts = [t for t in tolls if t.count.scope in scopes]
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


def _live(totals: Sequence[_Toll], happened: date | None, rules: RuleSet) -> list[_Toll]:
    """Totals not replaced by a later and higher one while the toll was still growing."""
    if not rules.updates:
        return list(totals)
    return [t for t in totals if not any(_replaces(u, t, happened, rules) for u in totals)]


def _replaces(new: _Toll, old: _Toll, happened: date | None, rules: RuleSet) -> bool:
    """Whether a later report's total takes the place of an earlier, lower or open one."""
    earlier, later = old.said.published, new.said.published
    if earlier is None or later is None or later <= earlier:
        return False
    if happened is not None and earlier > happened + timedelta(days=rules.open_days):
        return False
    return new.number > old.number


def _choose(live: Sequence[_Toll], rules: RuleSet) -> int:
    """The number that most stands behind; the lower where two have as much."""
    if rules.toll is TollRule.LOWEST:
        return min(t.number for t in live)
    firm = [t for t in live if not _vague(t.count)] or list(live)
    numbers = sorted({t.number for t in firm})

    def support(number: int) -> float:
        mine = [t.said for t in firm if t.number == number]
        nearly = [t.said for t in firm if t.number != number and _within(number, t.count)]
        return weight_of(mine) + 0.4 * weight_of(nearly)

    return max(numbers, key=lambda n: (round(support(n), 6), -n))


def _vague(count: Count) -> bool:
    return count.best is None


def _within(number: int, count: Count) -> bool:
    return (count.low or 0) <= number and (count.high is None or number <= count.high)


def _status(totals: Sequence[_Toll], live: Sequence[_Toll]) -> Status:
    clashes = [
        (t, u) for n, t in enumerate(totals) for u in totals[n + 1 :] if not agree(t.count, u.count)
    ]
    if clashes:
        alive = {id(t) for t in live}
        if all(id(t) not in alive or id(u) not in alive for t, u in clashes):
            return Status.UPDATED
        return Status.DISPUTED
    if len({t.said.access for t in totals}) == 1:
        return Status.SINGLE_SOURCE
    return Status.AGREED
