"""Archives and mails are folders in a file: what is in them is read, left alone and dropped as files are."""

import io
import os
import stat
import struct
import tempfile
import zipfile
import zlib
from email.message import EmailMessage
from pathlib import Path
from typing import ClassVar

import pytest
from packing import mailed, outlook_mail, zipped
from place import Place, plan
from plain import PlainReader

from pipeline.ingest import unpacking
from pipeline.plans.reading import archive, members


class CountingReader(PlainReader):
    """Notes what it reads, in this process."""

    read_files: ClassVar[list[str]] = []

    def read(self, raw, file):
        """Read and note."""
        self.read_files.append(file)
        return super().read(raw, file)


@pytest.fixture
def place(tmp_path):
    """Give an empty workspace."""
    CountingReader.read_files.clear()
    place = Place(tmp_path)
    yield place
    place.corpus.close()


def reasons(place):
    """Return what the ledger says of each file."""
    return {entry.file: entry.reason for entry in place.corpus.ledger.entries()}


def test_the_files_of_an_archive_are_files_of_their_own(place):
    """Each is in the ledger below its archive, in folders as they were; litter of other systems is not."""
    files = {"kế hoạch/a.txt": plan("một việc"), "b.txt": plan("hai việc"), "ảnh.png": b"\x89PNG"}
    place.write("gửi.zip", zipped({**files, "__MACOSX/._b.txt": b"x", "Thumbs.db": b"x"}))

    assert place.run() == {
        "gửi.zip": "opened",
        "gửi.zip/kế hoạch/a.txt": "read",
        "gửi.zip/b.txt": "read",
        "gửi.zip/ảnh.png": "unsupported",
    }
    assert [text for _, _, text in place.texts()] == ["hai việc", "một việc"]


def test_an_archive_that_has_not_changed_is_not_opened_again(place, monkeypatch):
    """A second run looks at nothing, and nothing is lost."""
    place.write("gửi.zip", zipped({"a.txt": plan("một việc"), "hỏng.txt": b"\xff"}))
    place.run()
    monkeypatch.setattr(unpacking, "unpack", None)

    assert place.run() == {"gửi.zip": "opened", "gửi.zip/a.txt": "unchanged", "gửi.zip/hỏng.txt": "damaged"}
    assert place.n_parsed == 0


def test_of_an_archive_that_changed_only_what_is_new_is_read(place):
    """Members are known by their bytes, wherever they were seen before; what is no longer there goes."""
    place.write("gửi.zip", zipped({"a.txt": plan("một việc"), "b.txt": plan("hai việc")}))
    place.run(reader=CountingReader)
    CountingReader.read_files.clear()
    place.write("gửi.zip", zipped({"đổi tên.txt": plan("một việc"), "c.txt": plan("ba việc")}), age=60)

    statuses = place.run(reader=CountingReader)

    assert CountingReader.read_files == ["gửi.zip/c.txt"]
    assert statuses["gửi.zip/a.txt"] == statuses["gửi.zip/b.txt"] == "dropped"
    assert [text for _, _, text in place.texts()] == ["ba việc", "một việc"]


def test_an_archive_that_goes_takes_its_files_along(place):
    """So does one that is damaged; one that cannot be opened at the moment keeps them."""
    raw = zipped({"a.txt": plan("một việc")})
    path = place.write("gửi.zip", raw)
    place.run()
    place.write("gửi.zip", raw[:-30], age=9)
    assert place.run() == {"gửi.zip": "damaged", "gửi.zip/a.txt": "dropped"}
    place.write("gửi.zip", raw, age=18)
    assert place.run()["gửi.zip/a.txt"] == "read"
    path.unlink()
    assert place.run() == {"gửi.zip": "dropped", "gửi.zip/a.txt": "dropped"}
    assert place.texts() == []


