"""A question while it is being read: what is understood of it is taken out, piece by piece."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.search.notes import key_of
from pipeline.text.normalize import fold

_ABBREVIATION = re.compile(r"\b[A-Z]{2,}\b")


@dataclass(slots=True)
class Draft:
    """A question while it is being read: what was taken out is blank, so that places stay where they are.

    Attributes
    ----------
    folded : the text in lower case without diacritics, equally long.
    without : keys of the parts that are to stay words.
    """

    text: str
    folded: str
    without: frozenset[str]

    @classmethod
    def of(cls, text: str, without: frozenset[str] = frozenset()) -> Draft:
        """Begin with a whole question."""
        folded = fold(text)
        return cls(text, folded if len(folded) == len(text) else text.lower(), without)

    def wants(self, kind: str, said: str) -> bool:
        """Whether a part is to be understood."""
        return key_of(kind, said) not in self.without

    def take(self, start: int, end: int) -> None:
        """Blank out a piece."""
        self.text = f"{self.text[:start]}{' ' * (end - start)}{self.text[end:]}"
        self.folded = f"{self.folded[:start]}{' ' * (end - start)}{self.folded[end:]}"

    def take_all(self, pattern: re.Pattern[str], kind: str = "") -> list[str]:
        """Blank out whatever the pattern matches, if its kind of part is to be understood, and return it.

        An abbreviation is no question word: `AI` is not `ai`.
        """
        taken, shouted = [], self.text.isupper() and " " in self.text.strip()
        for match in pattern.finditer(self.folded):
            said = self.text[match.start() : match.end()].strip()
            if (not kind or self.wants(kind, said)) and (shouted or not _ABBREVIATION.search(said)):
                taken.append((match.span(), said))
        for span, _ in taken:
            self.take(*span)
        return [said for _, said in taken]
