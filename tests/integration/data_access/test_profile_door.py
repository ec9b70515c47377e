"""What profiles change at the door: identity, exactness, the reasons for a refusal, and profiles of
an installation.
"""

from collections.abc import Callable
from typing import Any

import pytest

from config.settings import Settings
from data_access.importing.report import ImportReport
from data_access.operational.imports import active_runs
from data_access.profiles.load import UnknownProfileError, list_profiles, own_folder
from data_access.profiles.parse import ProfileError
from data_access.sources.errors import ImportRefusedError

Import = Callable[..., ImportReport]
Rows = Callable[..., list[tuple[Any, ...]]]
Write = Callable[..., None]
OWN = """
titulo = "Meu"
descricao = "Estoque da junta comercial"
fonte = "Junta"
licenca = "Interna"
[tabela.empresas.colunas]
municipio = "Cod"
competencia = "Mês"
[[tabela.empresas.medidas]]
porte = { valor = "ME" }
quantidade = "Micro"
[[tabela.empresas.medidas]]
porte = { valor = "EPP" }
quantidade = "Pequenas"
[[tabela.empresas.deixar_fora]]
motivo = "Total do estado"
quando = { coluna = "Cod", igual = ["Total"] }
"""
SOURCE = """\
Cod;Mês;Micro;Pequenas;Obs
3550308;2026-01;10;20;a
Total;2026-01;99;99;b
3550309;2026-01;1;2;c
3550308;2026-01;11;x;d
3304557;2026-01;;5;e
"""


@pytest.fixture
def write(settings: Settings) -> Write:
    def write(text: str = OWN, name: str = "junta") -> None:
        own_folder(settings).mkdir(parents=True, exist_ok=True)
        (own_folder(settings) / f"{name}.toml").write_text(text, encoding="utf-8")

    return write


def test_every_record_of_a_wide_source_is_counted_once(
    take: Import, rows: Rows, write: Write, rejected: Callable[[ImportReport], list[list[str]]]
) -> None:
    write()
    report = take("empresas", "junta", SOURCE)
    # Four rows of two records, and one row left out.
    assert (report.read, report.accepted, report.rejected_rows, report.conflicting_keys) == (
        9,
        3,
        3,
        1,
    )
    assert report.left_out == {"Célula em branco (não medido)": 1, "Total do estado": 1}
    assert report.unknown_columns == ("Obs",)
    assert rows("empresas", "municipio, porte, quantidade") == [
        ("3304557", "EPP", 5),
        ("3550308", "EPP", 20),  # the later record of this key is no number, and takes nothing away
        ("3550308", "ME", 11),
    ]
    told = [(line, column, rule, value) for line, column, rule, value, _ in rejected(report)]
    assert told == [
        ("4", "municipio", "municipio_digito_verificador", "3550309"),
        ("4", "municipio", "municipio_digito_verificador", "3550309"),
        ("5", "quantidade", "inteiro_invalido", "x"),
    ]


def test_the_same_file_again_changes_nothing_and_through_another_profile_it_is_another_import(
    take: Import, write: Write, settings: Settings
) -> None:
    write()
    first = take("empresas", "junta", SOURCE)
    assert take("empresas", "junta", SOURCE).status == "repetido"
    write(OWN.replace('titulo = "Meu"', 'titulo = "Outro"  # nada muda no que se importa'))
    assert take("empresas", "junta", SOURCE).status == "repetido"
    write(OWN.replace('"Micro"', '{ de = "Micro", passos = [{ digitos = true }] }'))
    second = take("empresas", "junta", SOURCE)
    assert second.status == "ok"
    assert [run.profile for run in active_runs(settings, "empresas")] == [
        first.profile,
        second.profile,
    ]
    assert first.profile != second.profile
    assert first.profile.split("@")[0] == second.profile.split("@")[0] == "junta"


def test_another_argument_is_another_import(take: Import) -> None:
    source = "codigo_municipio,pib_total_mil_reais,pib_per_capita_reais\n3550308,1.5,2.5\n"
    assert take("socioeconomico", "ibge_pib:ano=2020", source).status == "ok"
    assert take("socioeconomico", "ibge_pib:ano=2021", source).status == "ok"
    assert take("socioeconomico", "ibge_pib: ano = 2021", source).status == "repetido"


