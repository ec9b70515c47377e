"""A measured value with what is needed to judge it, and the status that says why there may be none."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from indicators.catalogue import Indicator, Uncertainty
from indicators.uncertainty import wilson


class Status(StrEnum):
    """Why a value is what it is. Only `MEASURED`, `PARTIAL` and `ABOVE_UNIVERSE` carry one."""

    MEASURED = "medido"
    PARTIAL = "parcial"
    ABOVE_UNIVERSE = "acima_do_universo"
    NO_DENOMINATOR = "sem_denominador"
    ZERO_DENOMINATOR = "denominador_zero"
    NOT_MEASURED = "nao_medido"
    NOT_APPLICABLE = "nao_aplicavel"
    SUPPRESSED = "suprimido"
    OUT_OF_ACCESS = "fora_do_acesso"


REASONS = {
    Status.MEASURED: "Medido.",
    Status.PARTIAL: "Parcial: falta o denominador de parte dos municípios.",
    Status.ABOVE_UNIVERSE: "Há mais atendidos do que o estoque: confira o estoque ou o município dos clientes.",
    Status.NO_DENOMINATOR: "Sem dado: não há denominador para este território.",
    Status.ZERO_DENOMINATOR: "Não se aplica: o denominador é zero.",
    Status.NOT_MEASURED: "Não medido: a edição não tem dados para este período.",
    Status.NOT_APPLICABLE: "Não se aplica a este filtro.",
    Status.SUPPRESSED: "Suprimido para proteger as pessoas.",
    Status.OUT_OF_ACCESS: "Fora do seu acesso.",
}


@dataclass(frozen=True)
class MeasuredValue:
    """Numerator, denominator (None for a count), value (a fraction for ratios) and its 95 % interval."""

    numerator: float | None
    denominator: float | None
    value: float | None
    lower: float | None
    upper: float | None
    status: Status


def measure_ratios(frame: pd.DataFrame, definition: Indicator) -> pd.DataFrame:
    """Add ``value``, ``lower``, ``upper`` and refine ``status`` of rows with numerator and denominator.

    `frame` needs ``numerator`` (float, NaN = not measured), ``denominator`` (NaN = unknown) and ``missing``: how
    many municipalities of the territory have no denominator.
    """
    numerator = frame["numerator"].to_numpy(float)
    if not definition.is_ratio:
        return _counts(frame, numerator)
    denominator = frame["denominator"].to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(denominator > 0, numerator / denominator, np.nan)
    interval = wilson(numerator, denominator)
    shown = definition.uncertainty is Uncertainty.EXPECTED_VARIATION
    none = np.full(len(frame), np.nan)
    return frame.assign(
        value=value,
        lower=interval.lower if shown else none,
        upper=interval.upper if shown else none,
        status=_statuses(numerator, denominator, frame["missing"].to_numpy()),
    )


def _counts(frame: pd.DataFrame, numerator: np.ndarray) -> pd.DataFrame:
    status = np.where(np.isnan(numerator), Status.NOT_MEASURED, Status.MEASURED)
    return frame.assign(value=numerator, lower=np.nan, upper=np.nan, status=status)


def _statuses(numerator: np.ndarray, denominator: np.ndarray, missing: np.ndarray) -> np.ndarray:
    return np.select(
        [
            np.isnan(numerator),
            np.isnan(denominator),
            denominator == 0,
            numerator > denominator,
            missing > 0,
        ],
        [
            Status.NOT_MEASURED,
            Status.NO_DENOMINATOR,
            Status.ZERO_DENOMINATOR,
            Status.ABOVE_UNIVERSE,
            Status.PARTIAL,
        ],
        default=Status.MEASURED,
    )
