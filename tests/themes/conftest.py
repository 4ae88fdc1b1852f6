"""The shipped classifier and encoder, opened once."""

from pathlib import Path

import pytest
from conftest import ROOT

from pipeline.retrieval.encoder import StaticEncoder
from pipeline.themes.classifier import Classifier

MODELS = ROOT / "models"


@pytest.fixture(scope="session")
def encoder() -> StaticEncoder:
    """Give the shipped encoder."""
    return StaticEncoder.open(MODELS / "encoder")


@pytest.fixture(scope="session")
def shipped_folder() -> Path:
    """Give the folder of the shipped theme model; there is exactly one."""
    (manifest,) = (MODELS / "themes").glob("*/manifest.json")
    return manifest.parent


@pytest.fixture(scope="session")
def classifier(shipped_folder, encoder) -> Classifier:
    """Give the shipped classifier."""
    return Classifier.open(shipped_folder, encoder)
