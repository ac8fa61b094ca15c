"""What takes a case away: exports, tags, the published site.

In: a case or sources. Out: files, or standard output. It refuses half a file.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from secondsource.cli.frame import (
    DEFAULT_CASE,
    FORMATS,
    LAYERS,
    CaseOption,
    OutOption,
    app,
    talk,
    written_to,
)
from secondsource.errors import ConfigError
from secondsource.model import Issue

if TYPE_CHECKING:  # what a verb needs is imported in the verb, so that the others start at once
    pass


def _formats_from(incomplete: str) -> list[str]:
    return [name for name in FORMATS if name.startswith(incomplete)]


def _layers_from(incomplete: str) -> list[str]:
    return [name for name in LAYERS if name.startswith(incomplete)]


@app.command()
def export(
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            help=f"One of: {', '.join(FORMATS)}.",
            autocompletion=_formats_from,
        ),
    ],
    case: CaseOption = DEFAULT_CASE,
    out: OutOption = None,
) -> None:
    """Write a case as JSON Lines, CSV or GeoJSON."""
    from secondsource.export import export_case
    from secondsource.store import Store

    with Store.reader(case) as store:
        export_case(store, format_, out or sys.stdout)


@app.command()
def publish(
    out: Annotated[Path | None, typer.Option(help="Folder for the site.")] = None,
    case: CaseOption = DEFAULT_CASE,
    title: Annotated[str | None, typer.Option(help="What stands over the pages.")] = None,
    drafts: Annotated[
        bool, typer.Option("--drafts", help="Unchecked incidents too, marked as drafts.")
    ] = False,
    names: Annotated[
        str | None, typer.Option(help="roles: no person is named, however many sources do.")
    ] = None,
    snap: Annotated[
        str | None, typer.Option(help="Move places to their region: admin1 or admin2.")
    ] = None,
    delay: Annotated[
        str | None, typer.Option(help="Leave out what may be younger: 72h, 3d or 2w.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would go out, and what is held back.")
    ] = False,
) -> None:
    """Write what was checked as a site that opens from disk, with its downloads."""
    from secondsource import publish as publishing
    from secondsource.resolve import open_actors, open_gazetteer
    from secondsource.store import Store

    if out is None and not dry_run:
        raise ConfigError("No folder was named. Give one with --out, or look with --dry-run.")
    options = publishing.options_of(drafts=drafts, names=names, snap=snap, delay=delay)
    tools = open_gazetteer(), open_actors()
    with Store.reader(case) as store:
        copy, account = publishing.prepare(
            store,
            options,
            *tools,
            at=datetime.now(UTC),
            title=title or "",
        )
    if dry_run or out is None:
        print("\n".join(publishing.lines_of(account)))
        return
    publishing.write_site(copy, out)
    talk(next(iter(publishing.lines_of(account))))
    talk(f"Open {out / 'index.html'}. What is held back: the same command with --dry-run.")


@app.command("tag")
def tag_command(
    sources: Annotated[list[str], typer.Argument(help="Files, folders, URLs or -.")],
    layer: Annotated[
        str,
        typer.Option(
            help=f"One of: {', '.join(LAYERS)}.",
            autocompletion=_layers_from,
        ),
    ],
    out: OutOption = None,
) -> None:
    """Tag dates, places, actors or claims of reports, without a case."""
    from secondsource.export.tags import tag_row
    from secondsource.pipeline import open_tools, tag

    if layer not in LAYERS:
        raise ConfigError(f"There is no layer {layer!r}; use one of {', '.join(LAYERS)}.")
    failed = False
    with written_to(out) as stream:
        for found in tag(sources, open_tools(), at=datetime.now(UTC)):
            if isinstance(found, Issue):
                talk(found.message)
                failed = failed or found.failed
            else:
                report, mentions, claims = found
                row = tag_row(report, layer, mentions, claims)
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")
    if failed:
        raise typer.Exit(3)
