"""A real server of the workplace, in a process of its own."""

import socket
import subprocess
import sys
import time
from contextlib import contextmanager

WAIT_S = 120


@contextmanager
def served(home):
    """Serve a workspace on a free port as long as the block lasts; gives the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = [sys.executable, "-m", "pipeline.cli", "--home", str(home), "serve", "--port", str(port)]
    server = subprocess.Popen(program, stdout=subprocess.DEVNULL)
    try:
        wait_for(server, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


def wait_for(server, port):
    """Wait until the server listens."""
    give_up = time.monotonic() + WAIT_S
    while server.poll() is None and time.monotonic() < give_up:
        with socket.socket() as caller:
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the server did not start")
