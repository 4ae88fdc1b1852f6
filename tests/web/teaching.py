"""What the tests of the teaching pages have in common."""

import html
import re
import time

from pipeline import Workspace
from pipeline.learning.sheet import SheetRow
from pipeline.web.job import Job
from pipeline.web.lessons import LESSONS

HTMX = {"HX-Request": "true"}
LIKE, WORSE = "2026-01-02-030405-aaaaaaaaaaaa", "2026-01-03-030405-bbbbbbbbbbbb"


def asked(page):
    """Return the hidden values of the question that a page asks: the task, the theme."""
    return {
        name: html.unescape(re.search(f'name="{name}" value="([^"]*)"', page.text)[1]) for name in ("task", "about")
    }


def said(home):
    """Return what people have said, as (task, theme, value, author)."""
    with Workspace.open(home) as workspace, workspace.themes.reading() as corpus:
        return [(label.task, label.theme, label.value, label.author) for label in corpus.labels.current()]


def finished(client):
    """Return the page of the models once no work is under way."""
    for _ in range(1200):
        part = client.get("/teach/job", headers=HTMX)
        if "hx-refresh" in part.headers:
            return client.get("/teach/models").text
        assert 'hx-get="/teach/job"' in part.text
        time.sleep(0.1)
    raise AssertionError(part.text)


def used(home):
    """Return the version in use, and that which gave the tasks their themes."""
    with Workspace.open(home) as workspace:
        return workspace.themes.model().version, workspace.corpus().tags.version


def work(home, kind, argument):
    """Do a job here and now; return what came of it."""
    with Workspace.open(home) as workspace:
        return LESSONS[kind](workspace, Job(kind, "An", argument, "2026-01-01T00:00:00+00:00"), lambda *far: None)


def speak(home, author, value, *, theme="inspection", n=1):
    """Let an author say the same of the first tasks; return their ids."""
    with Workspace.open(home) as workspace:
        tasks = workspace.corpus().tasks(workspace.corpus().rows()[:n])
        workspace.themes.take_in([SheetRow(1, task.id, theme, value) for task in tasks], author)
    return [task.id for task in tasks]


def typed(client, id):
    """Return what the form of a theme holds."""
    page = client.get(f"/teach/themes/{id}").text
    fields = re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', page)
    texts = re.findall(r'<textarea[^>]*? name="(\w+)"[^>]*>([^<]*)<', page)
    return {name: html.unescape(value) for name, value in [*fields, *texts] if name != "sure"}


def taxonomy(home):
    """Return the themes in use."""
    with Workspace.open(home) as workspace:
        return workspace.themes.taxonomy
