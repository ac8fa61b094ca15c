"""Every exception of the package; each message is a sentence that says what to do next.

SecondSourceError
├─ InputError       a source cannot be read at all
├─ EvidenceError    a quote does not stand where it is said to stand
├─ DataError        a file shipped with the package, or given by the user, is damaged or wrong
├─ ConfigError      a setting or an argument makes no sense
├─ Clash            others have decided on the same thing since the person looked
└─ StoreError       a case file cannot be opened, read or written
   ├─ CaseBusy      another run is writing the case
   └─ SchemaOutdated   the case was written by another version
"""

from __future__ import annotations

from typing import Any


class SecondSourceError(Exception):
    """Anything that Second Source refuses to do, said in one sentence."""


class InputError(SecondSourceError):
    """A source cannot be read at all."""


class EvidenceError(SecondSourceError):
    """A quote does not stand where it is said to stand."""


class DataError(SecondSourceError):
    """A data file of the package or of the user is damaged or wrong."""


class ConfigError(SecondSourceError):
    """A setting or an argument makes no sense."""


class Clash(SecondSourceError):
    """Others have decided on the same thing since the person looked; nothing was written.

    `mine` are the decisions that were meant to be noted, `theirs` the standings of the others'.
    """

    def __init__(self, message: str, mine: tuple[Any, ...], theirs: tuple[Any, ...]) -> None:
        super().__init__(message)
        self.mine = mine
        self.theirs = theirs


class StoreError(SecondSourceError):
    """A case file cannot be opened, read or written."""


class CaseBusy(StoreError):
    """Another run is writing the case."""


class SchemaOutdated(StoreError):
    """The case was written by another version of the schema."""
