"""Finding time expressions: which words of a text speak of a time.

In: a text. Out: `DateWords`, in the order of the text, none overlapping another. It refuses words
that only look like a time: "2000 troops", "the 1st Division", "a night's sleep".
"""

from __future__ import annotations

from functools import lru_cache

from secondsource.resolve.dategrammar import DateGrammar, open_dates
from secondsource.resolve.dateparts import DateWords, read_words
from secondsource.resolve.datetokens import Hit, Tokens, tokens_of

_SURE_YEARS = (1400, 2070)  # a bare number outside these needs "in" or "of" before it
_BARE_PARTS = frozenset({"night", "evening", "morning", "afternoon", "daylight"})
_BEFORE_BARE_PARTS = frozenset({"that", "by", "at", "until", "all", "one"})


@lru_cache(maxsize=4)  # a report is read once for its mentions and once for its claims
def find_dates(text: str) -> tuple[DateWords, ...]:
    """The time expressions of a text, in order; of overlapping ones the longest."""
    grammar = open_dates()
    tokens = tokens_of(text, grammar)
    found: list[DateWords] = []
    place = 0
    while place < len(tokens.codes):
        hit = _longest(tokens, place, grammar)
        if hit is None:
            place += 1
            continue
        hit = _overtaken(hit)
        if not _is_name(hit):
            found.extend(read_words(hit))
        place = hit.end
    return tuple(found)


def _longest(tokens: Tokens, place: int, grammar: DateGrammar) -> Hit | None:
    best: Hit | None = None
    for rule in grammar.starters.get(tokens.codes[place], ()):
        match = rule.pattern.match(tokens.codes, place)
        if match and match.end() > (best.end if best else place):
            hit = Hit(rule, match, tokens, grammar)
            best = hit if _stands(hit) else best
    return best


def _overtaken(hit: Hit) -> Hit:
    """A hit that begins inside another and reaches further: "the April 12" is April 12.

    What follows "late in the day" has its own words: "after falling".
    """
    for place in range(hit.start + 1, hit.end):
        later = _longest(hit.tokens, place, hit.grammar)
        if later is None or (hit.rule.form == "unit" and later.words[-1] in ("after", "before")):
            continue
        if later.end > hit.end:
            return later
    return hit


def _stands(hit: Hit) -> bool:
    """Whether the words around a hit let it stand."""
    form = hit.rule.form
    if form == "year":
        return _is_year(hit)
    if form == "duration":
        return _is_duration(hit)
    if form == "daynumber":
        return _is_day_number(hit)
    if form == "part":
        return _is_part(hit)
    if form == "slash" and hit.tokens.codes[hit.start] == hit.grammar.kinds["SM"]:
        return _is_short_date(hit)
    if form == "weekday" and hit.words[-1] in hit.grammar.values["WEEKDAYS"]:
        return hit.end - hit.start == 1
    if form in ("date", "listed") and hit.group("day"):
        return _is_day(hit)
    return True


def _is_name(hit: Hit) -> bool:
    """Whether a day of a month names a thing: "14 July Bridge", "suburb of October 6"."""
    if hit.rule.form != "date" or hit.group("year") or not hit.group("day"):
        return False
    if hit.before == "of" and hit.tokens.word(hit.start - 2) in hit.grammar.places:
        return True
    if hit.after not in hit.grammar.named_after or "on" in (hit.before, hit.words[0]):
        return False
    return hit.tokens.between(hit.end, hit.end + 1)[0].isupper()


def _is_year(hit: Hit) -> bool:
    """Whether a four-digit number is a year and not a count, a price or a name."""
    if hit.group("bc"):
        return True
    place = hit.group("year")[0] if hit.group("year") else hit.start
    word, alone = hit.tokens.words[place], place == hit.start
    if word.startswith(("'", "‘")):
        return hit.before in hit.grammar.year_before
    start = hit.tokens.spans[place][0]
    glued = hit.tokens.text[start - 1 : start]
    if glued.isalnum() or (glued and glued in "$£€#"):
        return False
    told = hit.after in hit.grammar.year_verbs and hit.before in hit.grammar.year_before
    if hit.after in hit.grammar.no_year_after and not told:
        return False
    if alone and (hit.before in hit.grammar.no_year_before or hit.before == "at"):
        return False
    sure = not alone or hit.before in hit.grammar.year_before
    return sure or _SURE_YEARS[0] <= int(word) < _SURE_YEARS[1]


def _is_day(hit: Hit) -> bool:
    """Whether the number of a date is a day and not the end of a larger number or a name."""
    place = hit.group("day")[0]
    start = hit.tokens.spans[place][0]
    glued = start > 0 and hit.tokens.text[start - 1] in "-/." and place > hit.start
    return not glued or hit.tokens.words[place - 1] in ("-", "–")


def _is_day_number(hit: Hit) -> bool:
    """Whether "the 23rd" is a day and not a brigade."""
    if hit.end - hit.start > 2:
        return True
    plain = (hit.grammar.kinds["LOW"], hit.grammar.kinds["CAP"])
    named = hit.tokens.codes[hit.end : hit.end + 1] in plain
    return hit.after not in hit.grammar.ordered and (
        not named or hit.before in ("on", "by", "until")
    )


def _is_short_date(hit: Hit) -> bool:
    """Whether "12/22" is a day of a month: a cell of its own, or after "on", and unmistakable."""
    low, high = sorted(int(n) for n in hit.words[0].split("/"))
    placed = hit.before in hit.grammar.certain_before or hit.before in ("\n", "|", "")
    return placed and 1 <= low <= 12 < high <= 31


def _is_duration(hit: Hit) -> bool:
    """Whether words such as "a second" or "a quarter" are a length of time."""
    words = hit.words
    if "second" in words and len(words) <= 2:
        return False
    if words[-1] in ("quarter", "quarters"):
        return "consecutive" in words
    if words[-1] in ("night", "min"):
        return "a" not in words and len(words) > 1
    return not (words[-1] == "day" and words[0] in ("a", "an") and hit.after == "of")


def _is_part(hit: Hit) -> bool:
    """Whether a part of the day alone ("dawn") says a time and not, say, "Night Brigade"."""
    if hit.end - hit.start > 1:
        return True
    surface = hit.tokens.between(hit.start, hit.end)
    if surface[0].isupper() and not surface.isupper() and hit.before not in ("", ".", "\n"):
        return False
    return hit.words[0] not in _BARE_PARTS or hit.before in _BEFORE_BARE_PARTS
