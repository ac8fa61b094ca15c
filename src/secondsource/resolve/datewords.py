"""Finding time expressions: which words of a text speak of a time, and what they say.

In: a text. Out: `DateWords`, each with its offsets and the parts it names (year, month, weekday,
"last", "ago" …), in the order of the text, none overlapping another. It refuses to say which days
are meant: that needs the report and is the business of `dates`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from secondsource.resolve.dategrammar import DateGrammar, Rule, open_dates
from secondsource.resolve.numbers import number_at

_PUNCTUATION = {
    ",": "COMMA", ".": "DOT", "(": "LP", "[": "LP", ")": "RP", "]": "RP", "/": "SLASH",
    "-": "DASH", "–": "DASH", "—": "DASH", "‑": "DASH", "‐": "DASH",
}  # fmt: skip
_EARLIEST_YEAR, _LATEST_YEAR = 1000, 2100


@dataclass(frozen=True, slots=True)
class DateWords:
    """One time expression: its offsets, its form and the parts that its words name."""

    form: str
    start: int
    end: int
    text: str
    year: int | None = None  # negative before the common era: -498 is 499 BC
    month: int | None = None
    until_month: int | None = None
    day: int | None = None
    until: int | None = None  # last day of "14-16"
    weekday: int | None = None
    dayword: str | None = None  # today, yesterday, overnight …
    part: str | None = None  # TIMEX3 part of day, TMO
    clock: str | None = None  # HH:MM, local
    utc: str | None = None  # HH:MM in UTC, beside the local time
    utc_weekday: int | None = None
    zone: float | None = None
    mod: str | None = None  # early, mid, late
    toward: str | None = None  # last, this, next, that, previous, following, past, recent …
    year_toward: str | None = None
    unit: str | None = None
    amount: float | None = None
    vague: bool = False  # an amount without number: "a few", "several", "days"
    ordinal: int | None = None
    slice: str | None = None  # the unit of "the first week of"
    name: str | None = None  # of a season, a holiday's rule, a reference, how often
    way: str | None = None  # ago, later, earlier, after, before
    inside: tuple[str, ...] = ()  # lower-case words of the expression


@dataclass(frozen=True, slots=True)
class _Tokens:
    """A text in tokens: one code each, and where they stand."""

    text: str
    codes: str
    spans: tuple[tuple[int, int], ...]
    words: tuple[str, ...]  # lower case


def find_dates(text: str) -> tuple[DateWords, ...]:
    """The time expressions of a text, in order; of overlapping ones the longest."""
    grammar = open_dates()
    tokens = _tokenised(text, grammar)
    found: list[DateWords] = []
    place = 0
    codes = tokens.codes
    while place < len(codes):
        best = _longest(tokens, place, grammar)
        if best is None:
            place += 1
            continue
        rule, match = _overtaken(best, tokens, grammar)
        words = _read(rule, match, tokens, grammar)
        found.extend(words)
        place = match.end() if words else place + 1
    return tuple(found)


def _longest(
    tokens: _Tokens, place: int, grammar: DateGrammar
) -> tuple[Rule, re.Match[str]] | None:
    best: tuple[Rule, re.Match[str]] | None = None
    for rule in grammar.starters.get(tokens.codes[place], ()):
        match = rule.pattern.match(tokens.codes, place)
        if match and match.end() > place and (best is None or match.end() > best[1].end()):
            if _stands(rule, match, tokens, grammar):
                best = (rule, match)
    return best


def _overtaken(
    best: tuple[Rule, re.Match[str]], tokens: _Tokens, grammar: DateGrammar
) -> tuple[Rule, re.Match[str]]:
    """A match that begins inside another and reaches further: "the April 12" is April 12."""
    start, end = best[1].span()
    for place in range(start + 1, end):
        later = _longest(tokens, place, grammar)
        if later and later[1].end() > best[1].end():
            return later
    return best


# --- tokens -----------------------------------------------------------------------------------


def _tokenised(text: str, grammar: DateGrammar) -> _Tokens:
    codes: list[str] = []
    spans: list[tuple[int, int]] = []
    words: list[str] = []
    for match in grammar.token.finditer(text):
        kind = match.lastgroup or "OTHER"
        word = match.group().lower().replace("’", "'")
        codes.append(_code(kind, match.group(), word, grammar))
        spans.append(match.span())
        words.append(word)
    _settle_doubtful(text, codes, spans, words, grammar)
    return _Tokens(text, "".join(codes), tuple(spans), tuple(words))


def _code(kind: str, surface: str, word: str, grammar: DateGrammar) -> str:
    if kind in ("W", "ENTRY"):
        known = grammar.codes.get(word if kind == "W" else re.sub(r"\s", " ", word))
        if known:
            return known
        return grammar.kinds["CAP" if surface[:1].isupper() else "LOW"]
    if kind == "D":
        return grammar.kinds[_number_kind(word)]
    if kind == "P":
        return grammar.kinds[_PUNCTUATION.get(word, "OTHER")]
    if kind == "CD" and not re.fullmatch(r"(?:[01]?\d|2[0-3])\.[0-5]\d", word):
        return grammar.kinds["N2"]
    if kind == "OD" and int(re.sub(r"\D", "", word)) > 31:
        return grammar.kinds["LOW"]
    if kind == "SM":
        return grammar.kinds["NINE_ELEVEN" if word == "9/11" else "SM"]
    return grammar.kinds["N2" if kind == "BIG" else kind]


def _number_kind(word: str) -> str:
    value = int(word)
    if len(word) <= 2:
        return "N1" if 1 <= value <= 31 else "Y2" if len(word) == 2 else "N2"
    if len(word) == 6 and 1 <= int(word[:2]) <= 31 and 1900 <= int(word[2:]) <= _LATEST_YEAR:
        return "DAYYEAR"
    clock = len(word) == 4 and int(word[:2]) < 24 and int(word[2:]) < 60
    if len(word) == 4 and _EARLIEST_YEAR <= value <= _LATEST_YEAR:
        return "YC" if clock else "YY"
    return "CC" if clock else "N2"


def _settle_doubtful(
    text: str,
    codes: list[str],
    spans: list[tuple[int, int]],
    words: list[str],
    grammar: DateGrammar,
) -> None:
    """Makes ordinary words of "may", "march", "sun" … where nothing beside them speaks of a date."""
    numbers = {grammar.kinds[k] for k in ("N1", "OD", "YY", "YC", "YS", "DAYYEAR")}
    calendar = set(grammar.members["MONTH"] + grammar.members["WEEKDAY"])
    for place, word in enumerate(words):
        bare = word.rstrip(".")
        if bare not in grammar.doubtful or bare == "second":
            continue
        before = words[place - 1] if place else ""
        number_beside = (place > 0 and codes[place - 1] in numbers) or (
            place + 1 < len(codes) and codes[place + 1] in numbers
        )
        if number_beside and (
            text[spans[place][0]].isupper() or len(bare) <= 3 or bare in ("fall", "spring")
        ):
            continue
        if not _is_date_name(place, word, before, text, codes, spans, words, grammar, calendar):
            codes[place] = grammar.kinds["LOW"]


def _is_date_name(
    place: int, word: str, before: str, text: str, codes: list[str],
    spans: list[tuple[int, int]], words: list[str], grammar: DateGrammar, calendar: set[str],
) -> bool:  # fmt: skip
    """Whether a doubtful word without a number beside it is the name of a month, day or season."""
    surface = text[slice(*spans[place])]
    after = words[place + 1] if place + 1 < len(words) else ""
    before_two = words[place - 2] if place > 1 else ""
    if word in ("fall", "spring"):
        if after == "of":
            of_what = " ".join(words[place + 2 : place + 4])
            return (
                re.match(r"\d{4}\b|(?:the|this|that|last|next) (?:same|year)", of_what) is not None
            )
        certain = grammar.certain_before - {"to", "and", "before", "after", "that", "on"}
        return before in certain or (before == "the" and before_two in certain)
    if not surface[0].isupper():
        return False
    if word in ("april", "june", "august"):
        following_name = place + 1 < len(codes) and codes[place + 1] == grammar.kinds["CAP"]
        return before in grammar.certain_before or not following_name
    if word in ("may", "march"):
        shouting = surface.isupper() and text[spans[place][1] : spans[place][1] + 12].isupper()
        certain = grammar.certain_before - ({"this", "that", "to", "and"} if shouting else {"to"})
        neighbour = after in ("and", "to", "or", "-", "–") and _calendar_at(
            place + 2, codes, calendar
        )
        return (
            before in certain
            or neighbour
            or (before == "the" and after.islower() and after not in ("on", "to", "of", "for"))
        )
    if word.endswith(".") or _in_cell(place, words):
        return True
    return place + 1 < len(codes) and (
        codes[place + 1] in calendar or (after == "," and _calendar_at(place + 2, codes, calendar))
    )


def _in_cell(place: int, words: list[str]) -> bool:
    """Whether a word stands alone on a line or in a cell of a table."""
    edges = ("\n", "|", "")
    after = words[place + 1] if place + 1 < len(words) else ""
    return (words[place - 1] if place else "") in edges and after in edges


def _calendar_at(place: int, codes: list[str], calendar: set[str]) -> bool:
    return place < len(codes) and codes[place] in calendar


# --- which matches stand ----------------------------------------------------------------------


def _stands(rule: Rule, match: re.Match[str], tokens: _Tokens, grammar: DateGrammar) -> bool:
    """Whether the words around a match let it stand."""
    if rule.form == "year":
        return _is_year(match, tokens, grammar)
    if rule.form == "duration":
        return _is_duration(match, tokens, grammar)
    if rule.form == "daynumber":
        return _is_day_number(match, tokens, grammar)
    if rule.form == "slash" and tokens.codes[match.start()] == grammar.kinds["SM"]:
        return _is_short_date(match, tokens, grammar)
    if rule.form == "part":
        return _is_part(match, tokens, grammar)
    if rule.form == "weekday" and tokens.words[match.end() - 1] in grammar.values["WEEKDAYS"]:
        return match.end() - match.start() == 1
    if rule.form in ("date", "listed") and match.groupdict().get("day"):
        return _is_day(match, tokens)
    return True


def _is_day_number(match: re.Match[str], tokens: _Tokens, grammar: DateGrammar) -> bool:
    """Whether "the 23rd" is a day and not a brigade."""
    if match.end() - match.start() > 2:
        return True
    before = tokens.words[match.start() - 1] if match.start() else ""
    after = tokens.words[match.end()] if match.end() < len(tokens.words) else ""
    named = tokens.codes[match.end() : match.end() + 1] in (
        grammar.kinds["LOW"],
        grammar.kinds["CAP"],
    )
    return after not in grammar.ordered and (not named or before in ("on", "by", "until"))


def _is_short_date(match: re.Match[str], tokens: _Tokens, grammar: DateGrammar) -> bool:
    """Whether "12/22" is a day of a month: a cell of its own, or after "on", and unmistakable."""
    first, second = (int(n) for n in tokens.words[match.start()].split("/"))
    before = tokens.words[match.start() - 1] if match.start() else "\n"
    placed = before in grammar.certain_before or before in ("\n", "|")
    return (
        placed and min(first, second) >= 1 and min(first, second) <= 12 < max(first, second) <= 31
    )


def _is_day(match: re.Match[str], tokens: _Tokens) -> bool:
    """Whether the number of a date is a day and not the end of a larger number or a name."""
    place = match.start("day")
    start = tokens.spans[place][0]
    glued = start > 0 and tokens.text[start - 1] in "-/." and place > match.start()
    return not (glued and tokens.words[place - 1] not in ("-", "–"))


def _is_year(match: re.Match[str], tokens: _Tokens, grammar: DateGrammar) -> bool:
    if match.groupdict().get("bc"):
        return True
    group = "year" if match.groupdict().get("year") else None
    place = match.start(group) if group else match.start()
    word = tokens.words[place]
    before = tokens.words[match.start() - 1] if match.start() else ""
    after = tokens.words[match.end()] if match.end() < len(tokens.words) else ""
    if word.startswith(("'", "‘")):
        return before in grammar.year_before or before in ("-", "–")
    start = tokens.spans[place][0]
    if start and (tokens.text[start - 1].isalnum() or tokens.text[start - 1] in "$£€#"):
        return False
    if after in grammar.no_year_after and not (
        before in ("in", "since") and after in ("local", "people", "police", "more")
    ):
        return False
    sure = before in grammar.year_before or match.start() < place
    if before in grammar.no_year_before and match.start() == place:
        return False
    if before == "at" and match.start() == place:
        return False
    return sure or 1400 <= int(word) < 2070


def _is_duration(match: re.Match[str], tokens: _Tokens, grammar: DateGrammar) -> bool:
    """Whether words such as "a second" or "two May days" are a length of time."""
    last = tokens.words[match.end() - 1]
    after = tokens.words[match.end()] if match.end() < len(tokens.words) else ""
    words = tokens.words[match.start() : match.end()]
    if "second" in words and match.start() + 2 >= match.end():
        return False
    if last in ("quarter", "quarters") and "consecutive" not in words:
        return False
    if last in ("night", "min") and ("a" in words or len(words) < 2):
        return False
    if words[0] in ("a", "an") and last in ("day",) and after in ("of",):
        return False
    return True


def _is_part(match: re.Match[str], tokens: _Tokens, grammar: DateGrammar) -> bool:
    """Whether a part of the day alone ("dawn") says a time and not, say, "Night Brigade"."""
    words = tokens.words[match.start() : match.end()]
    start, end = tokens.spans[match.start()][0], tokens.spans[match.end() - 1][1]
    if len(words) > 1:
        return True
    before = tokens.words[match.start() - 1] if match.start() else ""
    surface = tokens.text[start:end]
    if surface[0].isupper() and not surface.isupper() and before not in ("", ".", "\n"):
        return False
    return words[0] not in ("night", "evening", "morning", "afternoon", "daylight") or before in (
        "that", "by", "at", "until", "all", "one",
    )  # fmt: skip


# --- what a match says ------------------------------------------------------------------------


def _read(
    rule: Rule, match: re.Match[str], tokens: _Tokens, grammar: DateGrammar
) -> tuple[DateWords, ...]:
    """The expressions that one match tells of: one, or two for "March 8 and 9"."""
    groups = match.groupdict()
    aside = _aside(match, groups)
    places = [p for p in range(match.start(), match.end()) if p not in aside]
    first = _Picker(tokens, grammar, places)
    start, end = _trimmed(match, tokens, rule.form)
    words = DateWords(
        form=rule.form,
        start=tokens.spans[start][0],
        end=tokens.spans[end - 1][1],
        text=tokens.text[tokens.spans[start][0] : tokens.spans[end - 1][1]],
        inside=tokens.words[start:end],
        month=_month(match, groups, first, tokens, grammar),
        weekday=first.value("WEEKDAY") or first.value("WEEKDAYS"),
        dayword=first.word("DAYWORD"),
        part=first.value("PART"),
        mod=first.value("MOD") or first.value("SOONER"),
        toward=_lower(groups, "toward", match, tokens, grammar),
        year_toward=_lower(groups, "ytoward", match, tokens, grammar),
        ordinal=first.value("ORDINAL") or first.number("OD")
        if rule.form in ("quarter", "century", "month", "year", "season", "unit")
        else None,
    )
    words = _with_day(words, match, groups, tokens)
    words = _with_year(words, match, groups, tokens)
    words = _with_clock(words, match, groups, tokens, grammar)
    words = _with_amount(rule, words, match, groups, tokens, grammar, first)
    if groups.get("then"):
        return _two(words, match, tokens)
    return (words,)


def _two(words: DateWords, match: re.Match[str], tokens: _Tokens) -> tuple[DateWords, ...]:
    """ "March 8 and 9, 1862" or "1990-94" as two expressions."""
    place = match.start("then")
    cut = tokens.spans[place - 2][1]
    number = int(re.sub(r"\D", "", tokens.words[place]))
    one = replace(words, end=cut, text=tokens.text[words.start : cut])
    start = tokens.spans[place][0]
    two = replace(words, start=start, text=tokens.text[start : words.end])
    if words.form == "year":
        century = (words.year or 0) // 100 * 100
        later = len(tokens.words[place]) == 2 and century + number > (words.year or 0)
        return (one, replace(two, year=century + number)) if later else (one,)
    return one, replace(two, day=number, until=None, weekday=None)


def _aside(match: re.Match[str], groups: dict[str, str | None]) -> set[int]:
    """Token places inside groups that are read by themselves."""
    aside: set[int] = set()
    for name in ("clock", "clock2", "gmtday", "ytoward", "slice", "year"):
        if groups.get(name):
            aside.update(range(*match.span(name)))
    return aside


def _trimmed(match: re.Match[str], tokens: _Tokens, form: str) -> tuple[int, int]:
    """The token range of a match without a comma or an opening word that belongs outside."""
    start, end = match.start(), match.end()
    while end - 1 > start and tokens.words[end - 1] in (",", "(", "[", "-", "–"):
        end -= 1
    while start < end - 1 and tokens.words[start] in (",", "on", "of", "at"):
        start += 1
    if form in ("year", "weekday", "month") and end - start == 2 and tokens.words[start] == "the":
        start += 1  # "the 2002 bombings"
    if (
        form == "weekday"
        and end - start > 1
        and tokens.words[start] == "the"
        and tokens.words[start + 1] in open_dates().values["WEEKDAY"]
    ):
        start += 1
    if form == "span" and tokens.words[start] == "over" and tokens.words[start + 1] == "the":
        start += 1
    return start, end


@dataclass(frozen=True, slots=True)
class _Picker:
    """Looks up the first word of a category among some tokens."""

    tokens: _Tokens
    grammar: DateGrammar
    places: list[int]

    def place(self, category: str) -> int | None:
        """Where the first word of a category stands."""
        codes = self.grammar.members[category]
        return next((p for p in self.places if self.tokens.codes[p] in codes), None)

    def word(self, category: str) -> str | None:
        """The first word of a category, lower case."""
        place = self.place(category)
        return None if place is None else self.tokens.words[place]

    def value(self, category: str) -> Any:
        """The value of the first word of a category."""
        word = self.word(category)
        return None if word is None else self.grammar.value(category, word)

    def all(self, category: str) -> list[Any]:
        """The values of all words of a category."""
        codes = self.grammar.members[category]
        places = [p for p in self.places if self.tokens.codes[p] in codes]
        return [self.grammar.value(category, self.tokens.words[p]) for p in places]

    def number(self, kind: str) -> int | None:
        """The first number of a kind."""
        word = self.word(kind)
        return None if word is None else int(re.sub(r"\D", "", word))


def _month(
    match: re.Match[str], groups: dict[str, str | None], first: _Picker, tokens: _Tokens, grammar: DateGrammar
) -> int | None:  # fmt: skip
    if groups.get("month"):
        found = grammar.value("MONTH", tokens.words[match.start("month")])
        return int(found)
    value = first.value("MONTH")
    return None if value is None else int(value)


def _lower(
    groups: dict[str, str | None], name: str, match: re.Match[str], tokens: _Tokens, grammar: DateGrammar
) -> str | None:  # fmt: skip
    if not groups.get(name):
        return None
    word = tokens.words[match.start(name)]
    for category in (
        "LAST",
        "PAST",
        "THIS",
        "NEXT",
        "THAT",
        "PREVIOUS",
        "FOLLOWING",
        "BEFORE",
        "AFTER",
        "RECENT",
        "EARLIER",
    ):
        value = grammar.value(category, word)
        if value is not None:
            return "recent" if category == "RECENT" else str(value)
    return None


def _with_day(
    words: DateWords, match: re.Match[str], groups: dict[str, str | None], tokens: _Tokens
) -> DateWords:
    def number(name: str) -> int | None:
        return int(re.sub(r"\D", "", tokens.words[match.start(name)])) if groups.get(name) else None

    if "DAYYEAR" not in match.re.pattern and len(match.group()) == 2 and words.form == "date":
        glued = tokens.words[match.end() - 1]
        if glued.isdigit() and len(glued) == 6:
            return replace(words, day=int(glued[:2]), year=int(glued[2:]))
    if groups.get("days"):
        first, last = (int(n) for n in tokens.words[match.start("days")].split("/"))
        return replace(words, day=first, until=last)
    return replace(words, day=number("day"), until=number("until"))


def _with_year(
    words: DateWords, match: re.Match[str], groups: dict[str, str | None], tokens: _Tokens
) -> DateWords:
    if groups.get("bc"):
        return replace(words, year=1 - int(tokens.words[match.start("bc")]))
    if not groups.get("year"):
        if words.form == "year" and words.year is None:
            return replace(words, year=_full_year(tokens.words[match.start()]))
        return words
    return replace(words, year=_full_year(tokens.words[match.start("year")]))


def _full_year(word: str) -> int | None:
    digits = re.sub(r"\D", "", word)
    if len(digits) == 2:
        return int(digits) + (2000 if int(digits) <= 35 else 1900)
    return int(digits) if digits else None


def _with_clock(
    words: DateWords, match: re.Match[str], groups: dict[str, str | None], tokens: _Tokens, grammar: DateGrammar
) -> DateWords:  # fmt: skip
    name = next((n for n in ("clock", "clock2") if groups.get(n)), None)
    if name is None:
        return words
    places = list(range(*match.span(name)))
    said = [tokens.words[p] for p in places]
    times = [(p, _clock_value(p, tokens, grammar)) for p in places]
    known = [(p, t) for p, t in times if t]
    if not known:
        return words
    zone = next(
        (grammar.value("ZONE", w) for w in said if grammar.value("ZONE", w) is not None), None
    )
    bracketed = [t for p, t in known if any(w in "([" for w in said[: p - places[0]])]
    local = next((t for p, t in known if t not in bracketed or len(known) == 1), known[0][1])
    utc = bracketed[0] if bracketed and len(known) > 1 and zone == 0 else None
    day = next((grammar.value("WEEKDAY", w) for w in said if grammar.value("WEEKDAY", w)), None)
    return replace(words, clock=local, utc=utc, utc_weekday=day, zone=None if utc else zone)


def _clock_value(place: int, tokens: _Tokens, grammar: DateGrammar) -> str | None:
    """HH:MM of one token, with the "p.m." after it."""
    word = tokens.words[place]
    match = (
        re.fullmatch(r"(\d{1,2})[:.](\d\d)(?::\d\d)?", word)
        or re.fullmatch(r"(\d\d)(\d\d)", word)
        or re.fullmatch(r"(\d{1,2})()", word)
    )
    if not match or int(match[1]) > 24 or int(match[2] or 0) > 59:
        return None
    hour = int(match[1])
    after = tokens.words[place + 1] if place + 1 < len(tokens.words) else ""
    half = grammar.value("AMPM", after)
    if half == "pm" and hour < 12:
        hour += 12
    if half == "am" and hour == 12:
        hour = 0
    return f"{hour:02d}:{int(match[2] or 0):02d}"


def _with_amount(
    rule: Rule, words: DateWords, match: re.Match[str], groups: dict[str, str | None],
    tokens: _Tokens, grammar: DateGrammar, first: _Picker,
) -> DateWords:  # fmt: skip
    """The parts that only some forms have: unit, amount, direction, slice, name."""
    form = rule.form
    if groups.get("slice"):
        inside = _Picker(tokens, grammar, list(range(*match.span("slice"))))
        amount = _amount(inside)
        words = replace(
            words,
            slice=inside.value("UNIT"),
            ordinal=inside.value("ORDINAL") or (-1 if inside.value("LAST") else None),
            mod=inside.value("MOD") or words.mod,
            amount=amount if amount and amount > 1 else None,
        )
    if form in ("unit", "offset", "span", "duration", "set"):
        unit = first.all("UNIT") or first.all("SECOND") or first.all("WEEKEND")
        words = replace(words, unit=unit[-1] if unit else None)
    if form in ("offset", "span", "duration", "set"):
        amount = _amount(first)
        words = replace(words, amount=amount, vague=amount is None)
    if form == "offset":
        words = replace(words, way=_way(first))
    if form in ("season", "quarter", "holiday", "reference", "set"):
        words = replace(words, name=_name(form, first))
    if form == "date" and words.until and len(first.all("MONTH")) > 1:
        words = replace(words, until_month=first.all("MONTH")[1])
    if groups.get("next"):
        words = replace(words, dayword="overnight")
    if form == "months":
        both = first.all("MONTH")
        words = replace(words, month=both[0], until_month=both[1])
    if form == "decade":
        words = replace(words, year=_decade(first.word("DEC") or ""))
    return words


def _amount(first: _Picker) -> float | None:
    """The number of "three weeks", "a week", "half an hour", "2-1/2 years", else None."""
    words = [first.tokens.words[p] for p in first.places]
    for place, word in enumerate(words):
        found = number_at([w for w in words], place) if word not in ("a", "an") else None
        if found:
            half = 0.5 if "half" in words[place:] else 0.0
            return found[0] + half
    if first.value("VAGUE") is not None:
        return 2.0 if "couple" in words else None
    if "half" in words:
        return 0.5
    if first.word("UNITS"):
        return None
    singular = first.word("UNIT")
    alone = singular is not None and not singular.endswith("s")
    return 1.0 if alone or "a" in words or "an" in words else None


def _way(first: _Picker) -> str | None:
    for category in ("AGO", "LATER", "EARLIER", "AFTER", "BEFORE", "FOLLOWING"):
        value = first.value(category)
        if value is not None:
            return "later" if category == "FOLLOWING" else str(value)
    return "hence" if "from" in [first.tokens.words[p] for p in first.places] else None


def _name(form: str, first: _Picker) -> str | None:
    if form == "season":
        return str(first.value("SEASON"))
    if form == "holiday":
        return str(first.value("HOLIDAY"))
    if form == "reference":
        past = "PAST_REF" if first.value("PAST") else None
        return str(first.value("REFERENCE") or first.value("FUTURE") or past or "PRESENT_REF")
    if form == "set":
        return first.value("FREQUENT")
    return "H" if first.word("HALF") else "Q"


def _decade(word: str) -> int:
    digits = re.sub(r"\D", "", word)
    return int(digits) if len(digits) == 4 else 1900 + int(digits)
