"""The outline to tasks: which items are tasks, and what their containers and attribute lines add to them.

Attribute lines fill the item above; one block governs all the tasks before it among its siblings, up to
the block before (gold rule 3); a block with no task before it is about the item it stands in, and through
it about all tasks there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.plans import orders
from pipeline.plans.attributes import NAMES, Attribute, find_attribute
from pipeline.plans.deadlines import find_deadlines
from pipeline.plans.references import find_references
from pipeline.plans.roles import Roles, assign_roles
from pipeline.plans.tables import Column, TaskRow, counts_on, find_columns, task_rows
from pipeline.records import Deadline, Paragraph, Section, Task
from pipeline.text.normalize import squeeze


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an item stands: the markers and words above it, outermost first."""

    path: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()

    def below(self, section: Section) -> _Place:
        path = (*self.path, section.marker) if section.marker else self.path
        return _Place(path, (*self.headings, section.text) if section.text else self.headings)


@dataclass(slots=True)
class _Draft:
    """A task before its fields are read: own attribute lines, and those its containers hand down."""

    place: _Place
    marker: str
    text: str
    paragraph: Paragraph
    start: int
    end: int
    own: list[Attribute] = field(default_factory=list)
    inherited: list[Attribute] = field(default_factory=list)

    def inherit(self, attributes: Sequence[Attribute]) -> None:
        """Take what a container says of the fields that nothing nearer names."""
        named = {a.field for a in self.attributes}
        self.inherited.extend(a for a in attributes if a.field not in named)

    @property
    def attributes(self) -> list[Attribute]:
        return [*self.own, *self.inherited]

    def values(self, *fields: str) -> tuple[str, ...]:
        return tuple(a.value for a in self.attributes if a.field in fields)


def find_tasks(sections: Sequence[Section], *, year: int | None = None) -> tuple[Task, ...]:
    """Return the tasks of an outline in reading order, with their fields.

    Parameters
    ----------
    year : in which the plan was issued; completes deadlines that name a day only ("trước ngày 15/12").
    """
    drafts, _ = _visit_siblings(sections, _Place(), last=True)
    return tuple(_task(n, draft, year) for n, draft in enumerate(sorted(drafts, key=lambda d: d.start)))


def _visit(section: Section, place: _Place, *, last: bool, among_headings: bool) -> list[_Draft]:
    """Return the tasks of an item and of all below it."""
    attribute = find_attribute(section.text)
    content = attribute if attribute and attribute.field == "content" and attribute.value else None
    below, own = _visit_siblings(section.children, place.below(section), last=last)
    if content is None and orders.is_never_task(section, last=last and not section.children):
        return below
    if below and orders.is_heading(section, among_headings=among_headings):
        return below
    if not below and not own and orders.is_bare_heading(section):
        return []  # nothing below it, or nothing that orders
    text = section.text[content.value_start :] if content else section.text
    draft = _Draft(place, section.marker, text, section.paragraph, section.start, section.paragraph.end, list(own))
    if orders.lists_objects(section):
        return [draft]
    return [draft, *(d for d in below if d.marker[:1] not in [*orders.LIST_MARKS] or orders.is_order(d.text))]


def _visit_siblings(sections: Sequence[Section], place: _Place, *, last: bool) -> tuple[list[_Draft], list[Attribute]]:
    """Return the tasks of the items below one, and the attribute lines that are about that one itself."""
    drafts = list(_table_drafts([section for section in sections if section.rows], place))
    pending: list[_Draft] = []  # tasks since the last attribute block
    block: list[_Draft] | None = None  # tasks that the current block governs
    own: list[Attribute] = []
    headings = orders.are_headings(sections)
    for n, section in enumerate(sections):
        if section.rows:
            continue
        if attributes := list(_attributes(section)):
            if block is None:
                block, pending = pending, []
            for draft in block:
                draft.own.extend(attributes)
            own.extend([] if block else attributes)
            continue
        block = None
        at_end = last and all(later.marker == "" and not later.rows for later in sections[n + 1 :])
        new = _visit(section, place, last=at_end, among_headings=headings)
        pending.extend(new)
        drafts.extend(new)
    for draft in drafts:
        draft.inherit(own)
    return drafts, own


