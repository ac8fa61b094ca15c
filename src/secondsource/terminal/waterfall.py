"""The reasons for a link as a waterfall: each feature's weight on top of those before it.

In: a `Shown` and a link. Out: an SVG picture, or one HTML page with the picture, both accounts and
every reason in words. Nothing is loaded from anywhere. It refuses to leave out small weights: the
bars add up to the total that is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from secondsource.model import Link, Reason
from secondsource.terminal.quotes import one_line
from secondsource.terminal.shown import Shown

WIDTH, ROW, TOP = 900, 34, 76  # pixels
LEFT, RIGHT = 190, 820  # of the bars; labels stand left of them, weights right
FOR, AGAINST, TOTAL = "#2166ac", "#b2560d", "#444444"  # told apart by the colour-blind too
SHORT = 96  # characters of a detail in the picture; the whole is in its tooltip and in the page


@dataclass(frozen=True, slots=True)
class _Step:
    """One bar: from the sum before it to the sum after it."""

    label: str
    detail: str
    weight: float
    start: float
    end: float


def waterfall_svg(shown: Shown, link: Link) -> str:
    """The weights of a link as an SVG picture, the heaviest first after the prior."""
    steps = _steps(link)
    height = TOP + ROW * (len(steps) + 1) + 24
    low = min(0.0, *(min(s.start, s.end) for s in steps))
    high = max(0.0, *(max(s.start, s.end) for s in steps))
    scale = (RIGHT - LEFT) / ((high - low) or 1.0)

    def across(value: float) -> float:
        return round(LEFT + (value - low) * scale, 1)

    zero = across(0.0)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" role="img" font-family="sans-serif" font-size="13">',
        f"<title>{escape(_verdict(link))}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        _text(16, 26, _verdict(link), weight="bold", size=16),
        _text(16, 48, _accounts(shown, link), fill="#555555"),
        f'<line x1="{zero}" y1="{TOP - 8}" x2="{zero}" y2="{height - 20}" stroke="#999999"/>',
    ]
    for n, step in enumerate(steps):
        parts.append(_bar(step, TOP + n * ROW, across, FOR if step.weight >= 0 else AGAINST))
    total = _Step("total", "log2 odds, all reasons together", link.weight, 0.0, link.weight)
    parts.append(_bar(total, TOP + len(steps) * ROW, across, TOTAL))
    return "\n".join([*parts, "</svg>\n"])


def waterfall_html(shown: Shown, link: Link) -> str:
    """One page: the picture, what both accounts say, and each reason in words."""
    quotes = "\n".join(
        f"<blockquote>“{escape(one_line(claim.evidence.quote))}”"
        f"<footer>{escape(shown.label(claim.report_id))}</footer></blockquote>"
        for account in (link.left, link.right)
        if (claim := shown.claims.get(account)) is not None
    )
    rows = "\n".join(
        f"<tr><td>{escape(s.label)}</td><td>{s.weight:+.2f}</td>"
        f"<td>{escape(one_line(s.detail))}</td></tr>"
        for s in _steps(link)
    )
    title = escape(_verdict(link))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n"
        "<style>body{font-family:sans-serif;max-width:900px;margin:2em auto}"
        "td{padding:.2em 1em .2em 0;vertical-align:top}td:nth-child(2){text-align:right}</style>\n"
        f"</head>\n<body>\n{waterfall_svg(shown, link)}{quotes}\n"
        f"<table>\n<tr><th>Feature</th><th>Bits</th><th>Because</th></tr>\n{rows}\n</table>\n"
        "<p>Draft, machine-made, unchecked.</p>\n</body>\n</html>\n"
    )


def _steps(link: Link) -> list[_Step]:
    """The reasons in the order of the picture, each on the sum of those before it."""
    steps: list[_Step] = []
    at = 0.0
    for reason in sorted(link.reasons, key=_order):
        label = reason.feature.replace("_", " ")
        steps.append(_Step(label, reason.detail, reason.weight, at, at + reason.weight))
        at += reason.weight
    return steps


def _order(reason: Reason) -> tuple[bool, float, str]:
    return reason.feature != "prior", -abs(reason.weight), reason.feature


def _verdict(link: Link) -> str:
    joined = "Joined" if link.joined else "Kept apart"
    odds = "for" if link.weight > 0 else "against"
    return f"{joined}: {abs(link.weight):.1f} bits {odds} one incident"


def _accounts(shown: Shown, link: Link) -> str:
    claims = (shown.claims.get(account) for account in (link.left, link.right))
    return " and ".join(shown.label(c.report_id) for c in claims if c is not None)


def _bar(step: _Step, y: int, across: Callable[[float], float], colour: str) -> str:
    """A bar with its label, its weight, and its reason below the label in small."""
    start, end = sorted((across(step.start), across(step.end)))
    words = one_line(step.detail)
    short = words if len(words) <= SHORT else f"{words[: SHORT - 1]}…"
    return "\n".join(
        (
            f"<g><title>{escape(f'{step.label}: {step.weight:+.2f}, {words}')}</title>",
            f'<rect x="{start}" y="{y}" width="{max(1.0, round(end - start, 1))}" height="14" '
            f'fill="{colour}"/>',
            _text(LEFT - 12, y + 12, step.label, anchor="end"),
            _text(RIGHT + 12, y + 12, f"{step.weight:+.1f}"),
            _text(LEFT, y + 26, short, size=10, fill="#666666"),
            "</g>",
        )
    )


def _text(
    x: int,
    y: int,
    words: str,
    *,
    anchor: str = "start",
    size: int = 13,
    weight: str = "normal",
    fill: str = "#111111",
) -> str:
    return (
        f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}" '
        f'font-weight="{weight}" fill="{fill}">{escape(words)}</text>'
    )
