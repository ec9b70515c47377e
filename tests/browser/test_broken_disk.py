"""The disk of the data fills up while people have pages open: what is published is read by all who
are inside, on every page; what would be written is refused in a sentence, and is done when there is
room again.
"""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree

import pytest
from playwright.sync_api import expect

from config.navigation import load_navigation
from config.roles import COMMITTEE, ROLES
from config.settings import Settings
from data_access.identity.accounts import list_accounts
from data_access.identity.granted import grant
from data_access.operational.actor import COMMAND_LINE, Actor
from indicators.rights import Right
from tests.browser.conftest import server_with_accounts
from tests.browser.session import Session
from tests.browser.test_data_page import visits

pytestmark = pytest.mark.slow
SIZE = "120m"  # room for the demonstration and what reading it writes
FULL = "disco está cheio"
ADMIN = Actor("ana", COMMAND_LINE)
IN_THE_WEEK = "/semana?territorio=uf:31"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own, which only root may have."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0700", "tmpfs", str(place)]
    if os.name != "posix" or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture
def home(disk: Path, demo_home: Path) -> Path:
    return Path(copytree(demo_home, disk / "home"))


@pytest.fixture
def panel(home: Path) -> Iterator[str]:
    with server_with_accounts(home) as address:
        yield address


def enter(session: Session, settings: Settings) -> None:
    """Log in for the first time and be given every role."""
    page = session.page
    page.goto(session.address + "/acessos")
    page.get_by_role("link", name="Entrar").click()
    page.get_by_text("Sua conta ainda não tem acesso").wait_for()
    page.goto("about:blank")  # an open page loads itself anew with each role
    (account,) = list_accounts(settings)
    for role in ROLES:
        edition = "*" if role == COMMITTEE else ""
        grant(settings, account.account.code, Right(role, frozenset({"BR"}), edition), ADMIN)
    page.goto(session.address + "/acessos")
    page.get_by_text("Quem tem o quê").wait_for()
    session.settle()
    session.problems.clear()  # whoever is not inside yet is told 401, and each role is a new page


def fill(file: Path) -> None:
    for step in (1 << 16, 1):
        with file.open("ab", buffering=0) as target:
            try:
                while True:
                    target.write(bytes(step))
            except OSError:
                continue


def told(session: Session) -> list[str]:
    return session.page.locator("[class*=st-key-card_error]").all_inner_texts()


def mark_first(session: Session) -> None:
    lines = session.page.locator("[class*=st-key-week_]")
    lines.first.get_by_role("button", name="Feito").click()
    session.settle()


def test_a_full_disk_stops_nobody_who_reads_and_says_what_it_stops(
    home: Path, panel: str, visit: Callable[..., Session], tmp_path: Path
) -> None:
    settings = Settings(home=home, _env_file=None)
    session = visit(panel)
    enter(session, settings)
    page = session.page
    session.open(IN_THE_WEEK)
    fill(home.parent / "filling")

    mark_first(session)
    expect(page.locator(".t-note[role=alert]")).to_contain_text(FULL)
    for entry in load_navigation():
        session.open(f"/{entry.path}")
        assert told(session) == [], entry.path
    session.open("/dados")
    page.locator("input[type=file]").set_input_files(visits(tmp_path))
    expect(page.locator(".t-note[role=alert]")).to_contain_text(FULL)
    assert told(session) == []
    session.open("/acessos")
    page.get_by_role("button", name="Dar acesso").click()
    expect(page.locator(".t-note[role=alert]")).to_contain_text(FULL)

    (home.parent / "filling").unlink()
    session.open(IN_THE_WEEK)
    mark_first(session)
    expect(page.get_by_role("status").filter(has_text="está em Feitos")).to_be_visible()
