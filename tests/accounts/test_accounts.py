"""Accounts: who is let in, for how long, and what is kept of them."""

import sqlite3
import stat
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.accounts import Accounts, passwords
from pipeline.accounts.keys import IDLE_S, LONGEST_S, TOKEN_MARK
from pipeline.accounts.throttle import PER_ADDRESS, PER_NAME, WINDOW_S
from pipeline.errors import AccountError, CorpusBusy, CorpusError, TooManyAttempts

PASSWORD = "đường đến ủy ban"
DAY_S = 24 * 3600
HERE = {"address": "10.0.0.7", "browser": "Firefox"}

pytestmark = pytest.mark.usefixtures("quick_passwords")


class Clock:
    """A clock that stands still until it is moved."""

    now = 1_760_000_000

    def __call__(self):
        """Return the time."""
        return self.now


@pytest.fixture
def clock():
    """Return a clock to be moved."""
    return Clock()


@pytest.fixture
def accounts(tmp_path, clock):
    """Return accounts with an admin An and an analyst Bình."""
    with Accounts.open(tmp_path, clock) as opened:
        opened.roster.add("An", PASSWORD)
        opened.roster.add("Bình", PASSWORD)
        yield opened


def everything(home):
    """Return what the file holds, as text."""
    with sqlite3.connect(Accounts.path(home)) as database:
        return "\n".join(database.iterdump())


# The roster


def test_the_first_account_is_an_admin_the_others_are_analysts(accounts):
    """Unless another role is said."""
    accounts.roster.add("Chi", PASSWORD, "reader")

    assert [(a.name, a.role) for a in accounts.roster.all()] == [
        ("An", "admin"),
        ("Bình", "analyst"),
        ("Chi", "reader"),
    ]


def test_a_name_is_one_account_however_it_is_written(accounts):
    """Case, spaces and the two Unicode forms of Vietnamese make no second one."""
    decomposed = unicodedata.normalize("NFD", "  BÌNH ")

    assert accounts.roster.named(decomposed).name == "Bình"
    with pytest.raises(AccountError, match="Đã có"):
        accounts.roster.add(decomposed, PASSWORD)


@pytest.mark.parametrize("name", ["", " ", "<b>An</b>", "a" * 65, "An\u202enB", "../An", "An\x00", "-", "An;B", "😀"])
def test_odd_names_are_refused(accounts, name):
    """A name is letters, digits and a few signs, so that it can be shown and written down anywhere."""
    with pytest.raises(AccountError, match="Tên tài khoản"):
        accounts.roster.add(name, PASSWORD)


@pytest.mark.parametrize("password", ["ngắn", "a" * 201, "aaaaaaaaaaaa", "nguyen an 1"])
def test_passwords_that_are_easily_guessed_are_refused(accounts, password):
    """Too short, one letter over and over, little more than the name."""
    with pytest.raises(AccountError, match="Mật khẩu"):
        accounts.roster.add("Nguyen An", password)


def test_one_admin_always_remains(accounts):
    """The only one can neither go nor become less; the last account of all can go."""
    an, binh = accounts.roster.all()
    for change in (lambda: accounts.roster.remove(an), lambda: accounts.roster.set_role(an, "reader")):
        with pytest.raises(AccountError, match="ít nhất một quản trị"):
            change()

    assert accounts.roster.named("An").role == "admin"
    accounts.roster.remove(binh)
    accounts.roster.remove(an)
    assert accounts.roster.is_empty()


def test_no_account_begins_as_the_only_one_without_being_admin(tmp_path):
    """Nobody could look after the others."""
    with Accounts.open(tmp_path) as accounts, pytest.raises(AccountError, match="quản trị"):
        accounts.roster.add("An", PASSWORD, "reader")


# Passwords


def test_passwords_are_kept_as_strongly_as_recommended(monkeypatch):
    """OWASP names N = 2^15, r = 8, p = 3 for scrypt; what is kept says so, each time with another salt."""
    monkeypatch.undo()
    first, second = passwords.hashed(PASSWORD), passwords.hashed(PASSWORD)

    assert first.startswith("scrypt$15$8$3$")
    assert first != second
    assert passwords.matches(PASSWORD, first)


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_password_matches_itself_in_either_unicode_form_and_no_other(mine, other):
    """How a keyboard types a tone makes no difference."""
    old, passwords.COST = passwords.COST, (1, 1, 1)
    try:
        kept = passwords.hashed(mine)
    finally:
        passwords.COST = old

    assert passwords.matches(unicodedata.normalize("NFD", mine), kept)
    same = unicodedata.normalize("NFKC", mine) == unicodedata.normalize("NFKC", other)
    assert passwords.matches(other, kept) is same


