"""`kehoach serve`: the web workplace on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.examples import examples
from pipeline.errors import UsageFault


@click.command(epilog=examples("kehoach serve", "kehoach serve --port 8080"))
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ phục vụ. (Address to serve on.)")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Cổng. (Port.)")
@click.pass_obj
def serve(home: Path, /, host: str, port: int) -> None:
    """Mở trang làm việc trong trình duyệt: tìm, đọc, xem tổng quan, lập báo cáo.

    Serve the web workplace; stop it with Ctrl+C.
    """
    from pipeline.web.safety import LOOPBACK

    if host not in LOOPBACK:
        raise UsageFault(
            f"--host {host}: chưa có tài khoản người dùng nên chỉ phục vụ trên máy này (there are no accounts, so only "
            "this machine is served); bỏ --host, hoặc dùng 127.0.0.1."
        )
    import uvicorn

    from pipeline.web import create_app

    app = create_app(home)
    click.echo(f"Mở http://{'[::1]' if host == '::1' else host}:{port}/ trong trình duyệt; Ctrl+C để dừng. (Open it.)")
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False)
