"""Caches of both accounts and of coverage by stock; the key of every frame holds the edition and
who asks.
"""

from dataclasses import replace

import pandas as pd

from data_access.queries.tables import accounts, vintages
from indicators.scope import Access, Comparison, Scope
from pages.components.caching import _cache
from pages.state import gateway
from pages.state.view import View


@_cache(100)
def _accounts(edition: str, indicator: str, scope: Scope, access: Access) -> pd.DataFrame:
    return accounts.two_accounts(gateway.edition(edition), indicator, scope=scope, access=access)


@_cache(100)
def _by_stock(edition: str, indicator: str, scope: Scope, access: Access) -> pd.DataFrame:
    return vintages.coverage_by_stock(
        gateway.edition(edition), indicator, scope=scope, access=access
    )


def two_accounts(view: View, indicator: str) -> pd.DataFrame:
    """Clients by the establishment and by the unit (see `queries.accounts`), whichever of them the
    scope looks at.
    """
    scope = replace(view.scope, attribution=None, stock=None, comparison=Comparison.PREVIOUS_YEAR)
    return _accounts(view.edition_id, indicator, scope, view.access)


def by_stock(view: View, indicator: str) -> pd.DataFrame:
    """Coverage over each reference month of the stock (see `queries.vintages`), whichever the scope
    names.
    """
    scope = replace(view.scope, stock=None, comparison=Comparison.PREVIOUS_YEAR)
    return _by_stock(view.edition_id, indicator, scope, view.access)
