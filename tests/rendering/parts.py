"""Word files from bare XML, for what no library writes: the parts that a test is about and nothing else."""

from __future__ import annotations

import io
import zipfile

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def word_file(body: str, **parts: str) -> bytes:
    """Return a document with the given body.

    Parameters
    ----------
    parts : contents of further parts by their name: numbering, styles, footnotes, endnotes.
    """
    names = {"document": f"<w:body>{body}</w:body>", **parts}
    members: dict[str, str | bytes] = {"[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>'}
    members |= {f"word/{name}.xml": f"<w:{name} {SPACES}>{xml}</w:{name}>" for name, xml in names.items()}
    members["word/_rels/document.xml.rels"] = _relations({name: f"{name}.xml" for name in parts})
    members["_rels/.rels"] = _relations({"officeDocument": "word/document.xml"})
    return zipped(members)


def zipped(members: dict[str, str | bytes]) -> bytes:
    """Return a zip of the given members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    """Return a paragraph of one run.

    Parameters
    ----------
    properties, run : what its ``pPr`` and the run's ``rPr`` hold.
    """
    words = f'<w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{words}</w:p>"


def numbered(text: str, level: int = 0, num: int = 1) -> str:
    """Return a paragraph that Word numbers."""
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def levels(*of: tuple[str, str], extra: str = "") -> str:
    """Return the ``lvl`` elements of a list, given the format and text of each; `extra` goes into every one."""
    return "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{extra}<w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(of)
    )


def lists(*abstract: str, instances: str = "") -> str:
    """Return the inside of a numbering part: list n has instance n; further instances as given."""
    lists = "".join(f'<w:abstractNum w:abstractNumId="{n}">{xml}</w:abstractNum>' for n, xml in enumerate(abstract, 1))
    ids = range(1, len(abstract) + 1)
    return lists + "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in ids) + instances


def table(*rows: str) -> str:
    """Return a table of rows, each the XML of its cells."""
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def cell(text: str, properties: str = "") -> str:
    """Return a cell with a paragraph."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def _relations(targets: dict[str, str]) -> str:
    """Return the relations of a part to others, by their kind."""
    rows = "".join(
        f'<Relationship Id="r{n}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'
