"""What changed in the list of the week since the edition before, and what was done in it."""

from pathlib import Path

import pytest

from config.settings import get_settings
from data_access.queries.tables.week_actions import PARTNER, Reason
from indicators.scope import Access, Month, Period, Scope, TerritoryRef
from pages.semana import data
from pages.semana.data import NEW, STILL, UNKNOWN
from pages.state import gateway
from pages.state.view import View
from tests.pages.conftest import settings_of
from tests.support.command_line import t360
from tests.support.salas_country import publish_salas, tables
from tests.support.steward import succeed


def view() -> View:
    edition = gateway.published_id()
    period = Period.year_to_date(Month(gateway.edition(edition).manifest.end))
    scope = Scope(period, TerritoryRef("uf", "31"))
    return View(edition, Access.everything(), scope, "Minas Gerais", {})


def publish_until_october(home: Path) -> None:
    """Another edition, in which one Sala alone went on attending after June."""
    head, row, *_ = tables()["atendimentos"].splitlines()
    row = row.replace(";3/01/2026;", ";{day}/{month}/2026;")
    row = "B{month}-{n};" + row.split(";", 1)[1]
    rows = [
        row.replace("C0-0", f"C0-{n}").format(day=day, month=month, n=n)
        for day, month in ((31, "07"), (31, "08"), (30, "09"), (31, "10"))
        for n in range(30)  # as many as a month had: fewer would be an unfinished one
    ]
    file = home.parent / "mais.csv"
    file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    succeed(t360(home, "import", "atendimentos", file))
    edition = succeed(t360(home, "build")).out.split()[-1]
    succeed(t360(home, "editions", "publish", edition))


@pytest.mark.slow
def test_the_list_says_what_entered_what_left_and_what_was_done_before(tmp_path: Path) -> None:
    home = tmp_path / "home"
    publish_salas(home)
    with settings_of(home):
        first = data.week_of(view())
        assert first.left is None
        assert set(first.rows["since_before"]) <= {UNKNOWN}
        assert not (first.rows["kind"] == PARTNER).any()
        done = first.rows.iloc[0]
        data.mark_done(view(), done)
        assert len(data.week_of(view()).rows) == len(first.rows) - 1

        publish_until_october(home)
        second = data.week_of(view())
        silent = second.rows[second.rows["reason"] == str(Reason.SILENT)]
        partners = silent[silent["kind"] == PARTNER].set_index("id")
        assert "S0" not in partners.index
        assert set(partners["since_before"]) == {NEW}
        again = second.rows[second.rows["id"] == done["id"]]
        assert again["since_before"].tolist() == [STILL] * len(again)
        assert again["done_before"].iloc[0].startswith("Feito por ")
        assert get_settings().home == home
