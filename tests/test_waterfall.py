"""The picture of a link: bars that add up, words that cannot break it."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from secondsource.model import Link, Reason
from secondsource.terminal import Shown, waterfall_html, waterfall_svg
from telling import claim, report

NASTY = "<script>alert('x')</script> & “both at Goma”\x1b[31m"
REASONS = (
    Reason("place", NASTY, 2.5),
    Reason("prior", "how often two accounts are one incident", -4.0),
    Reason("date", "6 days apart", -3.25),
    Reason("type", "both tell of drone_strike", 1.5),
)
SVG = "{http://www.w3.org/2000/svg}"


def shown() -> Shown:
    claims = [claim("a", "r1", text="A <b>drone</b> hit Goma."), claim("b", "r2")]
    return Shown.of([], claims, [report("r1"), report("r2")], {})


def link(*reasons: Reason, joined: bool = False) -> Link:
    return Link("a", "b", round(sum(r.weight for r in reasons), 3), joined, reasons)


def bars(svg: str) -> list[tuple[str, float, float]]:
    """Label, left edge and right edge of each bar, from the top down."""
    found = []
    for group in ElementTree.fromstring(svg).iter(f"{SVG}g"):
        title, bar = group.find(f"{SVG}title"), group.find(f"{SVG}rect")
        assert title is not None and bar is not None
        left = float(bar.attrib["x"])
        name = (title.text or "").split(":")[0]
        found.append((name, left, left + float(bar.attrib["width"])))
    return found


def test_each_bar_begins_where_the_one_before_it_ends() -> None:
    drawn = bars(waterfall_svg(shown(), link(*REASONS)))
    assert [name for name, _, _ in drawn] == ["prior", "date", "place", "type", "total"]
    by = {name: (left, right) for name, left, right in drawn}
    assert by["prior"][0] == pytest.approx(by["date"][1], abs=0.2)  # both lead down
    assert by["date"][0] == pytest.approx(by["place"][0], abs=0.2)  # down, then up again
    assert by["place"][1] == pytest.approx(by["type"][0], abs=0.2)
    assert by["type"][1] == pytest.approx(by["total"][0], abs=0.2)
    assert by["total"][1] == pytest.approx(by["prior"][1], abs=0.2)  # at zero


def test_no_bar_leaves_the_picture_and_none_is_too_thin_to_see() -> None:
    for reasons in (REASONS, REASONS[:1], (Reason("prior", "none", 0.0),)):
        for _, left, right in bars(waterfall_svg(shown(), link(*reasons))):
            assert 190 <= left < right <= 821.1
            assert right - left >= 1


def test_words_of_reports_are_words_only() -> None:
    for page in (waterfall_svg(shown(), link(*REASONS)), waterfall_html(shown(), link(*REASONS))):
        assert "<script>" not in page and "<b>" not in page and "\x1b" not in page
        assert "&lt;script&gt;" in page
        assert not re.search(r"""(?:src|href)=|url\(""", page)


def test_the_page_holds_picture_quotes_and_every_reason() -> None:
    page = waterfall_html(shown(), link(*REASONS, joined=True))
    assert page.count("<svg") == 1
    assert page.count("<blockquote>") == 2
    assert "Joined: 3.2 bits against one incident" in page
    for reason in REASONS:
        assert f"<td>{reason.weight:+.2f}</td>" in page
