"""Doubts of imports and of editions, freshness and completeness, and who may see them."""

import stat
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from config.settings import Settings
from data_access.base.hash_keys import hash_key
from data_access.base.pseudonym import pseudonym
from data_access.contract.load import contract
from data_access.editions.reading import Edition, open_edition
from data_access.importing.report import ImportReport
from data_access.importing.run import import_table
from data_access.operational.history import history
from data_access.plausibility import run, writing
from data_access.quality.content import completeness, freshness_by_uf
from data_access.quality.freshness import _content, freshness
from data_access.queries.tables.findings import edition_findings, finding_rows
from data_access.staging.files import COPIES
from indicators.scope import Access
from tests.support.office import BELO_HORIZONTE, CONTAGEM, SAO_PAULO, Office

ALL, ONLY_SP, NOTHING = (
    Access.everything(),
    Access("ana", frozenset({"SP"})),
    Access("eva", frozenset()),
)
HEADER = (
    "id_atendimento;tipo_cliente;id_cliente;data_fim;porte;municipio;"
    "uf_executora;valido;situacao;canal\n"
)
CPF = "52998224725"
CROWDED = "".join(
    f"A{n};PF;{CPF};2026-10-{10 + n // 9};;{BELO_HORIZONTE};MG;sim;Concluído;\n" for n in range(13)
)
COMPANIES = "".join(
    f"B{n};PJ;C{n};2026-10-15;ME;{SAO_PAULO if n < 12 else CONTAGEM};SP;sim;Concluído;Telefone\n"
    for n in range(24)
)
PARTNERS = f"""
    id_parceiro;nome;tipo;municipio;latitude;longitude
    S1;Sala de Belo Horizonte;Sala do Empreendedor;{BELO_HORIZONTE};-19,92;-43,94
    S2;=1+1;Sala do Empreendedor;{BELO_HORIZONTE};-43,94;-19,92
    S3;Sala de São Paulo;Sala do Empreendedor;{SAO_PAULO};-23,55;46,63
    S4;Sala de Contagem;Sala do Empreendedor;{CONTAGEM};-23,55;-46,63
"""


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def by_check(report: ImportReport) -> dict[str, run.Finding]:
    return {finding.check: finding for finding in report.warnings}


def lines(file: Path | None) -> list[str]:
    assert file is not None
    return file.read_text(encoding="utf-8-sig").splitlines()


def test_an_import_tells_its_doubts_with_the_lines_behind_them(office: Office) -> None:
    report = office.bring("parceiros", PARTNERS)
    assert report.status == "ok"
    assert report.accepted == 4
    found = by_check(report)
    assert set(found) == {
        "coordenadas_trocadas",
        "coordenadas_sem_sinal",
        "parceiro_fora_do_municipio",
    }
    swapped = found["coordenadas_trocadas"].file
    assert (
        swapped == office.settings.home / "findings" / report.import_id / "coordenadas_trocadas.csv"
    )
    assert stat.S_IMODE(swapped.stat().st_mode) == 0o600
    header, row = lines(swapped)
    assert (
        header
        == "linha;uf;parceiro;nome;tipo;municipio;latitude;longitude;municipio_do_ponto;km_fora"
    )
    assert row.startswith(f"3;MG;S2;'=1+1;Sala do Empreendedor;{BELO_HORIZONTE};-43.94;-19.92;;")
    assert lines(found["parceiro_fora_do_municipio"].file)[1].split(";")[8] == SAO_PAULO


def test_the_doubts_of_an_import_are_kept_with_its_report(office: Office) -> None:
    report = office.bring("parceiros", PARTNERS)
    (kept,) = history(office.settings, "parceiros")
    assert ImportReport.from_json(kept.report or {}).warnings == report.warnings


def test_nobody_is_named_in_the_rows_behind_a_doubt(office: Office) -> None:
    report = office.bring("atendimentos", HEADER + CROWDED)
    text = "\n".join(lines(by_check(report)["atendimentos_no_dia"].file))
    assert "2026-10-10;9;" in text
    assert CPF not in text
    assert str(pseudonym(CPF, hash_key(office.settings))) not in text


