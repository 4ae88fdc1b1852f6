"""The command line run in this process, in a workspace with plans of an invented province."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pipeline.cli import main

PLAN = """ỦY BAN NHÂN DÂN
TỈNH AN BÌNH
Số: 45/KH-UBND
An Bình, ngày 12 tháng 02 năm 2025

KẾ HOẠCH
Công tác nội chính năm 2025

I. MỤC ĐÍCH, YÊU CẦU
Nâng cao trách nhiệm của các cơ quan.

II. NHIỆM VỤ TRỌNG TÂM
1. Giao Thanh tra tỉnh chủ trì, phối hợp với Sở Nội vụ giải quyết các vụ khiếu nại kéo dài, báo cáo trước \
ngày 30/6/2025 theo Quy định số 37-QĐ/TW.
2. Sở Khoa học và Công nghệ xây dựng cơ sở dữ liệu dùng chung của tỉnh, hoàn thành trong quý IV năm 2025.

Trên đây là Kế hoạch công tác nội chính năm 2025.
"""
OTHER = PLAN.replace("45/KH-UBND", "46/KH-UBND").replace("nội chính", "cán bộ").replace("khiếu nại kéo dài", "tố cáo")


@dataclass
class Kehoach:
    """Types commands in a workspace and keeps what they print."""

    home: Path
    capsys: pytest.CaptureFixture
    out: str = field(default="", init=False)
    err: str = field(default="", init=False)

    def __call__(self, *arguments):
        """Run a command and return its exit code."""
        code = main(["--home", str(self.home), *map(str, arguments)])
        self.out, self.err = self.capsys.readouterr()
        return code


@pytest.fixture
def kehoach(tmp_path, capsys):
    """Give a workspace with two plans that have not been read yet."""
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    (raw / "nội chính.txt").write_text(PLAN, encoding="utf-8")
    (raw / "cán bộ.txt").write_text(OTHER, encoding="utf-8")
    return Kehoach(tmp_path, capsys)
