"""Claims of one report about one incident are one account; other incidents stay apart."""

from __future__ import annotations

from secondsource.model import Claim, Kind

from .reading import claims_in


def _accounts(claims: tuple[Claim, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for claim in claims:
        if claim.kind is Kind.INCIDENT:
            found.setdefault(claim.account_id, []).append(claim.evidence.quote)
    return found


def test_headline_lead_and_follow_up_are_one_account() -> None:
    text = (
        "Car bomb kills 9 in Hasakah market\n\n"
        "A car bomb killed nine people at a market in Hasakah on Monday.\n"
        "The blast wounded 20 others and destroyed several shops."
    )
    accounts = _accounts(claims_in(text, dates=["Monday"], places=["Hasakah"]))
    assert [len(quotes) for quotes in accounts.values()] == [3]


def test_an_account_is_named_after_its_first_claim() -> None:
    claims = claims_in("A bomb killed nine people in Kano. The bomb wounded 20.", places=["Kano"])
    first = next(c for c in claims if c.kind is Kind.INCIDENT)
    assert {c.account_id for c in claims if c.kind is Kind.INCIDENT} == {first.id}


def test_items_of_a_round_up_stay_apart() -> None:
    text = (
        "Attacks this week:\n\n"
        "- On Monday, gunmen killed four farmers near Konduga.\n"
        "- On Wednesday, a mine killed two drivers near Banki.\n"
    )
    claims = claims_in(text, dates=["Monday", "Wednesday"], places=["Konduga", "Banki"])
    assert len(_accounts(claims)) == 2


def test_a_claim_without_means_takes_the_type_of_its_account() -> None:
    text = "Warplanes bombed a hospital in Loikaw on Monday. The attack killed four patients in Loikaw."
    claims = claims_in(text, dates=["Monday"], places=["Loikaw"])
    assert {c.event_type for c in claims if c.kind is Kind.INCIDENT} == {"air_strike"}
