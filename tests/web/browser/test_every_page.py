"""Every page, in both languages, on a desk and on a phone: a picture to be looked at, and nobody is shut out.

The pages are those of the app's own routes, so that a new one is looked at too. The pictures lie in build/screenshots.
"""

import pkgutil
import re
from importlib import import_module
from string import Formatter

import pytest
from conftest import ROOT
from usable import shut_out, too_wide

from pipeline import Workspace
from pipeline.web import pages

SCREENSHOTS = ROOT / "build" / "screenshots"
QUESTION = "kế hoạch nào giao Thanh tra giải quyết khiếu nại, tố cáo"
STATES = (  # of pages that look different when asked something
    f"/?q={QUESTION}", f"/?q={QUESTION}&by=plan", "/?q=khieu+nai&theme=inspection&offset=10", "/?q=zzzz&lead=Không+có",
    "/plans/{sha256}?task={task_id}&q=khieu+nai", "/overview/calendar?month=2026-12",
    "/overview/coverage?matrix=agency-plan", "/tasks?only_lead=-&order=due", "/reports?theme=inspection",
    "/overview/changes?before={before}&after={after}",
)  # fmt: skip
NOT_THERE = "/plans/none"
SCREENS = ("desk", "phone")


def paths():
    """Return the paths of all routes that people can open, those with places to fill among them."""
    areas = [import_module(f"{pages.__name__}.{area.name}") for area in pkgutil.iter_modules(pages.__path__)]
    routers = [area.router for area in areas if hasattr(area, "router")]
    return sorted({route.path for router in routers for route in router.routes if "GET" in route.methods})


@pytest.fixture(scope="session")
def samples(home):
    """Return what stands in the places of paths: ids out of the corpus."""
    with Workspace.open(home) as workspace:
        task = workspace.search(QUESTION).hits[0].task
        before, after = [plan.sha256 for plan in workspace.corpus().shelf() if plan.n_tasks][:2]
    named = {"view": "workload", "number": "1", "name": "inspection", "before": before, "after": after, "task": task.id}
    return {"sha256": task.document, "task_id": task.id, "id": task.id, "field": "lead", **named}


@pytest.fixture(scope="session")
def addresses(client, samples):
    """Return the addresses of all whole pages; downloads, parts of pages and what is closed without accounts are none."""
    answers = {path.format(**samples): client.get(path.format(**samples)) for path in (*paths(), *STATES)}
    assert not [address for address, answer in answers.items() if answer.status_code >= 500]
    pages = {address for address, answer in answers.items() if answer.text.lower().startswith("<!doctype html")}
    return sorted(address for address in pages if answers[address].status_code == 200)


def test_every_place_in_a_path_has_a_sample(samples):
    """A page whose path needs something that the samples lack would not be looked at."""
    needed = {name for path in paths() for _, name, *_ in Formatter().parse(path) if name}

    assert needed <= set(samples)


@pytest.mark.parametrize(("language", "scheme"), [("vi", "light"), pytest.param("en", "dark", marks=pytest.mark.long)])
@pytest.mark.parametrize("screen", SCREENS)
def test_every_page_can_be_used_by_everybody(visit, addresses, language, scheme, screen, complaints):
    """Axe finds nothing grave, no page is wider than the screen; a picture of each is kept."""
    faults = []
    with visit(screen, color_scheme=scheme) as page:
        for address in (*addresses, NOT_THERE):
            asked = f"{address}{'&' if '?' in address else '?'}lang={language}"
            answer = page.goto(asked)
            assert answer.status == (404 if address == NOT_THERE else 200), address
            page.screenshot(path=SCREENSHOTS / f"{name_of(address)}.{language}.{screen}.png", full_page=True)
            faults += [f"{address}: {fault}" for fault in (*shut_out(page), *too_wide(page))]
    complaints[:] = [said for said in complaints if NOT_THERE not in said]

    assert not faults, "\n".join(faults)


def name_of(address):
    """Return a file name for an address."""
    short = re.sub(r"[0-9a-f]{12,}(-\d+)?", "id", address)
    return re.sub(r"\W+", "-", short).strip("-")[:60] or "search"
