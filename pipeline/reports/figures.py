"""The key figures of some tasks, and the sentences that say them: nothing is said that was not counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.records import StoredTask
from pipeline.reports.agencies import NOBODY, Names
from pipeline.reports.deadlines import last_days
from pipeline.reports.statuses import is_overdue, status_of
from pipeline.text.alphabet import alphabetical

_NAMED = 3  # agencies and themes that the summary names


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted.

    Attributes
    ----------
    tasks, plans, issuers : how many there are.
    agencies : tasks by lead agency, most first; a task with two leads counts for both.
    themes : tasks by theme id, most first; a task without themes counts for none.
    without_lead, with_deadline, with_day : tasks without a lead; with a deadline of any kind; with a last day.
    overdue : tasks all of whose days lie before `today`, and which nobody called done.
    done : tasks that somebody called done.
    first_day, last_day : of all days, None without any.
    """

    tasks: int
    plans: int
    issuers: int
    agencies: tuple[tuple[str, int], ...]
    themes: tuple[tuple[str, int], ...]
    without_lead: int
    with_deadline: int
    with_day: int
    overdue: int
    done: int
    first_day: date | None
    last_day: date | None
    today: date


def figures(tasks: Sequence[StoredTask], today: date) -> Figures:
    """Count what a report says of its tasks."""
    names = Names(lead for stored in tasks for lead in stored.task.lead)
    agencies = Counter(agency for t in tasks for agency in names.of_all(t.task.lead) if agency != NOBODY)
    themes = Counter(score.theme for t in tasks for score in t.themes if score.tagged)
    days = [day for stored in tasks for day in last_days(stored.task.deadlines)]
    return Figures(
        tasks=len(tasks),
        plans=len({stored.document for stored in tasks}),
        issuers=len({stored.header.issuer for stored in tasks if stored.header.issuer}),
        agencies=_ranked(agencies),
        themes=_ranked(themes),
        without_lead=sum(not stored.task.lead for stored in tasks),
        with_deadline=sum(bool(stored.task.deadlines) for stored in tasks),
        with_day=sum(bool(last_days(stored.task.deadlines)) for stored in tasks),
        overdue=sum(is_overdue(stored, today) for stored in tasks),
        done=sum(status_of(stored, today) == "done" for stored in tasks),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        today=today,
    )


def _ranked(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], alphabetical(item[0]))))


def summary(found: Figures, theme_name: Callable[[str], str]) -> Iterator[str]:
    """Give the figures as sentences a director reads; one that has nothing to say is left out.

    Parameters
    ----------
    theme_name : the Vietnamese name of a theme.
    """
    if not found.tasks:
        yield "Không có nhiệm vụ nào theo phạm vi đã chọn."
        return
    yield (
        f"Phạm vi báo cáo gồm {found.tasks} nhiệm vụ trong {found.plans} kế hoạch"
        + (f" của {found.issuers} cơ quan ban hành." if found.issuers else ".")
    )
    if found.themes:
        yield f"Phân theo chủ đề: {_listed((theme_name(id), n) for id, n in found.themes)}."
    if found.agencies:
        most = _listed(found.agencies[:_NAMED])
        yield f"Có {len(found.agencies)} cơ quan, nhóm cơ quan được giao chủ trì; nhiều nhất là {most}."
    if found.without_lead:
        yield f"{found.without_lead} nhiệm vụ không ghi cơ quan chủ trì."
    if found.first_day and found.last_day:
        yield (
            f"{found.with_day} nhiệm vụ có mốc thời gian cụ thể, sớm nhất {_day(found.first_day)}, "
            f"muộn nhất {_day(found.last_day)}; {found.tasks - found.with_deadline} nhiệm vụ không ghi thời hạn."
        )
    if found.done:
        yield f"{found.done} nhiệm vụ đã được ghi nhận hoàn thành."
    if found.overdue:
        yield f"Tính đến {_day(found.today)}, {found.overdue} nhiệm vụ đã qua thời hạn mà chưa ghi nhận hoàn thành."


def _listed(counts: Iterator[tuple[str, int]] | Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{name} ({n})" for name, n in counts)


def _day(day: date) -> str:
    return f"ngày {day:%d/%m/%Y}"