def test_a_source_without_what_the_profile_needs_is_refused_whole(
    take: Import, write: Write
) -> None:
    write()
    with pytest.raises(ImportRefusedError) as refusal:
        take("empresas", "junta", "Código;Mês;Micro\n1;2;3\n")
    assert (
        str(refusal.value)
        == "O perfil junta não serve a “fonte.csv”: faltam a coluna cod (para municipio), a coluna"
        " cod (para deixar de fora: Total do estado) e a coluna pequenas (para quantidade). As"
        " colunas encontradas são: Código, Mês, Micro."
    )


def test_a_column_that_comes_twice_is_refused(take: Import, write: Write) -> None:
    write()
    with pytest.raises(
        ImportRefusedError, match="mais de uma coluna micro, que o perfil junta usa"
    ):
        take("empresas", "junta", "Cod;Mês;Micro;MICRO;Pequenas\n1;2;3;4;5\n")


def test_a_source_of_which_nothing_is_left_is_refused(take: Import, write: Write) -> None:
    write()
    with pytest.raises(ImportRefusedError) as refusal:
        take("empresas", "junta", "Cod;Mês;Micro;Pequenas\nTotal;2026-01;1;2\n3550308;2026-01;;\n")
    assert "(Total do estado: 1 linha; Célula em branco (não medido): 2 linhas)" in str(
        refusal.value
    )


def test_broken_lines_are_counted_beside_what_a_profile_leaves_out(
    take: Import, write: Write
) -> None:
    write()
    report = take("empresas", "junta", SOURCE + "3550308;2026-02;1\n")
    assert report.rejected["colunas_a_menos"] == 1
    assert report.read == 10


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        (
            "nenhum",
            "O perfil “nenhum” não existe. Os perfis são: padrao, atlas_idhm, consumidor_gov, ",
        ),
        ("rae", "O perfil rae não serve à tabela empresas; ele serve a atendimentos."),
        (
            "rfb_empresas:ano=3",
            "O perfil rfb_empresas não tem o parâmetro ano; ele não tem nenhum.",
        ),
        ("rfb_empresas:ano", "Não entendi “rfb_empresas:ano”."),
        ("padrao:ano=3", "O perfil padrao não tem parâmetros; escreva só o nome dele."),
        ("../rae", "O perfil “../rae” não existe."),
    ],
)
def test_a_profile_that_cannot_serve_is_refused(take: Import, profile: str, expected: str) -> None:
    with pytest.raises(UnknownProfileError) as refusal:
        take("empresas", profile, SOURCE)
    assert str(refusal.value).startswith(expected)


def test_an_argument_that_is_too_long_for_the_history_is_refused(take: Import) -> None:
    with pytest.raises(UnknownProfileError, match="longos demais"):
        take("socioeconomico", f"ibge_pib:ano={'2' * 80}", SOURCE)


def test_an_own_profile_never_takes_the_place_of_one_of_the_product(
    take: Import, write: Write, settings: Settings
) -> None:
    write(name="rfb_empresas")
    with pytest.raises(UnknownProfileError, match="Há dois perfis “rfb_empresas”"):
        take("empresas", "rfb_empresas", SOURCE)
    listed = [item for item in list_profiles(settings) if item.name == "rfb_empresas"]
    assert [item.own for item in listed] == [False, True]
    assert all(item.problem for item in listed)


def test_an_own_profile_that_is_wrong_is_told_whole(take: Import, write: Write) -> None:
    write(OWN.replace('"Cod"', '"COMPLETAR"').replace('"Mês"', "3"))
    with pytest.raises(ProfileError) as refusal:
        take("empresas", "junta", SOURCE)
    assert len(refusal.value.problems) == 3


def test_columns_by_position_joined_texts_and_cells_merged_downwards(
    take: Import, rows: Rows, write: Write
) -> None:
    write(
        """
titulo = "Equipes"
descricao = "Equipes"
fonte = "Junta"
licenca = "Interna"
[tabela.equipes.colunas]
id_equipe = "coluna 1"
nome = { juntar = ["Tipo", { valor = " " }, "Lugar"] }
uf = { de = "UF", passos = [{ preencher = true }] }
"""
    )
    report = take("equipes", "junta", ";Tipo;Lugar;UF\n1.0;Agência;Sul;SP\n2;Sala;Norte;\n")
    assert (report.accepted, report.unknown_columns) == (2, ())
    assert rows("equipes", "id_equipe, nome, uf") == [
        ("1", "Agência Sul", "SP"),
        ("2", "Sala Norte", "SP"),
    ]
