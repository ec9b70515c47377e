"""What the parts of indicators count; the data layer knows how."""

from typing import Literal

Measure = Literal[
    "clientes",
    "clientes_recorrentes",
    "atendimentos",
    "atendimentos_pf_pj",
    "empresas",
    "empresas_ao_alcance",
    "municipios",
    "municipios_com_sala",
    "respostas_nps",
    "promotores",
    "detratores",
    "respostas_csat",
    "satisfeitos",
    "respostas_ces",
    "atendimento_facil",
    "respostas_renda",
    "renda_aumentou",
    "atendimentos_pesquisados",
    "atendimentos_respondidos",
    "voltas_em_12_meses",
    "primeiros_atendimentos",
]
