"""How the interval of an indicator is made, and what a word about it holds for, in words."""

import pandas as pd

from config.formatting import number
from indicators.territories.expected_clients import Reach

UNCERTAINTY = {
    "expected_variation": "variação aleatória esperada de uma contagem completa (Wilson, 95 %)",
    "wilson": "intervalo de Wilson, 95 %",
    "adjusted_wald": "intervalo de Wald ajustado, 95 %",
    "byar": "intervalo de Byar, 95 %",
    "order_statistics": "intervalo por estatísticas de ordem, 95 %",
    "greenwood": "intervalo de Greenwood, 95 %",
    "regression": "intervalo da regressão sobre os municípios, 95 %",
    "exact": "intervalo binomial exato, 95 %",
    "linearised": "intervalo por linearização, 95 %",
    "none": "não se aplica",
}

# Each list, map and page holds its own promise of mistakes: among many, a difference must be larger
# to be told (and who sees one UF cannot be judged beside those that he does not see).
AMONG_THESE = (
    "Cada palavra vale para os que se comparam aqui: sozinho, ou entre outros, o mesmo território"
    " pode ter outra."
)


def usual_words(row: pd.Series) -> str:
    """From how many clients to how many a partner is not told apart from what is expected of it:
    why so few may be usual. "" where that says nothing.
    """
    if row["reach"] not in (Reach.MORE, Reach.AS_EXPECTED, Reach.FEWER):
        return ""
    return f"o usual vai de {number(row['usual_from'])} a {number(row['usual_to'])}"
