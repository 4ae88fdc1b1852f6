"""Who is speaking: an option of every command that writes down who did something."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from pipeline.config import login_name

_Command = TypeVar("_Command", bound=Callable[..., Any])


def author_option(command: _Command) -> _Command:
    """Add `--author`."""
    return click.option(
        "--author",
        default=login_name,
        show_default="tên đăng nhập",
        help="Ai nói, ai quyết định. (Who says or decides.)",
    )(command)
