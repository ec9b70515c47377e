"""`t360 titular`: previewed, told in words, and without the document anywhere."""

import io
import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.integration.conftest import Filled
from tests.support.command_line import t360
from tests.support.steward import ATTENDANCES
from tests.support.trail import trail

CPF = "111.444.777-35"


def test_an_erasure_is_previewed_and_says_which_editions_keep_the_rows(own: Filled) -> None:
    asked = ("titular", "apagar", "C1", "--code")
    shown = t360(own.home, *asked)
    assert "Seria apagado:\n  atendimentos: 2 linhas, de 10/01/2026 a 10/05/2026" in shown.out
    assert f"edição {own.edition} (publicada): construa outra (`t360 build`)" in shown.out
    assert "`t360 editions prune --keep 0 --yes`" in shown.out
    assert "repita com --confirmar" in shown.err
    assert "Nenhum pedido" in t360(own.home, "titular", "pedidos").out
    done = t360(own.home, *asked, "--confirmar")
    assert "Apagado:" in done.out
    assert re.search(r"Protocolo \d{8}-[0-9a-f]{8}", done.err)
    listed = t360(own.home, "titular", "pedidos").out
    assert f"ainda contém as linhas: edição {own.edition} (publicada)" in listed
    assert "Cópias de segurança de antes ainda a têm" in done.err
    again = t360(own.home, *asked)
    assert "Não há dados desta pessoa nas tabelas" in again.out
    assert "Nada há a apagar" in again.err
    assert "--confirmar" not in again.err
    sound = t360(own.home, "doctor").out
    assert "arquivos íntegros" in sound
    assert [entry.action for entry in trail(own.home)][-1] == "titular_apagado"


def test_a_document_need_not_stand_in_the_history_of_the_shell(
    own: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{CPF}\n"))
    answer = t360(own.home, "titular", "confirmar")
    assert answer.code == 0
    assert "Não há dados desta pessoa aqui." in answer.out
    assert "444" not in answer.out + answer.err


def test_open_requests_have_a_term(own: Filled) -> None:
    protocol = t360(
        own.home, "titular", "abrir", "exportar", "--received", "2026-01-02"
    ).out.strip()
    assert f"{protocol}  exportar   recebido em 02/01/2026  ATRASADO: venceu em 17/01/2026" in (
        t360(own.home, "titular", "pedidos", "--pending").out
    )
    (row,) = json.loads(t360(own.home, "titular", "pedidos", "--format", "json").out)
    assert (row["protocolo"], row["atrasado"], row["respondido_em"]) == (protocol, True, None)
    assert "encerrado" in t360(own.home, "titular", "encerrar", protocol, "sem prova").out
    assert "depois do prazo: sem prova" in t360(own.home, "titular", "pedidos").out


def test_mistakes_are_told_without_the_document(own: Filled) -> None:
    wrong = t360(own.home, "titular", "confirmar", "111.444.777-36")
    assert (wrong.code, "444" in wrong.err) == (2, False)
    assert "Esperava um CPF" in wrong.err
    pair = t360(own.home, "titular", "corrigir", "porte", "--document", CPF)
    assert "Esperava COLUNA=VALOR" in pair.err


def test_the_key_is_rotated_after_it_was_shown_what_that_reaches(own: Filled) -> None:
    assert "nunca foi trocada" in t360(own.home, "key", "show").out
    shown = t360(own.home, "key", "rotate")
    assert "Seria refeito com a chave nova:\n  atendimentos: " in shown.out
    assert "Fica como é: 1 edição já construída, e o que se decidiu nela." in shown.out
    assert "repita com --confirmar" in shown.err
    done = t360(own.home, "key", "rotate", "--confirmar")
    assert "Refeito com a chave nova:\n  atendimentos: " in done.out
    told = t360(own.home, "key", "show").out
    assert told.splitlines()[0] in done.out
    assert "trocada em" in told
    found = t360(own.home, "titular", "confirmar", "C1", "--code").out
    assert "atendimentos: 2 linhas" in found
    assert "Chave dos identificadores: secret.key, na pasta dos dados, trocada 1 vez" in (
        t360(own.home, "doctor").out
    )


@pytest.mark.parametrize("kind", ["confirmar", "exportar", "apagar"])
def test_nobody_is_answered_with_another_key_than_that_of_the_rows(
    own: Filled, tmp_path: Path, kind: str
) -> None:
    rest = {"exportar": [str(tmp_path / "saida")], "apagar": ["--confirmar"]}.get(kind, [])
    where = [*rest, "C1"] if kind == "exportar" else ["C1", *rest]
    other = t360(own.home, "titular", kind, *where, "--code", T360_HASH_KEY="x" * 20)
    assert (other.code, "não é a das importações ativas" in other.err) == (2, True)
    assert "Nenhum pedido" in t360(own.home, "titular", "pedidos").out


@pytest.mark.parametrize("kind", ["confirmar", "apagar"])
def test_nobody_is_answered_where_the_rows_are_not(own: Filled, tmp_path: Path, kind: str) -> None:
    shared = f"sqlite:///{own.home / 'operational.db'}"
    rest = ["--confirmar"] if kind == "apagar" else []
    away = tmp_path / "outra"
    asked = ("titular", kind, "C1", "--code", *rest)
    without_key = t360(away, *asked, T360_OPERATIONAL_URL=shared)
    assert (without_key.code, "Não há chave" in without_key.err) == (2, True)
    (tmp_path / "x.csv").write_text(ATTENDANCES, encoding="utf-8")
    imported = t360(away, "import", "atendimentos", tmp_path / "x.csv", T360_OPERATIONAL_URL=shared)
    assert (imported.code, "Não há chave" in imported.err) == (2, True)
    assert not list(away.glob("secret.*"))
    away.mkdir(exist_ok=True)
    shutil.copy(own.home / "secret.key", away)
    without_rows = t360(away, *asked, T360_OPERATIONAL_URL=shared)
    assert (without_rows.code, "não se sabe se há dados" in without_rows.err) == (2, True)
    assert "Nenhum pedido" in t360(own.home, "titular", "pedidos").out
    kept = t360(away, "retention", T360_OPERATIONAL_URL=shared)
    assert "não se pode olhar se as linhas passaram do prazo" in kept.err
    assert "Nada passou do prazo" not in kept.err
