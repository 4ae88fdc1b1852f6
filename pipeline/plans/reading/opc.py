"""The package that an office file is (Open Packaging Conventions): a zip of XML parts and their relations.

Parts are read only when asked for, with a bound on their size, and a part with a document type declaration
is refused (ECMA-376 part 2 forbids it), so neither a zip bomb nor an external entity does anything.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from pipeline.errors import DamagedFile, PlanError

MAX_PART = 50_000_000  # bytes of one part, unpacked; the largest plan ever seen has 2 MB
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# "Strict Open XML" says the same in other words; read as the usual ("transitional") form.
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = (
    (_STRICT + b"wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (_STRICT + b"officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
)

Element = Any
"""An element of lxml, which has no types."""


class Package:
    """An office file, opened.

    Raises
    ------
    DamagedFile
        It is no zip, is cut off, or a part is not XML or far too large.
    """

    def __init__(self, raw: bytes, file: str) -> None:
        self._file = file
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
        except (zipfile.BadZipFile, OSError, ValueError) as wrong:
            raise self._damaged("bị cắt ngắn hoặc hỏng (damaged or cut off)") from wrong
        self._names = frozenset(self._zip.namelist())

    def related(self, part: str, kind: str) -> str | None:
        """Return the name of the part to which another stands in a relation such as "styles".

        Parameters
        ----------
        part : its name; "" for the package itself.
        """
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        for relation in () if root is None else root.iter(_RELATION):
            if relation.get("Type", "").rpartition("/")[2] == kind and relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
                if target in self._names:
                    return target
        return None

    def xml(self, name: str | None) -> Element | None:
        """Return the root element of a part, None if there is no such part."""
        if name is None or name not in self._names:
            return None
        raw = self._read(name)
        if _STRICT in raw[:10_000]:
            for strict, usual in _TRANSITIONAL:
                raw = raw.replace(strict, usual)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        try:
            root = etree.fromstring(raw, parser)
        except etree.XMLSyntaxError as wrong:
            raise self._damaged(f"có phần {name} không phải XML đúng (broken XML)") from wrong
        if root.getroottree().docinfo.doctype:
            raise self._damaged("có khai báo thực thể, không phải do Word lưu (entities declared)")
        return root

    def _read(self, name: str) -> bytes:
        if self._zip.getinfo(name).file_size > MAX_PART:
            most = f"{MAX_PART // 1_000_000} MB"
            raise DamagedFile(self._file, f"phần {name} giải nén ra hơn {most} (a zip bomb or no plan); tách tệp")
        try:
            return self._zip.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as wrong:
            raise self._damaged("bị cắt ngắn hoặc hỏng (damaged or cut off)") from wrong
        except RuntimeError as wrong:  # what zipfile raises for an encrypted member
            raise locked(self._file) from wrong

    def _damaged(self, why: str) -> DamagedFile:
        return DamagedFile(self._file, f"tệp {why}; mở bằng Word rồi lưu lại, hoặc xin lại bản khác")


def locked(file: str) -> PlanError:
    """Return the error for a file that asks for a password."""
    return PlanError(file, "có mật khẩu (password-protected); mở bằng Word, bỏ mật khẩu rồi lưu lại")
