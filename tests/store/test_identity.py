"""Ids of incidents: minted once, kept, merged, split."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondsource.errors import StoreError
from secondsource.store import Identity, Member, assign_ids
from secondsource.store.identity import redirects


def remembered(identities: tuple[Identity, ...], before: tuple[Member, ...]) -> tuple[Member, ...]:
    """What the membership log says after a rebuild."""
    members = {m.incident_id: m for m in before}
    for i in sorted(identities, key=lambda i: i.id):
        old = members.get(i.id)
        members[i.id] = Member(
            i.id,
            frozenset(i.accounts),
            old.order if old else len(members),
            old.minted_from if old else min(i.accounts),
        )
    for former, onward in redirects(identities).items():
        members[former] = replace(members[former], merged_into=onward)
    return tuple(members.values())


def through(*rebuilds: list[list[str]]) -> list[tuple[Identity, ...]]:
    """The identities of one rebuild after another."""
    members: tuple[Member, ...] = ()
    told = []
    for groups in rebuilds:
        told.append(assign_ids(groups, members))
        members = remembered(told[-1], members)
    return told


def ids(identities: tuple[Identity, ...]) -> list[str]:
    return [i.id for i in identities]


def test_an_id_is_i_and_sixteen_hex_digits() -> None:
    (identity,) = assign_ids([["a"]], ())
    assert identity.id == "ica978112ca1bbdca"


def test_a_growing_incident_keeps_its_id() -> None:
    first, second = through([["b"]], [["a", "b", "c"]])
    assert ids(first) == ids(second)
    assert second[0].former_ids == ()


def test_a_merge_keeps_the_older_id_and_redirects_the_other() -> None:
    first, second, third = through([["b"]], [["b"], ["a"]], [["a", "b"]])
    assert ids(third) == ids(first)
    assert third[0].former_ids == (second[1].id,)


def test_a_merge_that_is_undone_gives_both_ids_back() -> None:
    apart, together, again = through([["a"], ["b"]], [["a", "b"]], [["a"], ["b"]])
    assert {together[0].id, *together[0].former_ids} == set(ids(apart))
    assert again == apart


def test_a_split_keeps_the_id_on_the_larger_part() -> None:
    first, second = through([["a", "b", "c"]], [["a"], ["b", "c"]])
    assert second[1].id == first[0].id
    assert second[0].id not in ids(first)


def test_a_split_into_equal_parts_keeps_the_id_where_it_was_minted() -> None:
    first, second = through([["b", "a"]], [["b"], ["a"]])
    assert second[1].id == first[0].id


def test_a_chain_of_merges_leads_to_the_last() -> None:
    first, *_, last = through(
        [["a"], ["b"], ["c"]], [["a"], ["b", "c"]], [["a", "b", "c"]], [["a", "b", "c"]]
    )
    merged = set(ids(first)) - {last[0].id}
    assert set(last[0].former_ids) == merged


def test_an_id_is_never_given_to_another_incident() -> None:
    first, second, third = through([["a", "b", "c"]], [["a"], ["b", "c"]], [["a"]])
    assert third[0].id == second[0].id != first[0].id


def test_an_incident_that_comes_back_has_its_id_again() -> None:
    first, _, third = through([["a", "b"], ["c"]], [["c"]], [["b"], ["c"]])
    assert ids(first) == ids(third)


@pytest.mark.parametrize("groups", [[["a"], ["a"]], [["a", "b"], ["c", "b"]], [[]]])
def test_groups_that_are_no_partition_are_refused(groups: list[list[str]]) -> None:
    with pytest.raises(StoreError):
        assign_ids(groups, ())


@st.composite
def partitions(draw: st.DrawFn) -> list[list[str]]:
    """Some of a few accounts, in groups."""
    labels = draw(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 3), min_size=1))
    groups: dict[int, list[str]] = {}
    for account, label in labels.items():
        groups.setdefault(label, []).append(account)
    return list(groups.values())


@given(rebuilds=st.lists(partitions(), min_size=1, max_size=6), data=st.data())
def test_ids_are_stable_distinct_and_order_blind(
    rebuilds: list[list[list[str]]], data: st.DataObject
) -> None:
    members: tuple[Member, ...] = ()
    for groups in rebuilds:
        identities = assign_ids(groups, members)
        assert len(set(ids(identities))) == len(groups)
        shuffled = data.draw(st.permutations(groups))
        again = {i.accounts: i for i in assign_ids(shuffled, data.draw(st.permutations(members)))}
        assert all(again[i.accounts] == i for i in identities)
        members = remembered(identities, members)
        assert assign_ids(groups, members) == identities
        leads = {m.incident_id for m in members if m.merged_into}
        assert leads.isdisjoint(ids(identities))


@given(rebuilds=st.lists(partitions(), min_size=2, max_size=6))
def test_every_id_that_was_ever_merged_leads_to_one_that_lives_or_vanished(
    rebuilds: list[list[list[str]]],
) -> None:
    members: tuple[Member, ...] = ()
    for groups in rebuilds:
        identities = assign_ids(groups, members)
        members = remembered(identities, members)
        onward = redirects(identities)
        assert set(onward.values()) <= set(ids(identities))
