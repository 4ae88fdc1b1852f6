"""A plan set in another format gives the tasks of its text: the sample plans and the real ones beside the project."""

from collections import Counter

import pytest
from conftest import SHARED, sample_plans
from rendering.resaving import resave
from rendering.web_word import render_web_word
from rendering.word import render_docx

from pipeline.plans import parse
from pipeline.plans.reading.office import soffice
from pipeline.records import Task

SEEDS = sorted((SHARED / "plans" / "seed").glob("*.txt"))
PLANS = [*sample_plans(), *SEEDS]
_ABSENT = pytest.param(None, id="seeds", marks=pytest.mark.skip(reason="the real plans are not beside the project"))
RENDERERS = {
    "docx": (render_docx, "KH.docx"),
    "web page": (render_web_word, "KH.htm"),
    "web page in windows-1258": (lambda raw, file: render_web_word(raw, file, "windows-1258"), "KH.htm"),
}
needs_soffice = pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")


@pytest.mark.parametrize("path", PLANS if SEEDS else [*PLANS, _ABSENT], ids=lambda path: path.stem[:30])
@pytest.mark.parametrize("form", RENDERERS)
def test_word_and_web_pages_give_the_tasks_of_the_text(form, path):
    """Words, places, agencies, deadlines and references of every task survive, and so does the header."""
    render, file = RENDERERS[form]
    raw = path.read_bytes()
    before, expected = parse(raw, path.name)
    after, found = parse(render(raw, path.name), file)

    assert [_told(task) for task in found] == [_told(task) for task in expected]
    assert after.header == before.header


@needs_soffice
@pytest.mark.long
@pytest.mark.parametrize("ending", ["rtf", "doc"])
def test_what_libreoffice_saves_gives_the_tasks_of_the_text(ending):
    """Saved as RTF or old Word by another program: task F1 of at least 0.98, agencies and deadlines of each the same.

    Numbers are left out: LibreOffice itself counts a second document in the file on, and loses some starts.
    """
    documents = {str(n): render_docx(path.read_bytes(), path.name) for n, path in enumerate(PLANS)}
    saved = resave(documents, ending)
    scores = {}
    for n, path in enumerate(PLANS):
        expected = Counter(map(_ordered, parse(path.read_bytes(), path.name)[1]))
        found = Counter(map(_ordered, parse(saved[str(n)], f"KH.{ending}")[1]))
        scores[path.name] = 2 * (expected & found).total() / (expected.total() + found.total())

    assert min(scores.values()) >= 0.98, scores


def _told(task: Task) -> tuple[object, ...]:
    """Return all that a task says, without where it stands in the file."""
    return (*_ordered(task), task.marker, task.path, task.partners, task.references)


def _ordered(task: Task) -> tuple[object, ...]:
    """Return who has to do what by when."""
    return task.text, task.lead, tuple((deadline.kind, deadline.value) for deadline in task.deadlines)
