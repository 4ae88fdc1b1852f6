"""Questions answered beside the server."""

import os
import signal
import time

import pytest
from fastapi.testclient import TestClient
from waiting import until

from pipeline.errors import QueryError
from pipeline.records import Filters
from pipeline.web import create_app
from pipeline.web.askers import Askers, as_json, in_full
from pipeline.web.asking import Asked
from pipeline.workspace import Workspace

QUESTION = Asked("giải quyết khiếu nại, tố cáo", Filters(themes=("inspection",)), "task", 5, 0, (), False)


@pytest.fixture(scope="module")
def askers(home):
    """Return two processes over the sample plans."""
    askers = Askers(home, 2)
    yield askers
    askers.close()


@pytest.fixture(scope="module")
def desk(home):
    """Return a workspace of one's own."""
    with Workspace.open(home) as workspace:
        yield workspace


def pid(asked, workspace):
    """Return the process that does the work."""
    return os.getpid()


def opened(asked, workspace):
    """Return the indexes that a process has open, without opening any."""
    return workspace._searched and workspace._searched[0].name


def failing(asked, workspace):
    """Fail as disks do."""
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("work", [in_full, as_json])
def test_an_answer_is_the_same_wherever_it_is_made(askers, desk, work):
    """Nothing is lost or changed on the way."""
    assert askers.ask(work, QUESTION, desk) == work(QUESTION, desk)
    assert askers.ask(pid, QUESTION, desk) != os.getpid()


def test_what_cannot_be_asked_is_said_as_it_is_here(askers, desk):
    """The error arrives with its kind and its words."""
    impossible = Asked("", Filters(leads=("Không có cơ quan này",)), "task", 5, 0, ("x",), False)
    with pytest.raises(QueryError) as here:
        as_json(Asked("", Filters(), "task", 5, 0, (), False), desk)
    with pytest.raises(QueryError) as there:
        askers.ask(as_json, Asked("", Filters(), "task", 5, 0, (), False), desk)

    assert str(there.value) == str(here.value)
    assert askers.ask(as_json, impossible, desk) == as_json(impossible, desk)


def test_a_question_that_fails_ends_no_process(home, desk):
    """Not even with an error of the kind that tells of a process that has gone."""
    askers = Askers(home, 1)
    before = askers.ask(pid, QUESTION, desk)
    with pytest.raises(OSError, match="No space left"):
        askers.ask(failing, QUESTION, desk)

    assert askers.ask(pid, QUESTION, desk) == before
    askers.close()


def test_a_process_that_dies_is_replaced(home, desk):
    """Its question is answered here, the next one by another process."""
    askers = Askers(home, 1)
    victim = askers.ask(pid, QUESTION, desk)
    os.kill(victim, signal.SIGTERM)
    time.sleep(0.5)

    assert askers.ask(as_json, QUESTION, desk) == as_json(QUESTION, desk)
    assert askers.ask(pid, QUESTION, desk) not in (victim, os.getpid())
    askers.close()


def test_a_server_with_such_processes_answers_as_one_without(home, client):
    """Page and API, byte by byte; the processes end with the server."""
    asked = {"q": QUESTION.q, "k": 5}
    with TestClient(create_app(home, askers=1), base_url="http://127.0.0.1:8000") as other:
        for path in ("/", "/api/v1/search"):
            assert other.get(path, params=asked).text == client.get(path, params=asked).text


def test_a_process_opens_new_indexes_before_anybody_asks(own_home):
    """After the start, and when plans have been read."""
    askers = Askers(own_home, 1)
    with Workspace.open(own_home) as workspace:
        for _ in range(2):
            until(lambda: askers.ask(opened, QUESTION, workspace) == workspace.generations.current().name)
            workspace.rebuild()
    askers.close()
