"""`kehoach review`: what people should judge next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING

import click

from pipeline.cli.examples import examples
from pipeline.store.wire import to_text

if TYPE_CHECKING:
    from pipeline.learning.proposals import Question
    from pipeline.themes.taxonomy import Taxonomy


@click.command(
    epilog=examples(
        "kehoach review",
        "kehoach review --theme inspection -k 20 --out can-xem.xlsx",
        "kehoach labels import can-xem.xlsx",
    )
)
@click.option("--theme", help="Chỉ hỏi về chủ đề này. (Ask about this theme only.)")
@click.option("-k", "--k", default=10, show_default=True, type=click.IntRange(min=1), help="Số câu. (How many.)")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Ghi ra tệp .csv, .xlsx, .json để điền cột value. (A label file to be filled in.)",
)
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON. (Print one JSON object.)")
@click.pass_obj
def review(home: Path, theme: str | None, k: int, out: Path | None, as_json: bool) -> None:
    """Đề xuất nhiệm vụ nên gắn nhãn tiếp: mô hình phân vân, nhiều câu tương tự, không hỏi hai lần một câu.

    Propose what to label next: where the model wavers, what stands for many, no sentence twice.
    """
    from pipeline.learning.files import write_rows
    from pipeline.learning.proposals import propose, questions
    from pipeline.search.matching import theme_id
    from pipeline.workspace import Workspace

    with Workspace.open(home) as workspace, workspace.themes.reading() as corpus:
        wanted = theme_id(theme, workspace.themes.taxonomy) if theme else None
        proposals = propose(corpus, workspace.generations.open_current(workspace.encoder), k, wanted)
        classifier = workspace.themes.model(corpus).open()
        asked = questions(corpus, classifier, proposals)
        taxonomy = workspace.themes.taxonomy
    if out:
        write_rows(out, [proposal.row(line) for line, proposal in enumerate(proposals, 2)], taxonomy)
        click.echo(f"Đã ghi {len(proposals)} câu vào {out}; điền 1 hoặc 0 vào cột value rồi `kehoach labels import`.")
    elif as_json:
        click.echo(to_text([question.json() for question in asked], indent=1))
    else:
        click.echo("\n".join(_lines(asked, taxonomy)))


def _lines(asked: Sequence[Question], taxonomy: Taxonomy) -> Iterator[str]:
    """Give the proposals for people."""
    names = taxonomy.names
    yield f"{len(asked)} câu nên xem (to be judged)" + (":" if asked else "; không còn gì để hỏi.")
    for number, question in enumerate(asked, 1):
        proposal = question.proposal
        yield ""
        yield f"{number}. {proposal.task.id} [{proposal.task.files[0]}]"
        yield f"   {shorten(proposal.task.task.text, 300, placeholder=' …')}"
        yield f"   Có phải {names.get(proposal.theme, proposal.theme)} ({proposal.theme})? {proposal.why}"
        if question.words:
            yield f"   Vì các từ (words that speak for it): {'; '.join(question.words)}"
