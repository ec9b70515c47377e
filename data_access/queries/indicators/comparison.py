"""The other side of a comparison: the same territory a year before, or the peers of it."""

from data_access.editions.reading import Edition
from data_access.queries.indicators.addable import addable_rows
from data_access.queries.indicators.indicator import DEFAULT_REACH_KM, indicator_total
from data_access.queries.indicators.sizes import small_businesses
from data_access.queries.measures.registry import is_special
from indicators.catalogue.definitions import indicator
from indicators.measure import MeasuredValue, as_value
from indicators.peers import nearest_in_size
from indicators.pooling import NOTHING, mean_count, pooled_value
from indicators.scope import Access, Comparison, Scope, TerritoryRef


def compared_value(
    edition: Edition,
    indicator_id: str,
    *,
    scope: Scope,
    access: Access,
    reach_km: float = DEFAULT_REACH_KM,
) -> MeasuredValue:
    """What the scope's comparison sets beside its value. A target is not a measured value: see
    ``target``.
    """
    if scope.comparison is Comparison.PEERS:
        return peers_value(edition, indicator_id, scope=scope, access=access, reach_km=reach_km)
    definition = indicator(indicator_id)
    if "periodo" not in definition.filters:
        return NOTHING  # a picture of the edition has no year before
    before = scope.previous_year
    return as_value(
        indicator_total(edition, indicator_id, scope=before, access=access, reach_km=reach_km)
    )


def peers_value(
    edition: Edition,
    indicator_id: str,
    *,
    scope: Scope,
    access: Access,
    reach_km: float = DEFAULT_REACH_KM,
) -> MeasuredValue:
    """The indicator over the territories nearest in number of small businesses, summed; a count is
    their mean.
    """
    territory = scope.territory
    definition = indicator(indicator_id)
    if territory.level == "brasil" or is_special(definition):
        # the country has no like, and what is no quotient of sums cannot be added up over peers
        return NOTHING
    country = scope.with_territory(TerritoryRef())
    known = small_businesses(edition, scope=country, access=access, level=territory.level)
    sizes = known.dropna(subset=["code"]).set_index("code")["companies"]
    peers = nearest_in_size(sizes, territory.code, territory.level)
    rows = addable_rows(
        edition,
        indicator_id,
        scope=country,
        access=access,
        level=territory.level,
        reach_km=reach_km,
    )
    if rows is None or not peers:
        return NOTHING
    definition = indicator(indicator_id)
    alike = rows[rows["code"].isin(peers)]
    return pooled_value(alike, definition) if definition.is_ratio else mean_count(alike)
