"""The register of municipalities: its columns, and how mesh and hierarchy are joined into it."""

import pandas as pd

from config.ibge import UF_BY_CODE

HIERARCHY = (
    "meso_code",
    "meso_name",
    "micro_code",
    "micro_name",
    "rgint_code",
    "rgint_name",
    "rgi_code",
    "rgi_name",
)
DIVISIONS = tuple(zip(HIERARCHY[::2], HIERARCHY[1::2], strict=True))  # their codes and names
POINT = ("latitude", "longitude", "point_kind")
COLUMNS = (
    *("code", "name", "uf", "uf_code", "uf_name", "region_code", "region_name"),
    *HIERARCHY,
    *POINT,
    "in_mesh",
)
_OF_THE_UF = {
    "uf": "sigla",
    "uf_code": "code",
    "uf_name": "name",
    "region_code": "region_code",
    "region_name": "region_name",
}
BOX = ("west", "south", "east", "north")
SEAT, INNER_POINT = "sede", "ponto interno"


def none_for_missing(frame: pd.DataFrame) -> pd.DataFrame:
    """Text columns as objects in which what is missing is None (not NaN, not "")."""
    plain = frame.astype(object)
    return plain.where(plain.notna() & (plain != ""), None)


def complete(rows: pd.DataFrame, boxes: pd.DataFrame) -> pd.DataFrame:
    """The register with all `COLUMNS`, sorted by code.

    `rows` has ``code``, ``name`` and any of the hierarchy and point columns; UF and region follow
    from the code, ``in_mesh`` from having a box. A division has one name.
    """
    frame = none_for_missing(rows.reindex(columns=["code", "name", *HIERARCHY, "point_kind"]))
    for code, name in DIVISIONS:
        if frame[[code, name]].drop_duplicates()[code].duplicated().any():
            frame[name] = _named(frame[code], _names_in_use(frame, code, name))
    units = frame["code"].str[:2].map(UF_BY_CODE)
    for column, attribute in _OF_THE_UF.items():
        frame[column] = pd.Series(
            [getattr(unit, attribute) for unit in units], frame.index, dtype=object
        )
    for column in ("latitude", "longitude"):
        frame[column] = rows[column].astype("float64") if column in rows else float("nan")
    frame["in_mesh"] = frame["code"].isin(boxes.index).astype(bool)
    return frame[list(COLUMNS)].sort_values("code").reset_index(drop=True)


def merge(current: pd.DataFrame, fresh: pd.DataFrame) -> pd.DataFrame:
    """The union of two registers by code: `fresh` wins wherever it says something, `current` fills
    the rest. A division has the name of `fresh` where that has any: under two it would be two
    territories, each with a part of what is counted.
    """
    old, new = current.set_index("code"), none_for_missing(fresh).set_index("code")
    columns = [column for column in ("name", *HIERARCHY) if column in new]
    index = old.index.union(new.index)
    merged = old.astype(object).reindex(index)
    for column in columns:
        theirs = new[column].reindex(index)
        merged[column] = theirs.where(theirs.notna(), merged[column])
    for code, name in DIVISIONS:
        newer = _names_in_use(new, code, name) if {code, name} <= {*new} else {}
        merged[name] = _named(merged[code], _names_in_use(merged, code, name) | newer)
    return merged.rename_axis("code").reset_index()


def _names_in_use(register: pd.DataFrame, code: str, name: str) -> dict[str, str]:
    """The name that most municipalities give each division; the first of those as frequent."""
    told = register[[code, name]].dropna()
    counts = told.value_counts().reset_index().sort_values(["count", name], ascending=[False, True])
    return dict(counts.drop_duplicates(code)[[code, name]].itertuples(index=False, name=None))


def _named(codes: "pd.Series[str]", names: dict[str, str]) -> "pd.Series[str]":
    """The name of each code; None where there is none."""
    return pd.Series([names.get(code) for code in codes], codes.index, dtype=object)
