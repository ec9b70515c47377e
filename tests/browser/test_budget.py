"""Budgets of the national municipal map."""

from collections.abc import Callable

from config.palette import load_palette

LIGHT = load_palette("light")
Visit = Callable[..., "Session"]  # noqa: F821 - the class lives in conftest


def test_another_period_costs_little_and_the_mesh_is_fetched_once(server: str, visit: Visit) -> None:
    session = visit(server)
    session.open("/cobertura")
    before = session.wait_for_map(LIGHT.sequential)
    areas = next(url for url in session.requests if "/malha/" in url)
    session.filter("Período")
    session.received = 0
    session.page.get_by_text("Intervalo de meses").click()
    session.settle()
    session.page.get_by_text("Últimos 12 meses").click()
    session.settle()
    after = session.wait_for_map(LIGHT.sequential)
    assert after != before
    assert session.received < 2 * 300_000  # two changes
    assert session.requests.count(areas) == 1
