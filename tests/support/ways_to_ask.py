"""Every way to ask a query for what it must be told, and what it answers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from inspect import Parameter, signature
from itertools import product
from typing import Any

from data_access.editions.reading import Edition

REACH_KM = 30.0


def ways_to_ask(
    query: Callable[..., Any], values: Mapping[str, Sequence[Any]]
) -> Iterator[dict[str, Any]]:
    """Each combination of the `values` of the parameters that have no default, but the edition."""
    known = {"reach_km": [REACH_KM], **values}
    asked = [
        name
        for name, taken in signature(query).parameters.items()
        if name != "edition" and taken.default is Parameter.empty
    ]
    for chosen in product(*(known[name] for name in asked)):
        yield dict(zip(asked, chosen, strict=True))


def answer_of(query: Callable[..., Any], edition: Edition, given: Mapping[str, Any]) -> Any:
    """The answer, or why there is none."""
    try:
        return query(edition, **given)
    except Exception as error:
        return type(error), str(error)
