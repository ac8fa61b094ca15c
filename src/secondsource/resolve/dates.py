"""Time expressions to days: which civil days the words of a report mean.

In: a report, and the words that a claim gives for its date or period. Out: mentions with a value
(`When`) and TIMEX3 notation, and the value of a claim's date or period. It refuses to take the
publication date for the date of an incident: words that name no day come out unknown, and a
report without publication date keeps what it alone allows (`XXXX-02-01`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from secondsource.model import Claim, Evidence, Kind, Layer, Mention, Report, Stance, When
from secondsource.resolve.dateoffsets import has_event, stepped
from secondsource.resolve.datespans import Dated, Grain, sentence_start
from secondsource.resolve.datestory import dates_report, resolve_dates

_SINCE = re.compile(r"(?:\b(?:since|starting|beginning)(?:\s+(?:from|on))?)\W*(?:the\s+)?$", re.I)
_UNTIL = re.compile(r"\b(?:until|till|up to)\W*(?:the\s+)?$", re.I)
_BETWEEN = re.compile(r"\b(?:between|from)\W*(?:the\s+|early\s+|late\s+|on\s+)*$", re.I)
_BOTH = re.compile(r"\s*(?:and|to|until|till|through)\s+(?:the\s+|early\s+|late\s+|on\s+)*", re.I)
_EITHER = re.compile(
    r"\s*(?:,|and|to|or|until|till|through|-|–|—|, and)\s*(?:(?:on|the|early|late|from)\s+)*", re.I
)
_FOLLOWS = re.compile(r"\bfollow(?:s|ed|ing)\s+by\s+$", re.I)
_LEAD = 24  # characters before a date in which "between" or "since" can stand


def tag_dates(report: Report) -> tuple[Mention, ...]:
    """Every time expression of a report, with the days it means where the report settles them."""
    return tuple(
        Mention(
            layer=Layer.DATES,
            start=dated.words.start,
            end=dated.words.end,
            quote=dated.words.text,
            value=_when(dated),
            timex_type=dated.timex_type,
            timex_value=dated.timex,
        )
        for dated in resolve_dates(report)
    )


def when_of(words: Evidence, claim: Claim, report: Report) -> When:
    """The days that the words of a claim's date or period mean.

    The words are read again in their report, since what a claim tells of changes them: an
    incident that happened looks back for its weekday, and "a day after the raid" dates the raid
    by the day of the main clause.
    """
    past = claim.kind is Kind.INCIDENT and claim.stance is not Stance.THREATENED
    every = resolve_dates(report, look_back=past)
    inside = [dated for dated in every if words.overlaps(dated.words.start, dated.words.end)]
    if not inside:
        return When(None, None, None, None, f"the words {words.quote!r} name no day")
    trigger = claim.trigger.start if claim.trigger else None
    if all(dates_report(dated.words, report.text) for dated in inside):
        return When(None, None, None, None, f"{words.quote!r} dates the report, not what it tells")
    best = _seen_from(_best(inside, words), trigger, every, report.text)
    joined = _joined([d for d in inside if d.edtf] or [best], every, report.text)
    if joined is not None:
        return joined
    lead = _lead(best, words, report.text, claim.kind is Kind.TOTAL)
    opened = _opened(best, lead, report.published, past)
    if opened is not None:
        return opened
    if past and best.aside and trigger is not None and trigger >= best.words.end:
        return _told_on(best)
    value = _when(best) or When(None, None, None, None, best.basis)
    return _cut_at(value, report.published) if past and _is_week(best) else value


def _best(inside: list[Dated], words: Evidence) -> Dated:
    """Of several expressions in the words, one that has days: a day by name, else the longest."""

    def rank(dated: Dated) -> tuple[bool, bool, int]:
        shared = min(dated.words.end, words.end) - max(dated.words.start, words.start)
        named = dated.words.form in ("date", "iso", "slash")
        named |= dated.words.form == "daynumber" and dated.words.month is not None
        return dated.edtf is not None, named, shared

    return max(inside, key=rank)


# --- values -------------------------------------------------------------------------------------


def _when(dated: Dated) -> When | None:
    """The value of an expression; None where it means no days, as a bare duration does."""
    if dated.span is not None:
        first, last = dated.span.first, dated.span.last
        return When(dated.edtf, first, last, precision_of(first, last), dated.basis)
    return When(dated.edtf, None, None, None, dated.basis) if dated.edtf else None


def precision_of(first: date, last: date) -> int:
    """UCDP's date_prec: 1 one day, 2 two to six days, 3 a week, 4 up to a month, 5 longer."""
    days = (last - first).days + 1
    if days == 1:
        return 1
    if days < 7:
        return 2
    if days == 7:
        return 3
    return 4 if days <= 31 else 5


def _told_on(dated: Dated) -> When:
    """What "said on Monday that" dates: news of that day or the one before it."""
    if dated.span is None or dated.span.grain is not Grain.DAY:
        return _when(dated) or When(None, None, None, None, dated.basis)
    first, last = dated.span.first - timedelta(days=1), dated.span.last
    basis = f"told on {dated.words.text!r} ({dated.basis}), so of that day or the one before"
    return When(f"{first}/{last}", first, last, precision_of(first, last), basis)


def _is_week(dated: Dated) -> bool:
    return dated.span is not None and dated.span.grain is Grain.WEEK


