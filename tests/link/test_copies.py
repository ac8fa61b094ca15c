"""Reprints count once; re-tellings are reports of their own."""

from __future__ import annotations

import random

from secondsource.link import find_copies
from telling import report

WIRE = (
    "A bomb tore through a crowded market in the old town of Jolo on Sunday morning, killing at "
    "least nine people and wounding dozens, the police chief said. Rescuers carried the wounded "
    "to two hospitals while soldiers sealed off the streets around the cathedral. No group has "
    "claimed the attack. The army blamed a faction of Abu Sayyaf that had threatened the town in "
    "January."
)
EDITED = (
    "Jolo blast kills nine. A bomb tore through a crowded market in the old town of Jolo on "
    "Sunday, killing at least nine people and wounding dozens, the police chief said. Rescuers "
    "carried the wounded to two hospitals. No group has claimed the attack. The army blamed a "
    "faction of Abu Sayyaf that had threatened the town in January."
)
RETOLD = (
    "Nine shoppers died and many more were hurt when an explosion hit the market of Jolo, in the "
    "southern Philippines, on Sunday. Police said that the blast happened near the cathedral; the "
    "military suspects Abu Sayyaf, which has not commented."
)


def test_the_same_text_under_another_id_is_an_exact_copy() -> None:
    (copy,) = find_copies([report("b", WIRE), report("a", WIRE)])
    assert (copy.report_id, copy.copy_of, copy.exact, copy.share) == ("b", "a", True, 1.0)


def test_the_earliest_published_is_the_original() -> None:
    late = report("a", WIRE, published="2019-01-28")
    early = report("z", EDITED, published="2019-01-27")
    (copy,) = find_copies([late, early])
    assert (copy.report_id, copy.copy_of) == ("a", "z")
    assert not copy.exact and copy.share < 1


def test_a_retelling_is_no_copy() -> None:
    assert find_copies([report("a", WIRE), report("b", RETOLD)]) == ()


def test_a_copy_of_a_copy_points_to_the_first_original() -> None:
    reports = [
        report("a", WIRE, published="2019-01-27"),
        report("b", EDITED, published="2019-01-28"),
        report("c", EDITED + " More soon.", published="2019-01-29"),
    ]
    assert {c.report_id: c.copy_of for c in find_copies(reports)} == {"b": "a", "c": "a"}


def test_order_changes_nothing() -> None:
    reports = [report(n, t) for n, t in zip("abcd", (WIRE, EDITED, RETOLD, WIRE), strict=True)]
    expected = find_copies(reports)
    random.Random(4).shuffle(reports)
    assert find_copies(reports) == expected


def test_short_texts_are_no_copies_of_longer_ones() -> None:
    assert find_copies([report("a", WIRE), report("b", "A bomb tore through a market.")]) == ()
