"""Population and product from both doors of IBGE, and the list of municipalities: good days and bad
ones.
"""

import csv
import json
from pathlib import Path

import httpx
import pandas as pd
import pytest

from config.retries import Patience
from data_access.fetch.errors import FetchError, NotPublishedError
from data_access.fetch.ibge import PRODUCTS, fetch_localities, fetch_product
from data_access.fetch.provenance import Fetched
from data_access.fetch.service import Service, without_password
from tests.support.ibge_double import LOCALITIES, localities
from tests.support.official import LABELS, aggregates, sidra, sidra_rows, value_of
from tests.support.replay import Replay, content, refusal, silence

POPULATION, GDP = PRODUCTS["ibge-populacao"], PRODUCTS["ibge-pib"]
NEWEST = "/api/v3/agregados/6579/periodos/-1/variaveis/9324"
SIDRA = "/values/t/6579/n6/all/v/9324/p/last 1"


@pytest.fixture
def fetch(connect, register, tmp_path):
    def run(product=POPULATION, *, seconds: float = 20, **options) -> Fetched:
        with connect(seconds=seconds) as service:
            return fetch_product(service, product, tmp_path, register, **options)

    return run


def table(fetched: Fetched) -> list[dict[str, str]]:
    return list(
        csv.DictReader(fetched.path.read_text(encoding="utf-8").splitlines(), delimiter=";")
    )


def record(fetched: Fetched) -> dict:
    return json.loads(fetched.provenance.read_text(encoding="utf-8"))


def test_the_newest_population_becomes_a_file_of_the_contract(
    server: Replay, codes: list[str], fetch
) -> None:
    server.answers[NEWEST] = aggregates(codes)
    fetched = fetch()
    assert fetched.path.name == "populacao-2025.csv"
    assert (fetched.table, fetched.rows, fetched.period, fetched.sentences) == (
        "socioeconomico",
        54,
        "2025",
        (),
    )
    rows = table(fetched)
    assert rows[0] == {
        "municipio": codes[0],
        "indicador": "populacao",
        "ano": "2025",
        "valor": value_of(codes[0]),
        "fonte": "IBGE, Estimativas de População",
    }
    assert [row["municipio"] for row in rows] == sorted(codes)
    assert server.asked == [(NEWEST, {"localidades": ["N6[all]"]})]


def test_where_it_came_from_is_kept_beside_it(server: Replay, codes: list[str], fetch) -> None:
    server.answers[NEWEST] = aggregates(codes)
    fetched = fetch()
    kept = record(fetched)
    assert kept["source"] == "ibge-populacao"
    assert kept["period"] == "2025"
    assert kept["file"]["rows"] == 54
    assert kept["file"]["bytes"] == fetched.path.stat().st_size
    (answer,) = kept["answers"]
    assert answer["url"] == f"{server.url}{NEWEST}?localidades=N6%5Ball%5D"
    assert (len(answer["sha256"]), answer["content_type"]) == (
        64,
        "application/json; charset=utf-8",
    )
    assert kept["missing"] == {
        "municipalities": [],
        "without_number": {},
        "without_number_places": [],
    }


def test_the_product_comes_in_thousands_and_is_kept_in_reais(server: Replay, codes, fetch) -> None:
    path = "/api/v3/agregados/5938/periodos/2023/variaveis/37"
    odd = {codes[0]: "0.1", codes[1]: "734467", codes[2]: "-12.345"}
    server.answers[path] = aggregates(
        codes,
        table="5938",
        variable="37",
        unit="Mil Reais",
        year="2023",
        value=lambda code: odd.get(code, "1"),
    )
    fetched = fetch(GDP, year=2023)
    assert fetched.path.name == "pib-2023.csv"
    rows = table(fetched)
    assert {row["indicador"] for row in rows} == {"pib"}
    assert [row["valor"] for row in rows[:4]] == ["100.0", "734467000", "-12345.000", "1000"]


def test_what_is_no_number_is_missing_and_never_zero(
    server: Replay, codes: list[str], fetch
) -> None:
    marks = dict(zip(codes, ["...", "-", "X", "..", "..."], strict=False))
    server.answers[NEWEST] = aggregates(codes, value=lambda code: marks.get(code, value_of(code)))
    fetched = fetch()
    assert fetched.rows == 49
    assert not {row["municipio"] for row in table(fetched)} & set(marks)
    assert record(fetched)["missing"]["without_number"] == {"...": 2, "-": 1, "X": 1, "..": 1}
    assert record(fetched)["missing"]["without_number_places"] == list(marks)
    assert (
        "“...” em vez de número (não disponível): 2 municípios ficam sem valor."
        in fetched.sentences
    )


def test_a_missing_municipality_is_named(server: Replay, codes: list[str], fetch) -> None:
    server.answers[NEWEST] = aggregates([*codes[1:], "3550308", "35"])
    fetched = fetch()
    assert fetched.rows == 54  # the UF is none of them
    assert f"Sem valor (1): Lugar {codes[0]}/RO." in fetched.sentences
    assert "Códigos que o cadastro não tem (2): 35, 3550308." in fetched.sentences
    assert record(fetched)["missing"]["municipalities"] == [[codes[0], f"Lugar {codes[0]}", "RO"]]


