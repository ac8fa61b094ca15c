"""The command line: what goes to stdout, what to stderr, and the exit codes of the contract."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from secondsource.cli import main

Run = Callable[..., tuple[int, str, str]]

TEXT = """Nine killed in market shelling, officials say

On 3 March 2021, rebel fighters shelled a market in Goma, killing at least nine civilians, the
health ministry said. Residents said 14 people were killed in the shelling of the market.
"""


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line; gives exit code, stdout and stderr."""

    def call(*args: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main([str(a) for a in args])
        out = capsys.readouterr()
        code = end.value.code
        return (code if isinstance(code, int) else 0), out.out, out.err

    return call


@pytest.fixture
def case(cli: Run, tmp_path: Path) -> Path:
    """A case of one report."""
    (tmp_path / "one.txt").write_text(TEXT, encoding="utf-8")
    code, _, err = cli("run", tmp_path / "one.txt", "--case", tmp_path / "my.db")
    assert code == 0, err
    return tmp_path / "my.db"


def test_alone_it_says_how_to_get_a_first_table(cli: Run) -> None:
    code, out, _ = cli()
    assert code == 0
    assert "secondsource run FOLDER --case my.db" in out
    assert "--example" in out


def test_the_version_is_printed(cli: Run) -> None:
    code, out, _ = cli("--version")
    assert code == 0
    assert re.fullmatch(r"secondsource \d+\.\d+\.\d+\n", out)


def test_a_run_prints_the_table_and_talks_on_stderr(cli: Run, case: Path) -> None:
    code, out, err = cli("run", case.parent / "one.txt", "--case", case)
    assert code == 0
    assert "Shelling" in out
    assert "Goma" in out
    assert "1 already read" in err
    assert "already read" not in out


def test_json_is_one_object_a_line(cli: Run, case: Path) -> None:
    _, out, _ = cli("show", "--case", case, "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert rows
    assert all("incident_id" in row for row in rows)


def test_show_takes_a_number_an_id_and_a_report(cli: Run, case: Path) -> None:
    _, table, _ = cli("show", "--case", case, "--json")
    incident = json.loads(table.splitlines()[0])
    for name in ("1", incident["incident_id"]):
        code, out, _ = cli("show", name, "--case", case)
        assert code == 0
        assert "shelled a market" in out
    code, out, _ = cli("show", incident["reports"][0], "--case", case)
    assert code == 0
    assert "Residents said" in out
    code, out, _ = cli("show", incident["claims"][0], "--case", case)
    assert code == 0
    code, out, _ = cli("show", incident["claims"][0], "--case", case, "--json")
    assert json.loads(out)["claim_id"] == incident["claims"][0]


def test_what_is_not_there_is_said_in_one_line(cli: Run, case: Path) -> None:
    code, out, err = cli("show", "nothing-like-it", "--case", case)
    assert code == 1
    assert out == ""
    assert len(err.strip().splitlines()) == 1
    assert "nothing-like-it" in err


def test_no_sources_is_a_sentence_not_a_traceback(cli: Run, tmp_path: Path) -> None:
    code, _, err = cli("run", "--case", tmp_path / "x.db")
    assert code in (1, 2)
    assert "--example" in err


def test_wrong_usage_exits_2(cli: Run) -> None:
    code, _, err = cli("export", "--frmat", "claims")
    assert code == 2
    assert err


def test_a_report_that_cannot_be_read_exits_3_and_is_listed(cli: Run, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "bad.jsonl").write_text('{"id": "a", "text": \n', encoding="utf-8")
    code, out, err = cli("run", tmp_path, "--case", tmp_path / "my.db")
    assert code == 3
    assert "Goma" in out
    assert "secondsource issues" in err
    code, out, _ = cli("issues", "--case", tmp_path / "my.db")
    assert code == 0
    assert "bad.jsonl" in out


def test_exports_are_written_whole_or_not_at_all(cli: Run, case: Path, tmp_path: Path) -> None:
    target = tmp_path / "claims.jsonl"
    code, out, _ = cli("export", "--case", case, "--format", "claims", "-o", target)
    assert code == 0
    assert out == ""
    assert all(json.loads(line) for line in target.read_text("utf-8").splitlines())
    code, _, err = cli("export", "--case", case, "--format", "nonsense")
    assert code == 1
    assert "geojson" in err


def test_a_second_run_at_the_same_time_says_so(cli: Run, case: Path) -> None:
    from conftest import AT
    from secondsource.store import Store

    with Store.writer(case, AT):
        code, _, err = cli("run", case.parent / "one.txt", "--case", case)
    assert code == 1
    assert "another run" in err


@pytest.mark.parametrize("layer", ["dates", "places", "actors", "claims"])
def test_tag_needs_no_case(cli: Run, tmp_path: Path, layer: str) -> None:
    (tmp_path / "one.txt").write_text(TEXT, encoding="utf-8")
    code, out, _ = cli("tag", tmp_path / "one.txt", "--layer", layer)
    assert code == 0
    row = json.loads(out)
    assert row["layer"] == layer
    assert row["spans"]
    for span in row["spans"]:
        assert TEXT[span["start"] : span["end"]] == span["quote"]


def test_the_example_runs(cli: Run, example_case: Path, tmp_path: Path) -> None:
    case = Path(shutil.copy(example_case, tmp_path))
    code, out, err = cli("run", "--example", "--case", case)
    assert code == 0, err
    assert "incidents" in out
    code, out, _ = cli("disputes", "--case", case)
    assert code == 0
    assert "better supported" in out


def test_explain_says_why(cli: Run, example_case: Path) -> None:
    _, out, _ = cli("export", "--case", example_case, "--format", "links")
    link = json.loads(out.splitlines()[0])
    code, out, _ = cli("explain", link["left"], link["right"], "--case", example_case)
    assert code == 0
    assert "bits" in out


def test_explain_draws_the_weights(cli: Run, example_case: Path, tmp_path: Path) -> None:
    _, out, _ = cli("export", "--case", example_case, "--format", "links")
    link = json.loads(out.splitlines()[0])
    files = ("--svg", tmp_path / "why.svg", "--html", tmp_path / "why.html")
    code, _, err = cli("explain", link["left"], link["right"], "--case", example_case, *files)
    assert code == 0, err
    for name in ("why.svg", "why.html"):
        assert "<svg" in (tmp_path / name).read_text("utf-8")
        assert name in err


def test_another_rule_set_changes_no_claim(cli: Run, example_case: Path, tmp_path: Path) -> None:
    case = Path(shutil.copy(example_case, tmp_path))

    def exported(name: str) -> list[dict[str, object]]:
        _, out, _ = cli("export", "--case", case, "--format", name)
        return [json.loads(line) for line in out.splitlines()]

    claims, before = exported("claims"), exported("incidents")
    code, _, err = cli("rules", "airwars_like", "--case", case)
    assert code == 0 and "airwars_like" in err
    assert exported("claims") == claims
    assert exported("incidents") != before
    _, out, _ = cli("rules", "--case", case)
    assert [line[0] for line in out.splitlines() if "_like" in line] == [" ", " ", " ", "*"]
    code, _, _ = cli("run", "--example", "--case", case)  # a later run goes by it too
    assert code == 0
    _, out, _ = cli("rules", "--case", case)
    assert "* airwars_like" in out
    code, _, err = cli("rules", "gdelt_like", "--case", case)
    assert code == 1 and "ucdp_like" in err
    cli("rules", "ucdp_like", "--case", case)
    assert [i["fields"] for i in exported("incidents")] == [i["fields"] for i in before]


def test_nothing_read_is_no_empty_table(cli: Run, tmp_path: Path) -> None:
    code, out, err = cli("run", tmp_path / "nowhere", "--case", tmp_path / "my.db")
    assert code == 3
    assert "Nothing was read." in out
    assert "By whom" not in out
    assert f"secondsource issues --case {tmp_path / 'my.db'}" in err


def test_hints_name_the_case_so_that_they_can_be_copied(cli: Run, case: Path) -> None:
    _, out, _ = cli("show", "--case", case)
    assert f"secondsource show 1 --case {case}" in out


def test_lines_of_plain_text_end_without_blanks(cli: Run, case: Path) -> None:
    for words in (("show",), ("show", "1"), ("disputes",)):
        _, out, _ = cli(*words, "--case", case)
        assert all(line == line.rstrip() for line in out.splitlines())


def test_disputes_of_one_incident(cli: Run, case: Path) -> None:
    _, every, _ = cli("disputes", "--case", case, "--json")
    _, first, _ = cli("disputes", "1", "--case", case, "--json")
    assert [json.loads(x) for x in first.splitlines()] == [
        row for x in every.splitlines() if (row := json.loads(x))["about"]
    ]
    code, _, err = cli("disputes", "99", "--case", case)
    assert code == 1
    assert "99" in err


def test_stopping_a_run_says_what_is_kept(
    cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*args: object, **more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("secondsource.pipeline.run", stopped)
    code, _, err = cli("run", tmp_path, "--case", tmp_path / "my.db")
    assert code == 1
    assert err == (
        "secondsource: Stopped; what was read is kept, and the next run goes on from there.\n"
    )


HEAVY = ("sqlalchemy", "onnxruntime", "numpy", "trafilatura", "rich.progress")


def test_what_a_verb_does_not_need_is_not_imported() -> None:
    code = "import sys; import secondsource.cli; print(*sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not set(HEAVY).intersection(found)


OPENS_THE_MODEL = """
import contextlib
from secondsource.cli import main
with contextlib.suppress(SystemExit):
    main(["--version"])
from secondsource.extract.tagger import open_tagger
assert open_tagger()
"""


def test_opening_the_model_leaves_no_trace_of_telemetry(tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    environment = {k: v for k, v in os.environ.items() if k != "ORT_DISABLE_TELEMETRY"}
    subprocess.run(
        [sys.executable, "-c", OPENS_THE_MODEL],
        check=True,
        capture_output=True,
        env={**environment, **home},
    )
    assert not list(tmp_path.rglob("*"))


def test_completion_offers_verbs_and_formats() -> None:
    for typed, number, wanted in (("di", "1", "disputes"), ("export --format geo", "3", "geojson")):
        words = {"_SECONDSOURCE_COMPLETE": "complete_bash", "COMP_CWORD": number}
        words["COMP_WORDS"] = f"secondsource {typed}"
        code = "from secondsource.cli import main; main([])"
        found = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            env={**os.environ, **words},
            check=False,
        ).stdout.split()
        assert found == [wanted]


def test_doctor_finds_a_sound_installation(cli: Run) -> None:
    code, out, _ = cli("doctor")
    assert code == 0, out
    assert "data files" in out


def test_places_of_ones_own_are_added_listed_and_removed(
    cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECONDSOURCE_PLACES", str(tmp_path / "own"))
    built = []
    monkeypatch.setattr("secondsource.resolve.open_gazetteer", lambda: built.append(True))
    mine = tmp_path / "mine.csv"
    mine.write_text("name,lat,lon\nHill Seven,1,2\n", encoding="utf-8")
    code, out, err = cli("gazetteer", "add", mine)
    assert (code, out) == (0, "") and "1 place added as mine." in err
    assert built == [True]
    assert cli("gazetteer", "list")[1] == "mine: 1 place\n"
    assert cli("gazetteer", "remove", "mine")[0] == 0
    assert cli("gazetteer", "list")[1] == ""
    code, _, err = cli("gazetteer", "remove", "mine")
    assert code == 1 and "No places were added as 'mine'" in err


def test_what_a_person_decides_is_seen_and_listed(
    cli: Run, example_case: Path, tmp_path: Path
) -> None:
    case = shutil.copy(example_case, tmp_path / "my.db")
    who = ("--by", "amina", "--case", case)
    _, before, _ = cli("show", "--json", "--case", case)
    one, two = (json.loads(line)["incident_id"] for line in before.splitlines()[:2])
    code, out, err = cli("judge", "same", one, two[:9], "--reason", "one blast", *who)
    assert code == 0, err
    assert "both are incident" in out
    _, after, _ = cli("show", "--json", "--case", case)
    merged = next(r for r in map(json.loads, after.splitlines()) if r["incident_id"] in (one, two))
    assert {merged["incident_id"], *merged["former_ids"]} >= {one, two}
    grounds = ("--low", 10, "--high", 14, "--url", "https://example.org", "--note", "page 3")
    code, out, _ = cli("rule", one, "killed", 12, "--reason", "list", *grounds, "--json", *who)
    row = json.loads(out)
    assert (row["value"], row["external"]) == ("10/12/14", "https://example.org page 3")
    assert (row["force"], row["by"]) == ("in_force", "amina")
    assert row["subject_now"] == [merged["incident_id"], "killed"]
    _, page, _ = cli("show", one, "--case", case)
    assert "Killed  10–14  ruled · rule: ruled by amina on" in page
    assert "Decided (1): same: both are incident" in page
    assert "Decided (2): incident" in page
    code, _, err = cli("undo", 2, "--later", *who)
    assert code == 0
    assert "next `secondsource run`" in err
    _, out, _ = cli("decisions", "--case", case)
    assert out.startswith("3 decisions: ")
    assert re.search(r"1 in force, 1 pending, 1 undone", out)


def test_every_act_of_review_has_a_verb(cli: Run, example_case: Path, tmp_path: Path) -> None:
    case = shutil.copy(example_case, tmp_path / "my.db")
    who = ("--by", "amina", "--case", case)

    def rows(name: str) -> list[dict[str, Any]]:
        return list(
            map(json.loads, cli("export", "--format", name, "--case", case)[1].splitlines())
        )

    incidents, claims = rows("incidents"), [c for c in rows("claims") if c["kind"] == "incident"]
    wide = max(incidents, key=lambda r: len(r["claims"]))
    report = next(r for r in rows("reports") if r["report_id"] == claims[0]["report_id"])
    words = report["text"].strip().splitlines()[-1].strip()
    offsets = f"{report['text'].index(words)}:{report['text'].index(words) + len(words)}"
    acts: list[tuple[Any, ...]] = [
        ("check", 1, "killed", "date"),
        ("check", claims[0]["claim_id"]),
        ("note", 1, "ask the hospital", "--field", "killed"),
        ("note", report["report_id"], "a local paper"),
        ("retype", claims[-1]["claim_id"], "riot"),
        ("reject", claims[1]["claim_id"]),
        ("split", wide["incident_id"], wide["claims"][0]),
        ("add", report["report_id"], offsets, "--type", "arson", "--read", f"target={words[:5]}"),
        ("fill", claims[0]["claim_id"], f"weapon={offsets}", "--beside"),
        ("scope", "--place", "Iceland", "--type", "riot"),
    ]
    for act in acts:
        later = () if act[0] in ("note", "scope") else ("--later",)
        code, _, err = cli(*act, *later, *who)
        assert code == 0, (act, err)
    code, _, err = cli("check", "--two-person", *who)
    assert code == 0 and "need two names" in err
    _, out, _ = cli("decisions", "--case", case)
    for told in (
        "check: incident 1, killed:",
        "note: report",
        "add: arson “",
        "in Iceland; only riot",
    ):
        assert told in re.sub(r"\s+", " ", out), out
    _, table, _ = cli("show", "--case", case)
    assert (
        " 0 incidents " in table and "Outside the scope of the case, and not counted: 1, 2" in table
    )
    assert len(cli("export", "--format", "csv", "--case", case)[1].splitlines()) == 1
    now = {row["incident_id"]: row for row in rows("incidents")}
    assert not any(row["in_scope"] for row in now.values())
    assert now[incidents[0]["incident_id"]]["review_state"] == "in_part"
    assert {d["force"] for d in rows("decisions")} == {"in_force"}
    assert claims[1]["claim_id"] not in {c["claim_id"] for c in rows("claims")}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("check",), "Name what was checked"),
        (("check", 1, "weather"), "no field of an incident"),
        (("reject", 1), "1 is no claim"),
        (("split", 1, 2), "2 is no claim"),
        (("add", "wire-kramatorsk", "no such words", "--type", "riot"), "stands 0 times"),
        (("judge", "alike", 1, 2), "'alike' is no judgement"),
        (("judge", "same", 1, 1), "was named twice"),
        (("judge", "same", 1, 999), "Nothing in this case is called '999'"),
        (("judge", "same", 1, "wire-kramatorsk"), "is a report; name one of its claims"),
        (("rule", 1, "weather", "rain", "--reason", "x"), "no field of an incident"),
        (("rule", 1, "killed", "12", "--low", 13, "--reason", "x"), "does not lie between"),
        (("rule", 1, "killed", "12", "--evidence", "s?", "--reason", "x"), "names no statement"),
        (("rule", "wire-kramatorsk", "killed", "12", "--reason", "x"), "is no incident"),
        (("undo", "a0"), "There is no decision 'a0'; there are 0"),
    ],
)
def test_a_decision_that_makes_no_sense_is_told_in_one_line(
    cli: Run, example_case: Path, tmp_path: Path, words: tuple[object, ...], told: str
) -> None:
    case = shutil.copy(example_case, tmp_path / "my.db")
    code, out, err = cli(*words, "--later", "--case", case)
    assert (code, out) == (1, "")
    assert told in err
    assert err.count("\n") == 1


def test_a_case_that_is_not_there_is_not_made_by_deciding(cli: Run, tmp_path: Path) -> None:
    code, _, err = cli("judge", "same", 1, 2, "--case", tmp_path / "none.db")
    assert code == 1
    assert "There is no case at" in err
    assert not (tmp_path / "none.db").exists()
