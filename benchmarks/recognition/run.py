"""Whether what recognition says of a truth holds where the truth is known, and how fast it says it.

Editions are invented (`benchmarks.recognition.truth`); none on disk is needed. The editions for the
coverage are counted in `T360_RECOGNITION_EDITIONS` (1,000): fewer give a first impression.
"""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np

from benchmarks.options import Options
from benchmarks.recognition import fraud
from benchmarks.recognition.truth import Edition, Peers, edition
from benchmarks.report import Figure
from indicators.recognition.ranks import draws
from indicators.recognition.result import Result
from indicators.recognition.scoring import evaluate

EDITIONS = int(os.environ.get("T360_RECOGNITION_EDITIONS", "1000"))
UNITS = 300
SECONDS = {2_500: 4.0, 20_000: 15.0}


def run(_options: Options) -> Iterator[Figure]:
    yield from _speed()
    for peers in Peers:
        yield from _coverage(EDITIONS if peers is not Peers.HEAVY else EDITIONS // 5, peers)
    yield from fraud.run()


def _speed() -> Iterator[Figure]:
    random = np.random.default_rng(360)
    warm = edition(random, UNITS, "aquece")
    evaluate(warm.rules, warm.field)
    for units, most in SECONDS.items():
        made = edition(random, units, f"velocidade {units}")
        started, busy = time.perf_counter(), time.process_time()
        evaluate(made.rules, made.field)
        wall, cpu = time.perf_counter() - started, time.process_time() - busy
        yield Figure(f"pontuar, ordenar e formar faixas, {units} unidades", wall, "s", most)
        yield Figure(f"o mesmo em processador, {units} unidades", cpu, "s")


def truth_of(made: Edition, result: Result) -> np.ndarray:
    """The score that each unit deserves, on the same scales."""
    weights = {item.id: item.weight / made.rules.total_weight for item in made.rules.criteria}
    return sum(
        weights[name] * one.scale_of(made.deserved[name]) for name, one in result.assessed.items()
    )


def _coverage(editions: int, peers: Peers) -> Iterator[Figure]:
    with ProcessPoolExecutor(initializer=_alone) as pool:
        found = list(pool.map(partial(covered, peers=peers), range(editions), chunksize=5))
    mean = {key: 100 * float(np.mean([one[key] for one in found])) for key in found[0]}
    strict = peers is Peers.SUPPOSED
    label = f"unidades {peers} ({editions} edições de {UNITS})"
    for what, key in (("nota", "score"), ("posição", "rank")):
        value = mean[key]
        yield Figure(
            f"{label}: faixa de 95 % contém a {what}", value, "%", 93 if strict else None, True
        )
        yield Figure(f"{label}: faixa de 95 % contém a {what}", value, "%", 97 if strict else None)
    value = mean["all"]
    yield Figure(f"{label}: contém todas as posições", value, "%", 93.5 if strict else None, True)
    yield Figure(f"{label}: contém todas as posições", value, "%", 96.5 if strict else None)
    apart = abs(mean["expected"] - mean["inverted"])
    yield Figure(f"{label}: inversões entre faixas, esperadas", mean["expected"], "%")
    yield Figure(f"{label}: inversões entre faixas, verdadeiras", mean["inverted"], "%")
    yield Figure(f"{label}: diferença das duas", apart, "pontos", 1 if strict else None)
    yield Figure(f"{label}: pares separados por faixas", mean["separated"], "%")
    yield Figure(f"{label}: ditas acima ou abaixo do meio sem ser", mean["false"], "%", 1)
    yield Figure(f"{label}: primeiro da metade pequena, sem ajuste", mean["small_raw"], "%")
    yield Figure(f"{label}: primeiro da metade pequena, com ajuste", mean["small"], "%", 50)
    yield Figure(f"{label}: cinco primeiros verdadeiros achados", mean["top"], "%")


def _alone() -> None:
    """One thread: the editions share the processors already."""
    draws.WORKERS = 1


def covered(number: int, *, peers: Peers) -> dict[str, float]:
    """What one edition says against its truth; the same one wherever and in whatever order it is
    drawn.
    """
    random = np.random.default_rng((12 + (peers is Peers.HEAVY), number))
    made = edition(random, UNITS, f"edição {number}", peers)
    return _judged(made, evaluate(made.rules, made.field))


def _judged(made: Edition, result: Result) -> dict[str, float]:
    """What one edition says against its truth, as shares."""
    units, truth = result.units, truth_of(made, result)
    rank = 1 + np.argsort(np.argsort(-truth))
    raw = result.criteria["from_raw"].unstack().sum(axis=1).to_numpy()
    score = units["score"].to_numpy()
    half = np.median(made.cases)
    middle = (len(rank) + 1) / 2
    above, below = units["all_high"] < middle, units["all_low"] > middle
    wrong = (above & (rank > middle)) | (below & (rank < middle))
    chosen = result.curve.points.iloc[result.curve.chosen]
    return {
        "score": float(((units["score_low"] <= truth) & (truth <= units["score_high"])).mean()),
        "rank": float(((units["rank_low"] <= rank) & (rank <= units["rank_high"])).mean()),
        "all": float(((units["all_low"] <= rank) & (rank <= units["all_high"])).all()),
        "expected": float(np.nan_to_num(chosen["inverted"])),
        "inverted": _inverted(units["band"].to_numpy(), truth),
        "separated": float(chosen["separated"]),
        "false": float(wrong.mean()),
        "small_raw": float(made.cases[raw.argmax()] < half),
        "small": float(made.cases[score.argmax()] < half),
        "top": len(set(np.argsort(-truth)[:5]) & set(np.argsort(-score)[:5])) / 5,
    }


def _inverted(band: np.ndarray, truth: np.ndarray) -> float:
    apart = band[:, None] < band[None, :]
    if not apart.any():
        return 0.0
    return float((truth[None, :] > truth[:, None])[apart].mean())
