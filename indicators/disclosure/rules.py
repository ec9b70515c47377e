"""When a group of people is too few, or too much of one mind, to be told about.

A rule reads rows of counts, one column per component: the parts of a group that share nobody, in
each of several parts of the year one after the other.
"""

from dataclasses import dataclass
from functools import reduce
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indicators.disclosure.small_groups import SMALLEST_GROUP

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Rule(Protocol):
    """Which groups may not be told, and which others would help them if they were joined."""

    def unsafe(self, counts: Counts) -> Flags:
        """Of each row, whether a figure of it would tell of too few. Nobody is never too few."""
        ...

    def helps(self, total: Counts, others: Counts) -> Flags:
        """Of each row of `others`, whether it has what `total`, which is unsafe, lacks."""
        ...

    def exposed(self, counts: Counts, least: Counts, most: Counts) -> Flags:
        """Of each row, which is unsafe and not told, whether it can be worked out none the less:
        from its components being of `least` people or more, and of `most` or fewer.
        """
        ...


@dataclass(frozen=True)
class Members:
    """People by what they are: each part of the year has columns for the groups of an attribute,
    and the last for everybody else.

    Every component is of nobody or of `smallest`, and not everybody is of one group: who is known
    to be among them would be known to be of it. Nobody at all of a group is told.
    """

    width: int
    smallest: int = SMALLEST_GROUP

    def unsafe(self, counts: Counts) -> Flags:
        few = ((counts > 0) & (counts < self.smallest)).any(axis=1)
        return np.asarray(few | self._unanimous(self._parts(counts)).any(axis=(1, 2)))

    def helps(self, total: Counts, others: Counts) -> Flags:
        lacking = (total > 0) & (total < self.smallest)
        unanimous = self._unanimous(self._parts(total[None]))[0]
        # Whoever is not of the group, in the part of the year in which everybody is.
        lacking |= (unanimous.any(axis=1, keepdims=True) & ~unanimous).reshape(-1)
        return np.asarray(others[:, lacking].any(axis=1))

    def exposed(self, counts: Counts, least: Counts, most: Counts) -> Flags:
        few = (counts > 0) & (counts < self.smallest)
        told = (few & (most - least < self.smallest - 1)).any(axis=1)
        return np.asarray(told | self._unanimous(self._parts(most)).any(axis=(1, 2)))

    def _parts(self, counts: Counts) -> Counts:
        return counts.reshape(len(counts), counts.shape[1] // self.width, self.width)

    def _unanimous(self, parts: Counts) -> Flags:
        everybody = parts.sum(axis=2, keepdims=True)
        found = (parts > 0) & (parts == everybody)
        found[:, :, -1] = False
        return np.asarray(found)


@dataclass(frozen=True)
class Opinions:
    """People by what they answered: each part of the year has a column for each answer.

    The group is everybody who answered, and is of nobody or of `smallest`; not all of them gave the
    same answer. How many gave each is what is told of it, however few they are: they are known by
    their answer alone, and it says of no single one of the group which he gave.
    """

    width: int
    smallest: int = SMALLEST_GROUP

    def unsafe(self, counts: Counts) -> Flags:
        return np.asarray(self._unsafe_parts(counts).any(axis=1))

    def helps(self, total: Counts, others: Counts) -> Flags:
        lacking = self._unsafe_parts(total[None])[0]
        return np.asarray(self._parts(others)[:, lacking].any(axis=(1, 2)))

    def exposed(self, counts: Counts, least: Counts, most: Counts) -> Flags:
        width = reduce(np.add, self._answers(most - least))
        at_most = self._answers(most)
        one_answer = reduce(np.maximum, at_most) == reduce(np.add, at_most)
        pinned = (width < self.smallest - 1) | one_answer
        return np.asarray((self._unsafe_parts(counts) & pinned).any(axis=1))

    def _parts(self, counts: Counts) -> Counts:
        return counts.reshape(len(counts), counts.shape[1] // self.width, self.width)

    def _unsafe_parts(self, counts: Counts) -> Flags:
        answers = self._answers(counts)
        people, most = reduce(np.add, answers), reduce(np.maximum, answers)
        return np.asarray((people > 0) & ((people < self.smallest) | (most == people)))

    def _answers(self, counts: Counts) -> list[Counts]:
        """Of each answer, the counts by row and part of the year: a few long columns are added up
        in a third of the time of many short rows.
        """
        parts = self._parts(counts)
        return [parts[:, :, answer] for answer in range(self.width)]
