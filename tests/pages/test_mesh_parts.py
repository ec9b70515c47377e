"""What of the mesh a browser is sent for a place."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from pages.server.routes import routes
from pages.state import gateway


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=routes()))


@pytest.mark.usefixtures("demo")
def test_a_municipality_is_given_its_state_and_those_across_a_border_nearby(
    client: TestClient,
) -> None:
    edition = gateway.edition(gateway.published_id())
    inland, border = "3106200", "3170404"
    assert gateway.mesh_url(edition, "municipio", inland) == gateway.mesh_url(
        edition, "municipio", "31"
    )
    url = gateway.mesh_url(edition, "municipio", border)
    ufs = url.removesuffix(".geojson").split("-")[1:]
    assert ufs[0] == "31"
    assert {"31", "52", "53"} <= set(ufs)
    whole = client.get(gateway.mesh_url(edition, "municipio")).json()["features"]
    part = client.get(url).json()["features"]
    assert {feature["id"] for feature in part} == {
        feature["id"] for feature in whole if feature["id"][:2] in ufs
    }
    assert len(part) < len(whole)
    assert client.get(url.replace("-53", "-99")).status_code == 404
    assert client.get(url.replace("-53", "-31")).status_code == 404  # nothing is sent twice
