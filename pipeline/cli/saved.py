"""`kehoach saved`: questions to be asked again of every new plan, and what is new."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from pipeline.cli.author import author_option
from pipeline.cli.conditions import filter_options
from pipeline.cli.examples import examples
from pipeline.cli.search import answer_lines
from pipeline.records import Filters, Question, SavedQuestion
from pipeline.store.wire import to_text

_JSON = click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON. (Print one JSON object.)")
_ID = click.argument("id", type=click.IntRange(min=1))


@click.group(
    epilog=examples(
        'kehoach saved add "Khiếu nại" "Thanh tra giải quyết khiếu nại, tố cáo"',
        'kehoach saved add "Việc của Sở Nội vụ" --lead "Sở Nội vụ"',
        "kehoach saved list",
        "kehoach saved show 1",
    )
)
def saved() -> None:
    """Câu hỏi đã lưu: mỗi lần đọc kế hoạch mới thì hỏi lại, và báo nhiệm vụ mới phù hợp.

    Saved questions: asked again of every new plan; they tell the new tasks that surely answer.
    """


@saved.command("add", epilog=examples('kehoach saved add "Khiếu nại" "giải quyết khiếu nại, tố cáo" --author An'))
@click.argument("name")
@click.argument("query", required=False, default="")
@filter_options
@click.option("--literal", is_flag=True, help="Chỉ tìm đúng các từ. (Nothing but the words of the question.)")
@author_option
@click.pass_obj
def add(home: Path, /, name: str, query: str, literal: bool, author: str, **conditions: Any) -> None:
    """Lưu câu hỏi QUERY, kèm điều kiện lọc nếu có, dưới tên NAME.

    Save a question; what is there now is no news.
    """
    from pipeline.workspace import Workspace

    with Workspace.open(home) as workspace:
        kept = workspace.saved.add(author, name, Question(query, Filters(**conditions), not literal))
    click.echo(f"Đã lưu câu hỏi số {kept.id}. (Saved.)")


@saved.command("list", epilog=examples("kehoach saved list --author An"))
@author_option
@_JSON
@click.pass_obj
def list_saved(home: Path, author: str, as_json: bool) -> None:
    """Liệt kê các câu hỏi đã lưu và số nhiệm vụ mới của từng câu.

    List your saved questions and how many new tasks answer each.
    """
    from pipeline.workspace import Workspace

    with Workspace.open(home) as workspace:
        questions = workspace.saved.of(author)
    if as_json:
        click.echo(to_text({"saved": list(map(asdict, questions))}, indent=1))
        return
    click.echo(f"{len(questions)} câu hỏi đã lưu (saved questions)")
    for question in questions:
        click.echo(_line(question))


@saved.command("check", epilog=examples("kehoach saved check"))
@click.pass_obj
def check(home: Path) -> None:
    """Hỏi lại mọi câu hỏi đã lưu trên những gì mới vào kho; `kehoach run` tự làm việc này.

    Ask everybody's questions of what has come in; every `run` does so by itself.
    """
    from pipeline.workspace import Workspace

    with Workspace.open(home) as workspace:
        click.echo(f"{workspace.saved.check()} câu hỏi có thêm nhiệm vụ mới (questions with news).")


@saved.command("show", epilog=examples("kehoach saved show 1", "kehoach saved show 1 --seen"))
@_ID
@click.option("--k", type=click.IntRange(min=1), default=20, show_default=True, help="Nhiều nhất. (At most.)")
@click.option("--seen", is_flag=True, help="Rồi ghi là đã xem. (And mark them as seen.)")
@author_option
@_JSON
@click.pass_obj
def show(home: Path, /, id: int, k: int, seen: bool, author: str, as_json: bool) -> None:
    """Cho xem các nhiệm vụ mới của câu hỏi số ID.

    Show the new tasks that surely answer a saved question.
    """
    from pipeline.search import answer_json
    from pipeline.workspace import Workspace

    with Workspace.open(home) as workspace:
        question, answer, until = workspace.saved.news(author, id, k=k)
        if seen:
            workspace.saved.see(author, id, until)
        names = workspace.themes.taxonomy.names
    if as_json:
        click.echo(to_text({**answer_json(answer, question.name), "until": until}, indent=1))
    else:
        click.echo("\n".join((f"{question.name}:", *answer_lines(answer, names))))


@saved.command("remove", epilog=examples("kehoach saved remove 1"))
@_ID
@author_option
@click.pass_obj
def remove(home: Path, id: int, author: str) -> None:
    """Xóa câu hỏi đã lưu số ID.

    Forget a saved question.
    """
    from pipeline.workspace import Workspace

    with Workspace.open(home) as workspace:
        workspace.saved.remove(author, id)
    click.echo("Đã xóa. (Removed.)")


def _line(saved: SavedQuestion) -> str:
    """Return a question in one or two lines."""
    news = f"{saved.n_new} nhiệm vụ mới (new)" if saved.n_new else "không có gì mới (nothing new)"
    asked = f"\n      {saved.question.text}" if saved.question.text else ""
    return f"  {saved.id}. {saved.name}: {news}{asked}"
