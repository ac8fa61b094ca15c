"""Claims of one report about one incident are one account; other incidents stay apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from secondsource.extract.accounts import open_weights, with_accounts
from secondsource.extract.compare import barred, pair_of
from secondsource.extract.draft import Argument, Draft
from secondsource.extract.profiles import profiles_of
from secondsource.model import Claim, Kind, Layer, Mention, Place, Property
from secondsource.text import sentences
from secondsource.text.apart import sets_apart

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
    text = (
        "Warplanes bombed a hospital in Loikaw on Monday. "
        "The attack killed four patients in Loikaw."
    )
    claims = claims_in(text, dates=["Monday"], places=["Loikaw"])
    assert {c.event_type for c in claims if c.kind is Kind.INCIDENT} == {"air_strike"}


def _drafts(text: str, *said: tuple[str, str, dict[Property, str]]) -> tuple[Draft, ...]:
    """Drafts by their trigger's words, type and arguments, one a sentence that ends in a stop."""
    found = []
    for trigger, code, arguments in said:
        at = text.index(trigger)
        sentence = (text.rfind(". ", 0, at) + 1, text.index(".", at) + 1)
        spans = [(p, text.index(q, sentence[0])) for p, q in arguments.items()]
        named = tuple(
            Argument(p, start, start + len(q))
            for (p, start), q in zip(spans, arguments.values(), strict=True)
        )
        found.append(Draft(Kind.INCIDENT, code, sentence, (at, at + len(trigger)), named))
    return tuple(found)


