"""Which of the time expressions in a sentence date which of its events.

In: drafts, some without a date and some with dates that contradict one another, and the mentions of
their report. Out: the same drafts, with the date that stands with their trigger, and without those
of what the sentence tells besides: "sank on March 2 after a missile hit it on February 18" dates
the hit once. It refuses the day of a statement ("said on Monday"), and to drop what can be the same
day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache

from secondsource.extract.draft import Argument, Draft, account_of
from secondsource.extract.profiles import date_at_head
from secondsource.extract.words import read_lexicon
from secondsource.model import Kind, Layer, Mention, Property, When

_NO_DAY = re.compile(r"XXXX-XX-XX(?:T\S+)?|PRESENT_REF|PAST_REF|FUTURE_REF|P\S+")
_STOPS = re.compile(r"(?<=[a-z]{3})[.](?=\s)|[;:()\n—–]|--")
_WHEN = re.compile(r"(?:,|\s[—–-])?\s+when\b")
_TOLD = re.compile(r"\btold\s+(?:\w+\s+){1,4}(?:on\s+)?$", re.I)
_OWNED = re.compile(r"['’]s?\s+")
_BACK = re.compile(r"\s*(?:It|This|That|The)\b")
_HEADING = re.compile(r"\**(?:\s*,[^\n.;:!?]{1,60})?\**\s*(?:[.:|]|[–—-]\s)")
_ONE_DAY = re.compile(r"(?:XXXX|\d{4})-(?:WXX-\d|\d\d-\d\d)")
_HEAD = 600  # characters at the head of a report, where its news stands
_FAR = 12  # words between an event and a date that stands with it
_CLOSE = 2  # words between a date and the event behind it: "Friday's deadly drone strike"


@dataclass(frozen=True, slots=True)
class _Words:
    beside: frozenset[str]
    reporting: frozenset[str]
    closed: frozenset[str]
    steps: frozenset[str]
    deeds: frozenset[str]
    happens: frozenset[str]
    counted: frozenset[str]


@cache
def _open_words() -> _Words:
    data = read_lexicon("claim_dates")
    return _Words(
        **{name: frozenset(data[name].split()) for name in (f.name for f in fields(_Words))}
    )


def one_day(drafts: Sequence[Draft], mentions: Sequence[Mention], text: str) -> tuple[Draft, ...]:
    """The drafts, each with the dates that stand with it and can all be one day."""
    dates = tuple(m for m in mentions if m.layer is Layer.DATES)
    taken = {m.start for d in drafts for a in _dates_of(d) if (m := _mention(a, dates)) is not None}
    triggers = sorted(d.trigger for d in drafts if d.trigger)
    sentences = _Sentences(text, dates, tuple(triggers), frozenset(taken))
    return tuple(sentences.settled(draft) for draft in drafts)


def told_days(drafts: Sequence[Draft], mentions: Sequence[Mention], text: str) -> tuple[Draft, ...]:
    """The drafts, an undated account with the day that is told beside it.

    That is the day of "The incident happened on Monday" in the sentence behind it; the one that
    heads its entry in a log, as in "22 Jan, Makugwe. Night raid"; and at the head of a report,
    where "police said on Monday that a bomb had killed two", that Monday.
    An event that is "the latter" of two takes the day of the sentence before, whatever its account.
    """
    dates = tuple(m for m in mentions if m.layer is Layer.DATES)
    reader = _Sentences(text, dates, (), frozenset())
    found = list(drafts)
    for members in _accounts(drafts).values():
        for k in members:
            pair = None if _dates_of(found[k]) else reader.of_pair(found[k])
            if pair is not None:
                found[k] = _dated(found[k], pair, 0.5)
        if any(_dates_of(found[k]) for k in members):
            continue
        home, day, score = _told_beside(members, drafts, reader)
        if day is not None:
            found[home] = _dated(found[home], day, score)
    return tuple(found)


def _dated(draft: Draft, day: Mention, score: float) -> Draft:
    said = Argument(Property.DATE, day.start, day.end, score)
    return draft._replace(arguments=(*draft.arguments, said))


def _told_beside(
    members: Sequence[int], drafts: Sequence[Draft], reader: _Sentences
) -> tuple[int, Mention | None, float]:
    """The draft of an account that takes a day told beside it, the day, and how sure that is."""
    last = max(members, key=lambda k: drafts[k].sentence)
    day = reader.said_behind(drafts[last])
    if day is not None:
        return last, day, 0.5
    heads = ((k, m) for k in members if (m := reader.heading(drafts[k])) is not None)
    home, day = next(heads, (last, None))
    if day is not None or drafts[members[0]].sentence[0] > _HEAD:
        return home, day, 0.5
    told = ((k, m) for k in members for m in reader.told_on(drafts[k]))
    home, day = next(told, (last, None))
    return home, day, 0.3


def _accounts(drafts: Sequence[Draft]) -> dict[int, list[int]]:
    """The drafts of incidents by the first draft of their account."""
    found: dict[int, list[int]] = {}
    for k, draft in enumerate(drafts):
        if draft.kind is Kind.INCIDENT and draft.trigger is not None:
            found.setdefault(account_of(k, drafts), []).append(k)
    return found


def _dates_of(draft: Draft) -> tuple[Argument, ...]:
    return tuple(a for a in draft.arguments if a.property is Property.DATE)


_PAIR = re.compile(r"\bthe (?:former|latter)\b")
_STOP = re.compile(r"[.!?][\"”]?\s|\n|[.!?][\"”](?=[A-Z])")
_FRONT = 400  # characters that a sentence before may have


@dataclass(frozen=True, slots=True)
class _Sentences:
    """The time expressions of a report among its events."""

    text: str
    dates: tuple[Mention, ...]
    triggers: tuple[tuple[int, int], ...]
    taken: frozenset[int]  # where the expressions stand that are some claim's date

    def settled(self, draft: Draft) -> Draft:
        """A draft with its dates."""
        if draft.kind is not Kind.INCIDENT or draft.trigger is None:
            return draft
        said = [a for a in _dates_of(draft) if not self._is_of_another(a, draft.trigger)]
        close = self._before(draft, draft.trigger)
        if _steps(close) and any(self._is_behind(a, draft.trigger) for a in said):
            close = None  # "days after they struck the base on January 28"
        if close is None and not said:
            close = self._behind(draft, draft.trigger)
        if close is not None and not any(_mention(a, self.dates) is close for a in said):
            said.append(Argument(Property.DATE, close.start, close.end, 0.5))
        kept = self._agreeing(said, draft.trigger, close)
        others = tuple(a for a in draft.arguments if a.property is not Property.DATE)
        return draft._replace(arguments=(*others, *sorted(kept, key=lambda a: a.start)))

    def _agreeing(
        self, said: Sequence[Argument], trigger: tuple[int, int], close: Mention | None
    ) -> list[Argument]:
        """The dates that can be one day, beginning with the one most surely the event's."""

        def rank(argument: Argument) -> tuple[bool, bool, bool, float, int]:
            away = max(trigger[0] - argument.end, argument.start - trigger[1], 0)
            mention = _mention(argument, self.dates)
            besides = close is None or mention is not close
            ruled = argument.origin == "rules"
            return besides, not _names_day(mention), ruled, -argument.score, away

        kept: list[Argument] = []
        for argument in sorted(said, key=rank):
            if all(self._can_be_one(argument, other, close) for other in kept):
                kept.append(argument)
        return kept

    def _can_be_one(self, one: Argument, other: Argument, close: Mention | None) -> bool:
        """Whether two dates of a claim are said together, or leave a day in common."""
        first, second = sorted((one, other), key=lambda a: a.start)
        a, b = _mention(one, self.dates), _mention(other, self.dates)
        if a is not None and a is b:
            return True
        if _steps(close) and (a is close or b is close):
            return False  # the other date is that of the main event, before "a day after"
        if _steps(a) or _steps(b):
            return _overlap(a, b)
        between = self.text[first.end : second.start].lower() if first.end < second.start else ""
        if set(re.findall(r"\w+", between)) <= _open_words().beside:
            return True
        if not (_names_day(a) and _names_day(b)):
            return True  # an hour, or words without a day, contradict nothing
        return _overlap(a, b)

    def _before(self, draft: Draft, trigger: tuple[int, int]) -> Mention | None:
        """The date right before an event: "Friday's strike", "a day after gunmen ambushed"."""
        before = [
            m
            for m in self.dates
            if draft.sentence[0] <= m.start and m.end <= trigger[0] and not self._is_said(m)
        ]
        if not before:
            return None
        mention = before[-1]
        gap = self.text[mention.end : trigger[0]]
        if any(mention.end <= start < trigger[0] for start, _ in self.triggers):
            return None  # it dates the first of several events behind it
        words = re.findall(r"[\w'’-]+", re.sub(r"^['’]s?(?=\s)", "", gap))
        if _steps(mention):
            return mention if "," not in gap and self._clause(gap) else None
        when = _WHEN.match(gap)
        if when and _names_day(mention):
            rest = gap[when.end() :]
            return mention if "," not in rest and self._clause(rest) else None
        if not _names_day(mention) or "," in gap or _STOPS.search(gap):
            return None
        if len(words) > _CLOSE or _open_words().closed & {w.lower() for w in words}:
            return None
        return mention

    def _behind(self, draft: Draft, trigger: tuple[int, int]) -> Mention | None:
        """The one date behind an event in its clause that dates no other."""
        after = [m for m in self.dates if trigger[1] <= m.start and m.end <= draft.sentence[1]]
        if not after or not _names_day(after[0]) or _steps(after[0]):
            return None
        mention, gap = after[0], self.text[trigger[1] : after[0].start]
        if mention.start in self.taken or "," in gap or not self._clause(gap):
            return None
        if self._is_said(mention) or _open_words().steps & set(gap.lower().split()):
            return None
        if any(trigger[1] <= start < mention.start for start, _ in self.triggers):
            return None
        return mention

    def _is_of_another(self, argument: Argument, trigger: tuple[int, int]) -> bool:
        """Whether a date is that of an event between it and this one: "Friday's attack" there."""
        mention = _mention(argument, self.dates)
        if mention is None:
            return False
        own = _OWNED.match(self.text, mention.end)
        first = next((t for t in self.triggers if own and t[0] >= own.end()), None)
        if own is None or first is None or first[1] > trigger[0]:
            return False
        gap = self.text[own.end() : first[0]]
        return len(gap.split()) <= _CLOSE and _STOPS.search(gap) is None and "," not in gap

    def _is_behind(self, argument: Argument, trigger: tuple[int, int]) -> bool:
        """Whether a date stands behind an event or in its words: "the attack of June 13"."""
        return argument.start >= trigger[0] and _names_day(_mention(argument, self.dates))

    def told_on(self, draft: Draft) -> list[Mention]:
        """The days of statements before an event in its sentence: "said on Monday that"."""
        assert draft.trigger is not None
        return [
            m
            for m in self.dates
            if draft.sentence[0] <= m.start and m.end <= draft.trigger[0]
            if _names_day(m) and not _steps(m) and self._is_said(m)
        ]

    def said_behind(self, draft: Draft) -> Mention | None:
        """The day in the next sentence, where that tells when it was: "It happened on Monday"."""
        end = draft.sentence[1]
        mention = next((m for m in self.dates if m.start >= end), None)
        if mention is None or not _is_day(mention) or self._is_said(mention):
            return None
        lead = self.text[end : mention.start]
        if "\n\n" in lead or _STOPS.search(lead.strip()) or not _BACK.match(lead):
            return None
        words = [w.lower() for w in re.findall(r"[\w'’]+", lead)]
        return mention if _refers_back(words) else None

    def of_pair(self, draft: Draft) -> Mention | None:
        """The one day of the sentence before, of which an event takes up "the latter"."""
        start, end = draft.sentence
        if not _PAIR.search(self.text, start, end):
            return None
        front = self.text[max(0, start - _FRONT) : start].rstrip().rstrip('.!?"”')
        begin = (
            start - min(start, _FRONT) + max((m.end() for m in _STOP.finditer(front)), default=0)
        )
        days = [m for m in self.dates if begin <= m.start and m.end <= start]
        alone = len(days) == 1 and _names_day(days[0]) and not self._is_said(days[0])
        return days[0] if alone else None

    def heading(self, draft: Draft) -> Mention | None:
        """The day at the head of the entry that tells an event: "3. 10 May, Kyaukkyi. Troops"."""
        assert draft.trigger is not None
        line = self.text.rfind("\n", 0, draft.sentence[0]) + 1
        before = [m for m in self.dates if line <= m.start and m.end <= draft.trigger[0]]
        day = date_at_head(self.text, line, self.dates)
        if line == 0 or day is None or _steps(day) or [m for m in before if _names_day(m)] != [day]:
            return None
        return day if _HEADING.match(self.text, day.end) else None

    def _clause(self, gap: str) -> bool:
        """Whether words between an event and a date keep within a clause."""
        return not _STOPS.search(gap) and len(gap.split()) <= _FAR

    def _is_said(self, mention: Mention) -> bool:
        """Whether a date is that of a statement: "said on Monday"."""
        before = self.text[max(0, mention.start - 40) : mention.start]
        before = re.split(r"[.!?]\W*\s|\n", before)[-1]  # of its own sentence
        lead = re.findall(r"[a-z]+", before.lower())
        if _open_words().reporting & set(lead[-2:]):
            return True
        return _TOLD.search(before) is not None


