"""A plan as the PDF file that an office makes of its Word document, through LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[n]) for n in (1, 2)]

from rendering.word import render_docx

SOFFICE = shutil.which("soffice")


def render_pdfs(plans: Sequence[tuple[bytes, str]]) -> list[bytes]:
    """Return plans (a text, Markdown or HTML file each) as PDF files, made in one start of LibreOffice."""
    with TemporaryDirectory() as folder:
        words = [Path(folder, f"{number}.docx") for number in range(len(plans))]
        for path, plan in zip(words, plans, strict=True):
            path.write_bytes(render_docx(*plan))
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [str(SOFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", folder, *map(str, words)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        return [path.with_suffix(".pdf").read_bytes() for path in words]


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:3])
    target.write_bytes(render_pdfs([(source.read_bytes(), source.name)])[0])
