"""What conditions are called where a reader sees them: themes by their names, ranges of days as people say them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.themes.taxonomy import Taxonomy
from pipeline.web.clock import local_day
from pipeline.web.language import Language, speaker

_QUARTERS = {("01-01", "03-31"): "I", ("04-01", "06-30"): "II", ("07-01", "09-30"): "III", ("10-01", "12-31"): "IV"}


@dataclass(frozen=True, slots=True)
class Labels:
    """Gives the words for the values of conditions in one language."""

    language: Language
    taxonomy: Taxonomy

    def __call__(self, name: str, value: str) -> str:
        """Return what a value of a condition, named as in an address, is called."""
        match name:
            case "theme":
                theme = self.taxonomy.find(value)
                return value if theme is None else theme.name_vi if self.language == "vi" else theme.name_en
            case "status":
                return self._say(f"asking_{value}")
            case "due":
                return self.span(value)
            case "kind" | "lead" | "issuer" | "partner":
                return value[:1].upper() + value[1:]
        return value

    def number(self, n: int) -> str:
        """Return a number as people write it: 4.330 in Vietnamese, 4,330 in English."""
        return f"{n:,}".replace(",", "." if self.language == "vi" else ",")

    def span(self, value: str, today: date | None = None) -> str:
        """Return a range of days, "2025-10-01/2025-12-31" or with ".." for an open end, in words.

        Examples
        --------
        >>> from pipeline.themes.taxonomy import load_taxonomy
        >>> span = Labels("vi", load_taxonomy()).span
        >>> span("2025-10-01/2025-12-31"), span("2026-01-01/2026-12-31"), span("2028-01-01/.."), span("../2025-03-05")
        ('Quý IV/2025', 'Năm 2026', 'Từ 01/01/2028', 'Đến 05/03/2025')
        """
        first, last = value.split("/")
        if first == "..":
            return self._say("asking_until", day=local_day(last))
        if last == "..":
            return self._say("asking_from", day=local_day(first))
        today = today or date.today()
        if value == f"{today}/{today + timedelta(days=29)}":
            return self._say("asking_soon")
        if first[:4] == last[:4]:
            if (first[5:], last[5:]) == ("01-01", "12-31"):
                return self._say("asking_whole_year", year=first[:4])
            if quarter := _QUARTERS.get((first[5:], last[5:])):
                return self._say("asking_quarter", quarter=quarter, year=first[:4])
        return f"{local_day(first)} – {local_day(last)}"

    @property
    def _say(self) -> Callable[..., str]:
        return speaker(self.language)
