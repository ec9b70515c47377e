"""What import-linter cannot say by names alone: a page's folder is that page's own."""

import subprocess
from collections import Counter
from pathlib import Path

import grimp
import pytest

from config.navigation import load_navigation

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = ("cli", "config", "data_access", "geo", "indicators", "pages")
WIDEST = 30  # Python files of one folder: more cannot be taken in at a glance


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph("pages")


@pytest.mark.parametrize("page", [entry.module for entry in load_navigation()])
def test_only_the_page_itself_imports_what_its_folder_holds(imports, page):
    """What a second page comes to use moves to ``pages/components``."""
    room = {f"pages.{page}", *imports.find_descendants(f"pages.{page}")}
    users = {
        (user, module)
        for module in room
        for user in imports.find_modules_that_directly_import(module)
    }
    assert [pair for pair in sorted(users) if pair[0] not in room] == []


def test_no_folder_is_too_wide_to_be_taken_in():
    listed = subprocess.run(
        ["git", "ls-files", "--", *PACKAGES],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    if not listed:
        pytest.skip("this is no checkout: there is no list of files")
    widths = Counter(str(Path(file).parent) for file in listed if file.endswith(".py"))
    assert {folder: width for folder, width in widths.items() if width > WIDEST} == {}
