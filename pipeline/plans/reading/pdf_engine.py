"""PDF files opened, taken apart and drawn: the only file that imports pypdfium2.

A page is handed out as words with their places and faces, and as the straight rules drawn on it, all in
points from the top left corner of the page as it is seen (its own rotation applied). PDFium finds the gaps
between words; scripts, attachments and forms are never run or opened.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
from PIL import Image

from pipeline.errors import DamagedFile, EmptyPlan, UnsupportedFormat
from pipeline.plans.reading.pdf_fonts import repair_fonts
from pipeline.plans.reading.pdf_words import Page, Rule, Word

MAX_PAGES = 1_000  # the longest programme with annexes ever seen has 300
_MAX_CHARS = 60_000  # of one page; a full page has 4,000
_MAX_OBJECTS = 20_000  # of one page looked at for rules and pictures
_MAX_SIDE = 6_000  # pixels of a drawn page
_THIN = 3.0  # points; a filled shape that is thicker is shading
_MIN_RULE = 6.0  # points; shorter strokes are the ends of rules or parts of drawings
_SMALL = 0.85  # of the font size: a footnote mark is smaller
_RAISED = (0.12, 0.7)  # of the font size: by so much the baseline of a footnote mark lies higher
_BOLD = 600  # font weight
_BOLD_NAMES = ("bold", "black", "heavy", "-bd", ",bd")
_NAMELESS = re.compile(r"(?:[A-Z]{6}\+)?(?:CIDFont\+)?[A-Z]{0,2}\d*|")  # says nothing of how the font looks


Point = tuple[float, float]


class Pdf:
    """An open PDF file; pages are counted from 0."""

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        self._document = document

    def __len__(self) -> int:
        return len(self._document)

    def page(self, number: int) -> Page:
        """Return what stands on a page; a page that cannot be loaded is an empty one."""
        with self._open(number) as page:
            return _Reader(page).read(number + 1) if page else Page(number + 1, 0, 0)

    def picture(self, number: int, *, dpi: int) -> Image.Image | None:
        """Draw a page, at most `_MAX_SIDE` pixels high or wide; None where it cannot be loaded."""
        with self._open(number) as page:
            return _drawn(page, dpi / 72) if page else None

    @contextmanager
    def _open(self, number: int) -> Iterator[pypdfium2.PdfPage | None]:
        try:
            page = self._document[number]
            if 0 < pdfium.FPDFPage_GetAnnotCount(page.raw) < _MAX_OBJECTS:
                # the number and the day that a registry stamps on are notes upon the page: make them part of it
                pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
                page.close()
                page = self._document[number]
        except pypdfium2.PdfiumError:
            yield None
            return
        try:
            yield page
        finally:
            page.close()


@contextmanager
def open_pdf(raw: bytes, file: str) -> Iterator[Pdf]:
    """Open the bytes of a PDF file.

    Raises
    ------
    UnsupportedFormat
        A password is needed, or it has more than `MAX_PAGES` pages.
    DamagedFile
        PDFium finds no document in it.
    EmptyPlan
        It has no pages.
    """
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as wrong:
        if wrong.err_code == pdfium.FPDF_ERR_PASSWORD:
            why = "tệp PDF khóa bằng mật khẩu (password needed); mở bằng mật khẩu rồi lưu bản không khóa"
            raise UnsupportedFormat(file, why) from wrong
        if wrong.err_code == pdfium.FPDF_ERR_SECURITY:
            why = "kiểu khóa của tệp PDF chưa mở được (unknown encryption); lưu bản không khóa"
            raise UnsupportedFormat(file, why) from wrong
        why = "không phải tệp PDF hoặc bị hỏng, cụt (not a PDF, or damaged); xin lại tệp gốc"
        raise DamagedFile(file, why) from wrong
    try:
        pages = len(document)
        if not pages:
            raise EmptyPlan(file, "tệp PDF không có trang nào (no pages); xin lại tệp gốc")
        if pages > MAX_PAGES:
            why = f"{pages:,} trang, chỉ đọc tối đa {MAX_PAGES:,} (too many pages); tách tệp"
            raise UnsupportedFormat(file, why)
        yield Pdf(document)
    finally:
        document.close()


def _drawn(page: pypdfium2.PdfPage, scale: float) -> Image.Image:
    """Draw a page, smaller than asked where it would be huge."""
    side = max(page.get_width(), page.get_height(), 1)
    picture = page.render(scale=min(scale, _MAX_SIDE / side), may_draw_forms=False).to_pil()
    return picture.convert("RGB")


@dataclass(frozen=True, slots=True)
class _Face:
    """How the letters of one text object look; `size` in points, turns in quarters anticlockwise."""

    size: float
    bold: bool
    turns: int
    font: str


class _Reader:
    """Takes one page apart."""

    def __init__(self, page: pypdfium2.PdfPage, turned: int = 0) -> None:
        self._page = page
        self._turned = turned
        self._rotation = (page.get_rotation() + 90 * turned) % 360
        self._crop = page.get_cropbox()
        self._faces: dict[int, _Face] = {}
        self._box = pdfium.FS_RECTF()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()

    def read(self, number: int) -> Page:
        """Return the page's words in the order of the file, its rules, and how much of it is picture.

        A page most of which is written sideways is read as if it lay the other way.
        """
        size = self._page.get_width(), self._page.get_height()
        words, turns, n_unmapped = self._words()
        usual = Counter(turns).most_common(1)[0][0] if turns else 0
        if usual and not self._turned:
            return _Reader(self._page, usual).read(number)
        upright = [word for word, turned in zip(words, turns, strict=True) if not turned]  # no watermarks
        rules, pictured, n_drawn = self._drawings(size[0] * size[1])
        return Page(
            number,
            *(size[::-1] if self._turned % 2 else size),
            words=tuple(repair_fonts(_with_marks(upright))),
            rules=tuple(rules),
            pictured=pictured,
            n_drawn=n_drawn,
            n_unmapped=n_unmapped,
            turned=bool(self._turned),
        )

    def _words(self) -> tuple[list[Word], list[int], int]:
        """Return the words, how each is turned, and how many letters the file gives no character for."""
        textpage = pdfium.FPDFText_LoadPage(self._page.raw)
        try:
            n_chars = min(pdfium.FPDFText_CountChars(textpage), _MAX_CHARS)
            codes = [pdfium.FPDFText_GetUnicode(textpage, i) for i in range(n_chars)]
            words: list[Word] = []
            turns: list[int] = []
            start = None
            for i, code in enumerate((*codes, 32)):
                blank = code <= 32 or code in (0xA0, 0xFFFE, 0xFFFF)
                if blank and start is not None:
                    self._add(textpage, codes, start, i, words)
                    turns += [self._face(textpage, start).turns] * (len(words) - len(turns))
                start = None if blank else i if start is None else start
            unmapped = sum(pdfium.FPDFText_HasUnicodeMapError(textpage, i) == 1 for i in range(0, n_chars, 7)) * 7
        finally:
            pdfium.FPDFText_ClosePage(textpage)
        return words, turns, unmapped

    def _add(self, textpage: object, codes: list[int], start: int, end: int, words: list[Word]) -> None:
        """Append a word, cut where a footnote mark is raised above it."""
        face = self._face(textpage, start)
        baseline = self._baseline(textpage, start)
        cuts = [start]
        if any(48 <= code < 58 for code in codes[start:end]) and end - start > 1 and not face.turns:
            line = baseline
            for i in range(start + 1, end):
                here = self._baseline(textpage, i)
                if abs(here - line) > _RAISED[0] * face.size:
                    cuts.append(i)
                    line = here
        for cut, stop in zip(cuts, (*cuts[1:], end), strict=True):
            if cut != start:
                face, baseline = self._face(textpage, cut), self._baseline(textpage, cut)
            x0, top, x1, bottom = self._span(textpage, cut, stop)
            text = "".join(map(chr, codes[cut:stop]))
            words.append(Word(text, x0, top, x1, bottom, baseline, face.size, face.bold, face.font, glued=cut != start))

    def _face(self, textpage: object, i: int) -> _Face:
        """Return the face of a letter; letters of one text object share it."""
        thing = pdfium.FPDFText_GetTextObject(textpage, i)
        if not thing:
            return _Face(max(pdfium.FPDFText_GetFontSize(textpage, i), 1.0), False, 0, "")
        key = ctypes.addressof(thing.contents)
        if key not in self._faces:
            self._faces[key] = self._look(textpage, thing, i)
        return self._faces[key]

    def _look(self, textpage: object, thing: object, i: int) -> _Face:
        matrix, size = pdfium.FS_MATRIX(), ctypes.c_float()
        pdfium.FPDFPageObj_GetMatrix(thing, matrix)
        pdfium.FPDFTextObj_GetFontSize(thing, size)
        font = pdfium.FPDFTextObj_GetFont(thing)
        buffer = ctypes.create_string_buffer(128)
        pdfium.FPDFFont_GetBaseFontName(font, buffer, 128)
        name = buffer.value.decode("latin-1")
        bold = (
            any(word in name.lower() for word in _BOLD_NAMES)
            or (bool(_NAMELESS.fullmatch(name)) and pdfium.FPDFFont_GetWeight(font) >= _BOLD)
            or pdfium.FPDFTextObj_GetTextRenderMode(thing) == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE
        )
        clockwise = round(pdfium.FPDFText_GetCharAngle(textpage, i) / (math.pi / 2))
        turns = -clockwise - self._rotation // 90
        return _Face(max(size.value * math.hypot(matrix.c, matrix.d), 1.0), bold, turns % 4, name)

    def _baseline(self, textpage: object, i: int) -> float:
        pdfium.FPDFText_GetCharOrigin(textpage, i, self._x, self._y)
        return self._seen(self._x.value, self._y.value)[1]

    def _span(self, textpage: object, start: int, end: int) -> tuple[float, float, float, float]:
        """Return the rectangle from one letter to another."""
        corners = []
        for i in (start, end - 1):
            pdfium.FPDFText_GetLooseCharBox(textpage, i, self._box)
            corners += [self._seen(self._box.left, self._box.top), self._seen(self._box.right, self._box.bottom)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return min(xs), min(ys), max(xs), max(ys)

    def _seen(self, x: float, y: float) -> tuple[float, float]:
        """Return a point of the file's own system as it is seen: from the top left, the page turned."""
        left, bottom, right, top = self._crop
        if self._rotation == 90:
            return y - bottom, x - left
        if self._rotation == 180:
            return right - x, y - bottom
        if self._rotation == 270:
            return top - y, right - x
        return x - left, top - y

    def _drawings(self, area: float) -> tuple[list[Rule], float, int]:
        """Return the rules, the share of the page under its largest picture, and how many paths there are."""
        rules: list[Rule] = []
        pictured, n_drawn = 0.0, 0
        for kind, thing, matrix in self._objects():
            if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                sides = [ctypes.c_float() for _ in range(4)]
                pdfium.FPDFPageObj_GetBounds(thing, *sides)
                left, bottom, right, top = (side.value for side in sides)
                pictured = max(pictured, (right - left) * (top - bottom) / max(area, 1))
            elif kind == pdfium.FPDF_PAGEOBJ_PATH:
                n_drawn += 1
                rules += self._rules_of(thing, matrix)
        return rules, min(pictured, 1.0), n_drawn

    def _objects(self) -> Iterator[tuple[int, object, pdfium.FS_MATRIX]]:
        """Give the objects of the page and of the forms in it, with the matrix of the form."""
        page = self._page.raw
        for i in range(min(pdfium.FPDFPage_CountObjects(page), _MAX_OBJECTS)):
            thing = pdfium.FPDFPage_GetObject(page, i)
            kind = pdfium.FPDFPageObj_GetType(thing)
            if kind != pdfium.FPDF_PAGEOBJ_FORM:
                yield kind, thing, pdfium.FS_MATRIX(1, 0, 0, 1, 0, 0)
                continue
            matrix = pdfium.FS_MATRIX()
            pdfium.FPDFPageObj_GetMatrix(thing, matrix)
            for j in range(min(pdfium.FPDFFormObj_CountObjects(thing), _MAX_OBJECTS)):
                inner = pdfium.FPDFFormObj_GetObject(thing, j)
                yield pdfium.FPDFPageObj_GetType(inner), inner, matrix

    def _rules_of(self, path: object, outer: pdfium.FS_MATRIX) -> Iterator[Rule]:
        """Give the strokes of a path that run straight across or down."""
        matrix, fill, stroke = pdfium.FS_MATRIX(), ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPageObj_GetMatrix(path, matrix)
        pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
        strokes = list(self._strokes(path, matrix, outer))
        xs, ys = [x for piece in strokes for x, _ in piece], [y for piece in strokes for _, y in piece]
        if stroke.value:
            for a, b in strokes:
                yield from _rule(a, b)
        elif strokes and fill.value and min(max(xs) - min(xs), max(ys) - min(ys)) <= _THIN:
            yield from _rule((min(xs), min(ys)), (max(xs), max(ys)))

    def _strokes(
        self, path: object, matrix: pdfium.FS_MATRIX, outer: pdfium.FS_MATRIX
    ) -> Iterator[tuple[Point, Point]]:
        """Give the straight pieces of a path."""
        first = last = None
        x, y = ctypes.c_float(), ctypes.c_float()
        for i in range(min(pdfium.FPDFPath_CountSegments(path), _MAX_OBJECTS)):
            segment = pdfium.FPDFPath_GetPathSegment(path, i)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            point = self._seen(*_moved(*_moved(x.value, y.value, matrix), outer))
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_LINETO and last is not None:
                yield last, point
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                first = point
            if pdfium.FPDFPathSegment_GetClose(segment) and first is not None:
                yield point, first
            last = point


