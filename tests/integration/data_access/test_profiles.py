"""Each profile of the product on a small file of its public layout, and what profiles do at the
door.
"""

from collections.abc import Callable
from typing import Any

import pytest

from data_access.importing.report import ImportReport
from data_access.sources.errors import ImportRefusedError

Import = Callable[..., ImportReport]
RAE = """\
idAtendimento;idPessoaJuridica;idPessoaFisica;TipoCliente;Porte;AtendimentoValido;Instrumento;Tipo_Atendimento;\
Situacao_Atendimento;Frequencia;DataInicioAtendimento;DataFimAtendimento;UF;CodigoIBGE;CentroCusto
1;900;70;PJ;Microempresa - ME;S;Consultoria;Individual;Concluído;100;2026-01-05 08:00;2026-01-06 09:30;MG;3106200;123
2;;71;Pessoa Física;Não se aplica;S;Curso;Coletivo;Concluído;80,5;2026-02-01;2026-02-03;MG;310620;123
3;0;72;PJ;MEI;N;Orientação;Individual;Cancelado;;2026-02-01;2026-02-03;MG;3106200;123
4;901;73;PJ;Gigante;S;Curso;Coletivo;Concluído;80;2026-02-01;2026-02-03;MG;3106200;123
"""


def test_rae(take: Import, rows: Callable[..., Any]) -> None:
    report = take("atendimentos", "rae", RAE)
    assert (report.accepted, report.rejected) == (3, {"valor_fora_da_lista": 1})
    assert report.unknown_columns == ()
    assert report.profile.startswith("rae@")
    columns = (
        "id_atendimento, tipo_cliente, porte, valido, situacao, frequencia, data_fim::VARCHAR,"
        " municipio"
    )
    assert rows("atendimentos", columns) == [
        ("1", "PJ", "ME", True, "Concluído", 100.0, "2026-01-06", "3106200"),
        ("2", "PF", None, True, "Concluído", 80.5, "2026-02-03", "3106200"),
        ("3", "PJ", "MEI", False, "Cancelado", None, "2026-02-03", "3106200"),
    ]
    identified = dict(rows("atendimentos", "id_atendimento, id_cliente"))
    assert identified["3"] is None
    assert identified["1"] != identified["2"]


def test_the_client_of_the_rae_is_the_client_of_the_contract(
    take: Import, rows: Callable[..., Any]
) -> None:
    take("atendimentos", "rae", RAE)
    take("clientes", "padrao", "id_cliente;tipo_cliente\n900;PJ\n71;PF\n", "clientes.csv")
    identified = dict(rows("atendimentos", "id_atendimento, id_cliente"))
    assert {identified["1"], identified["2"]} == {
        client for (client,) in rows("clientes", "id_cliente")
    }


def test_census_with_its_code_in_two_columns(take: Import, rows: Callable[..., Any]) -> None:
    text = (
        "UF;CODUF;CODMUNIC;NOMEMUNIC;POP.COLETATADA;POP.IMPUTADA;POP.TOTAL\nRO;11;00015;Alta"
        " Floresta"
        " D'Oeste;20875;620;21495\nRO;11;23;Ariquemes;93006;3827;96.833(1)\nRO;11;;Total;1;2;3\n"
    )
    report = take("socioeconomico", "ibge_censo2022", text, encoding="latin-1")
    assert report.left_out == {"Linha sem município (título, total ou nota)": 1}
    assert rows("socioeconomico", "municipio, indicador, ano, valor, fonte") == [
        ("1100015", "populacao", 2022, 21495, "IBGE, Censo Demográfico 2022"),
        ("1100023", "populacao", 2022, 96833, "IBGE, Censo Demográfico 2022"),
    ]


ESTIMATE = (
    "UF;COD. UF;COD. MUNIC;NOME DO MUNICÍPIO;POPULAÇÃO ESTIMADA\nSP;35;50308;São"
    " Paulo;11.895.578(1)\n"
)


@pytest.mark.parametrize(
    ("profile", "name", "year"),
    [
        ("ibge_estimativa", "estimativa_dou_2024.csv", 2024),
        ("ibge_estimativa:ano=2025", "populacao.csv", 2025),
        ("ibge_estimativa:ano=2025", "estimativa_dou_2024.csv", 2025),
    ],
)
def test_estimate_of_the_year_of_its_file(
    take: Import, rows: Callable[..., Any], profile: str, name: str, year: int
) -> None:
    take("socioeconomico", profile, ESTIMATE, name)
    assert rows("socioeconomico", "municipio, indicador, ano, valor") == [
        ("3550308", "populacao", year, 11895578)
    ]


@pytest.mark.parametrize("name", ["populacao.csv", "estimativas_2023_2024.csv", "pop20245.csv"])
def test_a_year_is_never_guessed(take: Import, name: str) -> None:
    with pytest.raises(ImportRefusedError) as refusal:
        take("socioeconomico", "ibge_estimativa", ESTIMATE, name)
    assert "falta o parâmetro ano ou um ano, e um só, no nome do arquivo" in str(refusal.value)
    assert "--profile ibge_estimativa:ano=…" in str(refusal.value)


