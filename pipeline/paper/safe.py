"""Texts of plans made harmless for the programs that open a report."""

from __future__ import annotations

import re

CELL_LIMIT = 32_767  # characters that Excel keeps in a cell

# What XML 1.0 cannot hold, and half a surrogate pair, which no file can.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Spreadsheets take a cell that begins so for a formula (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(text: str) -> str:
    """Return a text without the characters that no XML document can hold."""
    return _FORBIDDEN.sub("", text)


def no_formula(text: str) -> str:
    """Return a text that a spreadsheet shows and never works out.

    Examples
    --------
    >>> no_formula("=cmd|' /C calc'!A0"), no_formula("- Rà soát")
    ("'=cmd|' /C calc'!A0", "'- Rà soát")
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def with_formula(text: str) -> str:
    """Return a text as it was before `no_formula`."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def fitting(text: str) -> str:
    """Return a text as one cell can hold it, with a sign where its end is missing."""
    return text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - 1] + "…"
