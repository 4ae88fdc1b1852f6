"""A report says what the store says: its figures are those of plain SQL, its citations stand where they say."""

import sqlite3
from contextlib import closing
from datetime import date

import pytest
from conftest import RAW, sample_plans
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import Workspace
from pipeline.records import Filters
from pipeline.themes.taxonomy import load_taxonomy
from pipeline.workspace.publishing import build_report
from pipeline.workspace.selecting import Selection
from pipeline.workspace.viewing import Views

TODAY = date(2026, 7, 1)
TAGGED = "EXISTS (SELECT 1 FROM json_each(t.themes) s WHERE s.value ->> 0 = ? AND s.value ->> 2)"
FROM = "FROM tasks t JOIN documents d ON d.id = t.document JOIN files f ON f.document = d.id WHERE d.secrecy IS NULL"
FILES = [plan.relative_to(RAW).as_posix() for plan in sample_plans()]
conditions = st.tuples(
    st.none() | st.sampled_from(load_taxonomy().ids), st.lists(st.sampled_from(FILES), unique=True, max_size=3)
)


@pytest.fixture(scope="module")
def ask(kehoach_samples):
    """Give what asks the store in SQL."""
    with closing(sqlite3.connect(kehoach_samples.corpus_path)) as database:
        yield lambda sql, *values: [row[0] for row in database.execute(sql, values)]


@given(wanted=conditions)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_figure_is_what_a_query_of_the_store_gives(kehoach_samples, ask, wanted):
    """Tasks, plans, themes, leads and deadlines, for any theme and any plans."""
    theme, files = wanted
    where, values = FROM, []
    if theme:
        where, values = f"{where} AND {TAGGED}", [theme]
    if files:
        where, values = f"{where} AND f.file IN ({', '.join('?' * len(files))})", [*values, *files]
    (n,) = ask(f"SELECT count(*) {where}", *values)
    if not n:
        return
    asked = Selection(filters=Filters(themes=(theme,) if theme else (), files=tuple(files)), today=TODAY)
    report = build_report(kehoach_samples, asked, "theme")
    found = report.figures

    assert found.tasks == len(report.entries) == n
    assert found.plans == ask(f"SELECT count(DISTINCT d.id) {where}", *values)[0]
    assert found.issuers == ask(f"SELECT count(DISTINCT d.issuer) {where}", *values)[0]
    assert found.without_lead == ask(f"SELECT count(*) {where} AND t.lead = '[]'", *values)[0]
    assert found.with_deadline == ask(f"SELECT count(*) {where} AND t.deadlines <> '[]'", *values)[0]
    for id in load_taxonomy().ids:
        assert dict(found.themes).get(id, 0) == ask(f"SELECT count(*) {where} AND {TAGGED}", *values, id)[0]


def test_every_citation_leads_to_the_sentence_it_cites(kehoach_samples):
    """The words of a task stand in its document where the task says, and its page and marker are those cited."""
    report = build_report(kehoach_samples, Selection(today=TODAY), "plan")
    corpus = kehoach_samples.corpus()
    for entry in report.entries:
        task = entry.stored.task
        sentence = " ".join(corpus.document_text(entry.stored.document)[task.start : task.end].split())
        missing = [word for word in task.text.split() if word not in sentence]

        assert not missing, (entry.citation, sentence)
        assert entry.citation.file in entry.stored.files
        assert task.page is None or f"trang {task.page}" in entry.citation.place
        assert task.marker.strip(".)-+*– ") in entry.citation.place


def test_nothing_is_in_a_report_that_is_not_in_the_plans(kehoach_samples):
    """Words, leads, partners, deadlines and codes of every entry are those of a stored task."""
    report = build_report(kehoach_samples, Selection(today=TODAY), "theme")
    stored = {task.id: task for task in kehoach_samples.tasks()}

    assert {e.stored.id for group in report.groups for _, part in group.parts for e in part} == set(stored)
    assert all(entry.stored == stored[entry.stored.id] for entry in report.entries)


def test_what_names_no_day_is_left_out_of_a_range_of_days_with_its_reason(kehoach_samples):
    """Dated tasks out of the range are simply not asked for; undated ones are named."""
    asked = Selection(filters=Filters(due_from="2020-01-01", due_to="2035-12-31"), today=TODAY)
    report = build_report(kehoach_samples, asked, "theme")
    (undated,) = (left for left in report.left_out if "Không ghi thời hạn" in left.reason)

    assert undated.tasks
    assert all(d.kind in ("ongoing", "conditional") for t in undated.tasks for d in t.task.deadlines)
    assert not {t.id for t in undated.tasks} & {entry.stored.id for entry in report.entries}


def test_the_five_plans_give_the_handling_of_complaints_to_the_inspectorate_side_by_side(shared, tmp_path):
    """Once per plan (000, 001, 004), each led by its inspectorate, in one group of the overlap view."""
    with Workspace.open(tmp_path) as workspace:
        workspace.run([shared / "plans" / "seed"])
        tasks = list(workspace.tasks())
        groups = Views(workspace, workspace.corpus().rows().tolist(), TODAY).overlaps()
    complaints = [t for t in tasks if "khiếu nại" in t.task.text and any("hanh tra" in lead for lead in t.task.lead)]
    (side_by_side,) = (g for g in groups if {t.id for t in complaints} <= {t.id for t in g.tasks})

    assert sorted(t.files[0][:3] for t in complaints) == ["000", "001", "004"]
    assert not side_by_side.leads_differ
