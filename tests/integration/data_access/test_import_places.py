"""What an import tells of places: how they were mended, and what led to none, with the nearest
names.
"""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from config.settings import Settings
from data_access.importing.places import TOLD
from data_access.importing.report import ImportReport, Unresolved
from data_access.importing.run import import_table
from data_access.places.install import install_crosswalk
from data_access.sources.errors import ImportRefusedError
from data_access.staging.files import undo_import

Bring = Callable[..., ImportReport]
Active = Callable[..., list[tuple[object, ...]]]
STOCK = "municipio;porte;competencia;quantidade\n"
PROFILE = """\
titulo = "Estoque em códigos do TSE"
descricao = "Estoque de teste"
fonte = "Teste"
licenca = "Teste"

[tabela.empresas.colunas]
municipio = { de = "local", codigo = "tse" }
porte = "porte"
competencia = "mes"
quantidade = "total"
"""


def months(*places: str, uf: str | None = None) -> str:
    """A row for each place, each in a month of its own."""
    end = f";{uf}\n" if uf else "\n"
    return "".join(
        f"{p};ME;{2000 + at // 12}-{at % 12 + 1:02d};5{end}" for at, p in enumerate(places)
    )


def test_rows_mended_are_counted_by_the_way_they_were_mended(bring: Bring) -> None:
    places = (
        ["3550308"] * 3
        + ["355030"] * 2
        + ["São Paulo/SP"] * 4
        + ["3.550.308", "355030.0", "Bom Jesus - RS"]
    )
    report = bring("empresas", STOCK + months(*places))
    assert (report.accepted, report.unresolved, report.unresolved_spellings) == (12, (), 0)
    assert report.repaired == {
        "municipio_codigo_6_digitos": 3,
        "municipio_codigo_pontuado": 2,
        "municipio_nome": 5,
    }


def test_a_spelling_that_leads_to_none_is_told_with_the_three_nearest(bring: Bring) -> None:
    places = [
        "Sao Paolo/SP",
        "3550309",
        "Bom Jesus/SP",
        "Bom Jesus",
        "1100000",
        "Sao Paolo/SP",
        "xyz/SP",
        "3304557",
    ]
    report = bring("empresas", STOCK + months(*places), tolerant=True)
    assert report.unresolved_spellings == 6
    told = {
        (item.spelling, item.uf, item.rows, item.reason): item.suggestions
        for item in report.unresolved
    }
    assert report.unresolved[0].spelling == "Sao Paolo/SP"
    assert told == {
        ("Sao Paolo/SP", "SP", 2, "municipio_desconhecido"): (
            "São Paulo/SP (3550308)",
            "Santa Bárbara d'Oeste/SP (3545803)",
        ),
        ("3550309", None, 1, "municipio_digito_verificador"): (
            "São Paulo/SP (3550308)",
            "Águas de Santa Bárbara/SP (3500709)",
        ),
        ("Bom Jesus/SP", "SP", 1, "municipio_desconhecido"): (
            "Bom Jesus/SC (4202404)",
            "Bom Jesus/RS (4302303)",
            "São Paulo/SP (3550308)",
        ),
        ("Bom Jesus", None, 1, "municipio_sem_uf"): (
            "Bom Jesus/SC (4202404)",
            "Bom Jesus/RS (4302303)",
            "Bom Princípio do Piauí/PI (2201919)",
        ),
        ("1100000", None, 1, "municipio_ignorado"): (),
        ("xyz/SP", "SP", 1, "municipio_desconhecido"): (),
    }


def test_the_uf_beside_a_name_bounds_the_suggestions(bring: Bring) -> None:
    report = bring(
        "empresas",
        STOCK.replace("\n", ";uf\n")
        + months("Santa Barbara do Oeste", uf="35")
        + "3304557;EPP;2001-01;1;RJ\n",
        tolerant=True,
    )
    assert report.unresolved == (
        Unresolved(
            "Santa Barbara do Oeste",
            "SP",
            1,
            "municipio_desconhecido",
            (
                "Santa Bárbara d'Oeste/SP (3545803)",
                "Águas de Santa Bárbara/SP (3500709)",
                "São Paulo/SP (3550308)",
            ),
        ),
    )


def test_documents_in_the_column_of_places_stay_out_of_the_report(bring: Bring) -> None:
    people = ["123.456.789-09", "987.654.321-00", "maria@exemplo.com.br", "(11) 91234-5678"]
    report = bring("empresas", STOCK + months(*people, "3304557"), tolerant=True)
    assert [(item.spelling, item.rows) for item in report.unresolved] == [
        ("[CPF]", 2),
        ("[e-mail]", 1),
        ("[telefone]", 1),
    ]
    assert not any(person in str(report.to_json()) for person in people)
    # A near name would tell what was struck out.
    assert not any(item.suggestions for item in report.unresolved)


def test_the_most_frequent_are_named_and_the_rest_counted(bring: Bring) -> None:
    spellings = [f"Vila {'ABCDEFGHIJ'[at // 26]}{chr(65 + at % 26)}/SP" for at in range(TOLD + 30)]
    report = bring(
        "empresas", STOCK + months(*spellings, spellings[-1], *["3304557"] * 9), tolerant=True
    )
    assert (len(report.unresolved), report.unresolved_spellings) == (TOLD, TOLD + 30)
    assert (report.unresolved[0].spelling, report.unresolved[0].rows) == (spellings[-1], 2)


