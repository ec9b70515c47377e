"""The other side of a comparison: the same territory a year before, or the peers of the territory."""

import pandas as pd

from data_access.editions.reading import Edition
from data_access.queries.indicator import DEFAULT_REACH_KM, as_value, indicator_table, indicator_total
from indicators.catalogue import indicator
from indicators.measure import MeasuredValue, Status, measure_ratios
from indicators.peers import nearest_in_size
from indicators.scope import Access, Comparison, Scope, TerritoryRef

# Its denominator is the stock of small businesses, which is what makes territories alike.
SIZE_INDICATOR = "alcance_salas"
NOTHING = MeasuredValue(None, None, None, None, None, Status.NOT_APPLICABLE)


def compared_value(
    edition: Edition, indicator_id: str, *, scope: Scope, access: Access, reach_km: float = DEFAULT_REACH_KM
) -> MeasuredValue:
    """What the scope's comparison sets beside its value. A target is not a measured value: see ``target``."""
    if scope.comparison is Comparison.PEERS:
        return peers_value(edition, indicator_id, scope=scope, access=access, reach_km=reach_km)
    definition = indicator(indicator_id)
    if "periodo" not in definition.filters:
        return NOTHING  # a picture of the edition has no year before
    before = scope.previous_year
    return as_value(indicator_total(edition, indicator_id, scope=before, access=access, reach_km=reach_km))


def peers_value(
    edition: Edition, indicator_id: str, *, scope: Scope, access: Access, reach_km: float = DEFAULT_REACH_KM
) -> MeasuredValue:
    """The indicator over the territories nearest in number of small businesses, summed; a count is their mean."""
    territory = scope.territory
    if territory.level == "brasil":
        return NOTHING
    country = scope.with_territory(TerritoryRef())

    def table(name: str) -> pd.DataFrame:
        frame = indicator_table(edition, name, scope=country, access=access, level=territory.level, reach_km=reach_km)
        return frame.dropna(subset=["code"]).set_index("code")

    peers = nearest_in_size(table(SIZE_INDICATOR)["denominator"], territory.code, territory.level)
    if not peers:
        return NOTHING
    rows = table(indicator_id).loc[peers]
    definition = indicator(indicator_id)
    if not definition.is_ratio:
        mean = rows["numerator"].mean()
        partly = rows["status"].eq(Status.PARTLY_RECORDED).any()
        status = Status.PARTLY_RECORDED if partly else Status.MEASURED
        return NOTHING if pd.isna(mean) else MeasuredValue(mean, None, mean, None, None, status)
    measured = rows.dropna(subset=["value"])
    sums = measured[["numerator", "denominator", "missing"]].sum(min_count=1).to_frame().T
    sums = sums.assign(partly_recorded=bool(measured["status"].eq(Status.PARTLY_RECORDED).any()))
    return as_value(measure_ratios(sums, definition).iloc[0])
