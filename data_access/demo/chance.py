"""Chance that can be repeated: streams that depend on names and numbers,
never on the order of execution.
"""

import tomllib
import zlib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

Array = npt.NDArray[Any]


@lru_cache(maxsize=8)
def load(name: str) -> dict[str, Any]:
    """The parsed ``<name>.toml`` of this package."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def stream(seed: int, purpose: str, block: int = 0) -> np.random.Generator:
    """The stream of one purpose and block; two streams of one seed are independent."""
    return np.random.Generator(np.random.PCG64DXSM([seed, zlib.crc32(purpose.encode()), block]))


def uniform_of(codes: Array, purpose: str) -> Array:
    """A number in (0, 1) for each integer code,
    the same in every run and for every seed (SplitMix64).
    """
    salt = zlib.crc32(purpose.encode()) * 0x9E3779B97F4A7C15 % 2**64
    x = codes.astype(np.uint64) + np.uint64(salt)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    x ^= x >> np.uint64(31)
    return ((x >> np.uint64(11)).astype(float) + 0.5) / 2.0**53


def normal_of(codes: Array, purpose: str) -> Array:
    """A standard normal number for each integer code, the same in every run."""
    return np.asarray(ndtri(uniform_of(codes, purpose)))


class Choice:
    """Categories drawn by weight, one row of weights for each situation.

    `weights` has shape (situations, categories) or (categories,); rows need not add up to 1.
    """

    def __init__(self, weights: Array | Sequence[float]) -> None:
        table = np.atleast_2d(np.asarray(weights, dtype=float))
        cumulative = np.cumsum(table, axis=1)
        cumulative /= cumulative[:, -1:]
        cumulative[:, -1] = 1.0
        self.categories = table.shape[1]
        # Situation s occupies (s, s + 1], so one sorted array serves all of them.
        self._bounds = (cumulative + np.arange(len(table))[:, None]).ravel()

    def draw(
        self, rng: np.random.Generator, situation: Array | int, size: int | None = None
    ) -> Array:
        """The category of each element of `situation` (or of `size` elements of one situation)."""
        count = size if size is not None else len(np.asarray(situation))
        return self.at(situation, rng.random(count))

    def at(self, situation: Array | int, quantile: Array) -> Array:
        """The category in which each quantile in [0, 1) falls."""
        found = np.searchsorted(self._bounds, situation + quantile, side="right")
        return np.asarray(
            np.minimum(found - np.asarray(situation) * self.categories, self.categories - 1)
        )