def _cut_at(when: When, published: date | None) -> When:
    """This week's days up to publication: what has happened lies before it."""
    first, last = when.earliest, when.latest
    if published is None or first is None or last is None or not first <= published < last:
        return when
    edtf = f"{first}/{published}" if first < published else f"{published}"
    return When(edtf, first, published, precision_of(first, published), when.basis)


# --- a day after X ------------------------------------------------------------------------------


def _seen_from(dated: Dated, trigger: int | None, every: tuple[Dated, ...], text: str) -> Dated:
    """For "a day after X" or "follows by a day X" said of X: the day of the main clause, stepped.

    "They struck on Saturday, a day after gunmen ambushed a bus" dates the ambush to Friday: its
    trigger stands after the words. Where the trigger stands before them, the words date the main
    event, and the value of the mention holds.
    """
    words = dated.words
    if trigger is None or trigger < words.end or words.way == "since":
        return dated
    follows = words.form == "duration" and _FOLLOWS.search(text[: words.start][-_LEAD:])
    if not follows and (words.form != "offset" or not has_event(words, text)):
        return dated
    main = _main_day(dated, every, text)
    if main is None:
        basis = f"{words.text!r}: counted from a day that the report does not give"
        return replace(dated, span=None, edtf=None, basis=basis)
    sign = 1 if words.way == "before" else -1
    return stepped(words, main, sign, f"{words.text!r} counted back from {main.words.text!r}")


def _main_day(dated: Dated, every: tuple[Dated, ...], text: str) -> Dated | None:
    """The day of the main clause before "a day after": in its sentence, else said before it."""
    start = sentence_start(text, dated.words.start)
    lengths = ("span", "duration")
    known = [
        d
        for d in every
        if d.span and d.words.end <= dated.words.start and d.words.form not in lengths
    ]
    same = [d for d in known if d.words.start >= start]
    if same:
        return same[-1]
    if re.search(r"\b(?:had|having)\b", text[start : dated.words.start]):
        return None  # told from an earlier time than the main story
    days = [d for d in known if d.span and d.span.grain is Grain.DAY and d.anchor]
    return days[-1] if days else None


# --- from A to B, since A -----------------------------------------------------------------------


def _joined(dated: list[Dated], every: tuple[Dated, ...], text: str) -> When | None:
    """One interval for "between A and B", "A and B", "from A to B"."""
    chain = [d for d in every if d.edtf]
    first, last = dated[0], dated[-1]
    if first is last:
        pair = _ends(first, chain, text)
        return _interval(*pair) if pair else None
    places = [n for n, d in enumerate(chain) if first.words.start <= d.words.start < last.words.end]
    gaps = [text[chain[n].words.end : chain[n + 1].words.start] for n in places[:-1]]
    return _interval(first, last) if all(_EITHER.fullmatch(gap) for gap in gaps) else None


def _ends(dated: Dated, chain: list[Dated], text: str) -> tuple[Dated, Dated] | None:
    """Both ends of "between A and B" or "from A to B" where the words are one end."""
    place = next((n for n, d in enumerate(chain) if d is dated), None)
    if place is None:
        return None
    for left in (place, place - 1):
        if left < 0 or left + 1 >= len(chain):
            continue
        a, b = chain[left], chain[left + 1]
        lead = text[max(0, a.words.start - _LEAD) : a.words.start]
        if _BETWEEN.search(lead) and _BOTH.fullmatch(text[a.words.end : b.words.start]):
            return a, b
    return None


def _interval(first: Dated, last: Dated) -> When | None:
    basis = f"from {first.words.text!r} to {last.words.text!r}"
    edtf = f"{first.edtf_start}/{last.edtf_end}"
    if first.span is None or last.span is None:
        return When(edtf, None, None, None, basis)
    start, end = first.span.first, last.span.last
    if first.span.first > last.span.first:
        return None
    if start == end and not (first.rough or last.rough):
        edtf = start.isoformat()  # "17 Nov, early hours"
    return When(edtf, start, end, precision_of(start, end), basis)


def _lead(dated: Dated, words: Evidence, text: str, total: bool) -> str:
    """The words before a date that may open its interval; a total's may stand outside its quote."""
    start = min(words.start, dated.words.start)
    inside = text[start : dated.words.start]
    if total and re.match(r"\W*(?:ever\s+)?since\b", inside, re.I):
        return "since "  # "since the war began in 2011"
    return text[max(0, start - _LEAD) : start] + inside if total else inside


def _opened(dated: Dated, lead: str, published: date | None, past: bool) -> When | None:
    """ "since A" up to publication, "until A"; open where the report has no publication date.

    An incident that "went on until dawn" is dated by the dawn.
    """
    if dated.edtf is None:
        return None
    if _UNTIL.search(lead) and not past:
        return When(f"../{dated.edtf_end}", None, None, None, f"until {dated.words.text!r}")
    if not _SINCE.search(lead):
        return None
    basis = f"from {dated.words.text!r} on"
    start = dated.span.first if dated.span else None
    if start is None or published is None or start > published:
        return When(f"{dated.edtf_start}/..", None, None, None, basis)
    edtf = f"{dated.edtf_start}/{published}"
    precision = precision_of(start, published)
    return When(edtf, start, published, precision, f"{basis} until publication on {published}")
