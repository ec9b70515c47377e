"""From files to active rows, and everything that refuses them."""

import csv
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
from data_access.editions.durable import locked
from data_access.importing import (
    ImportRefusedError,
    ImportReport,
    active_imports,
    active_rows_sql,
    import_table,
    undo_demonstration,
    undo_import,
)
from data_access.operational import AuditEntry, ImportRun, operational_engine
from data_access.pseudonym import hash_key, pseudonym

MUNICIPALITIES = pd.DataFrame(
    [
        ("3550308", "São Paulo", "SP"),
        ("3304557", "Rio de Janeiro", "RJ"),
        ("2201919", "Bom Princípio do Piauí", "PI"),
        ("3500709", "Águas de Santa Bárbara", "SP"),
        ("4202404", "Bom Jesus", "SC"),
        ("4302303", "Bom Jesus", "RS"),
        ("3545803", "Santa Bárbara d'Oeste", "SP"),
    ],
    columns=["code", "name", "uf"],
)
STOCK = "municipio;porte;competencia;quantidade\n"
ATTENDANCES = "id_atendimento;tipo_cliente;id_cliente;data_fim;municipio;uf_executora"
CPF = "529.982.247-25"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", rejection_threshold=0.05)


@pytest.fixture
def bring(settings: Settings, tmp_path: Path) -> Callable[..., ImportReport]:
    """Write a file and import it; `tolerant` accepts up to 99 % of bad rows."""

    def bring(table: str, content: str | bytes, *, name: str = "fonte.csv", tolerant: bool = False) -> ImportReport:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        used = settings.model_copy(update={"rejection_threshold": 0.99}) if tolerant else settings
        return import_table(used, table, file, municipalities=MUNICIPALITIES)

    return bring


Bring = Callable[..., ImportReport]


def active(settings: Settings, table: str, columns: str = "*") -> list[tuple[Any, ...]]:
    sql = active_rows_sql(active_imports(settings, table), table)
    return duckdb.sql(f"SELECT {columns} FROM ({sql}) ORDER BY ALL").fetchall()


def rejected(report: ImportReport) -> list[list[str]]:
    assert report.rejection_file is not None
    with report.rejection_file.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))[1:]


def test_a_good_file_comes_in_whole_and_typed(settings: Settings, bring: Bring) -> None:
    report = bring("empresas", STOCK + "3550308;ME;2025-10;1.234\n3304557;epp;11/2025;56\n")
    assert (report.status, report.read, report.accepted, report.rejected_rows) == ("ok", 2, 2, 0)
    assert (report.encoding, report.separator) == ("UTF-8", "ponto e vírgula (;)")
    assert report.sentence() == "2 linhas aceitas de 2."
    assert report.rejection_file is None
    assert active(settings, "empresas") == [("3304557", "EPP", "2025-11", 56), ("3550308", "ME", "2025-10", 1234)]


EXAMPLES = {
    "clientes": "tipo_cliente;id_cliente;aberta_em;pcd\nPF;529.982.247-25;01/02/2000;não\n",
    "pesquisas": "id_pesquisa,data,nps,comentario\n1,2025-01-02,10,meu cpf 52998224725\n",
    "contatos": "id_contato|aberto_em|canal|nota\n1|02/01/2025 10:30|WhatsApp|5\n",
    "socioeconomico": "municipio\tindicador\tano\tvalor\n3550308\tpib\t2021\t1234,5\n",
    "parceiros": 'id_parceiro;nome;tipo;municipio;latitude\nP1;"Sala; centro";Sala do Empreendedor;3550308;-23,55\n',
    "equipes": "id_equipe;nome;uf\nE1;Time;São Paulo\n",
    "iniciativas": "id_iniciativa;nome;uf;tags;csn\nI1;Nome;35;#a, #b;1.500,00\n",
    "metas": "indicador;nivel;territorio;ano;valor\nx;UF;sp;2025;0,15\nx;municipio;São Paulo/SP;2025;0,1\n"
    "x;brasil;Brasil;2025;0,2\nx;regiao;3;2025;0,2\nx;mesorregiao;3515;2025;0,2\n",
    "criterios": "edicao;categoria;criterio;indicador;peso\n2025;Salas;Alcance;x;10\n",
    "atendimentos": f"{ATTENDANCES}\n1;PF;{CPF};2025-01-02;3550308;SP\n",
    "empresas": STOCK + "3550308;ME;2025-10;5\n",
}