def _moved(x: float, y: float, by: pdfium.FS_MATRIX) -> tuple[float, float]:
    return by.a * x + by.c * y + by.e, by.b * x + by.d * y + by.f


def _rule(a: Point, b: Point) -> Iterator[Rule]:
    """Give the stroke from one point to another if it is a rule."""
    (x0, x1), (y0, y1) = sorted((a[0], b[0])), sorted((a[1], b[1]))
    if max(x1 - x0, y1 - y0) >= _MIN_RULE and min(x1 - x0, y1 - y0) <= _THIN:
        across = x1 - x0 > y1 - y0
        middle = (y0 + y1) / 2 if across else (x0 + x1) / 2
        yield Rule(x0, middle, x1, middle) if across else Rule(middle, y0, middle, y1)


def _with_marks(words: list[Word]) -> list[Word]:
    """Return the words, numbers that are raised beside one put upon its line."""
    found = list(words)
    for i, word in enumerate(words):
        if word.text.strip("()[]").isdigit():
            beside = (words[i + step] for step in (-1, 1) if 0 <= i + step < len(words))
            line = next((other for other in beside if _is_raised(word, other)), None)
            if line is not None:
                found[i] = replace(word, raised=True, baseline=line.baseline)
    return found


def _is_raised(word: Word, other: Word) -> bool:
    """Whether a word is smaller than the one beside it and stands higher."""
    near = max(word.x0, other.x0) - min(word.x1, other.x1) < other.size
    low, high = (share * other.size for share in _RAISED)
    return near and word.size < _SMALL * other.size and low < other.baseline - word.baseline < high
