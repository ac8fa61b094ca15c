"""Words in no order at all: whatever a report says, resolving it ends, and quotes stand."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from secondsource.model import Count, Property, Report
from secondsource.pipeline import Tools
from secondsource.resolve import tag_report
from secondsource.resolve.actors import actor_of, thing_of
from secondsource.resolve.counts import count_of
from secondsource.resolve.dates import when_of
from secondsource.resolve.places import place_of
from telling import claim

NUMBERS = (
    *("0", "00", "31", "99", "1999", "9999", "12,345", "999,999,999,999", "1.5", "1" * 25),
    *("9" * 400, "7" * 5000, "³", "٣", "½", "twenty", "hundred", "million", "1e9", "24:00", "9/11"),
    *("31/12/2024", "2024-02-30", "0000-00-00", "1st", "99th", "'24", "3000s", "20240101"),
)
WORDS = (
    *("years ago", "days before", "weeks later", "centuries", "since", "until", "between", "and"),
    *("from", "to", "last", "next", "Monday", "March", "May", "Easter", "quarter of", "the", "a"),
    *("early", "mid-", "night", "pm", "killed", "people", "near", "km west of", "miles off"),
    *("Goma", "Paris", "the capital", "border between Syria and Iraq", "eastern", "US", "the army"),
    *("Hamas", "gunmen", "99.9° N 999° E", ",", ".", "-", "(", ")", "'s", "\u200b", "\u0301"),
    *("\n", "\n\n- ", "\n| ", "[1]", "😀", "محمد", "\ufffd", "no", "at least", "up to", "none of"),
)
SOUP = st.lists(st.sampled_from((*NUMBERS, *WORDS)), min_size=2, max_size=20).map(" ".join)
DAYS = st.sampled_from((None, date(2024, 2, 29), date(1900, 1, 1), date(2100, 12, 31)))


@settings(max_examples=120)
@given(text=SOUP, published=DAYS, data=st.data())
def test_any_words_are_resolved(
    text: str, published: date | None, data: st.DataObject, tools: Tools
) -> None:
    report = Report("r", text, "", "", published=published)
    mentions = tag_report(report, tools.gazetteer, tools.actors)
    assert all(text[m.start : m.end] == m.quote for m in mentions)
    start = data.draw(st.integers(0, len(text) - 1))
    words = report.evidence(start, data.draw(st.integers(start + 1, min(len(text), start + 60))))
    told = claim("c", "r", text=text)
    when = when_of(words, told, report)
    assert (when.earliest is None) == (when.latest is None)
    place_of(words, told, report, mentions, tools.gazetteer)
    actor_of(words, told, report, mentions, tools.actors)
    thing_of(words, Property.TARGET, mentions, tools.actors)
    count = count_of(Count(None, None, None, words.quote), words)
    assert all(0 <= n < 2**63 for n in (count.low, count.best, count.high) if n is not None)
