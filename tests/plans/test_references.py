"""Codes of cited documents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.plans.references import code_key, find_references

CITED = [
    ("Thực hiện Nghị quyết 35-NQ/TW và Nghị định 145/2020/NĐ-CP", ["35-NQ/TW", "145/2020/NĐ-CP"]),
    ("theo Luật số 72/2025/QH15 và Quyết định 01/QĐ-TTg", ["72/2025/QH15", "01/QĐ-TTg"]),
    ("Kết luận số 114 -KL/TW, Chỉ thị số 08 -CT/TU", ["114-KL/TW", "08-CT/TU"]),
    ("Nghị quyết số 27/NQ- TW; Kế hoạch số 250- KH/TU", ["27/NQ-TW", "250-KH/TU"]),
    ("CHỈ THỊ SỐ 14/CT-TTG NGÀY 18/5/2022", ["14/CT-TTg"]),
    ("Chỉ thị 27/CTTg", ["27/CT-TTg"]),
    ("Nghị quyết số 35/2023/UBTVQH153 ngày 12/7/2023", ["35/2023/UBTVQH15"]),
    ("Quyết định số 06/QĐ-TTg2 đã nêu", ["06/QĐ-TTg"]),
    ("Kế hoạch số 296\u2011QĐ/TW, Nghị quyết số 18\u2013NQ/TW", ["296-QĐ/TW", "18-NQ/TW"]),
    ("Công văn số 967/UBND-NC, 11520/VPCP-CN và 3303/UBND-VX1", ["967/UBND-NC", "11520/VPCP-CN", "3303/UBND-VX1"]),
    ("số 11-QĐi/TW, 24-CTR/TU, 1907-QĐNS/TW", ["11-QĐi/TW", "24-CTr/TU", "1907-QĐNS/TW"]),
    ("Kế hoạch số 16/KH-MTTQ-BTT; Nghị quyết 66.2/2025/NQ-CP", ["16/KH-MTTQ-BTT", "66.2/2025/NQ-CP"]),
    ("Pháp lệnh số 34/2007/PL-UBTVQH11", ["34/2007/PL-UBTVQH11"]),
    ("các Quyết định số 217, 218-QĐ/TW của Bộ Chính trị", ["217-QĐ/TW", "218-QĐ/TW"]),
    ("nghi quyet so 57-nq/tw, nghi dinh 30/2020/nd-cp", ["57-NQ/TW", "30/2020/NĐ-CP"]),
    ("Nghị định số 64/CP của Chính phủ", ["64/CP"]),
    ("Nghị quyết số số 18-NQ/TW", ["18-NQ/TW"]),
]
NOT_CITED = [
    "trước ngày 05/4/2022 và trong tháng 11/2025",
    "trực 24/7, đạt tỷ lệ 1/3, nghỉ lễ 30/4-1/5",
    "chi 5.400 tỷ đồng/năm, 2 lần/tháng, 100kg/ha",
    "điện thoại 0203.3835.123, fax 028-3930",
    "Sở KH&CN/Sở TT&TT và/hoặc đơn vị có liên quan",
    "Luật Tiếp công dân, Đề án 06, Quy định 377",
    "Số: /KH-UBND",
    "mạng 5G/IoT, dịch Covid-19/cúm A",
    "QCVN 16:2019/BTTTT",
]


@pytest.mark.parametrize(("text", "codes"), CITED)
def test_codes_are_found_and_repaired(text, codes):
    """Every form of code is found, in the order of the text and spelled as it should be."""
    assert [r.code for r in find_references(text)] == codes


@pytest.mark.parametrize("text", NOT_CITED)
def test_what_only_looks_like_a_code_is_left_alone(text):
    """Dates, ratios, money, telephone numbers, standards and blank numbers are no references."""
    assert find_references(text) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("27/NQ- TW", "27-NQ/TW"),
        ("14/CT-TTG", "14/CT-TTg"),
        ("145/2020/nd-cp", "145/2020/NĐ-CP"),
        ("0125/KH-UBND", "125/KH-UBND"),
    ],
)
def test_all_spellings_of_a_code_have_one_key(one, other):
    """Blanks, separators, letter case, diacritics and leading zeros do not change the key."""
    assert code_key(one) == code_key(other)


def test_different_codes_have_different_keys():
    """Number, type and issuer all matter."""
    codes = ["21-NQ/TW", "12-NQ/TW", "21-KL/TW", "21-NQ/TU", "21/2025/NQ-CP"]

    assert len({code_key(code) for code in codes}) == len(codes)


_PIECES = st.sampled_from(
    ["số ", "12", "/", "-", "–", " ", "NQ", "TW", "2025", "QH15", "QĐ-TTg", ",", "và ", "7", "CP", ".", "\n", "Đ"]
)


@given(st.one_of(st.text(), st.lists(_PIECES, max_size=40).map("".join)))
def test_spans_lie_in_the_text_and_begin_with_the_number(text):
    """Whatever the text, each span slices to words that begin with the code's number, and spans do not overlap."""
    end = 0
    for found in find_references(text):
        assert found.start >= end
        assert found.end <= len(text)
        assert text[found.start].upper() == found.code[0]
        end = found.end
