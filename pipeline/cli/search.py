"""`kehoach search`: a question, or a file of questions, answered."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from textwrap import shorten
from typing import Any, Literal

import click

from pipeline.cli.conditions import filter_options
from pipeline.cli.examples import examples
from pipeline.cli.parse import task_lines
from pipeline.cli.rows import read_rows
from pipeline.errors import QueryError, UsageFault
from pipeline.records import Answer, Filters, Hit
from pipeline.store.wire import to_text

By = Literal["task", "plan"]

_BATCH_K = 50
_LONGEST = 300  # characters of a task shown in a list; --json has all of it


@click.command(
    epilog=examples(
        'kehoach search "kế hoạch nào giao Thanh tra giải quyết khiếu nại" --by plan',
        'kehoach search --lead "Sở Nội vụ" --due-to 31/12/2025',
        "kehoach search '\"217-QĐ/TW\"' --json",
        "kehoach search --like 1f0c2a77b1d4-12",
        "kehoach search --batch cau-hoi.jsonl --k 50 > tra-loi.jsonl",
    )
)
@click.argument("query", required=False, default="")
@click.option("--k", type=click.IntRange(min=1), help="Số kết quả nhiều nhất. (At most so many hits.)")
@filter_options
@click.option(
    "--by",
    type=click.Choice(["task", "plan"]),
    default="task",
    help="Xếp theo nhiệm vụ hay kế hoạch. (Grouping.)",
)
@click.option(
    "--like",
    metavar="TASK_ID|FILE",
    help="Nhiệm vụ giống một nhiệm vụ hay một văn bản. (More like a task, or like the text of a file.)",
)
@click.option(
    "--literal", is_flag=True, help="Chỉ tìm đúng các từ, không suy diễn. (Nothing but the words of the question.)"
)
@click.option(
    "--without", multiple=True, metavar="KEY", help="Không suy diễn phần này của câu hỏi. (Take this part as words.)"
)
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON. (Print one JSON object.)")
@click.option(
    "--batch",
    type=click.Path(path_type=Path),
    metavar="FILE.jsonl",
    help='Các dòng {"id", "text"}. (Many questions.)',
)
@click.pass_obj
def search(
    home: Path,
    /,
    query: str,
    k: int | None,
    by: By,
    like: str | None,
    literal: bool,
    without: tuple[str, ...],
    as_json: bool,
    batch: Path | None,
    **conditions: Any,
) -> None:
    """Tìm nhiệm vụ và kế hoạch theo câu hỏi QUERY; có thể bỏ QUERY nếu có điều kiện lọc.

    Find tasks and plans; QUERY may be left out when a filter is given. The id in brackets after a task is what other
    commands call it by.
    """
    filters = Filters(**conditions)
    if sum((bool(query), batch is not None, like is not None)) > 1:
        raise click.UsageError("Chỉ một trong QUERY, --batch, --like. (A question, --batch or --like, not several.)")
    if batch is not None:
        _answer_all(home, batch, k or _BATCH_K, filters=filters, understand=not literal, without=without)
        return
    if not query.strip() and filters == Filters() and like is None:
        raise click.UsageError("Cần câu hỏi hoặc một điều kiện lọc. (A question or a filter is needed.)")
    with _no_collection():
        from pipeline.workspace import Workspace

        with Workspace.open(home) as workspace:
            if like is None:
                answer = workspace.search(query, filters=filters, k=k, by=by, understand=not literal, without=without)
            else:
                answer = workspace.like(_text_of(like), filters=filters, k=k)
        if as_json:
            click.echo(to_text(_json(answer), indent=1))
        else:
            names = workspace.themes.taxonomy.names
            click.echo("\n".join(_plan_lines(answer) if by == "plan" else answer_lines(answer, names)))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Leave garbage lying about: a process that answers one question and ends saves a tenth of its time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _text_of(like: str) -> str:
    """Return the text of a file, or what may be the id of a task."""
    try:
        return Path(like).read_text(encoding="utf-8-sig") if Path(like).is_file() else like
    except (OSError, UnicodeDecodeError) as error:
        raise UsageFault(f"Không đọc được {like} (cannot be read as UTF-8): {error}") from error


def _answer_all(home: Path, batch: Path, k: int, **options: Any) -> None:
    """Print one line per question; one that cannot be answered says why and the rest goes on."""
    from pipeline.workspace import Workspace

    rows = list(read_rows(batch))  # a broken row is told before any work begins
    with Workspace.open(home) as workspace:
        for name, text in rows:
            try:
                answered = _json(workspace.search(text, k=k, **options), name)
            except QueryError as error:
                nothing = {"understood": {}, "total": 0, "hits": [], "plans": []}
                answered = {"id": name, **nothing, "error": str(error)}
            click.echo(to_text(answered))


def _json(answer: Answer, name: str | None = None) -> dict[str, Any]:
    """Return an answer as it leaves the program."""
    from pipeline.search import answer_json

    return answer_json(answer, name)


def answer_lines(answer: Answer, names: Mapping[str, str]) -> Iterator[str]:
    """Give an answer for people: how the question was understood, then hits with their reasons."""
    yield from _understood(answer)
    yield f"{answer.total} nhiệm vụ (tasks)" + (f", {len(answer.hits)} phù hợp nhất (best):" if answer.hits else "")
    for hit in answer.hits:
        yield ""
        yield f"{hit.rank}. [{hit.task.files[0]}] {_sentence(hit)}  [{hit.task.id}]"
        lines = (*_elsewhere(hit), *task_lines(hit.task.task, hit.task.themes, names), *_why(hit))
        yield from (f"     {line}" for line in lines)


def _plan_lines(answer: Answer) -> Iterator[str]:
    """Give an answer by plan: each with the sentences that say so."""
    yield from _understood(answer)
    yield f"{len(answer.plans)} kế hoạch (plans)" + (":" if answer.plans else "")
    for plan in answer.plans:
        yield ""
        yield f"{plan.rank}. {plan.file}" + (f" – {plan.header.title}" if plan.header.title else "")
        yield from (f"   {line}" for line in _elsewhere(plan.hits[0]))
        for hit in plan.hits:
            yield f"   • {_sentence(hit)}  [{hit.task.id}]"
            yield from (f"     {line}" for line in _why(hit))


def _understood(answer: Answer) -> Iterator[str]:
    """Give how the question was taken, if that is not plain."""
    from pipeline.search.language import is_english

    form = "Read “{}” as {}  [{}]" if is_english(answer.query.text) else "Hiểu “{}” là {}  [{}]"
    for part in answer.query.understood:
        yield form.format(part.said, part.meaning, part.key)


def _sentence(hit: Hit) -> str:
    """Return a task as it stands in its plan, the end of a long one left out."""
    task = hit.task.task
    return shorten(" ".join((*task.path, task.marker, task.text)).strip(), _LONGEST, placeholder=" …")


def _elsewhere(hit: Hit) -> Iterator[str]:
    """Give the other files of the document, and those of its near-duplicates."""
    if hit.task.files[1:]:
        yield f"Cũng có trong (also in): {', '.join(hit.task.files[1:])}"


def _why(hit: Hit) -> Iterator[str]:
    """Give the reasons of a hit."""
    if hit.why:
        yield f"Vì (why): {'; '.join(hit.why)}"
