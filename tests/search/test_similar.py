"""More like this."""

from __future__ import annotations

import pytest

from pipeline.errors import QueryError
from pipeline.search.similar import telling_topic

FREQUENCY = {"phan_anh": 9, "anh_kien": 1, "kien_nghi": 8, "phan": 90, "anh": 10, "kien": 9, "nghi": 60}


def test_a_task_is_not_like_itself(searcher):
    """The task asked for is left out, also of the total; what shares its matter comes."""
    complaints = searcher.search("giải quyết đơn khiếu nại, tố cáo còn tồn").hits[0].task

    answer = searcher.like(complaints.id, k=99)

    assert complaints.id not in {hit.task.id for hit in answer.hits}
    assert answer.total == len(answer.hits) > 0


def test_a_text_finds_the_tasks_that_say_it(searcher):
    """Pasted words find the task they were taken from first."""
    text = "Hướng dẫn cán bộ kê khai tài sản, thu nhập."

    assert searcher.like(text).hits[0].task.task.text == text


@pytest.mark.parametrize(("text", "message"), [("000000000009-9", "no such task"), ("🙂", "no words")])
def test_what_is_no_task_and_no_text_is_refused(searcher, text, message):
    """An id that no task has, and a text without words, end in a message."""
    with pytest.raises(QueryError, match=message):
        searcher.like(text)


def test_words_stand_for_a_text_chance_neighbours_do_not():
    """`phản ánh` and `kiến nghị` are words; `ánh kiến` only stands between them."""
    topic = telling_topic("phản ánh kiến nghị", lambda term: FREQUENCY.get(term, 0))

    assert [idea.said for idea in topic.ideas] == ["phản ánh", "kiến nghị"]
