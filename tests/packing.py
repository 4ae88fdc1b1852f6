"""Archives and mails, made in memory."""

import io
import struct
import zipfile
from email.message import EmailMessage
from itertools import pairwise

NONE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD  # in a compound file: no entry, no more sectors, the table


def zipped(files, **options):
    """Return a zip archive of names and contents."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, **options) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return stream.getvalue()


def mailed(files, body="Kính gửi các đồng chí, xin gửi kèm kế hoạch."):
    """Return a mail with attachments."""
    mail = EmailMessage()
    mail["Subject"] = "Kế hoạch dân vận"
    mail.set_content(body)
    for name, content in files.items():
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def outlook_mail(files, body="xin gửi"):
    """Return a mail as Outlook saves it, with attachments: [MS-OXMSG] in the simplest compound file there is."""
    root = {"__properties_version1.0": properties(32, 0x1000, 0x1F), "__substg1.0_1000001F": body.encode("utf-16-le")}
    for n, (name, content) in enumerate(files.items()):
        root[f"__attach_version1.0_#{n:08X}"] = {
            "__properties_version1.0": properties(8, 0x3707, 0x1F, 0x3701, 0x102),
            "__substg1.0_3707001F": name.encode("utf-16-le"),
            "__substg1.0_37010102": content,
        }
    return compound_file(root)


def properties(head, *pairs):
    """Return a stream that lists properties by number and type, below a head of some bytes."""
    listed = (struct.pack("<HH12x", kind, number) for number, kind in zip(pairs[::2], pairs[1::2], strict=True))
    return bytes(head) + b"".join(listed)


def compound_file(root):
    """Return nested dicts of short bytes as a compound file ([MS-CFB]): all of them in its stream of small pieces."""
    entries, pieces, links = [], b"", []

    def add(name, content):
        nonlocal pieces
        place = len(entries)
        entries.append(None)
        first, size, child = END, 0, NONE
        if isinstance(content, dict):
            child = add_all(content)
        else:
            first, size, count = len(pieces) // 64, len(content), -(-len(content) // 64)
            pieces += content.ljust(64 * count, b"\0")
            links.extend([*range(first + 1, first + count), END])
        kind = 5 if not place else 1 if isinstance(content, dict) else 2
        entries[place] = [name, kind, NONE, child, first, size]
        return place

    def add_all(content):
        """Hang the entries of a folder one on the other, each to the right of the last."""
        places = [add(name, content[name]) for name in sorted(content, key=lambda name: (len(name), name))]
        for before, after in pairwise(places):
            entries[before][2] = after
        return places[0] if places else NONE

    add("Root Entry", root)
    entries[0][4:] = [0, len(pieces)]
    folder = b"".join(
        (name.encode("utf-16-le") + b"\0\0").ljust(64, b"\0")
        + struct.pack("<HBBIII36xIQ", 2 * len(name) + 2, kind, 1, NONE, right, child, first, size)
        for name, kind, right, child, first, size in entries
    )
    streams = [pieces, struct.pack(f"<{len(links)}I", *links), folder]
    counts = [-(-len(stream) // 512) for stream in streams]
    starts = [0, counts[0], counts[0] + counts[1], sum(counts)]
    table = [END if n + 1 in starts else n + 1 for n in range(starts[3])] + [TABLE]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<10I", 0, 1, starts[2], 0, 4096, starts[1], counts[1], END, 0, starts[3])
    sectors = [stream.ljust(512 * count, b"\xff") for stream, count in zip(streams, counts, strict=True)]
    return head.ljust(512, b"\xff") + b"".join(sectors) + struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff")
