"""Time expressions to days: which civil days the words of a report mean.

In: a report, and the time expressions that `datewords` finds in it. Out: mentions with a value
(`When`) and TIMEX3 notation, and the value of a claim's date or period. It refuses to take the
publication date for the date of an incident: words that name no day come out unknown, and a
report without publication date keeps what it alone allows (`XXXX-02-01`).
"""

from __future__ import annotations

import re
from dataclasses import replace

from secondsource.model import Claim, Evidence, Kind, Layer, Mention, Report, Stance, When
from secondsource.resolve.dateoffsets import ends_clause, stepped
from secondsource.resolve.datespans import Dated, Grain, Span, sentence_start
from secondsource.resolve.datestory import resolve_dates

_SINCE = re.compile(
    r"(?:\b(?:ever )?since|\bfrom|\bafter|\bstarting(?: from)?|\bbeginning)\W*$", re.I
)
_UNTIL = re.compile(r"(?:\b(?:until|till|up to|by|before|through))\W*$", re.I)
_JOIN = re.compile(
    r"\s*(?:,|and|to|or|until|till|through|-|–|—|and (?:the )?(?:early )?(?:on )?)\s*(?:on\s+|the\s+|early\s+|late\s+|from\s+)*",
    re.I,
)
_BETWEEN = re.compile(r"\b(?:between|from)\W*(?:the\s+|early\s+|late\s+)*$", re.I)


def tag_dates(report: Report) -> tuple[Mention, ...]:
    """Every time expression of a report, with the days it means where the report settles them."""
    return tuple(_mention(dated) for dated in resolve_dates(report))


def _mention(dated: Dated) -> Mention:
    words = dated.words
    return Mention(
        layer=Layer.DATES,
        start=words.start,
        end=words.end,
        quote=words.text,
        value=_when(dated),
        timex_type=dated.timex_type,
        timex_value=dated.timex,
    )


def _when(dated: Dated) -> When | None:
    if dated.span is not None:
        span = dated.span
        return When(dated.edtf, span.first, span.last, precision_of(span), dated.basis)
    return When(dated.edtf, None, None, None, dated.basis) if dated.edtf else None


def precision_of(span: Span) -> int:
    """UCDP's date_prec of an interval: 1 day, 2 up to six days, 3 week, 4 up to a month, 5 longer."""
    days = (span.last - span.first).days + 1
    if days == 1:
        return 1
    if days <= 6:
        return 2
    if days == 7:
        return 3
    return 4 if days <= 31 else 5


def when_of(words: Evidence, claim: Claim, report: Report, mentions: tuple[Mention, ...]) -> When:
    """The days that the words of a claim's date or period mean."""
    past = claim.kind is Kind.INCIDENT and claim.stance is not Stance.THREATENED
    trigger = claim.trigger.start if claim.trigger else None
    all_dated = resolve_dates(report, look_back=past)
    inside = [d for d in all_dated if words.overlaps(d.words.start, d.words.end)]
    if not inside:
        return When(None, None, None, None, f"the words {words.quote!r} name no day")
    best = max(inside, key=lambda d: min(d.words.end, words.end) - max(d.words.start, words.start))
    best = _seen_from(best, trigger, all_dated, report.text)
    dated = [d for d in inside if d.span or d.edtf]
    joined = _joined(words, dated or [best], all_dated, report.text)
    if joined is not None:
        return joined
    return _opened(best, words, report) or _when(best) or When(None, None, None, None, best.basis)


def _seen_from(dated: Dated, trigger: int | None, around: tuple[Dated, ...], text: str) -> Dated:
    """For "a day after X" said of X itself: the day of the main clause, stepped back.

    "They struck on Saturday, a day after gunmen ambushed a bus" dates the ambush to Friday: its
    trigger stands after the words. Where the trigger stands before them, the words date the main
    event, and the value of the mention holds.
    """
    words = dated.words
    if words.form != "offset" or words.way not in ("after", "before", "since"):
        return dated
    if trigger is None or trigger < words.end or ends_clause(words, text):
        return dated
    main = _main_day(dated, around, text)
    if main is None:
        basis = f"{words.text!r}: counted from a day the report does not give"
        return replace(dated, span=None, edtf=None, basis=basis)
    sign = 1 if words.way == "before" else -1
    return stepped(words, main, sign, f"{words.text!r} counted back from {main.words.text!r}")


