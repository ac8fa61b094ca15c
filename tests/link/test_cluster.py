"""Groups refuse chains, respect what cannot be, and do not depend on order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from secondsource.link.cluster import group

IDS = [f"a{n}" for n in range(8)]
PAIRS = st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)).filter(lambda p: p[0] < p[1])


def groups(
    odds: dict[tuple[str, str], float], together: object = (), never: object = ()
) -> tuple[tuple[str, ...], ...]:
    return group(IDS[:4], odds, together, never, threshold=0.0, apart=-4.0)  # type: ignore[arg-type]


def test_a_chain_no_pair_supports_is_not_made() -> None:
    odds = {("a0", "a1"): 4.0, ("a1", "a2"): 4.0, ("a0", "a2"): -8.0}
    assert groups(odds) == (("a0", "a1"), ("a2",), ("a3",))


def test_pairs_never_compared_speak_against_a_union() -> None:
    odds = {("a0", "a1"): 4.0, ("a2", "a3"): 4.0, ("a1", "a2"): 4.0}
    assert groups(odds) == (("a0", "a1"), ("a2", "a3"))


def test_what_cannot_be_together_never_is() -> None:
    odds = {("a0", "a1"): 9.0, ("a1", "a2"): 8.0, ("a0", "a2"): 8.0}
    assert groups(odds, never=[("a0", "a1")])[0] != ("a0", "a1")


def test_never_outranks_together() -> None:
    assert groups({}, [("a0", "a1"), ("a1", "a2")], [("a0", "a2")]) == (
        ("a0", "a1"),
        ("a2",),
        ("a3",),
    )


@given(
    st.dictionaries(PAIRS, st.floats(-6, 6), max_size=20),
    st.sets(PAIRS, max_size=4),
    st.sets(PAIRS, max_size=6),
    st.randoms(use_true_random=False),
)
def test_groups_keep_the_bars_and_forget_the_order(
    odds: dict[tuple[str, str], float],
    together: set[tuple[str, str]],
    never: set[tuple[str, str]],
    shuffle: object,
) -> None:
    found = group(IDS, odds, sorted(together), sorted(never), threshold=0.0, apart=-4.0)
    assert sorted(a for g in found for a in g) == IDS
    assert not any(a in g and b in g for g in found for a, b in never)
    mixed = list(odds.items())
    ids = list(IDS)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    shuffle.shuffle(ids)  # type: ignore[attr-defined]
    again = group(ids, dict(mixed), together, never, threshold=0.0, apart=-4.0)
    assert again == found
