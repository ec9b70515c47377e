"""Parsing the answer of the service of localities."""

import pytest

from geo.errors import TerritoryError
from geo.localities import parse

OLD = {
    "id": 3550308,
    "nome": "São Paulo",
    "microrregiao": {
        "id": 35061,
        "nome": "São Paulo",
        "mesorregiao": {"id": 3515, "nome": "Metropolitana de São Paulo"},
    },
    "regiao-imediata": {
        "id": 350001,
        "nome": "São Paulo",
        "regiao-intermediaria": {"id": 3501, "nome": "São Paulo"},
    },
}
YOUNG = {
    "id": 5101837,
    "nome": "Boa Esperança do Norte",
    "microrregiao": None,
    "regiao-imediata": {
        "id": 510008,
        "nome": "Sorriso",
        "regiao-intermediaria": {"id": 5103, "nome": "Sinop"},
    },
}


def test_the_whole_hierarchy_is_read() -> None:
    row = parse([OLD], "x").iloc[0].to_dict()
    assert row == {
        "code": "3550308",
        "name": "São Paulo",
        "meso_code": "3515",
        "meso_name": "Metropolitana de São Paulo",
        "micro_code": "35061",
        "micro_name": "São Paulo",
        "rgint_code": "3501",
        "rgint_name": "São Paulo",
        "rgi_code": "350001",
        "rgi_name": "São Paulo",
    }


def test_a_municipality_without_microrregiao_has_none() -> None:
    row = parse([OLD, YOUNG], "x").iloc[1]
    assert (row["micro_code"], row["meso_name"], row["rgi_name"]) == (None, None, "Sorriso")


@pytest.mark.parametrize(
    "listing", [[], {}, {"erro": "x"}, [{"id": 35, "nome": "São Paulo"}], [OLD, "lixo"], None]
)
def test_anything_else_is_refused(listing: object) -> None:
    with pytest.raises(TerritoryError, match="lista de municípios do IBGE"):
        parse(listing, "arquivo.json")