def test_a_long_list_is_cut_and_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (run, writing):
        monkeypatch.setattr(module, "MOST_ROWS", 2)
    text = "id_parceiro;nome;tipo;municipio;inaugurado_em\n"
    report = office.bring(
        "parceiros",
        text + "".join(f"S{n};Sala;Sala;{CONTAGEM};2090-01-0{n + 1}\n" for n in range(3)),
    )
    finding = by_check(report)["data_no_futuro"]
    assert finding.rows == 3
    assert finding.sentence.endswith(
        "em inaugurado_em (3 linhas). O arquivo traz as primeiras 2 linhas."
    )
    assert len(lines(finding.file)) == 3  # with the header


def test_an_emptier_column_is_told_against_the_import_before(office: Office) -> None:
    text = "id_parceiro;nome;tipo;municipio;selo\n"
    rows = [f"S{n};Sala;Sala;{CONTAGEM};{{}}\n" for n in range(100)]
    assert office.bring("parceiros", text + "".join(rows).format(*["Ouro"] * 100)).warnings == ()
    report = office.bring("parceiros", text + "".join(rows).format(*[""] * 100))
    assert set(by_check(report)) == {"coluna_esvaziada"}


def test_nothing_is_compared_with_the_demonstration(office: Office) -> None:
    text = "id_parceiro;nome;tipo;municipio;selo\n"
    rows = "".join(f"S{n};Sala;Sala;{CONTAGEM};{{}}\n" for n in range(100))
    invented = office.settings.home / "demo" / "parceiros.csv"
    invented.parent.mkdir(parents=True)
    invented.write_text(text + rows.format(*["Ouro"] * 100), encoding="utf-8")
    import_table(
        office.settings, "parceiros", invented, municipalities=office.territory.municipalities
    )
    assert office.bring("parceiros", text + rows.format(*[""] * 100)).warnings == ()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, Edition]:
    """Too many clients in São Paulo, partners astray, and a GDP that only two imports together
    contradict.
    """
    office = Office(tmp_path_factory.mktemp("office"))
    office.bring("atendimentos", HEADER + CROWDED + COMPANIES)
    office.bring(
        "empresas",
        f"municipio;porte;competencia;quantidade\n{SAO_PAULO};ME;2026-06;5\n{CONTAGEM};ME;2026-06;12\n",
    )
    office.bring("parceiros", PARTNERS)
    values = "municipio;indicador;ano;valor\n"
    office.bring(
        "socioeconomico", f"{values}{SAO_PAULO};populacao;2021;1000\n{SAO_PAULO};pib;2021;50000\n"
    )
    office.bring("socioeconomico", f"{values}{SAO_PAULO};pib_per_capita;2021;50000\n")
    office.bring(
        "contatos", f"id_contato;aberto_em;canal;municipio\nK1;2026-10-01 10:00;Chat;{SAO_PAULO}\n"
    )
    office.bring("pesquisas", SURVEYS)
    office.bring("criterios", CRITERIA)
    return office, office.open(office.build())


# 240 of Minas Gerais, of which 3 gave no score; 2 of São Paulo.
SURVEYS = "id_pesquisa;data;uf_executora;canal;nps;csat\n" + "".join(
    f"P{n};2026-10-{1 + n % 15:02d};{'MG' if n < 240 else 'SP'};Chat;{'' if n < 3 else n % 11};4\n"
    for n in range(242)
)
CRITERIA = "edicao;categoria;criterio;indicador;peso\n2025;salas;cobertura;cobertura_me_epp;1\n"


