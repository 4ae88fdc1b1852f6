"""`kehoach labels`: what people say about themes comes in, goes out, and is compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING

import click

from pipeline.cli.author import author_option
from pipeline.cli.examples import examples
from pipeline.cli.exits import AT_FAULT, DONE
from pipeline.cli.progress import Bar
from pipeline.cli.remarks import first_of, remark_lines
from pipeline.store.wire import to_text

if TYPE_CHECKING:
    from pipeline.learning.agreement import Agreement, Conflict
    from pipeline.learning.intake import Intake
    from pipeline.store.labels import Label
    from pipeline.store.subjects import Subject
    from pipeline.themes.taxonomy import Taxonomy

_FILE = click.Path(path_type=Path, dir_okay=False)
_YES_NO = {True: "có (1)", False: "không (0)"}


@click.group(
    invoke_without_command=True,
    epilog=examples(
        "kehoach labels",
        "kehoach review -k 20 --out can-xem.xlsx",
        "kehoach labels import can-xem.xlsx --author An",
        "kehoach labels export nhan.csv",
        "kehoach labels conflicts",
    ),
)
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON. (Print one JSON object.)")
@click.pass_context
def labels(context: click.Context, as_json: bool) -> None:
    """Nhãn chủ đề do người dùng gắn: đưa vào, lấy ra, so sánh; không có lệnh con thì cho biết đang có gì.

    Labels of people: import, export, compare; without a subcommand say what there is.
    """
    if context.invoked_subcommand is not None:
        return
    from pipeline.workspace import Workspace

    workspace = Workspace.open(context.obj)
    with workspace.themes.reading() as corpus:
        current, orphans = corpus.labels.current(), corpus.subjects.orphans()
    taxonomy = workspace.themes.taxonomy
    if as_json:
        gone = [label for label in current if label.task is None]
        click.echo(to_text({"labels": list(map(asdict, current)), "orphans": list(map(asdict, gone))}, indent=1))
    else:
        click.echo("\n".join(_overview(current, orphans, taxonomy)))


def _overview(current: Sequence[Label], orphans: Sequence[Subject], taxonomy: Taxonomy) -> Iterator[str]:
    """Say what there is: by theme and author, without a task, without a theme."""
    authors = Counter(label.author for label in current)
    yield f"{len(current)} nhãn (labels)" + "".join(f"; {author}: {n}" for author, n in authors.most_common())
    for theme, name in taxonomy.names.items():
        values = Counter(label.value for label in current if taxonomy.current(label.theme) == theme)
        yield f"  {name} ({theme}): {values[True]} có, {values[False]} không"
    for former in sorted({label.theme for label in current}):
        now, n = taxonomy.current(former), sum(label.theme == former for label in current)
        if now is None:
            yield f"  {former}: {n} nhãn của chủ đề nay không có trong taxonomy.toml; được giữ, không dùng (kept)"
        elif now != former:
            yield f"  {former}: {n} nhãn, nay là chủ đề {now} (renamed; they count for it)"
    if orphans:
        yield f"{len(orphans)} nhiệm vụ có nhãn không còn (orphans, kept):"
        yield from first_of([f"  {gone.file}: {shorten(gone.place.text, 100, placeholder=' …')}" for gone in orphans])


@labels.command("export", epilog=examples("kehoach labels export nhan.xlsx"))
@click.argument("file", type=_FILE)
@click.pass_obj
def export_labels(home: Path, file: Path) -> None:
    """Ghi mọi nhãn đang có hiệu lực vào FILE: .csv, .xlsx hoặc .json (Label Studio).

    Write the labels in force to a file, by its ending.
    """
    from pipeline.learning.files import rows_of_labels, write_rows
    from pipeline.workspace import Workspace

    workspace = Workspace.open(home)
    with workspace.themes.reading() as corpus:
        rows = rows_of_labels(corpus.labels.current())
    write_rows(file, rows, workspace.themes.taxonomy)
    click.echo(f"Đã ghi {len(rows)} nhãn vào {file}. (Written.)")


@labels.command("import", epilog=examples("kehoach labels import nhan.csv --author An"))
@click.argument("file", type=_FILE)
@author_option
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON. (Print one JSON object.)")
@click.pass_obj
def import_labels(home: Path, file: Path, author: str, as_json: bool) -> int:
    """Đọc nhãn từ FILE: cột task_id, theme, value (1, 0 hoặc để trống), author, note, text.

    Read labels from a file. Every line that cannot be meant is told; the others are stored all together.
    """
    from pipeline.learning.files import read_rows
    from pipeline.learning.intake import intake_json, take_in
    from pipeline.workspace import Workspace

    workspace = Workspace.open(home)
    rows = read_rows(file, workspace.themes.taxonomy)
    with Bar() as bar, workspace.themes.writing(progress=bar.of("tag")) as corpus, corpus.changing():
        intake, n_new = take_in(corpus, rows, workspace.themes.taxonomy, author)
    known = intake_json(intake, n_new)
    click.echo(to_text(known, indent=1) if as_json else "\n".join(_intake_lines(intake, n_new)))
    return DONE if intake.judgements or not intake.refused else AT_FAULT


def _intake_lines(intake: Intake, n_new: int) -> Iterator[str]:
    """Say what became of the lines."""
    parts = [f"{n_new} nhãn mới (new)", f"{len(intake.judgements) - n_new} đã có (known)"]
    parts += [f"{intake.n_blank} dòng để trống (blank)"] if intake.n_blank else []
    parts += [f"{len(intake.refused)} dòng bị từ chối (refused)"] if intake.refused else []
    yield ", ".join(parts)
    yield from remark_lines("✗", intake.refused)
    yield from remark_lines("~", intake.repaired)


@labels.command("conflicts", epilog=examples("kehoach labels conflicts"))
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON. (Print one JSON object.)")
@click.pass_obj
def list_conflicts(home: Path, as_json: bool) -> None:
    """Liệt kê nhiệm vụ mà người gắn nhãn không thống nhất, và mức đồng thuận của từng cặp (Cohen's kappa).

    List where people differ, and how far each two agree beyond chance.
    """
    from pipeline.learning.agreement import agreements, conflicts
    from pipeline.workspace import Workspace

    with Workspace.open(home).themes.reading() as corpus:
        current = corpus.labels.current()
    found, agreed = conflicts(current), agreements(current)
    if as_json:
        known = {"conflicts": list(map(asdict, found)), "agreement": list(map(asdict, agreed))}
        click.echo(to_text(known, indent=1))
    else:
        click.echo("\n".join(_conflict_lines(found, agreed)))


def _conflict_lines(found: Sequence[Conflict], agreed: Sequence[Agreement]) -> Iterator[str]:
    """Give conflicts and agreement for people."""
    yield f"{len(found)} chỗ không thống nhất (conflicts)"
    lines = []
    for conflict in found:
        said = ", ".join(f"{author}: {_YES_NO[value]}" for author, value in conflict.said)
        words = shorten(conflict.text, 100, placeholder=" …")
        lines.append(f"  [{conflict.task or 'không còn'}] {conflict.theme} – {said}\n    {conflict.file}: {words}")
    yield from first_of(lines)
    for pair in agreed:
        kappa = "không tính được (undefined)" if pair.kappa is None else f"{pair.kappa:.2f}"
        yield f"{pair.theme}: {' – '.join(pair.authors)}: giống nhau {pair.same}/{pair.both}, kappa {kappa}"
    if not agreed:
        yield "Chưa có nhiệm vụ nào do hai người cùng gắn nhãn (no task was judged by two people)."
