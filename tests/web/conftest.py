"""A workplace over the sample plans, and browsers without scripts."""

import shutil

import pytest
from conftest import RAW
from fastapi.testclient import TestClient

from pipeline import Workspace
from pipeline.web import create_app

ADDRESS = "http://127.0.0.1:8000"


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """Return a workspace that has read the sample plans; nobody changes it."""
    folder = tmp_path_factory.mktemp("web")
    with Workspace.open(folder) as workspace:
        workspace.run([RAW])
    return folder


@pytest.fixture(scope="session")
def client(home):
    """Return a browser at that workspace."""
    with TestClient(create_app(home), base_url=ADDRESS, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def own_home(home, tmp_path):
    """Return a copy of the workspace, to be changed."""
    shutil.copytree(home, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def own_client(own_home):
    """Return a browser at the copy."""
    with TestClient(create_app(own_home), base_url=ADDRESS, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(autouse=True)
def no_cookies_left(request):
    """Let no test leave a language or a session to the next one in the shared browser."""
    shared = request.getfixturevalue("client") if "client" in request.fixturenames else None
    yield
    if shared is not None:
        shared.cookies.clear()