def _mention(argument: Argument, dates: Sequence[Mention]) -> Mention | None:
    """The time expression that a date's words are, the longest of several."""
    inside = [m for m in dates if m.start < argument.end and argument.start < m.end]
    return max(inside, key=lambda m: m.end - m.start, default=None)


def _names_day(mention: Mention | None) -> bool:
    """Whether words name a day, a week, a month …, and not an hour or a length of time."""
    if mention is None:
        return False
    if isinstance(mention.value, When) and mention.value.edtf:
        return True
    return _NO_DAY.fullmatch(mention.timex_value or "") is None


def _is_day(mention: Mention) -> bool:
    """Whether words name one day: "Monday evening", "March 3", "yesterday"."""
    if isinstance(mention.value, When) and mention.value.earliest is not None:
        return mention.value.earliest == mention.value.latest
    return _ONE_DAY.match(mention.timex_value or "") is not None


def _refers_back(words: Sequence[str]) -> bool:
    """Whether a sentence begins as one on what was told before: "The incident took place"."""
    known = _open_words()
    if words[0] in ("the", "this", "that") and known.deeds & set(words[1:3]):
        rest = words[2:] if words[1] in known.deeds else words[3:]
    elif words[0] in ("it", "this", "that"):
        rest = words[1:]
    else:
        return False
    return bool(rest) and rest[0] in known.happens and not known.counted & set(rest)


def _steps(mention: Mention | None) -> bool:
    """Whether words count from the event behind them: "a day after"."""
    return mention is not None and mention.quote.lower().split()[-1] in _open_words().steps


def _overlap(one: Mention | None, other: Mention | None) -> bool:
    """Whether two time expressions have a day in common, as far as is known."""
    x, y = one.value if one else None, other.value if other else None
    if not isinstance(x, When) or not isinstance(y, When):
        return False
    if x.earliest and x.latest and y.earliest and y.latest:
        return x.earliest <= y.latest and y.earliest <= x.latest
    return x.edtf is not None and x.edtf == y.edtf
