"""What does not come in: files refused whole, rows rejected, people never shown."""

import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from config.errors import UserError
from config.settings import Settings
from data_access.base.hash_keys import hash_key
from data_access.base.pseudonym import pseudonym
from data_access.importing.report import ImportReport
from data_access.importing.run import import_table
from data_access.operational.engine import operational_engine
from data_access.operational.models import ImportRun
from data_access.sources.errors import ImportRefusedError
from data_access.sources.examine import DAMAGED_UTF8
from data_access.staging.files import active_imports, undo_import
from tests.support.tiers import few

Bring = Callable[..., ImportReport]
Active = Callable[..., list[tuple[Any, ...]]]
Rejected = Callable[[ImportReport], list[list[str]]]
STOCK = "municipio;porte;competencia;quantidade\n"
ATTENDANCES = "id_atendimento;tipo_cliente;id_cliente;data_fim;municipio;uf_executora"
CPF = "529.982.247-25"
STOCK_FILE = STOCK + "3550308;ME;2025-10;5\n"
CLIENTS_FILE = "tipo_cliente;id_cliente;aberta_em;pcd\nPF;529.982.247-25;01/02/2000;não\n"


def test_people_are_hashed_alike_in_every_table_and_nowhere_to_be_read(
    active: Active, settings: Settings, bring: Bring, tmp_path: Path
) -> None:
    bring("clientes", f"tipo_cliente;id_cliente\nPF;{CPF}\n", name="clientes.csv")
    rows = [
        f"1;PF;{CPF};2025-01-02;3550308;SP;Maria Raposo",
        "2;PF;52998224725;2025-01-02;3550308;SP;Maria Raposo",
        f"3;PF;{CPF};ontem;3550308;SP;Maria Raposo",
        f"4;PF;{CPF};2025-01-02;3550308;SP;Maria Raposo;a mais",
        f"5;PF;{CPF};2025-01-02;de {CPF};SP;Maria Raposo",
        f'6;PF;"{CPF};2025-01-02;3550308;SP;Maria Raposo',
    ]
    report = bring(
        "atendimentos", ATTENDANCES + ";atendente\n" + "\n".join(rows) + "\n", tolerant=True
    )
    who = pseudonym(CPF, hash_key(settings))
    assert active(settings, "clientes", "id_cliente") == [(who,)]
    assert active(settings, "atendimentos", "id_atendimento, id_cliente") == [
        ("1", who),
        ("2", who),
    ]
    assert (report.rejected_rows, sum(report.rejected.values())) == (4, 4)
    everything = [file for file in settings.home.rglob("*") if file.is_file()]
    assert len(everything) >= 5
    for secret in (b"529.982.247-25", b"52998224725", b"Maria", b"Raposo"):
        assert [file for file in everything if secret in file.read_bytes()] == []
        assert secret.decode() not in repr(report)
    assert report.rejection_file is not None
    if sys.platform != "win32":
        assert stat.S_IMODE(report.rejection_file.stat().st_mode) == 0o600


def test_a_header_that_is_a_row_of_people_is_told_by_its_form(
    settings: Settings, bring: Bring
) -> None:
    person = (CPF, "Maria Raposo", "maria@exemplo.com", "(11) 91234-5678")
    with pytest.raises(ImportRefusedError, match="parece ser de dados") as refusal:
        bring("atendimentos", ";".join(person) + "\n1;2;3;4\n")
    assert "999.999.999-99, xxxxx xxxxxx" in str(refusal.value)
    report = bring(
        "empresas", f"{STOCK.strip()};{CPF};maria@exemplo.com\n3550308;ME;2025-10;5;1;2\n"
    )
    assert report.unknown_columns == ("999.999.999-99", "xxxxx@xxxxxxx.xxx")
    everything = [file.read_bytes() for file in settings.home.rglob("*") if file.is_file()]
    for secret in person:
        assert not [content for content in everything if secret.encode() in content]


def test_each_violation_is_listed_and_its_row_counted_once(
    rejected: Rejected, bring: Bring
) -> None:
    body = f'1;PJ;"a\nb";2025-01-02;3550308;SP\n2;XX;{CPF};31/02/2025;=1+1;ZZ\n'
    report = bring("atendimentos", f"{ATTENDANCES}\n{body}3;PF;x\n", tolerant=True)
    assert (report.read, report.accepted, report.rejected_rows) == (3, 1, 2)
    assert report.rejected == {
        "valor_fora_da_lista": 1,
        "data_invalida": 1,
        "municipio_desconhecido": 1,
        "uf_desconhecida": 1,
        "colunas_a_menos": 1,
    }
    text = "2;XX;(protegido);31/02/2025;=1+1;ZZ"
    assert rejected(report) == [
        ["4", "tipo_cliente", "valor_fora_da_lista", "XX", text],
        ["4", "data_fim", "data_invalida", "31/02/2025", text],
        ["4", "municipio", "municipio_desconhecido", "'=1+1", text],
        ["4", "uf_executora", "uf_desconhecida", "ZZ", text],
        ["5", "", "colunas_a_menos", "", "9;xx;x"],
    ]


