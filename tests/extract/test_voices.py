"""Who vouches, how firmly, what answers what, and who reacts."""

from __future__ import annotations

from secondsource.model import Claim, Directness, Kind, Property, Stance

from .reading import claims_in


def _incident(claims: tuple[Claim, ...]) -> Claim:
    return next(c for c in claims if c.kind is Kind.INCIDENT)


def test_a_source_told_an_agency() -> None:
    claim = _incident(
        claims_in(
            "A security source told AFP that a raid killed seven fighters in Hit.", places=["Hit"]
        )
    )
    assert claim.attribution is not None
    assert claim.attribution.speaker == "A security source"
    assert claim.attribution.via == "AFP"
    assert claim.attribution.directness is Directness.VIA_MEDIA


def test_according_to() -> None:
    claim = _incident(
        claims_in(
            "According to the Red Cross, shelling killed six people in Sumy.", places=["Sumy"]
        )
    )
    assert claim.attribution is not None
    assert claim.attribution.speaker == "the Red Cross"


def test_he_said_is_the_speaker_before() -> None:
    text = (
        "The governor, Musa Bello, said gunmen killed four traders in Jibia. "
        "He said the gunmen abducted two women in Jibia."
    )
    speakers = [c.attribution.speaker for c in claims_in(text, places=["Jibia"]) if c.attribution]
    assert len(set(speakers)) == 1


def test_a_deed_claimed_by_its_doer() -> None:
    text = (
        "The Northern Front claimed responsibility for the bombing that killed 20 people in Kano."
    )
    claims = claims_in(text, places=["Kano"], actors=["Northern Front"])
    claim = _incident(claims)
    assert claim.stance is Stance.CLAIMED
    assert "Northern Front" in claim.said(Property.CLAIMED_BY)[0].evidence.quote
    reaction = next(c for c in claims if c.kind is Kind.REACTION)
    assert reaction.event_type == "claim_of_responsibility"
    assert reaction.about_claim is not None


def test_a_hedge_makes_it_alleged() -> None:
    claim = _incident(
        claims_in("Gunmen reportedly killed four farmers in Konduga on Monday.", places=["Konduga"])
    )
    assert claim.stance is Stance.ALLEGED


def test_retaliation_as_stated() -> None:
    text = (
        "Jets bombed a camp in Sirnak on Monday in retaliation for the ambush that killed "
        "12 soldiers in Hakkari on Sunday."
    )
    claims = claims_in(text, dates=["Monday", "Sunday"], places=["Sirnak", "Hakkari"])
    incidents = [c for c in claims if c.kind is Kind.INCIDENT]
    assert len(incidents) == 2
    assert incidents[0].retaliation_for == incidents[1].id
    assert incidents[1].retaliation_for is None


def test_days_after_is_no_reason() -> None:
    text = "Jets bombed a camp in Sirnak days after an ambush killed 12 soldiers in Hakkari."
    claims = claims_in(text, dates=["days after"], places=["Sirnak", "Hakkari"])
    assert all(c.retaliation_for is None for c in claims)


def test_condemnation_names_its_actor() -> None:
    text = "Gunmen killed four people in Gao on Monday. The African Union condemned the attack."
    reaction = next(
        c for c in claims_in(text, dates=["Monday"], places=["Gao"]) if c.kind is Kind.REACTION
    )
    assert reaction.event_type == "condemnation"
    assert reaction.said(Property.ACTOR)[0].evidence.quote == "The African Union"