def test_an_archive_that_is_locked_keeps_what_was_read(place):
    """A passing failure of the archive is none of its members'."""
    path = place.write("gửi.zip", zipped({"a.txt": plan("một việc")}))
    place.run()
    path.unlink()
    os.symlink(place.raw / "không có", path)

    assert place.run() == {"gửi.zip": "unreadable"}
    assert [text for _, _, text in place.texts()] == ["một việc"]


def test_containers_stand_in_containers_to_a_small_depth(place):
    """A mail in an archive in an archive is read; one level more is told and left closed."""
    inner = zipped(
        {"thư.eml": mailed({"a.txt": plan("một việc").encode()}), "sâu.zip": zipped({"b.txt": plan("hai việc")})}
    )
    place.write("gửi.zip", zipped({"trong.zip": inner}))

    statuses = place.run()

    assert statuses["gửi.zip/trong.zip/thư.eml/a.txt"] == "read"
    assert statuses["gửi.zip/trong.zip/sâu.zip/b.txt"] == "read"
    place.write("gửi.zip", zipped({"1.zip": zipped({"2.zip": zipped({"3.zip": zipped({"b.txt": plan("x")})})})}), age=9)
    assert place.run()["gửi.zip/1.zip/2.zip/3.zip"] == "failed"
    assert "nested too deeply" in reasons(place)["gửi.zip/1.zip/2.zip/3.zip"]


class LookingReader(PlainReader):
    """Notes how many containers' members lie in the folder for temporary files, in this process."""

    seen: ClassVar[list[int]] = []

    def read(self, raw, file):
        """Read and look around."""
        self.seen.append(len(list(Path(tempfile.gettempdir()).glob("kehoach-*/*"))))
        return super().read(raw, file)


def test_what_was_taken_out_is_gone_when_the_next_archive_is_opened(place, tmp_path, monkeypatch):
    """Also what was taken out of one that proved damaged, or was of no use; at the end nothing is left."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    litter = zipped({"__MACOSX/b.txt": b"x"})
    place.write("1.zip", zipped({"a.txt": plan("một việc"), "rác.zip": litter, "hỏng.zip": litter[:-30]}))
    place.write("2.zip", zipped({"b.txt": plan("hai việc")}))
    place.run(reader=LookingReader)

    assert LookingReader.seen == [1, 1]
    assert not list(tmp_path.glob("kehoach-*"))


@pytest.mark.parametrize("encoding", ["utf-8", "cp1258", "cp437"])
def test_names_come_out_as_they_were_meant(place, encoding):
    """Names that a packer wrote without saying in what encoding are told by how Vietnamese they are."""
    name = {"cp437": "cafe\u0301.txt"}.get(encoding, "Kế hoạch đào tạo xã Phú Hậu.txt")
    raw = {"cp1258": b"K\xea\xec hoa\xf2ch \xf0a\xccolate"}.get(encoding)
    raw = (
        b"K\xea\xec ho\x61\xf2ch \xf0\x61\xcc\x6f t\x61\xf2o xa\xde Phu\xec H\xe2\xf2u.txt"
        if raw
        else name.encode("utf-8")
    )
    packed = zipped({"x" * len(raw): plan("một việc")}).replace(b"x" * len(raw), raw)
    place.write("gửi.zip", packed)

    expected = "café.txt" if encoding == "cp437" else name
    assert f"gửi.zip/{expected}" in place.run()


def test_two_members_of_one_name_are_both_there(place):
    """An archive may hold a name twice, also in two Unicode forms; nothing is overwritten."""
    raw = zipped({"á.txt": plan("một việc"), "a\u0301.txt": plan("hai việc"), "à.txt": plan("ba việc")})
    place.write("gửi.zip", raw.replace("à.txt".encode(), "á.txt".encode()))

    assert set(place.run()) == {"gửi.zip", "gửi.zip/á.txt", "gửi.zip/á (2).txt", "gửi.zip/á (3).txt"}


def test_names_that_lead_out_of_the_archive_are_told_and_not_followed(place):
    r"""`../../etc/passwd` and `C:\Windows` are no places for a plan."""
    place.write(
        "gửi.zip", zipped({"../../thoát.txt": "x", "/etc/a.txt": "x", "C:\\b.txt": "x", "tốt.txt": plan("một việc")})
    )

    statuses = place.run()

    assert {file for file, status in statuses.items() if status == "failed"} == {
        "gửi.zip/thoát.txt", "gửi.zip/etc/a.txt", "gửi.zip/C:/b.txt",
    }  # fmt: skip
    assert "path leads outside" in reasons(place)["gửi.zip/thoát.txt"]
    assert not (place.home.parent / "thoát.txt").exists()
    assert statuses["gửi.zip/tốt.txt"] == "read"


def test_links_and_locked_members_are_told(place):
    """A symbolic link (to itself, or anywhere) and a member with a password cost only themselves."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        link = zipfile.ZipInfo("vòng.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        packed.writestr(link, "vòng.txt")
        packed.writestr("khóa.txt", plan("một việc"))
        packed.writestr("tốt.txt", plan("hai việc"))
    raw = bytearray(stream.getvalue())
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        entries = [i for i in range(len(raw)) if raw[i : i + 4] == signature]
        raw[entries[1] + offset] |= 1
    place.write("gửi.zip", bytes(raw))

    statuses = place.run()

    assert "symbolic link" in reasons(place)["gửi.zip/vòng.txt"]
    assert "encrypted" in reasons(place)["gửi.zip/khóa.txt"]
    assert statuses["gửi.zip/tốt.txt"] == "read"


