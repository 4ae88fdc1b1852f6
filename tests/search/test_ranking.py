"""Answers: order, filters, wishes, plans with proof, reasons, paging."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import QueryError
from pipeline.records import Filters
from pipeline.search import answer_json, candidates
from pipeline.store.wire import to_text


def texts(answer):
    """Return the words of the hits."""
    return [hit.task.task.text for hit in answer.hits]


def plans(answer):
    """Return the names of the plans, without folder and ending."""
    return {plan.file.split("/")[-1].split(".")[0] for plan in answer.plans}


PLAN_QUESTIONS = (
    "kế hoạch nào giao Thanh tra giải quyết khiếu nại, tố cáo",
    "ke hoach nao giao thanh tra giai quyet khieu nai",
    "which plans assign Thanh tra to handle complaints",
    "Thanh tra phải làm gì về khiếu nại",
)


@pytest.mark.parametrize("question", PLAN_QUESTIONS)
@pytest.mark.parametrize("by", ["task", "plan"])
def test_only_plans_that_truly_assign_it(searcher, question, by):
    """Role and topic must both be there: not another agency's complaints, not another duty of the agency."""
    answer = searcher.search(question, by=by)

    assert plans(answer) == {"tiep-dan", "thi-xa"}
    for plan in answer.plans:
        assert all("khiếu nại" in proof.task.task.text for proof in plan.hits)
        assert all("Thanh tra" in proof.task.task.lead[0] for proof in plan.hits)


def test_by_plan_counts_plans(searcher):
    """With plans as the unit, total and page count plans, and hits are their proofs."""
    every = searcher.search(PLAN_QUESTIONS[0], by="plan")
    second = searcher.search(PLAN_QUESTIONS[0], by="plan", k=1, offset=1)

    assert every.total == second.total == 2
    assert second.plans == every.plans[1:]
    assert {hit.task.files[0] for hit in second.hits} == {second.plans[0].file}


def test_a_plan_nobody_has_is_not_invented(searcher):
    """Where no plan assigns it, the list of plans is empty."""
    assert searcher.search("kế hoạch nào giao Thanh tra phòng, chống dịch bệnh", by="plan").plans == ()


def test_a_code_finds_exactly_the_tasks_that_cite_it(searcher):
    """A quoted code in another spelling finds the citing task and no other."""
    assert texts(searcher.search('"217/QĐ-TW"')) == ["Rà soát hồ sơ khiếu nại kéo dài."]


def test_a_time_limit_finds_the_tasks_that_run_out_then(searcher):
    """What is due in a month is what ends in it, not what goes on all year or comes round."""
    assert len(searcher.search("việc phải xong trong tháng 4/2022").hits) == 1


def test_the_exact_limit_comes_first(searcher):
    """Asked for a year, what ends with the year stands before what ends within it."""
    answer = searcher.search("việc phải xong trong năm 2022")

    assert [hit.task.task.deadlines[0].value for hit in answer.hits] == ["2022", "2022-04-20"]


def test_filters_keep_strictly(searcher):
    """Every hit meets every filter, whatever the words say."""
    answer = searcher.search("khiếu nại", filters=Filters(leads=("Sở Nội vụ",)))

    assert texts(answer)[0] == "Rà soát hồ sơ khiếu nại kéo dài."
    assert {hit.task.task.lead for hit in answer.hits} <= {("Sở Nội vụ",), ("các sở, ban, ngành",)}


def test_filters_know_groups_and_successions_and_say_so(searcher):
    """A filter by agency finds its groups and its predecessors, marked as such."""
    group = searcher.search(filters=Filters(leads=("Sở Nội vụ",))).hits[1]
    heir = searcher.search(filters=Filters(leads=("Sở Tài chính",))).hits

    assert group.why == ("các sở, ban, ngành (nhóm có Sở Nội vụ) chủ trì",)
    assert [hit.task.task.lead for hit in heir] == [("các sở, ban, ngành",), ("Sở Kế hoạch và Đầu tư",)]
    assert "trước hoặc sau" in heir[1].why[0]


@pytest.mark.parametrize(
    ("filters", "n"),
    [
        (Filters(files=("tai-san",)), 2),
        (Filters(files=("2023/hen-ho.md",)), 2),
        (Filters(issuers=("vinh hai",)), 2),
        (Filters(references=("14/ct-ttg",)), 1),
        (Filters(themes=("inspection",)), 1),
        (Filters(themes=("thanh tra, kiem tra, giam sat",)), 1),
        (Filters(partners=("Công an",)), 1),
        (Filters(due_from="2022-06-01", due_to="2022-06-30"), 2),
        (Filters(due_from="2022-04-21", due_to="2022-04-30"), 1),
        (Filters(leads=("Sở Ngoại vụ",), references=("14/CT-TTg",)), 0),
    ],
)
def test_filters_without_words(searcher, filters, n):
    """Each kind of filter works alone; the order is that of the documents."""
    answer = searcher.search(filters=filters)

    assert answer.total == len(answer.hits) == n
    assert [hit.task.id for hit in answer.hits] == sorted(hit.task.id for hit in answer.hits)