@pytest.mark.parametrize("table", EXAMPLES)
def test_every_table_of_the_contract_comes_in_as_csv_and_as_parquet(
    settings: Settings, bring: Bring, tmp_path: Path, table: str
) -> None:
    read = bring(table, EXAMPLES[table])
    assert read.accepted == read.read > 0
    first = active(settings, table)
    duckdb.sql(f"SELECT * FROM read_csv('{tmp_path / 'fonte.csv'}', all_varchar=true)").write_parquet(
        str(tmp_path / "fonte.parquet")
    )
    undo_import(settings, read.import_id)
    again = import_table(settings, table, tmp_path / "fonte.parquet", municipalities=MUNICIPALITIES)
    assert (again.status, again.encoding) == ("ok", None)
    assert active(settings, table) == first


def test_targets_are_told_by_the_codes_of_their_level(settings: Settings, bring: Bring) -> None:
    bring("metas", EXAMPLES["metas"])
    assert active(settings, "metas", "nivel, territorio") == [
        ("brasil", "BR"),
        ("mesorregiao", "3515"),
        ("municipio", "3550308"),
        ("regiao", "3"),
        ("uf", "35"),
    ]


def test_typed_columns_of_parquet_need_no_guess(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "x.parquet"
    duckdb.sql(
        "SELECT 3550308.0 AS Municipio, 'pib' AS indicador, 2021::SMALLINT AS ano, 1.234::DOUBLE AS valor, [1] AS outra"
    ).write_parquet(str(file))
    report = import_table(settings, "socioeconomico", file, municipalities=MUNICIPALITIES)
    assert active(settings, "socioeconomico") == [("3550308", "pib", 2021, 1.234, None)]
    assert report.unknown_columns == ("outra",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_make_no_difference(
    settings: Settings, bring: Bring, encoding: str, newline: str
) -> None:
    text = "id_equipe;nome;uf\nE1;Ação \u201cjá\u201d;SP\nE2;Pará;PA\n"
    bring("equipes", text.replace("\n", newline).encode(encoding))
    assert active(settings, "equipes", "nome, uf") == [("Ação \u201cjá\u201d", "SP"), ("Pará", "PA")]


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
    settings: Settings, bring: Bring, written: str, code: str
) -> None:
    bring("empresas", STOCK + f"{written};ME;2025-10;5\n")
    assert active(settings, "empresas", "municipio") == [(code,)]


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("3550309", "municipio_digito_verificador"),
        ("3550407", "municipio_desconhecido"),
        ("1100000", "municipio_digito_verificador"),
        ("São Paulo", "municipio_desconhecido"),
        ("Sao Paolo/SP", "municipio_desconhecido"),
        ("São Paulo/RJ", "municipio_desconhecido"),
        ("", "obrigatorio_vazio"),
    ],
)
def test_nothing_is_found_by_similarity(bring: Bring, written: str, rule: str) -> None:
    report = bring("empresas", STOCK + f"{written};ME;2025-10;5\n3550308;ME;2025-10;5\n", tolerant=True)
    assert (report.accepted, report.rejected) == (1, {rule: 1})


def test_a_column_uf_tells_municipalities_of_one_name_apart(settings: Settings, bring: Bring) -> None:
    rows = "Bom Jesus;ME;2025-10;5;SC\nbom jesus;ME;2025-10;6;Rio Grande do Sul\n"
    report = bring("empresas", STOCK.replace("\n", ";UF\n") + rows)
    assert report.unknown_columns == ()
    assert active(settings, "empresas", "municipio, quantidade") == [("4202404", 5), ("4302303", 6)]


