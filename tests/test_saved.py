"""Saved questions: what is news, to whom, and until when."""

import sqlite3

import pytest
from plain import PlainReader

from pipeline import Workspace
from pipeline.cli import main
from pipeline.errors import QueryError, UsageFault
from pipeline.records import Filters, Question

PLAN = """KẾ HOẠCH
Về công tác tiếp công dân, số {n}

I. NHIỆM VỤ
1. Giao Thanh tra tỉnh chủ trì giải quyết khiếu nại, tố cáo tại địa bàn thứ {n}, xong trước ngày 15/{n}/2025.
2. Giao Sở Nông nghiệp và Môi trường chủ trì trồng rừng ngập mặn ven biển, đợt {n}.
3. Giao Công an tỉnh chủ trì tuần tra ban đêm, đợt {n}.
"""
COMPLAINTS = Question("giải quyết khiếu nại, tố cáo")


@pytest.fixture
def workspace(tmp_path):
    """Give a workspace that has read two plans."""
    (tmp_path / "data" / "raw").mkdir(parents=True)
    with Workspace.open(tmp_path) as workspace:
        write(workspace, 1, 2)
        yield workspace


def write(workspace, *numbers, factory=None):
    """Put plans into the folder and read them."""
    for n in numbers:
        (workspace.raw / f"{n}.txt").write_text(PLAN.format(n=n), encoding="utf-8")
    workspace.run(factory=factory)


def news(workspace, owner="An", id=1):
    """Return the files of the new tasks of a question, and the number kept for it."""
    _, answer, _ = workspace.saved.news(owner, id)
    assert answer.total == workspace.saved.get(owner, id).n_new
    return [hit.task.files[0] for hit in answer.hits]


def test_only_what_comes_in_later_is_news(workspace):
    """Of a new plan just the task that answers; after a look nothing."""
    workspace.saved.add("An", "Đơn thư", COMPLAINTS)
    assert news(workspace) == []
    write(workspace, 3)

    assert news(workspace) == ["3.txt"]
    workspace.saved.see("An", 1)
    assert news(workspace) == []


@pytest.mark.parametrize(
    ("question", "n"),
    [
        (Question("", Filters(leads=("Công an tỉnh",))), 1), (Question("Công an tỉnh phải làm gì"), 1),
        (Question("việc hoàn thành trước ngày 15/4/2025"), 1), (Question("", Filters(statuses=("overdue",))), 1),
        (Question("Sở Tài chính phải làm gì"), 0), (Question("xây dựng trường học"), 0),
        (Question("Công an tỉnh giải quyết khiếu nại"), 0),
    ],
)  # fmt: skip
def test_news_meet_every_condition(workspace, question, n):
    """An agency, a deadline, a filter: each has to be met, a word in common is not enough."""
    workspace.saved.add("An", "a", question)
    write(workspace, 3)

    assert len(news(workspace)) == n


def test_a_plan_that_is_only_read_anew_is_no_news(workspace):
    """Another version of the reader gives all tasks new rows, and nobody hears of it."""
    workspace.saved.add("An", "a", COMPLAINTS)
    workspace.run(factory=PlainReader)

    assert news(workspace) == []


def test_a_number_of_a_plan_that_has_gone_hides_no_news(workspace):
    """The last document goes, the next one takes its number in the store and is news all the same."""
    workspace.saved.add("An", "a", COMPLAINTS)
    (workspace.raw / "2.txt").unlink()
    workspace.run()
    write(workspace, 4)

    assert news(workspace) == ["4.txt"]


def test_everybody_has_questions_of_their_own(workspace):
    """Names are free for others, looks are one's own, strangers' numbers are refused."""
    workspace.saved.add("An", "a", COMPLAINTS)
    workspace.saved.add("Bình", "a", COMPLAINTS)
    write(workspace, 3)
    workspace.saved.see("An", 1)

    assert (workspace.saved.n_new("An"), workspace.saved.n_new("Bình")) == (0, 1)
    with pytest.raises(UsageFault, match="số 2"):
        workspace.saved.remove("An", 2)
    with pytest.raises(UsageFault, match="tên khác"):
        workspace.saved.add("An", " a ", COMPLAINTS)


def test_what_cannot_be_asked_is_not_saved(workspace):
    """No words, no theme of that name, no name."""
    with pytest.raises(UsageFault, match="Chưa hỏi gì"):
        workspace.saved.add("An", "a", Question())
    with pytest.raises(QueryError, match="xyz"):
        workspace.saved.add("An", "a", Question("", Filters(themes=("xyz",))))
    with pytest.raises(UsageFault, match="cần một tên"):
        workspace.saved.add("An", " ", COMPLAINTS)
    assert workspace.saved.of("An") == []


def test_a_question_that_can_no_longer_be_asked_stops_no_run(workspace):
    """Its theme has gone from the taxonomy: plans are read, the others are asked."""
    workspace.saved.add("An", "a", COMPLAINTS)
    workspace.saved.add("An", "b", Question("", Filters(themes=("inspection",))))
    with sqlite3.connect(workspace.corpus_path) as database:
        database.execute("UPDATE saved SET question = replace(question, 'inspection', 'gone') WHERE id = 2")
    write(workspace, 3)

    assert news(workspace) == ["3.txt"]
    with pytest.raises(QueryError, match="gone"):
        workspace.saved.news("An", 2)


def test_a_question_comes_back_as_it_was_saved(workspace):
    """With its filters and what it leaves as words."""
    asked = Question(
        "Thanh tra", Filters(leads=("Sở Y tế",), due_to="2025-12-31", years=("2025",)), False, ("who:thanh-tra",)
    )
    workspace.saved.add("An", "a", asked)

    assert workspace.saved.get("An", 1).question == asked


def test_the_command_line_keeps_questions_too(workspace, capsys):
    """Saved, told of news, shown, seen, removed."""

    def kehoach(*words):
        assert main(["--home", str(workspace.home), "saved", *words, "--author", "An"]) == 0
        return capsys.readouterr().out

    assert "số 1" in kehoach("add", "Đơn thư", COMPLAINTS.text)
    write(workspace, 3)
    assert "1 nhiệm vụ mới" in kehoach("list")
    assert "địa bàn thứ 3" in kehoach("show", "1", "--seen")
    assert "không có gì mới" in kehoach("list")
    kehoach("remove", "1")
    assert kehoach("list").startswith("0 ")
    assert main(["--home", str(workspace.home), "saved", "check"]) == 0
