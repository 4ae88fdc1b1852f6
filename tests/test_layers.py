"""What holds the house together: imports go down only, heavy libraries live in one file each."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import ROOT

PACKAGE = ROOT / "pipeline"
FLOORS = {
    "records": 0, "errors": 0, "arrays": 0,
    "config": 1, "text": 1, "paper": 1,
    "plans": 2, "themes": 2, "retrieval": 2,
    "store": 3,
    "ingest": 4, "search": 4, "learning": 4, "reports": 4, "accounts": 4,
    "workspace": 5,
    "web": 6,
    "cli": 7,
}  # fmt: skip
HEAVY = (
    "faiss", "tantivy", "sentence_transformers", "bs4", "filelock", "xlsxwriter", "vl_convert", "icalendar", "pyarrow",
    "openpyxl", "lxml", "oxmsg", "python_calamine", "pypdfium2", "pdfplumber",
)  # fmt: skip
QUERY_PATH_WITHOUT = ("torch", "sentence_transformers", "sklearn", "pandas", "underthesea")
FILES = sorted(PACKAGE.rglob("*.py"))
# read before any test: servers of other tests use `ast` in threads of theirs (see pipeline/arrays.py)
TREES = {path: ast.parse(path.read_text("utf-8")) for path in FILES}


def room(name: str) -> str:
    """Return the room of a module of ours: "pipeline.plans.tasks" is in "plans"."""
    return name.split(".")[1] if name.count(".") else ""


def imports(path: Path) -> set[str]:
    """Return the modules that a file imports, at its top or inside its functions."""
    tree = TREES[path]
    found = {a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
    return found | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_imports_go_down_only(path):
    """A file imports rooms of lower floors and its own room, never a neighbour and nothing above."""
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if own == "__init__":
        return
    for module in imports(path):
        if module.startswith("pipeline.") and room(module) != own:
            assert FLOORS[room(module)] < FLOORS[own], f"{own} imports {module}"


@pytest.mark.parametrize("library", HEAVY)
def test_a_heavy_library_lives_in_one_file(library):
    """Each large library is imported in one file, where its exceptions are translated too."""
    users = [p.relative_to(ROOT).as_posix() for p in FILES if any(m.split(".")[0] == library for m in imports(p))]

    assert len(users) == 1, users


def test_the_package_neither_prints_nor_asserts():
    """Nothing in the package prints (the doors use click) or asserts (errors say what to do)."""
    for path in FILES:
        for node in ast.walk(TREES[path]):
            assert not isinstance(node, ast.Assert), path
            assert not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"), path


def test_the_query_path_loads_nothing_heavy():
    """Importing the program and its search loads none of torch, scikit-learn, pandas, underthesea."""
    program = "import sys, pipeline.workspace, pipeline.search, pipeline.cli.search; print('\\n'.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()

    assert not set(QUERY_PATH_WITHOUT) & set(loaded)


def test_every_package_is_in_the_wheel():
    """The list of packages in pyproject.toml is the list of folders with code."""
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"]
    folders = {"pipeline"} | {
        ".".join(path.parent.relative_to(ROOT).parts) for path in PACKAGE.rglob("__init__.py") if path.parent != PACKAGE
    }

    assert set(listed) == folders | {"pipeline.shipped"}