def test_an_answer_without_a_uf_is_refused(
    server: Replay, codes: list[str], fetch, tmp_path: Path
) -> None:
    server.answers[NEWEST] = aggregates([code for code in codes if code[:2] not in ("14", "53")])
    with pytest.raises(FetchError, match=r"não traz 2 UFs \(RR e DF\); esperava as 27"):
        fetch()
    assert not list(tmp_path.iterdir())


def test_an_answer_that_was_cut_short_is_refused(server: Replay, codes: list[str], fetch) -> None:
    server.answers[NEWEST] = aggregates(codes[::2])
    with pytest.raises(FetchError, match="só 27 dos 54 municípios"):
        fetch()


def test_a_refused_size_is_asked_for_by_uf(server: Replay, codes: list[str], fetch) -> None:
    server.answers[NEWEST] = aggregates(codes)
    server.faults[NEWEST] = [refusal(414)]
    assert fetch().rows == 54
    assert server.count(NEWEST) == 28
    assert server.asked[-1] == (NEWEST, {"localidades": ["N6[N3[53]]"]})


@pytest.mark.parametrize(
    "fault",
    [
        refusal(500),
        refusal(502),
        refusal(503),
        refusal(504),
        refusal(429, Retry_After="0"),
        silence(0.8),
        content(b'[{"id": "9324"', promised=900),
        content(b'[{"id": "9324"'),
        content(b"<html>em manutencao</html>", "text/html"),
    ],
    ids=["500", "502", "503", "504", "429", "timeout", "cut off", "half a JSON", "a page"],
)
def test_what_passes_is_tried_again(
    server: Replay, codes: list[str], fetch, fault, request
) -> None:
    server.answers[NEWEST] = aggregates(codes)
    server.faults[NEWEST] = [fault, fault]
    seconds = 0.3 if "timeout" in request.node.callspec.id else 20
    assert fetch(seconds=seconds).rows == 54
    assert server.count(NEWEST) == 3


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (refusal(500), "respondeu com erro 500 em todas as tentativas"),
        (refusal(429), "respondeu com erro 429 em todas as tentativas"),
        (silence(0.8), r"Não foi possível falar com .*tempo esgotado"),
        (content(b"[1", promised=99), "a resposta chegou incompleta"),
        (content(b"[1"), r"não é o que se esperava \(não é JSON\)"),
        (
            content(b"<html></html>", "text/html"),
            r"não é o que se esperava \(veio uma página em vez de dados\)",
        ),
    ],
    ids=["500", "429", "timeout", "cut off", "half a JSON", "a page"],
)
def test_what_lasts_is_one_sentence(
    server: Replay, fetch, fault, sentence: str, request, tmp_path: Path
) -> None:
    server.faults[NEWEST] = [fault] * 9
    with pytest.raises(FetchError, match=sentence):
        fetch(seconds=0.3 if "timeout" in request.node.callspec.id else 20)
    assert server.count(NEWEST) == 3
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (refusal(404), r"não tem .*resposta 404.*não estar publicado"),
        (content(b"[]"), "ainda não tem valores da tabela 6579 para o último ano"),
    ],
    ids=["404", "empty"],
)
def test_a_year_that_is_not_published_is_said_to_be_so(
    server: Replay, fetch, answer, sentence: str
) -> None:
    server.answers[NEWEST] = answer
    with pytest.raises(NotPublishedError, match=sentence):
        fetch()
    assert server.count(NEWEST) == 1


def test_a_year_of_marks_alone_is_not_published(server: Replay, codes: list[str], fetch) -> None:
    server.answers[NEWEST] = aggregates(codes, value=lambda _: "...")
    with pytest.raises(NotPublishedError, match="ainda não tem valores"):
        fetch()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"variable": "93"}, "a variável “9324” e veio “93”"),
        ({"unit": "Mil pessoas"}, "a unidade “Pessoas” e veio “Mil pessoas”"),
    ],
)
def test_another_variable_or_unit_is_refused(
    server: Replay, codes, fetch, options, sentence: str
) -> None:
    server.answers[NEWEST] = aggregates(codes, **options)
    with pytest.raises(FetchError, match=sentence):
        fetch()


def test_another_year_than_asked_for_is_refused(server: Replay, codes: list[str], fetch) -> None:
    server.answers[NEWEST.replace("-1", "2024")] = aggregates(codes, year="2023")
    with pytest.raises(FetchError, match=r"Pedi 2024 .* vieram os anos 2023"):
        fetch(year=2024)


def test_a_municipality_that_comes_twice_is_refused(
    server: Replay, codes: list[str], fetch
) -> None:
    server.answers[NEWEST] = aggregates([*codes, codes[0]])
    with pytest.raises(FetchError, match="repete municípios"):
        fetch()