def test_gdp_in_thousands_becomes_reais_and_blanks_are_not_measured(
    take: Import, rows: Callable[..., Any]
) -> None:
    text = (
        "codigo_municipio,municipio,populacao,pib_total_mil_reais,pib_per_capita_reais,cluster\n1100015,Alta"
        " Floresta,22516.0,734467.0,32619.78148871913,1\n3550308,São"
        " Paulo,,828980607.73,66872.84,0\n"
    )
    report = take("socioeconomico", "ibge_pib:ano=2021", text)
    assert (report.read, report.accepted, report.unknown_columns) == (6, 5, ())
    assert report.left_out == {"Célula em branco (não medido)": 1}
    assert report.profile.startswith("ibge_pib:ano=2021@")
    assert rows("socioeconomico", "municipio, indicador, ano, valor") == [
        ("1100015", "pib", 2021, 734467000.0),
        ("1100015", "pib_per_capita", 2021, 32619.78148871913),
        ("1100015", "populacao", 2021, 22516.0),
        ("3550308", "pib", 2021, 828980607.73 * 1000),
        ("3550308", "pib_per_capita", 2021, 66872.84),
    ]


def test_gdp_with_the_headings_of_ibge(take: Import, rows: Callable[..., Any]) -> None:
    text = (
        'Ano;Código do Município;"Produto Interno Bruto, \na preços correntes\n(R$ 1.000)";"Produto'
        " Interno Bruto per capita, \na preços correntes\n(R$"
        ' 1,00)"\n2020;3550308;748759006.972;60750.09\n'
    )
    take("socioeconomico", "ibge_pib", text)
    assert rows("socioeconomico", "indicador, ano, valor") == [
        ("pib", 2020, 748759006.972 * 1000),
        ("pib_per_capita", 2020, 60750.09),
    ]


def test_atlas(take: Import, rows: Callable[..., Any]) -> None:
    text = (
        "uf,ano,codmun6,codmun7,idhm,gini,rdpc,outra\n11,2010,110001,1100015,0.641,0.58,476.99,7\n"
    )
    report = take("socioeconomico", "atlas_idhm", text)
    assert report.unknown_columns == ()
    assert rows("socioeconomico", "municipio, indicador, ano, valor") == [
        ("1100015", "gini", 2010, 0.58),
        ("1100015", "idhm", 2010, 0.641),
        ("1100015", "renda_per_capita", 2010, 476.99),
    ]


def test_stock_of_receita_federal(take: Import, rows: Callable[..., Any]) -> None:
    text = (
        "codigo_municipio_rfb;porte_empresa;competencia;quantidade\n7107;MEI;2026-10;1000\n7107;DEMAIS;2026-10;7\n"
        "0001;ME;2026-10;3\n1;EPP;2026-10;2\n7107;NAO_INFORMADO;2026-10;9\n9707;ME;2026-10;4\n"
    )
    report = take("empresas", "rfb_empresas", text)
    assert report.left_out == {"Porte não informado na Receita Federal": 1}
    assert report.rejected_rows == 1  # abroad
    assert rows("empresas", "*") == [
        ("1100106", "EPP", "2026-10", 2),
        ("1100106", "ME", "2026-10", 3),
        ("3550308", "DEMAIS", "2026-10", 7),
        ("3550308", "MEI", "2026-10", 1000),
    ]


CONSUMER = """\
empresa,estado,cidade,segmento,area,assunto,problema,data_abertura,classificacao,nota_satisfacao,ano,mes
Banco A,SP,São Paulo,Bancos,Serviços,Cartão,Cobrança,2026-01-04,Não Avaliada,,2026,1
Banco A,SP,São Paulo,Bancos,Serviços,Cartão,Cobrança,2026-01-04,Não Avaliada,,2026,1
Banco B,RS,Bom Jesus,Bancos,Serviços,Cartão,Cobrança,2026-01-05,Resolvida,5.0,2026,1
"""


def test_complaints_as_contacts_and_as_surveys(take: Import, rows: Callable[..., Any]) -> None:
    contacts = take("contatos", "consumidor_gov", CONSUMER)
    surveys = take("pesquisas", "consumidor_gov", CONSUMER)
    assert (contacts.accepted, contacts.left_out) == (
        3,
        {},
    )  # two complaints of one content are two
    assert (surveys.accepted, surveys.left_out) == (
        1,
        {"Reclamação que o consumidor não avaliou": 2},
    )
    assert rows("contatos", "municipio, reclamacao, nota, resolvido_em") == [
        ("3550308", True, None, None),
        ("3550308", True, None, None),
        ("4302303", True, 5, None),
    ]
    assert rows("pesquisas", "municipio, csat, data::VARCHAR") == [("4302303", 5, "2026-01-05")]
    (survey,) = rows("pesquisas", "id_pesquisa")
    assert survey in rows("contatos", "id_contato")


def test_the_whole_base_of_complaints_says_when_each_was_solved(
    take: Import, rows: Callable[..., Any]
) -> None:
    text = (
        "UF;Cidade;Data Abertura;Data Resposta;Data Finalização;Nome Fantasia;Assunto;Avaliação"
        " Reclamação;Nota do"
        " Consumidor\nSP;Santos;02/01/2025;05/01/2025;09/01/2025;A;X;Resolvida;4\nSP;Santos;02/01/2025;05/01/2025;09/01/2025;B;X;Não"
        " Resolvida;1\n"
    )
    take("contatos", "consumidor_gov", text)
    take("pesquisas", "consumidor_gov", text)
    days = (
        "aberto_em::DATE::VARCHAR, primeira_resposta_em::DATE::VARCHAR,"
        " resolvido_em::DATE::VARCHAR, nota"
    )
    assert rows("contatos", days) == [
        ("2025-01-02", "2025-01-05", "2025-01-09", 4),
        ("2025-01-02", "2025-01-05", None, 1),
    ]
    assert rows("pesquisas", "data::VARCHAR, csat") == [("2025-01-09", 1), ("2025-01-09", 4)]
