"""A profile is read strictly: all that is wrong in it is told at once, in sentences."""

import pytest

from config.attendance_rule import attendance_rule
from data_access.profiles.load import PRODUCT, read_profile
from data_access.profiles.model import Constant, Foreign, Mended
from data_access.profiles.parse import ProfileError, parse_profile

HEAD = 'titulo = "Título"\ndescricao = "Descrição"\nfonte = "Fonte"\nlicenca = "Licença"\n'
STOCK = """
[tabela.empresas.colunas]
municipio = "Município"
porte = "Porte"
competencia = "Mês"
quantidade = "Total"
"""
MEASURE = """
[tabela.socioeconomico.colunas]
municipio = "Município"
ano = { valor = 2022 }
[[tabela.socioeconomico.medidas]]
indicador = { valor = "populacao" }
valor = "Pop"
"""


def problems(text: str, name: str = "meu") -> list[str]:
    with pytest.raises(ProfileError) as refusal:
        parse_profile(name, text)
    assert str(refusal.value).startswith(f"O perfil “{name}” tem ")
    assert all(problem in str(refusal.value) for problem in refusal.value.problems)
    return list(refusal.value.problems)


def problem(text: str, name: str = "meu") -> str:
    (found,) = problems(text, name)
    return found


def test_a_profile_becomes_what_it_says() -> None:
    profile = parse_profile(
        "meu",
        HEAD
        + STOCK.replace('"Total"', '{ de = ["Total", "Qtd."], passos = [{ digitos = true }] }'),
    )
    section = profile.tables["empresas"]
    assert section.targets["municipio"].expression == Foreign(("municipio",))
    total = section.targets["quantidade"].expression
    assert isinstance(total, Mended)
    assert total.origin == Foreign(("total", "qtd"))
    assert (profile.name, profile.title, profile.own) == ("meu", "Título", False)


@pytest.mark.parametrize("name", [file.stem for file in sorted(PRODUCT.glob("*.toml"))])
def test_the_profiles_of_the_product_are_right(name: str) -> None:
    assert read_profile(PRODUCT / f"{name}.toml").name == name


def test_every_problem_is_told_at_once() -> None:
    text = """
titulo = "Título"
fonte = "COMPLETAR"
licenca = "Licença"
autor = "eu"
[tabela.vendas.colunas]
x = "y"
[tabela.empresas]
colunas = { municipio = "M", porte = { valor = "MICRO" }, mes = "Mês" }
deixar_fora = [{ motivo = "Totais" }]
linhas = 3
"""
    assert problems(text) == [
        (
            "perfil: a chave “autor” não existe; as chaves são titulo, descricao, fonte, licenca,"
            " regra_atendimento, parametros, tabela"
        ),
        (
            "descricao: esperava um texto de ao menos 3 letras; ele diz às pessoas de que fonte é"
            " o perfil"
        ),
        "fonte: falta completar o que está como COMPLETAR",
        (
            "tabela.vendas: a tabela não existe; as tabelas são atendentes, atendimentos, clientes,"
            " contatos, criterios, empresas, equipes, iniciativas, metas, parceiros, pesquisas,"
            " socioeconomico, territorios_proprios"
        ),
        (
            "tabela.empresas: a chave “linhas” não existe; as chaves são colunas, medidas,"
            " deixar_fora, ignorar"
        ),
        "tabela.empresas.deixar_fora[1]: falta “quando”, a condição das linhas que ficam de fora",
        (
            "tabela.empresas.colunas.porte: o valor “MICRO” não é aceito; os valores são MEI, ME,"
            " EPP, DEMAIS"
        ),
        (
            "tabela.empresas.colunas.mes: a tabela empresas não tem esta coluna; ela tem municipio,"
            " porte, competencia, quantidade"
        ),
        "tabela.empresas.colunas: falta competencia, que a tabela empresas exige",
        "tabela.empresas.colunas: falta quantidade, que a tabela empresas exige",
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("3", "esperava o nome de uma coluna da origem, uma lista de nomes ou uma tabela { … }"),
        ("[]", "esperava o nome de uma coluna da origem, ou uma lista de nomes"),
        ('"%"', "“%” não tem letras nem algarismos e não serve de nome de coluna"),
        ('["Qtd", "QTD."]', "“QTD.” repete outro nome da mesma lista"),
        ('"COMPLETAR"',
         "falta completar: escreva o nome da coluna da origem no lugar de COMPLETAR"),
        ('{ passos = [] }',
         "esperava exatamente uma destas chaves: de, valor, parametro, ano_do_arquivo, juntar, "),
        ('{ de = "A", valor = "B" }', "; há de e valor"),
        ('{ de = "A", passo = [] }', "a chave “passo” não existe"),
        ('{ de = "A", passos = [{ digitos = true, completar = 2 }] }',
         "esperava uma tabela com um passo só"),
        ('{ de = "A", passos = { digitos = true } }', "esperava uma lista de passos"),
        ('{ de = "A", passos = [{ aumentar = 2 }] }',
         "o passo “aumentar” não existe; os passos são digitos, "),
        ('{ de = "A", passos = [{ completar = "x" }] }',
         "o passo completar esperava um inteiro de 1 a 60, como em"),
        ('{ de = "A", valores = ["x"] }', "esperava uma tabela, como"),
        ('{ de = "A", valores = { "Um" = 1, "UM" = 2 } }',
         "“UM” e “Um” são o mesmo valor, escrito de duas formas"),
        ('{ de = "A", valores = { "Um" = "um" } }', "esperava um número, e o valor é “um”"),
        ('{ valor = "muitas" }', "esperava um número, e o valor é “muitas”"),
        ('{ valor = "" }', "esperava um texto que não seja vazio"),
        ('{ juntar = ["A"] }', "esperava uma lista de duas ou mais partes"),
        ('{ ano_do_arquivo = false }', "esperava true"),
        ('{ parametro = "total" }', "falta a descrição do parâmetro “total”, que o perfil usa"),
        ('{ se = { coluna = "A", igual = "x" } }', "quem tem “se” precisa de “entao”"),
        ('{ se = { coluna = "A" }, entao = "B" }',
         "esperava “coluna” e exatamente um teste: igual, diferente, contem"),
        ('{ se = { coluna = "A", vazia = 1 }, entao = "B" }', "esperava true ou false"),
        ('{ se = [], entao = "B" }', "esperava ao menos uma condição"),
        ('{ se = "A", entao = "B" }', "esperava uma condição, como"),
        ('{ de = "A", entao = "B" }', "a chave “entao” não existe"),
        ('{ resumo = ["A"] }', "“resumo” só serve para o código de um registro, que é texto"),
        ('{ resumo = [] }', "esperava uma lista de colunas"),
        ('{ de = "A", codigo = "tom" }', "só cabe em uma coluna de município"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_column_has_its_place_and_its_sentence(
    written: str, expected: str
) -> None:
    found = problems(HEAD + STOCK.replace('"Total"', written))
    assert any(expected in item for item in found), found
    assert any(
        item.startswith(("tabela.empresas.colunas.quantidade", "parametros")) for item in found
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("valor = \"Pop\"", "valor = { valor = 3 }"),
         "esperava uma coluna que vem da origem, e as outras com"),
        (("indicador = {", "ano = { valor = 2020 }\nindicador = {"),
         "ano já vem de “colunas”; deixe em um lugar só"),
        (("valor = \"Pop\"", "valor = \"Pop\"\nopcional = 1"), "esperava true ou false"),
        (("", MEASURE[MEASURE.index("[["):]), "outra medida tem os mesmos valores fixos"),
        (("", '[[tabela.socioeconomico.medidas]]\nvalor = "Outra"\n'),
         "todas as medidas preenchem as mesmas colunas"),
    ],
)  # fmt: skip
def test_measures_are_told_apart(change: tuple[str, str], expected: str) -> None:
    old, new = change
    text = MEASURE.replace(old, new) if old else MEASURE + new
    assert any(expected in item for item in problems(HEAD + text))


