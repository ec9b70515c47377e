"""What is made for several tests is made once, whichever workers they run on."""

from pathlib import Path

import pytest

from tests.support.made_once import made_once


@pytest.fixture(scope="module")
def made() -> list[int]:
    return []


def test_what_a_module_makes_keeps_its_tests_on_one_worker(
    made: list[int], request: pytest.FixtureRequest
) -> None:
    del made
    module = "tests/unit/test_made_once.py"
    assert [mark.args for mark in request.node.iter_markers("xdist_group")] == [(module,)]
    grouped = getattr(request.config.option, "loadgroup", False)
    # What the scheduler of pytest-xdist reads.
    assert request.node.nodeid.endswith(f"@{module}") == grouped


def test_a_test_without_such_a_fixture_runs_anywhere(request: pytest.FixtureRequest) -> None:
    assert list(request.node.iter_markers("xdist_group")) == []
    assert "@" not in request.node.nodeid


def test_a_shared_folder_is_filled_once(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    def make(folder: Path) -> None:
        (folder / "made").touch(exist_ok=False)

    name = f"made once {tmp_path.parent.name}"
    folders = [made_once(tmp_path_factory, "master", name, make) for _ in range(2)]
    assert folders[0] == folders[1]
    assert (folders[0] / "made").exists()


def test_a_failure_to_make_it_is_told_to_whoever_waits(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with pytest.raises(ZeroDivisionError):
        made_once(tmp_path_factory, "master", "never made", lambda _: 1 / 0)
    with pytest.raises(AssertionError, match="never made"):
        made_once(tmp_path_factory, "master", "never made", lambda _: None)
