"""Workspaces for several readers at once."""

from concurrent.futures import ThreadPoolExecutor

from fastapi.testclient import TestClient
from waiting import until

from pipeline.errors import CorpusError
from pipeline.store.generations import Generations
from pipeline.web import create_app
from pipeline.web.renewal import Renewal
from pipeline.workspace import Workspace
from pipeline.workspace.overview import Overview

CROWD = 100  # more than there are threads behind the server


def test_a_crowd_that_asks_at_once_is_answered(client):
    """Whoever comes while all workspaces are lent waits for a turn, and nobody waits for ever."""
    questions = [f"/api/v1/search?q=khiếu nại {number}" for number in range(CROWD)]
    with ThreadPoolExecutor(CROWD) as crowd:
        answers = list(crowd.map(client.get, questions))

    assert [answer.status_code for answer in answers] == [200] * CROWD


def test_indexes_are_told_of_once_and_when_they_have_been_in_use_for_a_look(tmp_path):
    """Whoever made them may still be writing when they appear; before the first there is nothing to tell of."""
    renewal, pointer = Renewal(Generations(tmp_path)), tmp_path / "current"
    told = [renewal.is_due()]
    for name in ("1", "2", "2", "2", "3", "3"):
        pointer.write_text(name, encoding="utf-8")
        told.append(renewal.is_due())

    assert told == [False, False, False, True, False, False, True]


def test_every_desk_reads_ahead_after_the_start_and_when_plans_were_read(own_home, monkeypatch):
    """Nobody has asked anything; an index that cannot be used, or a defect, ends neither the server nor the reading."""
    seen = []

    def prepare(overview):
        """Note who prepares, and fail as disks and programs do."""
        if overview._workspace.home == own_home:  # other tests have servers too
            seen.append(id(overview))
        raise [CorpusError("hỏng"), ZeroDivisionError()][len(seen) % 2]

    monkeypatch.setattr(Overview, "prepare", prepare)
    monkeypatch.setattr("pipeline.web.desks.LOOK_S", 0.02)
    with TestClient(create_app(own_home), base_url="http://127.0.0.1:8000") as client:
        for times in (1, 2):
            until(lambda times=times: len(seen) == 4 * times)
            with Workspace.open(own_home) as workspace:
                workspace.rebuild()
        assert client.get("/overview").status_code == 200

    assert len(set(seen)) == 4


def test_what_is_read_ahead_is_what_the_overview_begins_with(own_home, monkeypatch):
    """The page finds it done."""
    app = create_app(own_home)
    with Workspace.open(own_home) as workspace, TestClient(app, base_url="http://127.0.0.1:8000") as client:
        workspace.overview.prepare()
        monkeypatch.setattr("pipeline.workspace.overview.standing", None)
        monkeypatch.setattr("pipeline.reports.deadlines.count_by_month", None)
        app.state.desks._free.append(workspace)  # the one that is lent next

        assert client.get("/overview").status_code == 200