def _main_day(dated: Dated, around: tuple[Dated, ...], text: str) -> Dated | None:
    """The day of the main clause before "a day after": in its sentence, else said before it."""
    start = sentence_start(text, dated.words.start)
    known = [
        d
        for d in around
        if d.span and d.words.end <= dated.words.start and d.words.form not in ("span", "duration")
    ]
    same = [d for d in known if d.words.start >= start]
    if same:
        return same[-1]
    if re.search(r"\b(?:had|having)\b", text[start : dated.words.start]):
        return None  # told from an earlier time than the main story
    days = [d for d in known if d.span and d.span.grain is Grain.DAY and d.anchor]
    return days[-1] if days else None


def _joined(
    words: Evidence, dated: list[Dated], all_dated: tuple[Dated, ...], text: str
) -> When | None:
    """One interval for "between A and B", "A and B", "from A to B" where the words hold both."""
    chain = [d for d in all_dated if d.span or d.edtf]
    if not dated:
        return None
    first, last = dated[0], dated[-1]
    if first is last:
        pair = _partner(first, chain, text)
        if pair is None:
            return None
        first, last = pair
    gaps = [
        text[a.words.end : b.words.start]
        for a, b in zip(chain, chain[1:], strict=False)
        if a.words.start >= first.words.start and b.words.end <= last.words.end
    ]
    if not all(_JOIN.fullmatch(gap) for gap in gaps):
        return None
    return _interval(first, last)


def _partner(dated: Dated, chain: list[Dated], text: str) -> tuple[Dated, Dated] | None:
    """The other end of "between A and B" or "from A to B" where the words are one end."""
    place = next((n for n, d in enumerate(chain) if d is dated), None)
    if place is None:
        return None
    for left, right in ((place, place + 1), (place - 1, place)):
        if left < 0 or right >= len(chain):
            continue
        a, b = chain[left], chain[right]
        gap = text[a.words.end : b.words.start]
        before = text[max(0, a.words.start - 24) : a.words.start]
        if _BETWEEN.search(before) and re.fullmatch(
            r"\s*(?:and|to|until|till|through)\s+(?:the\s+|early\s+)*", gap, re.I
        ):
            return a, b
    return None


def _interval(first: Dated, last: Dated) -> When | None:
    basis = f"from {first.words.text!r} to {last.words.text!r}"
    if first.span and last.span and first.span.first > last.span.first:
        return None
    if first.span and last.span:
        span = Span(first.span.first, last.span.last, Grain.RANGE)
        return When(
            f"{first.edtf_start}/{last.edtf_end}", span.first, span.last, precision_of(span), basis
        )
    if first.edtf and last.edtf:
        return When(f"{first.edtf_start}/{last.edtf_end}", None, None, None, basis)
    return None


def _opened(dated: Dated, words: Evidence, report: Report) -> When | None:
    """ "since X" and "until X" as intervals; open where the report has no publication date."""
    lead = report.text[words.start : dated.words.start] if dated.words.start > words.start else ""
    if not lead or dated.edtf is None:
        return None
    if _SINCE.search(lead):
        basis = f"from {dated.words.text!r} on"
        start, end = dated.span and dated.span.first, report.published
        if start and end and start <= end:
            span = Span(start, end, Grain.RANGE)
            return When(
                f"{dated.edtf_start}/{end}",
                start,
                end,
                precision_of(span),
                basis + " until publication",
            )
        return When(f"{dated.edtf_start}/..", None, None, None, basis)
    return None
