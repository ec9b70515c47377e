"""`t360 profile`: what the page shows is what the commands say."""

import os
from pathlib import Path

import pytest

from tests.integration.test_command_line_page import SECTIONS
from tests.support.command_line import t360

SALAS = """\
Código;Nome da Sala;Cidade;UF;Status;Inauguração;Lat;Long
1;Sala A;Campinas;SP;Ativa;10/02/2020;-22.9;-47.1
2;Sala B;Santos;SP;Ativa;05/06/2021;-23.9;-46.3
3;Sala C;Niterói;RJ;Fechada;07/08/2019;-22.9;-43.1
"""
EXTRACT = """\
Protocolo;CPF/CNPJ;Tipo de Pessoa;Porte da Empresa;Dt. Atendimento;Cód. IBGE;Estado;Agente
A1;52998224725;PF;;05012026;3550308;SP;Maria da Silva
A2;11222333000181;PJ;Microempresa;06012026;3304557;RJ;João de Souza
A3;11222333000181;PJ;Outra coisa;06012026;3304557;RJ;João de Souza
"""
FILLED = {
    'descricao = "COMPLETAR"': 'descricao = "As Salas do estado"',
    'fonte = "COMPLETAR"': 'fonte = "Planilha da regional"',
    'licenca = "COMPLETAR"': 'licenca = "Uso interno"',
    'tipo = { valor = "COMPLETAR" }': 'tipo = { valor = "Sala do Empreendedor" }',
}


def block(section: str, number: int = 0) -> str:
    return SECTIONS[section].split("```")[1::2][number].split("\n", 1)[1]


def write(tmp_path: Path, name: str, text: str) -> Path:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return file


def test_the_list_shown_is_the_one_there_is(tmp_path: Path) -> None:
    assert t360(tmp_path, "profile", "list").out == block("t360 profile list", 1)


def test_own_profiles_are_listed_with_their_problems(tmp_path: Path) -> None:
    (tmp_path / "profiles").mkdir()
    write(tmp_path / "profiles", "meu.toml", 'titulo = "Meu"\n')
    last = t360(tmp_path, "profile", "list").out.splitlines()[-1]
    assert last.startswith("meu ")
    assert "4 problemas" in last


def test_the_profile_shown_is_the_one_there_is(tmp_path: Path) -> None:
    assert t360(tmp_path, "profile", "show", "rfb_empresas").out == block("t360 profile show", 1)


@pytest.mark.parametrize(
    "name", ["rae", "ibge_pib", "ibge_estimativa", "consumidor_gov", "atlas_idhm"]
)
def test_every_expression_of_the_product_has_words(tmp_path: Path, name: str) -> None:
    answer = t360(tmp_path, "profile", "show", name)
    assert answer.code == 0, answer.err
    assert "←" in answer.out


def test_a_profile_that_is_not_there_is_told_with_the_list(tmp_path: Path) -> None:
    answer = t360(tmp_path, "profile", "show", "nenhum")
    assert answer.code == 2
    assert answer.err.startswith(
        "O perfil “nenhum” não existe. Os perfis são: padrao, atlas_idhm, "
    )


def test_a_draft_is_as_shown_refused_as_shown_and_then_works(tmp_path: Path) -> None:
    home, source = tmp_path / "dados", write(tmp_path, "salas.csv", SALAS)
    draft = t360(home, "profile", "suggest", source)
    assert draft.out == block("t360 profile suggest", 1)
    profile = home / "profiles" / "salas.toml"
    profile.parent.mkdir()
    profile.write_text(draft.out, encoding="utf-8")
    refused = t360(home, "profile", "check", profile)
    assert (refused.code, refused.err) == (2, block("t360 profile check"))
    text = draft.out
    for old, new in FILLED.items():
        text = text.replace(old, new)
    profile.write_text(text, encoding="utf-8")
    checked = t360(home, "profile", "check", profile)
    assert (checked.code, checked.out) == (0, "O perfil salas está correto e serve a parceiros.\n")
    assert (
        "3 linhas aceitas de 3."
        in t360(home, "import", "parceiros", source, "--profile", "salas").out
    )


