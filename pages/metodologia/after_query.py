"""What is done with the rows of a query before they are the value of an indicator:
what the SQL does not say.
"""

from data_access.queries.measures.registry import measure_of
from indicators.catalogue.definitions import Indicator


def after_query(definition: Indicator) -> str:
    """The steps from the rows of the query to the value, its interval and its status."""
    own = measure_of(definition).after_query
    if own:
        return own
    if not definition.is_ratio:
        return "O valor é numerator; a situação vem do que a edição registra."
    top = "(numerator − subtracted)" if definition.subtracted else "numerator"
    return f"O valor é {top} ÷ denominator; o intervalo e a situação vêm do valor e dos casos."
