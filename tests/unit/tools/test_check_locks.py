"""The locks fit pyproject.toml, and each way of not fitting is told."""

import pytest
from packaging.requirements import Requirement

from tools.check_locks import (
    different_versions,
    find_problems,
    not_installed,
    unhashed,
    unlike_metadata,
    unmet,
)
from tools.pins import LOCKS, LockError, declared_requirements, read_lock, read_pins

HASH = "--hash=sha256:" + "0" * 64


def test_the_locks_of_the_repository_fit() -> None:
    assert list(find_problems({name: read_lock(name) for name in LOCKS})) == []


def test_servers_install_no_tool_of_development() -> None:
    names = {pin.name for pin in read_lock("requirements.lock")}
    assert {"streamlit", "duckdb", "setuptools"} <= names
    assert not names & {"pytest", "playwright", "mypy", "ruff", "pre-commit", "uv", "coverage"}


def test_a_pin_is_read_with_its_marker_and_hashes() -> None:
    text = f"# note\nNumPy==2.4.6 ; python_full_version < '3.12' \\\n    {HASH}\n    # via x\n"
    (pin,) = read_pins(text)
    assert (pin.name, str(pin.version), pin.hashed) == ("numpy", "2.4.6", True)
    assert str(pin.marker) == 'python_full_version < "3.12"'
    assert pin.holds_in({"python_full_version": "3.11.7"})
    assert not pin.holds_in({"python_full_version": "3.12.0"})


@pytest.mark.parametrize("line", ["--extra-index-url address", "numpy>=2", "./folder"])
def test_a_line_that_is_not_a_pin_is_refused(line: str) -> None:
    with pytest.raises(LockError, match="não é um pacote com versão"):
        read_pins(line)


@pytest.mark.parametrize(
    ("declared", "lock", "problem"),
    [
        ("numpy>=2", "numpy==2.4.6", None),
        ("numpy>=2", "numpy==1.26", "numpy 1.26 não cumpre “>=2”"),
        ("numpy>=2", "pandas==3", "esperava uma versão de numpy para o Python 3.11 em linux"),
        ("numpy>=2", "numpy==2.4 ; python_full_version < '3.12'", "para o Python 3.12 em linux"),
        ("numpy>=2", "numpy==2.4 ; sys_platform == 'linux'", "para o Python 3.11 em darwin"),
        ("numpy>=2", "numpy==2.4\nnumpy==2.5", "encontrei 2"),
        ("colorama ; sys_platform == 'win32'", "colorama==1 ; sys_platform == 'win32'", None),
    ],
)
def test_what_is_declared_has_one_fitting_pin_everywhere(
    declared: str, lock: str, problem: str | None
) -> None:
    problems = list(unmet([Requirement(declared)], read_pins(lock)))
    assert problem in problems[0] if problem else not problems


def test_what_an_installed_package_needs_is_pinned() -> None:
    lock = read_pins("jinja2==3.1.6\nmarkupsafe==1.0")
    problems = list(unlike_metadata([Requirement("jinja2")], lock))
    assert problems == ["markupsafe 1.0 não cumpre “>=2.0” (pedido por jinja2)"]
    assert "esperava uma versão de markupsafe" in next(
        unlike_metadata([Requirement("jinja2")], lock[:1])
    )


def test_what_nobody_needs_is_told() -> None:
    lock = read_pins("jinja2==3.1.6\nmarkupsafe==3.0.4\npytest==9.0")
    assert list(unlike_metadata([Requirement("jinja2")], lock)) == ["ninguém pede pytest"]


def test_the_extra_of_a_package_is_followed() -> None:
    pins = read_pins("psycopg==3.3.9\ntyping-extensions==4.16.0\npsycopg-binary==3.3.9")
    binary = "ninguém pede psycopg-binary"
    assert binary in list(unlike_metadata([Requirement("psycopg")], pins))
    assert binary not in list(unlike_metadata([Requirement("psycopg[binary]")], pins))


def test_a_pin_without_hash_is_told() -> None:
    pins = read_pins(f"alembic==1.20 {HASH}\nbabel==2.18")
    assert list(unhashed(pins)) == ["babel 2.18 não tem resumo"]


def test_both_locks_have_the_same_versions() -> None:
    server, development = read_pins("babel==2.18\nnumpy==2.4"), read_pins("babel==2.18\nnumpy==2.5")
    assert [problem.split(", ")[0] for problem in different_versions(server, development)] == [
        "requirements-dev.lock: falta numpy 2.4"
    ]


def test_an_environment_that_is_not_that_of_the_lock_is_told() -> None:
    problems = list(not_installed(read_pins("pytest==1.0\nno-such-package==2.0")))
    assert "esperava pytest 1.0 instalado; encontrei" in problems[0]
    assert problems[1].endswith("encontrei nenhum")


def test_an_extra_that_names_the_project_stands_for_its_other_extra() -> None:
    project = {
        "name": "territorio360",
        "dependencies": ["babel>=2"],
        "optional-dependencies": {
            "install": ["setuptools>=80"],
            "dev": ["territorio360[install]", "ruff"],
        },
    }
    names = [requirement.name for requirement in declared_requirements(project, "dev")]
    assert names == ["babel", "setuptools", "ruff"]
