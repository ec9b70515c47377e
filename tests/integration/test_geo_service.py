"""Updating from IBGE's service: the good day, and every bad one."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path

import httpx
import pytest
from tenacity import wait_none

from geo.errors import TerritoryError
from geo.service import IbgeService
from geo.territory import load_territory
from geo.update import UpdateReport, update_from_service
from tests.support.ibge_double import (
    LOCALITIES,
    MESH,
    YOUNG,
    Double,
    body,
    codes_of,
    ibge_double,
    silence,
    status,
)

PATIENT = partial(IbgeService, timeout=httpx.Timeout(20), attempts=3, wait=wait_none())
IMPATIENT = partial(IbgeService, timeout=httpx.Timeout(0.5), attempts=3, wait=wait_none())
SAO_PAULO = MESH + "35"


@pytest.fixture
def service() -> Iterator[Double]:
    with ibge_double() as double:
        yield double


def update(home: Path, service: Double | str, **options: object) -> UpdateReport:
    url = service if isinstance(service, str) else service.url
    return update_from_service(
        home, base_url=url, **{"connect": PATIENT, "minimum_share": 0, "year": 2024} | options
    )


def embedded_still_in_force(home: Path) -> bool:
    embedded = load_territory(home / "none").vintage
    return load_territory(home).vintage == embedded and not list((home / "geo").glob("v-*"))


def test_mesh_and_hierarchy_are_replaced(tmp_path: Path, service: Double) -> None:
    steps: list[tuple[float | None, str]] = []
    report = update(
        tmp_path, service, progress=lambda fraction, label: steps.append((fraction, label))
    )
    territory = load_territory(tmp_path)
    assert (territory.vintage, territory.layers["municipio"].features) == ("2024", 54)
    rows = territory.municipalities.set_index("code")
    first = rows.loc[codes_of("35")[0]]
    assert (first["name"], first["uf"], first["in_mesh"]) == (
        f"Lugar {codes_of('35')[0]}",
        "SP",
        True,
    )
    assert (first["rgint_code"], first["rgint_name"]) == ("3501", "Intermediária 35")
    assert (first["rgi_code"], first["micro_code"], first["meso_name"]) == (
        "350001",
        "35001",
        "Meso 35",
    )
    assert rows.loc[YOUNG, "rgi_name"] == "Imediata 51"
    assert rows.loc[YOUNG, "micro_code"] is None
    assert report.municipalities == len(rows) == 5571 + 54
    assert (YOUNG, "Boa Esperança do Norte") in report.missing
    assert len(report.added) == 54
    assert "sem polígono (5571)" in report.sentence()
    fractions = [fraction for fraction, _ in steps]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert any("São Paulo" in label for _, label in steps)


def test_what_is_asked_of_the_service(tmp_path: Path, service: Double) -> None:
    update(tmp_path, service, year=2022)
    paths = [path for path, _ in service.asked]
    assert paths[0] == LOCALITIES
    assert len(paths) == 28
    query = next(query for path, query in service.asked if path == SAO_PAULO)
    assert query == {
        "intrarregiao": ["municipio"],
        "formato": ["application/vnd.geo+json"],
        "qualidade": ["intermediaria"],
        "periodo": ["2022"],
    }


def test_without_a_year_the_newest_is_asked_for_and_dated(
    tmp_path: Path, service: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Clock":
            return cls(2026, 11, 22, 12, tzinfo=tz)

    monkeypatch.setattr("config.clock.datetime", Clock)
    vintage = update(tmp_path, service, year=None).vintage
    assert vintage == "a mais recente do serviço, baixada em 22/11/2026"
    assert all("periodo" not in query for _, query in service.asked)


@pytest.mark.parametrize(
    "faults",
    [
        [status(500)],
        [status(503), status(502)],
        [status(429, Retry_After="0")],
        [silence(1.0)],
        [body(b'{"type": "FeatureCollection", "feat', promised=5000)],
        [body(b'{"type": "FeatureCollection", "feat')],
    ],
    ids=["500", "503 502", "429", "timeout", "cut off", "half a JSON"],
)
@pytest.mark.parametrize("path", [SAO_PAULO, LOCALITIES])
def test_a_passing_fault_is_tried_again(
    tmp_path: Path, service: Double, path: str, faults: list, request: pytest.FixtureRequest
) -> None:
    service.faults[path] = list(faults)
    connect = IMPATIENT if "timeout" in request.node.callspec.id else PATIENT
    assert update(tmp_path, service, connect=connect).features == 54
    assert [asked for asked, _ in service.asked].count(path) == 1 + len(faults)


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (status(500), "respondeu com erro 500 em todas as tentativas"),
        (status(429), "respondeu com erro 429 em todas as tentativas"),
        (silence(0.8), r"Não foi possível falar com .*tempo esgotado.*--file"),
        (body(b"[1", promised=99), "chegou incompleta"),
        (body(b"<html>manutencao</html>"), "não é o que se esperava"),
    ],
    ids=["500", "429", "timeout", "cut off", "html"],
)
def test_a_lasting_fault_is_one_clear_sentence_and_changes_nothing(
    tmp_path: Path, service: Double, fault, sentence: str, request: pytest.FixtureRequest
) -> None:
    service.faults[SAO_PAULO] = [fault] * 9
    with pytest.raises(TerritoryError, match=sentence):
        update(
            tmp_path,
            service,
            connect=IMPATIENT if "timeout" in request.node.callspec.id else PATIENT,
        )
    assert [asked for asked, _ in service.asked].count(SAO_PAULO) == 3
    assert embedded_still_in_force(tmp_path)


@pytest.mark.parametrize(
    "content", [b"{}", b"[]", b'{"features": []}', b'{"features": [{"type": "Feature"}]}', b'"x"']
)
def test_wrong_content_with_a_good_status_is_refused_at_once(
    tmp_path: Path, service: Double, content: bytes
) -> None:
    service.faults[SAO_PAULO] = [body(content)]
    with pytest.raises(TerritoryError, match="não é o que se esperava"):
        update(tmp_path, service)
    assert embedded_still_in_force(tmp_path)


def test_a_list_that_is_not_of_municipalities_is_refused(tmp_path: Path, service: Double) -> None:
    service.faults[LOCALITIES] = [body(b'[{"id": 35, "nome": "x"}]')]
    with pytest.raises(TerritoryError, match="lista de municípios do IBGE"):
        update(tmp_path, service)


def test_a_year_that_the_service_does_not_have_is_named_and_not_tried_again(
    tmp_path: Path, service: Double
) -> None:
    service.faults[MESH + "11"] = [status(404)]
    with pytest.raises(TerritoryError, match=r"não tem a malha de 1950 \(resposta 404\)"):
        update(tmp_path, service, year=1950)
    assert [path for path, _ in service.asked] == [LOCALITIES, MESH + "11"]


def test_offline_is_a_clear_sentence(tmp_path: Path) -> None:
    with ibge_double() as gone:
        url = gone.url
    host = url.removeprefix("http://")
    with pytest.raises(TerritoryError) as error:
        update(tmp_path, url)
    assert str(error.value) == (
        f"Não foi possível falar com {host} (sem conexão); verifique a rede, "
        "ou baixe o arquivo e use t360 geo update --file."
    )
    assert embedded_still_in_force(tmp_path)


def test_a_service_that_covers_little_of_the_country_is_refused(
    tmp_path: Path, service: Double
) -> None:
    with pytest.raises(TerritoryError, match=r"A malha tem só 54 municípios de 5\.625"):
        update(tmp_path, service, minimum_share=0.9)
    assert embedded_still_in_force(tmp_path)


def test_the_pauses_grow_and_obey_retry_after(tmp_path: Path, service: Double, monkeypatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", slept.append)
    service.faults[LOCALITIES] = [status(503), status(503), status(429, Retry_After="7")]
    with IbgeService(service.url) as client:
        assert len(client.localities()) == 55
    assert 1 <= slept[0] <= 2 <= slept[1] <= 3
    assert slept[2] == 7
