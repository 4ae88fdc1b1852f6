"""Who is visiting, and what they may do: readers look, analysts correct and teach, admins look after the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from fastapi import Depends, HTTPException, Request

from pipeline.accounts import ROLES, Role
from pipeline.config import login_name


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at the workplace.

    Attributes
    ----------
    name : under which what they say is written down.
    role : None of somebody who has not signed in.
    account : id of their account, 0 where there are no accounts.
    session : id of the browser's session, 0 of a program with a token.
    must_change : whether their password was given by an admin, and they have to choose their own first.
    """

    name: str
    role: Role | None
    account: int = 0
    session: int = 0
    must_change: bool = False

    def may(self, role: Role) -> bool:
        """Whether this visitor may do what that role may."""
        return self.role is not None and ROLES.index(self.role) >= ROLES.index(role)


STRANGER = Visitor("", None)
"""Somebody who has not signed in where that is needed."""


@lru_cache(maxsize=1)
def person_here() -> Visitor:
    """Return who sits at this machine, which is all there is to know where there are no accounts."""
    return Visitor(login_name(), "admin")


def visitor_of(request: Request) -> Visitor:
    """Return who sends a request, as the gate has found out."""
    visitor: Visitor = getattr(request.state, "visitor", STRANGER)
    return visitor


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