def test_an_edition_holds_the_doubts_about_all_its_imports_together(built) -> None:
    _, edition = built
    found = {
        finding.check: (place, finding) for place, finding in edition_findings(edition, ALL).items()
    }
    assert set(found) == {
        *(
            "atendimentos_no_dia",
            "coordenadas_trocadas",
            "coordenadas_sem_sinal",
            "parceiro_fora_do_municipio",
        ),
        *("pib_per_capita", "cobertura_acima_de_100", "referencia_antiga"),
    }
    place, finding = found["cobertura_acima_de_100"]
    assert "São Paulo (SP): 12 ME e EPP atendidos de 5." in finding.sentence
    rows = finding_rows(edition, place, ALL)
    assert rows[["uf", "municipio", "clientes", "empresas"]].values.tolist() == [
        ["SP", SAO_PAULO, 12, 5]
    ]
    assert "1.000 vezes" in found["pib_per_capita"][1].sentence
    crowded = finding_rows(edition, found["atendimentos_no_dia"][0], ALL)
    assert crowded["atendimentos"].tolist() == [9]
    assert "cliente" not in crowded


def test_warnings_come_before_information(built) -> None:
    severities = [finding.severity for finding in edition_findings(built[1], ALL).values()]
    assert severities == ["aviso"] * 6 + ["informação"]


def test_the_manifest_counts_the_warnings_and_names_no_place(built) -> None:
    told = [text for text in built[1].manifest.warnings if text.startswith("Plausibilidade")]
    assert "Plausibilidade: mais clientes atendidos do que empresas (1 caso)." in told
    assert len(told) == 6
    assert not any("São Paulo" in text for text in told)


def test_a_state_sees_the_doubts_about_itself_alone(built) -> None:
    _, edition = built
    found = edition_findings(edition, ONLY_SP)
    assert {finding.check for finding in found.values()} == {
        *("coordenadas_sem_sinal", "pib_per_capita", "cobertura_acima_de_100"),
    }
    for place, finding in found.items():
        assert finding.sentence.endswith("ao menos 1 caso nos seus estados.")
        assert finding_rows(edition, place, ONLY_SP)["uf"].unique().tolist() == ["SP"]
    hidden = next(place for place in edition_findings(edition, ALL) if place not in found)
    assert finding_rows(edition, hidden, ONLY_SP).empty
    assert edition_findings(edition, NOTHING) == {}


def test_completeness_counts_the_filled_cells_of_each_column_and_state(built) -> None:
    frame = completeness(built[1], ALL).set_index(["table", "column", "uf"])
    channel = frame.loc["atendimentos", "canal"]
    assert channel[["rows", "filled"]].to_dict("index") == {
        "MG": {"rows": 25, "filled": 12},
        "SP": {"rows": 12, "filled": 12},
    }
    assert channel.loc["MG", "share"] == 12 / 25
    assert frame.loc[("parceiros", "selo", "MG"), ["rows", "filled"]].tolist() == [3, 0]
    # Of a table that editions do not hold.
    assert frame.loc[("contatos", "assunto", "SP"), "filled"] == 0
    assert frame.loc[("criterios", "peso", ""), "share"] == 1
    columns = frame.loc["parceiros"].index.get_level_values("column").unique()
    assert tuple(columns) == contract()["parceiros"].names


def test_of_columns_of_people_a_coarse_share_is_told_and_no_count(built) -> None:
    """Less what `t360 query` tells of other windows, a count would be of those that it withholds;
    so would a share of known rows.
    """
    _, edition = built
    frame = completeness(edition, ALL).set_index(["table", "column", "uf"])
    surveys = frame.loc["pesquisas"]
    assert surveys[["rows", "filled"]].isna().all(axis=None)
    assert surveys.loc[("nps", "MG"), "share"] == 1.0  # 237 of 240
    assert surveys.xs("SP", level="uf")["share"].isna().all()
    assert (
        frame.loc[("contatos", ["nota", "voltaria"]), ["rows", "filled", "share"]]
        .isna()
        .all(axis=None)
    )
    fresh = freshness_by_uf(edition, ALL).set_index(["table", "uf"]).loc["pesquisas"]
    assert fresh["rows"].isna().all()
    assert fresh["last_day"].tolist() == [date(2026, 10, 1)] * 2


