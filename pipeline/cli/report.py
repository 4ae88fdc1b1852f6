"""`kehoach report | export | view`: what is sent on, taken away, looked at."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.conditions import filter_options, status_option, take_date
from pipeline.cli.examples import examples
from pipeline.cli.progress import counting
from pipeline.cli.tables import lines_of
from pipeline.records import Filters, Status
from pipeline.reports.names import EXPORTS, REPORTS, VIEWS

if TYPE_CHECKING:
    from pipeline.reports.thematic import Grouping

_SECRET = click.option(
    "--secret", is_flag=True, help="Kể cả văn bản mật, có đánh dấu. (Plans marked secret too, marked as such.)"
)
_OUT = click.option(
    "--out", "target", type=click.Path(path_type=Path), required=True, metavar="FILE", help="Tệp kết quả. (Result.)"
)


@click.command(
    epilog=examples(
        "kehoach report --theme inspection --format docx --out thanh-tra.docx",
        'kehoach report --lead "Sở Nội vụ" --due-to 31/12/2025 --format xlsx --out so-noi-vu.xlsx',
        'kehoach report "chuyển đổi số trong giáo dục" --format html --out giao-duc.html',
    )
)
@click.argument("question", required=False, default="")
@filter_options
@status_option
@click.option("--format", "form", type=click.Choice(REPORTS), help="Mặc định theo đuôi tệp. (By the file's ending.)")
@_OUT
@click.option("--by", type=click.Choice(["theme", "plan"]), default="theme", help="Xếp theo. (Grouping.)")
@click.option("--party/--state", default=None, help="Thể thức văn bản Đảng hay Nhà nước. (Layout of the paper.)")
@click.option(
    "--template", type=click.Path(path_type=Path), metavar="DOCX", help="Mẫu Word riêng. (Your own template.)"
)
@click.option("--today", callback=take_date, metavar="DAY", help="Ngày lập báo cáo. (Day of the report.)")
@_SECRET
@click.pass_obj
def report(
    home: Path,
    /,
    question: str,
    form: str | None,
    target: Path,
    by: Grouping,
    party: bool | None,
    template: Path | None,
    today: date | None,
    statuses: tuple[Status, ...],
    secret: bool,
    **conditions: Any,
) -> None:
    """Lập báo cáo chuyên đề (Word, Excel, HTML) về các nhiệm vụ theo điều kiện lọc hoặc câu hỏi QUESTION.

    Write a thematic report of the tasks that meet the conditions or answer a question.
    """
    from pipeline.workspace import Workspace

    with Workspace.open(home) as workspace, counting("Lập báo cáo") as progress:
        made = workspace.report(
            target, question, form=form, filters=Filters(**conditions), by=by, statuses=statuses, secret=secret,
            template=template, party=party, today=today, progress=progress,
        )  # fmt: skip
    for sentence in made.sentences:
        click.echo(sentence)
    for left in made.left_out:
        click.echo(f"Chưa đưa vào (left out): {left.reason} – {left.count} nhiệm vụ.")
    click.echo(f"Đã ghi {target}. (Written.)")


@click.command(
    epilog=examples(
        "kehoach export --out nhiem-vu.csv",
        "kehoach export --theme personnel --format parquet --out can-bo.parquet",
    )
)
@filter_options
@status_option
@click.option("--format", "form", type=click.Choice(EXPORTS), help="Mặc định theo đuôi tệp. (By the file's ending.)")
@_OUT
@_SECRET
@click.pass_obj
def export(
    home: Path, /, form: str | None, target: Path, statuses: tuple[Status, ...], secret: bool, **conditions: Any
) -> None:
    """Xuất mọi nhiệm vụ theo điều kiện lọc ra CSV, JSON Lines, Parquet hay Excel.

    Write all tasks that meet the conditions to a file for other programs.
    """
    from pipeline.workspace import Workspace

    filters = Filters(**conditions)
    with Workspace.open(home) as workspace, counting("Xuất") as progress:
        n = workspace.export(target, form=form, filters=filters, statuses=statuses, secret=secret, progress=progress)
    click.echo(f"Đã ghi {n} nhiệm vụ vào {target}. ({n} tasks written.)")


@click.command(
    epilog=examples(
        "kehoach view agency-theme",
        "kehoach view overlaps --theme inspection",
        "kehoach view calendar --due-from 01/01/2026 --due-to 31/12/2026 --out lich.ics",
        "kehoach view workload --out khoi-luong.png",
        "kehoach view changes --file ke-hoach-2025.docx --file ke-hoach-2026.docx --out thay-doi.html",
    )
)
@click.argument("name", type=click.Choice(VIEWS))
@filter_options
@status_option
@click.option(
    "--out", "target", type=click.Path(path_type=Path), metavar="FILE",
    help="Ghi ra .xlsx, .csv, biểu đồ .svg, .png, cả hai .html, lịch .ics. (Write to a file instead.)",
)  # fmt: skip
@_SECRET
@click.pass_obj
def view(
    home: Path, /, name: str, target: Path | None, statuses: tuple[Status, ...], secret: bool, **conditions: Any
) -> None:
    """Xem nhiều kế hoạch cùng lúc: bao phủ, khối lượng, lịch thời hạn, trùng lặp, văn bản được triển khai, thay đổi.

    Look at many plans at once: coverage, workload, calendar, overlaps, lineage; changes from one file to another.
    """
    from pipeline.workspace import Workspace

    with Workspace.open(home) as workspace:
        filters = Filters(**conditions)
        table = workspace.view(name, filters=filters, statuses=statuses, secret=secret, target=target)
    if target is not None:
        click.echo(f"Đã ghi {target}. (Written.)")
    else:
        click.echo("\n".join(lines_of(table)))
