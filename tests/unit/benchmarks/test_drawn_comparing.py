"""Two folders of drawn pages: what differs is told once, and nothing of it is passed over."""

from pathlib import Path

import pytest

from benchmarks.drawn.comparing import compare

PAGES = ("panorama/pais/inicial", "rede/pais/inicial")


def drawn(folder: Path, words: str = "Estamos na meta?") -> Path:
    for name in PAGES:
        file = folder / f"{name}.markup.txt"
        file.parent.mkdir(parents=True)
        file.write_text(f"<h1>\n {words}\n<p>\n {name}\n", encoding="utf-8")
    return folder


def test_equal_pages_are_said_to_be_equal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compare(drawn(tmp_path / "a"), drawn(tmp_path / "b"), []) == 0
    assert capsys.readouterr().out == "2 arquivos iguais.\n"


def test_a_change_of_both_pages_is_shown_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compare(drawn(tmp_path / "a"), drawn(tmp_path / "b", "Estamos no alvo?"), []) == 1
    told = capsys.readouterr().out
    assert told.count("+ Estamos no alvo?") == 1
    assert all(name in told for name in PAGES)
    assert told.endswith("2 de 2 arquivos diferem.\n")


def test_only_the_pages_asked_for_count(tmp_path: Path) -> None:
    before, after = drawn(tmp_path / "a"), drawn(tmp_path / "b")
    (after / f"{PAGES[1]}.markup.txt").write_text("<h1>\n outra\n", encoding="utf-8")
    assert compare(before, after, ["panorama"]) == 0
    assert compare(before, after, ["rede"]) == 1


@pytest.mark.parametrize("lost", ["a", "b"])
def test_a_page_of_one_folder_alone_is_a_difference(
    tmp_path: Path, lost: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = {name: drawn(tmp_path / name) for name in ("a", "b")}
    (folders[lost] / f"{PAGES[1]}.markup.txt").unlink()
    assert compare(folders["a"], folders["b"], []) == 1
    assert "1 de 2 arquivos diferem." in capsys.readouterr().out


def test_a_missing_last_line_break_is_a_difference(tmp_path: Path) -> None:
    before, after = drawn(tmp_path / "a"), drawn(tmp_path / "b")
    file = after / f"{PAGES[0]}.markup.txt"
    file.write_text(file.read_text(encoding="utf-8").rstrip("\n"), encoding="utf-8")
    assert compare(before, after, []) == 1
