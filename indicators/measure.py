"""A measured value with what is needed to judge it, and the status that says why it is absent."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from indicators import nps
from indicators.catalogue.definitions import PROPORTIONS, Indicator, Uncertainty
from indicators.uncertainty import Interval, byar, wilson


class Status(StrEnum):
    """Why a value is what it is. The first five carry one."""

    MEASURED = "medido"
    PARTIAL = "parcial"
    PARTLY_RECORDED = "periodo_parcial"
    ABOVE_UNIVERSE = "acima_do_universo"
    FEW = "poucos_dados"
    SUPPRESSED = "suprimido"
    NO_DENOMINATOR = "sem_denominador"
    ZERO_DENOMINATOR = "denominador_zero"
    NOT_MEASURED = "nao_medido"
    NOT_APPLICABLE = "nao_aplicavel"


REASONS = {
    Status.MEASURED: "Medido.",
    Status.PARTIAL: "Parcial: só os municípios de que há os dados deste cálculo.",
    Status.PARTLY_RECORDED: (
        "Período parcial: a edição não tem registros de todos os meses pedidos."
    ),
    Status.ABOVE_UNIVERSE: (
        "Há mais atendidos do que o estoque: confira o estoque ou o município dos clientes."
    ),
    Status.FEW: "Poucos dados: o intervalo é largo demais para concluir.",
    Status.SUPPRESSED: (
        "Suprimido: o número diria de quem se trata, ou revelaria o de um grupo pequeno."
    ),
    Status.NO_DENOMINATOR: (
        "Sem dado: a edição não traz a base deste cálculo (o denominador) para este território."
    ),
    Status.ZERO_DENOMINATOR: "Não se aplica: a base deste cálculo (o denominador) é zero.",
    Status.NOT_MEASURED: (
        "Não medido: a edição não tem registros deste território e período para este cálculo."
    ),
    Status.NOT_APPLICABLE: "Não se aplica a este filtro.",
}


# The stable word for how an interval is made, in outputs that programs read.
METHODS: dict[Uncertainty, str] = {
    Uncertainty.EXPECTED_VARIATION: "variacao_esperada",
    Uncertainty.WILSON: "wilson",
    Uncertainty.ADJUSTED_WALD: "wald_ajustado",
    Uncertainty.BYAR: "byar",
    Uncertainty.ORDER_STATISTICS: "estatisticas_de_ordem",
    Uncertainty.GREENWOOD: "greenwood",
    Uncertainty.REGRESSION: "regressao",
    Uncertainty.EXACT: "exato",
    Uncertainty.LINEARISED: "linearizacao",
    Uncertainty.NONE: "nenhum",
}
# Where nothing was measured, or may be told, there are no cases to name either.
WITHOUT_CASES = (
    Status.SUPPRESSED,
    Status.NO_DENOMINATOR,
    Status.NOT_MEASURED,
    Status.NOT_APPLICABLE,
)


@dataclass(frozen=True)
class MeasuredValue:
    """Numerator, denominator (None for a count), value (a fraction for shares) and its 95 %
    interval.

    ``n`` and ``method`` are as `with_basis` gives them.
    """

    numerator: float | None
    denominator: float | None
    value: float | None
    lower: float | None
    upper: float | None
    n: float | None = field(default=None, kw_only=True)
    method: str = field(default=METHODS[Uncertainty.NONE], kw_only=True)
    status: Status


def as_value(row: pd.Series) -> MeasuredValue:
    """A row with the fields of a `MeasuredValue`, with None where nothing was measured."""
    cells = dict(zip(row.index, row.array, strict=True))  # asked one by one, a row is slow

    def known(name: str) -> float | None:
        return None if pd.isna(cells[name]) else float(cells[name])

    return MeasuredValue(
        numerator=known("numerator"),
        denominator=known("denominator"),
        value=known("value"),
        lower=known("lower"),
        upper=known("upper"),
        n=known("n"),
        method=str(cells["method"]),
        status=Status(cells["status"]),
    )


def measure_ratios(frame: pd.DataFrame, definition: Indicator) -> pd.DataFrame:
    """Add ``value``, ``lower``, ``upper``, ``n``, ``method`` and ``status`` to rows with numerator
    and denominator.

    `frame` needs ``numerator`` (float, NaN = not measured), ``denominator`` (NaN = unknown),
    ``missing`` (how many municipalities of the territory have no denominator, or nothing recorded)
    and ``partly_recorded`` (whether months of the period are not on record); a score needs
    ``subtracted`` too, and its numerator comes out net of it.
    """
    numerator = frame["numerator"].to_numpy(float)
    if not definition.is_ratio:
        return _counts(frame, numerator, definition)
    denominator = frame["denominator"].to_numpy(float)
    net = numerator - frame["subtracted"].to_numpy(float) if definition.subtracted else numerator
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(denominator > 0, net / denominator, np.nan)
    interval = _interval(frame, definition, numerator, denominator)
    status = _statuses(
        numerator, denominator, frame["missing"].to_numpy(), frame["partly_recorded"].to_numpy(bool)
    )
    if not definition.is_share:
        status = np.where(status == Status.ABOVE_UNIVERSE, Status.MEASURED, status)
    few = (denominator > 0) & (denominator < definition.minimum)
    status = np.where(np.isin(status, (Status.MEASURED, Status.PARTIAL)) & few, Status.FEW, status)
    gross = frame["numerator"] if definition.uncertainty is Uncertainty.BYAR else denominator
    return frame.assign(
        numerator=net,
        value=value,
        lower=interval.lower,
        upper=interval.upper,
        status=status,
        **_basis(frame.get("n", gross), status, definition),
    )


def with_basis(frame: pd.DataFrame, definition: Indicator) -> pd.DataFrame:
    """Add what an interval rests on: ``n``, how many cases, and ``method``, the word of `METHODS`.

    The cases are those of the denominator; of a rate by Byar's method, the events counted (before
    anything is taken off them). A count has no n: it is its own number. Rows that bring their own
    ``n`` keep it, unless it is withheld.
    """
    if "n" in frame:
        cases = frame["n"]
    elif not definition.is_ratio:
        cases = pd.Series(np.nan, index=frame.index)
    else:
        cases = frame["numerator" if definition.uncertainty is Uncertainty.BYAR else "denominator"]
    return frame.assign(**_basis(cases, frame["status"], definition))


def _basis(
    cases: pd.Series | np.ndarray, status: pd.Series | np.ndarray, definition: Indicator
) -> dict[str, Any]:
    """``n`` and ``method``, as columns."""
    hidden = pd.Index(status).isin(WITHOUT_CASES)
    shown = np.where(hidden, np.nan, np.asarray(cases, dtype=float))
    return {"n": shown, "method": METHODS[definition.uncertainty]}


def _interval(
    frame: pd.DataFrame, definition: Indicator, numerator: np.ndarray, denominator: np.ndarray
) -> Interval:
    """The interval that sums alone can give; other methods bring theirs."""
    if definition.uncertainty in PROPORTIONS:
        return wilson(numerator, denominator)
    if definition.uncertainty is Uncertainty.ADJUSTED_WALD:
        return nps.interval(numerator, frame["subtracted"], denominator)
    if definition.uncertainty is Uncertainty.BYAR:
        return byar(numerator, denominator)
    none = np.full(len(frame), np.nan)
    return Interval(none, none)


def _counts(frame: pd.DataFrame, numerator: np.ndarray, definition: Indicator) -> pd.DataFrame:
    partly, missing = frame["partly_recorded"].to_numpy(bool), frame["missing"].to_numpy() > 0
    status = np.select(
        [np.isnan(numerator), partly, missing],
        [Status.NOT_MEASURED, Status.PARTLY_RECORDED, Status.PARTIAL],
        default=Status.MEASURED,
    )
    cases = frame.get("n", np.full(len(frame), np.nan))
    return frame.assign(
        value=numerator,
        lower=np.nan,
        upper=np.nan,
        status=status,
        **_basis(cases, status, definition),
    )


def _statuses(
    numerator: np.ndarray, denominator: np.ndarray, missing: np.ndarray, partly_recorded: np.ndarray
) -> np.ndarray:
    return np.select(
        [
            np.isnan(numerator),
            np.isnan(denominator),
            denominator == 0,
            numerator > denominator,
            partly_recorded,
            missing > 0,
        ],
        [
            Status.NOT_MEASURED,
            Status.NO_DENOMINATOR,
            Status.ZERO_DENOMINATOR,
            Status.ABOVE_UNIVERSE,
            Status.PARTLY_RECORDED,
            Status.PARTIAL,
        ],
        default=Status.MEASURED,
    )
