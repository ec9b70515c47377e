"""Checks of coordinates: swapped, without their sign, outside the country,
outside the municipality.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from config.formatting import distance, number
from data_access.plausibility.subject import Doubt, Subject, check_named, uf_sql

# Degrees that hold the country with its islands (IBGE: 5°16' N, 33°45' S, 28°50' W, 73°59' W).
SOUTH, NORTH, WEST, EAST = -33.8, 5.3, -74.0, -28.8
AS_WRITTEN, UNSIGNED, SWAPPED = "", "coordenadas_sem_sinal", "coordenadas_trocadas"
ABROAD, ELSEWHERE = "coordenadas_fora_do_brasil", "parceiro_fora_do_municipio"
# What may have happened to a point, the likelier first: the check, whether swapped, signs of
# latitude and longitude.
MISHAPS = (
    (UNSIGNED, False, 1, -1),
    (UNSIGNED, False, -1, -1),
    (UNSIGNED, False, -1, 1),
    (SWAPPED, True, 1, 1),
    (SWAPPED, True, -1, -1),
    (SWAPPED, True, 1, -1),
    (SWAPPED, True, -1, 1),
)
SAID = {
    UNSIGNED: "{n} {few} o sinal de menos nas coordenadas, a começar por {first}.",
    SWAPPED: "{n} {few} latitude e longitude trocadas, a começar por {first}.",
    ABROAD: (
        "{n} {few} coordenadas fora do Brasil que nem a troca nem o sinal explicam, a começar por"
        " {first}."
    ),
    ELSEWHERE: (
        "{n} {few} coordenadas fora do município declarado; a maior distância é a de {first}."
    ),
}
WORDS = {UNSIGNED: ("parceiro perdeu", "parceiros perderam")}


def misplaced_points(subject: Subject) -> Iterator[Doubt]:
    """Each partner with coordinates under the one check that explains it best.

    With `Subject.locate` the municipality decides; without it, or where it has no polygon, only the
    country does.
    """
    frame = subject.frame(f"""
        SELECT {subject.line}{uf_sql("municipio")} AS uf, id_parceiro AS parceiro, nome, tipo,
            municipio, latitude, longitude
        FROM {subject.rows} WHERE latitude IS NOT NULL AND longitude IS NOT NULL
        ORDER BY id_parceiro
    """)
    if frame.empty:
        return
    judged = _judge(subject, frame)
    for check, rows in judged[judged["check"] != AS_WRITTEN].groupby("check"):
        listing = rows.drop(columns="check").sort_values("km_fora", ascending=False, kind="stable")
        yield Doubt(str(check), _sentence(str(check), listing), len(listing), listing)


def _judge(subject: Subject, frame: pd.DataFrame) -> pd.DataFrame:
    tolerance = check_named(ELSEWHERE).limit("tolerance_km")
    points = frame[["latitude", "longitude"]].astype(float)
    found = _locate_points(subject, points, frame["municipio"])
    good = _in_country(points) & ~(found["outside_km"] > tolerance)
    check = np.where(good, AS_WRITTEN, np.where(_in_country(points), ELSEWHERE, ABROAD)).astype(
        object
    )
    doubtful = frame[~good]
    if len(doubtful):
        check[~good.to_numpy()] = _explain_points(
            subject, doubtful, check[~good.to_numpy()], tolerance
        )
    return frame.assign(
        check=check,
        municipio_do_ponto=found["found_code"].to_numpy(),
        km_fora=found["outside_km"].round(1).to_numpy(),
    )


def _explain_points(
    subject: Subject, frame: pd.DataFrame, check: np.ndarray, tolerance: float
) -> np.ndarray:
    """The first mishap that undone brings a point to its municipality;
    else, from abroad, into the country.
    """
    undone = [_undo(frame, swapped, north, east) for _, swapped, north, east in MISHAPS]
    stacked = pd.concat(undone, ignore_index=True)
    found = _locate_points(
        subject, stacked, pd.concat([frame["municipio"]] * len(MISHAPS), ignore_index=True)
    )
    inside = _in_country(stacked).to_numpy().reshape(len(MISHAPS), -1)
    outside_km = found["outside_km"].to_numpy(float).reshape(len(MISHAPS), -1)
    home, country = inside & (outside_km <= tolerance), inside & (check == ABROAD)
    names = np.array([name for name, *_ in MISHAPS], dtype=object)
    answer = np.where(home.any(axis=0), names[home.argmax(axis=0)], check)
    return np.where(~home.any(axis=0) & country.any(axis=0), names[country.argmax(axis=0)], answer)


def _undo(frame: pd.DataFrame, swapped: bool, north: int, east: int) -> pd.DataFrame:
    latitude, longitude = frame["latitude"].astype(float), frame["longitude"].astype(float)
    first, second = (longitude, latitude) if swapped else (latitude, longitude)
    return pd.DataFrame({"latitude": first * north, "longitude": second * east})


def _in_country(points: pd.DataFrame) -> pd.Series:
    return points["latitude"].between(SOUTH, NORTH) & points["longitude"].between(WEST, EAST)


def _locate_points(subject: Subject, points: pd.DataFrame, codes: pd.Series) -> pd.DataFrame:
    if subject.locate is None:
        return pd.DataFrame({"found_code": None, "outside_km": np.nan}, index=points.index)
    return subject.locate(points, codes)


def _sentence(check: str, listing: pd.DataFrame) -> str:
    first = listing.iloc[0]
    one, many = WORDS.get(check, ("parceiro tem", "parceiros têm"))
    far = f" ({distance(first['km_fora'])} além do limite)" if check == ELSEWHERE else ""
    return SAID[check].format(
        n=number(len(listing)),
        few=one if len(listing) == 1 else many,
        first=f"“{first['nome']}” ({first['uf']}){far}",
    )
