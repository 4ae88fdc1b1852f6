"""Makes the theme model that ships with the program: `python -m pipeline.learning.shipping` in a checkout.

To be run when the sentences, the taxonomy or the encoder of the program have changed; a test says when.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from pipeline.retrieval.encoder import SHIPPED, open_encoder
from pipeline.themes.taxonomy import load_taxonomy
from pipeline.themes.training import train


@click.command()
@click.argument("models", type=click.Path(path_type=Path, exists=True, file_okay=False), default=Path("models"))
def main(models: Path) -> None:
    """Train on the shipped sentences alone and put the version under MODELS/themes, in the place of the one before."""
    trained = train((), load_taxonomy(), open_encoder(SHIPPED, [models]), models)
    for folder in trained.folder.parent.iterdir():
        if folder != trained.folder and len(folder.name) == len(trained.version):  # those trained here have a date
            shutil.rmtree(folder)
    click.echo(
        f"{trained.version}: micro F1 {trained.evaluation.micro_f1:.3f}, macro F1 {trained.evaluation.macro_f1:.3f}"
    )


if __name__ == "__main__":
    main()
