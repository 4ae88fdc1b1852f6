"""A server killed in the middle of a sending or of a reading: the next one has nothing half done and goes on."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from zipfile import is_zipfile

import pytest

from pipeline import Workspace
from pipeline.web.uploads import UPLOADS

PLAN = "KẾ HOẠCH\nCông tác đợt {n}\n\nII. NHIỆM VỤ\n" + "\n".join(
    f"{i}. Sở Nội vụ chủ trì rà soát hồ sơ số {i} của đợt {{n}}, xong trước ngày {i % 28 + 1}/6/2025."
    for i in range(1, 60)
)
N_PLANS = 40


class Server:
    """`kehoach serve` as a process of its own."""

    def __init__(self, home, port):
        command = [sys.executable, "-m", "pipeline.cli", "--home", str(home), "serve", "--port", str(port)]
        self.port = port
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: self.answers(), "it did not start")

    def answers(self):
        """Whether somebody listens."""
        with socket.socket() as door:
            return door.connect_ex(("127.0.0.1", self.port)) == 0

    def ask(self, method, path, body=None, **headers):
        """Send a request and return what comes back as JSON."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body, headers)
        return json.loads(connection.getresponse().read())

    def jobs(self):
        """Return the jobs, the last one asked for first."""
        return self.ask("GET", "/api/v1/jobs")["jobs"]

    def kill(self):
        """End it without a word."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@contextmanager
def serving(home):
    """Serve a workspace for as long as the block lasts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(home, port)
    try:
        yield server
    finally:
        server.kill()


def until(condition, what):
    """Wait until something is so."""
    for _ in range(2_400):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError(what)


def write_plans(home):
    """Put plans into a workspace that nobody has read yet."""
    raw = home / "data" / "raw"
    raw.mkdir(parents=True)
    for n in range(N_PLANS):
        (raw / f"{n}.txt").write_text(PLAN.format(n=n), encoding="utf-8")


def files_of(home):
    """Return the files below data/raw that a run would see."""
    return sorted(
        path.name for path in (home / "data" / "raw").rglob("*") if path.is_file() and ".part" not in str(path)
    )


@pytest.mark.long
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the signal is POSIX's")
def test_a_server_killed_while_files_come_in_leaves_no_half_of_one(tmp_path):
    """What had come whole is there and is read by the next server, of the other nothing is left."""
    head = '--x\r\nContent-Disposition: form-data; name="uploaded"; filename="{}"\r\n\r\n{}'
    whole, half = head.format("một.txt", PLAN.format(n=1)), head.format("hai.txt", PLAN.format(n=2)[:900])
    unfinished = tmp_path / "data" / "raw" / UPLOADS / ".part"
    with serving(tmp_path) as server, socket.create_connection(("127.0.0.1", server.port)) as door:
        lines = [
            "POST /api/v1/documents HTTP/1.1", f"Host: 127.0.0.1:{server.port}", "Content-Length: 1000000",
            "Content-Type: multipart/form-data; boundary=x", "", "",
        ]  # fmt: skip
        door.sendall("\r\n".join(lines).encode() + f"{whole}\r\n{half}".encode())
        until(lambda: files_of(tmp_path) == ["một.txt"] and list(unfinished.glob("*")), "nothing came in")
        server.kill()

    assert files_of(tmp_path) == ["một.txt"]
    with serving(tmp_path) as server:
        assert not list(unfinished.glob("*"))
        until(lambda: server.jobs()[0]["ended"], "it did not end")
        assert server.jobs()[0]["message"] == "1 tệp đã đọc (1 read)"


@pytest.mark.long
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the signal is POSIX's")
def test_a_server_killed_while_plans_are_read_is_taken_over_by_the_next(tmp_path):
    """The work goes on by itself; in the end every plan is there once, and corpus and indexes belong together."""
    write_plans(tmp_path)
    with serving(tmp_path) as server:
        server.ask("POST", "/api/v1/jobs")
        until(lambda: server.jobs()[0]["done"] > 3, "it did not begin")
        server.kill()
    with serving(tmp_path) as server:
        until(lambda: server.jobs()[0]["ended"], "it did not end")
        job = server.jobs()[0]

    assert (job["state"], job["attempts"]) == ("done", 2)
    with Workspace.open(tmp_path) as workspace:
        assert workspace.examine() == []
        assert workspace.documents.page().statuses == {"read": N_PLANS}
        assert workspace.corpus().counts()["tasks"] == 59 * N_PLANS


@pytest.mark.long
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the signal is POSIX's")
def test_a_server_killed_while_a_report_is_written_leaves_no_half_of_one(tmp_path):
    """The next server writes it anew, and there is one file, whole."""
    write_plans(tmp_path)
    with Workspace.open(tmp_path) as workspace:
        workspace.run()
    made = tmp_path / "data" / "processed" / "papers"
    with serving(tmp_path) as server:
        server.ask("POST", "/api/v1/reports?group=plan")
        until(lambda: server.jobs()[0]["done"] > 3, "it did not begin")
        server.kill()
    assert not list(made.glob("*/*.docx"))
    with serving(tmp_path) as server:
        until(lambda: server.jobs()[0]["ended"], "it did not end")
        job = server.jobs()[0]

    assert (job["state"], job["attempts"]) == ("done", 2)
    (file,) = (made / job["id"]).iterdir()
    assert is_zipfile(file)
