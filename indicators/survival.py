"""Time to return: the Kaplan–Meier estimate from counts of clients by duration.

Clients whose return has not been seen yet are censored at the last day on record: they count as
long as they were watched. Sources: Kaplan and Meier (1958), J. Am. Stat. Assoc. 53; Greenwood
(1926); bounds on the log(−log) scale, which stay between 0 and 1: Kalbfleisch and Prentice (2002),
section 1.4.1; the comparison of two curves: Mantel (1966), Cancer Chemother. Rep. 50.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from indicators.uncertainty import Z95, two_sided

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Durations:
    """Clients by duration in whole units of time:
    how many returned then, and how many were last watched then.
    """

    time: NDArray[np.int64]
    returned: NDArray[np.int64]
    censored: NDArray[np.int64]

    @property
    def clients(self) -> int:
        return int(self.returned.sum() + self.censored.sum())


def durations(time: ArrayLike, returned: ArrayLike, clients: ArrayLike | None = None) -> Durations:
    """Add up rows of (time, whether they returned, how many clients);
    rows of one time need not be together.
    """
    when, seen = np.asarray(time, np.int64), np.asarray(returned, bool)
    count = np.ones(len(when), np.int64) if clients is None else np.asarray(clients, np.int64)
    if len(when) and when.min() < 0:
        raise ValueError("a duration cannot be negative")
    times, place = np.unique(when, return_inverse=True)
    both = [
        np.bincount(place, weights=count * side, minlength=len(times)).astype(np.int64)
        for side in (seen, ~seen)
    ]
    return Durations(times, *both)


def kaplan_meier(data: Durations, z: float = Z95) -> pd.DataFrame:
    """One row per time at which anybody returned: time, at_risk, returned, censored (since the row
    before, this one included), away (share not yet back, S), lower, upper (of S), and
    returned_share = 1 − S with its own bounds ``returned_lower`` and ``returned_upper``.

    Bounds are NaN where S is 1 or 0: the estimate has no error there to speak of.
    """
    leaving = data.returned + data.censored
    at_risk = leaving[::-1].cumsum()[::-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        away = np.cumprod(1 - data.returned / at_risk)
        error = np.sqrt(
            np.cumsum(data.returned / (at_risk * (at_risk - data.returned).astype(float)))
        )
        spread = z * error / np.log(away)
        lower, upper = away ** np.exp(-spread), away ** np.exp(spread)
    inside = (away > 0) & (away < 1)
    frame = pd.DataFrame(
        {
            "time": data.time,
            "at_risk": at_risk,
            "returned": data.returned,
            "censored": data.censored,
            "away": away,
            "lower": np.where(inside, lower, np.nan),
            "upper": np.where(inside, upper, np.nan),
        }
    )
    frame["censored"] = _since_last_return(frame)
    frame = frame[frame["returned"] > 0].reset_index(drop=True)
    return frame.assign(
        returned_share=1 - frame["away"],
        returned_lower=1 - frame["upper"],
        returned_upper=1 - frame["lower"],
    )


def _since_last_return(frame: pd.DataFrame) -> pd.Series:
    """Censored clients of the times without a return go to the next row that has one."""
    group = (frame["returned"] > 0)[::-1].cumsum()[::-1]
    return frame["censored"].groupby(group).transform("sum")


@dataclass(frozen=True)
class Share:
    """Share of clients back within a time, with its 95 % interval; None where it is not known."""

    value: float | None
    lower: float | None
    upper: float | None
    at_risk: int


def share_back_within(data: Durations, time: int, z: float = Z95) -> Share:
    """1 − S(`time`). Unknown where nobody was watched for so long: the curve ends before."""
    at_risk = int((data.returned + data.censored)[data.time >= time].sum())
    back = int(data.returned[data.time <= time].sum())
    curve = kaplan_meier(data, z)
    before = curve[curve["time"] <= time]
    away = 1.0 if before.empty else float(before["away"].iloc[-1])
    if data.clients == 0 or (at_risk == 0 and away > 0 and int(data.time.max()) < time):
        return Share(None, None, None, at_risk)
    if back == 0:
        return Share(0.0, None, None, at_risk)
    last = before.iloc[-1]
    bounds = [
        None if np.isnan(last[name]) else float(last[name])
        for name in ("returned_lower", "returned_upper")
    ]
    return Share(float(last["returned_share"]), bounds[0], bounds[1], at_risk)


def shares_back_within(returned: ArrayLike, censored: ArrayLike, z: float = Z95) -> pd.DataFrame:
    """`share_back_within` of many groups at once: value, lower, upper and at_risk, NaN where not
    known.

    `returned` and `censored` are clients by group (rows) and time 0, 1, … (columns); the time asked
    is that of the column before the last, which holds whoever was watched for longer.
    """
    back, left = np.asarray(returned, float), np.asarray(censored, float)
    at_risk = (back + left)[:, ::-1].cumsum(axis=1)[:, ::-1]
    back, watched = back[:, :-1], at_risk[:, :-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        away = np.where(back > 0, 1 - back / watched, 1.0).prod(axis=1)
        error = np.sqrt(np.where(back > 0, back / (watched * (watched - back)), 0.0).sum(axis=1))
        spread = z * error / np.log(away)
        bounds = 1 - away ** np.exp(spread), 1 - away ** np.exp(-spread)
    known = (at_risk[:, 0] > 0) & ((watched[:, -1] > 0) | (away == 0))
    inside = known & (away > 0) & (away < 1)
    return pd.DataFrame(
        {
            "value": np.where(known, 1 - away, np.nan),
            "lower": np.where(inside, bounds[0], np.nan),
            "upper": np.where(inside, bounds[1], np.nan),
            "at_risk": watched[:, -1].astype(np.int64),
        }
    )


def still_away(data: Durations, times: ArrayLike) -> list[int]:
    """How many clients were watched for the whole of each of `times` and were not back within it.

    With `share_back_within` it makes a whole: those back by a time are not among those away at it.
    """
    return [
        int(data.returned[data.time > time].sum() + data.censored[data.time >= time].sum())
        for time in np.asarray(times)
    ]


@dataclass(frozen=True)
class LogRank:
    """Clients of a group that returned, those that would have if it returned as the others do, and
    the p-value.

    The p-value is NaN where nobody returned while both sides were watched.
    """

    returned: int
    expected: float
    p_value: float


def log_rank(group: Durations, others: Durations) -> LogRank:
    """The log-rank test of a group against others,
    over all the time that both were watched (Mantel 1966).
    """
    times = np.union1d(group.time, others.time)
    (own, watched), (their, their_watched) = (_by_time(side, times) for side in (group, others))
    back, total = own + their, watched + their_watched
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(total > 0, watched / total, 0.0)
        spread = np.where(
            total > 1, back * share * (1 - share) * (total - back) / (total - 1), 0.0
        ).sum()
        z = (own - back * share).sum() / np.sqrt(spread) if spread > 0 else np.nan
    return LogRank(int(own.sum()), float((back * share).sum()), float(two_sided(z)))


def _by_time(side: Durations, times: NDArray[np.int64]) -> tuple[FloatArray, FloatArray]:
    """Who returned at each of `times`, and who was still watched at its beginning."""
    place = np.searchsorted(times, side.time)
    back, leaving = np.zeros(len(times)), np.zeros(len(times))
    back[place], leaving[place] = side.returned, side.returned + side.censored
    return back, leaving[::-1].cumsum()[::-1]
