"""The table of what is proved says what the marks of the tests say."""

from pathlib import Path

import pytest

from tools import asvs


def test_the_table_is_that_of_the_marks() -> None:
    text = asvs.FILE.read_text(encoding="utf-8")
    found = asvs.proofs(asvs.PROJECT / "tests")
    assert asvs.with_table(text, asvs.table(asvs.requirements(), found)) == text, asvs.STALE


def test_a_mark_is_read_with_its_test_and_a_requirement_without_one_is_said(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_x.py").write_text(
        '@pytest.mark.asvs("7.2.3", "7.2.1")\ndef test_one():\n    pass\n'
    )
    found = asvs.proofs(tmp_path / "tests")
    assert found == {number: ["tests/test_x.py::test_one"] for number in ("7.2.3", "7.2.1")}
    rows = asvs.table({"7.2.1": "A", "7.2.3": "B", "7.3.1": "C"}, found)
    assert "| 7.2.3 | B | `tests/test_x.py::test_one` |" in rows
    assert "| 7.3.1 | C | nenhum teste |" in rows
    with pytest.raises(asvs.MarkError, match=r"7\.2\.3"):
        asvs.table({"7.2.1": "A"}, found)
