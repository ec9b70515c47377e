"""The year before, which cards compare with, is taken from the windows that they draw."""

import pytest

from data_access.queries.indicators.comparison import compared_value
from indicators.catalogue.definitions import catalogue
from indicators.scope import Access, Comparison, Month, Period, Scope, TerritoryRef
from pages.components import caching
from pages.state import gateway
from pages.state.view import View


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("territory", ["brasil", "uf:35"])
def test_the_first_window_is_the_year_before(territory: str) -> None:
    edition, access = gateway.published_id(), Access.everything("teste")
    last = Month(gateway.edition(edition).manifest.last_month)
    scope = Scope(Period(last + (-2), last), TerritoryRef.parse(territory))
    assert scope.comparison is Comparison.PREVIOUS_YEAR
    view = View(edition, access, scope, "Lugar", {})
    for name in catalogue():
        assert caching.value_to_compare_with(view, name) == compared_value(
            gateway.edition(edition), name, scope=scope, access=access
        )
