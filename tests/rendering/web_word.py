"""A plan as Word saves it as a web page: numbers in conditional spans, footnotes as links, lines wrapped anywhere.

Run it as ``python tests/rendering/web_word.py PLAN OUT.htm``.
"""

from __future__ import annotations

import html
import sys
import textwrap
import unicodedata
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[n]) for n in (1, 2)]

from rendering.page import Block, Columns, Grid, Item, lay_out

_HEAD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset={charset}">
<meta name=ProgId content=Word.Document><title>KE HOACH</title>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- /* Style Definitions */ p.MsoNormal {{margin:0cm; font-family:"Times New Roman",serif}} --></style></head>
<body lang=VI style='tab-interval:36.0pt'><div class=WordSection1>
"""
_NUMBER = (
    "<![if !supportLists]><span style='mso-fareast-font-family:\"Times New Roman\"'><span style='mso-list:Ignore'>"
    "{marker}<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>"
)
_MARK = (
    '<a style=\'mso-footnote-id:ftn{n}\' href="#_ftn{n}" name="_ftnref{n}" title=""><span class=MsoFootnoteReference>'
    "<span style='mso-special-character:footnote'><![if !supportFootnotes]>[{n}]<![endif]></span></span></a>"
)
_NOTE = (
    "<div style='mso-element:footnote' id=ftn{n}><p class=MsoFootnoteText><a style='mso-footnote-id:ftn{n}' "
    'href="#_ftnref{n}" name="_ftn{n}" title=""><span class=MsoFootnoteReference><![if !supportFootnotes]>[{n}]'
    "<![endif]></span></a> {text}</p></div>\n"
)
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def render_web_word(raw: bytes, file: str, charset: str = "windows-1252") -> bytes:
    """Return a plan as a page saved by Word.

    Parameters
    ----------
    charset : the page's; letters that it has not are numeric entities.
    """
    page = _Page()
    body = "".join(page.block(block) for block in lay_out(raw, file))
    notes = "".join(_NOTE.format(n=n, text=_words(note)) for n, note in enumerate(page.notes, 1))
    tail = f"<div style='mso-element:footnote-list'><br clear=all><hr align=left>{notes}</div>" if notes else ""
    text = f"{_HEAD.format(charset=charset)}{body}</div>{tail}</body></html>"
    return (_with_loose_tones(text) if charset == "windows-1258" else text).encode(charset, "xmlcharrefreplace")


class _Page:
    """A page while it grows; `notes` are its footnotes so far."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def block(self, block: Block) -> str:
        """Return one part."""
        if isinstance(block, Columns):
            cells = "".join(
                f"<td width=300 valign=top>{''.join(map(_paragraph, column))}</td>"
                for column in (block.left, block.right)
            )
            return f"<table class=MsoNormalTable border=0>\n <tr>{cells}</tr>\n</table>\n"
        return _table(block) if isinstance(block, Grid) else self._item(block)

    def _item(self, item: Item) -> str:
        number = _NUMBER.format(marker=html.escape(item.marker)) if item.marker else ""
        marks = ""
        for note in item.notes:
            self.notes.append(note)
            marks += _MARK.format(n=len(self.notes))
        words = _words(item.words)
        inside = f"{number}<b>{words}</b>" if item.bold else number + words
        kind = "MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'" if item.marker else "MsoNormal"
        return f"<p class={kind}>{inside}{marks}<o:p></o:p></p>\n"


def _paragraph(text: str) -> str:
    return f"<p class=MsoNormal align=center><span style='font-size:13.0pt'>{_words(text)}<o:p></o:p></span></p>"


def _table(grid: Grid) -> str:
    """Return a table; a cell that spans others says so."""
    rows = []
    covered: set[tuple[int, int]] = set()
    for i, row in enumerate(grid.rows):
        title = grid.group_title(i)
        cells = []
        for column, words in enumerate(row):
            if (i, column) in covered or (title is not None and column > title):
                continue
            height = grid.height(i, column) if title is None else 1
            covered |= {(i + below, column) for below in range(1, height)}
            across = len(row) - column if column == title else 1
            cells.append(f"<td colspan={across} rowspan={height} style='padding:0cm'>{_paragraph(words)}</td>")
        rows.append(f" <tr style='mso-yfti-irow:{i}'>{''.join(cells)}</tr>\n")
    return f"<table class=MsoTableGrid border=1>\n{''.join(rows)}</table>\n"


def _words(text: str) -> str:
    return "\n".join(textwrap.wrap(html.escape(text), 76, break_long_words=False, break_on_hyphens=False))


def _with_loose_tones(text: str) -> str:
    """Write tones as marks after their letter, as windows-1258 has them."""
    out = ""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(mark for mark in parts if mark in _TONES)
        bare = "".join(mark for mark in parts if mark not in _TONES)
        out += unicodedata.normalize("NFC", bare) + tones
    return out


if __name__ == "__main__":
    plan, out = map(Path, sys.argv[1:3])
    out.write_bytes(render_web_word(plan.read_bytes(), plan.name))
