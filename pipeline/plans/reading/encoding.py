"""Bytes to text: which of the encodings of Vietnamese offices a file is written in."""

from __future__ import annotations

import codecs
import re

from pipeline.errors import DamagedFile, EmptyPlan
from pipeline.text.legacy import Converted, decode_eight_bit, to_unicode
from pipeline.text.normalize import clean

MAX_BYTES = 8_000_000  # the longest plan ever seen has 0.15 MB; beyond this a file is something else
MAX_LINE = 200_000  # characters; the longest paragraph ever seen has 6,000
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_STRANGE = re.compile("[\x00-\x08\x0e-\x1f\ufffd]")
_LETTER = re.compile("[A-Za-z\u0300-\u036fÀ-ỹ]")


def decode(raw: bytes, file: str) -> str:
    """Return the text of a plain text, Markdown or HTML file; see `convert`."""
    return convert(raw, file).text


def convert(raw: bytes, file: str) -> Converted:
    """Return the text of a plain text, Markdown or HTML file, cleaned, its line breaks all line feeds.

    Byte order marks are believed, then UTF-8 (a character cut off at the end is dropped, a few broken
    ones are replaced), then UTF-16 without a mark; then it is windows-1258, TCVN3 or VNI, whichever makes
    Vietnamese of it.

    Raises
    ------
    EmptyPlan
        The file holds nothing but blanks.
    DamagedFile
        The bytes are not text, or far too many for a plan.
    """
    check_size(raw, file)
    unicode = _decode(raw)
    text = unicode.text
    if not text.strip("\ufeff \t\r\n\f\0"):
        raise EmptyPlan(file, "tệp không có chữ nào (empty); gửi lại hoặc bỏ đi")
    if _looks_binary(text):
        raise DamagedFile(
            file, "không phải tệp văn bản dù mang tên như vậy (not text); mở bằng chương trình của nó rồi lưu lại"
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Converted(clean(text), unicode.encoding)


def check_size(raw: bytes, file: str) -> None:
    """Refuse far more bytes than a plan has.

    Raises
    ------
    DamagedFile
        There are more than `MAX_BYTES`.
    """
    if len(raw) > MAX_BYTES:
        size, most = f"{len(raw) / 1e6:.0f} MB", f"{MAX_BYTES // 1_000_000} MB"
        raise DamagedFile(file, f"{size} chữ, một kế hoạch không quá {most} (too much text for a plan); tách tệp")


def check_lines(text: str, file: str) -> None:
    """Refuse plain text with a line that no paragraph can be; in HTML the lines mean nothing.

    Raises
    ------
    DamagedFile
        A line has more than `MAX_LINE` characters.
    """
    if any(len(line) > MAX_LINE for line in text.split("\n")):
        why = f"có dòng dài hơn {MAX_LINE:,} ký tự (a line too long for a plan)"
        raise DamagedFile(file, f"{why}; lưu lại thành văn bản có chia đoạn")


def is_utf8(raw: bytes) -> bool:
    """Whether the bytes are UTF-8 from beginning to end."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decode(raw: bytes) -> Converted:
    text = _decode_unicode(raw)
    return decode_eight_bit(raw) if text is None else to_unicode(text)


def _decode_unicode(raw: bytes) -> str | None:
    """Return the text of bytes that are Unicode in some form, None if they are not."""
    for bom, name in _BOMS:
        if raw.startswith(bom):
            return raw.decode(name, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as wrong:
        if wrong.start >= len(raw) - 3:  # the last character was cut in two
            return raw[: wrong.start].decode("utf-8")
    if raw[:4000].count(0) > len(raw[:4000]) // 4:
        return raw.decode("utf-16-le" if raw[1:4000:2].count(0) > raw[:4000:2].count(0) else "utf-16-be", "replace")
    patched = raw.decode("utf-8", "replace")
    return patched if patched.count("\ufffd") * 200 < len(patched) else None


def _looks_binary(text: str) -> bool:
    """Whether more than one character in fifty is one that no text has, or hardly any is a letter."""
    sample = text[:20_000]
    strange = len(_STRANGE.findall(sample))
    if strange * 50 > len(sample):
        return True
    return strange > 0 and len(sample) > 200 and len(_LETTER.findall(sample)) * 5 < len(sample)
