"""Mails: what is attached, and the mail itself where its words are a document.

``.eml`` (RFC 5322, names by RFC 2047 and RFC 2231) by the standard library, Outlook's ``.msg`` by oxmsg: the only
file that imports it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipeline.errors import DamagedFile
from pipeline.plans.reading.members import Unpacking
from pipeline.text.syllables import most_vietnamese

if TYPE_CHECKING:
    from email.message import EmailMessage, MIMEPart

_BODY = "nội dung thư"
_ENDINGS = {"plain": ".txt", "html": ".html"}
# A letterhead, a number or a type line: the mail's own words are then a document, not a note with one.
_DOCUMENT = re.compile(
    r"cộng h[oò]à? xã hội chủ nghĩa|đảng cộng sản việt nam"
    r"|^\W*(?i:số)\s*:?\s*\d*\s*[-/]\s*[A-ZĐ]{2}"
    r"|^\W*(?-i:KẾ HOẠCH|CÔNG ĐIỆN|CHỈ THỊ|CHƯƠNG TRÌNH HÀNH ĐỘNG|THÔNG BÁO|QUYẾT ĐỊNH|HƯỚNG DẪN)\b",
    re.I | re.M,
)
_TAG = re.compile(r"<[^<>]*>")


def unpack_eml(raw: bytes, unpacking: Unpacking) -> None:
    """Take the files out of a mail as mail programs save it.

    Raises
    ------
    DamagedFile
        It is no mail.
    """
    from email import message_from_bytes
    from email.policy import default

    try:
        mail = message_from_bytes(raw, policy=default)
        if not mail.keys():
            raise DamagedFile(unpacking.file, "không phải thư điện tử (not a mail)")
        _unpack(mail, unpacking)  # type: ignore[arg-type]
    except RecursionError as error:
        raise DamagedFile(unpacking.file, "các phần lồng nhau quá sâu (nested too deeply)") from error


def _unpack(mail: EmailMessage, unpacking: Unpacking) -> None:
    """Take out the body if it is a document, then what is attached."""
    body = mail.get_body(("plain", "html"))
    if body is not None:
        _take_body(_words(body), _ENDINGS[body.get_content_subtype()], unpacking)
    parts = [part for part in _leaves(mail) if part is not body]
    unpacking.expect(len(parts))
    for part in parts:
        name = _file_name(part)
        if name and not _decorates(part) and unpacking.wants(name):
            unpacking.take(name, io.BytesIO(_content(part)))


def _take_body(words: str, ending: str, unpacking: Unpacking) -> None:
    """Take a mail's own words out if they are a document."""
    if _DOCUMENT.search(_TAG.sub("\n", words)):
        unpacking.take(f"{_BODY}{ending}", io.BytesIO(words.encode("utf-8", "replace")))


def _leaves(mail: MIMEPart) -> Iterator[MIMEPart]:
    """Give the parts that hold no parts; a mail in a mail is one of them."""
    for part in mail.iter_parts() if mail.get_content_maintype() == "multipart" else [mail]:
        if part.get_content_maintype() == "multipart":
            yield from _leaves(part)
        else:
            yield part


def _decorates(part: MIMEPart) -> bool:
    """Whether a part is a picture within the words, such as a logo in a signature."""
    shown = part.get_content_disposition() != "attachment"
    return part.get_content_maintype() == "image" and shown and part["content-id"] is not None


def _file_name(part: MIMEPart) -> str | None:
    """Return the name of a part, None if it is no file."""
    name = part.get_filename()
    if name is None and part.get_content_type() == "message/rfc822":
        inner = _inner(part)
        return f"{(inner and inner['subject']) or 'thư'}.eml".replace("/", "-")
    if name is None or name.isascii():
        return name
    raw = name.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:  # eight-bit letters in a head that should have none
        return most_vietnamese(raw, ("cp1258", "cp1252"))


def _content(part: MIMEPart) -> bytes:
    """Return the bytes of a part, as far as they can be made out."""
    if part.get_content_type() == "message/rfc822":
        inner = _inner(part)
        return inner.as_bytes() if inner else b""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _inner(part: MIMEPart) -> Any:
    """Return the mail that a part is, None if it is empty."""
    inner = part.get_payload()
    return inner[0] if isinstance(inner, list) and inner else None


def _words(part: MIMEPart) -> str:
    """Return a body as text, also where its character set has no such name."""
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError):
        return _content(part).decode("utf-8", "replace")


def unpack_msg(raw: bytes, unpacking: Unpacking) -> None:
    """Take the files out of a mail as Outlook saves it.

    Raises
    ------
    DamagedFile
        It is no mail of Outlook's, or broken.
    """
    from oxmsg import Message

    try:
        mail = Message.load(raw)
        attachments, words, html = mail.attachments, mail.body, None
        html = mail.html_body if not words else None
    except Exception as error:  # oxmsg and olefile raise whatever the bytes make them trip over
        reason = f"không phải thư của Outlook, hoặc bị hỏng (no Outlook mail, or damaged): {error}"
        raise DamagedFile(unpacking.file, reason) from error
    _take_body(words or html or "", ".txt" if words else ".html", unpacking)
    unpacking.expect(len(attachments))
    for number, attachment in enumerate(attachments, 1):
        _take_attachment(attachment, number, unpacking)


def _take_attachment(attachment: Any, number: int, unpacking: Unpacking) -> None:
    """Take out one attachment of an Outlook mail."""
    try:
        name, content = attachment.file_name or f"tệp đính kèm {number}", attachment.file_bytes
    except Exception as error:  # as above
        unpacking.refuse(f"tệp đính kèm {number}", f"bị hỏng (damaged): {error}")
        return
    if content is None:
        unpacking.refuse(name, "không nằm trong thư: là liên kết hoặc thư khác (not a file in the mail); lưu riêng ra")
    elif unpacking.wants(name):
        unpacking.take(name, io.BytesIO(content))
