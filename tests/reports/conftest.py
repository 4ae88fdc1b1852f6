"""A workspace with the sample plans, read once for all tests of reports."""

import pytest
from conftest import RAW

from pipeline import Workspace


@pytest.fixture(scope="session")
def kehoach_samples(tmp_path_factory):
    """Return a workspace that has read the sample plans."""
    with Workspace.open(tmp_path_factory.mktemp("samples")) as workspace:
        workspace.run([RAW])
        yield workspace
