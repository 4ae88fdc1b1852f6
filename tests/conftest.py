"""Makes `tests/` importable, finds the sample plans and, where they are, the documents beside the project.

Stand-ins live in `plain.py`, for tests and for the processes they start.
"""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

ROOT = Path(__file__).parent.parent
RAW = ROOT / "data" / "raw"
SHARED = Path(os.environ.get("KEHOACH_SHARED", ROOT.parent / "shared"))


# No test asserts on time; the rest of the settings is hypothesis's own (with CI=true the same examples each time).
settings.register_profile("calm", settings(), deadline=None)
settings.load_profile("calm")


def pytest_addoption(parser):
    """Offer a flag that writes the golden files anew, to be read by eye before they are committed."""
    parser.addoption("--write-golden", action="store_true", help="write tests/data/expected from what is read now")


def sample_plans() -> list[Path]:
    """Return the plans of `data/raw`, in order."""
    return sorted(path for path in RAW.rglob("*") if path.is_file() and not path.name.startswith("."))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real plans beside the project; skip where it is absent."""
    if not (SHARED / "plans").is_dir():
        pytest.skip(f"the real plans are not beside the project (looked for {SHARED.name}/plans; set KEHOACH_SHARED)")
    return SHARED


@pytest.fixture
def quick_passwords(monkeypatch):
    """Make passwords cheap to keep: how strong they are kept has a test of its own."""
    monkeypatch.setattr("pipeline.accounts.passwords.COST", (4, 8, 1))
