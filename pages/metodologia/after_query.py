"""What is done with the rows of a query before they are the value of an indicator:
what the SQL does not say.
"""

from config.segments import segment_rule
from indicators.catalogue import Indicator

BLOCKS = (
    "As linhas vêm por bloco. Somam-se só os blocos inteiros; o território que parte um bloco sai"
    " suprimido."
)
MEDIAN = (
    "As linhas dizem quantos casos levaram tantos minutos em cada lugar. Postos os minutos em"
    " ordem, toma-se a mediana, e o intervalo pelas estatísticas de ordem."
)
STEPS = {
    "contatos_respondidos": MEDIAN,
    "contatos_resolvidos": MEDIAN,
    "atendimentos_com_duracao": MEDIAN,
    "cadunico_alcancados": f"{BLOCKS} O valor é members ÷ reference.",
    "renda_aumentou": f"{BLOCKS} O valor é numerator ÷ denominator, com o intervalo de Wilson.",
    "atendidos_por_quintil": (
        "As linhas são os municípios. Postos em ordem de vulnerabilidade (tabela socioeconomico),"
        " formam cinco grupos de igual estoque; a reta ponderada sobre os cinco dá o índice e o seu"
        " intervalo."
    ),
    "indice_reputacao": (
        "As linhas dizem quantas reclamações tiveram cada combinação de resposta, solução, nota e"
        " “voltaria”. Somadas por lugar, dão as partes do índice, que os pesos de"
        " config/service.toml juntam."
    ),
    "regras_cumpridas": (
        "As linhas são as iniciativas. Julga-se cada regra do plano em cada estado, as do portfólio"
        " com os atendimentos, e o valor é regras cumpridas ÷ regras aplicáveis."
    ),
}
PARITY = (
    f"{BLOCKS} O valor é (members ÷ people) ÷ (reference ÷ population), com o intervalo por"
    " reamostragem."
)


def after_query(definition: Indicator) -> str:
    """The steps from the rows of the query to the value, its interval and its status."""
    measure = definition.numerator.measure
    if measure == "voltas_em_12_meses":
        return _returns()
    if measure in STEPS:
        return STEPS[measure]
    if definition.id.startswith("paridade_"):
        return PARITY
    if not definition.is_ratio:
        return "O valor é numerator; a situação vem do que a edição registra."
    top = "(numerator − subtracted)" if definition.subtracted else "numerator"
    return f"O valor é {top} ÷ denominator; o intervalo e a situação vêm do valor e dos casos."


def _returns() -> str:
    watched = segment_rule().first_months
    return (
        "As linhas dizem quantos clientes de cada lugar vieram pela primeira vez em cada mês, e em"
        " quantos meses completos voltaram (12: em 12 ou mais, ou nunca). Ficam os da primeira vez"
        f" nos {watched} meses até o fim do período, e quem não tinha voltado até ali só é"
        " acompanhado até ali. Somados por tempo, o estimador de Kaplan–Meier dá a parte que volta"
        " em 12 meses, e o de Greenwood o intervalo."
    )
