"""`kehoach status | doctor | rebuild | backup | restore`: looking after the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.examples import examples
from pipeline.cli.exits import AT_FAULT, DONE
from pipeline.store.wire import to_text

if TYPE_CHECKING:
    from pipeline.store.corpus import Corpus
    from pipeline.store.generations import Manifest


@click.command(
    epilog=examples(
        "kehoach status",
    )
)
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON. (Print one JSON object.)")
@click.pass_obj
def status(home: Path, as_json: bool) -> None:
    """Cho biết kho có gì: số tệp, văn bản, nhiệm vụ, và những tệp không đọc được.

    Say what the store holds, and which files could not be read.
    """
    from pipeline.store.corpus import Corpus
    from pipeline.workspace import Workspace

    workspace = Workspace.open(home)
    with Corpus.open(workspace.corpus_path) as corpus:
        known = _status_json(corpus, workspace.generations.manifest())
    click.echo(to_text(known, indent=1) if as_json else "\n".join(_status_lines(known)))


def _status_json(corpus: Corpus, manifest: Manifest | None) -> dict[str, Any]:
    """Return what the store holds."""
    from pipeline.store.ledger import OPENED, STORED

    ledger = list(corpus.ledger.entries())
    now = (corpus.identity, corpus.version)
    fresh = manifest is not None and (manifest.corpus, manifest.corpus_version) == now
    return {
        "counts": corpus.counts(),
        "roots": list(corpus.ledger.roots()),
        "statuses": dict(sorted(Counter(entry.status for entry in ledger).items())),
        "index": manifest and {"encoder": manifest.encoder, "tasks": manifest.tasks, "fresh": fresh},
        "failed": [asdict(entry) for entry in ledger if entry.status not in (*STORED, OPENED)],
        "remarks": [asdict(entry) for entry in ledger if entry.status == "read" and entry.reason],
    }


def _status_lines(known: dict[str, Any]) -> Iterator[str]:
    """Give the same for people."""
    counts, index = known["counts"], known["index"]
    hidden = f" (kể cả {counts['near_duplicates']} bản gần giống, không hiện)" if counts["near_duplicates"] else ""
    yield f"{counts['files']} tệp, {counts['documents']} văn bản{hidden}, {counts['tasks']} nhiệm vụ"
    yield f"Thư mục đã đọc (roots): {', '.join(known['roots']) or '–'}"
    yield "Tình trạng tệp (files): " + (", ".join(f"{n} {name}" for name, n in known["statuses"].items()) or "–")
    if index is None:
        yield "Chỉ mục (index): chưa có, hãy chạy `kehoach rebuild`"
    else:
        state = "khớp với kho" if index["fresh"] else "chưa khớp, hãy chạy `kehoach run`"
        yield f"Chỉ mục (index): {index['tasks']} nhiệm vụ, bộ mã hóa {index['encoder']}, {state}"
    told = (*known["failed"], *known["remarks"])
    yield from (f"  {entry['file']}: {entry['status']} – {entry['reason']}" for entry in told)


@click.command(
    epilog=examples(
        "kehoach doctor",
    )
)
@click.pass_obj
def doctor(home: Path) -> int:
    """Kiểm tra kho và chỉ mục có lành lặn và khớp nhau không; nói phải chạy lệnh nào nếu không.

    Prove that store and index are sound and agree; exit code 1 and what to run if they are not.
    """
    from pipeline.workspace import Workspace

    with Workspace.open(home) as workspace:
        findings = workspace.examine()
    for finding in findings:
        click.echo(f"✗ {finding.what}\n  → {finding.remedy}")
    if not findings:
        click.echo("✓ Kho và chỉ mục lành lặn và khớp nhau. (Store and index are sound and agree.)")
    return AT_FAULT if findings else DONE


@click.command(
    epilog=examples(
        "kehoach rebuild",
    )
)
@click.pass_obj
def rebuild(home: Path) -> None:
    """Dựng lại toàn bộ chỉ mục từ kho, với bộ mã hóa đang được cấu hình.

    Make the indexes again from the store, with the configured encoder.
    """
    from pipeline.workspace import Workspace

    with Workspace.open(home) as workspace:
        workspace.rebuild()
    click.echo("Đã dựng lại chỉ mục. (Indexes rebuilt.)")


@click.command(
    epilog=examples(
        "kehoach backup kehoach-2025-11.zip",
    )
)
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def backup(home: Path, file: Path) -> None:
    """Sao lưu kho và cấu hình vào một tệp FILE; tệp gốc trong data/raw thì sao chép riêng.

    Write store and settings to one file. The plans themselves (data/raw) are not in it: copy that folder too.
    """
    from pipeline.workspace import Workspace

    with Workspace.open(home) as workspace:
        workspace.backup(file)
    click.echo(f"Đã sao lưu vào {file}. (Backup written.)")


@click.command(
    epilog=examples(
        "kehoach restore kehoach-2025-11.zip",
    )
)
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def restore(home: Path, file: Path) -> None:
    """Thay kho hiện tại bằng kho trong bản sao lưu FILE rồi dựng lại chỉ mục.

    Put the store of a backup in the place of the present one, and rebuild the indexes.
    """
    from pipeline.workspace import Workspace

    with Workspace.open(home) as workspace:
        workspace.restore(file)
    click.echo(f"Đã khôi phục từ {file}. (Restored.)")