REFUSALS = {
    "vazio": ("empresas", b"", "está vazio"),
    "sem linhas": ("empresas", STOCK, "só tem o cabeçalho"),
    "tabela": ("empresa", STOCK, "A tabela “empresa” não existe"),
    "coluna": (
        "empresas",
        "municipio;porte;qtd\n3550308;ME;1\n",
        (
            r"não encontrei competencia e quantidade, que a tabela empresas exige .*encontradas"
            r" são: municipio, porte, qtd"
        ),
    ),
    "parecida": (
        "empresas",
        STOCK.replace("quantidade", "Quantidades"),
        "Seria “Quantidades” a coluna quantidade?",
    ),
    "repetida": ("empresas", STOCK.replace("\n", ";Município\n"), "mais de uma coluna municipio"),
    "binário": ("empresas", bytes(range(256)) * 9, "não é texto nem outro formato"),
    "compactado": ("empresas", b"PK\x03\x04 xlsx", r"\(ZIP\) está incompleto ou danificado"),
    "parquet danificado": ("empresas", b"PAR1 e mais nada", "incompleto ou danificado"),
    "rejeições": (
        "empresas",
        STOCK + "3550308;ME;2025-10;x\n9;ME;2025-10;1\n3550308;ME;2025-10;1\n",
        r"De 3 linhas de “fonte\.csv”, 2 \(66,7 %\) não cumprem .* o limite é 5,0 %: "
        "não é número inteiro: 1; município que não se reconhece: 1",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_what_cannot_come_in_is_refused_in_one_sentence_and_changes_nothing(
    settings: Settings, bring: Bring, case: str
) -> None:
    bring("empresas", STOCK + "3304557;ME;2025-10;7\n", name="antes.csv")
    before = (active_imports(settings, "empresas"), sorted(settings.staging_folder.rglob("*")))
    table, content, sentence = REFUSALS[case]
    with pytest.raises(
        UserError, match=sentence.replace("?", r"\?") if case == "parecida" else sentence
    ):
        bring(table, content)
    assert (
        active_imports(settings, "empresas"),
        sorted(settings.staging_folder.rglob("*")),
    ) == before


def test_a_refusal_for_its_rows_tells_them_all(
    rejected: Rejected, settings: Settings, bring: Bring
) -> None:
    with pytest.raises(ImportRefusedError) as caught:
        bring("empresas", STOCK + "3550308;ME;2025-10;x\n")
    report = caught.value.report
    assert report is not None
    assert (report.status, report.accepted, report.rejected) == (
        "recusado",
        0,
        {"inteiro_invalido": 1},
    )
    assert [row[:4] for row in rejected(report)] == [["2", "quantidade", "inteiro_invalido", "x"]]
    with Session(operational_engine(settings)) as session:
        run = session.scalars(sa.select(ImportRun)).one()
    assert (run.status, run.rows_read, run.rows_rejected, run.rules) == (
        "recusado",
        1,
        1,
        {"inteiro_invalido": 1},
    )


def test_an_unknown_profile_and_a_missing_file_are_refused(
    municipalities: pd.DataFrame, settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match=r"O perfil “rfb” não existe\. Os perfis são: padrao"):
        import_table(
            settings, "empresas", tmp_path / "x", profile="rfb", municipalities=municipalities
        )
    with pytest.raises(UserError, match="Não encontrei o arquivo"):
        import_table(settings, "empresas", tmp_path / "x", municipalities=municipalities)
    nested = tmp_path / "x.parquet"
    duckdb.sql(
        "SELECT {'a': 1} AS municipio, 1 AS porte, 1 AS competencia, 1 AS quantidade"
    ).write_parquet(str(nested))
    with pytest.raises(UserError, match="do tipo STRUCT"):
        import_table(settings, "empresas", nested, municipalities=municipalities)


def test_the_threshold_itself_is_still_accepted(settings: Settings, bring: Bring) -> None:
    rows = [f"3550308;ME;2025-{1 + n % 12:02d};{n}\n" for n in range(12)]
    at_limit = [f"{2000 + n}-01" for n in range(19)]
    body = "".join(f"3550308;EPP;{month};1\n" for month in at_limit)
    assert bring("empresas", STOCK + body + "x;ME;2025-01;1\n").rejected_rows == 1
    with pytest.raises(UserError, match="o limite é"):
        bring("empresas", STOCK + "".join(rows) + "x;ME;2025-01;1\n")


def test_another_key_is_refused_while_rows_of_the_former_are_active(
    municipalities: pd.DataFrame, settings: Settings, bring: Bring
) -> None:
    report = bring("clientes", CLIENTS_FILE)
    other = settings.model_copy(
        update={"hash_key": Settings(hash_key="outra chave bem comprida").hash_key}
    )
    file = settings.home.parent / "c.csv"
    file.write_text(CLIENTS_FILE + "PF;2;;\n")
    with pytest.raises(UserError, match="A chave dos identificadores mudou"):
        import_table(other, "clientes", file, municipalities=municipalities)
    undo_import(settings, report.import_id)
    assert import_table(other, "clientes", file, municipalities=municipalities).status == "ok"


def test_another_key_is_refused_beside_people_of_another_table(
    municipalities: pd.DataFrame, settings: Settings, bring: Bring, tmp_path: Path
) -> None:
    report = bring("atendimentos", f"{ATTENDANCES}\nA1;PF;{CPF};2025-01-02;3550308;SP\n")
    other = settings.model_copy(
        update={"hash_key": Settings(hash_key="outra chave bem comprida").hash_key}
    )
    file = tmp_path / "c.csv"
    file.write_text(CLIENTS_FILE, "utf-8")
    with pytest.raises(UserError, match="A chave dos identificadores mudou"):
        import_table(other, "clientes", file, municipalities=municipalities)
    undo_import(settings, report.import_id)
    assert import_table(other, "clientes", file, municipalities=municipalities).status == "ok"


def test_damaged_characters_reject_their_row_alone(settings: Settings, bring: Bring) -> None:
    body = "".join(f"E{n};Ação {n};SP\n" for n in range(40)).encode() + b"E40;A\xe7\xe3o;SP\n"
    report = bring("equipes", b"id_equipe;nome;uf\n" + body)
    assert (report.encoding, report.accepted, report.rejected) == (
        DAMAGED_UTF8,
        40,
        {"caractere_perdido": 1},
    )


def test_a_file_that_changes_while_it_is_read_is_refused(
    settings: Settings, bring: Bring, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from data_access.importing import job

    original = job.write_accepted

    def slow(*args: Any) -> int:
        (tmp_path / "fonte.csv").write_text("outra coisa")
        return original(*args)

    monkeypatch.setattr(job, "write_accepted", slow)
    with pytest.raises(UserError, match="mudou enquanto era lido"):
        bring("empresas", STOCK_FILE)
    assert active_imports(settings, "empresas") == []


LINES = st.lists(st.text(alphabet='3550308;ME2-1,"x\né', max_size=30), max_size=12)


def test_the_limit_of_bad_rows_is_over_the_rows_that_are_data(bring: Bring) -> None:
    again = STOCK * 195  # the header, as pages pasted one below the other have it: no data
    bad = "3550308;ME;2025-11;x\n" * 4
    with pytest.raises(ImportRefusedError, match=r"De 5 linhas de dados .* 4 \(80,0 %\)"):
        bring("empresas", STOCK_FILE + again + bad)


def test_a_source_of_which_nothing_is_data_is_refused_as_such(bring: Bring) -> None:
    with pytest.raises(ImportRefusedError, match="só tem o cabeçalho e o que não é dado"):
        bring("empresas", STOCK + "Fonte: IBGE\n")


@hypothesis_settings(
    max_examples=few(10, everything=40), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(LINES, st.sampled_from(["utf-8", "cp1252", "utf-16"]))
def test_whatever_comes_no_row_is_lost(
    municipalities: pd.DataFrame,
    rejected: Rejected,
    active: Active,
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[str],
    encoding: str,
) -> None:
    folder = tmp_path_factory.mktemp("x")
    file = folder / "x.csv"
    file.write_bytes((STOCK + "3550308;ME;2025-10;1\n" + "\n".join(lines)).encode(encoding))
    settings = Settings(home=folder / "home", rejection_threshold=1.0)
    report = import_table(settings, "empresas", file, municipalities=municipalities)
    assert (
        report.read
        == report.accepted
        + report.rejected_rows
        + report.repeated_keys
        + report.conflicting_keys
        + sum(report.left_out.values())
    )
    assert len(active(settings, "empresas")) == report.accepted
    lines_rejected = {row[0] for row in rejected(report)} if report.rejected_rows else set()
    assert len(lines_rejected) == report.rejected_rows