def _attributes(section: Section) -> Iterator[Attribute]:
    """Return the attributes that an item states: on its line, or in the lines below its label."""
    found = find_attribute(section.text)
    if found is None or found.field == "content" or section.marker[:1].isupper():
        return
    if found.value:
        yield found
    elif all(len(child.text) <= 200 for child in section.children):
        for child in section.children:
            inner = find_attribute(child.text)
            labelled = inner is not None and inner.field != "content"
            yield (inner if inner and labelled else Attribute(found.field, child.text.rstrip(" .;"), found.value_start))


def _table_drafts(tables: Sequence[Section], place: _Place) -> Iterator[_Draft]:
    """Return the tasks of the tables below one item; one that goes on with the table before it is part of it."""
    columns: tuple[Column, ...] | None = None
    rows: list[Paragraph] = []
    for section in tables:
        own = find_columns(section.rows)
        fits = columns is not None and len(section.rows[0].cells) == len(columns) and own in (None, columns)
        if fits and counts_on(rows, section.rows):
            rows.extend(section.rows)
            continue
        yield from _rows_drafts(rows, columns, place)
        columns, rows = columns if fits else own, list(section.rows)
    yield from _rows_drafts(rows, columns, place)


def _rows_drafts(rows: Sequence[Paragraph], columns: tuple[Column, ...] | None, place: _Place) -> Iterator[_Draft]:
    if columns is not None:
        yield from (_row_draft(row, place) for row in task_rows(rows, columns))


def _row_draft(row: TaskRow, place: _Place) -> _Draft:
    inner = _Place((*place.path, *row.group), (*place.headings, *row.headings))
    cells = [Attribute(name, value.strip(), 0) for name, value in row.fields.items() if value.strip()]
    return _Draft(inner, row.marker, row.text, row.paragraph, row.start, row.end, cells)


def _task(ordinal: int, draft: _Draft, year: int | None) -> Task:
    """Read the fields of a task."""
    text = squeeze(draft.text)
    roles = _roles(text, draft)
    return Task(
        ordinal=ordinal,
        marker=draft.marker,
        path=draft.place.path,
        headings=draft.place.headings,
        text=text,
        attributes=tuple(f"{NAMES[a.field]}: {a.value}" for a in draft.own),
        lead=roles.lead,
        partners=roles.partners,
        deadlines=_deadlines(text, draft, year),
        references=_references(text, draft),
        page=draft.paragraph.page,
        start=draft.start,
        end=draft.end,
    )


def _roles(text: str, draft: _Draft) -> Roles:
    return assign_roles(
        text,
        headings=draft.place.headings,
        lead_lines=draft.values("lead"),
        partner_lines=draft.values("partners"),
    )


def _deadlines(text: str, draft: _Draft, year: int | None) -> tuple[Deadline, ...]:
    """Deadlines of the words, of the attribute lines, and of the sentences of the containers."""
    found = list(find_deadlines(text, year=year))
    for value in draft.values("deadline"):
        found.extend(find_deadlines(value, attribute=True, year=year))
    for heading in draft.place.headings[1:]:
        if heading.endswith(":") or "(" in heading:
            found.extend(find_deadlines(heading, year=year))
    return tuple({(d.raw, d.value): d for d in reversed(found)}.values())[::-1]


def _references(text: str, draft: _Draft) -> tuple[str, ...]:
    """Codes cited by the words, by the footnotes they carry and by the attribute lines."""
    sources = [text, *draft.paragraph.notes, *draft.values("other", "product", "deadline")]
    return tuple(dict.fromkeys(reference.code for source in sources for reference in find_references(source)))
