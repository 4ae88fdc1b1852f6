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

    def may_stop(self, author: str) -> bool:
        """Whether this visitor may end a job that `author` wants: their own, an analyst anybody's."""
        return self.name == author or self.may("analyst")


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


def _who_may_stop(request: Request) -> Visitor:
    """Let through who may end the job in the address; one that nobody knows is no reader's."""
    job = request.app.state.jobs.find(request.path_params["id"])
    if job is not None and visitor_of(request).may_stop(job.author):
        return visitor_of(request)
    return _at_least("analyst")(request)


Reader = Annotated[Visitor, Depends(_at_least("reader"))]
Analyst = Annotated[Visitor, Depends(_at_least("analyst"))]
Admin = Annotated[Visitor, Depends(_at_least("admin"))]
Stopper = Annotated[Visitor, Depends(_who_may_stop)]
"""Who may end the job in the address."""
