"""Who is visiting, and what they may do: readers look, analysts correct and teach, admins look after the rest."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, HTTPException, Request

Role = Literal["reader", "analyst", "admin"]
ROLES: tuple[Role, ...] = ("reader", "analyst", "admin")
"""Each may do what those before it may."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at the workplace.

    Attributes
    ----------
    name : under which what they say is written down.
    """

    name: str
    role: Role

    def may(self, role: Role) -> bool:
        """Whether this visitor may do what that role may."""
        return ROLES.index(self.role) >= ROLES.index(role)


def visitor_of(request: Request) -> Visitor:
    """Return who sends a request: on a machine without accounts the one who sits there."""
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    return visitor or Visitor(_user(), "admin")


def _user() -> str:
    """Return the name under which this person is logged in, "?" where the system knows none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "?"


def _at_least(role: Role) -> Callable[[Request], Visitor]:
    def checked(request: Request) -> Visitor:
        visitor = visitor_of(request)
        if not visitor.may(role):
            raise HTTPException(403, f"{visitor.name} không có quyền này, cần quyền {role} (not allowed).")
        return visitor

    return checked


Reader = Annotated[Visitor, Depends(_at_least("reader"))]
Analyst = Annotated[Visitor, Depends(_at_least("analyst"))]
Admin = Annotated[Visitor, Depends(_at_least("admin"))]
