"""What a reader asks for, from the address of a page or a call of the API: every state is a link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import Depends, Query

from pipeline.records import Answer, Filters, Language, Status
from pipeline.records import Question as AskedQuestion
from pipeline.search.facets import Facet
from pipeline.workspace import Workspace

_MOST = 200  # hits on a page
_LONGEST = 20_000  # characters of a question; beyond that no address goes through


def a_day(words: str) -> Any:
    """Return what says that a parameter is a day; empty, as forms send it, it is none."""
    return Query(pattern=r"^(\d{4}-\d\d-\d\d)?$", description=words, examples=["2025-12-31"])


def _any_of(words: str) -> Any:
    """Return what says that a parameter may be given several times, of which any one has to be met."""
    return Query(description=f"{words}; nêu nhiều lần: đạt một là đủ (any one suffices)")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its conditions and the part of the answer that is wanted.

    Attributes
    ----------
    language : of the reasons, None for that of the question.
    """

    q: str
    filters: Filters
    by: Literal["task", "plan"]
    k: int
    offset: int
    without: tuple[str, ...]
    literal: bool
    language: Language | None = None

    def is_empty(self) -> bool:
        """Whether nothing was asked at all."""
        return not self.q.strip() and self.filters == Filters()

    def answered(self, workspace: Workspace, *, plans: bool = True) -> Answer:
        """Return the answer of a workspace; `plans` come along with tasks."""
        return workspace.search(
            self.q, filters=self.filters, k=self.k, offset=self.offset, by=self.by,
            understand=not self.literal, without=self.without, language=self.language,
            plans=plans,
        )  # fmt: skip

    def alike(self, workspace: Workspace, text: str) -> Answer:
        """Return the tasks of a workspace that are most like a task or text."""
        return workspace.like(text, filters=self.filters, k=self.k, offset=self.offset, language=self.language)

    def question(self) -> AskedQuestion:
        """Return what is asked, whatever part of the answer is wanted."""
        return AskedQuestion(self.q, self.filters, not self.literal, self.without)

    def pairs(self) -> list[tuple[str, str]]:
        """Return the question and its conditions as an address has them."""
        return pairs_of(self.question())

    def facets(self, workspace: Workspace) -> tuple[Facet, ...]:
        """Return by what the answer could be narrowed; without a question the whole corpus."""
        return workspace.facets(self.q, filters=self.filters, understand=not self.literal, without=self.without)


def address_of(question: AskedQuestion) -> str:
    """Return the query of the address at which a question is asked."""
    return urlencode(pairs_of(question))


def pairs_of(question: AskedQuestion) -> list[tuple[str, str]]:
    """Return a question and its conditions as an address has them; `asked_for` reads them."""
    filters, words = question.filters, [("q", question.text)] if question.text.strip() else []
    several = {
        "theme": filters.themes, "lead": filters.leads, "partner": filters.partners, "file": filters.files,
        "issuer": filters.issuers, "reference": filters.references, "year": filters.years, "kind": filters.kinds,
        "status": filters.statuses, "without": question.without,
    }  # fmt: skip
    one = {"due_from": filters.due_from, "due_to": filters.due_to, "literal": None if question.understand else "true"}
    return [
        *words,
        *((name, value) for name, values in several.items() for value in values),
        *((name, value) for name, value in one.items() if value),
    ]


async def asked_for(
    q: Annotated[str, Query(max_length=_LONGEST, description="Câu hỏi (the question)")] = "",
    theme: Annotated[list[str], _any_of("chủ đề: mã hay tên (theme)")] = [],  # noqa: B006 - FastAPI never changes it
    lead: Annotated[list[str], _any_of("cơ quan chủ trì (lead agency)")] = [],  # noqa: B006
    partner: Annotated[list[str], _any_of("cơ quan phối hợp (partner)")] = [],  # noqa: B006
    file: Annotated[list[str], _any_of("tệp hay một phần tên tệp (file)")] = [],  # noqa: B006
    issuer: Annotated[list[str], _any_of("cơ quan ban hành (issuer)")] = [],  # noqa: B006
    reference: Annotated[list[str], _any_of("số hiệu văn bản được dẫn (code cited)")] = [],  # noqa: B006
    year: Annotated[list[str], _any_of("năm ban hành (year of issue)")] = [],  # noqa: B006
    kind: Annotated[list[str], _any_of("loại văn bản (kind of plan)")] = [],  # noqa: B006
    status: Annotated[list[Status | Literal[""]], _any_of("tình hình thực hiện (how far)")] = [],  # noqa: B006
    due_from: Annotated[str | None, a_day("đến hạn từ ngày (due from)")] = None,
    due_to: Annotated[str | None, a_day("đến hạn đến ngày (due until)")] = None,
    by: Annotated[Literal["task", "plan"], Query(description="tìm nhiệm vụ hay kế hoạch (what is counted)")] = "task",
    k: Annotated[int, Query(ge=1, le=_MOST, description="nhiều nhất bao nhiêu (at most so many)")] = 10,
    offset: Annotated[int, Query(ge=0, le=1_000_000, description="bỏ qua bao nhiêu (leave out so many)")] = 0,
    without: Annotated[list[str], Query(description="`key` của phần không cần hiểu (parts left as words)")] = [],  # noqa: B006
    literal: Annotated[bool, Query(description="chỉ tìm theo chữ, không hiểu câu hỏi (nothing but words)")] = False,
) -> Asked:
    """Read a question from an address; empty conditions, as forms send them, are none."""
    filters = Filters(
        themes=_given(theme), leads=_given(lead), partners=_given(partner), files=_given(file), issuers=_given(issuer),
        references=_given(reference), due_from=due_from or None, due_to=due_to or None,
        years=_given(year), kinds=_given(kind), statuses=tuple(said for said in status if said),
    )  # fmt: skip
    return Asked(q, filters, by, k, offset, tuple(without), literal)


def _given(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(str.strip, names)))


Question = Annotated[Asked, Depends(asked_for)]
