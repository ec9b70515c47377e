"""Every column of the data contract: a cell as it may come, what it becomes, and a cell that breaks
a rule.

``*`` marks what the contract requires. Values are written as DuckDB writes them; ``#`` is a keyed
hash. ``·`` is a blank cell, and a column without a rule takes any text.
"""

from dataclasses import dataclass

TABLES = {
    "atendimentos": """
    id_atendimento*  | 000123             | 000123      | ·          | obrigatorio_vazio
    tipo_cliente*    | pj                 | PJ          | XX         | valor_fora_da_lista
    id_cliente*      | 11.222.333/0001-81 | #           | 1,1222E+13 | identificador_arredondado
    data_fim*        | 31/01/2025         | 2025-01-31  | 31/02/2025 | data_invalida
    data_inicio      | 2025-01-30 10:00   | 2025-01-30  | 1899-12-30 | data_fora_do_intervalo
    porte            | mei                | MEI         | GRANDE     | valor_fora_da_lista
    municipio*       | 355030             | 3550308     | 3550309    | municipio_digito_verificador
    uf_executora*    | São Paulo          | SP          | ZZ         | uf_desconhecida
    valido           | S                  | true        | talvez     | booleano_invalido
    instrumento      | Consultoria        | Consultoria |            |
    tipo_atendimento | Individual         | Individual  |            |
    situacao         | Concluído          | Concluído   |            |
    frequencia       | 75,5               | 75.5        | 101        | fora_dos_limites
    canal            | Presencial         | Presencial  |            |
    tema             | Finanças           | Finanças    |            |
    parceiro         | S1                 | S1          | 1,1222E+13 | identificador_arredondado
    equipe           | E1                 | E1          | 1,1222E+13 | identificador_arredondado
    atendente        | Maria              | #           | 1,1222E+13 | identificador_arredondado
    iniciativa       | I1                 | I1          | 1,1222E+13 | identificador_arredondado
    usa_solucao      | não                | false       | 2          | booleano_invalido
    portfolio_gestao | TRUE               | true        | x          | booleano_invalido
    sincrono         | 0                  | false       | x          | booleano_invalido
    tags             | #a, #b             | #a;#b       |            |
    minutos          | 90                 | 90.0        | -1         | fora_dos_limites
    """,
    "atendentes": """
    id_atendente* | Maria     | #         | ·      | obrigatorio_vazio
    nome*         | Maria Sá  | Maria Sá  | ·      | obrigatorio_vazio
    uf*           | São Paulo | SP        | ZZ     | uf_desconhecida
    equipe        | E1        | E1        | 1,1222E+13 | identificador_arredondado
    divulgar      | sim       | true      | talvez | booleano_invalido
    """,
    "clientes": """
    id_cliente*   | 529.982.247-25 | #          | ·          | obrigatorio_vazio
    tipo_cliente* | PF             | PF         | P          | valor_fora_da_lista
    municipio     | São Paulo/SP   | 3550308    | 9999999    | municipio_ignorado
    porte         | Epp            | EPP        | X          | valor_fora_da_lista
    cnae_divisao  | 01             | 01         | 1,1222E+13 | identificador_arredondado
    aberta_em     | 1999-12-31     | 1999-12-31 | 31/12/1899 | data_fora_do_intervalo
    genero        | Mulher         | Mulher     |            |
    raca_cor      | Parda          | Parda      |            |
    faixa_etaria  | 30 a 39        | 30 a 39    |            |
    pcd           | n              | false      | x          | booleano_invalido
    cadunico      | sim            | true       | x          | booleano_invalido
    consentimento | false          | false      | x          | booleano_invalido
    """,
    "pesquisas": """
    id_pesquisa*   | 1          | 1          | ·         | obrigatorio_vazio
    data*          | 01/02/2025 | 2025-02-01 | ontem     | data_invalida
    id_atendimento | A1         | A1         | 1,1222E+13 | identificador_arredondado
    municipio      | 3304557    | 3304557    | São Paulo | municipio_sem_uf
    uf_executora   | 33         | RJ         | 99        | uf_desconhecida
    canal          | Digital    | Digital    |           |
    equipe         | E1         | E1         | 1,1222E+13 | identificador_arredondado
    parceiro       | S1         | S1         | 1,1222E+13 | identificador_arredondado
    nps            | 10         | 10         | 11        | fora_dos_limites
    csat           | 5          | 5          | 0         | fora_dos_limites
    ces            | 1          | 1          | 6         | fora_dos_limites
    aumento_renda  | Sim        | true       | quase     | booleano_invalido
    comentario     | Bom        | Bom        |           |
    """,
    "contatos": """
    id_contato*        | C1               | C1               | ·           | obrigatorio_vazio
    aberto_em*         | 01/02/2025 10:30 | 2025-02-01 10:30:00 | 25:00       | data_invalida
    canal*             | WhatsApp         | WhatsApp         | ·           | obrigatorio_vazio
    primeira_resposta_em | 2025-02-01T10:31 | 2025-02-01 10:31:00 | x           | data_invalida
    resolvido_em       | 2025-02-01       | 2025-02-01 00:00:00 | 2199-01-01  | data_invalida
    resolvido_primeiro_contato | 1             | true             | x           | booleano_invalido
    robo               | 0                | false            | x           | booleano_invalido
    transferido        | N                | false            | x           | booleano_invalido
    reclamacao         | s                | true             | x           | booleano_invalido
    nota               | 3                | 3                | 6           | fora_dos_limites
    voltaria           | sim              | true             | x           | booleano_invalido
    municipio          | 3550308          | 3550308          | Sumpaulo/SP | municipio_desconhecido
    uf_executora       | sp               | SP               | S P X       | uf_desconhecida
    equipe             | E1               | E1              | 1,1222E+13 | identificador_arredondado
    assunto            | MEI              | MEI              |             |
    """,
    "empresas": """
    municipio*   | 3550308 | 3550308 | ·       | obrigatorio_vazio
    porte*       | Demais  | DEMAIS  | ·       | obrigatorio_vazio
    competencia* | 10/2025 | 2025-10 | 13/2025 | competencia_invalida
    quantidade*  | 1.234   | 1234    | 1,5     | inteiro_invalido
    """,
    "socioeconomico": """
    municipio* | 3550308  | 3550308 | x    | municipio_desconhecido
    indicador* | pib      | pib     | ·    | obrigatorio_vazio
    ano*       | 2021     | 2021    | 1899 | fora_dos_limites
    valor*     | 1.234,56 | 1234.56 | mil  | numero_invalido
    fonte      | IBGE     | IBGE    |      |
    """,
    "parceiros": """
    id_parceiro*  | P1                 | P1               | ·       | obrigatorio_vazio
    nome*         | Sala; centro       | Sala; centro     | ·       | obrigatorio_vazio
    tipo*         | Sala do Empreendedor | Sala do Empreendedor | ·       | obrigatorio_vazio
    municipio*    | 2201919            | 2201919          | 2201910 | municipio_digito_verificador
    latitude      | -23,55             | -23.55           | 91      | fora_dos_limites
    longitude     | -46.63             | -46.63           | -181    | fora_dos_limites
    situacao      | ativa              | ativa            |         |
    inaugurado_em | 2030-01-01         | 2030-01-01       | 1/1/1   | data_invalida
    selo          | Ouro               | Ouro             |         |
    """,
    "equipes": """
    id_equipe* | E1             | E1      | ·         | obrigatorio_vazio
    nome*      | Ação           | Ação    | ·         | obrigatorio_vazio
    uf*        | Rio de Janeiro | RJ      | Guanabara | uf_desconhecida
    tipo       | Agência        | Agência |           |
    parceiro   | P1             | P1      | 1,1222E+13 | identificador_arredondado
    """,
    "iniciativas": """
    id_iniciativa* | I1       | I1     | ·    | obrigatorio_vazio
    nome*          | Nome     | Nome   | ·    | obrigatorio_vazio
    uf*            | MG       | MG     | ·    | obrigatorio_vazio
    estrategia     | X        | X      |      |
    tema_indutor   | Y        | Y      |      |
    indicadores    | a|b      | a;b    |      |
    tags           | a ; b    | a;b    |      |
    setorial       | sim      | true   | x    | booleano_invalido
    vulneraveis    | não      | false  | x    | booleano_invalido
    csn            | 1.500,00 | 1500.0 | -1   | fora_dos_limites
    ano            | 2025     | 2025   | 2101 | fora_dos_limites
    """,
    "metas": """
    indicador*  | Cobertura ME EPP | cobertura_me_epp | pib    | valor_fora_da_lista
    nivel*      | Região imediata  | regiao_imediata  | bairro | valor_fora_da_lista
    territorio* | 350001           | 350001           | centro | territorio_desconhecido
    ano*        | 2026             | 2026             | vinte  | inteiro_invalido
    valor*      | 0,15             | 0.15             | 1_5    | numero_invalido
    """,
    "territorios_proprios": """
    municipio* | São Paulo/SP    | 3550308         | 9999999 | municipio_ignorado
    nome*      | Regional Centro | Regional Centro | ·       | obrigatorio_vazio
    """,
    "criterios": """
    edicao*     | 2025      | 2025      | ·  | obrigatorio_vazio
    categoria*  | Salas     | Salas     | ·  | obrigatorio_vazio
    criterio*   | Alcance   | Alcance   | ·  | obrigatorio_vazio
    indicador*  | cobertura | cobertura | ·  | obrigatorio_vazio
    peso*       | 10        | 10.0      | -1 | fora_dos_limites
    minimo      | 5         | 5.0       | -5 | fora_dos_limites
    grupo_pares | porte     | porte     |    |
    """,
}


@dataclass(frozen=True)
class Line:
    name: str
    required: bool
    cell: str
    value: str
    bad: str | None
    rule: str


def lines(table: str) -> list[Line]:
    return [_line(text) for text in TABLES[table].strip().splitlines()]


def _line(text: str) -> Line:
    name, rest = text.split("|", 1)
    *cell, value, bad, rule = rest.split("|")
    written, bad = "|".join(cell).strip(), bad.strip()
    return Line(
        name.strip().rstrip("*"),
        "*" in name,
        written,
        value.strip(),
        (bad or None) and bad.replace("·", ""),
        rule.strip(),
    )
