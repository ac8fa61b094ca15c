"""The static site of a copy: pages that open from disk, with no server and no network.

In: the publication copy and a folder. Out: the folder holds the site, whole. It refuses a folder
that holds anything but a site of its own, and never leaves half a site: the pages are written
beside the folder and put in its place when all of them are there.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from secondsource.errors import ConfigError
from secondsource.publish.downloads import write_downloads
from secondsource.publish.nouns import Publication
from secondsource.publish.pages import page_texts, rows_for_script

MARK = "secondsource-site.json"
"""The file by which a site is known as one of ours."""

OF_THE_DESK = ("desk.css", "icon.svg")
VENDORED = ("fonts.css", "leaflet.css", "leaflet.js", "topojson-client.min.js")
OURS = ("site.css", "theme.js", "map.js", "site.js")


def write_site(copy: Publication, out: Path) -> int:
    """Write the site of a copy into a folder; how many files it has."""
    out = out.absolute()
    _refuse_foreign(out)
    try:
        draft = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    except OSError as fault:
        raise ConfigError(
            f"{out.parent} cannot be written: {fault.strerror}. Choose another --out."
        ) from fault
    try:
        number = _fill(copy, draft)
        draft.chmod(0o755)
        _put_in_place(draft, out)
    except OSError as fault:
        raise ConfigError(
            f"{out} cannot be written: {fault.strerror or fault}. Choose another --out."
        ) from fault
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return number


def _refuse_foreign(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise ConfigError(f"{out} is a file. Name a folder with --out.")
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file():
        raise ConfigError(
            f"{out} holds something else than a site of Second Source. Name an empty folder, "
            "or one that does not exist yet."
        )


def _put_in_place(draft: Path, out: Path) -> None:
    """The new site in place of the old one; the old one comes back if that fails."""
    if not out.exists():
        os.replace(draft, out)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}.old.", dir=out.parent))
    os.replace(out, old / "site")
    try:
        os.replace(draft, out)
    except OSError:
        os.replace(old / "site", out)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _fill(copy: Publication, folder: Path) -> int:
    for name in ("assets", "data", "downloads", "incidents"):
        (folder / name).mkdir()
    _copy_assets(folder / "assets")
    _script(folder / "data" / "incidents.js", "SITE", rows_for_script(copy))
    write_downloads(copy, folder / "downloads")
    for name, text in page_texts(copy):
        (folder / name).write_text(text, encoding="utf-8")
    mark = {"title": copy.title, "draft": copy.draft, "incidents": len(copy.events)}
    (folder / MARK).write_text(json.dumps(mark) + "\n", encoding="utf-8")
    return sum(1 for path in folder.rglob("*") if path.is_file())


def _copy_assets(folder: Path) -> None:
    """Scripts, styles and fonts, all by our own hand or vendored; the base map as a script."""
    package = files("secondsource")
    with as_file(package / "review" / "static") as desk, as_file(package / "publish") as own:
        vendor = desk / "vendor"
        for name in OF_THE_DESK:
            shutil.copyfile(desk / name, folder / name)
        for name in VENDORED:
            shutil.copyfile(vendor / name, folder / name)
        for name in OURS:
            shutil.copyfile(own / "static" / name, folder / name)
        shutil.copytree(vendor / "fonts", folder / "fonts")
        shutil.copytree(vendor / "licences", folder / "licences")
        land = json.loads((vendor / "countries-50m.json").read_text("utf-8"))
    _script(folder / "land.js", "LAND", land)


def _script(path: Path, name: str, value: Any) -> None:
    """Data as a classic script, which a page may load from disk where it may not fetch."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")
    path.write_text(f"window.{name} = {text};\n", encoding="utf-8")
