"""`kehoach serve`: whom it serves, and when it refuses to start."""

import socket

import pytest
from fastapi.testclient import TestClient

from pipeline.accounts import Accounts

pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def serve(kehoach, monkeypatch):
    """Return what runs `kehoach serve` up to where it would listen; `serve.app` and `serve.how` is what would run."""

    def typed(*arguments):
        return kehoach("serve", *arguments)

    def listen(app, **how):
        typed.app, typed.how = app, how

    monkeypatch.setattr("uvicorn.run", listen)
    typed.kehoach = kehoach
    return typed


@pytest.fixture
def accounts(kehoach):
    """Give the workspace an account."""
    with Accounts.open(kehoach.home) as accounts:
        accounts.roster.add("An", "đường đến ủy ban")


def asked(app, host):
    """Return the status of the first page under a name."""
    with TestClient(app, base_url=f"http://{host}", follow_redirects=False) as client:
        return client.get("/jobs").status_code


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "kehoach.tinh.local"])
def test_other_machines_are_not_served_without_accounts(serve, host):
    """The message names the command that adds one."""
    assert serve("--host", host) == 1
    assert "kehoach users add" in serve.kehoach.err
    assert not hasattr(serve, "app")


def test_a_file_of_accounts_with_nobody_in_it_is_none(serve, kehoach):
    """The last account may have been removed."""
    Accounts.open(kehoach.home).close()

    assert serve("--host", "0.0.0.0") == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_this_machine_alone_needs_no_account(serve, host):
    """As long as there is none."""
    assert serve("--host", host) == 0
    assert asked(serve.app, "127.0.0.1") == 200


@pytest.mark.usefixtures("accounts")
def test_other_machines_have_to_sign_in_and_call_it_by_a_name_it_knows(serve):
    """What was given, the machine's own name, and what was allowed; nothing else. Passwords in the open are warned of."""
    assert serve("--host", "0.0.0.0", "--allow-host", "kehoach.tinh.local", "--allow-host", "10.1.2.3") == 0
    assert "không mã hóa" in serve.kehoach.err
    for host in ("127.0.0.1", "kehoach.tinh.local", "10.1.2.3", socket.gethostname()):
        assert asked(serve.app, host) == 303, host
    assert asked(serve.app, "evil.example") == 421


@pytest.mark.usefixtures("accounts")
def test_a_certificate_that_is_none_is_refused_before_anything_listens(serve, tmp_path):
    """Not a trace of the program, but a sentence."""
    (tmp_path / "may.crt").write_text("no certificate")

    assert serve("--host", "0.0.0.0", "--certificate", str(tmp_path / "may.crt")) == 1
    assert "--certificate" in serve.kehoach.err