def test_a_draft_holds_nothing_of_anybody(tmp_path: Path) -> None:
    source = write(tmp_path, "extrato.csv", EXTRACT)
    draft = t360(tmp_path, "profile", "suggest", source).out
    assert not any(
        secret in draft for secret in ("52998224725", "11222333000181", "Maria", "Souza", "A1")
    )
    assert "[tabela.atendimentos.colunas]" in draft
    for line in (
        'id_atendimento = "Protocolo"',
        'tipo_cliente = "Tipo de Pessoa"',
        'id_cliente = "CPF/CNPJ"',
        'data_fim = { de = "Dt. Atendimento", passos = [{ data = "ddmmaaaa" }] }',
        (
            'porte = { de = "Porte da Empresa", valores = { "Microempresa" = "ME", "Outra coisa" ='
            ' "COMPLETAR" } }'
        ),
        'municipio = "Cód. IBGE"',
        'uf_executora = "Estado"',
        'atendente = "Agente"',
    ):
        assert f"\n{line}  #" in draft


def test_a_draft_can_be_asked_for_a_table(tmp_path: Path) -> None:
    source = write(tmp_path, "extrato.csv", EXTRACT)
    draft = t360(tmp_path, "profile", "suggest", source, "--table", "clientes").out
    assert "[tabela.clientes.colunas]" in draft
    assert 'id_cliente = "CPF/CNPJ"' in draft
    assert t360(tmp_path, "profile", "suggest", source, "--table", "vendas").code == 2


def test_what_holds_no_table_has_no_draft(tmp_path: Path) -> None:
    for text, expected in (("", "está vazio"), ("a;b\n", "não tem linhas depois do cabeçalho")):
        answer = t360(tmp_path, "profile", "suggest", write(tmp_path, "nada.csv", text))
        assert answer.code == 2
        assert expected in answer.err
    assert t360(tmp_path, "profile", "suggest", tmp_path / "outro.csv").code == 2


def test_quotes_and_controls_in_a_header_stay_text(tmp_path: Path) -> None:
    source = write(
        tmp_path, "nomes.csv", '"Muni""cípio";"Qtd\n= ""1"" #";Porte;Mês\n3550308;1;ME;2026-01\n'
    )
    draft = t360(tmp_path, "profile", "suggest", source, "--table", "empresas").out
    profile = write(tmp_path, "nomes.toml", draft.replace('"COMPLETAR"', '"Qtd = 1"'))
    assert t360(tmp_path, "profile", "check", profile).code == 0


def test_a_profile_of_attendances_is_told_what_the_rule_cannot_check(tmp_path: Path) -> None:
    source = write(tmp_path, "extrato.csv", EXTRACT)
    draft = t360(tmp_path, "profile", "suggest", source).out.replace('"COMPLETAR"', '"DEMAIS"')
    answer = t360(tmp_path, "profile", "check", write(tmp_path, "extrato.toml", draft))
    assert answer.code == 0, answer.err
    assert (
        "Sem as colunas valido, instrumento, tipo_atendimento, situacao e frequencia, a regra"
        in answer.out
    )


def test_a_file_without_a_header_is_refused_and_shows_nobody(tmp_path: Path) -> None:
    people = "".join(f"529982247{n};Maria {n};maria{n}@exemplo.com;3550308\n" for n in (25, 33))
    dead = tmp_path / "staging" / ".suggestion-x"
    dead.mkdir(parents=True)
    os.utime(dead, (0, 0))
    answer = t360(tmp_path, "profile", "suggest", write(tmp_path, "pessoas.csv", people))
    assert answer.code == 2
    assert "“pessoas.csv” não tem cabeçalho" in answer.err
    assert "99999999999, xxxxx 99, xxxxx99@xxxxxxx.xxx, 9999999" in answer.err
    assert "52998224725" not in answer.err + answer.out
    assert not dead.exists()
