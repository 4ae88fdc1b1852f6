"""Archives and mails, made in memory."""

import io
import zipfile
from email.message import EmailMessage


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
