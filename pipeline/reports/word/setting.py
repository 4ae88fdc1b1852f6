"""The parts of a thematic report, set one behind the other at the end of a Word document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import Any

from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Cm
from docx.text.paragraph import Paragraph

from pipeline.paper.safe import plain
from pipeline.records import StoredTask
from pipeline.reports.citations import full_name, place, plan_name
from pipeline.reports.statuses import STATUSES, is_overdue, status_of
from pipeline.reports.thematic import Entry, Report
from pipeline.reports.word.layout import TEXT_WIDTH_CM
from pipeline.reports.word.parts import (
    add_bookmark,
    add_field,
    add_link,
    keep_rows_whole,
    repeat_head,
    set_picture,
    set_widths,
    shade,
)

Progress = Callable[[int, int], None]

_HEAD_COLOUR = "E7ECF3"
# Columns with their widths in centimetres.
_TASKS = (("Chú dẫn", 1.4), ("Nội dung nhiệm vụ", 8.7), ("Chủ trì; phối hợp", 3.4), ("Thời hạn; văn bản", 3.0))
_PLANS = (("TT", 1.1), ("Kế hoạch", 11.4), ("Tệp", 4.0))
_LEFT_OUT = (("TT", 1.1), ("Nhiệm vụ", 10.4), ("Kế hoạch, vị trí", 5.0))
_LONGEST_CONTENTS = 120  # lines; beyond, only the first level
_MOST_LEFT_OUT = 50  # listed; the rest is counted


class Setter:
    """Sets the parts of one report at the end of a document; numbers bookmarks as it goes."""

    def __init__(self, report: Report, word: Word, progress: Progress) -> None:
        self.report = report
        self.word = word
        # Looked up once: python-docx is slow at it.
        self._styles = {style.name: style.style_id for style in word.styles}
        self._end = word.element.body.get_or_add_sectPr()  # python-docx looks for it from the beginning, every time
        self._progress = progress
        self._bookmarks = 0
        self._done = 0
        self._contents: list[tuple[int, str, str]] = []
        for number, group in enumerate(report.groups, 1):
            self._contents.append((1, f"{number}. {group.title} ({group.count} nhiệm vụ)", f"nhom_{number}"))
            self._contents += [
                (2, f"{number}.{n}. {part} ({len(entries)})", f"nhom_{number}_{n}")
                for n, (part, entries) in enumerate(group.parts, 1)
            ]

    def scope(self) -> None:
        """Say by which conditions the tasks were chosen."""
        for line in self.report.scope or ("Tất cả kế hoạch trong kho",):
            paragraph = self.word.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.add_run(f"({plain(line)})").italic = True

    def summary(self) -> None:
        """Add the summary."""
        self._heading("Tóm tắt", 1)
        for sentence in self.report.sentences:
            self._text(sentence)

    def charts(self) -> None:
        """Add the charts, each with its title."""
        if self.report.charts:
            self._heading("Biểu đồ", 1)
        for chart in self.report.charts:
            picture = self.word.add_picture(BytesIO(chart.png()), width=Cm(TEXT_WIDTH_CM))
            set_picture(picture, chart.alt)
            self.word.paragraphs[-1].paragraph_format.keep_with_next = True
            caption = self._paragraph("Chú dẫn")
            caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
            caption.add_run(plain(chart.title)).italic = True

    def contents(self) -> None:
        """Add the contents, filled: headings with how many tasks they have, and their pages."""
        if not self._contents:
            return
        self._heading("Mục lục nhiệm vụ", 1)
        deepest = 2 if len(self._contents) <= _LONGEST_CONTENTS else 1
        for level, title, bookmark in (line for line in self._contents if line[0] <= deepest):
            paragraph = self._paragraph(f"TOC {level}")
            add_link(paragraph, title, bookmark)
            paragraph.add_run("\t")
            add_field(paragraph, f"PAGEREF {bookmark} \\h", "…")

    def tasks(self) -> None:
        """Add the tasks, a table for every part."""
        self._heading("Nội dung nhiệm vụ", 1)
        self._text(self.report.reading)
        titles = iter(self._contents)
        total = sum(len(entries) for group in self.report.groups for _, entries in group.parts)
        for group in self.report.groups:
            self._listed_heading(*next(titles))
            for _, entries in group.parts:
                self._listed_heading(*next(titles))
                self._table(_TASKS, entries, self._set_task)
                self._done += len(entries)
                self._progress(self._done, total)

    def citations(self) -> None:
        """Say where every task stands."""
        self._heading("Chú dẫn nguồn", 1)
        for citation in (entry.citation for entry in self.report.entries):
            line = f"[{citation.number}] {citation.plan}, {citation.place} ({citation.file})"
            paragraph = self._paragraph("Chú dẫn", line)
            self._mark(paragraph, f"nguon_{citation.number}")

    def plans(self) -> None:
        """List the plans that were used."""
        self._heading("Các kế hoạch đã sử dụng", 1)

        def cells(item: tuple[int, str]) -> Iterator[str]:
            number, file = item
            header = self.report.plans[file]
            secrecy = f" [{header.secrecy.upper()}]" if header.secrecy else ""
            yield from (
                str(number),
                full_name(header) + secrecy,
                file,
            )

        self._table(_PLANS, list(enumerate(self.report.plans, 1)), _filler(cells))

    def left_out(self) -> None:
        """Say what is not in the report, and why."""
        if self.report.left_out:
            self._heading("Những nhiệm vụ chưa đưa vào báo cáo", 1)
        for left in self.report.left_out:
            more = f"; liệt kê {_MOST_LEFT_OUT} nhiệm vụ đầu" if len(left.tasks) > _MOST_LEFT_OUT else ""
            self._text(f"{left.reason}: {left.count} nhiệm vụ{more}.")
            rows = [
                (str(n), _words(t), f"{plan_name(t.header)}, {place(t)}")
                for n, t in enumerate(left.tasks[:_MOST_LEFT_OUT], 1)
            ]
            if rows:
                self._table(_LEFT_OUT, rows, _filler(iter))

    def title(self) -> None:
        """Add the title alone, for templates."""
        self._text(self.report.title)

    def _paragraph(self, style: str, text: str = "") -> Paragraph:
        """Add a paragraph."""
        paragraph = Paragraph(OxmlElement("w:p"), self.word._body)
        self._end.addprevious(paragraph._p)
        if text:
            paragraph.add_run(plain(text))
        self._set_style(paragraph, style)
        return paragraph

    def _set_style(self, paragraph: Paragraph, style: str) -> None:
        """Give a paragraph one of our styles if the document has it: a user's template need not."""
        if style in self._styles:
            paragraph._p.style = self._styles[style]

    def _heading(self, title: str, level: int) -> Paragraph:
        return self._paragraph(f"Heading {level}", title)

    def _listed_heading(self, level: int, title: str, bookmark: str) -> None:
        """Add a heading that the contents list, one level below those of the report's own parts."""
        self._mark(self._heading(title, level + 1), bookmark)

    def _text(self, text: str) -> None:
        self.word.add_paragraph(plain(text)).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY

    def _mark(self, paragraph: Paragraph, name: str) -> None:
        self._bookmarks += 1
        add_bookmark(paragraph, name, self._bookmarks)

    def _table(self, columns: Sequence[tuple[str, float]], items: Sequence[Any], fill: Callable[..., None]) -> None:
        """Add a table with a head that repeats, a row per item."""
        table = self.word.add_table(rows=1 + len(items), cols=len(columns))
        if "Table Grid" in self._styles:
            table._tbl.tblStyle_val = self._styles["Table Grid"]
        rows = [row.cells for row in table.rows]
        for cell, (name, _) in zip(rows[0], columns, strict=True):
            self._set_style(cell.paragraphs[0], "Bảng")
            cell.paragraphs[0].paragraph_format.keep_with_next = True
            cell.paragraphs[0].add_run(name).bold = True
            shade(cell, _HEAD_COLOUR)
        for cells, item in zip(rows[1:], items, strict=True):
            paragraphs = [cell.paragraphs[0] for cell in cells]
            for paragraph in paragraphs:
                self._set_style(paragraph, "Bảng")
            fill(paragraphs, item)
        keep_rows_whole(table)
        repeat_head(table)
        set_widths(table, [width for _, width in columns])
        self._paragraph("Bảng")

    def _set_task(self, cells: Sequence[Paragraph], entry: Entry) -> None:
        """Set one task as a row."""
        number, words, who, when = cells
        task, cited = entry.stored.task, entry.citation.number
        number.add_run(str(cited))
        words.add_run(plain(_words(entry.stored)))
        add_link(words, f" [{cited}]", f"nguon_{cited}", superscript=True)
        for line in task.attributes:
            words.add_run(plain(f"\n{line}")).italic = True
        for theme, probability in entry.doubts:
            words.add_run(f"\n(chủ đề {theme}: độ tin cậy {probability:.0%})").italic = True
        who.add_run(plain("; ".join(task.lead)) or "–").bold = True
        if task.partners:
            who.add_run(plain(f"\nPhối hợp: {'; '.join(task.partners)}"))
        when.add_run(plain("; ".join(deadline.raw for deadline in task.deadlines)) or "–")
        if entry.stored.progress or is_overdue(entry.stored, self.report.figures.today):
            when.add_run(f"\n{STATUSES[status_of(entry.stored, self.report.figures.today)]}").bold = True
        if task.references:
            when.add_run(plain(f"\n{'; '.join(task.references)}")).italic = True


#: Names in a user's template → the part that takes their place; in the order of our own paper.
PLACEHOLDERS: dict[str, Callable[[Setter], None]] = {
    "pham_vi": Setter.scope,
    "tom_tat": Setter.summary,
    "bieu_do": Setter.charts,
    "muc_luc": Setter.contents,
    "nhiem_vu": Setter.tasks,
    "bo_qua": Setter.left_out,
    "ke_hoach": Setter.plans,
    "nguon": Setter.citations,
}
IN_TEMPLATES = {"tieu_de": Setter.title, **PLACEHOLDERS}


def _words(stored: StoredTask) -> str:
    """Return the words of a task, behind the mark of secrecy that its plan bears."""
    secrecy = stored.header.secrecy
    return (f"[{secrecy.upper()}] " if secrecy else "") + stored.task.text


def _filler(cells_of: Callable[[Any], Iterator[str]]) -> Callable[[Sequence[Paragraph], Any], None]:
    """Return what sets a row of plain texts."""

    def fill(cells: Sequence[Paragraph], item: Any) -> None:
        for cell, text in zip(cells, cells_of(item), strict=True):
            cell.add_run(plain(text))

    return fill
