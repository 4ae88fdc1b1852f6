"""`kehoach evaluate search`: how good the answers are, by questions that people have judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.examples import examples
from pipeline.store.wire import to_text

if TYPE_CHECKING:
    from pipeline.records import Answer
    from pipeline.search.evaluation import Line
    from pipeline.workspace import Workspace

_AGAINST = ("literal", "lexical", "dense")
_FILE = click.Path(path_type=Path)


@click.group(
    epilog=examples(
        "kehoach evaluate search cau-hoi.jsonl dap-an.tsv --against literal",
    )
)
def evaluate() -> None:
    """Đo chất lượng bằng dữ liệu đã có người đánh giá.

    Measure quality on judged data.
    """


@evaluate.command("search", epilog=examples("kehoach evaluate search cau-hoi.jsonl dap-an.tsv --corpus doan.jsonl"))
@click.argument("queries", type=_FILE)
@click.argument("qrels", type=_FILE)
@click.option("--corpus", type=_FILE, help="Đoạn văn mà đáp án gọi tên. (Paragraphs that the judgements name.)")
@click.option("--against", type=click.Choice(_AGAINST), help="So với cấu hình khác. (Another configuration beside.)")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON. (Print one JSON object.)")
@click.pass_obj
def evaluate_search(
    home: Path, queries: Path, qrels: Path, corpus: Path | None, against: str | None, as_json: bool
) -> None:
    """Chấm kết quả tìm kiếm: QUERIES có các dòng {"id", "text"}; QRELS có mã câu hỏi, mã nhiệm vụ, điểm.

    Score the search by nDCG@10, Recall@50 and MRR@10 with 95 % intervals, for each group of questions.
    `literal` takes a question for nothing but its words, `lexical` and `dense` use one of the two searches.
    """
    from pipeline.search.evaluation import Paragraphs, measure, read_json, read_questions, report
    from pipeline.workspace import Workspace

    questions = read_questions(queries, qrels)
    paragraphs = Paragraphs(read_json(corpus, "id", "file", "text")) if corpus else None
    with Workspace.open(home) as workspace:
        figures = measure(questions, _search(workspace, "hybrid"), paragraphs)
        tables = {"hybrid": report(questions, figures)}
        if against:
            other = measure(questions, _search(workspace, against), paragraphs)
            tables |= {against: report(questions, other), "difference": report(questions, figures, other)}
    if as_json:
        click.echo(to_text({name: [asdict(line) for line in lines] for name, lines in tables.items()}, indent=1))
    else:
        click.echo("\n\n".join("\n".join(_lines(name, lines)) for name, lines in tables.items()))


def _search(workspace: Workspace, configuration: str) -> Callable[[str], Answer]:
    """Return what answers a question in a configuration, deep enough to be measured."""
    from pipeline.search.candidates import Weights
    from pipeline.search.evaluation import DEPTH

    single = {"lexical": Weights.only("lexical"), "dense": Weights.only("dense")}
    weights = single.get(configuration, Weights())
    searcher = workspace.searcher().weighing(weights)
    return lambda text: searcher.search(text, k=DEPTH, understand=configuration != "literal")


def _lines(name: str, lines: Sequence[Line]) -> Iterator[str]:
    """Give a table: one line per group of questions, mean and interval of each measure."""
    measures = list(dict.fromkeys(line.measure for line in lines))
    yield f"{name:<12}{'n':>4}  " + "  ".join(f"{measure:<20}" for measure in measures).rstrip()
    for start in range(0, len(lines), len(measures)):
        row = lines[start : start + len(measures)]
        cells = (f"{line.mean:5.3f} [{line.low:.3f}, {line.high:.3f}]" for line in row)
        yield f"{row[0].label or 'tất cả (all)':<12}{row[0].n:>4}  " + "  ".join(f"{c:<20}" for c in cells).rstrip()
