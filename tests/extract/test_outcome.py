"""A sentence that tells only the outcome has the type of its account."""

from __future__ import annotations

import pytest

from secondsource.extract.draft import Draft
from secondsource.extract.outcome import open_outcomes, with_types_of_accounts
from secondsource.model import Kind

TEXT = "A blast tore through the depot. Sixteen were killed. Gunmen then stormed the gate."


def draft(trigger: str, kind: str, same_as: int | None = None, score: float = 0.9) -> Draft:
    at = TEXT.index(trigger)
    return Draft(
        Kind.INCIDENT, kind, (0, len(TEXT)), (at, at + len(trigger)), score=score, same_as=same_as
    )


@pytest.mark.parametrize(
    ("second", "kept"),
    [
        (draft("were killed", "armed_assault", 0), "bombing"),
        (draft("were killed", "armed_assault", 0, 0.99), "bombing"),
        (draft("were killed", "armed_assault"), "armed_assault"),
        (draft("were killed", "shelling", 0), "shelling"),
        (draft("stormed", "armed_assault", 0), "armed_assault"),
    ],
)
def test_types_of_outcomes(second: Draft, kept: str) -> None:
    drafts = with_types_of_accounts(
        [draft("blast", "bombing", score=0.5), second], TEXT, open_outcomes()
    )
    assert [d.event_type for d in drafts] == ["bombing", kept]
