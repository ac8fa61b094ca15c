"""What keeps the tool in order: places of your own, accuracy, health.

In: files of places, hand-coded reports, a case. Out: what was added, measured or found.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from secondsource.cli.frame import JsonOption, app, gazetteer_app, talk
from secondsource.errors import SecondSourceError
from secondsource.wording import plural

if TYPE_CHECKING:  # what a verb needs is imported in the verb, so that the others start at once
    pass


@gazetteer_app.command("add")
def gazetteer_add(
    file: Annotated[
        Path, typer.Argument(help="A GeoNames country dump (SY.txt, SY.zip), or a CSV of your own.")
    ],
) -> None:
    """Add places to the gazetteer: check a file, keep a copy and build the gazetteer with it."""
    from secondsource.resolve import open_gazetteer
    from secondsource.resolve.additions import add_places, additions_folder

    added = add_places(file, additions_folder())
    talk("Building the gazetteer …")
    open_gazetteer()
    left = f"; {plural(added.left_out, 'line')} left out" if added.left_out else ""
    talk(f"{plural(added.places, 'place')} added as {added.name}{left}.")
    talk("Cases are coded with them the next time that `secondsource run` reads into them.")


@gazetteer_app.command("list")
def gazetteer_list() -> None:
    """List the files of places that were added."""
    from secondsource.resolve.additions import additions_folder, list_added

    folder = additions_folder()
    found = list_added(folder)
    for one in found:
        print(f"{one.name}: {plural(one.places, 'place')}")
    talk(f"Kept in {folder}." if found else "No places were added to those that ship.")


@gazetteer_app.command("remove")
def gazetteer_remove(
    name: Annotated[str, typer.Argument(help="A name that `secondsource gazetteer list` gives.")],
) -> None:
    """Take an added file of places out again."""
    from secondsource.resolve.additions import additions_folder, remove_places

    remove_places(name, additions_folder())
    talk(f"{name} is out of the gazetteer.")


@app.command("evaluate")
def evaluate_command(
    gold: Annotated[Path, typer.Argument(help="A folder with reports.jsonl and incidents.json.")],
    only: Annotated[str, typer.Option(help="Keep reports whose id starts so.")] = "",
    floors: Annotated[
        Path | None, typer.Option(help="Figures that must not fall below these (JSON).")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure the whole chain on hand-coded reports."""
    from secondsource import evaluate as evaluation
    from secondsource.pipeline import open_tools

    figures = evaluation.evaluate(gold, open_tools(), at=datetime.now(UTC), only=only)
    if as_json:
        print(json.dumps(figures, ensure_ascii=False, default=str))
    else:
        for name, value in evaluation.flat(figures):
            print(f"{name:<48} {value:10.4f}")
    if floors:
        fallen = evaluation.below_floor(figures, json.loads(floors.read_text("utf-8")))
        if fallen:
            raise SecondSourceError(" ".join(fallen))


@app.command("doctor")
def doctor_command(
    case: Annotated[Path | None, typer.Option("--case", help="A case file to look at.")] = None,
) -> None:
    """Say what is installed, and whether the data files are whole."""
    from secondsource import doctor

    sound = True
    for check in doctor.examine(case):
        mark = "ok " if check.sound else "NOT"
        print(f"{mark}  {check.name}: {check.found}")
        sound = sound and check.sound
    if not sound:
        raise typer.Exit(1)
