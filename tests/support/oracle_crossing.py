"""Clients by the unit that attended and by their own establishment, one by one from the raw rows.

Written from the definitions: a client is of the municipality of its establishment; an attendance is
of the UF of the unit that made it; both belong to whatever territory holds them.
"""

import pandas as pd

CATEGORIES = ("own_units", "own_and_others", "other_units", "from_elsewhere")


def chosen_rows(rows, *, start, end, portes, channels=(), partners=()) -> pd.DataFrame:
    """Rows of the window and the slice."""
    month = rows["data_fim"].map(lambda day: f"{day:%Y-%m}")
    kept = rows[(month >= start) & (month <= end) & rows["porte"].isin(portes)]
    if channels:
        kept = kept[kept["canal"].astype(object).fillna("").isin(channels)]
    if partners:
        kept = kept[kept["parceiro"].astype(object).fillna("").isin(partners)]
    return kept


def by_client(rows: pd.DataFrame) -> dict[tuple, list[tuple[str, str]]]:
    """For each client, the UF where it lives and the UF that attended, attendance by attendance."""
    found: dict[tuple, list[tuple[str, str]]] = {}
    for row in rows.to_dict("records"):
        found.setdefault((row["tipo_cliente"], row["id_cliente"]), []).append(
            (row["home_uf"], row["uf_executora"])
        )
    return found


def executing(rows: pd.DataFrame, ufs: set[str], at_least: int | None) -> int:
    """Clients with so many attendances by units of `ufs`; their attendances, where no minimum is
    given.
    """
    counts = [sum(unit in ufs for _, unit in visits) for visits in by_client(rows).values()]
    return sum(counts) if at_least is None else sum(count >= at_least for count in counts)


def accounts(rows: pd.DataFrame, ufs: set[str], at_least: int) -> dict[str, int]:
    """Clients of a territory (`ufs`) in each category, and both totals."""
    found = dict.fromkeys(CATEGORIES, 0)
    for visits in by_client(rows).values():
        lives = visits[0][0] in ufs
        own, every = sum(unit in ufs for _, unit in visits), len(visits)
        if lives and every >= at_least:
            kind = (
                "own_units"
                if own == every
                else "own_and_others"
                if own >= at_least
                else "other_units"
            )
            found[kind] += 1
        elif not lives and own >= at_least:
            found["from_elsewhere"] += 1
    found["establishment"] = found["own_units"] + found["own_and_others"] + found["other_units"]
    found["executing"] = found["own_units"] + found["own_and_others"] + found["from_elsewhere"]
    return found