def test_nothing_secret_is_in_the_file(accounts, tmp_path):
    """Neither passwords, nor the secrets of sessions, nor tokens, nor a password typed into the wrong field."""
    secrets = [accounts.sign_in("An", PASSWORD, **HERE), accounts.tokens.make(accounts.roster.named("An"), "báo cáo")]
    with pytest.raises(AccountError):
        accounts.sign_in(PASSWORD, "An", **HERE)

    kept = everything(tmp_path)
    assert "báo cáo" in kept
    for secret in (PASSWORD, *secrets):
        assert secret not in kept
        assert secret.encode().hex().upper() not in kept.upper()


@pytest.mark.skipif(sys.platform == "win32", reason="the rights of the folder decide there")
def test_only_the_owner_may_read_the_file(accounts, tmp_path):
    """Others on the same machine cannot."""
    assert stat.S_IMODE(Accounts.path(tmp_path).stat().st_mode) == 0o600


# Signing in


def test_a_wrong_name_and_a_wrong_password_are_told_alike_and_cost_alike(accounts, monkeypatch):
    """The same words, and scrypt runs once with the same setting either way."""
    costs = []
    derived = passwords._derived
    monkeypatch.setattr(passwords, "_derived", lambda *asked: costs.append(asked[2]) or derived(*asked))

    said = set()
    for name in ("An", "Nobody"):
        with pytest.raises(AccountError) as refused:
            accounts.sign_in(name, "sai mật khẩu", **HERE)
        said.add(str(refused.value))
    assert len(said) == 1
    assert costs == [passwords.COST] * 2


def test_a_session_ends_when_nobody_uses_it_and_at_last_in_any_case(accounts, clock):
    """Idle for hours, or used all day long."""
    idle, busy = (accounts.sign_in("An", PASSWORD, **HERE) for _ in range(2))
    begun = clock.now
    while clock.now + IDLE_S - 1 < begun + LONGEST_S:
        clock.now += IDLE_S - 1
        accounts.sessions.touch(accounts.sessions.shown(busy).key)

    assert accounts.sessions.shown(idle) is None
    assert accounts.sessions.shown(busy).account.name == "An"
    clock.now = begun + LONGEST_S
    assert accounts.sessions.shown(busy) is None


def test_signing_in_again_ends_the_session_the_browser_had(accounts):
    """Whoever planted or stole the former secret has nothing."""
    former = accounts.sign_in("An", PASSWORD, **HERE)
    fresh = accounts.sign_in("An", PASSWORD, **HERE, former=former)

    assert fresh != former
    assert accounts.sessions.shown(former) is None


def test_another_password_ends_all_sessions(accounts):
    """Of this account, not of others."""
    mine, yours = accounts.sign_in("An", PASSWORD, **HERE), accounts.sign_in("Bình", PASSWORD, **HERE)
    accounts.roster.set_password(accounts.roster.named("An"), "một câu khác hẳn")

    assert accounts.sessions.shown(mine) is None
    assert accounts.sessions.shown(yours).account.name == "Bình"
    with pytest.raises(AccountError):
        accounts.sign_in("An", PASSWORD, **HERE)


def test_whoever_is_removed_has_no_way_in_any_more(accounts):
    """Their sessions and tokens go with the account."""
    binh = accounts.roster.named("Bình")
    session, token = accounts.sign_in("Bình", PASSWORD, **HERE), accounts.tokens.make(binh, "x")
    accounts.roster.remove(binh)

    assert accounts.sessions.shown(session) is None
    assert accounts.tokens.shown(token) is None


def test_nobody_ends_a_session_or_a_token_of_somebody_else(accounts):
    """An id is no permission."""
    an, binh = accounts.roster.all()
    session, token = accounts.sign_in("An", PASSWORD, **HERE), accounts.tokens.make(an, "x")
    accounts.sessions.end(binh, accounts.sessions.of(an)[0].id)
    with pytest.raises(AccountError, match="mã truy cập"):
        accounts.tokens.revoke(binh, accounts.tokens.of(an)[0].id)

    assert accounts.sessions.shown(session)
    assert accounts.tokens.shown(token)


def test_a_token_lasts_for_its_days_and_is_cleared_away_with_the_next(accounts, clock):
    """For a year if nothing is said; its owner sees that it has ended."""
    an = accounts.roster.named("An")
    week, year = accounts.tokens.make(an, "thử", 7), accounts.tokens.make(an, "báo cáo")
    seen = []
    for days in (6.99, 0.01, 357.9, 0.1):
        clock.now += days * DAY_S
        seen.append([bool(accounts.tokens.shown(token)) for token in (week, year)])

    assert seen == [[True, True], [False, True], [False, True], [False, False]]
    assert [key.has_ended for key in accounts.tokens.of(an)] == [True, True]
    accounts.tokens.make(an, "mới")
    assert [key.name for key in accounts.tokens.of(an)] == ["mới"]
    for days in (0, -1, 10_000):
        with pytest.raises(AccountError, match="ngày"):
            accounts.tokens.make(an, "x", days)


