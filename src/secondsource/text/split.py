"""Where sentences end.

In: a stretch of text. Out: the trimmed spans of its sentences. It refuses to end a sentence after
an abbreviation, an initial or a number unless what follows starts a sentence.
"""

from __future__ import annotations

import re

from secondsource.text.words import words

_CLOSERS = "”’\"'»)\\]*_"
_OPENERS = "“‘\"'«(\\[*_¿¡"
_STOP = re.compile(
    rf"(?P<mark>[.!?…]+|[۔؟])(?P<close>[{_CLOSERS}]*)(?P<gap>\s+|(?=[{_OPENERS}A-Z])|(?<=[{_CLOSERS}]))"
    rf"|(?P<wide>[。！？]+[」』”]*)"
)
_BEFORE = re.compile(r"[^\s“\"(\[]*$")
_NEXT = re.compile(rf"[{_OPENERS}]*(?P<word>[^\s{_CLOSERS}{_OPENERS},;:]*)")
_LETTERED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")  # U.S, a.m, J.R.R
_ARTICLED_NAME = re.compile(r"(?:al|el|as|an|ad|ar|at|az|ash)-[^\W\d_a-z]")


def split(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The sentences between two offsets, trimmed of white space."""
    found = []
    begin = start
    for stop in _STOP.finditer(text, start, end):
        if stop.end() < end and (stop["wide"] or _ends(text, stop, end)):
            found.append((begin, stop.end()))
            begin = stop.end()
    found.append((begin, end))
    trimmed = (_trim(text, first, last) for first, last in found)
    return tuple((first, last) for first, last in trimmed if first < last)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    body = text[start:end]
    first = start + len(body) - len(body.lstrip())
    return first, max(first, start + len(body.rstrip()))


def _ends(text: str, stop: re.Match[str], end: int) -> bool:
    """Whether a mark ends a sentence."""
    ahead = _NEXT.match(text, stop.end(), end)
    word = ahead["word"] if ahead else ""
    before = _BEFORE.search(text, max(0, stop.start() - 40), stop.start())
    token = before.group() if before else ""
    if not word:
        return bool(stop["gap"])
    if not stop["gap"]:
        return _lacks_blank(text, stop, token, word)
    if word[0].islower():
        return bool(_ARTICLED_NAME.match(word)) and not _is_short(token)
    if stop["mark"] == "." and not stop["close"]:
        return _full_stop_ends(token, word, text[stop.end() : stop.end() + 2])
    return True


def _lacks_blank(text: str, stop: re.Match[str], token: str, word: str) -> bool:
    """Whether a sentence ends where the blank after its full stop is missing."""
    last = token[-1:]
    if stop["close"]:
        return word[0].isupper() and len(stop["mark"]) == 1 and len(word) > 1
    if (
        "/" in token
        or "@" in token
        or "." in token
        or not re.search(r"[^\W\d_A-Z]{2}$|\d{2}$|[A-Z]{4}$", token)
    ):
        return False
    opened = text[stop.end()] in "“‘\"'«("
    return opened or (word[0].isupper() and not (last.isupper() and word.islower()))


def _full_stop_ends(token: str, word: str, ahead: str) -> bool:
    """Whether a full stop between a token and a word with a capital or digit ends a sentence."""
    bare = token.lower().strip("*_'’‘")
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
