"""Pages read from their pictures by Tesseract, a process per page on every core: scans, photos, pictures in PDF.

Tesseract is called as a program, with its Vietnamese model; nothing is read without them and the reason
says what to install. Each word comes with its rectangle and with how sure the letters are.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pipeline.errors import EmptyPlan, UnreadableFile
from pipeline.plans.reading.pdf_flow import flow
from pipeline.plans.reading.pdf_quality import score
from pipeline.plans.reading.pdf_words import Page, Word
from pipeline.plans.rectangles import mean
from pipeline.records import Source, Table
from pipeline.text.normalize import fold, is_capitals
from pipeline.text.syllables import is_syllable

if TYPE_CHECKING:
    from PIL.Image import Image

_PAGE_LIMIT_S = 120.0  # a page takes 5 seconds; what takes so long is a picture of something else
_LAYOUT = "4"  # one column of text of various sizes; a page laid out freely ("3") loses the second letterhead block
_LEAST_SURE = 0.5  # what is less sure, and no word, is a stroke of a signature or a part of a stamp
_LEAST_SURE_SIGN = 0.6  # the same of a sign without letters
_WINDOWS = Path("C:/Program Files/Tesseract-OCR/tesseract.exe")
_INSTALL = (
    "cần chương trình Tesseract có tiếng Việt (Tesseract with `vie` is not installed): "
    "Ubuntu/Debian `apt install tesseract-ocr tesseract-ocr-vie`; Windows: bộ cài Tesseract (UB Mannheim), "
    "chọn thêm ngôn ngữ Vietnamese; rồi chạy lại"
)
_DESCENDING = frozenset("gjpqyGQạặậẹệịọộợụựỵẠẶẬẸỆỊỌỘỢỤỰỴýỳỷỹỵ,;()[]|/")
_SCRAWLED = re.compile(r"^[@#&~^$%§|¦'‘]+(?=[^\W\d_])|[|¦]+$")
_SYMBOL = re.compile(r"^[^/]*[^\w/.][^/]*(/[A-ZĐ]{2,}(?:-[A-ZĐ]+)*)$")  # behind a number with signs in it
_DASHES = ("~", "—", "–", "_", "=", "¬", "«", "-—", "--")
_POINT_LETTER = re.compile("[àáảãạâäåèéêëìíòóôöƒ][.)]")
_ENDS = ".)-"
_ROMAN = re.compile(r"(?=.*[A-Zl|])[IVXHLl|1]{1,5}[.)\-]?")
_LOOK_ALIKE = str.maketrans({"H": "II", "L": "I", "l": "I", "|": "I", "1": "I"})
_POINT = 72 / 300  # at the resolution of the picture
_ROW_HEIGHT = 1.1  # font sizes from the highest mark to the lowest descender of a row


def read_picture(raw: bytes, file: str) -> Source:
    """Read a picture of a page, or a TIFF file of several.

    Raises
    ------
    UnreadableFile
        Tesseract is not installed.
    UnsupportedFormat
        The picture is far too large.
    DamagedFile, EmptyPlan
        It is no picture, or shows no text.
    """
    from pipeline.plans.reading.scan_picture import DPI, open_pictures

    with Recogniser(file) as recogniser:
        for number, picture in enumerate(open_pictures(raw, file), 1):
            width, height = (side * 72 / DPI for side in picture.size)
            recogniser.add(Page(number, width, height, pictured=1.0), picture.copy)
        return recogniser.source()


class Recogniser:
    """Reads pages from their pictures, some at a time, and gives all pages back in order."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._cores = os.cpu_count() or 1
        self._pool = ThreadPoolExecutor(self._cores)
        self._pages: list[Page | Future[Page]] = []
        self._running: deque[Future[Page]] = deque()
        self._unread = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._pool.shutdown(cancel_futures=True)

    def keep(self, page: Page) -> None:
        """Take a page as it is."""
        self._pages.append(page)

    def add(self, page: Page, draw: Callable[[], Image | None]) -> None:
        """Take a page to be read from its picture; waits while every core is busy.

        Parameters
        ----------
        draw : gives the picture, None if there is none; called at once, and not at all without Tesseract.
        """
        if program() is None:
            self._unread += 1
            self.keep(page)
            return
        while len(self._running) >= 2 * self._cores:
            self._running.popleft().exception()
        picture = draw()
        if picture is None:
            self.keep(page)
            return
        self._running.append(self._pool.submit(_recognised, page, picture))
        self._pages.append(self._running[-1])

    def source(self) -> Source:
        """Return what all the pages say.

        Raises
        ------
        UnreadableFile
            Most of the pages are pictures, and there is no program to read them.
        EmptyPlan
            There is no text on any page.
        """
        if self._unread * 2 > len(self._pages):
            raise UnreadableFile(self._file, f"trang là ảnh quét (scanned); {_INSTALL}")
        pages = [page.result() if isinstance(page, Future) else page for page in self._pages]
        blocks = tuple(flow(pages))
        if not any(isinstance(block, Table) or block.text for block in blocks):
            raise EmptyPlan(self._file, "không thấy chữ nào trên trang (no text on the pages); quét lại rõ hơn")
        return Source(blocks, tuple(self._warnings(pages)))

    def _warnings(self, pages: Sequence[Page]) -> Iterator[str]:
        """Say how sure the letters of scanned pages are, and which pages could not be read."""
        sure = [word for page in pages for word in page.words if word.confidence is not None]
        if sure:
            scanned = sum(any(word.confidence is not None for word in page.words) for page in pages)
            which = "quét" if scanned == len(pages) else f"quét {scanned}/{len(pages)} trang"
            whole = mean((word.confidence or 0.0, len(word.text)) for word in sure)
            yield f"{which}, độ tin cậy {whole:.2f} (scanned, confidence)".replace(".", ",")
        if self._unread:
            yield f"{self._unread} trang là ảnh chưa đọc được (pages not read); {_INSTALL}"


