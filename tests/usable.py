"""Whether everybody can use a page, as far as a machine can tell: axe's grave findings, and its width."""

from axe_playwright_python.sync_playwright import Axe

GRAVE = ("serious", "critical")
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def shut_out(page):
    """Yield what axe finds on a page: the rule, and where it is broken."""
    for fault in Axe().run(page, options=RULES).response["violations"]:
        if fault["impact"] in GRAVE:
            places = [node["html"][:160] for node in fault["nodes"][:3]]
            yield f"{fault['impact']} {fault['id']}: {fault['help']} ({len(fault['nodes'])}): {places}"


def too_wide(page):
    """Yield by how much a page is wider than its window (WCAG 1.4.10)."""
    if (beyond := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
        yield f"{beyond} px wider than the window"