def test_a_theme_is_a_reason_by_whatever_name_it_was_asked_for(searcher):
    """A Vietnamese name, typed without diacritics, means the theme, and the reason says so."""
    for name in ("inspection", "thanh tra, kiem tra, giam sat"):
        (hit,) = searcher.search(filters=Filters(themes=(name,))).hits
        assert hit.why == ("chủ đề: Thanh tra, kiểm tra, giám sát",)


def test_no_hit_is_an_empty_answer(searcher):
    """A filter that nothing meets gives an empty answer, not an error."""
    answer = searcher.search("khiếu nại", filters=Filters(files=("khong-co",)))

    assert (answer.total, answer.hits, answer.plans) == (0, (), ())


def test_quoted_words_are_required(searcher):
    """Only tasks with the quoted words are answers."""
    assert texts(searcher.search('khiếu nại "hộ dân"')) == ["Tham mưu giải quyết khiếu nại của hộ dân có đất thu hồi."]


def test_the_agency_as_a_wish_lifts_its_tasks(searcher):
    """Asked what an agency must do, its own tasks come before those of others and of its groups."""
    answer = searcher.search("Sở Nội vụ phải làm gì về khiếu nại")

    assert answer.hits[0].task.task.lead == ("Sở Nội vụ",)


def test_everyday_words_find_official_ones(searcher):
    """`đơn thưa` finds complaints though the word stands nowhere."""
    assert "khiếu nại" in texts(searcher.search("xử lý đơn thưa"))[0]
    assert "đơn thưa" not in " ".join(texts(searcher.search("xử lý đơn thưa", k=99)))


def test_a_task_gains_by_its_plan(twins):
    """Of two tasks in the same words, the one whose plan is about the question comes first."""
    found = twins.search("kết quả khiếu nại, tố cáo", k=99).hits

    order = [hit.task.files[0] for hit in found if hit.task.task.text == "Báo cáo kết quả."]
    assert order == ["2022/tiep-dan.txt", "2022/tai-san.txt"]


def test_everyday_words_can_be_taken_as_they_are(searcher):
    """Without the glossary's reading of `đơn thưa`, nothing says it; the answer tells what was left out."""
    answer = searcher.search("xử lý đơn thưa", without=["words:xu-ly-don-thua", "words:don-thua"])

    assert not any("khiếu nại" in reason for hit in answer.hits for reason in hit.why)
    assert answer_json(answer)["understood"]["without"] == ["words:xu-ly-don-thua", "words:don-thua"]


def test_without_understanding_nothing_is_added(searcher):
    """Switched off, a question is its words: no role, no glossary."""
    answer = searcher.search("kế hoạch nào giao Thanh tra giải quyết khiếu nại", understand=False)

    assert answer.query.understood == ()
    assert answer.query.filters == Filters()


def test_pages_are_parts_of_one_order(searcher):
    """Totals do not change between pages, and pages put together are the whole."""
    whole = searcher.search("khiếu nại của công dân", k=99)
    pages = [searcher.search("khiếu nại của công dân", k=2, offset=start) for start in range(0, whole.total + 2, 2)]

    assert {page.total for page in pages} == {whole.total}
    assert [hit for page in pages for hit in page.hits] == list(whole.hits)
    assert [hit.rank for hit in whole.hits] == list(range(1, whole.total + 1))
    assert all(np.diff([hit.score for hit in whole.hits]) <= 0)


MANY_ANSWERS = (
    ("khiếu nại, tố cáo", {}),
    ("dữ liệu số theo Quyết định 217-QĐ/TW", {}),
    ("“nhà ở” đất đai", {}),
    ("Sở Y tế phải làm gì về bệnh viện", {}),
    ("housing and complaints", {}),
    ("trường học", {"filters": Filters(leads=("Sở Y tế",))}),
    ("", {"filters": Filters(leads=("Sở Nội vụ",))}),
)


@pytest.mark.parametrize(("question", "options"), MANY_ANSWERS)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(depth=st.integers(1, 40), k=st.integers(1, 70))
def test_every_answer_stands_on_one_page(crowd, monkeypatch, question, options, depth, k):
    """However few are ranked with care, the pages hold as many answers as the total says, each once, in order."""
    monkeypatch.setattr(candidates, "DEPTH", depth)
    monkeypatch.setattr(candidates, "_KNOWN", 2 * depth)
    total = crowd.search(question, k=1, **options).total

    pages = [crowd.search(question, k=k, offset=start, **options) for start in range(0, total + k, k)]
    hits = [hit for page in pages for hit in page.hits]

    assert {page.total for page in pages} == {total}
    assert len({hit.task.id for hit in hits}) == len(hits) == total > 0
    assert [hit.rank for hit in hits] == list(range(1, total + 1))
    assert all(np.diff([hit.score for hit in hits]) <= 0)


