"""What each level of a feature is worth, and what a pair of accounts adds up to.

In: the findings of a pair, and the weights shipped as data. Out: log2 odds that the two accounts
tell of one incident, with a reason for each feature. It refuses levels it has no weight for only
by adding nothing. The weights are estimated in `training/weights.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from secondsource.errors import DataError
from secondsource.link.pairs import Finding
from secondsource.link.usual import Rarity
from secondsource.model import Reason


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything linking knows beforehand: worth of levels, rarity of words, kin of types."""

    prior: float  # log2 odds of two compared accounts before anything is known
    copied: float  # what a corresponding account in a copy adds
    threshold: float  # mean log2 odds from which two groups are joined
    apart: float  # log2 odds of two accounts that share nothing worth comparing
    most: float  # log2 odds beyond which a pair says no more for its group
    least: float  # log2 odds below which a pair says no more against its group
    levels: Mapping[str, Mapping[str, float]]
    kin: Mapping[str, frozenset[str]]
    plain: frozenset[str]
    rarity: Rarity

    def worth(self, finding: Finding) -> float:
        """The log2 odds of one finding, in whole thousandths."""
        return round(self.levels.get(finding.feature, {}).get(finding.level, 0.0), 3)

    def total(self, findings: Sequence[Finding]) -> float:
        """The log2 odds that findings add up to, the prior among them."""
        return sum((self.prior, *map(self.worth, findings)))

    def bounded(self, weight: float) -> float:
        """A pair's log2 odds as its group hears them: no single pair outvotes the others.

        What speaks against a union is heard longer: one day, one place differ, whatever agrees.
        """
        return max(self.least, min(self.most, weight))

    def reasons(self, findings: Sequence[Finding]) -> tuple[Reason, ...]:
        """Each finding with what it adds, the prior first; they sum to the weight of the pair."""
        prior = Reason("prior", "how often two accounts are one incident", self.prior)
        rest = (Reason(f.feature, f.detail, self.worth(f)) for f in findings)
        return (prior, *rest)


def open_weights(path: Path | None = None) -> Weights:
    """The weights that ship with the package, or those of another file of the same form."""
    source = path or files("secondsource") / "data" / "weights.json"
    try:
        data = json.loads(source.read_text(encoding="utf-8"))
        return Weights(
            prior=float(data["prior"]),
            copied=float(data["copied"]),
            threshold=float(data["threshold"]),
            apart=float(data["apart"]),
            most=float(data["most"]),
            least=float(data["least"]),
            levels={f: {k: float(w) for k, w in v.items()} for f, v in data["levels"].items()},
            kin={t: frozenset(k) for t, k in data["kin"].items()},
            plain=frozenset(data["plain"]),
            rarity=Rarity(int(data["rarity"]["documents"]), dict(data["rarity"]["counts"])),
        )
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise DataError(
            f"The linking weights {source} cannot be used: {error!r}. "
            "Make them again with training/weights.py, or reinstall the package."
        ) from error
