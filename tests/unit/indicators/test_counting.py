"""Window sums against people counted one by one."""

from collections import Counter, defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indicators.counting import ActiveCells, OnceCells, blocks, window_sums

FIRST, LAST = 100, 111
NEVER_BEFORE, NEVER_AFTER = 0, 32_000

# A client: its group and how many attendances in each month.
histories = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.dictionaries(st.integers(FIRST, LAST), st.integers(1, 3), min_size=1, max_size=6),
    ),
    max_size=25,
)


def _cells(clients):
    active, once = Counter(), Counter()
    attendances = Counter()
    for group, months in clients:
        ordered = sorted(months)
        for position, month in enumerate(ordered):
            previous = ordered[position - 1] if position else NEVER_BEFORE
            following = ordered[position + 1] if position + 1 < len(ordered) else NEVER_AFTER
            active[group, month, previous] += 1
            attendances[group, month, previous] += months[month]
            if months[month] == 1:
                once[group, month, previous, following] += 1

    def columns(keys, width):
        table = np.array(list(keys), dtype=np.int64).reshape(-1, width)
        return [table[:, i] for i in range(width)]

    def values(counter):
        return np.array(list(counter.values()), dtype=np.int64)

    return (
        ActiveCells(*columns(active, 3), clients=values(active), attendances=values(attendances)),
        OnceCells(*columns(once, 4), clients=values(once)),
    )


def _one_by_one(clients, limit):
    expected = {}
    for first in range(FIRST, LAST + 1):
        for last in range(first, min(LAST, first + limit - 1) + 1):
            seen = defaultdict(list)
            for group, months in clients:
                inside = sum(n for month, n in months.items() if first <= month <= last)
                if inside:
                    seen[group].append(inside)
            for group, counts in seen.items():
                expected[group, first, last] = (len(counts), counts.count(1), sum(counts))
    return expected


@given(clients=histories, limit=st.integers(1, 14))
def test_window_sums_equal_counting_each_client_in_each_window(clients, limit):
    active, once = _cells(clients)
    sums = window_sums(active, once, groups=3, first=FIRST, last=LAST, limit=limit)
    found = {
        (int(group), FIRST + int(month) - int(width), FIRST + int(month)): (
            int(sums.clients[month, width, group]),
            int(sums.once[month, width, group]),
            int(sums.attendances[month, width, group]),
        )
        for month, width, group in zip(*np.nonzero(sums.attendances), strict=True)
    }
    assert found == _one_by_one(clients, limit)


def test_blocks_cover_the_whole_without_overlap():
    assert list(blocks(5, 2)) == [(0, 2), (2, 4), (4, 5)]
    assert list(blocks(0, 2)) == []
