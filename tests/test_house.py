"""The rules of the house: imports point down, every module says what it is, words are ours."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src" / "secondsource"
MODULES = sorted(p for p in SRC.rglob("*.py") if "scorers" not in p.parts)

LAYERS = (
    {"cli"},
    {"review"},
    {"publish"},
    {"decide", "doctor", "enter", "evaluate", "terminal"},
    {"pipeline", "export"},
    {"derive"},
    {"read", "extract", "resolve", "link", "reconcile", "store", "plaincase"},
    {"text", "codes", "distance", "examples", "folders", "scope", "told", "wording"},
    {"model"},
    {"errors"},
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
SAME_RANK = {("evaluate", "scorers"), ("export", "store")}
HOMES: dict[str, str | tuple[str, ...]] = {
    "onnxruntime": "extract",
    "trafilatura": "read",
    "lxml": "read",
    "sqlalchemy": "store",
    "alembic": "store",
    "typer": "cli",
    "charset_normalizer": "read",
    "fastapi": "review",
    "starlette": "review",
    "uvicorn": "review",
    "openpyxl": ("read", "export"),
    "jinja2": ("review", "publish"),
    "pypdf": "read",
}


def part(path: Path) -> str:
    """The first name below the package: the stage or module a file belongs to."""
    relative = path.relative_to(SRC)
    return relative.parts[0].removesuffix(".py")


def imports(path: Path) -> list[str]:
    """Every module a file imports, dotted."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(SRC).as_posix())
def test_imports_point_down(path: Path) -> None:
    here = part(path)
    if here == "__init__":
        return
    for name in imports(path):
        parts = name.split(".")
        if parts[0] != "secondsource" or len(parts) < 2 or parts[1] not in RANK:
            continue
        there = parts[1]
        assert there == here or RANK[there] > RANK[here] or (here, there) in SAME_RANK, (
            f"{here} imports {there}; imports point down only"
        )


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(SRC).as_posix())
def test_heavy_libraries_have_one_home(path: Path) -> None:
    for name in imports(path):
        home = HOMES.get(name.split(".")[0])
        homes = home if isinstance(home, tuple) else (home,)
        assert home is None or part(path) in homes, f"{name} lives in {home}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(SRC).as_posix())
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), "give it a docstring"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(SRC).as_posix())
def test_no_function_is_longer_than_a_page(path: Path) -> None:
    if "upgrades" in path.parts:
        return  # the first schema, written out whole
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            assert lines <= 80, f"{node.name} has {lines} lines; split it"


def test_only_the_command_line_prints_and_asks_the_clock() -> None:
    for path in MODULES:
        if part(path) == "cli":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in {"datetime.now", "date.today", "time.time"}, path
                assert called != "print" or "__main__" in path.read_text("utf-8"), path


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "helpers", "common", "base", "core", "manager", "misc"}
    assert not [p for p in MODULES if p.stem in drawers]


def test_every_verb_is_documented() -> None:
    whole = "\n".join(p.read_text("utf-8") for p in sorted((SRC / "cli").glob("*.py")))
    verbs = re.findall(r'^@app\.command\((?:"(\w+)")?\)\ndef (\w+)', whole, re.M)
    docs = " ".join(
        p.read_text("utf-8") for p in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    )
    for named, function in verbs:
        assert f"secondsource {named or function}" in docs, (
            f"{named or function} is not in the docs"
        )


def test_links_between_documents_lead_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
