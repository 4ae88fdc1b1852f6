"""Versions of the theme model made in a moment, better or worse by design; for tests and the processes they start."""

import dataclasses

from pipeline.store.models import ThemeModels
from pipeline.themes.model import Model, Weights


def make_version(home, name, factor):
    """Write a version like the shipped one with its learnt weights multiplied: 1.02 is as good, -1 is bad."""
    models = ThemeModels(home)
    shipped = Model.read(models.model(models.shipped).folder)
    weights = Weights(*(part * factor for part in dataclasses.astuple(shipped.weights)))
    record = {"evaluation": {"micro_f1": 0.5, "macro_f1": 0.5, "ece": 0.1}}
    folder = dataclasses.replace(shipped, weights=weights).write(home / "staging", record)
    return models.adopt(folder, name).version
