"""The number reader: what is printed is what is read; what is not plainly one number is a doubt."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Status
from pipeline.parse.number import read_number

FULL_WIDTH = str.maketrans("0123456789.-", "０１２３４５６７８９．－")


@given(st.integers(0, 10**12))
def test_whole_numbers_in_every_dress(number: int) -> None:
    dresses = [
        str(number),
        f"{number:,}",
        f"{number:,}".replace(",", "，"),
        str(number).translate(FULL_WIDTH),
        f" {number}\u3000",
        f"{number}件",
        f"{number} 件",
        f"{number}*",
        f"{number}（含转发1件）",
        f"{number:,}".replace(",", " "),
    ]
    for dress in dresses:
        found = read_number(dress)
        assert (found.status, found.value, found.doubt) == (Status.REPORTED, Decimal(number), None), dress


@given(st.decimals(0, 10**9, places=4, allow_nan=False))
def test_amounts_keep_every_digit(amount: Decimal) -> None:
    found = read_number(f"{amount}万元")
    assert (found.value, found.unit) == (amount, "万元")


@given(st.integers(1, 10**6))
def test_changes_have_a_sign_in_words_or_marks(number: int) -> None:
    for raw in (f"-{number}", f"－{number}", f"减少{number}项", f"减{number}"):
        assert read_number(raw, signed=True).value == -number
    for raw in (f"{number}", f"增加{number}项", f"增{number}", f"+{number}"):
        assert read_number(raw, signed=True).value == number
    assert read_number(f"增加{number}").status is Status.UNREADABLE


@pytest.mark.parametrize("raw", ["", " ", "\u3000", "\u00a0\u00a0", "\n"])
def test_empty_is_blank_never_zero(raw: str) -> None:
    assert (read_number(raw).status, read_number(raw).value) == (Status.BLANK, None)


@pytest.mark.parametrize("raw", ["/", "—", "——", "-", "－", "无", "無", " / "])
def test_marks_for_none(raw: str) -> None:
    assert (read_number(raw).status, read_number(raw).value) == (Status.NIL_MARK, None)


@pytest.mark.parametrize(
    "raw", ["12.5.3", "1,23", "3-5", "约20", "三件", "O", "1O", "17¹5", "5/6", "(3)", "未统计", "12a", "007", "1.2万"]
)
def test_what_is_not_one_number_has_no_value(raw: str) -> None:
    found = read_number(raw)
    assert found.status is Status.UNREADABLE
    assert found.value is None


@pytest.mark.parametrize("raw", ["12\n34", "1 2", "10\n.5"])
def test_torn_digits_are_only_a_candidate(raw: str) -> None:
    found = read_number(raw)
    assert found.doubt is not None


def test_raised_footnote_digit_is_no_digit_of_the_number() -> None:
    assert read_number("17¹").value == 17
    assert read_number("17①").value == 17


@given(st.text(max_size=12))
def test_never_fails_and_never_guesses(raw: str) -> None:
    found = read_number(raw)
    assert (found.value is not None) == (found.status is Status.REPORTED)