def test_a_measure_has_a_constant_and_a_column() -> None:
    (measure,) = parse_profile("meu", HEAD + MEASURE).tables["socioeconomico"].measures
    assert measure.measured == "valor"
    assert measure.targets["indicador"].expression == Constant("populacao")


def test_a_digest_must_not_hold_what_identifies_people() -> None:
    text = """regra_atendimento = "%s"
[tabela.atendimentos.colunas]
id_atendimento = { resumo = ["CPF", "Data"] }
tipo_cliente = "Tipo"
id_cliente = { de = "CPF", passos = [{ digitos = true }] }
data_fim = "Data"
municipio = "Município"
uf_executora = "UF"
"""
    found = problem(HEAD + text % attendance_rule().version)
    assert found.endswith("“resumo” não pode usar cpf, que identifica pessoas ou empresas")


@pytest.mark.parametrize(
    ("line", "found"), [("", "não a encontrei"), ('regra_atendimento = "2019.1"\n', "“2019.1”")]
)
def test_a_profile_of_attendances_names_the_rule_it_was_made_for(line: str, found: str) -> None:
    rae = (PRODUCT / "rae.toml").read_text(encoding="utf-8")
    written = problem(
        rae.replace(f'regra_atendimento = "{attendance_rule().version}"\n', line), "rae_meu"
    )
    assert written.startswith(f'regra_atendimento: esperava "{attendance_rule().version}"')
    assert found in written


def test_only_a_profile_of_attendances_has_a_rule() -> None:
    assert (
        problem(HEAD + 'regra_atendimento = "2025.1"\n' + STOCK)
        == "regra_atendimento: só cabe em um perfil da tabela atendimentos"
    )


def test_a_parameter_that_nothing_uses_is_told() -> None:
    assert (
        problem(HEAD + STOCK + '[parametros]\nano = "O ano"\n')
        == "parametros.ano: nenhuma coluna usa este parâmetro"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "titulo = \n",
            (
                "a leitura parou na linha 1, coluna 10; confira aspas, colchetes, chaves e o sinal"
                " de igual"
            ),
        ),
        ('titulo = "a"\ntitulo = "b"\n', "uma chave ou seção aparece duas vezes"),
        (STOCK + 'porte = "Outro"\n', "uma chave ou seção aparece duas vezes"),
        ("titulo = [", "o arquivo não é TOML"),
    ],
)
def test_what_is_no_toml_is_told_in_portuguese(text: str, expected: str) -> None:
    found = problem(text)
    assert expected in found
    assert "cannot" not in found.lower()


@pytest.mark.parametrize("name", ["Meu", "meu perfil", "a", "x" * 41, "meu-perfil"])
def test_a_name_that_the_history_could_not_hold_is_refused(name: str) -> None:
    assert problem(HEAD + STOCK, name).startswith("nome do arquivo: ")
