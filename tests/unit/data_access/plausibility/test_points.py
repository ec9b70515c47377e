"""Points that are not where they are said to be."""

import pandas as pd
import pytest

# A country of squares of one degree, south-west corner [latitude, longitude]; the last town has no
# polygon.
CORNERS = {"3106200": (-20, -44), "3550308": (-24, -47), "1302603": (-4, -61), "1400100": (2, -61)}
KM = 111.0


def locate(points: pd.DataFrame, codes: pd.Series) -> pd.DataFrame:
    """Degrees times 111 to the nearest side of the square."""
    found, outside = [], []
    for (latitude, longitude), code in zip(points.itertuples(index=False), codes, strict=True):
        inside = [
            key
            for key, (s, w) in CORNERS.items()
            if s <= latitude <= s + 1 and w <= longitude <= w + 1
        ]
        found.append(inside[0] if inside else None)
        if code not in CORNERS:
            outside.append(float("nan"))
            continue
        south, west = CORNERS[code]
        off = [max(low - at, 0, at - low - 1) for at, low in ((latitude, south), (longitude, west))]
        outside.append(KM * (off[0] ** 2 + off[1] ** 2) ** 0.5)
    return pd.DataFrame({"found_code": found, "outside_km": outside}, index=points.index)


def partners(*rows: tuple[str, float | None, float | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["municipio", "latitude", "longitude"])
    numbers = [str(number) for number in range(len(frame))]
    return frame.assign(
        id_parceiro=numbers,
        nome=[f"Sala {number}" for number in numbers],
        tipo="Sala do Empreendedor",
    )


GOOD = ("3106200", -19.5, -43.5)


@pytest.mark.parametrize("known", [locate, None])
def test_points_in_their_places_are_ordinary(look, known) -> None:
    frame = partners(
        GOOD, ("1400100", 2.5, -60.5), ("3106200", -19.5, -42.97), ("3550308", None, None)
    )
    assert look("coordenadas_trocadas", "parceiros", frame, locate=known) == {}


@pytest.mark.parametrize(
    ("latitude", "longitude", "check"),
    [
        (-43.5, -19.5, "coordenadas_trocadas"),
        (43.5, 19.5, "coordenadas_trocadas"),
        (-43.5, 19.5, "coordenadas_trocadas"),
        (19.5, 43.5, "coordenadas_sem_sinal"),
        (-19.5, 43.5, "coordenadas_sem_sinal"),
        (19.5, -43.5, "coordenadas_sem_sinal"),
        (
            48.9,
            2.3,
            "coordenadas_trocadas",
        ),  # Paris: by itself no place of the country, swapped and signed one
        (80.0, 100.0, "coordenadas_fora_do_brasil"),
        (0.0, 0.0, "coordenadas_fora_do_brasil"),
    ],
)
@pytest.mark.parametrize("known", [locate, None])
def test_what_happened_to_a_point_is_told(look, rows_of, latitude, longitude, check, known) -> None:
    frame = partners(GOOD, ("3106200", latitude, longitude))
    doubts = look(check, "parceiros", frame, locate=known)
    assert list(doubts) == [check]
    assert rows_of(doubts[check], "parceiro", "uf", "latitude", "longitude") == [
        ("1", "MG", latitude, longitude)
    ]
    assert "“Sala 1” (MG)" in doubts[check].sentence


def test_a_sign_lost_inside_the_country_is_told_by_the_municipality(look) -> None:
    lost = partners(("1302603", 3.5, -60.5))  # Manaus, written where Roraima is
    assert list(look("coordenadas_sem_sinal", "parceiros", lost, locate=locate)) == [
        "coordenadas_sem_sinal"
    ]
    assert look("coordenadas_sem_sinal", "parceiros", lost) == {}  # without a mesh nobody can tell


def test_a_point_in_another_municipality_is_told_with_it_and_the_distance(look, rows_of) -> None:
    frame = partners(GOOD, ("3106200", -23.5, -46.5), ("3106200", -19.5, -42.9))
    doubt = look("parceiro_fora_do_municipio", "parceiros", frame, locate=locate)[
        "parceiro_fora_do_municipio"
    ]
    assert rows_of(doubt, "parceiro", "km_fora") == [
        ("1", pytest.approx(477.4)),
        ("2", pytest.approx(11.1)),
    ]
    assert doubt.listing["municipio_do_ponto"].fillna("nenhum").tolist() == ["3550308", "nenhum"]
    assert "“Sala 1” (MG) (477 km além do limite)." in doubt.sentence


@pytest.mark.parametrize(("longitude", "found"), [(-42.96, False), (-42.95, True)])
def test_a_little_beyond_the_drawn_border_is_forgiven(look, longitude: float, found: bool) -> None:
    assert (
        bool(
            look(
                "parceiro_fora_do_municipio",
                "parceiros",
                partners(("3106200", -19.5, longitude)),
                locate=locate,
            )
        )
        is found
    )


def test_a_municipality_without_a_polygon_is_judged_by_the_country_alone(look) -> None:
    frame = partners(("5101837", -13.0, -55.0), ("5101837", -55.0, -13.0))
    assert list(look("coordenadas_trocadas", "parceiros", frame, locate=locate)) == [
        "coordenadas_trocadas"
    ]
