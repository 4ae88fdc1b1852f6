"""Rows of a label file become judgements of tasks that are there: what cannot be meant is told, line by line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from pipeline.learning.sheet import SheetRow
from pipeline.paper.csvs import unquoted
from pipeline.store.corpus import Corpus
from pipeline.store.finding import Finder, Refusal, Remark
from pipeline.store.labels import Judgement
from pipeline.text.normalize import fold
from pipeline.themes.taxonomy import Taxonomy

_VALUES = {
    **dict.fromkeys(("1", "1.0", "1,0", "true", "yes", "co", "dung", "x"), True),
    **dict.fromkeys(("0", "0.0", "0,0", "false", "no", "khong", "sai"), False),
}
_LONGEST_NAME, _LONGEST_NOTE = 100, 2_000


@dataclass(frozen=True, slots=True)
class Intake:
    """What a label file says.

    Attributes
    ----------
    judgements : those that can be meant, each once.
    refused : the lines that cannot.
    repaired : lines that were taken although a spreadsheet had damaged them.
    n_blank : rows without a value: nobody has judged them yet.
    """

    judgements: tuple[Judgement, ...]
    refused: tuple[Remark, ...]
    repaired: tuple[Remark, ...]
    n_blank: int


def take_in(corpus: Corpus, rows: Iterable[SheetRow], taxonomy: Taxonomy, author: str) -> tuple[Intake, int]:
    """Keep what rows say, all that can be meant together; return what became of them, and how many labels are new.

    Belongs into a transaction of the caller, so that the tasks are still there when their labels are kept.
    """
    intake = check(rows, corpus, taxonomy, author)
    return intake, len(corpus.judge(intake.judgements, corpus.tags.version))


def check(rows: Iterable[SheetRow], corpus: Corpus, taxonomy: Taxonomy, author: str) -> Intake:
    """Sort the rows of a label file into what can be meant and what cannot.

    Parameters
    ----------
    author : who is speaking where a row names nobody.
    """
    rows = list(rows)
    given = [replace(row, task_id=unquoted(row.task_id)) for row in rows if unquoted(row.value)]
    tasks = Finder(corpus, (row.task_id for row in given))
    accepted: list[tuple[int, Judgement]] = []
    refused: list[Remark] = []
    repaired: list[Remark] = []
    for row in given:
        try:
            task, how = tasks.find(row.task_id, row.text)
            theme = _theme(row, taxonomy)
            name, note = unquoted(row.author)[:_LONGEST_NAME] or author, row.note[:_LONGEST_NOTE]
            accepted.append((row.line, Judgement(task, theme, _value(row), name, note)))
        except Refusal as refusal:
            refused.append(Remark(row.line, str(refusal)))
            continue
        if how:
            repaired.append(Remark(row.line, how))
    judgements, contradictions = _without_contradictions(accepted)
    refused = sorted([*refused, *contradictions], key=lambda remark: remark.line)
    return Intake(judgements, tuple(refused), tuple(repaired), len(rows) - len(given))


def intake_json(intake: Intake, n_new: int) -> dict[str, Any]:
    """Return what became of the lines as it leaves the program."""
    return {
        "new": n_new,
        "unchanged": len(intake.judgements) - n_new,
        "blank": intake.n_blank,
        "refused": [asdict(remark) for remark in intake.refused],
        "repaired": [asdict(remark) for remark in intake.repaired],
    }


def _value(row: SheetRow) -> bool:
    value = _VALUES.get(fold(unquoted(row.value)))
    if value is None:
        raise Refusal(f"value = {row.value[:40]!r}: cần 1 hoặc 0 (expected 1 or 0)")
    return value


def _theme(row: SheetRow, taxonomy: Taxonomy) -> str:
    name = unquoted(row.theme)
    theme = taxonomy.find(name)
    current = theme.id if theme else taxonomy.current(name)
    if current is None:
        raise Refusal(f"không có chủ đề {row.theme[:60]!r} (no such theme); có: {', '.join(taxonomy.ids)}")
    return current


def _without_contradictions(accepted: Sequence[tuple[int, Judgement]]) -> tuple[tuple[Judgement, ...], list[Remark]]:
    """Return the judgements, each once, without those in which an author says both yes and no of the same."""
    lines: dict[tuple[int, str, str], list[tuple[int, Judgement]]] = defaultdict(list)
    for line, judgement in accepted:
        lines[judgement.row, judgement.theme, judgement.author].append((line, judgement))
    judgements, contradictions = [], []
    for same in lines.values():
        if len({judgement.value for _, judgement in same}) == 1:
            judgements.append(same[-1][1])
            continue
        numbers = [line for line, _ in same]
        for line, judgement in same:
            others = ", ".join(str(number) for number in numbers if number != line)
            what = (
                f"mâu thuẫn với dòng {others}: {judgement.author} ghi cả 1 và 0 cho {judgement.theme} (contradictory)"
            )
            contradictions.append(Remark(line, what))
    return tuple(judgements), contradictions
