"""The page of Streamlit's private grounds names every one of them, and each has a test."""

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
PATCHES = PROJECT / "pages" / "streamlit_patches"
ROW = re.compile(r"^\| `(\w+\.py)` \|", re.MULTILINE)
MARK = "pytest.mark.streamlit_patches"


def test_the_page_lists_every_file_of_the_folder():
    listed = ROW.findall((PROJECT / "docs" / "streamlit.md").read_text("utf-8"))
    assert listed == sorted(f.name for f in PATCHES.glob("*.py") if f.name != "__init__.py")


def test_each_file_is_tried_by_a_test_that_runs_after_a_new_version():
    marked = [
        text
        for path in (PROJECT / "tests").rglob("test_*.py")
        if MARK in (text := path.read_text("utf-8")) and path != Path(__file__)
    ]
    names = [path.stem for path in PATCHES.glob("*.py") if path.stem != "__init__"]
    untried = [name for name in names if not any(name in text for text in marked)]
    assert untried == []