def _in_lines(text: str, drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts in the sentences that the lines of a text leave."""
    read = [(s.start, s.end) for s in sentences(text)]
    at = [d.trigger[0] if d.trigger else 0 for d in drafts]
    homes = [next(span for span in read if span[0] <= a < span[1]) for a in at]
    return [d._replace(sentence=home) for d, home in zip(drafts, homes, strict=True)]


def _homes(text: str, drafts: Sequence[Draft], *mentions: Mention) -> list[int]:
    """For each draft the first draft of its account."""
    joined = with_accounts(drafts, text, sentences(text), mentions, open_weights())
    return [k if d.same_as is None else d.same_as for k, d in enumerate(joined)]


def _day(text: str, quote: str, timex: str) -> Mention:
    start = text.index(quote)
    return Mention(Layer.DATES, start, start + len(quote), quote, None, "DATE", timex)


def test_no_account_holds_two_days_even_through_a_claim_without_one() -> None:
    text = (
        "A drone strike killed a commander in Aden on 1 March. The strike hit his car. "
        "A drone strike killed a commander in Aden on 9 April."
    )
    drafts = _drafts(
        text,
        ("drone strike killed", "drone_strike", {Property.DATE: "1 March", Property.PLACE: "Aden"}),
        ("strike hit", "drone_strike", {Property.TARGET: "his car"}),
        (
            "drone strike killed a commander in Aden on 9",
            "drone_strike",
            {Property.DATE: "9 April", Property.PLACE: "Aden"},
        ),
    )
    days = _day(text, "1 March", "XXXX-03-01"), _day(text, "9 April", "XXXX-04-09")
    homes = _homes(text, drafts, *days)
    assert homes[0] != homes[2]
    assert homes[1] in (homes[0], homes[2])


def test_claims_below_the_days_of_a_log_belong_to_their_own_day() -> None:
    text = (
        "25 February: gunmen raid the camp in Yatenga.\n\n"
        "3 March: a mosque is raided at dawn.\n\n"
        "11 March: a convoy is raided on the road. Six dead, two of them civilians."
    )
    said: list[tuple[str, str, dict[Property, str]]] = [
        ("raid the camp", "armed_assault", {Property.DATE: "25 February"}),
        ("is raided at dawn", "armed_assault", {Property.DATE: "3 March"}),
        ("is raided on the road", "armed_assault", {Property.DATE: "11 March"}),
        ("Six dead", "armed_assault", {Property.KILLED: "Six dead"}),
    ]
    drafts = _in_lines(text, _drafts(text, *said))
    days = [
        _day(text, quote, timex)
        for quote, timex in (
            ("25 February", "XXXX-02-25"),
            ("3 March", "XXXX-03-03"),
            ("11 March", "XXXX-03-11"),
        )
    ]
    profiles = profiles_of(drafts, text, sentences(text), days)
    assert [p.head for p in profiles] == ["XXXX-02-25", "XXXX-03-03", "XXXX-03-11", "XXXX-03-11"]
    assert [bool(pair_of(profiles[3], p).get("heads_apart")) for p in profiles[:3]] == [1, 1, 0]
    drafts[3] = drafts[3]._replace(alike=((0, 0.8), (1, 0.1), (2, 0.3)), origin="model")
    assert _homes(text, drafts, *days) == [0, 1, 2, 2]


def test_two_paragraphs_that_open_with_a_day_make_no_log() -> None:
    text = "25 February, Yatenga. Gunmen raid the camp.\n\n3 March, Gourma. A mosque is raided."
    said = ("raid the", "armed_assault", {}), ("is raided", "armed_assault", {})
    drafts = _in_lines(text, _drafts(text, *said))
    days = _day(text, "25 February", "XXXX-02-25"), _day(text, "3 March", "XXXX-03-03")
    assert [p.head for p in profiles_of(drafts, text, sentences(text), days)] == ["", ""]


def test_the_same_side_does_not_attack_and_suffer_in_one_account() -> None:
    text = "Rebels shelled the army in Goma. The army shelled rebels in Goma."
    drafts = _drafts(
        text,
        ("shelled the", "shelling", {Property.PERPETRATOR: "Rebels", Property.TARGET: "army"}),
        ("shelled rebels", "shelling", {Property.PERPETRATOR: "army", Property.TARGET: "rebels"}),
    )
    assert _homes(text, drafts) == [0, 1]


@pytest.mark.parametrize(
    ("prop", "words"), [(Property.WEAPON, "another bomb"), (Property.PLACE, "elsewhere in Jos")]
)
def test_words_that_set_an_act_apart_speak_against_what_was_told(
    prop: Property, words: str
) -> None:
    text = f"A bomb hit guards in Jos. {words} killed guards, police say."
    plain = _drafts(text, ("bomb hit", "bombing", {}), ("killed", "bombing", {}))
    assert _homes(text, plain) == [0, 0]
    drafts = _drafts(text, ("bomb hit", "bombing", {}), ("killed", "bombing", {prop: words}))
    assert _homes(text, drafts) == [0, 1]


def test_an_act_named_by_its_day_is_the_one_told_on_that_day() -> None:
    text = "Men shot a guard in Jos on May 3. A mine hit a bus in Kano. The May 3 attack hurt two."
    shot = ("shot", "armed_assault", {Property.DATE: "May 3", Property.PLACE: "Jos"})
    mine = ("mine", "landmine", {Property.PLACE: "Kano"})
    back = ("attack", "landmine", {Property.DATE: "May 3"})
    assert _homes(text, _drafts(text, shot, mine, back)) == [0, 1, 0]


@pytest.mark.parametrize(
    ("prop", "words", "apart"),
    [
        (Property.DATE, "the same day", True),
        (Property.DATE, "two hours later", True),
        (Property.DATE, "Monday", False),
        (Property.TARGET, "a second bus", True),
        (Property.TARGET, "a third", False),
        (Property.VICTIM, "another soldier", False),
    ],
)
def test_words_may_set_an_act_apart(prop: Property, words: str, apart: bool) -> None:
    assert sets_apart(prop, words) is apart


@pytest.mark.parametrize(
    ("text", "later", "apart"),
    [
        ("A strike killed the leader behind a deadly attack.", "attack", True),
        ("A strike killed the man blamed for the May attack.", "attack", True),
        ("A strike killed the man after an attack.", "attack", False),
        ("A strike blamed for the fire killed two.", "killed", False),
    ],
)
def test_what_the_killed_are_blamed_for_is_another_act(text: str, later: str, apart: bool) -> None:
    drafts = _drafts(text, ("strike", "air_strike", {}), (later, "air_strike", {}))
    one, two = profiles_of(drafts, text, sentences(text), ())
    assert barred(pair_of(two, one)) is apart


def test_both_sides_of_a_clash_do_harm() -> None:
    text = "Rebels shelled the army in Goma. The army fought rebels in Goma."
    drafts = _drafts(
        text,
        ("shelled the", "shelling", {Property.PERPETRATOR: "Rebels", Property.TARGET: "army"}),
        ("fought", "armed_clash", {Property.PERPETRATOR: "army", Property.TARGET: "rebels"}),
    )
    one, other = profiles_of(drafts, text, sentences(text), ())
    assert "crossed" not in pair_of(one, other)


def test_words_that_anybody_goes_by_do_not_part_an_account() -> None:
    text = (
        "Forty men surrounded the village of Dogo. "
        "Gunmen shot dead nine village men in Dogo. The shots killed nine men in Dogo."
    )
    drafts = _drafts(
        text,
        ("surrounded", "massacre", {Property.PERPETRATOR: "Forty men", Property.PLACE: "Dogo"}),
        ("shot dead", "massacre", {Property.VICTIM: "village men", Property.PLACE: "Dogo"}),
    )
    one, other = profiles_of(drafts, text, sentences(text), ())
    pair = pair_of(one, other)
    assert pair["crossed"]
    assert not barred(pair)
    sure = (drafts[0], drafts[1]._replace(origin="model", alike=((0, 0.95),)))
    assert _homes(text, sure) == [0, 0]


def test_a_report_that_comes_back_to_what_it_told_is_believed() -> None:
    text = (
        "A deadly raid on a base in Gao killed seven guards. Talks failed. Rain fell. "
        "A mine hit a bus in Kidal. The raid in Gao left seven dead."
    )
    toll = {Property.KILLED: "seven", Property.PLACE: "Gao"}
    again = Argument(Property.KILLED, text.rindex("seven"), text.rindex("seven") + 5)
    drafts = _drafts(
        text,
        ("deadly raid", "armed_assault", toll),
        ("mine hit", "landmine", {Property.PLACE: "Kidal"}),
        ("raid in", "armed_assault", {Property.PLACE: "Gao"}),
    )
    doubted = drafts[2]._replace(origin="model", alike=((0, 0.03), (1, 0.03)))
    assert _homes(text, (*drafts[:2], doubted)) == [0, 1, 2]
    told = doubted._replace(arguments=(*doubted.arguments, again))
    assert _homes(text, (*drafts[:2], told)) == [0, 1, 0]


def test_accounts_that_a_later_draft_brings_together_become_one() -> None:
    text = "A raid killed guards in Jos. A raid killed guards in Jos. A raid killed guards in Jos."
    one = _drafts(text, ("raid killed", "armed_assault", {Property.VICTIM: "guards"}))[0]
    apart = [one._replace(origin="model"), one._replace(origin="model", alike=((0, 0.03),))]
    assert _homes(text, apart) == [0, 1]
    both = one._replace(origin="model", alike=((0, 0.9), (1, 0.97)))
    assert _homes(text, [*apart, both]) == [0, 0, 0]


def test_an_attack_and_its_answer_stay_apart() -> None:
    text = "Rockets hit the base. A rocket hit the base."
    first, second = _drafts(
        text, ("Rockets hit", "rocket_attack", {}), ("rocket hit", "rocket_attack", {})
    )
    assert _homes(text, (first, second)) == [0, 0]
    assert _homes(text, (first, second._replace(retaliation_for=0))) == [0, 1]


def test_the_mate_that_the_model_names_draws_a_draft_and_its_lack_repels_it() -> None:
    text = "A raid killed two guards in Jos. Gunmen burned a school. Four died."
    drafts = [
        d._replace(origin="model")
        for d in _drafts(
            text,
            ("raid killed", "armed_assault", {Property.PLACE: "Jos"}),
            ("burned", "arson", {Property.TARGET: "a school"}),
            ("died", "massacre", {Property.KILLED: "Four"}),
        )
    ]
    told = [*drafts[:2], drafts[2]._replace(same_as=0)]
    assert _homes(text, told)[2] == 0


def test_what_is_only_done_again_and_again_is_no_account() -> None:
    text = "The militia has repeatedly attacked convoys in Kayes. It attacked one on Monday."
    habit, act = _drafts(
        text,
        ("attacked convoys", "armed_assault", {Property.TARGET: "convoys"}),
        ("attacked one", "armed_assault", {Property.DATE: "Monday"}),
    )
    assert len(with_accounts([habit], text, sentences(text), (), open_weights())) == 0
    assert len(with_accounts([act], text, sentences(text), (), open_weights())) == 1
    hurt = habit._replace(arguments=(*habit.arguments, Argument(Property.KILLED, 0, 3)))
    assert len(with_accounts([hurt], text, sentences(text), (), open_weights())) == 1


def test_towns_far_apart_and_copied_words_are_compared_with_care() -> None:
    text = "Bombs killed nine in Lashio and Mandalay on Monday."
    both = {Property.KILLED: "nine"}
    drafts = _drafts(text, ("Bombs", "bombing", both), ("killed", "bombing", both))
    one, other = profiles_of(drafts, text, sentences(text), ())
    assert "killed_same" not in pair_of(one, other)
    near = Place("a", "Lashio", country="MM", lat=22.9, lon=97.7, precision=1)
    far = Place("b", "Mandalay", country="MM", lat=21.9, lon=96.1, precision=1)
    here = replace(one, places=frozenset({"lashio"}), points=(near,), spans=frozenset())
    there = replace(other, places=frozenset({"mandalay"}), points=(far,), spans=frozenset())
    pair = pair_of(here, there)
    assert pair["place_far"]
    assert barred(pair)
    assert not barred(pair_of(here, here))


def test_parts_of_two_countries_are_apart_and_a_border_is_neither() -> None:
    text = (
        "Drones hit a base in western Iraq. They hit one in Syria. They hit one near Iraq's border."
    )
    where = Property.PLACE
    drafts = _drafts(
        text,
        ("hit a base", "drone_strike", {where: "western Iraq"}),
        ("hit one in", "drone_strike", {where: "Syria"}),
        ("hit one near", "drone_strike", {where: "near Iraq's border"}),
    )
    said = [
        Mention(
            Layer.PLACES, at, at + len(name), name, Place(name, name, country=code, precision=6)
        )
        for name, code, at in (
            ("Iraq", "IQ", text.index("Iraq")),
            ("Syria", "SY", text.index("Syria")),
            ("Iraq", "IQ", text.rindex("Iraq")),
        )
    ]
    west, syria, border = profiles_of(drafts, text, sentences(text), said)
    assert barred(pair_of(syria, west))
    assert not barred(pair_of(border, syria))


def test_the_chances_that_the_model_gives_outweigh_a_shared_place() -> None:
    text = "A raid killed guards in Jos. A raid killed guards in Jos. A raid killed guards in Jos."
    one = _drafts(text, ("raid killed", "armed_assault", {Property.PLACE: "Jos"}))[0]
    drafts = [
        one._replace(origin="model"),
        one._replace(origin="model", alike=((0, 0.03),)),
        one._replace(origin="model", alike=((0, 0.03), (1, 0.97))),
    ]
    assert _homes(text, drafts) == [0, 1, 1]


def test_what_says_nothing_to_know_it_by_tells_more_of_another_act() -> None:
    text = (
        "Two bombs went off in Gao. Talks in Bamako failed, as the mediators had feared for long. "
        "Guards returned fire. Another gang fired back."
    )
    bomb, guards, gang = _drafts(
        text,
        ("bombs", "bombing", {Property.PLACE: "Gao"}),
        ("returned fire", "armed_clash", {Property.PERPETRATOR: "Guards"}),
        ("fired back", "armed_clash", {Property.PERPETRATOR: "Another gang"}),
    )
    guards, gang = (d._replace(origin="model", alike=((0, 0.1),)) for d in (guards, gang))
    assert _homes(text, [bomb, guards]) == [0, 0]
    aimed = Argument(Property.TARGET, text.index("Guards"), text.index("Guards") + 6)
    assert _homes(text, [bomb, guards._replace(arguments=(aimed,))]) == [0, 1]
    assert _homes(text, [bomb, gang]) == [0, 1]


def test_a_weak_draft_stands_alone() -> None:
    text = "Gunmen killed four farmers near Konduga. Four farmers were killed near Konduga."
    said = {Property.KILLED: "our farmers", Property.PLACE: "Konduga"}
    drafts = _drafts(text, ("Gunmen killed", "massacre", said), ("were killed", "massacre", said))
    read = sentences(text)
    joined = with_accounts(drafts, text, read, (), open_weights())
    assert [d.same_as for d in joined] == [None, 0]
    alone = (drafts[0], drafts[1]._replace(weak=True))
    found = with_accounts(alone, text, read, (), open_weights())
    assert [(d.same_as, d.weak) for d in found] == [(None, False), (None, True)]
