"""The labels the trained model knows, in the order of its outputs.

In: nothing. Out: closed lists shared by training and reading; `model.json` repeats them, and
`tagger` refuses a model whose lists differ.
"""

from __future__ import annotations

TYPES = (
    "drone_strike", "air_strike", "missile_strike", "rocket_attack", "shelling", "bombing",
    "suicide_bombing", "landmine", "armed_clash", "armed_assault", "assassination", "massacre",
    "ship_attack", "abduction", "hostage_taking", "arson", "looting", "sexual_violence", "arrest",
    "protest", "riot", "interception", "other_violence",
    "claim_of_responsibility", "denial", "accusation", "condemnation", "threat", "demand", "praise",
    "truce", "negotiation", "legislation", "deployment", "withdrawal", "investigation", "aid",
)  # fmt: skip
"""Event types: 23 of incidents, then 14 of reactions."""

INCIDENT_TYPES = 23

LAYERS = (
    ("perpetrator", "actor", "target", "motive", "what", "date", "period"),
    ("place", "launched_from"),
    ("victim", "weapon"),
    ("killed", "arrested", "abducted", "missing", "displaced", "destroyed", "munitions",
     "targets_hit"),
    ("injured",),
    ("speaker", "via"),
)  # fmt: skip
"""Roles in layers: spans of one layer do not overlap, spans of two layers may."""

GROUPS = (
    "none", "civilian", "militant", "soldier", "child", "woman", "police", "perpetrator",
    "aid_worker", "journalist", "crew", "guard", "nationality",
)  # fmt: skip
"""Who the people counted are, in one word."""

NAMES = ("place", "organisation", "person", "time", "other")
"""Names in training texts: learned beside the claims, not read by the shipped model."""


def layer_of(role: str) -> tuple[int, int] | None:
    """The layer of a role and its position there, or None where the model has no such role."""
    for at, layer in enumerate(LAYERS):
        if role in layer:
            return at, layer.index(role)
    return None
