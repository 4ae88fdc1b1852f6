"""`kehoach users`: who may use the workplace when it is served to more than this machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.examples import examples
from pipeline.config import login_name
from pipeline.errors import AccountError
from pipeline.store.wire import to_text

if TYPE_CHECKING:
    from pipeline.accounts import Accounts, Role

_WHERE = "kehoach users"
_ROLE = click.Choice(["reader", "analyst", "admin"])
_JSON = click.option("--json", "as_json", is_flag=True, help="In JSON. (Print JSON.)")
_STDIN = click.option(
    "--stdin", "from_stdin", is_flag=True, help="Đọc mật khẩu từ đầu vào, cho kịch bản. (Password from stdin.)"
)


@click.group(
    invoke_without_command=True,
    epilog=examples(
        "kehoach users add An --role admin",
        "kehoach users role An reader",
        'kehoach users token An --new "báo cáo hằng tuần"',
        "kehoach users log --last 50",
    ),
)
@click.pass_context
def users(context: click.Context) -> None:
    """Tài khoản của trang làm việc: thêm, đổi quyền, đổi mật khẩu, xóa, mã truy cập, nhật ký.

    Quyền: reader tìm và đọc; analyst còn sửa, gắn nhãn, tải tệp lên; admin còn quản lý mô hình và tài khoản. Khi đã có
    tài khoản, mọi người phải đăng nhập, kể cả trên máy này. Tài khoản nằm trong data/accounts.db, không có trong
    `kehoach backup`: sao chép riêng tệp này và giữ kín.

    Accounts of the workplace. They lie in data/accounts.db, which is not part of `kehoach backup`: copy it by itself
    and keep it safe. Once there are accounts, everybody has to sign in, on this machine too.
    """
    if context.invoked_subcommand is None:
        context.invoke(list_accounts)


@users.command("add", epilog=examples("kehoach users add An --role admin", "kehoach users add Bình --stdin < mat-khau"))
@click.argument("name")
@click.option("--role", type=_ROLE, help="Quyền; mặc định admin cho người đầu tiên, rồi analyst. (Role.)")
@_STDIN
@click.pass_obj
def add(home: Path, /, name: str, role: Role | None, from_stdin: bool) -> None:
    """Thêm tài khoản NAME; mật khẩu được hỏi, không hiện trên màn hình.

    Add an account; the password is asked for and not shown.
    """
    password = _asked(from_stdin)
    with _writing(home, "add", name) as accounts:
        account = accounts.roster.add(name, password, role)
    click.echo(f"Đã thêm tài khoản {account.name}, quyền {account.role}. (Added.)")


@users.command("list", epilog=examples("kehoach users list"))
@_JSON
@click.pass_obj
def list_accounts(home: Path, /, as_json: bool = False) -> None:
    """Liệt kê tài khoản và quyền.

    List accounts and roles.
    """
    with _reading(home) as accounts:
        found = accounts.roster.all() if accounts else []
    if as_json:
        click.echo(to_text(list(map(asdict, found)), indent=1))
        return
    for account in found:
        temporary = ", mật khẩu tạm (temporary password)" if account.temporary else ""
        click.echo(f"{account.name}: {account.role}, từ {_moment(account.made)}{temporary}")
    if not found:
        click.echo("Chưa có tài khoản; thêm bằng `kehoach users add TÊN`. (No accounts.)")


@users.command("role", epilog=examples("kehoach users role An reader"))
@click.argument("name")
@click.argument("role", type=_ROLE)
@click.pass_obj
def set_role(home: Path, /, name: str, role: Role) -> None:
    """Đổi quyền của NAME; có hiệu lực ngay.

    Change what somebody may do, at once.
    """
    with _writing(home, f"role {role}", name) as accounts:
        accounts.roster.set_role(accounts.roster.named(name), role)
    click.echo(f"{name}: {role}.")


@users.command("password", epilog=examples("kehoach users password An"))
@click.argument("name")
@_STDIN
@click.pass_obj
def set_password(home: Path, /, name: str, from_stdin: bool) -> None:
    """Đặt mật khẩu mới cho NAME; mọi phiên của người đó kết thúc, mã truy cập vẫn còn.

    Set a new password; all sessions of this account end, its tokens stay.
    """
    with _reading(home) as accounts:
        if accounts:
            accounts.roster.named(name)
    password = _asked(from_stdin)
    with _writing(home, "password", name) as accounts:
        accounts.roster.set_password(accounts.roster.named(name), password)
    click.echo(f"Đã đổi mật khẩu của {name}. (Password changed.)")


@users.command("remove", epilog=examples("kehoach users remove An --yes"))
@click.argument("name")
@click.option("--yes", is_flag=True, help="Không hỏi lại. (Do not ask.)")
@click.pass_obj
def remove(home: Path, /, name: str, yes: bool) -> None:
    """Xóa tài khoản NAME cùng các phiên và mã truy cập; những gì đã ghi dưới tên này vẫn còn.

    Remove an account, its sessions and tokens; what was written under the name stays.
    """
    if not yes:
        click.confirm(f"Xóa tài khoản {name}? (Remove?)", abort=True)
    with _writing(home, "remove", name) as accounts:
        accounts.roster.remove(accounts.roster.named(name))
        nobody_left = accounts.roster.is_empty()
    left = " Không còn tài khoản nào: máy này lại vào được không cần đăng nhập. (No accounts left.)"
    click.echo(f"Đã xóa {name}. (Removed.){left if nobody_left else ''}")


@users.command(
    "token",
    epilog=examples(
        'kehoach users token An --new "báo cáo hằng tuần"',
        'kehoach users token An --new "thử" --days 7',
        "kehoach users token An",
        "kehoach users token An --revoke 3",
    ),
)
@click.argument("name")
@click.option("--new", metavar="LABEL", help="Tạo mã mới, in ra một lần. (Make one and print it.)")
@click.option("--days", type=int, metavar="N", help="Mã mới có hiệu lực N ngày; mặc định một năm. (Valid for N days.)")
@click.option("--revoke", type=int, metavar="ID", help="Thu hồi mã. (Take one away.)")
@click.pass_obj
def token(home: Path, /, name: str, new: str | None, days: int | None, revoke: int | None) -> None:
    """Mã truy cập của NAME cho chương trình (Authorization: Bearer); không có tùy chọn thì liệt kê.

    Tokens with which programs act for an account; without an option they are listed.
    """
    from pipeline.accounts.keys import TOKEN_DAYS

    days = TOKEN_DAYS if days is None else days
    if new is not None:
        with _writing(home, "token new", name) as accounts:
            click.echo(accounts.tokens.make(accounts.roster.named(name), new, days))
        click.echo(f"Có hiệu lực {days} ngày; chỉ hiện một lần này. (Valid for {days} days.)", err=True)
    if revoke is not None:
        with _writing(home, f"token revoke {revoke}", name) as accounts:
            accounts.tokens.revoke(accounts.roster.named(name), revoke)
        click.echo(f"Đã thu hồi mã {revoke}. (Revoked.)")
    if new is None and revoke is None:
        with _reading(home) as accounts:
            for key in accounts.tokens.of(accounts.roster.named(name)) if accounts else []:
                used = _moment(key.seen) if key.seen else "chưa dùng (never)"
                until = f"đến {_moment(key.until)}" if key.until else "không thời hạn (no end)"
                ended = ", đã hết hạn (ended)" if key.has_ended else ""
                click.echo(f"{key.id}: {key.name}, từ {_moment(key.made)} {until}{ended}, dùng lần cuối {used}")


@users.command("log", epilog=examples("kehoach users log --last 50"))
@click.option("--last", type=click.IntRange(1), default=20, show_default=True, help="Số dòng cuối. (Lines.)")
@_JSON
@click.pass_obj
def log(home: Path, /, last: int, as_json: bool) -> None:
    """Nhật ký thay đổi: ai, khi nào, từ đâu, việc gì, kết quả; dòng mới nhất ở cuối.

    Who changed what, when and from where; the latest line is the last.
    """
    with _reading(home) as accounts:
        entries = accounts.log.entries(last)[::-1] if accounts else []
    if as_json:
        click.echo(to_text(list(map(asdict, entries)), indent=1))
        return
    for entry in entries:
        concerns = f" [{entry.account}]" if entry.account else ""
        click.echo(
            f"{_moment(entry.at)}  {entry.who or '–'}  {entry.address}  {entry.what}{concerns}  {entry.outcome or '…'}"
        )


def _asked(from_stdin: bool) -> str:
    """Return a password: a line of the input, or what is typed twice."""
    if from_stdin:
        try:
            return sys.stdin.buffer.readline().decode("utf-8-sig").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise AccountError("Mật khẩu ở đầu vào không phải UTF-8 (the password is not UTF-8).") from error
    words = "Mật khẩu (password)", "Nhập lại (again)"
    return str(click.prompt(words[0], hide_input=True, confirmation_prompt=words[1]))


@contextmanager
def _reading(home: Path) -> Iterator[Accounts | None]:
    """Give the accounts, None where there are none: looking makes no file."""
    from pipeline.accounts import Accounts

    if not Accounts.path(home).is_file():
        yield None
        return
    with Accounts.open(home) as accounts:
        yield accounts


@contextmanager
def _writing(home: Path, what: str, concerns: str = "") -> Iterator[Accounts]:
    """Give the accounts to be changed, and write the change down."""
    from pipeline.accounts import Accounts

    with Accounts.open(home) as accounts:
        line = accounts.log.begin(login_name(), _WHERE, what, concerns)
        try:
            yield accounts
        except AccountError:
            accounts.log.end(line, "400")
            raise
        accounts.log.end(line, "200")


def _moment(at: int) -> str:
    """Return a moment in this machine's time."""
    return datetime.fromtimestamp(at).astimezone().isoformat(" ", "minutes")[:16]
