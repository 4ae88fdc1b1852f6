"""`kehoach users`, as it is typed."""

import io
import json

import pytest

from pipeline.accounts import Accounts

PASSWORD = "đường đến ủy ban"

pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def users(kehoach, monkeypatch):
    """Return what runs `kehoach users` with something on its standard input."""

    def typed(*arguments, stdin=PASSWORD + "\n"):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        code = kehoach("users", *arguments)
        typed.out, typed.err = kehoach.out, kehoach.err
        return code

    typed.home = kehoach.home
    return typed


def test_accounts_are_added_changed_and_removed(users):
    """What was done is listed, and logged under the name of whoever sits here."""
    assert users("add", "An", "--stdin") == 0
    assert users("add", "Bình", "--role", "reader", "--stdin") == 0
    assert users("role", "bình", "analyst") == 0
    assert users("list", "--json") == 0
    assert [(a["name"], a["role"]) for a in json.loads(users.out)] == [("An", "admin"), ("Bình", "analyst")]
    assert users("remove", "Bình", "--yes") == 0
    assert users("log", "--json") == 0
    assert [(e["what"], e["outcome"]) for e in json.loads(users.out)] == [
        ("add", "200"), ("add", "200"), ("role analyst", "200"), ("remove", "200"),
    ]  # fmt: skip


def test_a_password_is_asked_for_twice_and_never_shown(users, monkeypatch):
    """It is typed without echo."""
    typed = iter([PASSWORD, "khác " + PASSWORD, PASSWORD, PASSWORD])
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda prompt: next(typed))

    assert users("add", "An") == 0
    assert next(typed, None) is None
    assert PASSWORD not in users.out + users.err


def test_a_changed_password_is_the_one_that_counts(users):
    """The old one is refused from then on."""
    users("add", "An", "--stdin")
    assert users("password", "An", "--stdin", stdin="một câu khác hẳn\r\n") == 0

    with Accounts.open(users.home) as accounts:
        assert accounts.roster.proven("An", PASSWORD) is None
        assert accounts.roster.proven("An", "một câu khác hẳn")


def test_a_token_is_printed_once_and_can_be_revoked(users):
    """What is printed is the token alone, for scripts."""
    users("add", "An", "--stdin")
    assert users("token", "An", "--new", "báo cáo tuần") == 0
    token = users.out.strip()
    with Accounts.open(users.home) as accounts:
        assert accounts.tokens.shown(token)

    assert "365 ngày" in users.err
    assert users("token", "An") == 0
    assert users.out.startswith("1: báo cáo tuần")
    assert " đến " in users.out
    assert token not in users.out
    assert users("token", "An", "--revoke", "1") == 0
    with Accounts.open(users.home) as accounts:
        assert accounts.tokens.shown(token) is None


def test_looking_makes_no_accounts(users):
    """`list` and `log` leave a workspace without accounts as it is."""
    assert users() == 0
    assert "kehoach users add" in users.out
    assert users("log") == 0
    assert not Accounts.path(users.home).exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("add", "Bình", "--stdin"), "ký tự"),
        (("add", "an", "--stdin"), "ký tự"),
        (("role", "Nobody", "reader"), "có: An"),
        (("role", "An", "reader"), "quản trị"),
        (("token", "An", "--new", " "), "cần có tên"),
        (("token", "An", "--new", "x", "--days", "0"), "1 đến 3650 ngày"),
        (("token", "An", "--revoke", "7"), "mã truy cập số 7"),
    ],
)
def test_what_cannot_be_done_is_said_and_logged_as_refused(users, arguments, message):
    """Exit code 1, and nothing has changed."""
    users("add", "An", "--stdin")

    assert users(*arguments, stdin="ngắn\n") == 1
    assert message in users.err
    users("log", "--json")
    assert json.loads(users.out)[-1]["outcome"] == "400"
