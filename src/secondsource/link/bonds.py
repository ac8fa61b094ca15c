"""What stands between accounts: odds, copied text, one report that tells them apart, one sheet.

In: accounts compared, copies, sheets. Out: the bonds by which they are grouped. It refuses to bind
two rows of one sheet, whatever they have in common.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from rapidfuzz import fuzz

from secondsource.link.cluster import Pair
from secondsource.link.compared import Compared, clashes, odds_of
from secondsource.link.regroup import Bond, ordered
from secondsource.link.usual import tells
from secondsource.model import Claim, Copy

T = TypeVar("T")

ALIKE = 4.0  # log2 odds from which two accounts of one report may be one incident told twice
ROW_AGAIN = 6.0  # log2 odds from which a table row and a text of one day and place are one
OF_THE_STORY = -5.0  # from which one of them may be, where another report tells the same story
TOLD_APART = -2.0  # log2 odds of two such accounts, however alike: others have to join them


def bonds_of(
    seen: Compared,
    twins: Collection[Pair],
    beside: Iterable[Pair],
    rows: Mapping[str, str],
    first: Collection[str] = (),
) -> dict[Pair, Bond]:
    """What stands between the pairs compared, those copied, and those of one report and alike.

    The reader told these apart, so that only the accounts of other reports can bring them together,
    save a table row that tells again, of one day and place, what the text tells. Nothing brings
    together accounts of one report of which words set one apart ("the same day", "another bomb"),
    or compared accounts of two rows of one sheet. Where a second report is much like the whole of
    one, they bring together what this one tells first with what it tells besides, unless the two
    are very unlike: it may come back to its story as if to another. `first` are accounts for which
    that is known of pairs not compared here.
    """
    found = {
        pair: Bond(odds, pair in twins, pair in seen.clashing, None, odds > 0 and seen.story(pair))
        for pair, odds in seen.odds.items()
    }
    found |= {pair: Bond(None, True) for pair in twins if pair not in found}
    first = {*first, *storied(found)}
    for pair in beside:
        if any(seen.known[account].anew for account in pair):
            continue
        said = seen.reasons(pair)
        odds = odds_of(said)
        if odds >= (ALIKE if first.isdisjoint(pair) else OF_THE_STORY):
            again = odds >= ROW_AGAIN and seen.row_again(pair)
            found[pair] = Bond(odds if again else TOLD_APART, False, clashes(said))
    for pair in seen.odds if rows else ():
        one, two = (seen.known[account].report_id for account in pair)
        sheet = rows.get(one)
        if sheet is not None and sheet == rows.get(two) and _row(one) != _row(two):
            found[pair] = replace(found[pair], odds=TOLD_APART, sheet=sheet)
    return found


def storied(bonds: Mapping[Pair, Bond]) -> set[str]:
    """The accounts that tell first what another report tells as a whole."""
    return {account for pair, bond in bonds.items() if bond.story for account in pair}


def together(of: Mapping[str, Mapping[Pair, T]], accounts: Iterable[str]) -> dict[Pair, T]:
    """What is held by account of the pairs of some accounts."""
    found: dict[Pair, T] = {}
    for account in accounts:
        found.update(of[account])
    return found


def _row(report_id: str) -> str:
    """The id of a row of a sheet, without what tells rows of one id apart: #2, #3 …"""
    return report_id.partition("#")[0]


def twins_of(claims: Sequence[Claim], copies: Sequence[Copy]) -> frozenset[Pair]:
    """Accounts of a copy with the accounts of its original told in the same sentences."""
    by_report: dict[str, list[Claim]] = {}
    for claim in claims:
        if tells(claim):
            by_report.setdefault(claim.report_id, []).append(claim)
    found: set[Pair] = set()
    for copy in copies:
        found |= _corresponding(by_report.get(copy.report_id, []), by_report.get(copy.copy_of, []))
    return frozenset(found)


def _corresponding(mine: Sequence[Claim], other: Sequence[Claim]) -> set[Pair]:
    """Pairs of accounts with most sentences and triggers in common, one to one."""
    votes: dict[Pair, int] = {}
    for x in mine:
        for y in other:
            if _same_words(x, y):
                pair = (x.account_id, y.account_id)
                votes[pair] = votes.get(pair, 0) + 1
    taken: set[str] = set()
    found = set()
    for (a, b), _ in sorted(votes.items(), key=lambda v: (-v[1], v[0])):
        if a not in taken and b not in taken:
            taken |= {a, b}
            found.add(ordered(a, b))
    return found


def _same_words(x: Claim, y: Claim) -> bool:
    one, two = x.trigger or x.evidence, y.trigger or y.evidence
    if one.quote.lower() != two.quote.lower() and fuzz.ratio(one.quote, two.quote) < 90:
        return False
    return fuzz.ratio(x.evidence.quote, y.evidence.quote) >= 85


# --- before mixed accounts are parted -----------------------------------------------------------


def odds_before(
    pair: Pair, bond: Bond | None, of_report: Mapping[str, str], before: Mapping[Pair, float | None]
) -> float | None:
    """The odds of two accounts before mixed ones were parted; None where not compared."""
    return before[pair] if pair in before else _told(pair, bond, of_report)


def untold(
    pairs: Mapping[Pair, tuple[float | None, Bond | None]], of_report: Mapping[str, str]
) -> dict[Pair, float | None]:
    """The odds before parting of those pairs whose bonds do not tell them."""
    return {p: odds for p, (odds, bond) in pairs.items() if odds != _told(p, bond, of_report)}


def _told(pair: Pair, bond: Bond | None, of_report: Mapping[str, str]) -> float | None:
    one, two = (of_report.get(account) for account in pair)
    return None if bond is None or one == two else bond.odds
