"""What a user names as a source, opened: files, folders, standard input, web pages, lists of them.

In: names. Out: open binary streams, and issues for what cannot be opened. It refuses to fetch a
page that the user did not name, alone or in a list of addresses named as such.
"""

from __future__ import annotations

import http.client
import io
import os
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from secondsource.model import Issue

LARGEST_PAGE = 16 * 1024 * 1024  # bytes fetched from one address
TIMEOUT_S = 30.0
_LARGEST_LIST = 1024 * 1024
_AGENT = "secondsource (+reads pages that a person names)"


@dataclass(frozen=True, slots=True)
class Opened:
    """An open stream with the name that issues call it by."""

    name: str
    stream: BinaryIO
    url: str | None = None
    charset: str | None = None  # as the web server names it
    close: bool = True


@dataclass(frozen=True, slots=True)
class Named:
    """A file that goes by another name than its own, as one sent by a browser does."""

    name: str
    path: Path

    def __str__(self) -> str:
        return self.name


def open_sources(sources: Sequence[str | Named], *, stdin: BinaryIO) -> Iterator[Opened | Issue]:
    """Each source opened, one after the other; a folder is walked in the order of its names."""
    for source in sources:
        if isinstance(source, Named):
            yield from _file(source.path, named=False, name=source.name)
        elif source == "-":
            yield Opened("standard input", stdin, close=False)
        elif is_address(source):
            yield fetch(source)
        elif os.path.isdir(source):
            yield from _folder(Path(source))
        else:
            yield from _file(Path(source), named=True)


def is_address(source: str) -> bool:
    """Whether a source is the address of a web page."""
    return source.lower().startswith(("http://", "https://"))


def _folder(folder: Path) -> Iterator[Opened | Issue]:
    denied: list[OSError] = []
    count = 0
    for base, folders, names in os.walk(folder, onerror=denied.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith((".", "~$")) and _is_readable_kind(Path(base) / name):
                count += 1
                yield from _file(Path(base) / name, named=False)
    for error in denied:
        yield _failed("unreadable", str(error.filename or folder), _reason(error), "Check access")
    if count == 0 and not denied:
        message = f"The folder {folder} holds no files. Name a folder with reports."
        yield Issue("read", "empty", message, file=str(folder), failed=True)


def _is_readable_kind(path: Path) -> bool:
    """Whether a file of a folder is no pipe or device, which might never end."""
    return path.is_file() or not path.exists()


def _file(path: Path, *, named: bool, name: str | None = None) -> Iterator[Opened | Issue]:
    """A file, called by its path where it has no other name."""
    name = name or str(path)
    try:
        stream = path.open("rb")
    except FileNotFoundError:
        yield _failed("missing", name, "there is no such file or folder", "Check the name")
        return
    except (OSError, ValueError) as error:
        yield _failed("unreadable", name, _reason(error), "Check access to it")
        return
    addresses = _addresses(name, stream)
    if not addresses:
        yield Opened(name, stream)
        return
    stream.close()
    if not named:
        message = (
            f"{name} lists web addresses ({len(addresses)}) and they were not fetched: only its "
            "folder was named. Name the file itself to fetch them."
        )
        yield Issue("read", "addresses_not_fetched", message, file=name)
        return
    for address in addresses:
        yield fetch(address)


def _addresses(name: str, stream: BinaryIO) -> tuple[str, ...]:
    """The addresses that a file lists, empty where it holds anything else."""
    if not name.lower().endswith((".txt", ".urls", ".url", ".list")):
        return ()
    try:
        head = stream.read(_LARGEST_LIST)
        stream.seek(0)
        lines = [line.strip() for line in head.decode("utf-8-sig").splitlines()]
    except (OSError, UnicodeDecodeError):
        return ()
    told = [line for line in lines if line and not line.startswith("#")]
    whole = all(is_address(line) and len(line.split()) == 1 for line in told)
    return tuple(dict.fromkeys(told)) if told and whole else ()


def fetch(address: str) -> Opened | Issue:
    """One web page, or an issue that says why it could not be had."""
    try:
        request = urllib.request.Request(address, headers={"User-Agent": _AGENT})
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
            body = answer.read(LARGEST_PAGE + 1)
            charset = answer.headers.get_content_charset()
    except urllib.error.HTTPError as error:
        error.close()
        return _failed(
            "not_fetched", address, f"the server answers {error.code}", "Try it in a browser"
        )
    except (OSError, http.client.HTTPException, ValueError) as error:
        return _failed("not_fetched", address, _reason(error), "Check address and network")
    if len(body) > LARGEST_PAGE:
        limit = f"it is larger than {LARGEST_PAGE // 1024 // 1024} MB"
        return _failed("too_large", address, limit, "Save it and name the file")
    return Opened(address, io.BytesIO(body), url=address, charset=charset)


def _failed(code: str, name: str, why: str, then: str) -> Issue:
    return Issue("read", code, f"{name} was not read: {why}. {then}.", file=name, failed=True)


def _reason(error: BaseException) -> str:
    if isinstance(error, urllib.error.URLError) and isinstance(error.reason, BaseException):
        return _reason(error.reason)
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
