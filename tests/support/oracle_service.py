"""The service computed attendance by attendance and contact by contact in pandas, from the
definitions.
"""

import pandas as pd

# Of the channels that tests use.
DIGITAL, NOT_DIGITAL = (
    {"chat", "whatsapp"},
    {"telefone", "balcão"},
)
TAUGHT = {"Curso", "Oficina"}


def _says(attendances: pd.DataFrame, column: str) -> pd.Series:
    """Whether the file that a row came from says `column` of any attendance."""
    return attendances.groupby("file")[column].transform("count") > 0


def attendance_parts(attendances: pd.DataFrame) -> pd.DataFrame:
    """Each attendance with what it counts for; ``file`` names the file that it came from."""
    channel = attendances["canal"].str.strip().str.lower()
    uses, portfolio, live = (
        attendances[name].eq(True) for name in ("usa_solucao", "portfolio_gestao", "sincrono")
    )
    known = _says(attendances, "usa_solucao") & _says(attendances, "portfolio_gestao")
    both = known & _says(attendances, "sincrono")
    taught = attendances["instrumento"].isna() | attendances["instrumento"].isin(TAUGHT)
    digital, other = channel.isin(DIGITAL), channel.isin(NOT_DIGITAL)
    return attendances.assign(
        says_portfolio_gestao=known,
        says_portfolio_sincrono=both,
        says_canais_digitais=digital | other,
        base_portfolio_gestao=uses & known,
        base_portfolio_sincrono=uses & both,
        base_canais_digitais=digital | other,
        hit_portfolio_gestao=uses & known & portfolio,
        hit_portfolio_sincrono=uses & both & portfolio & live & taught,
        hit_canais_digitais=digital,
    )


def share(kept: pd.DataFrame, name: str) -> tuple[float, float]:
    """(numerator, denominator) of the attendances `kept`."""
    return float(kept[f"hit_{name}"].sum()), float(kept[f"base_{name}"].sum())


# As config/service.toml says.
WEIGHTS = {
    "answered": 0.2,
    "resolved": 0.3,
    "rating": 0.3,
    "would_return": 0.2,
}


def complaint_scores(contacts: pd.DataFrame) -> pd.DataFrame:
    """One row per complaint with each part of the reputation from 0 to 10, NaN where it is not
    known. What came before the complaint was opened did not take care of it.
    """

    def came(moment: str) -> pd.Series:
        return pd.to_datetime(contacts[moment]) >= pd.to_datetime(contacts["aberto_em"])

    says = {
        part: contacts.groupby("uf_executora")[moment].transform("count") > 0
        for part, moment in (("answered", "primeira_resposta_em"), ("resolved", "resolvido_em"))
    }
    scores = contacts.assign(
        answered=(came("primeira_resposta_em") * 10.0).where(says["answered"]),
        resolved=(came("resolvido_em") * 10.0).where(says["resolved"]),
        rating=(pd.to_numeric(contacts["nota"]) - 1) * 2.5,
        would_return=contacts["voltaria"].map({True: 10.0, False: 0.0}),
    )
    return scores[contacts["reclamacao"].eq(True)]


def reputation(scores: pd.DataFrame) -> tuple[float, float, float]:
    """(value, lower, upper): each complaint's influence on the mean gives the error."""
    parts = scores[list(WEIGHTS)].astype(float)
    if not parts.notna().any().all():
        return float("nan"), float("nan"), float("nan")
    value = sum(weight * parts[name].mean() for name, weight in WEIGHTS.items())
    n = len(parts)
    if n < 2:
        return value, float("nan"), float("nan")
    influence = sum(
        weight * (parts[name] - parts[name].mean()).fillna(0) / parts[name].count()
        for name, weight in WEIGHTS.items()
    )
    error = 1.959963984540054 * (n / (n - 1) * (influence**2).sum()) ** 0.5
    return value, max(value - error, 0.0), min(value + error, 10.0)
