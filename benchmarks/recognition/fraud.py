"""Honest units that differ as units do, with scripted frauds injected into some of them."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from benchmarks.report import Figure
from indicators.recognition.radar.judge import Case, radar
from indicators.recognition.radar.patterns import ALL, Rows

UNITS, CLEAN, RUNS = 120, 100, 12
# Answers that were tampered with count from thirty on (the minimum of the NPS): a unit that has
# them after the fraud had about so many attendances.
ENOUGH = 350
DAYS, FIRST = 360, pd.Timestamp("2026-01-02")
LAST = FIRST + pd.Timedelta(days=DAYS - 1)
CHANNELS = ("presencial", "telefone", "remoto")


def honest(random: np.random.Generator, units: int = UNITS) -> Rows:
    """Attendances of a year: habits, sizes and clients differ from unit to unit."""
    size = np.clip(np.exp(random.normal(5.4, 0.7, units)), 60, 1500).astype(int)
    for number, pattern in enumerate(FRAUDS):
        if pattern in ABOUT_ANSWERS and CLEAN + number < units:
            size[CLEAN + number] = max(size[CLEAN + number], ENOUGH)
    unit = np.repeat(np.arange(units), size)
    n = len(unit)
    per_unit = lambda mean, spread: np.repeat(_habit(random, units, mean, spread), size)  # noqa: E731
    weekday = random.integers(0, 6, n)  # Monday to Saturday
    # 2 January 2026 is a Friday.
    day = random.integers(0, DAYS // 7, n) * 7 + (weekday + 3) % 7
    late_sunday = random.random(n) < per_unit(0.01, 0.5)
    day = np.where(late_sunday, (day // 7) * 7 + 2, day)
    client = unit * 10_000 + random.integers(0, np.repeat(size * 3 // 4 + 1, size))
    elsewhere = random.random(n) < per_unit(0.03, 0.4)
    client = np.where(elsewhere, ((unit + 1) % units) * 10_000 + random.integers(0, 40, n), client)
    delay = np.where(random.random(n) < per_unit(0.03, 0.5), random.integers(31, 90, n), 2)
    answers = random.random(n) < per_unit(0.3, 0.25)
    score = np.where(random.random(n) < per_unit(0.35, 0.2), random.integers(0, 9, n), 10.0)
    dates = FIRST + pd.to_timedelta(day, unit="D")
    moments = dates + pd.to_timedelta(random.integers(8 * 60, 19 * 60, n), unit="m")
    valid = random.random(n) < 0.97
    was_invalid = random.random(n) < per_unit(0.03, 0.5)
    frame = pd.DataFrame(
        {
            "unit": unit,
            "client": client,
            "day": dates,
            "start": moments,
            "recorded": dates + pd.to_timedelta(delay, unit="D"),
            "topic": random.integers(0, 8, n),
            "minutes": random.integers(5, 240, n),
            "frequency": random.integers(0, 101, n).astype(float),
            "channel": random.choice(CHANNELS, n, p=(0.5, 0.3, 0.2)),
            "answered": pd.Series(
                moments + pd.to_timedelta(random.exponential(3 * 86_400, n).astype(int), unit="s")
            ).where(answers),
            "score": pd.Series(score).where(answers),
            "valid": valid,
            "valid_before": valid & ~was_invalid,
        }
    )
    frame["unit"] = "u" + frame["unit"].astype(str).str.zfill(3)
    index = pd.Index(sorted(frame["unit"].unique()), name="unit")
    opening = pd.DataFrame({"opened": FIRST, "closed": LAST}, index=index)
    return Rows(frame.sort_values("day", ignore_index=True), opening, LAST)


def _habit(random: np.random.Generator, units: int, mean: float, spread: float) -> np.ndarray:
    """Rates of units about `mean`, with this coefficient of variation."""
    return np.minimum(random.gamma(1 / spread**2, mean * spread**2, units), 0.95)


def _some(random: np.random.Generator, own: pd.Index, share: float) -> pd.Index:
    return pd.Index(random.choice(own, max(12, int(share * len(own))), replace=False))


def _again(
    random: np.random.Generator, frame: pd.DataFrame, own: pd.Index, days: int
) -> pd.DataFrame:
    more = frame.loc[_some(random, own, 0.25)].copy()
    for name in ("day", "start", "recorded"):
        more[name] = more[name] + pd.Timedelta(days=days)
    more["answered"], more["score"] = pd.NaT, np.nan
    return pd.concat([frame, more], ignore_index=True)


def _split(random, frame, own, rows):
    return _again(random, frame, own, 1)


def _same_day(random, frame, own, rows):
    return _again(random, frame, own, 0)


def _heap(random, frame, own, rows):
    near = own[frame.loc[own, "frequency"].between(55, 75, inclusive="left").to_numpy()]
    frame.loc[near, "frequency"] = 75.0
    return frame


def _rush(random, frame, own, rows):
    some = _some(random, own, 0.2)
    frame.loc[some, "day"] = LAST - pd.to_timedelta(random.integers(0, 4, len(some)), unit="D")
    return frame


def _late(random, frame, own, rows):
    some = _some(random, own, 0.25)
    frame.loc[some, "recorded"] = frame.loc[some, "day"] + pd.Timedelta(days=70)
    return frame


def _chosen(random, frame, own, rows):
    unhappy = own[(frame.loc[own, "score"] < 9).to_numpy()]
    frame.loc[unhappy, ["answered", "score"]] = [pd.NaT, np.nan]
    answered = own[frame.loc[own, "score"].notna().to_numpy()]
    drop = random.choice(answered, len(answered) // 2, replace=False)
    frame.loc[drop, ["answered", "score"]] = [pd.NaT, np.nan]
    return frame


def _one_channel(random, frame, own, rows):
    here = own[(frame.loc[own, "channel"] == CHANNELS[0]).to_numpy()]
    frame.loc[here, "score"] = frame.loc[here, "score"].where(frame.loc[here, "score"].isna(), 10)
    return frame


def _burst(random, frame, own, rows):
    answered = own[frame.loc[own, "answered"].notna().to_numpy()]
    some = answered[: max(12, len(answered) // 2)]
    frame.loc[some, "answered"] = LAST + pd.to_timedelta(np.arange(len(some)) * 40, unit="s")
    return frame


def _moved(random, frame, own, rows):
    unit = frame.loc[own[0], "unit"]
    others = frame[frame["unit"] != unit]
    taken = others.sample(max(15, len(own) // 4), random_state=int(random.integers(1 << 30)))
    more = taken.assign(unit=unit, minutes=taken["minutes"] + 1)
    for name in ("day", "start", "recorded"):
        more[name] = more[name] + pd.Timedelta(days=10)
    return pd.concat([frame, more.assign(answered=pd.NaT, score=np.nan)], ignore_index=True)


def _twin(random, frame, own, rows):
    unit = frame.loc[own[0], "unit"]
    others = frame[frame["unit"] != unit]
    taken = others.sample(max(15, len(own) // 8), random_state=int(random.integers(1 << 30)))
    return pd.concat([frame, taken.assign(unit=unit)], ignore_index=True)


def _closed(random, frame, own, rows):
    some = _some(random, own, 0.15)
    frame.loc[some, "start"] = frame.loc[some, "day"] + pd.Timedelta(hours=2)
    return frame


def _flip(random, frame, own, rows):
    some = _some(random, own, 0.2)
    frame.loc[some, "valid_before"], frame.loc[some, "valid"] = False, True
    return frame


FRAUDS: dict[str, Callable[..., pd.DataFrame]] = {
    "fracionado": _split,
    "mesmo_dia": _same_day,
    "frequencia_75": _heap,
    "fim_do_periodo": _rush,
    "retroativo": _late,
    "respostas_escolhidas": _chosen,
    "so_promotores_num_canal": _one_channel,
    "respostas_em_rajada": _burst,
    "clientes_movidos": _moved,
    "gemeos": _twin,
    "fora_da_abertura": _closed,
    "valido_trocado": _flip,
}


ABOUT_ANSWERS = ("respostas_escolhidas", "so_promotores_num_canal", "respostas_em_rajada")


def defrauded(random: np.random.Generator) -> tuple[Rows, dict[str, str]]:
    """Rows with one fraud in each of the last units, and who did what."""
    rows = honest(random)
    frame, done = rows.attendances, {}
    for number, (pattern, inject) in enumerate(FRAUDS.items()):
        unit = f"u{CLEAN + number:03d}"
        own = frame.index[frame["unit"] == unit]
        frame = inject(random, frame.copy(), own, rows)
        done[unit] = pattern
    return Rows(frame, rows.units, rows.last), done


def run() -> Iterator[Figure]:
    random = np.random.default_rng(75)
    clean, caught, false_clean, false_mixed = 0, dict.fromkeys(FRAUDS, 0), 0, 0
    for _ in range(RUNS):
        rows = honest(random)
        false_clean += len(_units(radar(rows, _groups(rows))))
        clean += UNITS
        mixed, done = defrauded(random)
        cases = radar(mixed, _groups(mixed))
        found = {(case.unit, case.pattern) for case in cases}
        for unit, pattern in done.items():
            caught[pattern] += (unit, pattern) in found
        false_mixed += len({unit for unit in _units(cases) if unit < f"u{CLEAN:03d}"})
    for pattern, count in caught.items():
        yield Figure(f"radar, fraude achada: {pattern}", count / RUNS, "", 0.9, at_least=True)
    recall = sum(caught.values()) / (RUNS * len(FRAUDS))
    yield Figure(f"radar, fraudes achadas ({RUNS * len(FRAUDS)})", recall, "", 0.9, at_least=True)
    label = "radar, unidades honestas com algum caso, em 100"
    yield Figure(f"{label}, sem fraude em volta ({clean})", 100 * false_clean / clean, "", 1)
    mixed_units = RUNS * CLEAN
    yield Figure(
        f"{label}, com fraudes em volta ({mixed_units})", 100 * false_mixed / mixed_units, "", 1
    )
    yield Figure("radar, padrões", len(ALL))


def _units(cases: list[Case]) -> set[str]:
    return {case.unit for case in cases}


def _groups(rows: Rows) -> pd.Series:
    return pd.Series("pares", index=rows.units.index)
