import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.base.safe_export import FORMULA_STARTS, neutralise, write_csv


@pytest.mark.parametrize(
    ("value", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+55 11", "'+55 11"),
        ("-cmd", "'-cmd"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("  =1", "'  =1"),
        ("São Paulo", "São Paulo"),
        ("a=b", "a=b"),
        ("", ""),
        (-5, -5),
        (None, None),
    ],
)
def test_only_text_that_could_be_a_formula_changes(value: object, safe: object) -> None:
    assert neutralise(value) == safe


@given(st.text())
def test_no_text_starts_like_a_formula_afterwards_and_none_is_lost(text: str) -> None:
    safe = neutralise(text)
    assert not safe.startswith(FORMULA_STARTS)
    assert safe in (text, "'" + text)


def test_the_file_is_what_a_brazilian_spreadsheet_expects(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    write_csv(file, ["a", "b"], [["=1", 2], ["ação;", None]], private=True)
    assert file.read_bytes() == b"\xef\xbb\xbfa;b\r\n'=1;2\r\n" + '"ação;";\r\n'.encode()
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
