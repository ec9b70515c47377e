"""Crosswalks are one-to-one or they are refused, with every reason at once."""

import json
from pathlib import Path

import pandas as pd
import pytest

from data_access.places.crosswalk import (
    EMBEDDED,
    CrosswalkError,
    find_crosswalk,
    problems,
    require_crosswalk,
    stored_path,
)
from data_access.places.install import install_crosswalk

SAO_PAULO, RIO, BRASILIA = "3550308", "3304557", "5300108"
KNOWN = [SAO_PAULO, RIO, BRASILIA]


def install(home: Path, text: str | bytes, system: str = "tse", **columns: str) -> str:
    file = home / "de_para.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return install_crosswalk(home, system, file, municipalities=KNOWN, **columns).sentence()


def refusal(home: Path, text: str | bytes, **columns: str) -> str:
    with pytest.raises(CrosswalkError) as error:
        install(home, text, **columns)
    assert not stored_path(home, "tse").exists()
    return str(error.value)


def test_the_embedded_tom_has_every_municipality_of_the_register_once(
    register: pd.DataFrame,
) -> None:
    tom = require_crosswalk(Path("no folder"), "tom")
    assert sorted(tom.pairs.values()) == sorted(register["code"])
    assert len(tom.pairs) == 5571
    assert {len(code) for code in tom.pairs} == {4}
    assert (tom.pairs["7107"], tom.pairs["0001"], tom.pairs["1182"]) == (
        SAO_PAULO,
        "1100106",
        "5101837",
    )
    assert not tom.installed


def test_the_embedded_crosswalk_passes_its_own_check(register: pd.DataFrame) -> None:
    pairs = json.loads((EMBEDDED / "tom.json").read_text(encoding="utf-8"))["pairs"]
    rows = [(code, code, ibge) for code, ibge in pairs.items()]
    assert list(problems("tom", rows, register["code"])) == []


def test_an_installed_crosswalk_is_used_and_replaces_the_embedded_one(tmp_path: Path) -> None:
    told = install(tmp_path, f"codigo;codigo_ibge\n71072;{SAO_PAULO}\n123;{RIO}\n")
    assert told == "De-para do TSE instalado: 2 municípios; 1 ficou sem código (5300108)."
    tse = require_crosswalk(tmp_path, "tse")
    assert (tse.pairs, tse.installed) == ({"00123": RIO, "71072": SAO_PAULO}, True)
    assert tse.source.startswith("de_para.csv, ")
    install(tmp_path, f"codigo;codigo_ibge\n7;{SAO_PAULO}\n", "tom")
    assert require_crosswalk(tmp_path, "tom").pairs == {"0007": SAO_PAULO}


@pytest.mark.parametrize(
    "text",
    [
        f"\ufeffCódigo,Código IBGE\r\n71072,{SAO_PAULO}\r\n\r\n",
        f'"codigo"\t"nome"\t"codigo_ibge"\n"71072"\t"São\nPaulo"\t" {SAO_PAULO} "\n',
        f"codigo;nome;codigo_ibge\n71072;São Paulo;{SAO_PAULO}\nNA;Rio;{RIO}\n".encode("latin-1"),
    ],
)
def test_a_crosswalk_is_read_as_spreadsheets_write_it(tmp_path: Path, text: str | bytes) -> None:
    install(tmp_path, text)
    assert require_crosswalk(tmp_path, "tse").pairs == {"71072": SAO_PAULO}


def test_every_problem_is_told_at_once_and_nothing_changes(tmp_path: Path) -> None:
    rows = [
        f"71072;{SAO_PAULO}",
        f"071072;{RIO}",
        f"71072;{RIO}",
        f"9;{SAO_PAULO}",
        "8;3550309",
        "7;3509502",
        "6;",
    ]
    told = refusal(tmp_path, "\n".join(["codigo;codigo_ibge", *rows]))
    assert told == (
        "O de-para “de_para.csv” não é de um para um (6 problemas): "
        "linha 3: “071072” não é um código de até 5 dígitos; "
        f"linha 4: o código 71072 já está em linha 2, com {SAO_PAULO}; "
        f"linha 5: o município {SAO_PAULO} já está em linha 2, com 71072; "
        "linha 6: “3550309” não é um código do IBGE de sete dígitos; "
        "linha 7: o código 3509502 não está no cadastro de municípios; "
        "linha 8: “” não é um código do IBGE de sete dígitos."
    )


def test_leading_zeros_do_not_make_two_codes_of_one(tmp_path: Path) -> None:
    told = refusal(tmp_path, f"codigo;codigo_ibge\n00123;{SAO_PAULO}\n123;{RIO}\n")
    assert "o código 123 já está em linha 2" in told


def test_many_problems_are_counted(tmp_path: Path) -> None:
    told = refusal(
        tmp_path, "codigo;codigo_ibge\n" + "".join(f"{code};1\n" for code in range(1, 31))
    )
    assert "(30 problemas)" in told
    assert told.endswith("; e mais 10.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a;b\n1;2\n", "esperava uma coluna codigo e encontrei 0; as colunas são: a;b."),
        ("codigo;Código;codigo_ibge\n", "esperava uma coluna codigo e encontrei 2"),
        (b"PK\x03\x04\0\0", "não é um CSV"),
        ("codigo;codigo_ibge\n;3550308\n", "não tem nenhum código"),
    ],
)
def test_a_file_that_is_no_crosswalk_is_refused(
    tmp_path: Path, text: str | bytes, said: str
) -> None:
    assert said in refusal(tmp_path, text)


def test_columns_of_another_name_can_be_named(tmp_path: Path) -> None:
    install(
        tmp_path,
        f"id_TSE,id_munic_7\n71072,{SAO_PAULO}\n",
        code_column="id_tse",
        ibge_column="id_munic_7",
    )
    assert require_crosswalk(tmp_path, "tse").pairs == {"71072": SAO_PAULO}


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(CrosswalkError, match="Não consegui ler"):
        install_crosswalk(tmp_path, "tse", tmp_path / "nada.csv", municipalities=KNOWN)


def test_a_crosswalk_that_there_is_not_says_how_to_have_one(tmp_path: Path) -> None:
    assert find_crosswalk(tmp_path, "bcb") is None
    with pytest.raises(
        CrosswalkError, match=r"códigos do Banco Central .* `t360 geo crosswalk bcb ARQUIVO`"
    ):
        require_crosswalk(tmp_path, "bcb")


@pytest.mark.parametrize("text", ["[", "{}", '{"source": "x", "pairs": 3}'])
def test_a_damaged_crosswalk_is_not_used(tmp_path: Path, text: str) -> None:
    stored_path(tmp_path, "tse").parent.mkdir(parents=True)
    stored_path(tmp_path, "tse").write_text(text, encoding="utf-8")
    with pytest.raises(CrosswalkError, match="danificado"):
        find_crosswalk(tmp_path, "tse")


def test_a_stored_crosswalk_that_is_not_one_to_one_is_not_used(tmp_path: Path) -> None:
    stored_path(tmp_path, "tse").parent.mkdir(parents=True)
    pairs = {"00001": SAO_PAULO, "00002": SAO_PAULO}
    stored_path(tmp_path, "tse").write_text(
        json.dumps({"source": "x", "pairs": pairs}), encoding="utf-8"
    )
    with pytest.raises(CrosswalkError, match="não é de um para um"):
        find_crosswalk(tmp_path, "tse")
