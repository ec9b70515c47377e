"""The service computed attendance by attendance and contact by contact in pandas, from the definitions."""

import pandas as pd

DIGITAL, NOT_DIGITAL = {"chat", "whatsapp"}, {"telefone", "balcão"}  # of the channels that tests use
TAUGHT = {"Curso", "Oficina"}


def _says(attendances: pd.DataFrame, column: str) -> pd.Series:
    """Whether the file that a row came from says `column` of any attendance."""
    return attendances.groupby("file")[column].transform("count") > 0


def attendance_parts(attendances: pd.DataFrame) -> pd.DataFrame:
    """Each attendance with what it counts for; ``file`` names the file that it came from."""
    channel = attendances["canal"].str.strip().str.lower()
    uses, portfolio, live = (attendances[name].eq(True) for name in ("usa_solucao", "portfolio_gestao", "sincrono"))
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


def share(kept: pd.DataFrame, every: pd.DataFrame, name: str) -> tuple[float, float]:
    """(numerator, denominator) of the attendances `kept`; NaN where none of `every` says what is asked."""
    if not every[f"says_{name}"].any():
        return float("nan"), float("nan")
    return float(kept[f"hit_{name}"].sum()), float(kept[f"base_{name}"].sum())
