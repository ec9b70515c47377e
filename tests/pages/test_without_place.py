"""Contacts and answers without any place: of the country, and said beside its states."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from data_access.queries.indicators.indicator import indicator_table
from indicators.scope import Access, Period, Scope
from pages.state import gateway
from tests.pages.conftest import settings_of
from tests.support.drawn_page import drawn, shown
from tests.support.one_state import publish_one_state

pytestmark = pytest.mark.xdist_group("without place")
SCOPE = Scope(Period.parse("2026-01", "2026-06"))
ALL = Access.everything()


def contacts() -> Iterator[str]:
    """Thirty of Minas, answered in a minute, and twelve of nowhere, in ten."""
    for n in range(42):
        day, minutes, uf = f"{1 + n % 28:02d}/03/2026", 1 if n < 30 else 10, "MG" if n < 30 else ""
        yield f"C{n};{day} 10:00;Chat;{day} 10:{minutes:02d};{uf}"


def surveys() -> Iterator[str]:
    """Forty of Minas and three of nowhere, all of these promoters."""
    for n in range(43):
        uf = "MG" if n < 40 else ""
        yield f"P{n};{1 + n % 28:02d}/03/2026;{3 if n < 10 else 10};{uf}"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("without-place")
    publish_one_state(home, contatos=contacts(), pesquisas=surveys())
    return home


@pytest.fixture(autouse=True)
def published(home: Path) -> Iterator[Path]:
    with settings_of(home):
        yield home


def words(module: str, **params: str) -> str:
    plain = re.sub(r"<(style|svg).*?</\1>", "", shown(drawn(module, **params)), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", plain))


def test_contacts_without_a_place_are_of_the_country_and_said_beside_the_map() -> None:
    edition = gateway.edition(gateway.published_id())
    tables = {
        level: indicator_table(
            edition, "tempo_primeira_resposta", scope=SCOPE, access=ALL, level=level
        ).dropna(subset=["n"])[["name", "n", "value"]]
        for level in ("brasil", "uf")
    }
    assert tables["brasil"].to_numpy().tolist() == [["Brasil", 42, 1]]
    assert tables["uf"].to_numpy().tolist() == [["Minas Gerais", 30, 1], ["Sem território", 12, 10]]
    told = words("atendimento")
    assert "Sem território: 12 casos. Contam no Brasil e em nenhum lugar daqui." in told
    assert "Sem território" not in words("atendimento", territorio="uf:31")


def test_a_few_answers_without_a_place_are_not_told_by_what_is_left_of_the_country() -> None:
    edition = gateway.edition(gateway.published_id())
    rows = {
        level: indicator_table(edition, "nps", scope=SCOPE, access=ALL, level=level)
        for level in ("brasil", "uf")
    }
    assert rows["brasil"]["n"].tolist() == [43]
    told = rows["uf"].set_index("name")["status"]
    assert told[["Minas Gerais", "Sem território"]].tolist() == ["suprimido", "suprimido"]
    assert "há casos que contam no Brasil e em nenhum lugar daqui" in words("satisfacao")


def test_who_sees_one_state_sees_nothing_of_nowhere() -> None:
    edition = gateway.edition(gateway.published_id())
    own = Access("ana", frozenset({"MG"}))
    for level in ("brasil", "uf"):
        table = indicator_table(edition, "nivel_servico", scope=SCOPE, access=own, level=level)
        assert table["denominator"].tolist() == [30]