def test_a_token_from_before_tokens_ended_lasts_until_it_is_revoked(accounts, clock):
    """The file is brought up to date when it is opened; years do not end the token."""
    an = accounts.roster.named("An")
    token = accounts.tokens.make(an, " báo  cáo ")
    old = sqlite3.connect(accounts._database.path)
    old.executescript("ALTER TABLE tokens DROP COLUMN until; PRAGMA user_version = 1")
    old.close()
    accounts = Accounts.open(accounts._database.path.parent.parent, clock)
    clock.now += 10 * 365 * DAY_S

    assert token.startswith(TOKEN_MARK)
    assert accounts.tokens.shown(token).account == an
    (key,) = accounts.tokens.of(an)
    assert (key.name, key.seen, key.until, key.has_ended) == ("báo cáo", None, None, False)
    accounts.tokens.revoke(an, key.id)
    assert accounts.tokens.shown(token) is None
    accounts.close()


# Guessing


def guess(accounts, name, address, times):
    """Try wrong passwords."""
    for _ in range(times):
        with pytest.raises(AccountError, match="không đúng"):
            accounts.sign_in(name, "sai mật khẩu", address=address, browser="")


@pytest.mark.parametrize("name", ["An", "Nobody"])
def test_a_name_that_is_guessed_at_has_to_wait_whoever_asks(accounts, clock, name):
    """From wherever the guesses come, and whether or not there is such a name; the right password waits too."""
    for n in range(PER_NAME):
        guess(accounts, name, f"10.0.0.{n}", 1)

    with pytest.raises(TooManyAttempts) as refused:
        accounts.sign_in(name.upper(), PASSWORD, **HERE)
    assert refused.value.wait_s == WINDOW_S
    clock.now += WINDOW_S
    guess(accounts, name, "10.0.0.1", 1)


def test_an_address_that_guesses_at_many_names_has_to_wait_even_if_one_of_them_is_its_own(accounts):
    """Signing in in between does not clear what was tried with other names."""
    for n in range(PER_ADDRESS):
        guess(accounts, f"name {n}", HERE["address"], 1)
        if n == PER_ADDRESS // 2:
            accounts.sign_in("Bình", PASSWORD, **HERE)

    with pytest.raises(TooManyAttempts):
        accounts.sign_in("An", PASSWORD, **HERE)
    assert accounts.sign_in("An", PASSWORD, address="10.0.0.8", browser="")


def test_guesses_are_remembered_beyond_a_restart(accounts, tmp_path, clock):
    """They lie in the file."""
    guess(accounts, "An", "10.0.0.1", PER_NAME)
    with Accounts.open(tmp_path, clock) as again, pytest.raises(TooManyAttempts):
        again.sign_in("An", PASSWORD, **HERE)


def test_signing_in_forgets_the_slips_before(accounts):
    """Nobody has to wait for mistakes of this morning."""
    for _ in range(3):
        guess(accounts, "An", "10.0.0.1", PER_NAME - 1)
        accounts.sign_in("An", PASSWORD, **HERE)


# The log


def test_a_line_stands_before_its_change_and_gets_its_outcome_after(accounts):
    """What was cut off in the middle has none; the latest line comes first."""
    done = accounts.log.begin("An", "10.0.0.7", "POST /people")
    accounts.log.begin("An", "10.0.0.7", "POST /plans")
    accounts.log.end(done, "200", "Chi")

    assert [(e.what, e.account, e.outcome) for e in accounts.log.entries(9)] == [
        ("POST /plans", "", ""), ("POST /people", "Chi", "200"),
    ]  # fmt: skip


# A file that cannot be used


def test_a_file_that_another_program_keeps_locked_is_told_so(accounts, tmp_path, monkeypatch):
    """The message names the file."""
    monkeypatch.setattr("pipeline.store.database._WAIT_S", 0.01)
    blocking = sqlite3.connect(Accounts.path(tmp_path), isolation_level=None)
    blocking.execute("BEGIN IMMEDIATE")

    with Accounts.open(tmp_path) as waiting, pytest.raises(CorpusBusy, match=r"Tệp tài khoản.*accounts\.db"):
        waiting.log.begin("An", "", "")
    blocking.close()


def test_a_file_that_is_damaged_or_foreign_is_told_so(tmp_path):
    """Neither is taken for accounts, and neither for none."""
    path = Accounts.path(tmp_path)
    path.parent.mkdir()
    path.write_bytes(b"no database, but long enough to look at " * 40)

    with pytest.raises(CorpusError, match="kehoach users add"):
        Accounts.open(tmp_path)


def test_a_place_where_nothing_can_be_made_is_told_so(tmp_path):
    """A file stands where the folder should be."""
    (tmp_path / "data").write_text("")

    with pytest.raises(CorpusError, match="Không tạo được"):
        Accounts.open(tmp_path)
