"""Tasks made for tests of reports: of two plans of an invented province."""

from __future__ import annotations

from pipeline.records import Deadline, Header, StoredTask, Task, ThemeScore

PROVINCE = Header("kế hoạch", "12", "KH-UBND", "UBND tỉnh An Phú", "2025-04-05", "Công tác nội chính")
TOWN = Header("kế hoạch", "7", "KH-UBND", "UBND thị xã Sông Vân", "2026-01-10", "Công tác tiếp dân")
PARTY = Header("kế hoạch", "33", "KH/TU", "Tỉnh ủy An Phú", "2025-02-01", "Thực hiện Nghị quyết")


def stored(
    text,
    *,
    n=0,
    header=PROVINCE,
    file="an-phu.txt",
    lead=(),
    partners=(),
    due=(),
    cites=(),
    themes=(),
    path=("II.",),
    headings=("NHIỆM VỤ",),
    attributes=(),
):
    """Return a stored task; a theme is (id, probability, tagged), a deadline (kind, value)."""
    deadlines = tuple(Deadline(value, kind, value) for kind, value in due)
    task = Task(n, f"{n + 1}.", path, headings, text, attributes, lead, partners, deadlines, cites, 3, 0, len(text))
    scores = tuple(ThemeScore(*score) for score in themes)
    return StoredTask(f"{file}-{n}", file, (file,), header, task, scores)


INSPECTION, PERSONNEL = ("inspection", 0.95, True), ("personnel", 0.55, True)

TASKS = (
    stored(
        "Thanh tra tỉnh chủ trì giải quyết dứt điểm khiếu nại, tố cáo tồn đọng.",
        lead=("Thanh tra tỉnh",), partners=("Công an tỉnh",), due=(("date", "2025-06-30"),), cites=("35-CT/TW",),
        themes=(INSPECTION,), attributes=("Sản phẩm: Báo cáo kết quả",),
    ),
    stored(
        "Sở Nội vụ tổ chức bồi dưỡng công chức cấp xã.", n=1, lead=("Sở Nội vụ",), due=(("recurring", "yearly:11-15"),),
        themes=(PERSONNEL, ("inspection", 0.4, False)),
    ),
    stored("Rà soát định mức kinh phí.", n=2, lead=("Sở Tài chính", "SỞ NỘI VỤ"), due=(("period", "2026-Q2"),)),
    stored(
        "Thanh tra thị xã tham mưu giải quyết dứt điểm khiếu nại, tố cáo tồn đọng.", header=TOWN, file="song-van.txt",
        lead=("Thanh tra thị xã",), due=(("date", "2026-09-30"),), themes=(INSPECTION,),
    ),
    stored("Niêm yết lịch tiếp công dân.", n=1, header=TOWN, file="song-van.txt", themes=(INSPECTION, PERSONNEL)),
)  # fmt: skip
