"""`t360 fetch`: from an official source, replayed here, to what the product reads."""

import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from config.ibge import UFS
from config.settings import PROJECT_ROOT, Settings
from data_access.staging.files import StagedFile, active_imports
from geo.territory import load_territory
from tests.support.command_line import Answer, t360
from tests.support.ibge_double import LOCALITIES
from tests.support.official import aggregates, misocial, sidra, sidra_rows
from tests.support.replay import Replay, content, file, refusal, replay
from tests.support.rfb_double import company, establishment, month_files, write_month
from tests.support.trail import trail

POPULATION = "/api/v3/agregados/6579/periodos/2025/variaveis/9324"


@pytest.fixture
def server() -> Iterator[Replay]:
    with replay() as running:
        yield running


@pytest.fixture(scope="module")
def codes(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Every municipality of the register."""
    return list(load_territory(tmp_path_factory.mktemp("empty")).municipalities["code"])


@pytest.fixture
def fetch(server: Replay, tmp_path: Path):
    def run(*arguments: str | Path) -> Answer:
        names = {"IBGE": "", "SIDRA": "/sidra", "MISOCIAL": "/misocial", "RFB": "/cnpj"}
        addresses = {f"T360_{name}_URL": server.url + path for name, path in names.items()}
        return t360(tmp_path, "fetch", *arguments, **addresses)

    return run


def shown(command: str) -> str:
    """What the page of the command line says that the command prints."""
    page = (PROJECT_ROOT / "docs" / "linha-de-comando.md").read_text(encoding="utf-8")
    section = page.split(f"## {command}\n")[1].split("\n## ")[0]
    return section.split("```text\n")[1].split("```")[0]


def test_population_of_the_country_and_the_command_that_imports_it(
    server, codes, fetch, tmp_path: Path
) -> None:
    server.answers[POPULATION] = aggregates(codes)
    answer = fetch("ibge-populacao", "--year", "2025")
    file = tmp_path / "sources" / "ibge-populacao" / "populacao-2025.csv"
    assert answer.code == 0
    assert answer.out.replace(str(tmp_path), "dados") == shown("t360 fetch ibge-populacao")
    assert answer.out.endswith(f"t360 import socioeconomico {file}\n")
    imported = t360(tmp_path, *answer.out.splitlines()[1].split()[1:])
    assert "5.571 linhas aceitas de 5.571." in imported.out


def test_fetched_and_imported_at_once(
    server: Replay, codes: list[str], fetch, tmp_path: Path
) -> None:
    server.answers["/sidra/values/t/5938/n6/all/v/37/p/last 1"] = sidra(
        sidra_rows(codes, variable="37", unit="Mil Reais", year="2023")
    )
    answer = fetch("ibge-pib", "--service", "sidra", "--import")
    assert answer.code == 0, answer.err
    assert "5.571 linhas aceitas de 5.571." in answer.out
    assert "t360 import" not in answer.out
    (entry,) = trail(tmp_path)
    assert (entry.origin, entry.action) == ("linha de comando", "importacao_concluida")


def test_cadunico_of_a_month(server: Replay, codes: list[str], fetch) -> None:
    server.answers["/misocial"] = misocial(codes[1:], "202608")
    answer = fetch("cadunico", "--month", "2026-08", "--import")
    assert answer.code == 0, answer.err
    assert "Sem valor (1): Alta Floresta D'Oeste/RO." in answer.out
    assert "16.710 linhas aceitas de 16.710." in answer.out


def test_localities_go_to_the_territory(
    server: Replay, codes: list[str], fetch, tmp_path: Path
) -> None:
    region = {
        "id": 350001,
        "nome": "Imediata",
        "regiao-intermediaria": {"id": 3501, "nome": "Intermediária"},
    }
    listing = [
        {"id": int(code), "nome": "Lugar", "microrregiao": None, "regiao-imediata": region}
        for code in codes
    ]
    server.answers[LOCALITIES] = content(json.dumps(listing).encode())
    answer = fetch("ibge-localidades", "--import")
    assert answer.code == 0, answer.err
    rows = load_territory(tmp_path).municipalities
    assert set(rows["rgint_name"]) == {"Intermediária"}


def test_companies_of_a_month_downloaded_and_counted(server: Replay, fetch, tmp_path: Path) -> None:
    places = [
        establishment("00000001"),
        establishment("00000001", office="2"),
        establishment("00000002"),
    ]
    files = month_files(places, [company("00000001")], names={"7107": "SÃO PAULO"})
    for name, body in files.items():
        server.answers[f"/cnpj/2026-10/{name}"] = file(body)
    answer = fetch("rfb-empresas", "--month", "2026-10")
    assert answer.code == 0, answer.err
    path = tmp_path / "sources" / "rfb-empresas" / "2026-10" / "empresas-2026-10.csv"
    assert answer.out.replace(str(tmp_path), "dados") == shown("t360 fetch rfb-empresas")
    assert "7107;ME;2026-10;1" in path.read_text(encoding="utf-8")


def test_companies_go_in_with_their_profile(fetch, tmp_path: Path) -> None:
    places = [establishment("00000001"), establishment("00000002", "9707", uf="EX")]
    files = month_files(
        places, [company("00000001"), company("00000002")], names={"7107": "SÃO PAULO"}
    )
    folder = write_month(tmp_path / "files", files)
    answer = fetch("rfb-empresas", "--month", "2026-10", "--files", folder, "--import")
    assert answer.code == 0, answer.err + answer.out
    assert "28 linhas aceitas de 29" in answer.out
    (staged,) = active_imports_of(tmp_path, "empresas")
    frame = pd.read_parquet(staged.path)
    assert ("3550308", "ME", "2026-10", 1) in set(
        frame[["municipio", "porte", "competencia", "quantidade"]].itertuples(
            index=False, name=None
        )
    )


def test_companies_of_files_that_somebody_downloaded(fetch, tmp_path: Path) -> None:
    folder = write_month(tmp_path / "my files", month_files())
    answer = fetch("rfb-empresas", "--month", "2026-10", "--files", folder)
    assert answer.code == 0, answer.err
    assert f"{len(UFS)} linhas, 2026-10" in answer.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("rfb-empresas", "--files", "."), "acrescente --month AAAA-MM"),
        (
            ("rfb-empresas", "--month", "2026-13"),
            "Esperava em --month um mês como 2026-10 e veio “2026-13”.",
        ),
        (
            ("cadunico", "--month", "202608"),
            "Esperava em --month um mês como 2026-10 e veio “202608”.",
        ),
        (("ibge-pib", "--year", "12"), "um número inteiro a partir de 1990 até 2100"),
        (("ibge-pib", "--service", "outro"), "um destes: agregados, sidra"),
    ],
)
def test_what_cannot_be_asked_for_is_one_sentence(fetch, arguments, sentence: str) -> None:
    answer = fetch(*arguments)
    assert answer.code == 2
    assert sentence in answer.err
    assert answer.out == ""


def test_a_source_that_refuses_is_one_sentence_and_leaves_nothing(
    server: Replay, fetch, tmp_path: Path
) -> None:
    server.answers[POPULATION] = refusal(403, b"acesso negado")
    answer = fetch("ibge-populacao", "--year", "2025")
    assert answer.code == 2
    assert "resposta 403: “acesso negado”" in answer.err
    assert not (tmp_path / "sources").exists()
    assert active_imports_of(tmp_path, "socioeconomico") == []


def active_imports_of(home: Path, table: str) -> list[StagedFile]:
    return list(active_imports(Settings(home=home, _env_file=None), table))
