"""`t360 access`: accounts and what they may do, from the command line."""

import json
from pathlib import Path

import pytest

from config.settings import Settings
from data_access.identity.accounts import Vouched
from data_access.identity.sessions import begin_session, standing_of
from tests.support.command_line import t360
from tests.support.trail import trail


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "dados"


def test_accounts_are_given_rights_and_lose_them(home: Path) -> None:
    assert "Ainda não há contas" in t360(home, "access").err
    settings = Settings(home=home, _env_file=None)
    token = begin_session(settings, Vouched("https://a", "rui-1", "Rui"), "Firefox", None)
    standing = standing_of(settings, token)
    assert standing is not None
    code = standing.account.code
    assert "nenhum acesso dado aqui" in t360(home, "access", "list").out
    given = t360(home, "access", "grant", code, "coordenacao", "--place", "MG", "--place", "SP")
    assert "coordenação de MG e SP" in given.out
    committee = ("comite_reconhecimento", "--edition", "*", "--until", "2099-12-31")
    assert "em todas as edições" in t360(home, "access", "grant", code, *committee).out
    listed = t360(home, "access", "list").out
    assert "1: coordenação de MG e SP (dado em" in listed
    assert "até 31/12/2099" in listed
    rows = json.loads(t360(home, "access", "list", "--format", "json").out)
    assert {row["desativada"] for row in rows} == {False}
    assert [(row["numero"], row["papel"], row["onde"]) for row in rows] == [
        (1, "coordenacao", ["MG", "SP"]),
        (2, "comite_reconhecimento", ["BR"]),
    ]
    assert "Acesso 1 retirado." in t360(home, "access", "revoke", "1").out
    assert "Não há acesso de número 1" in t360(home, "access", "revoke", "1").err
    assert "desativada" in t360(home, "access", "disable", code).out
    kept_out = t360(home, "access", "grant", code, "executivo")
    assert (kept_out.code, "A conta está desativada" in kept_out.err) == (0, True)
    rows = json.loads(t360(home, "access", "list", "--format", "json").out)
    assert {row["desativada"] for row in rows} == {True}
    assert standing_of(settings, token) is None
    assert "reativada" in t360(home, "access", "disable", code, "--undo").out
    assert [entry.action for entry in trail(home)] == [
        "entrada",
        "acesso_dado",
        "acesso_dado",
        "acesso_retirado",
        "conta_desativada",
        "saida",
        "acesso_dado",
        "conta_reativada",
    ]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("000000000000", "executivo"), "Não há conta de código “000000000000”"),
        (("000000000000", "chefe"), "Não há o papel “chefe”"),
        (("000000000000", "coordenacao"), "Este acesso não se entende"),
        (("000000000000", "coordenacao", "--place", "mg"), "Este acesso não se entende"),
        (
            ("000000000000", "comite_reconhecimento", "--place", "MG", "--edition", "naoexiste"),
            "Não encontrei a edição de reconhecimento “naoexiste”",
        ),
        (("000000000000", "executivo", "--until", "2020-01-01"), "terminaria antes de começar"),
    ],
)
def test_what_cannot_be_given_is_refused_in_a_sentence(
    home: Path, given: tuple[str, ...], told: str
) -> None:
    assert told in t360(home, "access", "grant", *given).err
