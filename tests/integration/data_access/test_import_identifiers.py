"""Clients whose documents a spreadsheet took for numbers, in every table that has them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from config.settings import Settings
from data_access.base.hash_keys import hash_key
from data_access.base.pseudonym import pseudonym
from data_access.contract.load import contract
from data_access.importing.log import log_path
from data_access.importing.preview import preview
from data_access.importing.report import ImportReport
from data_access.importing.run import import_table
from data_access.importing.telling import recorded_report
from data_access.operational.history import import_record

Bring = Callable[..., ImportReport]
Active = Callable[..., list[tuple[Any, ...]]]
ATTENDANCES = "id_atendimento;tipo_cliente;id_cliente;data_fim;municipio;uf_executora\n"
CLIENTS = "tipo_cliente;id_cliente\n"
PERSON, COMPANY = "01234567890", "00000000000191"
ZEROS, NUMBER = "identificador_zeros_repostos", "identificador_de_planilha"
PADDED = "identificador_zeros_a_mais"
ABSENT = "identificador_ausente"


def attendances(*clients: tuple[str, str]) -> str:
    rows = (
        f"{at};{kind};{who};2025-01-02;3550308;SP\n" for at, (kind, who) in enumerate(clients, 1)
    )
    return ATTENDANCES + "".join(rows)


def test_a_client_without_its_zeros_is_the_client_with_them_in_every_table(
    bring: Bring, active: Active, settings: Settings
) -> None:
    people, companies = (
        (PERSON, "1234567890", "012.345.678-90", "1234567890.0"),
        (COMPANY, "191", "1.91e2"),
    )
    cells = [*(("PF", text) for text in people), *(("PJ", text) for text in companies)]
    report = bring("atendimentos", attendances(*cells))
    assert (report.accepted, report.repaired, report.notices) == (7, {ZEROS: 4, NUMBER: 2}, ())
    bring("clientes", f"{CLIENTS}PF;1234567890\nPJ;191\n")
    clients = {who for (who,) in active(settings, "clientes", "id_cliente")}
    seen = [who for (who,) in active(settings, "atendimentos", "id_cliente")]
    assert (len(clients), set(seen) == clients) == (2, True)


def test_a_cpf_in_the_place_of_a_cnpj_is_the_same_client_in_every_table(
    bring: Bring, active: Active, settings: Settings
) -> None:
    ambiguous = "00123456797"  # which three zeros make a CNPJ of
    cells = [("PF", f"000{PERSON}"), ("PF", ambiguous), ("PF", f"000{ambiguous}")]
    report = bring("atendimentos", attendances(*cells))
    assert (report.accepted, report.repaired, report.notices) == (3, {PADDED: 2}, ())
    bring("clientes", f"{CLIENTS}PF;012.345.678-90\nPF;{ambiguous}\nPJ;000{ambiguous}\n")
    people = {who for kind, who in active(settings, "clientes", "tipo_cliente, id_cliente")}
    seen = {who for (who,) in active(settings, "atendimentos", "id_cliente")}
    assert (len(people), len(seen), seen < people) == (3, 2, True)


def test_a_client_of_each_spelling_that_comes_often_is_one_too(
    bring: Bring, active: Active, settings: Settings
) -> None:
    """Identifiers that come many times are hashed once each, in a table of their own."""
    cells = [("PF", text) for text in (PERSON, "1234567890", "1234567890.0")] * 20
    report = bring("atendimentos", attendances(*cells))
    assert (report.accepted, report.repaired) == (60, {ZEROS: 40, NUMBER: 20})
    assert len(active(settings, "atendimentos", "DISTINCT id_cliente")) == 1


def test_a_client_that_only_came_without_zeros_has_the_pseudonym_of_the_whole_document(
    bring: Bring, active: Active, settings: Settings
) -> None:
    bring("atendimentos", attendances(*[("PF", "1234567890")] * 20))
    assert active(settings, "atendimentos", "DISTINCT id_cliente") == [
        (pseudonym(PERSON, hash_key(settings)),)
    ]


def test_the_same_digits_are_a_person_or_a_company_by_the_type_beside_them(
    bring: Bring, active: Active, settings: Settings
) -> None:
    bring("clientes", f"{CLIENTS}PF;191\nPJ;191\nPF;00000000191\nPJ;{COMPANY}\n")
    people = active(settings, "clientes", "tipo_cliente, id_cliente")
    assert len(people) == len({who for _, who in people}) == 2


def test_typed_cells_of_a_spreadsheet_are_the_same_client(
    municipalities: pd.DataFrame, bring: Bring, active: Active, settings: Settings, tmp_path: Path
) -> None:
    bring("clientes", f"{CLIENTS}PF;11144477735\nPF;{PERSON}\n")
    for name, sql in (("DOUBLE", "1.1144477735e10"), ("BIGINT", "11144477735")):
        file = tmp_path / f"{name}.parquet"
        duckdb.sql(
            f"SELECT 'PF' AS tipo_cliente, unnest([{sql}::{name}, 1234567890::{name}]) AS"
            " id_cliente"
        ).write_parquet(str(file))
        report = import_table(settings, "clientes", file, municipalities=municipalities)
        assert report.repaired == {ZEROS: 1}
        assert len(active(settings, "clientes")) == 2


def test_what_stays_short_is_told_once_with_what_to_do(bring: Bring, settings: Settings) -> None:
    report = bring(
        "atendimentos", attendances(("PF", "4711"), ("PF", "4711"), ("PJ", "4712"), ("PF", "A1"))
    )
    (notice,) = report.notices
    assert notice.startswith(
        "3 linhas têm id_cliente só de algarismos e mais curto do que um CPF (11, PF)"
    )
    assert "`completar = 11` (PF) ou `completar = 14` (PJ)" in notice
    assert report.repaired == {}
    kept = recorded_report(import_record(settings, report.import_id))
    assert kept is not None
    assert kept.notices == report.notices


def test_codes_of_the_source_stay_as_they_came(
    bring: Bring, active: Active, settings: Settings
) -> None:
    bring(
        "atendimentos",
        attendances(("PF", "4711"), ("PJ", "4711"), ("PF", "04711"), ("PF", "A-1"), ("PF", "A1")),
    )
    assert len(active(settings, "atendimentos", "DISTINCT id_cliente")) == 4


def test_no_digit_of_a_mended_client_is_told_anywhere(
    bring: Bring, settings: Settings, municipalities: pd.DataFrame, tmp_path: Path
) -> None:
    content = attendances(
        ("PF", "1234567890"), ("PF", "987654321"), ("XX", "1234567890.0"), ("PF", "1234567890")
    )
    seen = repr(
        preview(settings, "atendimentos", _written(tmp_path, content), "padrao", municipalities)
    )
    report = bring("atendimentos", content, tolerant=True)
    log = log_path(settings, report.import_id).read_text(encoding="utf-8")
    files = [file for file in settings.home.rglob("*") if file.is_file()]
    assert report.rejection_file in files
    told = [seen, repr(report), log, *(file.read_bytes().decode("latin-1") for file in files)]
    for text in told:
        assert "123456789" not in text
        assert "987654321" not in text
    assert ZEROS in seen
    assert "reparadas: zeros à esquerda repostos em CPF ou CNPJ: 2" in log
    assert "1 linha tem id_cliente só de algarismos" in log


def _written(folder: Path, content: str) -> Path:
    file = folder / "antes.csv"
    file.write_text(content, encoding="utf-8")
    return file


def test_documents_in_categories_are_struck_out_and_counted(
    bring: Bring, active: Active, settings: Settings
) -> None:
    header = ATTENDANCES.replace(
        "\n", ";tema;canal;instrumento;situacao;tipo_atendimento;tags;parceiro\n"
    )
    good = "PF;A1;2025-01-02;3550308;SP"
    text = (
        f"1;{good};Crédito 529.982.247-25;Presencial;Curso"
        f" 11.222.333/0001-81;a@b.com;Individual;#a, 52998224725;P1\n2;{good};Finanças"
        " 2025;Digital;Consultoria;Concluído;Tipo 10;#a,"
        f" #b;P2\n3;{good};Finanças;52998224725;;;;;52998224725\n"
    )
    report = bring("atendimentos", header + text)
    assert report.repaired == {"documento_riscado": 2}
    assert active(
        settings, "atendimentos", "tema, canal, instrumento, situacao, tipo_atendimento, tags"
    ) == [
        ("Crédito [CPF]", "Presencial", "Curso [CNPJ]", "[e-mail]", "Individual", "#a;[CPF]"),
        ("Finanças", "[CPF]", None, None, None, None),
        ("Finanças 2025", "Digital", "Consultoria", "Concluído", "Tipo 10", "#a;#b"),
    ]
    # Codes lead from one table to another: another code stands for that of somebody, everywhere.
    bring("parceiros", "id_parceiro;nome;tipo;municipio\n52998224725;Sala;Sala;3550308\n")
    [code] = active(settings, "parceiros", "id_parceiro")
    assert code[0].startswith("protegido-")
    assert code in active(settings, "atendimentos", "parceiro")


def test_names_and_comments_that_lost_a_document_are_counted(bring: Bring) -> None:
    assert bring(
        "equipes", "id_equipe;nome;uf\n1;Time 529.982.247-25;SP\n2;Time 2;SP\n"
    ).repaired == {"documento_riscado": 1}
    surveys = (
        "id_pesquisa;data;comentario\n1;2025-01-02;meu cpf 52998224725\n2;2025-01-02;nota 10\n"
    )
    assert bring("pesquisas", surveys).repaired == {"documento_riscado": 1}


def test_every_free_category_of_the_contract_is_one() -> None:
    """What is stored as it came is a code, a key, or one of a list of the contract."""
    codes = {"parceiro", "equipe", "iniciativa", "indicador", "cnae_divisao", "id_atendimento"}
    for name, table in contract().items():
        listed = {column.name for column in table.of_type("texto") if tuple(column.values)}
        assert {column.name for column in table.of_type("texto")} <= {
            *listed,
            *codes,
            *table.key,
        }, name


PROFILE = """\
titulo = "Clientes"
descricao = "Clientes de teste"
fonte = "Teste"
licenca = "Teste"

