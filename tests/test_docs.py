"""Every `secondsource` command that README and two more pages show is run, in their order."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

from secondsource.cli import FORMATS, LAYERS, app, main
from secondsource.store import Store

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "docs/first_case.md", "docs/deciding.md", "docs/publishing.md")
STANDS_FOR = {"FOLDER": str(ROOT / "examples" / "reports"), "NAME": "wire-kramatorsk"}
NOT_RUN = {"SOURCE…", "GOLD", "review"}  # placeholders, what needs gold, what runs until stopped


def commands(page: str) -> list[list[str]]:
    """The commands of a page's fenced blocks, without comments, placeholders filled in."""
    text = (ROOT / page).read_text("utf-8")
    found = []
    for block in re.findall(r"^```\w*\n(.*?)^```", text, re.M | re.S):
        for line in block.splitlines():
            words = shlex.split(line, comments=True) if line.startswith("secondsource") else []
            if words and not NOT_RUN.intersection(words):
                found.append([STANDS_FOR.get(word, word) for word in words[1:]])
    return found


def a_claim(case: Path) -> str:
    """The claim of the example that two people were killed in Avdiivka."""
    with Store.reader(case) as store:
        return next(c.id for c in store.claims() if "hit Avdiivka" in c.evidence.quote)


@pytest.mark.parametrize("page", PAGES)
def test_every_command_shown_runs(
    page: str,
    example_case: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("example.db", "my.db"):  # a run over what is read already takes a second
        shutil.copy(example_case, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    claim = a_claim(example_case)
    shown = [[claim if word == "CLAIM" else word for word in words] for words in commands(page)]
    assert len(shown) >= 4
    for words in shown:
        with pytest.raises(SystemExit) as end:
            main(words)
        out = capsys.readouterr()
        never_compared = words[0] == "explain" and "never compared" in out.err
        assert end.value.code in (0, None) or never_compared, f"{words}: {out.err}"


def test_every_option_of_a_verb_in_the_docs_exists() -> None:
    """`--like-this` in the pages is an option of some verb."""
    import typer.main

    group = typer.main.get_command(app)
    known = {"--help", "--install-completion", "--show-completion"}
    for command in [group, *group.commands.values()]:  # type: ignore[attr-defined]
        known |= {name for option in command.params for name in option.opts + option.secondary_opts}
    for page in PAGES:
        for name in re.findall(r"(?<![\w-])--[a-z][a-z-]+", (ROOT / page).read_text("utf-8")):
            assert name in known, f"{page} names {name}"


def test_the_names_offered_are_the_names_there_are() -> None:
    from secondsource import export
    from secondsource.export import tags

    assert FORMATS == export.FORMATS
    assert LAYERS == tags.LAYERS


def test_the_json_of_the_first_case_is_read(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "first_case.md").read_text("utf-8")
    rows = [json.loads(b) for b in re.findall(r"^```json\n(.*?)^```", page, re.M | re.S)]
    assert rows
    assert all(row["text"] and row["id"] for row in rows)
