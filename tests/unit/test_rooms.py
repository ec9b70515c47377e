"""What import-linter cannot say by names alone: a page's folder is that page's own."""

import ast
import subprocess
from collections import Counter
from pathlib import Path

import grimp
import pytest

from config.navigation import load_navigation

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = ("cli", "config", "data_access", "geo", "indicators", "pages", "reports")
WIDEST = 30  # Python files of one folder: more cannot be taken in at a glance
LONGEST = 300  # lines of one file


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


@pytest.fixture(scope="module")
def files() -> list[Path]:
    command = ["git", "ls-files", "--", *(f"{package}/*.py" for package in PACKAGES)]
    listed = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    if not listed.stdout:
        pytest.skip("this is no checkout: there is no list of files")
    return [Path(file) for file in listed.stdout.split()]


def test_no_folder_is_too_wide_to_be_taken_in(files):
    widths = Counter(str(file.parent) for file in files)
    assert {folder: width for folder, width in widths.items() if width > WIDEST} == {}


def test_no_file_is_too_long_to_be_read(files):
    lengths = {str(file): (PROJECT / file).read_text("utf-8").count("\n") for file in files}
    assert {file: length for file, length in lengths.items() if length > LONGEST} == {}


def test_package_faces_are_empty(files):
    """A face that imports makes whoever needs one module load them all."""
    faces = [file for file in files if file.name == "__init__.py"]
    full = [str(face) for face in faces if _defines(PROJECT / face)]
    assert full == []


def _defines(face: Path) -> bool:
    """Whether there is more than a docstring."""
    body = ast.parse(face.read_text("utf-8")).body
    return bool(body[1:] if body and isinstance(body[0], ast.Expr) else body)
