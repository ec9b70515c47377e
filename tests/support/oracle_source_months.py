"""Where and when a source says anything, from its rows: elsewhere what an indicator counts is
unknown, not zero.
"""

from collections.abc import Iterable, Mapping


def heard(ufs: Iterable[object], months: Iterable[int], first: int, last: int) -> set[object]:
    """The UFs of which a row that says what is asked comes before the end of a window, and one
    after its beginning.

    One of each row, in the same order: of its UF and its month.
    """
    seen: dict[object, list[int]] = {}
    for uf, month in zip(ufs, months, strict=True):
        seen.setdefault(uf, []).append(month)
    return {uf for uf, own in seen.items() if min(own) <= last and max(own) >= first}


def told(towns: Iterable[str], ufs: Iterable[object], uf_of: Mapping[str, str]) -> set[str]:
    """Of these municipalities, those of a UF that has any attendance, whenever and for whom it was:
    one for each.
    """
    present = set(ufs)
    return {town for town in towns if uf_of[town] in present}


def within(ufs: Iterable[object], months: Iterable[int], uf: object) -> range:
    """The months, from the first to the last, in which a UF says what is asked."""
    own = [month for name, month in zip(ufs, months, strict=True) if name == uf]
    return range(min(own), max(own) + 1) if own else range(0)
