"""Every exception of the package; each message is a sentence that says what to do next.

SecondSourceError
├─ InputError       a source cannot be read at all
├─ EvidenceError    a quote does not stand where it is said to stand
├─ DataError        a file shipped with the package, or given by the user, is damaged or wrong
├─ ConfigError      a setting or an argument makes no sense
└─ StoreError       a case file cannot be opened, read or written
   ├─ CaseBusy      another run is writing the case
   └─ SchemaOutdated   the case was written by another version
"""


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


class StoreError(SecondSourceError):
    """A case file cannot be opened, read or written."""


class CaseBusy(StoreError):
    """Another run is writing the case."""


class SchemaOutdated(StoreError):
    """The case was written by another version of the schema."""
