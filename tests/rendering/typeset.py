"""PDF files written letter by letter, so that a test knows where everything stands; nothing is installed for it.

The fonts have no shapes, only widths (every letter half as wide as the font is high) and a table of the
characters that their letters mean, which is all that reading needs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842
_PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_FILE_ID = b"0123456789abcdef"
_FORBIDDEN = -4  # permissions: none


@dataclass
class Sheet:
    """A page that is being filled; places are points from its top left corner."""

    width: float = WIDTH
    height: float = HEIGHT
    entries: str = ""
    content: list[str] = field(default_factory=list)

    def text(
        self, x: float, y: float, words: str, *, size: float = 14, font: str = "F0", turned: bool = False
    ) -> float:
        """Set words on the line at `y`; return where they end."""
        codes = words.encode("utf-16-be").hex()
        matrix = "0 1 -1 0" if turned else "1 0 0 1"
        self.content.append(f"BT /{font} {size} Tf {matrix} {x} {self.height - y} Tm <{codes}> Tj ET")
        return x + len(words) * size / 2

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a line."""
        self.content.append(f"{x0} {self.height - y0} m {x1} {self.height - y1} l S")

    def grid(self, xs: list[float], ys: list[float]) -> None:
        """Draw the rules of a table."""
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])


def pdf_of(
    *sheets: Sheet,
    fonts: tuple[str, ...] = ("Serif", "Serif-Bold"),
    meaning: Callable[[str], str] = str,
    extra: str = "",
    user: bytes | None = None,
) -> bytes:
    """Return a PDF file of the pages.

    Parameters
    ----------
    fonts : names of the fonts F0, F1 …
    meaning : what the table of the last font says of a letter.
    extra : further entries of the catalogue.
    user : the password with which it opens ("" for none), None for a file that is not encrypted.
    """
    letters = sorted({chr(code) for sheet in sheets for line in sheet.content for code in _codes(line)})
    objects: list[bytes] = [b"", b""]
    names = []
    for number, name in enumerate(fonts):
        means = meaning if number == len(fonts) - 1 else str
        names.append(f"/F{number} {_add_font(objects, name, letters, means)} 0 R")
    kids = []
    for sheet in sheets:
        content = _add(objects, _stream("\n".join(sheet.content).encode("latin-1")))
        box = f"/MediaBox [0 0 {sheet.width} {sheet.height}] /Contents {content} 0 R {sheet.entries}"
        resources = f"/Resources << /Font << {' '.join(names)} >> >>"
        kids.append(_add(objects, f"<< /Type /Page /Parent 2 0 R {box} {resources} >>".encode()))
    objects[0] = f"<< /Type /Catalog /Pages 2 0 R {extra} >>".encode()
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>".encode()
    return written(objects, user)


def written(objects: list[bytes], user: bytes | None = None) -> bytes:
    """Return a PDF file of these objects, the first of which is its catalogue."""
    trailer = b""
    if user is not None:
        owner = _rc4(hashlib.md5(_PADDING).digest()[:5], (user + _PADDING)[:32])
        permissions = (_FORBIDDEN & 0xFFFFFFFF).to_bytes(4, "little")
        key = hashlib.md5((user + _PADDING)[:32] + owner + permissions + _FILE_ID).digest()[:5]
        objects = [_encrypted(body, key, number) for number, body in enumerate(objects, 1)]
        entries = f"/O <{owner.hex()}> /U <{_rc4(key, _PADDING).hex()}> /P {_FORBIDDEN}"
        objects.append(f"<< /Filter /Standard /V 1 /R 2 {entries} >>".encode())
        trailer = f" /Encrypt {len(objects)} 0 R /ID [<{_FILE_ID.hex()}> <{_FILE_ID.hex()}>]".encode()
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R".encode() + trailer
    return bytes(out + f" >>\nstartxref\n{start}\n%%EOF\n".encode())


def _codes(line: str) -> list[int]:
    letters = line.partition("<")[2].partition(">")[0]
    return [int(letters[i : i + 4], 16) for i in range(0, len(letters), 4)]


def _add(objects: list[bytes], body: bytes) -> int:
    objects.append(body)
    return len(objects)


def _stream(data: bytes) -> bytes:
    return f"<< /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _add_font(objects: list[bytes], name: str, letters: list[str], meaning: Callable[[str], str]) -> int:
    pairs = [f"<{ord(each):04x}> <{meaning(each).encode('utf-16-be').hex()}>" for each in letters]
    blocks = [pairs[i : i + 100] for i in range(0, len(pairs), 100)]
    table = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    space = "1 begincodespacerange <0000> <ffff> endcodespacerange"
    cmap = _add(objects, _stream(f"/CIDInit /ProcSet findresource begin begincmap\n{space}\n{table}\nendcmap".encode()))
    look = "/Flags 4 /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 /FontBBox [0 -200 500 800]"
    descriptor = _add(objects, f"<< /Type /FontDescriptor /FontName /{name} {look} >>".encode())
    system = "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
    shown = f"/Subtype /CIDFontType2 /BaseFont /{name} {system} /DW 500 /FontDescriptor {descriptor} 0 R"
    descendant = _add(objects, f"<< /Type /Font {shown} >>".encode())
    parts = f"/Encoding /Identity-H /DescendantFonts [{descendant} 0 R] /ToUnicode {cmap} 0 R"
    return _add(objects, f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} {parts} >>".encode())


def _encrypted(body: bytes, key: bytes, number: int) -> bytes:
    head, mark, rest = body.partition(b"stream\n")
    if not mark:
        return body
    data = rest.removesuffix(b"\nendstream")
    own = hashlib.md5(key + number.to_bytes(3, "little") + bytes(2)).digest()[:10]
    return head + mark + _rc4(own, data) + b"\nendstream"


def _rc4(key: bytes, data: bytes) -> bytes:
    """Return data encrypted as PDF 1.1 does (there is no other use for this cipher)."""
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)
