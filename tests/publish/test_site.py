"""The site as it is written: whole or not at all, marked, clean, and free of what is held back."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from publishing import Prepare, everything
from secondsource.errors import ConfigError
from secondsource.publish import DRAFT, options_of, write_site
from secondsource.publish.site import MARK

HELD = ("McKenzie", "Kenneth", "Biden", "Zelenskiy", "Zaw Min Tun", "ana.k")
UNCHECKED = ("Kremenchuk", "Pazigyi", "Mogadishu", "State Bulletin")
OTHERS = ("assets/",)  # the map and its licences name places and authors


def own(folder: Path) -> dict[str, str]:
    """The files that say something of the case."""
    return {n: t for n, t in everything(folder).items() if not n.startswith(OTHERS)}


@pytest.fixture
def site(prepared: Prepare, tmp_path: Path) -> Path:
    copy, _ = prepared()
    write_site(copy, tmp_path / "site")
    return tmp_path / "site"


def test_what_is_held_back_is_in_no_file(site: Path, prepared: Prepare) -> None:
    files = own(site)
    everything_else, _ = prepared(drafts=True)
    shown, _ = prepared()
    unchecked = {e.id for e in everything_else.events} - {e.id for e in shown.events}
    assert len(files) > 10 and len(unchecked) > 20
    for name, text in files.items():
        for words in (*HELD, *UNCHECKED, *unchecked):
            assert words.casefold() not in text.casefold(), f"{words} is in {name}"
            assert words.casefold() not in name.casefold()


def test_no_name_is_left_where_roles_are_asked_for(prepared: Prepare, tmp_path: Path) -> None:
    copy, _ = prepared(roles=True, drafts=True)
    write_site(copy, tmp_path / "site")
    for name, text in own(tmp_path / "site").items():
        for words in (*HELD, "Kyrylenko", "Konashenkov", "Romeo Brawner"):
            assert words.casefold() not in text.casefold(), f"{words} is in {name}"


def test_a_finer_place_is_in_no_file(prepared: Prepare, tmp_path: Path) -> None:
    copy, _ = prepared(snap=options_of(snap="admin1").snap)
    write_site(copy, tmp_path / "site")
    for name, text in own(tmp_path / "site").items():
        for words in ("Kramatorsk", "Abbey Gate", "48.7", "37.5"):
            assert words not in text, f"{words} is in {name}"


def test_a_draft_is_marked_on_every_page_and_row(prepared: Prepare, tmp_path: Path) -> None:
    copy, _ = prepared(drafts=True)
    write_site(copy, tmp_path / "site")
    pages = sorted((tmp_path / "site").rglob("*.html"))
    assert len(pages) == len(copy.events) + 5
    for page in pages:
        text = page.read_text("utf-8")
        assert f'aria-label="State of these pages">{DRAFT}' in text, page.name
        assert 'content="noindex"' in text
        rows = re.findall(r"<tr (?:data-id|id)=.*?</tr>", text, re.DOTALL)
        assert all(DRAFT in row for row in rows)


def test_what_is_checked_bears_no_such_mark(site: Path) -> None:
    assert not [name for name, text in own(site).items() if "unchecked" in text.casefold()]


def test_pages_run_no_script_of_their_own(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text("utf-8")
        assert "default-src &#39;none&#39;" in text
        assert not re.findall(r"<script(?![^>]*\bsrc=)", text)
        assert not re.findall(r"<style|\sstyle=|\son\w+=|javascript:", text)
        assert not re.findall(r'(?:src|href)="(?:https?:)?//', text)


def test_every_link_of_a_page_leads_to_a_file(site: Path) -> None:
    for page in site.rglob("*.html"):
        for target in re.findall(r'(?:src|href)="([^"#]+)', page.read_text("utf-8")):
            if not target.startswith("http"):
                assert (page.parent / target).resolve().is_file(), f"{page.name}: {target}"


def test_hostile_words_stay_words(prepared: Prepare, tmp_path: Path) -> None:
    copy, _ = prepared()
    words = '</script><img src=x onerror="alert(1)">'
    hostile = replace(
        copy,
        title=words,
        events=tuple(replace(e, title=words) for e in copy.events),
        reports=tuple(replace(r, title=words, source=words) for r in copy.reports),
    )
    write_site(hostile, tmp_path / "site")
    for path in (tmp_path / "site").rglob("*"):
        if path.suffix in (".html", ".js") and "assets" not in path.parts:
            assert "<img src=x" not in path.read_text("utf-8"), path.name


def test_a_folder_that_holds_something_else_is_refused(prepared: Prepare, tmp_path: Path) -> None:
    copy, _ = prepared()
    (tmp_path / "note.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigError, match="holds something else"):
        write_site(copy, tmp_path)
    with pytest.raises(ConfigError, match="is a file"):
        write_site(copy, tmp_path / "note.txt")
    assert [p.name for p in tmp_path.iterdir()] == ["note.txt"]


def test_a_new_site_replaces_the_old_one_whole(site: Path, prepared: Prepare) -> None:
    copy, _ = prepared(drafts=True)
    (site / "incidents" / "gone.html").write_text("", encoding="utf-8")
    write_site(copy, site)
    assert not (site / "incidents" / "gone.html").exists()
    assert len(list((site / "incidents").iterdir())) == len(copy.events)
    assert [p.name for p in site.parent.iterdir()] == [site.name]


def test_a_site_that_cannot_be_finished_leaves_the_old_one(site: Path, prepared: Prepare) -> None:
    copy, _ = prepared(drafts=True)
    before = everything(site)
    unwritable = replace(copy.events[-1], id="no/such/folder")
    with pytest.raises(ConfigError, match="cannot be written"):
        write_site(replace(copy, events=(*copy.events, unwritable)), site)
    assert everything(site) == before
    assert (site / MARK).is_file() and [p.name for p in site.parent.iterdir()] == [site.name]


def test_the_methodology_says_what_is_in_force(site: Path) -> None:
    text = (site / "methodology.html").read_text("utf-8")
    assert "ucdp_like" in text and "Uppsala Conflict Data Program" in text
    assert "the total that most independent sources give" in text
    assert "whole incidents" in text  # a measured figure
    assert "Held back:" in text and "nobody has checked it" in text


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"delay": "soon"}, "Write it as 72h"),
        ({"snap": "town"}, "admin1 or admin2"),
        ({"names": "full"}, "Say roles"),
    ],
)
def test_what_means_nothing_is_refused(asked: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        options_of(**asked)  # type: ignore[arg-type]
