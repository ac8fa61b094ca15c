"""Where sentences end.

In: a stretch of text. Out: the trimmed spans of its sentences. It refuses to end a sentence after
an abbreviation, an initial or a number unless what follows starts a sentence.
"""

from __future__ import annotations

import re

from secondsource.text.words import words

_CLOSERS = "”’\"'`»)\\]*_"
_OPENERS = "“‘\"'`«(\\[*_¿¡"
_STOP = re.compile(
    rf"(?<![.!?…])(?P<mark>[.!?…]++|[۔؟])(?P<close>[{_CLOSERS}]*+(?:\[\d{{1,3}}\])*+)"
    rf"(?P<gap>\s++|(?=[{_OPENERS}A-Z])|(?<=[{_CLOSERS}]))"
    r"|(?P<wide>[。！？]++[」』”]*+)"
)
_UNBROKEN = re.compile(r"[^\s“\"(\[]*$")
_TOKEN = re.compile(r"\w[\w.]*$")
_NEXT = re.compile(rf"[{_OPENERS}]{{0,5}}(?P<word>[^\s{_CLOSERS}{_OPENERS},;:]{{0,60}})")
_LETTERED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")  # U.S, a.m, J.R.R
_ARTICLED_NAME = re.compile(r"(?:al|el|as|an|ad|ar|at|az|ash)-[^\W\d_a-z]")
_WHOLE_WORD = re.compile(r"[^\W\d_A-Z]{2}$|\d{2}$|[A-Z]{4}$")
_SUBHEAD = re.compile(r"[-–—] [A-Z][^-–—.]{2,60} [-–—] [A-Z“\"]")
_CALENDAR = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun)\w*\.?|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.?",
    re.IGNORECASE,
)
_BOLD = ("**", "__")


def split(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The sentences between two offsets, trimmed of white space."""
    found: list[tuple[int, int]] = []
    begin = opened = start  # where the sentence begins, and where it begins past its labels
    for stop in _STOP.finditer(text, start, end):
        if stop.end() >= end or not (stop["wide"] or _ends(text, stop, end)):
            continue
        if begin == start and _is_label(text[opened : stop.end()].strip(), follows=opened > start):
            opened = stop.end()
            continue
        found.append(_trim(text, begin, stop.end()))
        begin = stop.end()
    last = _trim(text, begin, end)
    if found and not any(character.isalnum() for character in text[last[0] : last[1]]):
        last = (found.pop()[0], max(last))
    return (*found, last) if last[0] < last[1] else tuple(found)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    body = text[start:end]
    first = start + len(body) - len(body.lstrip())
    return first, max(first, start + len(body.rstrip()))


def _is_label(opening: str, *, follows: bool) -> bool:
    """Whether an opening is a label of what follows: bold words, a date, a place.

    After another label it may be longer ("24 May. Suruç, near the Syrian border.").
    """
    if len(opening) > 90:
        return False
    if opening.startswith(_BOLD) and opening.endswith(_BOLD):
        return True
    bare = opening.rstrip(".")
    if not opening.endswith(".") or len(bare) < 4:
        return False
    if words().dateline.fullmatch(bare):
        return True
    dated = follows or any(character.isdigit() for character in bare)
    return _is_named(bare, most=3 if dated else 2)


def _is_named(bare: str, *, most: int) -> bool:
    """Whether words are names only, few of them, with the small words between names."""
    small = words().label_small
    tokens = re.findall(r"[^\W\d_][\w’'.-]*", bare)
    names = [t for t in tokens if t.lower().rstrip(".") not in small]
    named = [t for t in names if not _CALENDAR.fullmatch(t)]
    capital = all(t[0].isupper() or _ARTICLED_NAME.match(t) for t in names)
    return capital and len(named) <= most and not bare.isupper()


def _ends(text: str, stop: re.Match[str], end: int) -> bool:
    """Whether a mark ends a sentence."""
    ahead = _NEXT.match(text, stop.end(), end)
    word = ahead["word"] if ahead else ""
    unbroken = _UNBROKEN.search(text, max(0, stop.start() - 40), stop.start())
    chunk = unbroken.group() if unbroken else ""
    match = _TOKEN.search(chunk)
    token = match.group() if match else ""
    if not word:
        return bool(stop["gap"])
    if not stop["gap"]:
        return _lacks_blank(text, stop, chunk, word)
    if word[0] in "-–—":
        return _SUBHEAD.match(text, stop.end()) is not None
    if word[0].islower():
        starts = word in words().starters and len(token) > 3 and stop["mark"] == "."
        return (starts or bool(_ARTICLED_NAME.match(word))) and not _is_short(token)
    if stop["mark"] == "." and not stop["close"]:
        return _full_stop_ends(token, word, text[stop.end() : stop.end() + 2])
    bracketed = stop["close"][:1] == ")" and text.endswith(f"({token}", 0, stop.start())
    return not bracketed or word.lower() in words().starters  # "Sgt. (res.) Amir"


def _lacks_blank(text: str, stop: re.Match[str], chunk: str, word: str) -> bool:
    """Whether a sentence ends where the blank after its full stop is missing."""
    if stop["close"]:
        return word[0].isupper() and len(stop["mark"]) == 1 and len(word) > 1
    if "/" in chunk or "@" in chunk or "." in chunk or not _WHOLE_WORD.search(chunk):
        return False
    if text[stop.end()] in "“‘\"'«(":
        return True
    return word[0].isupper() and not (chunk[-1].isupper() and word.islower())


def _full_stop_ends(token: str, word: str, ahead: str) -> bool:
    """Whether a full stop between a token and a word with a capital or digit ends a sentence."""
    bare = token.lower()
    known = words()
    starts = word.lower() in known.starters and (len(word) > 1 or ahead[1:2] != ".")
    if bare in known.never_ends:
        return False
    if bare in known.before_digits and word[0].isdigit():
        return False
    if bare in known.may_end or _LETTERED.fullmatch(bare):
        return starts
    if len(bare) == 1 and bare.isalpha():
        return starts and word.lower() != "a"
    return True


def _is_short(token: str) -> bool:
    bare = token.lower()
    known = words()
    return bare in known.never_ends or bare in known.may_end or len(bare) == 1 or "." in bare