def test_people_are_hashed_alike_in_every_table_and_nowhere_to_be_read(
    settings: Settings, bring: Bring, tmp_path: Path
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
    report = bring("atendimentos", ATTENDANCES + ";atendente\n" + "\n".join(rows) + "\n", tolerant=True)
    who = pseudonym(CPF, hash_key(settings))
    assert active(settings, "clientes", "id_cliente") == [(who,)]
    assert active(settings, "atendimentos", "id_atendimento, id_cliente") == [("1", who), ("2", who)]
    assert (report.rejected_rows, sum(report.rejected.values())) == (4, 4)
    everything = [file for file in settings.home.rglob("*") if file.is_file()]
    assert len(everything) >= 5
    for secret in (b"529.982.247-25", b"52998224725", b"Maria", b"Raposo"):
        assert [file for file in everything if secret in file.read_bytes()] == []
        assert secret.decode() not in repr(report)
    assert report.rejection_file is not None
    if sys.platform != "win32":
        assert stat.S_IMODE(report.rejection_file.stat().st_mode) == 0o600


def test_each_violation_is_listed_and_its_row_counted_once(bring: Bring) -> None:
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


def test_the_last_of_two_rows_with_one_key_stays_and_a_bad_row_is_none_of_them(
    settings: Settings, bring: Bring
) -> None:
    rows = "3550308;ME;2025-10;1\n3550308;EPP;2025-10;2\n355030;me;10/2025;3\n3550308;ME;2025-10;x\n"
    report = bring("empresas", STOCK + rows, tolerant=True)
    assert (report.read, report.accepted, report.rejected_rows, report.repeated_keys) == (4, 2, 1, 1)
    assert active(settings, "empresas", "porte, quantidade") == [("EPP", 2), ("ME", 3)]


def test_the_same_content_again_changes_nothing(settings: Settings, bring: Bring) -> None:
    first = bring("empresas", STOCK + "3550308;ME;2025-10;1\n", name="a.csv")
    bring("empresas", STOCK + "3550308;ME;2025-10;2\n", name="b.csv")
    before = active_imports(settings, "empresas")
    again = bring("empresas", STOCK + "3550308;ME;2025-10;1\n", name="outro nome.csv")
    assert (again.status, again.import_id) == ("repetido", first.import_id)
    assert active_imports(settings, "empresas") == before
    assert active(settings, "empresas", "quantidade") == [(2,)]


def test_of_two_imports_the_later_wins_key_by_key_until_it_is_undone(settings: Settings, bring: Bring) -> None:
    bring("empresas", STOCK + "3550308;ME;2025-10;1\n3304557;ME;2025-10;1\n")
    second = bring("empresas", STOCK + "3550308;ME;2025-10;2\n3550308;EPP;2025-10;2\n")
    third = bring("empresas", STOCK + "3550308;ME;2025-10;3\n")
    what = "municipio, porte, quantidade"
    assert active(settings, "empresas", what) == [
        ("3304557", "ME", 1),
        ("3550308", "EPP", 2),
        ("3550308", "ME", 3),
    ]
    undo_import(settings, third.import_id)
    assert active(settings, "empresas", what)[-1] == ("3550308", "ME", 2)
    undo_import(settings, second.import_id, who="maria")
    assert active(settings, "empresas", what) == [("3304557", "ME", 1), ("3550308", "ME", 1)]
    with pytest.raises(UserError, match="já foi desfeita"):
        undo_import(settings, second.import_id)
    with pytest.raises(UserError, match="Não há importação com o código “x”"):
        undo_import(settings, "x")
    assert bring("empresas", STOCK + "3550308;ME;2025-10;3\n").status == "ok"
    with Session(operational_engine(settings)) as session:
        entries = session.scalars(sa.select(AuditEntry).where(AuditEntry.object == second.import_id)).all()
    assert [entry.action for entry in entries] == ["importacao_concluida", "importacao_desfeita"]
    assert entries[1].who == "maria"


def test_only_what_came_from_the_demonstration_is_undone_with_it(settings: Settings, bring: Bring) -> None:
    own = bring("empresas", STOCK + "3550308;ME;2025-10;1\n")
    demo = settings.home / "demo" / "empresas.csv"
    demo.parent.mkdir(parents=True)
    demo.write_text(STOCK + "3304557;ME;2025-10;1\n")
    import_table(settings, "empresas", demo, municipalities=MUNICIPALITIES)
    undo_demonstration(settings)
    assert [file.import_id for file in active_imports(settings, "empresas")] == [own.import_id]


def test_a_table_without_imports_is_empty_and_has_its_columns(settings: Settings) -> None:
    relation = duckdb.sql(active_rows_sql([], "empresas"))
    assert relation.columns == ["municipio", "porte", "competencia", "quantidade"]
    assert relation.fetchall() == []


def test_the_columns_that_a_source_had_are_on_record(settings: Settings, bring: Bring) -> None:
    bring("equipes", "nome;uf;id_equipe\nTime;SP;E1\n")
    (file,) = active_imports(settings, "equipes")
    assert (file.columns, file.rows, file.source_name) == (("id_equipe", "nome", "uf"), 1, "fonte.csv")


REFUSALS = {
    "vazio": ("empresas", b"", "está vazio"),
    "sem linhas": ("empresas", STOCK, "só tem o cabeçalho"),
    "tabela": ("empresa", STOCK, "A tabela “empresa” não existe"),
    "coluna": (
        "empresas",
        "municipio;porte;qtd\n3550308;ME;1\n",
        r"não encontrei competencia e quantidade, que a tabela empresas exige .*encontradas são: municipio, porte, qtd",
    ),
    "parecida": ("empresas", STOCK.replace("quantidade", "Quantidades"), "Seria “Quantidades” a coluna quantidade?"),
    "repetida": ("empresas", STOCK.replace("\n", ";Município\n"), "mais de uma coluna municipio"),
    "binário": ("empresas", bytes(range(256)) * 9, "não é texto nem Parquet"),
    "planilha": ("empresas", b"PK\x03\x04 xlsx", "é uma planilha XLSX"),
    "parquet danificado": ("empresas", b"PAR1 e mais nada", "incompleto ou danificado"),
    "rejeições": (
        "empresas",
        STOCK + "3550308;ME;2025-10;x\n9;ME;2025-10;1\n3550308;ME;2025-10;1\n",
        r"De 3 linhas de “fonte\.csv”, 2 \(66,7 %\) não cumprem .* o limite é 5,0 %: "
        "inteiro_invalido: 1, municipio_desconhecido: 1",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_what_cannot_come_in_is_refused_in_one_sentence_and_changes_nothing(
    settings: Settings, bring: Bring, case: str
) -> None:
    bring("empresas", STOCK + "3304557;ME;2025-10;7\n", name="antes.csv")
    before = (active_imports(settings, "empresas"), sorted(settings.staging_folder.rglob("*")))
    table, content, sentence = REFUSALS[case]
    with pytest.raises(UserError, match=sentence.replace("?", r"\?") if case == "parecida" else sentence):
        bring(table, content)
    assert (active_imports(settings, "empresas"), sorted(settings.staging_folder.rglob("*"))) == before


def test_a_refusal_for_its_rows_tells_them_all(settings: Settings, bring: Bring) -> None:
    with pytest.raises(ImportRefusedError) as caught:
        bring("empresas", STOCK + "3550308;ME;2025-10;x\n")
    report = caught.value.report
    assert report is not None
    assert (report.status, report.accepted, report.rejected) == ("recusado", 0, {"inteiro_invalido": 1})
    assert [row[:4] for row in rejected(report)] == [["2", "quantidade", "inteiro_invalido", "x"]]
    with Session(operational_engine(settings)) as session:
        run = session.scalars(sa.select(ImportRun)).one()
    assert (run.status, run.rows_read, run.rows_rejected, run.rules) == ("recusado", 1, 1, {"inteiro_invalido": 1})


def test_an_unknown_profile_and_a_missing_file_are_refused(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"O perfil “rfb” não existe\. Os perfis são: padrao"):
        import_table(settings, "empresas", tmp_path / "x", profile="rfb", municipalities=MUNICIPALITIES)
    with pytest.raises(UserError, match="Não encontrei o arquivo"):
        import_table(settings, "empresas", tmp_path / "x", municipalities=MUNICIPALITIES)
    nested = tmp_path / "x.parquet"
    duckdb.sql("SELECT {'a': 1} AS municipio, 1 AS porte, 1 AS competencia, 1 AS quantidade").write_parquet(str(nested))
    with pytest.raises(UserError, match="do tipo STRUCT"):
        import_table(settings, "empresas", nested, municipalities=MUNICIPALITIES)


def test_the_threshold_itself_is_still_accepted(settings: Settings, bring: Bring) -> None:
    rows = [f"3550308;ME;2025-{1 + n % 12:02d};{n}\n" for n in range(12)]
    at_limit = [f"{2000 + n}-01" for n in range(19)]
    body = "".join(f"3550308;EPP;{month};1\n" for month in at_limit)
    assert bring("empresas", STOCK + body + "x;ME;2025-01;1\n").rejected_rows == 1
    with pytest.raises(UserError, match="o limite é"):
        bring("empresas", STOCK + "".join(rows) + "x;ME;2025-01;1\n")


def test_two_imports_at_once_do_not_mix(settings: Settings, bring: Bring) -> None:
    with locked(settings.home / "import.lock"), pytest.raises(UserError, match="Outra importação está em andamento"):
        bring("empresas", EXAMPLES["empresas"])
    assert bring("empresas", EXAMPLES["empresas"]).status == "ok"


def test_another_key_is_refused_while_rows_of_the_former_are_active(settings: Settings, bring: Bring) -> None:
    report = bring("clientes", EXAMPLES["clientes"])
    other = settings.model_copy(update={"hash_key": Settings(hash_key="outra chave bem comprida").hash_key})
    file = settings.home.parent / "c.csv"
    file.write_text(EXAMPLES["clientes"] + "PF;2;;\n")
    with pytest.raises(UserError, match="A chave dos identificadores mudou"):
        import_table(other, "clientes", file, municipalities=MUNICIPALITIES)
    undo_import(settings, report.import_id)
    assert import_table(other, "clientes", file, municipalities=MUNICIPALITIES).status == "ok"


def test_damaged_characters_reject_their_row_alone(settings: Settings, bring: Bring) -> None:
    body = "".join(f"E{n};Ação {n};SP\n" for n in range(40)).encode() + b"E40;A\xe7\xe3o;SP\n"
    report = bring("equipes", b"id_equipe;nome;uf\n" + body)
    assert (report.encoding, report.accepted, report.rejected) == ("UTF-8 danificado", 40, {"caractere_perdido": 1})


def test_a_file_that_changes_while_it_is_read_is_refused(
    settings: Settings, bring: Bring, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from data_access.importing import run

    original = run.write_accepted

    def slow(*args: Any) -> int:
        (tmp_path / "fonte.csv").write_text("outra coisa")
        return original(*args)

    monkeypatch.setattr(run, "write_accepted", slow)
    with pytest.raises(UserError, match="mudou enquanto era lido"):
        bring("empresas", EXAMPLES["empresas"])
    assert active_imports(settings, "empresas") == []


def test_progress_grows_to_its_end(settings: Settings, tmp_path: Path) -> None:
    seen: list[tuple[float | None, str]] = []
    (tmp_path / "x.csv").write_text(EXAMPLES["empresas"])
    import_table(
        settings,
        "empresas",
        tmp_path / "x.csv",
        municipalities=MUNICIPALITIES,
        progress=lambda fraction, label: seen.append((fraction, label)),
    )
    fractions = [fraction for fraction, _ in seen if fraction is not None]
    assert fractions == sorted(fractions)
    assert seen[-1] == (1.0, "Importação concluída")


LINES = st.lists(st.text(alphabet='3550308;ME2-1,"x\né', max_size=30), max_size=12)


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LINES, st.sampled_from(["utf-8", "cp1252", "utf-16"]))
def test_whatever_comes_no_row_is_lost(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], encoding: str
) -> None:
    folder = tmp_path_factory.mktemp("x")
    file = folder / "x.csv"
    file.write_bytes((STOCK + "3550308;ME;2025-10;1\n" + "\n".join(lines)).encode(encoding))
    settings = Settings(home=folder / "home", rejection_threshold=1.0)
    report = import_table(settings, "empresas", file, municipalities=MUNICIPALITIES)
    assert report.read == report.accepted + report.rejected_rows + report.repeated_keys
    assert len(active(settings, "empresas")) == report.accepted
    lines_rejected = {row[0] for row in rejected(report)} if report.rejected_rows else set()
    assert len(lines_rejected) == report.rejected_rows


def test_the_history_may_live_on_a_server(tmp_path: Path, postgres_url: str) -> None:
    settings = Settings(home=tmp_path / "home", operational_url=postgres_url)
    (tmp_path / "x.csv").write_text(EXAMPLES["empresas"])
    first = import_table(settings, "empresas", tmp_path / "x.csv", municipalities=MUNICIPALITIES)
    again = import_table(settings, "empresas", tmp_path / "x.csv", municipalities=MUNICIPALITIES)
    assert (first.status, again.status, again.import_id) == ("ok", "repetido", first.import_id)
    assert active(settings, "empresas", "quantidade") == [(5,)]
    undo_import(settings, first.import_id)
    assert active(settings, "empresas") == []
    assert not (settings.home / "operational.db").exists()
