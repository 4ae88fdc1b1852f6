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
    from pipeline.store.models import ThemeModel

_ARRIVALS = 6  # the last ones, shown one by one
_MEASURES = {
    "asked": "nhiệm vụ mô hình còn phân vân (model would rather ask)",
    "strangers": "tên cơ quan ngoài danh mục (agencies not in the register)",
    "new_words": "từ chưa gặp khi học (words never met in training)",
}


@click.command(
    epilog=examples(
        "kehoach status",
    )
)
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON. (Print one JSON object.)")
@click.pass_obj
def status(home: Path, as_json: bool) -> None:
    """Cho biết kho có gì: số tệp, văn bản, nhiệm vụ, nhãn, văn bản mới có khác trước không, tệp không đọc được.

    Say what the store holds, whether new plans differ from those before, and which files could not be read.
    A difference is pointed out when it is beyond chance (3.29 standard errors between plans) and not small
    (Cohen's h of .2 and more), with five plans on either side.
    """
    from pipeline.store.corpus import Corpus
    from pipeline.workspace import Workspace

    workspace = Workspace.open(home)
    with Corpus.open(workspace.corpus_path) as corpus:
        model = workspace.themes.model(corpus)
        known = _status_json(corpus, workspace.generations.manifest()) | _learning_json(corpus, model)
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
        "remarks": [asdict(entry) for entry in ledger if entry.status in STORED and entry.reason],
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
    yield from _learning_lines(known)
    told = (*known["failed"], *known["remarks"])
    yield from (f"  {entry['file']}: {entry['status']} – {entry['reason']}" for entry in told)


def _learning_json(corpus: Corpus, model: ThemeModel) -> dict[str, Any]:
    """Return which model gives the themes, how many labels there are, and whether plans begin to differ."""
    from pipeline.learning.watch import findings

    labels, arrivals = corpus.labels.current(), corpus.arrivals.all()
    left_out = Counter(label.theme for label in labels if model.taxonomy.current(label.theme) is None)
    return {
        "model": {"version": model.version, "fresh": corpus.tags.fingerprint == model.fingerprint},
        "labels": {
            "count": len(labels),
            "orphans": len(corpus.subjects.orphans()),
            "theme_gone": dict(sorted(left_out.items())),
        },
        "drift": [asdict(finding) for finding in findings(arrivals)],
        "arrivals": [
            {"at": arrival.at, "model": arrival.model, **{name: rate.share for name, rate in arrival.rates.items()}}
            for arrival in arrivals
        ],
    }


def _learning_lines(known: dict[str, Any]) -> Iterator[str]:
    """Give the same for people."""
    state = "" if known["model"]["fresh"] else ", chủ đề trong kho chưa theo kịp, hãy chạy `kehoach run`"
    yield f"Mô hình chủ đề (theme model): {known['model']['version']}{state}"
    labels = known["labels"]
    orphans = f", {labels['orphans']} nhiệm vụ có nhãn không còn (orphans)" if labels["orphans"] else ""
    yield f"Nhãn (labels): {labels['count']}{orphans}"
    for theme, n in labels["theme_gone"].items():
        yield f"  {n} nhãn của chủ đề {theme!r} nay không có trong taxonomy.toml (kept, not used)"
    if known["drift"]:
        yield "Lần đọc cuối so với trước đó (the last arrival and those before):"
        yield from (f"  {line}" for line in _drift_lines(known["drift"], known["arrivals"]))


def _drift_lines(findings: list[dict[str, Any]], arrivals: list[dict[str, Any]]) -> Iterator[str]:
    """Say of each rate what it was before, what it is now and how it went; a clear change stands out."""
    from pipeline.learning.watch import theme_of

    for finding in findings:
        theme, (before, now) = theme_of(finding["measure"]), (finding["before"], finding["now"])
        if before is not None and now is not None:
            words = f"nhiệm vụ thuộc chủ đề {theme}" if theme else _MEASURES[finding["measure"]]
            warning = "  ← khác hẳn trước, nên xem (clearly different)" if finding["differs"] else ""
            shares = [arrival.get(finding["measure"]) for arrival in arrivals[-_ARRIVALS:]]
            went = " · ".join("–" if share is None else f"{share:.0%}" for share in shares)
            yield f"{words}: {before:.1%} → {now:.1%} (từng lần: {went}){warning}"


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
    """Sao lưu kho và cấu hình vào một tệp FILE; tệp gốc trong data/raw và tài khoản trong data/accounts.db chép riêng.

    Write store and settings to one file. The plans themselves (data/raw) are not in it, nor are the accounts
    (data/accounts.db): copy those too.
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
