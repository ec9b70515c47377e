"""Whoever coordinates one UF is sent, of the country's edition, the bytes that an edition of that
UF alone would send: by every page with all that opens on it, and in every file that it offers.

The exceptions are declared, with their reasons, in `tests.support.told_to_all`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import product
from pathlib import Path
from unittest.mock import patch

import pytest

from config.ibge import UFS
from config.navigation import load_navigation
from config.roles import COORDINATION
from data_access.editions.manifest import Manifest
from data_access.queries.base import told_answers
from geo.territory import load_territory
from indicators.catalogue.definitions import catalogue
from indicators.scope import Month, Period
from tests.pages.conftest import forget, settings_of
from tests.support.command_line import t360
from tests.support.one_uf import CODES, publish_rows
from tests.support.payloads import Sent, differences, sent_by
from tests.support.tiers import everything_runs, few, some
from tests.support.told_to_all import DECLARED, MADE_ALIKE, undeclared

pytestmark = [pytest.mark.heavy, pytest.mark.xdist_group("one uf")]
PAGES = [entry.path for entry in load_navigation() if COORDINATION in entry.roles]
PERIOD = "2025-11..2026-10"
TOWN = {"territorio": "municipio"}  # one of the UF
# What is asked, of which pages; the first two of every UF, the others of those of the first tier.
ASKED: tuple[tuple[dict[str, str], list[str]], ...] = (
    ({"comparar": "meta"}, few(PAGES[::2], everything=PAGES)),
    (TOWN, ["municipio"]),
    (TOWN | {"comparar": "pares"}, PAGES),
    ({"comparar": "pares", "porte": "ME,EPP"}, PAGES),
    ({"canal": "Presencial"}, PAGES),
    ({"periodo": "2025-01..2025-03", "vista": "cliente"}, PAGES),
)
SOON = ("RR",)
Told = dict[tuple[str, int], list[Sent]]


@pytest.fixture(scope="module")
def make(demo_home: Path) -> Callable[..., Manifest]:
    territory = load_territory(demo_home)

    def publish(home: Path, *given: object) -> Manifest:
        return publish_rows(demo_home / "staging", home, territory, *given)

    return publish


@pytest.fixture(scope="module")
def country(
    make: Callable[..., Manifest], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Manifest]:
    home = tmp_path_factory.mktemp("country") / "home"
    return home, make(home)


@contextmanager
def answers_of(calendar: Manifest) -> Iterator[None]:
    """Whatever the edition, answers are of the months of that calendar: of which months anybody
    answered says what of a year a window has, and what of it is told (`window_pieces`).
    """
    months = Period(Month(calendar.first_month), Month(calendar.last_month))
    with patch.object(told_answers, "_span", lambda *_: months):
        yield


def told_by(home: Path, calendar: Manifest, uf: str, warmed_by: str = "") -> Told:
    """What every page sends to the coordination of the UF; another may have asked before it."""
    forget()
    told: Told = {}
    with settings_of(home), answers_of(calendar):
        for number, (more, pages) in enumerate(
            ASKED if everything_runs() and uf in SOON else ASKED[:2]
        ):
            for path, who in product(pages, filter(None, (warmed_by, uf))):
                place = {"territorio": f"uf:{CODES[who]}", "periodo": PERIOD, "parte": "tudo"}
                asked = place | more
                if more.get("territorio") == "municipio":
                    asked["territorio"] = f"municipio:{town_of(home, who)}"
                told[path, number] = sent_by(path, who, **asked)
    forget()
    return told


@cache
def town_of(home: Path, uf: str) -> str:
    """A municipality of the UF, by its code."""
    codes = load_territory(home).municipalities["code"]
    return str(codes[codes.str.startswith(CODES[uf])].max())


@pytest.fixture(scope="module", params=some([uf.sigla for uf in UFS], *SOON))
def own(
    country: tuple[Path, Manifest],
    make: Callable[..., Manifest],
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[str, Path]:
    """A UF, and the data folder with its own edition."""
    home = tmp_path_factory.mktemp(request.param) / "home"
    make(home, request.param, country[1])
    return request.param, home


@pytest.mark.asvs("8.2.2", "8.2.3", "8.4.1")
def test_every_page_and_file_is_that_of_the_own_edition(
    country: tuple[Path, Manifest], own: tuple[str, Path]
) -> None:
    """Byte for byte; where nothing is declared, each message at the same place of the page."""
    uf, home = own
    others = few("", "AL" if uf == "SE" else "SE")
    mine, theirs = told_by(*country, uf, others), told_by(home, country[1], uf)
    found = []
    for asked, sent in mine.items():
        different = list(differences(sent, theirs[asked]))
        found += [(asked, words) for words in undeclared(different)]
        assert different or sent == theirs[asked], f"{asked}: the same, at other places of the page"
    assert found == []


@pytest.mark.asvs("8.2.2", "8.4.1")
@pytest.mark.parametrize("form", ["csv", "json"])
def test_the_command_line_answers_of_the_uf_as_its_own_edition(
    country: tuple[Path, Manifest], own: tuple[str, Path], form: str
) -> None:
    """Byte for byte, whatever the form."""
    uf, home = own
    period = ("--from", "2025-11", "--to", "2026-10", "--territory", uf, "--format", form)
    for indicator in list(catalogue())[:: few(5, 1)]:
        for more in (("--level", "uf", "--meta"), ("--level", "municipio")):
            asked = ("query", indicator, *more, *period)
            with answers_of(country[1]):
                assert t360(country[0], *asked) == t360(home, *asked), asked


def test_two_states_are_told_apart(country: tuple[Path, Manifest]) -> None:
    """The comparison notices what is of another UF, and declares nothing of it."""
    with settings_of(country[0]):
        one, other = (
            sent_by("cobertura", uf, territorio=f"uf:{CODES[uf]}", periodo=PERIOD, parte="tudo")
            for uf in ("SE", "AL")
        )
    forget()
    assert undeclared(list(differences(one, other)))
    assert {sent.kind.rsplit(".", 1)[-1] for sent in one} >= {"csv", "xlsx", "delta"}


def test_each_exception_says_why_and_how_far() -> None:
    assert all(kind.reason and kind.rule for kind in DECLARED)
    assert all(MADE_ALIKE.values())
    assert len({kind.name for kind in DECLARED}) == len(DECLARED)
