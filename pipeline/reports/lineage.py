"""Which resolution is carried out by which plans and tasks, from central bodies down to communes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.paper.tables import Cell, Column, Table
from pipeline.plans.references import code_key
from pipeline.records import Header, Slice, StoredTask
from pipeline.reports.citations import code_of, place, plan_name
from pipeline.text.normalize import fold

# How high the issuer of a document stands: the ends of its code, as Nghị định 30/2020 and Hướng dẫn 36-HD/VPTW
# form them. Districts were abolished on 2025-07-01; older plans still have them.
LEVELS = ("Trung ương", "Cấp tỉnh", "Cấp huyện", "Cấp xã")
_CENTRAL = ("/TW", "-TW", "-CP", "-TTg", "/QH", "UBTVQH", "-CTN", "/VPTW", "-BTCTW", "-UBKTTW")
_PROVINCE = ("/TU", "-TU")
_DISTRICT = ("/HU", "/ThU", "/QU")


@dataclass(frozen=True, slots=True)
class Descent:
    """A document and who carries it out.

    Attributes
    ----------
    code : as it should be spelled ("57-NQ/TW").
    level : place in `LEVELS` of whoever issued it.
    plans : files of the plans that cite it, themselves from the highest level down.
    tasks : those whose words cite it, in the order of the plans.
    own_file : the file of the document itself where it is in the corpus, else None.
    """

    code: str
    level: int
    plans: tuple[str, ...]
    tasks: tuple[StoredTask, ...]
    own_file: str | None


def lineage(
    tasks: Iterable[StoredTask], plans: Mapping[str, Header], cited_by: Mapping[str, Iterable[str]]
) -> tuple[Descent, ...]:
    """Return every cited document, from central ones down, those that most plans carry out first.

    Parameters
    ----------
    plans : the header of every plan, by its file.
    cited_by : the codes that a plan cites anywhere, in its preamble too, by its file.
    """
    spelling: dict[str, str] = {}
    citing: dict[str, set[str]] = {}
    carried: dict[str, list[StoredTask]] = {}
    for file, codes in cited_by.items():
        for code in codes:
            spelling.setdefault(code_key(code), code)
            citing.setdefault(code_key(code), set()).add(file)
    for stored in tasks:
        for key, code in {code_key(code): code for code in reversed(stored.task.references)}.items():
            spelling.setdefault(key, code)
            citing.setdefault(key, set()).add(stored.files[0])
            carried.setdefault(key, []).append(stored)
    own = {code_key(code_of(header)): file for file, header in plans.items() if header.number and header.symbol}
    found = [
        Descent(
            spelling[key], level_of_code(spelling[key]),
            tuple(sorted(files - {own.get(key)}, key=lambda file: (level_of_plan(plans[file]), file))),
            tuple(carried.get(key, ())), own.get(key),
        )
        for key, files in citing.items()
    ]  # fmt: skip
    carried_out = (descent for descent in found if descent.plans)
    return tuple(sorted(carried_out, key=lambda d: (d.level, -len(d.plans), -len(d.tasks), d.code)))


def level_of_code(code: str) -> int:
    """Return how high the issuer of a document stands, judged by its code; a province's where nothing says so.

    Examples
    --------
    >>> [LEVELS[level_of_code(code)] for code in ("57-NQ/TW", "12/2022/QH15", "30/2020/NĐ-CP", "8-NQ/TU", "5/KH-UBND")]
    ['Trung ương', 'Trung ương', 'Trung ương', 'Cấp tỉnh', 'Cấp tỉnh']
    """
    upper = code.upper()
    if any(mark.upper() in upper for mark in _CENTRAL) or _is_ministry(code):
        return 0
    return 2 if any(upper.endswith(mark.upper()) for mark in _DISTRICT) else 1


def _is_ministry(code: str) -> bool:
    """Whether a code ends in the letters of a ministry: TT-BNV, QĐ-BTC."""
    tail = code.rsplit("-", 1)[-1]
    return len(tail) >= 3 and tail.startswith("B") and tail.isupper() and not tail.startswith(("BC", "BCĐ"))


def level_of_plan(header: Header) -> int:
    """Return how high the issuer of a plan stands, judged by its name, else by its code."""
    issuer = f" {fold(header.issuer or '')} "
    if any(
        word in issuer for word in (" xa ", " phuong ", " dac khu ", " thi tran ", " dang uy xa ", " dang uy phuong ")
    ):
        return 2 if " thi xa " in issuer else 3
    if any(word in issuer for word in (" huyen ", " quan ", " thi uy ", " huyen uy ", " quan uy ")):
        return 2
    if any(
        word in issuer for word in (" chinh phu ", " thu tuong ", " bo ", " quoc hoi ", " trung uong ", " ban bi thu ")
    ):
        return 0
    return 1 if issuer.strip() else level_of_code(code_of(header))


def lineage_table(found: Iterable[Descent], plans: Mapping[str, Header]) -> Table:
    """Return lineages as a table: a line per plan that carries a document out, its tasks below each other."""
    columns = (
        Column("Văn bản được dẫn", "Cited document", width=22),
        Column("Cấp", "Level", width=12),
        Column("Kế hoạch triển khai", "Carried out by", width=60),
        Column("Cấp của kế hoạch", "Level of the plan", width=14),
        Column("Số nhiệm vụ dẫn", "Tasks citing it", "number", 12),
        Column("Vị trí", "Places", width=40),
        Column("Tệp", "File", width=26),
    )
    rows: list[tuple[Cell, ...]] = []
    slices: list[tuple[Slice | None, ...]] = []
    for descent in found:
        for file in descent.plans:
            own = [stored for stored in descent.tasks if stored.files[0] == file]
            places = "; ".join(dict.fromkeys(map(place, own))) or "phần căn cứ"
            level = LEVELS[level_of_plan(plans[file])]
            rows.append(
                (descent.code, LEVELS[descent.level], plan_name(plans[file]), level, len(own) or None, places, file)
            )
            citing = Slice(plan=own[0].document, reference=descent.code) if own else None
            slices.append((*(None,) * 4, citing, None, None))
    vi, en = "Văn bản và kế hoạch triển khai", "Lineage of documents"
    return Table("lineage", vi, en, columns, tuple(rows), slices=tuple(slices))
