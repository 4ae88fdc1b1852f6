"""Zip archives: members by their names in whatever encoding the packer wrote them, bombs left packed.

The zip format (PKWARE APPNOTE 6.3, 4.4.4 and 4.6.9) has names in code page 437 unless bit 11 says UTF-8 or
an extra field repeats them in Unicode; Windows in Vietnamese writes them in its own code page, 1258.
"""

from __future__ import annotations

import io
import lzma
import stat
import struct
import zipfile
import zlib

from pipeline.errors import DamagedFile
from pipeline.plans.reading.members import MAX_BYTES, MAX_MEMBER_BYTES, Unpacking
from pipeline.text.syllables import most_vietnamese

_OFFICE_PART = "[Content_Types].xml"  # Open Packaging Conventions, 10.1.2: every office file has it
_UTF8, _ENCRYPTED = 0x800, 0x1
_UNICODE_NAME = 0x7075
_MOST_SHRUNK = 200  # times; text shrinks 3 to 10 times, office files hardly
_SHRUNK_BYTES = 10_000_000  # from which a member that shrank so well is a bomb
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, struct.error, ValueError)
_OTHER_ARCHIVES = {b"Rar!": ".rar", b"7z\xbc\xaf": ".7z"}


def unpack_zip(raw: bytes, unpacking: Unpacking) -> None:
    """Take the files out of a zip archive.

    Raises
    ------
    DamagedFile
        It is no zip archive or broken, or holds too many files or bytes.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except (*_BROKEN, NotImplementedError) as error:
        raise DamagedFile(unpacking.file, _why_no_zip(raw)) from error
    with archive:
        files = [info for info in archive.infolist() if not info.is_dir()]
        unpacking.expect(len(files))
        if any(info.filename == _OFFICE_PART for info in files):
            reason = "thật ra là tệp Office (a Word or Excel file); đổi đuôi tệp thành .docx hoặc .xlsx"
            raise DamagedFile(unpacking.file, reason)
        named = [(info, _name(info)) for info in files]
        asked = [(info, name) for info, name in named if unpacking.wants(name)]
        if sum(info.file_size for info, _ in asked if not _is_bomb(info)) > MAX_BYTES:
            raise DamagedFile(
                unpacking.file, f"giải nén ra hơn {MAX_BYTES // 1_000_000} MB (unpacks to too much); chia nhỏ tệp này"
            )
        for info, name in asked:
            _take(archive, info, name, unpacking)


def _why_no_zip(raw: bytes) -> str:
    """Return in words why bytes are no zip archive."""
    if other := _OTHER_ARCHIVES.get(raw[:4]):
        return f"thật ra là tệp {other} (not a zip); giải nén bằng 7-Zip rồi bỏ các tệp vào thư mục"
    if raw[:2] == b"PK":
        return "tệp zip bị hỏng hoặc thiếu phần cuối (damaged or cut off); nén lại hoặc gửi lại"
    return "không phải tệp zip dù mang tên như vậy (not a zip)"


def _take(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, unpacking: Unpacking) -> None:
    """Take one member out, or note why not."""
    if info.flag_bits & _ENCRYPTED:
        unpacking.refuse(name, "có mật khẩu (encrypted); giải nén bằng mật khẩu rồi bỏ tệp vào thư mục")
    elif stat.S_ISLNK(info.external_attr >> 16):
        unpacking.refuse(name, "là liên kết, không phải tệp (symbolic link); nén tệp thật")
    elif _is_bomb(info):
        times = info.file_size // max(1, info.compress_size)
        unpacking.refuse(name, f"{info.file_size // 1_000_000} MB nén nhỏ đi {times} lần: không mở (zip bomb)")
    elif info.file_size > MAX_MEMBER_BYTES:
        unpacking.refuse(name, f"lớn hơn {MAX_MEMBER_BYTES // 1_000_000} MB (too large)")
    else:
        try:
            with archive.open(info) as stream:
                unpacking.take(name, stream)  # type: ignore[arg-type]
        except (*_BROKEN, NotImplementedError, RuntimeError) as error:
            unpacking.refuse(name, f"không giải nén được (damaged, or packed in an unknown way): {error}")


def _is_bomb(info: zipfile.ZipInfo) -> bool:
    """Whether a member is large and shrank as no document does."""
    return info.file_size > _SHRUNK_BYTES and info.file_size > _MOST_SHRUNK * max(1, info.compress_size)


def _name(info: zipfile.ZipInfo) -> str:
    """Return a member's name as it was meant."""
    if info.flag_bits & _UTF8:
        return info.filename
    raw = info.orig_filename.encode("cp437")
    if repeated := _unicode_name(info.extra, raw):
        return repeated
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return most_vietnamese(raw, ("cp437", "cp1258", "cp1252"))


def _unicode_name(extra: bytes, raw: bytes) -> str | None:
    """Return the name that an extra field repeats in UTF-8, if it is about this name."""
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_NAME and field[1:5] == struct.pack("<I", zlib.crc32(raw)):
            return field[5:].decode("utf-8", "replace")
    return None
