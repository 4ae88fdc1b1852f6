"""The README keeps its word: its commands print what it shows, its Python runs, its options exist."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import RAW, ROOT
from serving import served

README = ROOT / "README.md"
CONSOLE = re.compile(r"```console\n(.*?)```", re.S)
COMMAND = re.compile(r"^\$ kehoach (.*)\n((?:(?!\$ ).*\n)*)", re.M)
LONGEST = 24  # lines of an output that the README shows


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """Return a folder with the sample plans and nothing else."""
    folder = tmp_path_factory.mktemp("home")
    shutil.copytree(RAW, folder / "data" / "raw")
    return folder


def printed(arguments: str, home: Path) -> str:
    """Return what a command prints, cut as the README cuts it."""
    command = [sys.executable, "-m", "pipeline.cli", *shlex.split(arguments)]
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.rstrip("\n").split("\n")
    return "".join(f"{line}\n" for line in (lines if len(lines) <= LONGEST else [*lines[:LONGEST], "…"]))


def test_every_command_prints_what_the_readme_shows(home, request):
    """The console blocks of the README, run in order over the sample plans, print their text."""
    text = README.read_text("utf-8")
    found = CONSOLE.sub(
        lambda block: (
            "```console\n" + COMMAND.sub(lambda m: f"$ kehoach {m[1]}\n{printed(m[1], home)}", block[1]) + "```"
        ),
        text,
    )
    if request.config.getoption("--write-golden"):
        README.write_text(found, encoding="utf-8", newline="\n")

    assert found == README.read_text("utf-8")


def test_the_python_of_the_readme_runs(home):
    """The Python block of the README works as it stands."""
    code, _ = programs()

    done = subprocess.run([sys.executable, "-c", code], cwd=home, capture_output=True, text=True, encoding="utf-8")

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 ")


def test_the_client_of_the_readme_runs(home):
    """The program that asks the API gets answers from `kehoach serve`."""
    _, code = programs()
    kehoach = [sys.executable, "-m", "pipeline.cli"]
    subprocess.run([*kehoach, "run", "data/raw"], cwd=home, check=True, capture_output=True)
    with served(home) as address:
        client = [sys.executable, "-c", code.replace("http://127.0.0.1:8000", address)]
        done = subprocess.run(client, capture_output=True, text=True, encoding="utf-8", timeout=60)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 ")


def programs() -> list[str]:
    """Return the Python programs of the README."""
    return re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.S)


def test_every_command_has_help_with_an_example():
    """Each command of the program shows an example in its help and stands in the README."""
    from pipeline.cli import kehoach

    for name, command in kehoach.commands.items():
        assert f"kehoach {name}" in (command.help or "") + (command.epilog or ""), name
        assert f"kehoach {name}" in README.read_text("utf-8"), name


def test_the_makefile_has_the_targets_that_the_readme_names():
    """Every make target of the README exists."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))

    assert set(re.findall(r"make ([a-z-]+)", README.read_text("utf-8"))) - {"it"} <= targets