def test_a_refused_import_tells_its_places_too(bring: Bring) -> None:
    with pytest.raises(ImportRefusedError) as refusal:
        bring("empresas", STOCK + months("Sao Paolo/SP", "355030"))
    assert refusal.value.report is not None
    assert refusal.value.report.unresolved[0].suggestions[0] == "São Paulo/SP (3550308)"
    assert refusal.value.report.repaired == {"municipio_codigo_6_digitos": 1}


def test_territories_of_other_levels_are_no_municipalities(bring: Bring) -> None:
    rows = (
        "nps;UF;SP;2025;1\nnps;brasil;BR;2025;1\nnps;municipio;355030;2025;1\n"
        "nps;municipio;SP;2025;1\nnps;uf;XX;2025;1\n"
    )
    report = bring("metas", "indicador;nivel;territorio;ano;valor\n" + rows, tolerant=True)
    assert report.rejected == {"territorio_desconhecido": 2}
    assert [(item.spelling, item.rows) for item in report.unresolved] == [("SP", 1)]
    assert report.repaired == {"municipio_codigo_6_digitos": 1}


def test_a_declared_crosswalk_serves_the_columns_that_a_profile_says(
    settings: Settings, tmp_path: Path, municipalities: pd.DataFrame, active: Active
) -> None:
    profiles = settings.home / "profiles"
    profiles.mkdir(parents=True)
    (profiles / "em_tse.toml").write_text(PROFILE, encoding="utf-8")
    source = tmp_path / "estoque.csv"
    source.write_text(
        "local;porte;mes;total\n71072;ME;2025-01;5\n123;ME;2025-01;6\n0123;ME;2025-02;7\n"
    )

    def bring() -> ImportReport:
        return import_table(
            settings, "empresas", source, profile="em_tse", municipalities=municipalities
        )

    with pytest.raises(ImportRefusedError, match="códigos do TSE e não há de-para"):
        bring()
    pairs = tmp_path / "tse.csv"
    pairs.write_text("codigo;codigo_ibge\n71072;3550308\n00123;3304557\n")
    install_crosswalk(settings.home, "tse", pairs, municipalities=set(municipalities["code"]))
    report = bring()
    assert report.repaired == {"municipio_tse": 3, "municipio_zeros_perdidos": 2}
    assert active(settings, "empresas", "municipio, quantidade") == [
        ("3304557", 6),
        ("3304557", 7),
        ("3550308", 5),
    ]


def test_after_another_crosswalk_the_same_file_says_what_to_do_and_changes_nothing(
    settings: Settings, municipalities: pd.DataFrame, active: Active, tmp_path: Path
) -> None:
    (settings.home / "profiles").mkdir(parents=True)
    (settings.home / "profiles" / "meu_tse.toml").write_text(PROFILE, encoding="utf-8")
    file = tmp_path / "x.csv"
    file.write_text("local;porte;mes;total\n71072;ME;2025-10;1\n", encoding="utf-8")

    def bring(profile: str = "meu_tse") -> ImportReport:
        return import_table(
            settings, "empresas", file, profile=profile, municipalities=municipalities
        )

    def install(place: str) -> None:
        walk = tmp_path / "tse.csv"
        walk.write_text(f"codigo,codigo_ibge\n71072,{place}\n", encoding="utf-8")
        install_crosswalk(settings.home, "tse", walk, municipalities=set(municipalities["code"]))

    install("3550308")
    first = bring()
    assert bring().message.endswith("nada mudou.")
    install("3304557")
    again = bring()
    assert (again.status, again.import_id) == ("repetido", first.import_id)
    assert again.message.endswith(
        "nada mudou. Foi lido, porém, antes de mudar o de-para do TSE: para lê-lo como se lê"
        " agora, desfaça aquela importação (no histórico, ou com `t360 imports undo"
        f" {first.import_id}`) e importe de novo."
    )
    assert active(settings, "empresas", "municipio") == [("3550308",)]
    undo_import(settings, first.import_id)
    assert bring().status == "ok"
    assert active(settings, "empresas", "municipio") == [("3304557",)]


def test_after_another_register_the_same_file_says_so(
    settings: Settings, bring: Bring, municipalities: pd.DataFrame, tmp_path: Path
) -> None:
    first = bring("empresas", STOCK + months("3550308"))
    renamed = municipalities.assign(name=municipalities["name"].str.upper())
    again = import_table(settings, "empresas", tmp_path / "fonte.csv", municipalities=renamed)
    assert (again.status, again.import_id) == ("repetido", first.import_id)
    assert "antes de mudar o cadastro de municípios ou as suas outras grafias" in again.message
    shuffled = municipalities.iloc[::-1].assign(extra=1)
    assert import_table(
        settings, "empresas", tmp_path / "fonte.csv", municipalities=shuffled
    ).message.endswith("nada mudou.")


def test_the_same_file_through_another_profile_is_told_beside_the_first(
    settings: Settings, bring: Bring, municipalities: pd.DataFrame, tmp_path: Path
) -> None:
    first = bring("empresas", STOCK + months("3550308"))
    assert first.notices == ()
    (settings.home / "profiles").mkdir(parents=True)
    (settings.home / "profiles" / "outro.toml").write_text(
        PROFILE.replace('{ de = "local", codigo = "tse" }', '"municipio"')
        .replace('"mes"', '"competencia"')
        .replace('"total"', '"quantidade"'),
        encoding="utf-8",
    )
    report = import_table(
        settings, "empresas", tmp_path / "fonte.csv", profile="outro", municipalities=municipalities
    )
    assert report.status == "ok"
    (notice,) = report.notices
    assert notice.startswith(
        f"O mesmo arquivo está ativo também pela importação {first.import_id} (perfil padrao)"
    )
