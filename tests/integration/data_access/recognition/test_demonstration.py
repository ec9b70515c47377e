"""The recognition of the demonstration, of a country of a dozen Salas."""

from pathlib import Path

import pytest

from config.settings import Settings
from data_access.operational.actor import COMMAND_LINE, Actor
from data_access.recognition.committee import committee
from data_access.recognition.demonstration import LEAST, demonstrate
from data_access.recognition.states import State
from indicators.scope import Access
from tests.support.command_line import t360
from tests.support.steward import BELO_HORIZONTE, CONTAGEM, succeed

SALAS = range(LEAST + 2)


def tables() -> dict[str, str]:
    partners = ["id_parceiro;nome;tipo;municipio;situacao"]
    partners += [
        f"S{n};Sala {n};Sala do Empreendedor;{(BELO_HORIZONTE, CONTAGEM)[n % 2]};ativa"
        for n in SALAS
    ]
    teams = ["id_equipe;nome;uf", "E1;Norte;MG", "E2;Sul;MG"]
    rows = ["id_atendimento;tipo_cliente;id_cliente;data_fim;porte;municipio;uf_executora;valido;"
            "situacao;canal;parceiro;equipe"]  # fmt: skip
    rows += [
        f"A{n}-{k};PJ;C{n}-{k // 2};{28 if n % 2 else 3 + k}/0{1 + k % 6}/2026;ME;{BELO_HORIZONTE};"
        f"MG;sim;Concluído;WhatsApp;S{n};E{1 + n % 2}"
        for n in SALAS
        for k in range(8 + n)
    ]
    return {
        name: "\n".join(lines) + "\n"
        for name, lines in (("parceiros", partners), ("equipes", teams), ("atendimentos", rows))
    }


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    home = tmp_path / "home"
    for table, text in tables().items():
        (tmp_path / f"{table}.csv").write_text(text, encoding="utf-8")
        succeed(t360(home, "import", table, tmp_path / f"{table}.csv"))
    edition = succeed(t360(home, "build")).out.split()[-1]
    succeed(t360(home, "editions", "publish", edition))
    return Settings(home=home, threads=1, memory_limit="1GB", _env_file=None)


def test_there_is_a_sealed_edition_an_open_one_with_cases_and_an_appeal(settings: Settings) -> None:
    edition = (settings.home / "editions" / "current").read_text(encoding="utf-8").split()[0]
    for _ in range(2):  # a second demonstration takes the place of the first
        assert demonstrate(settings, edition, Actor("eu", COMMAND_LINE))
    door = committee(settings, Access.everything(), COMMAND_LINE, "Ana Ribeiro")
    states = {record.scope: record.state for record in door.editions()}
    assert states == {"BR": State.ANNOUNCED, "MG": State.REVIEW}
    salas, teams = sorted(door.editions(), key=lambda record: record.scope)
    assert door.reproduce(salas.slug)[0]
    assert [appeal.state for appeal in door.appeals(salas.slug)] == ["aberto"]
    competing = [
        unit for unit in door.sealed(salas.slug).units("salas").values() if unit["concorre"]
    ]
    assert len(competing) >= LEAST // 3
    assert {case.unit for case in door.cases(teams.slug)} <= {"E1", "E2"}
    assert all(record.demonstration for record in door.editions())


def test_a_demonstration_of_hardly_anybody_has_none(own) -> None:
    found = Settings(home=own.home, threads=1, memory_limit="1GB", _env_file=None)
    assert not demonstrate(found, own.edition, Actor("eu", COMMAND_LINE))
    assert committee(found, Access.everything(), COMMAND_LINE).editions() == []
