"""The provinces and cities of Viet Nam, before and after the merger of 01/7/2025."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from pipeline.text.normalize import fold

_NOT_WORD = re.compile(r"[\W_]+")
_CITY = re.compile(r"^(?:tinh|thanh pho|tp) ")


def _key(name: str) -> str:
    """Return the form in which spellings of a place agree."""
    return _CITY.sub("", _NOT_WORD.sub(" ", fold(name)).strip())


@lru_cache(maxsize=1)
def _units() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return by key: the right spelling, "tỉnh" or "thành phố", and the unit of today."""
    data = files("pipeline.plans.data").joinpath("places.toml").read_text(encoding="utf-8")
    names: dict[str, str] = {}
    kinds: dict[str, str] = {}
    today: dict[str, str] = {}
    for unit in tomllib.loads(data)["unit"]:
        for name in (unit["name"], *unit["former"]):
            key = _key(name)
            names[key], today[key] = name, unit["name"]
            kinds[key] = unit["kind"] if name == unit["name"] else "tỉnh"
    return names, kinds, today


def province(name: str) -> str | None:
    """Return the right spelling of a province or city, old or new; None if there is none of that name.

    Examples
    --------
    >>> province("Hung Yên"), province("tp. hồ chí minh"), province("Phố Bảng")
    ('Hưng Yên', 'Hồ Chí Minh', None)
    """
    return _units()[0].get(_key(name))


def province_kind(name: str) -> str | None:
    """Return "tỉnh" or "thành phố", or None if there is no province or city of that name."""
    return _units()[1].get(_key(name))


def province_today(name: str) -> str | None:
    """Return the province or city to which a former one belongs since 01/7/2025.

    Examples
    --------
    >>> province_today("Nam Định"), province_today("Hà Nội")
    ('Ninh Bình', 'Hà Nội')
    """
    return _units()[2].get(_key(name))


def province_names() -> tuple[str, ...]:
    """Return all names, old and new, longest first."""
    return tuple(sorted(_units()[0].values(), key=len, reverse=True))
