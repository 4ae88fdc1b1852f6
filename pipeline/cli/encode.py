"""`kehoach encode`: texts to vectors, for whoever wants to measure or reuse the encoder."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from pipeline.cli.examples import examples
from pipeline.cli.rows import read_rows
from pipeline.errors import UsageFault


@click.command(
    epilog=examples(
        "kehoach encode cau-hoi.jsonl --out cau-hoi.npy --as query",
    )
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="VECTORS.npy",
    help="Tệp kết quả. (Output.)",
)
@click.option(
    "--as",
    "role",
    required=True,
    type=click.Choice(["query", "document"]),
    help="Mã hóa như câu hỏi hay như văn bản. (As a question or as a passage.)",
)
@click.pass_obj
def encode(home: Path, file: Path, out: Path, role: Literal["query", "document"]) -> None:
    """Biến các dòng {"id", "text"} của FILE.jsonl thành véc-tơ float32 độ dài 1, đúng thứ tự.

    Turn rows {"id", "text"} into float32 unit vectors (n, dim), in order.
    """
    import numpy as np

    from pipeline.workspace import Workspace

    texts = [text for _, text in read_rows(file)]
    vectors = Workspace.open(home).encoder.encode(texts, role=role)
    try:
        with out.open("wb") as stream:  # np.save would add ".npy" to another name
            np.save(stream, np.asarray(vectors, np.float32))
    except OSError as error:
        raise UsageFault(f"Không ghi được {out} (cannot be written): {error}") from error
    click.echo(f"{vectors.shape[0]} × {vectors.shape[1]} → {out}")
