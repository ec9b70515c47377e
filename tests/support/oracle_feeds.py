"""Where and when a source says anything, from its rows: elsewhere what an indicator counts is unknown, not zero."""

from collections.abc import Iterable


def heard(ufs: Iterable[object], months: Iterable[int], first: int, last: int) -> set[object]:
    """The UFs of which a row that says what is asked comes before the end of a window, and one after its beginning.

    One of each row, in the same order: of its UF and its month.
    """
    seen: dict[object, list[int]] = {}
    for uf, month in zip(ufs, months, strict=True):
        seen.setdefault(uf, []).append(month)
    return {uf for uf, own in seen.items() if min(own) <= last and max(own) >= first}


def within(ufs: Iterable[object], months: Iterable[int], uf: object) -> range:
    """The months, from the first to the last, in which a UF says what is asked."""
    own = [month for name, month in zip(ufs, months, strict=True) if name == uf]
    return range(min(own), max(own) + 1) if own else range(0)
