"""What each run brought in, as rates: kept to notice when plans begin to differ from those before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass

from pipeline.store.clock import moment
from pipeline.store.database import Database
from pipeline.themes.drift import Rate


@dataclass(frozen=True, slots=True)
class Arrival:
    """The plans that came in with one run: when (UTC, ISO 8601), tagged by which version, and their rates."""

    at: str
    model: str
    rates: Mapping[str, Rate]


class Arrivals:
    """The arrivals of one corpus."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Arrival]:
        """Return every arrival, the oldest first."""
        rows = self._database.all("SELECT at, model, rates FROM arrivals ORDER BY id")
        return [
            Arrival(at, model, {name: Rate(*sums) for name, sums in json.loads(rates).items()})
            for at, model, rates in rows
        ]

    def add(self, model: str, rates: Mapping[str, Rate]) -> None:
        """Keep what came in at this moment."""
        text = json.dumps({name: astuple(rate) for name, rate in rates.items()}, ensure_ascii=False)
        at = moment()
        self._database.run("INSERT INTO arrivals (at, model, rates) VALUES (?, ?, ?)", [at, model, text])
