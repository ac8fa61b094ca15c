"""What `secondsource tag` writes: one line a report, with every span of one layer.

In: a report with its mentions and claims. Out: rows by the contract. It leaves nothing out:
`dates`, `places` and `actors` list every expression and name of the text, in claims or not.
"""

from __future__ import annotations

from collections.abc import Sequence

from secondsource.export.plain import Row, plain
from secondsource.model import Actor, Claim, Layer, Mention, Place, Report, When

CLAIMS = "claims"
LAYERS = (*(layer.value for layer in Layer), CLAIMS)
"""The names of the layers."""


def tag_row(
    report: Report, layer: str, mentions: Sequence[Mention], claims: Sequence[Claim]
) -> Row:
    """All spans of one layer of one report."""
    if layer == CLAIMS:
        spans = [_claim_span(claim) for claim in claims]
    else:
        spans = [_mention_span(m) for m in mentions if m.layer == layer]
    return {"report_id": report.id, "layer": layer, "spans": spans}


def _mention_span(mention: Mention) -> Row:
    span: Row = {"start": mention.start, "end": mention.end, "quote": mention.quote}
    return span | {"value": _value(mention)}


def _value(mention: Mention) -> Row | None:
    value = mention.value
    if mention.layer == Layer.DATES:
        when = value if isinstance(value, When) else None
        return {
            "timex_type": mention.timex_type,
            "timex_value": mention.timex_value,
            "edtf": when.edtf if when else None,
        }
    if isinstance(value, Place | Actor):
        row: Row = plain(value)
        return row
    return None


def _claim_span(claim: Claim) -> Row:
    said = [
        {
            "property": s.property.value,
            "start": s.evidence.start,
            "end": s.evidence.end,
            "quote": s.evidence.quote,
            "value": plain(s.value),
        }
        for s in claim.statements
    ]
    value = {
        "claim_id": claim.id,
        "account_id": claim.account_id,
        "kind": claim.kind.value,
        "event_type": claim.event_type,
        "stance": claim.stance.value,
        "negated": claim.negated,
        "score": claim.score,
        "statements": said,
    }
    words = claim.evidence
    return {"start": words.start, "end": words.end, "quote": words.quote, "value": value}