[tabela.clientes.colunas]
tipo_cliente = "Tipo"
id_cliente = { se = { coluna = "Tipo", igual = ["PF"] }, entao = { de = "Doc", passos = [{ completar = 11 }] }, senao = { de = "Doc", passos = [{ completar = 14 }] } }
"""  # noqa: E501 - the line that docs/qualidade.md shows


def test_a_profile_completes_what_stays_short(
    municipalities: pd.DataFrame, active: Active, settings: Settings, tmp_path: Path
) -> None:
    line = next(line for line in PROFILE.splitlines() if line.startswith("id_cliente"))
    assert line in Path("docs/qualidade.md").read_text(encoding="utf-8")
    (settings.home / "profiles").mkdir(parents=True)
    (settings.home / "profiles" / "meu.toml").write_text(PROFILE, encoding="utf-8")
    (tmp_path / "x.csv").write_text(
        "Tipo;Doc\nPF;4711\nPF;00000004711\nPJ;4711\n", encoding="utf-8"
    )
    report = import_table(
        settings, "clientes", tmp_path / "x.csv", profile="meu", municipalities=municipalities
    )
    assert (report.repaired, report.notices, report.repeated_keys) == ({}, (), 1)
    assert len(active(settings, "clientes")) == 2


def test_what_is_written_where_no_document_is_makes_no_client(
    bring: Bring, active: Active, settings: Settings
) -> None:
    words = ("NÃO INFORMADO", "000.000.000-00", "0", "-", "#N/D", "Não informado")
    cells = [("PF", word) for word in words] * 10 + [("PF", PERSON), ("PJ", "77")]
    report = bring("atendimentos", attendances(*cells))
    assert (report.accepted, report.repaired) == (62, {ABSENT: 60})
    told = " ".join(report.notices)
    assert "60 linhas trazem em id_cliente" in told
    assert "“NÃO INFORMADO” em 20" in told
    assert active(settings, "atendimentos", "count(*), count(id_cliente)") == [(62, 2)]


def test_numbers_of_a_parquet_file_that_are_no_documents_make_no_client_either(
    bring: Bring, active: Active, settings: Settings, tmp_path: Path
) -> None:
    frame = pd.DataFrame(
        {
            "id_atendimento": ["1", "2", "3"],
            "tipo_cliente": "PJ",
            "id_cliente": [0, 99999999999999, 11222333000181],
            "data_fim": "2025-01-02",
            "municipio": "3550308",
            "uf_executora": "SP",
        }
    )
    frame.to_parquet(tmp_path / "em.parquet")
    report = bring("atendimentos", (tmp_path / "em.parquet").read_bytes(), name="fonte.parquet")
    assert report.repaired == {ABSENT: 2}
    assert active(settings, "atendimentos", "count(*), count(id_cliente)") == [(3, 1)]


def test_a_register_of_clients_rejects_who_has_no_document_and_says_why(bring: Bring) -> None:
    report = bring("clientes", f"{CLIENTS}PF;{PERSON}\nPJ;SEM CNPJ\n", tolerant=True)
    assert (report.accepted, report.rejected, report.repaired) == (1, {"obrigatorio_vazio": 1}, {})
    assert "“SEM CNPJ” em 1" in report.notices[0]
    assert "elas foram rejeitadas" in report.notices[0]
