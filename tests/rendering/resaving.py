"""Documents saved again by LibreOffice in another format: an author of .rtf, .odt, .doc and .html that is not us."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.plans.reading.office import soffice

_FILTERS = {"html": "html:HTML (StarWriter)"}


def resave(documents: Mapping[str, bytes], ending: str) -> dict[str, bytes]:
    """Return .docx documents in another format, by their names; one start of the program serves them all.

    Parameters
    ----------
    ending : such as "rtf", without a dot.
    """
    with TemporaryDirectory() as folder:
        for name, raw in documents.items():
            Path(folder, f"{name}.docx").write_bytes(raw)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        asked = [soffice() or "soffice", profile, "--headless", "--convert-to", _FILTERS.get(ending, ending)]
        sources = [str(path) for path in Path(folder).glob("*.docx")]
        subprocess.run([*asked, "--outdir", f"{folder}/out", *sources], check=True, capture_output=True, timeout=300)
        return {name: Path(folder, "out", f"{name}.{ending}").read_bytes() for name in documents}
