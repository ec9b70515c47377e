"""Budgets of the national municipal map."""

from collections.abc import Callable

from config.palette import load_palette
from tests.browser.session import PATIENCE, map_colours

MAP = map_colours(load_palette("light"))
Visit = Callable[..., "Session"]  # noqa: F821 - the class lives in conftest


def test_another_period_costs_little_and_the_mesh_is_fetched_once(
    server: str, visit: Visit
) -> None:
    session = visit(server)
    session.open("/cobertura")
    session.wait_for_map(MAP)
    areas = next(url for url in session.requests if "/malha/" in url)
    session.filter("Período")
    session.received = 0
    session.page.get_by_text("Intervalo de meses").click()
    session.page.wait_for_url("**periodo=*..*", timeout=PATIENCE)
    session.settle()
    session.page.get_by_text("Últimos 12 meses").click()
    session.arrive(periodo="12m")
    session.settle()
    session.wait_for_map(MAP)
    assert session.received < 2 * 300_000  # two changes
    assert session.requests.count(areas) == 1
