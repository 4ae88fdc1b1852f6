"""Who is speaking: an option of every command that writes down who did something."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from typing import Any, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _user() -> str:
    """Return the name under which this person is logged in, "?" where the system knows none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "?"


def author_option(command: _Command) -> _Command:
    """Add `--author`."""
    return click.option(
        "--author", default=_user, show_default="tên đăng nhập", help="Ai nói, ai quyết định. (Who says or decides.)"
    )(command)
