"""`kehoach serve`: the web workplace, on this machine or for the office."""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import click

from pipeline.cli.examples import examples
from pipeline.errors import UsageFault

_MOST_ASKERS = 4  # processes that answer questions; each keeps a core busy and some hundred MB
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    epilog=examples(
        "kehoach serve",
        "kehoach serve --port 8080",
        "kehoach serve --host 0.0.0.0 --allow-host kehoach.tinh.local --certificate may.crt --key may.key",
    )
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ phục vụ. (Address to serve on.)")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Cổng. (Port.)")
@click.option(
    "--allow-host",
    multiple=True,
    metavar="NAME",
    help="Tên khác mà người dùng gõ để vào, lặp lại được; tên và địa chỉ của máy này thì luôn được. "
    "(Another name people may call it by.)",
)
@click.option("--certificate", type=_FILE, help="Chứng thư TLS (PEM), để dùng https. (For https.)")
@click.option("--key", type=_FILE, help="Khóa riêng của chứng thư. (Its private key.)")
@click.pass_obj
def serve(
    home: Path, /, host: str, port: int, allow_host: tuple[str, ...], certificate: Path | None, key: Path | None
) -> None:
    """Mở trang làm việc trong trình duyệt: tìm, đọc, xem tổng quan, lập báo cáo.

    Máy khác trong cơ quan chỉ vào được khi có --host và tài khoản (`kehoach users add`). Đã có tài khoản thì ngay trên
    máy này cũng phải đăng nhập.

    Serve the web workplace; stop it with Ctrl+C. Other computers are served with --host, which needs accounts
    (`kehoach users add`); once there are accounts, this machine has to sign in too.
    """
    from pipeline.web.safety import LOOPBACK

    is_open = host not in LOOPBACK
    if is_open:
        _check_accounts(home, host)
    import uvicorn

    from pipeline.web import create_app

    if certificate:
        _check_pair(certificate, key)
    hosts = [*_names_of(host), *allow_host] if is_open else allow_host
    app = create_app(home, hosts, closed=is_open, askers=min(os.cpu_count() or 1, _MOST_ASKERS))
    scheme = "https" if certificate else "http"
    click.echo(f"Mở {scheme}://{_shown(host)}:{port}/ trong trình duyệt; Ctrl+C để dừng. (Open it.)")
    if is_open and not certificate:
        click.echo(
            "Chú ý: mật khẩu và nội dung đi qua mạng không mã hóa (not encrypted on the network); nên dùng "
            "--certificate và --key.",
            err=True,
        )
    uvicorn.run(
        app, host=host, port=port, log_level="warning", server_header=False, ssl_certfile=certificate, ssl_keyfile=key
    )


def _check_accounts(home: Path, host: str) -> None:
    """Refuse to serve other computers where nobody would have to sign in."""
    from pipeline.accounts import Accounts

    if Accounts.path(home).is_file():
        with Accounts.open(home) as accounts:
            if not accounts.roster.is_empty():
                return
    raise UsageFault(
        f"--host {host}: máy khác sẽ vào được mà chưa có tài khoản người dùng (there are no accounts); thêm bằng "
        "`kehoach users add TÊN`, hoặc bỏ --host để chỉ phục vụ máy này."
    )


def _check_pair(certificate: Path, key: Path | None) -> None:
    """Refuse files that are no certificate and no key of it."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except OSError as error:  # SSLError is one
        raise UsageFault(
            f"--certificate {certificate}: không dùng được (no usable certificate and key in PEM): {error}"
        ) from error


def _names_of(host: str) -> Iterator[str]:
    """Give the names under which other computers reach this one: what was given, its name, its addresses."""
    name = socket.gethostname()
    yield from (host, name)
    for asked in (host, name):
        try:
            yield from {str(found[4][0]) for found in socket.getaddrinfo(asked, None)}
        except OSError:  # a name that only others know
            continue
    for family, elsewhere in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as towards:
                towards.connect((elsewhere, 9))  # sends nothing: asks which of our addresses leads out
                yield str(towards.getsockname()[0])
        except OSError:  # no network of this kind
            continue


def _shown(host: str) -> str:
    """Return how a host stands in an address."""
    return f"[{host}]" if ":" in host else host