def test_a_bomb_is_not_set_off(place):
    """A gigabyte of one letter in a megabyte stays packed, and the files beside it are read."""
    raw = bytearray(zipped({"bom.txt": b"a" * 20_000_000, "tốt.txt": plan("một việc")}))
    struct.pack_into("<I", raw, raw.index(b"PK\x01\x02") + 24, 1_000_000_000)
    place.write("bom.zip", bytes(raw))

    assert place.run() == {"bom.zip": "opened", "bom.zip/bom.txt": "failed", "bom.zip/tốt.txt": "read"}
    assert "zip bomb" in reasons(place)["bom.zip/bom.txt"]


def test_an_archive_that_lies_about_sizes_gains_nothing(place):
    """A member that says it is small unpacks to no more than it said."""
    raw = zipped({"a.txt": b"a" * 50_000_000})
    entry = raw.rindex(b"PK\x01\x02")
    lying = bytearray(raw)
    lying[entry + 24 : entry + 28] = struct.pack("<I", 1000)
    place.write("gửi.zip", bytes(lying))

    assert place.run()["gửi.zip/a.txt"] == "failed"


def test_too_much_in_all_is_refused_as_a_whole(place, monkeypatch):
    """Many files of a bearable size are too much together; so are ten thousand files of no size."""
    monkeypatch.setattr(archive, "MAX_BYTES", 1000)
    with pytest.raises(members.DamagedFile, match="unpacks to too much"):
        unpacking.Unpacker(place.home, frozenset({".txt"})).read(
            zipped({f"{n}.txt": b"x" * 300 for n in range(4)}), "a.zip"
        )
    place.write("nhiều.zip", zipped({f"{n}.txt": "" for n in range(10_000)}))

    assert place.run() == {"nhiều.zip": "damaged"}
    assert "10,000" in reasons(place)["nhiều.zip"]


def test_a_whole_tree_of_archives_has_one_allowance(place):
    """Archives in archives share what the outermost may hold."""
    room = unpacking.Room()
    room.take([members.Member(str(n), None) for n in range(members.MAX_MEMBERS)])

    assert room.is_full


