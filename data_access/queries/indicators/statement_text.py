"""The SQL of an indicator, to be read."""

from data_access.editions.reading import Edition
from data_access.queries.base.setting import Setting
from data_access.queries.base.source_months import informed
from data_access.queries.indicators.indicator import DEFAULT_REACH_KM, recorded_period
from data_access.queries.measures.quotient import indicator_statement
from data_access.queries.measures.special import STATEMENTS
from indicators.catalogue import indicator
from indicators.scope import Access, Scope


def statement_text(
    edition: Edition,
    indicator_id: str,
    scope: Scope,
    access: Access,
    level: str,
    reach_km: float = DEFAULT_REACH_KM,
) -> str | None:
    """The SQL of an indicator with its values in place, to be read and not to be run; None where it
    has none.
    """
    setting = Setting(recorded_period(edition), reach_km)
    definition = indicator(indicator_id)
    with edition.engine.connect() as connection:
        setting = informed(connection, definition, scope, setting)
    make = STATEMENTS.get(definition.numerator.measure, indicator_statement)
    statement = make(definition, [scope], access, level, setting)
    if statement is None:
        return None
    return str(statement.compile(edition.engine, compile_kwargs={"literal_binds": True}))