def test_reasons_say_words_role_and_limit(searcher):
    """A hit says where its words stand, who leads and by when."""
    why = searcher.search("Thanh tra phải làm gì về khiếu nại trước 30/4/2022").hits[0].why

    assert "Thanh tra tỉnh chủ trì" in why
    assert "thời hạn: trước ngày 20/4/2022" in why
    assert "lời nhiệm vụ có: “khiếu nại”" in why


def test_reasons_are_english_for_an_english_question(searcher):
    """Whoever asks in English is answered in English."""
    why = searcher.search("which plans assign Thanh tra to handle complaints").hits[0].why

    assert "Thanh tra tỉnh leads" in why or "Thanh tra thị xã leads" in why
    assert any(reason.startswith("the task says") for reason in why)


def test_reasons_are_in_the_language_that_is_wanted(searcher):
    """English reasons for a Vietnamese question, and the other way round; themes by their names."""
    question, filters = "Thanh tra phải làm gì về khiếu nại", Filters(themes=("inspection",))
    english = searcher.search(question, filters=filters, language="en").hits[0].why
    vietnamese = searcher.search("what must Thanh tra do about complaints", language="vi").hits[0].why

    assert "theme: Inspection" in english
    assert any(reason.startswith("the task says") for reason in english)
    assert any(reason.startswith("lời nhiệm vụ có") for reason in vietnamese)


def test_a_task_that_has_gone_is_left_out(searcher, corpus):
    """A row that the index knows and the corpus no longer has gives no hit and no error."""
    gone = searcher.search('"217-QĐ/TW" ').hits[0]
    corpus.stored = {row: task for row, task in corpus.stored.items() if task.id != gone.task.id}
    corpus.edition += 1

    assert gone.task.id not in {hit.task.id for hit in searcher.search("khiếu nại", k=99).hits}


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("", {}, "nothing was asked"),
        ("🙂", {}, "no words"),
        ("khiếu nại", {"k": 0}, "k must be"),
        ("khiếu nại", {"offset": -1}, "offset"),
        ("", {"filters": Filters(themes=("thể thao",))}, "inspection"),
        ("", {"filters": Filters(due_from="2025-02-30")}, "2025-12-31"),
        ("", {"filters": Filters(due_from="2025-02-01", due_to="2024-01-01")}, "before it begins"),
    ],
)
def test_impossible_questions_say_what_to_do(searcher, text, options, message):
    """What cannot be answered ends in a message, not in a defect."""
    with pytest.raises(QueryError, match=message):
        searcher.search(text, **options)


HOSTILE = (
    *('"', '""', "“chưa đóng", "AND OR NOT", "exact:khiếu AND folded:*", "[a TO z]", "(((", "/.*/", "\\x", "%s {0}"),
    *("../../etc/passwd", "'; DROP TABLE tasks; --", "* OR 1=1", "<script>alert(1)</script>"),
    *("a\0b", "\0", "khiếu \ud800 nại", "\u202eiạn uếihk", "مرحبا", "İẞﬁ０１２", "e\u0301" * 500),
    *("khiếu " * 20_000, "kế hoạch nào giao Thanh tra " * 4_000, "a" * 100_000, "sở nội vụ, " * 50, "giao " * 120),
    *("trước 99/99/9999", "trước năm 1900", "quý 9 năm 2025", "31/02/2025", "57-NQ/TW " * 60, '"' * 599),
)


@pytest.mark.parametrize("by", ["task", "plan"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60) | st.sampled_from(HOSTILE), understand=st.booleans())
def test_no_question_breaks_the_search(searcher, text, understand, by):
    """Any text gets an answer that can be written down, or a message."""
    try:
        answer = searcher.search(text, understand=understand, by=by)
    except QueryError:
        return

    assert len(answer.plans if by == "plan" else answer.hits) <= 10
    assert to_text(answer_json(answer)).encode()


def test_the_json_form(searcher):
    """The object has the agreed keys; a hit's text ends with its attribute lines; equal answers are equal bytes."""
    question = "Thanh tra giải quyết khiếu nại của hộ dân"
    once, again = (json.dumps(answer_json(searcher.search(question), "Q1"), ensure_ascii=False) for _ in range(2))
    row = json.loads(once)
    hit = next(hit for hit in row["hits"] if "hộ dân" in hit["text"])

    assert once == again
    assert row["id"] == "Q1"
    assert {"id", "understood", "total", "hits", "plans"} <= row.keys()
    assert {"task_id", "file", "text", "score", "why"} <= hit.keys()
    assert hit["text"].endswith("\nThời hạn: Quý I/2023")