@pytest.mark.parametrize("cut", [10, 60, 100])
def test_broken_archives_and_other_things_of_that_name_are_told(place, cut):
    """What is cut off, no archive at all, or another kind of archive has a line that says so."""
    raw = zipped({"a.txt": plan("một việc")})
    place.write("cụt.zip", raw[:cut])
    place.write("rar.zip", b"Rar!\x1a\x07\x00" + b"x" * 100)
    place.write("rỗng.zip", b"")
    place.write("không có gì.zip", zipped({}))
    place.write("khác.rar", b"Rar!")
    place.write("thư.eml", b"\x00\x01\x02")
    place.write("thư.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)
    place.write("tốt.txt", plan("hai việc"))

    statuses = place.run()

    assert statuses == {
        "cụt.zip": "damaged", "rar.zip": "damaged", "rỗng.zip": "damaged", "không có gì.zip": "empty", "khác.rar": "unsupported",
        "thư.eml": "damaged", "thư.msg": "damaged", "tốt.txt": "read",
    }  # fmt: skip
    assert "7-Zip" in reasons(place)["rar.zip"]
    assert "7-Zip" in reasons(place)["khác.rar"]


def test_what_is_attached_to_a_mail_is_read(place):
    """Names of attachments come in all the encodings that mail has; a covering note is no document."""
    place.write("thư.eml", mailed({"Kế hoạch số 5.txt": plan("một việc").encode()}))
    old = (
        b'Subject: x\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain; charset=utf-8\n\nxin chao\n'
        b"--b\nContent-Disposition: attachment; filename*0*=utf-8''K%E1%BA%BF%20ho; filename*1*=%E1%BA%A1ch.txt\n\n" + plan("hai").encode() +
        b'\n--b\nContent-Disposition: attachment; filename="=?utf-8?B?xJDhu4EgxrBzLnR4dA==?="\n\n' + plan("ba").encode() + b"\n--b--\n"
    )  # fmt: skip
    place.write("cũ.eml", old)

    assert place.run() == {
        "cũ.eml": "opened", "cũ.eml/Kế hoạch.txt": "read", "cũ.eml/Đề ưs.txt": "read",
        "thư.eml": "opened", "thư.eml/Kế hoạch số 5.txt": "read",
    }  # fmt: skip


def test_what_is_attached_to_a_mail_of_outlook_is_read(place):
    """Outlook's own format holds names and words in Unicode; its words are read where they are a document."""
    place.write("thư.msg", outlook_mail({"Kế hoạch.txt": plan("một việc").encode(), "ảnh.gif": b"GIF"}))
    place.write("điện.msg", outlook_mail({}, body="CÔNG ĐIỆN\n- ứng phó bão\n"))

    assert place.run() == {
        "thư.msg": "opened", "thư.msg/Kế hoạch.txt": "read", "thư.msg/ảnh.gif": "unsupported",
        "điện.msg": "opened", "điện.msg/nội dung thư.txt": "read",
    }  # fmt: skip


def test_a_mail_that_is_a_document_itself_is_read(place):
    """An urgent telegram sent as the words of a mail is a document; a forwarded mail is opened."""
    telegram = "CÔNG ĐIỆN\n- ứng phó bão\n"
    inner = EmailMessage()
    inner["Subject"] = "Chuyển tiếp"
    inner.set_content("x")
    inner.add_attachment(plan("một việc").encode(), maintype="text", subtype="plain", filename="a.txt")
    outer = EmailMessage()
    outer["Subject"] = "Công điện"
    outer.set_content(telegram)
    outer.add_attachment(inner)
    place.write("thư.eml", outer.as_bytes())

    assert place.run() == {
        "thư.eml": "opened", "thư.eml/nội dung thư.txt": "read",
        "thư.eml/Chuyển tiếp.eml": "opened", "thư.eml/Chuyển tiếp.eml/a.txt": "read",
    }  # fmt: skip


def test_the_unicode_name_field_counts(place):
    """A packer may repeat a name in Unicode in an extra field; it is the better one if it is about that name."""
    info = zipfile.ZipInfo("Ke hoach.txt")
    unicode_name = "Kế hoạch.txt".encode()
    info.extra = struct.pack("<HHBI", 0x7075, 5 + len(unicode_name), 1, zlib.crc32(b"Ke hoach.txt")) + unicode_name
    place.write("gửi.zip", zipped({info: plan("một việc")}))

    assert "gửi.zip/Kế hoạch.txt" in place.run()
