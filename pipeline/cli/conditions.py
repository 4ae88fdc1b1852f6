"""The filters that `search`, `report`, `export` and `view` have in common."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

import click

from pipeline.records import Status

_Command = TypeVar("_Command", bound=Callable[..., Any])

_DAY_FORMATS = ("%Y-%m-%d", "%d/%m/%Y")


def take_day(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Take a day as 2025-12-31 or 31/12/2025 and hand it on as the former."""
    for form in _DAY_FORMATS if value else ():
        try:
            return datetime.strptime(value or "", form).date().isoformat()
        except ValueError:
            continue
    if value:
        raise click.BadParameter(f"{value!r}: cần 2025-12-31 hoặc 31/12/2025 (not a day)", context, parameter)
    return None


def take_date(context: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    """Take a day as `take_day` does and hand it on as a date."""
    day = take_day(context, parameter, value)
    return date.fromisoformat(day) if day else None


def _take_files(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Take files by path or name and hand on their names."""
    from pipeline.workspace import Workspace
    from pipeline.workspace.naming import name_of

    if not values:
        return ()
    with Workspace.open(context.obj) as workspace:
        return tuple(name_of(workspace, value) for value in values)


def _several(*names: str, help: str, **how: Any) -> Callable[[_Command], _Command]:
    """Return an option that may be given several times; any one of its values suffices."""
    return click.option(*names, multiple=True, help=help, **how)


_FILTERS = (
    _several("--theme", "themes", help="Chủ đề. (Theme.)"),
    _several("--lead", "leads", help="Cơ quan chủ trì. (Lead agency.)"),
    _several("--partner", "partners", help="Cơ quan phối hợp. (Partner.)"),
    _several(
        "--file",
        "files",
        callback=_take_files,
        help="Tệp kế hoạch: tên trong kho hay đường dẫn. (File: its name, or path.)",
    ),
    _several("--issuer", "issuers", help="Cơ quan ban hành. (Issuer.)"),
    click.option("--due-from", callback=take_day, metavar="DAY", help="Hạn từ ngày. (Due from this day on.)"),
    click.option("--due-to", callback=take_day, metavar="DAY", help="Hạn đến hết ngày. (Due up to this day.)"),
    _several("--reference", "references", help="Số, ký hiệu văn bản được dẫn. (Cited document.)"),
)


def take_statuses(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[Status, ...]:
    """Take statuses by id or Vietnamese name."""
    from pipeline.reports.statuses import STATUSES, status_named

    found = [status_named(value) for value in values]
    if None in found:
        known = ", ".join(f"{name} ({id})" for id, name in STATUSES.items())
        raise click.BadParameter(f"{values[found.index(None)]!r}; có (known): {known}", context, parameter)
    return tuple(status for status in found if status)


status_option = click.option(
    "--status", "statuses", multiple=True, callback=take_statuses, help="Trạng thái thực hiện. (Status.)"
)


def filter_options(command: _Command) -> _Command:
    """Give a command the filters; their values are the fields of `records.Filters`."""
    for option in reversed(_FILTERS):
        command = option(command)
    return command