@cache
def program() -> str | None:
    """Return the path of Tesseract, None where it or its Vietnamese model is missing."""
    path = shutil.which("tesseract") or (str(_WINDOWS) if _WINDOWS.is_file() else None)
    if path is None:
        return None
    try:
        listed = subprocess.run([path, "--list-langs"], capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return path if "vie" in listed.stdout.split() else None


def _recognised(page: Page, picture: Image) -> Page:
    """Return a page with the words of its picture, or with its own if those are better."""
    from pipeline.plans.reading.scan_picture import cleaned, take_rules

    rules, grey = take_rules(cleaned(picture))
    words = tuple(_words(_tesseract(grey)))
    read = replace(page, words=words, rules=tuple(rules), pictured=1.0, n_unmapped=0)
    return max(page, read, key=score)


def _tesseract(picture: Image) -> str:
    """Return what Tesseract says of a page as TSV, "" where it takes too long over it or fails."""
    stream = io.BytesIO()
    picture.save(stream, "PPM")
    command = [program() or "tesseract", "-", "-", "-l", "vie", "--psm", _LAYOUT, "--dpi", "300", "tsv"]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(
            command, input=stream.getvalue(), capture_output=True, timeout=_PAGE_LIMIT_S, env=environment, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace")


def _words(table: str) -> Iterator[Word]:
    """Give the words of Tesseract's table, the rows of which share a baseline."""
    lines: dict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
    for word in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if word["level"] == "5" and (text := _without_scrawl(word["text"].strip())):
            lines[word["block_num"], word["par_num"], word["line_num"]].append(word | {"text": text})
    for key, line in list(lines.items()):
        sure = mean((float(word["conf"]) / 100, len(word["text"])) for word in line) or 0.0
        lines[key] = [word for word in line if _is_text(word, sure)]
    lines = {key: line for key, line in lines.items() if line}
    heights = [max(_bottom(word) for word in line) - min(int(word["top"]) for word in line) for line in lines.values()]
    size = median(heights) / _ROW_HEIGHT if heights else 0.0
    for line in lines.values():
        baseline = _baseline(line, size)
        if len(line) > 1:
            line[0]["text"] = marker_read(line[0]["text"], " ".join(word["text"] for word in line[1:]))
        for word in line:
            left, top = int(word["left"]), int(word["top"])
            yield Word(
                word["text"],
                left * _POINT,
                top * _POINT,
                (left + int(word["width"])) * _POINT,
                _bottom(word) * _POINT,
                baseline * _POINT,
                size * _POINT,
                confidence=float(word["conf"]) / 100,
            )


def _is_text(word: dict[str, str], row: float) -> bool:
    """Whether what was read is text and neither a stroke of a signature nor a piece of a stamp.

    Parameters
    ----------
    row : the mean confidence of its row; in a row of good text everything is text.
    """
    confidence = float(word["conf"]) / 100
    letters = "".join(filter(str.isalnum, word["text"]))
    if not letters:
        return confidence >= _LEAST_SURE_SIGN or word["text"] in ("-", "+")
    return max(confidence, row) >= _LEAST_SURE or letters.isdigit() or is_syllable(letters)


def _without_scrawl(text: str) -> str:
    """Return a word without the signs before it, and a document's symbol without a number that was not read.

    Number and day are often written by hand: "22#/QĐ-STC" is "/QĐ-STC", "@tháng" is "tháng".
    """
    text = _SCRAWLED.sub("", text)
    return _SYMBOL.sub(r"\1", text)


def marker_read(text: str, rest: str) -> str:
    """Return the marker of an item as it must have been printed: letters that look alike told by what can stand.

    Roman numbers are read as letters ("HI." is III.), dashes as other strokes, a letter point with a mark.

    Examples
    --------
    >>> marker_read("HI.", "NHIỆM VỤ"), marker_read("L", "MỤC TIÊU"), marker_read("l.", "Sở Y tế")
    ('III.', 'I.', '1.')
    >>> marker_read("~", "Các sở, ban, ngành;"), marker_read("ä)", "Rà soát")
    ('-', 'a)')
    """
    if text in _DASHES:
        return "-"
    if _POINT_LETTER.fullmatch(text):
        return fold(text.replace("ƒ", "f"))
    if _ROMAN.fullmatch(text) and is_capitals(rest):
        return text.rstrip(_ENDS).translate(_LOOK_ALIKE) + (text[-1] if text[-1] in _ENDS else ".")
    if _ROMAN.fullmatch(text) and rest[:1].isupper() and text[-1] in _ENDS:
        return f"1{text[-1]}" if text[:-1] in ("l", "|") else text.translate(_LOOK_ALIKE)
    return text


def _bottom(word: dict[str, str]) -> int:
    return int(word["top"]) + int(word["height"])


def _baseline(line: list[dict[str, str]], size: float) -> float:
    """Return where a row stands: the lower edge of words without descenders or dots below."""
    standing = [_bottom(word) for word in line if not _DESCENDING.intersection(word["text"])]
    return median(standing) if standing else median(map(_bottom, line)) - 0.2 * size
