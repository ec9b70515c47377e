"""What comes in: every table, format, encoding and spelling of a place."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from config.settings import Settings
from data_access.importing.report import ImportReport
from data_access.importing.run import import_table
from data_access.staging.files import undo_import

Bring = Callable[..., ImportReport]
Active = Callable[..., list[tuple[Any, ...]]]
STOCK = "municipio;porte;competencia;quantidade\n"
ATTENDANCES = "id_atendimento;tipo_cliente;id_cliente;data_fim;municipio;uf_executora"
CPF = "529.982.247-25"


def test_a_good_file_comes_in_whole_and_typed(
    active: Active, settings: Settings, bring: Bring
) -> None:
    report = bring("empresas", STOCK + "3550308;ME;2025-10;1.234\n3304557;epp;11/2025;56\n")
    assert (report.status, report.read, report.accepted, report.rejected_rows) == ("ok", 2, 2, 0)
    assert (report.encoding, report.separator) == ("UTF-8", "ponto e vírgula (;)")
    assert report.sentence() == "2 linhas aceitas de 2."
    assert report.rejection_file is None
    assert active(settings, "empresas") == [
        ("3304557", "EPP", "2025-11", 56),
        ("3550308", "ME", "2025-10", 1234),
    ]


EXAMPLES = {
    "clientes": "tipo_cliente;id_cliente;aberta_em;pcd\nPF;529.982.247-25;01/02/2000;não\n",
    "pesquisas": "id_pesquisa,data,nps,comentario\n1,2025-01-02,10,meu cpf 52998224725\n",
    "contatos": "id_contato|aberto_em|canal|nota\n1|02/01/2025 10:30|WhatsApp|5\n",
    "socioeconomico": "municipio\tindicador\tano\tvalor\n3550308\tpib\t2021\t1234,5\n",
    "parceiros": (
        'id_parceiro;nome;tipo;municipio;latitude\nP1;"Sala; centro";Sala do'
        " Empreendedor;3550308;-23,55\n"
    ),
    "atendentes": "id_atendente;nome;uf\nMaria;Maria da Sé;SP\n",
    "equipes": "id_equipe;nome;uf\nE1;Time;São Paulo\n",
    "iniciativas": "id_iniciativa;nome;uf;tags;csn\nI1;Nome;35;#a, #b;1.500,00\n",
    "metas": (
        "indicador;nivel;territorio;ano;valor\nnps;UF;sp;2025;0,15\nnps;municipio;São"
        " Paulo/SP;2025;0,1\n"
        "nps;brasil;Brasil;2025;0,2\nnps;regiao;3;2025;0,2\nnps;mesorregiao;3515;2025;0,2\n"
    ),
    "criterios": "edicao;categoria;criterio;indicador;peso\n2025;Salas;Alcance;x;10\n",
    "atendimentos": f"{ATTENDANCES}\n1;PF;{CPF};2025-01-02;3550308;SP\n",
    "empresas": STOCK + "3550308;ME;2025-10;5\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("table", EXAMPLES)
def test_every_table_of_the_contract_comes_in_as_csv_and_as_parquet(
    municipalities: pd.DataFrame,
    active: Active,
    settings: Settings,
    bring: Bring,
    tmp_path: Path,
    table: str,
) -> None:
    read = bring(table, EXAMPLES[table])
    assert read.accepted == read.read > 0
    first = active(settings, table)
    duckdb.sql(
        f"SELECT * FROM read_csv('{tmp_path / 'fonte.csv'}', all_varchar=true)"
    ).write_parquet(str(tmp_path / "fonte.parquet"))
    undo_import(settings, read.import_id)
    again = import_table(settings, table, tmp_path / "fonte.parquet", municipalities=municipalities)
    assert (again.status, again.encoding) == ("ok", None)
    assert active(settings, table) == first


def test_targets_are_told_by_the_codes_of_their_level(
    active: Active, settings: Settings, bring: Bring
) -> None:
    bring("metas", EXAMPLES["metas"])
    assert active(settings, "metas", "nivel, territorio") == [
        ("brasil", "BR"),
        ("mesorregiao", "3515"),
        ("municipio", "3550308"),
        ("regiao", "3"),
        ("uf", "35"),
    ]


def test_typed_columns_of_parquet_need_no_guess(
    municipalities: pd.DataFrame, active: Active, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "x.parquet"
    duckdb.sql(
        "SELECT 3550308.0 AS Municipio, 'pib' AS indicador, 2021::SMALLINT AS ano, 1.234::DOUBLE AS"
        " valor, [1] AS outra"
    ).write_parquet(str(file))
    report = import_table(settings, "socioeconomico", file, municipalities=municipalities)
    assert active(settings, "socioeconomico") == [("3550308", "pib", 2021, 1.234, None)]
    assert report.unknown_columns == ("outra",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_make_no_difference(
    active: Active, settings: Settings, bring: Bring, encoding: str, newline: str
) -> None:
    text = "id_equipe;nome;uf\nE1;Ação \u201cjá\u201d;SP\nE2;Pará;PA\n"
    bring("equipes", text.replace("\n", newline).encode(encoding))
    assert active(settings, "equipes", "nome, uf") == [
        ("Ação \u201cjá\u201d", "SP"),
        ("Pará", "PA"),
    ]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("3550308", "3550308"),
        ("355030", "3550308"),
        ("3550308.0", "3550308"),
        ("2201919", "2201919"),
        ("São Paulo/SP", "3550308"),
        ("SAO PAULO - SP", "3550308"),
        ("são paulo (sp)", "3550308"),
        ("Santa Barbara D Oeste/SP", "3545803"),
        ("Bom Jesus/RS", "4302303"),
    ],
)
def test_a_municipality_is_found_by_code_or_by_name_in_its_uf(
    active: Active, settings: Settings, bring: Bring, written: str, code: str
) -> None:
    bring("empresas", STOCK + f"{written};ME;2025-10;5\n")
    assert active(settings, "empresas", "municipio") == [(code,)]


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("3550309", "municipio_digito_verificador"),
        ("3550407", "municipio_desconhecido"),
        ("1100000", "municipio_ignorado"),
        ("São Paulo", "municipio_sem_uf"),
        ("Sao Paolo/SP", "municipio_desconhecido"),
        ("São Paulo/RJ", "municipio_desconhecido"),
        ("", "obrigatorio_vazio"),
    ],
)
def test_nothing_is_found_by_similarity(bring: Bring, written: str, rule: str) -> None:
    report = bring(
        "empresas", STOCK + f"{written};ME;2025-10;5\n3550308;ME;2025-10;5\n", tolerant=True
    )
    assert (report.accepted, report.rejected) == (1, {rule: 1})


def test_a_column_uf_tells_municipalities_of_one_name_apart(
    active: Active, settings: Settings, bring: Bring
) -> None:
    rows = "Bom Jesus;ME;2025-10;5;SC\nbom jesus;ME;2025-10;6;Rio Grande do Sul\n"
    report = bring("empresas", STOCK.replace("\n", ";UF\n") + rows)
    assert report.unknown_columns == ()
    assert active(settings, "empresas", "municipio, quantidade") == [("4202404", 5), ("4302303", 6)]


def test_progress_grows_to_its_end(
    municipalities: pd.DataFrame, settings: Settings, tmp_path: Path
) -> None:
    seen: list[tuple[float | None, str]] = []
    (tmp_path / "x.csv").write_text(EXAMPLES["empresas"])
    import_table(
        settings,
        "empresas",
        tmp_path / "x.csv",
        municipalities=municipalities,
        progress=lambda fraction, label: seen.append((fraction, label)),
    )
    fractions = [fraction for fraction, _ in seen if fraction is not None]
    assert fractions == sorted(fractions)
    assert seen[-1] == (1.0, "Importação concluída")