@pytest.mark.parametrize("body", [b"{}", b'"x"', b"[1]", b'[{"id": "9324"}]', b"null"])
def test_json_of_another_shape_is_refused(server: Replay, fetch, body: bytes) -> None:
    server.answers[NEWEST] = content(body)
    with pytest.raises(FetchError, match="não tem a forma de agregados v3"):
        fetch()


def test_sidra_answers_the_same_and_its_labels_are_no_municipality(
    server: Replay, codes: list[str], fetch
) -> None:
    server.answers[SIDRA] = sidra(sidra_rows(codes))
    server.answers[NEWEST] = aggregates(codes)
    assert table(fetch(door="sidra")) == table(fetch(door="agregados"))
    assert server.count(SIDRA) == 1


def test_columns_of_sidra_are_found_by_their_labels(
    server: Replay, codes: list[str], fetch
) -> None:
    swapped = {"D1C": "D3C", "D3C": "D1C"}
    rows = [
        {swapped.get(key, key): value for key, value in row.items()} for row in sidra_rows(codes)
    ]
    server.answers[SIDRA] = sidra(rows)
    assert fetch(door="sidra").rows == 54


def test_an_answer_of_sidra_without_labels_is_refused(
    server: Replay, codes: list[str], fetch
) -> None:
    server.answers[SIDRA] = sidra(sidra_rows(codes)[1:])
    with pytest.raises(FetchError, match="não começa pela linha de rótulos"):
        fetch(door="sidra")


def test_too_many_values_for_sidra_are_asked_for_by_uf(
    server: Replay, codes: list[str], fetch
) -> None:
    limit = "Quantidade de valores solicitados: 83550 excedeu o limite: 50000"
    server.answers[SIDRA] = refusal(400, limit.encode())
    for uf in {code[:2] for code in codes}:
        rows = sidra_rows([code for code in codes if code.startswith(uf)])
        server.answers[SIDRA.replace("all", f"in n3 {uf}")] = sidra(rows)
    assert fetch(door="sidra").rows == 54
    assert len(server.asked) == 28


def test_another_refusal_tells_what_the_service_said(server: Replay, fetch) -> None:
    server.answers[SIDRA] = refusal(400, "Parâmetro P inválido".encode())
    with pytest.raises(FetchError, match=r"resposta 400: “Parâmetro P inválido”"):
        fetch(door="sidra")


def test_a_row_of_sidra_of_another_variable_is_refused(
    server: Replay, codes: list[str], fetch
) -> None:
    server.answers[SIDRA] = sidra([LABELS, *sidra_rows(codes, variable="93")[1:]])
    with pytest.raises(FetchError, match="a variável “9324” e veio “93”"):
        fetch(door="sidra")


def test_the_list_of_municipalities_is_kept_as_it_came(
    server: Replay, connect, register: pd.DataFrame, tmp_path: Path
) -> None:
    server.answers[LOCALITIES] = content(json.dumps(localities()).encode())
    with connect() as service:
        fetched = fetch_localities(service, tmp_path, register)
    assert (fetched.table, fetched.rows) == (None, 55)
    assert json.loads(fetched.path.read_text(encoding="utf-8")) == localities()
    assert fetched.sentences == ("Códigos que o cadastro não tem (1): 5101837.",)


@pytest.mark.parametrize("body", [b"[]", b"{}", b'[{"id": 35, "nome": "x"}]', b'[{"id": 3550308}]'])
def test_another_list_is_refused(
    server: Replay, connect, register: pd.DataFrame, tmp_path: Path, body: bytes
) -> None:
    server.answers[LOCALITIES] = content(body)
    with connect() as service, pytest.raises(FetchError, match="a lista de municípios"):
        fetch_localities(service, tmp_path, register)


def test_pauses_grow_and_obey_what_the_server_asks_for(
    server: Replay, codes, monkeypatch, register, tmp_path
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", slept.append)
    server.answers[NEWEST] = aggregates(codes)
    late = "Fri, 31 Dec 2100 23:59:59 GMT"
    server.faults[NEWEST] = [
        refusal(503),
        refusal(503),
        refusal(429, Retry_After="7"),
        refusal(429, Retry_After=late),
    ]
    with Service(server.url, timeout=httpx.Timeout(20), patience=Patience()) as service:
        fetch_product(service, POPULATION, tmp_path, register)
    assert 1 <= slept[0] <= 2 <= slept[1] <= 3
    assert slept[2:] == [7, 60]


def test_offline_is_one_sentence(register: pd.DataFrame, tmp_path: Path) -> None:
    sentence = r"Não foi possível falar com 127\.0\.0\.1:9 \(sem conexão\)"
    with (
        Service("http://127.0.0.1:9", patience=Patience(attempts=1)) as service,
        pytest.raises(FetchError, match=sentence),
    ):
        fetch_product(service, POPULATION, tmp_path, register)


def test_a_password_in_the_address_is_not_written_down() -> None:
    assert without_password("https://eu:segredo@host.exemplo/x?y=1") == "https://host.exemplo/x?y=1"
    with Service("https://eu:segredo@host.exemplo/x") as service:
        assert service.host == "host.exemplo"
