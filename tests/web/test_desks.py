"""Workspaces for several readers at once."""

from concurrent.futures import ThreadPoolExecutor

CROWD = 100  # more than there are threads behind the server


def test_a_crowd_that_asks_at_once_is_answered(client):
    """Whoever comes while all workspaces are lent waits for a turn, and nobody waits for ever."""
    questions = [f"/api/v1/search?q=khiếu nại {number}" for number in range(CROWD)]
    with ThreadPoolExecutor(CROWD) as crowd:
        answers = list(crowd.map(client.get, questions))

    assert [answer.status_code for answer in answers] == [200] * CROWD