def test_of_a_state_alone_no_number_of_surveys_is_told(built) -> None:
    office, edition = built
    today = date(2026, 11, 1)
    own, whole = (
        freshness(office.settings, edition, access, today).set_index("table").loc["pesquisas"]
        for access in (ONLY_SP, ALL)
    )
    assert (whole["rows"], whole["last_day"]) == (242, date(2026, 10, 15))
    assert own.isna()["rows"]
    assert (own["last_day"], own["status"]) == (date(2026, 10, 1), "em dia")


def test_completeness_and_freshness_keep_to_the_access(built) -> None:
    _, edition = built
    for table in (completeness(edition, ONLY_SP), freshness_by_uf(edition, ONLY_SP)):
        assert table["uf"].unique().tolist() == ["SP"]
        assert "criterios" not in set(table["table"])
    assert completeness(edition, NOTHING).empty
    assert freshness_by_uf(edition, NOTHING).empty


def test_each_state_has_its_last_day(built) -> None:
    frame = freshness_by_uf(built[1], ALL).set_index(["table", "uf"])
    assert frame.loc[("atendimentos", "MG"), "last_day"] == date(2026, 10, 15)
    assert frame.loc[("empresas", "SP"), "last_day"] == date(2026, 6, 1)
    assert frame.loc[("socioeconomico", "SP"), ["rows", "last_day"]].tolist() == [
        3,
        date(2021, 1, 1),
    ]


@pytest.mark.parametrize(
    ("today", "status"), [(date(2026, 12, 29), "em dia"), (date(2026, 12, 30), "antiga")]
)
def test_a_table_is_old_after_its_days(built, today: date, status: str) -> None:
    office, edition = built
    frame = freshness(office.settings, edition, ALL, today).set_index("table")
    assert list(frame.index) == list(contract())
    row = frame.loc["atendimentos"]
    assert (row["imports"], row["rows"], row["last_day"]) == (1, 37, date(2026, 10, 15))
    assert (row["age_days"], row["status"]) == ((today - date(2026, 10, 15)).days, status)
    assert frame.loc["metas", "status"] == "sem dados"


def test_what_was_imported_after_the_edition_is_told(built) -> None:
    office, edition = built
    frame = freshness(office.settings, edition, ALL).set_index("table")
    assert frame.loc["socioeconomico", ["imports", "in_edition"]].tolist() == [2, True]
    assert frame.loc["criterios", "in_edition"] is None
    without = freshness(office.settings, None, ALL).set_index("table")
    assert not without.loc["socioeconomico", "in_edition"]


def test_a_row_of_many_cases_counts_as_many(tmp_path: Path) -> None:
    """Rows of the demonstration stand for several, and files without such a column for one each."""
    paths = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    with duckdb.connect() as connection:
        for path, copies in zip(paths, (f", 40 AS {COPIES}", ""), strict=True):
            row = f"SELECT DATE '2026-10-15' AS data_fim, 'SP' AS uf_executora{copies}"
            connection.execute(f"COPY ({row}) TO '{path}'")
    files = [SimpleNamespace(path=path) for path in paths]
    assert _content(contract()["atendimentos"], files, ALL) == (41, date(2026, 10, 15))
    assert _content(contract()["atendimentos"], files[1:], ALL) == (1, date(2026, 10, 15))


def test_freshness_is_of_the_states_that_may_be_seen(built) -> None:
    office, edition = built
    frame = freshness(office.settings, edition, ONLY_SP).set_index("table")
    assert frame.loc["atendimentos", "rows"] == 12
    assert frame.loc["criterios", ["rows", "status"]].tolist() == [0, "sem dados"]
    assert freshness(office.settings, edition, NOTHING)["rows"].sum() == 0


def test_the_demonstration_raises_no_doubt(demo_home: Path) -> None:
    settings = Settings(home=demo_home, _env_file=None)
    edition = open_edition(settings)
    assert edition_findings(edition, ALL) == {}
    assert len(completeness(edition, ALL)) > 1000
    edition.close()
    for table in contract():
        assert [run.report["warnings"] for run in history(settings, table) if run.active] == [[]], (
            table
        )
