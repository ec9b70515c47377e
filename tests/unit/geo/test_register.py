"""Two registers of municipalities become one: what the newer says wins, and a division has one
name.
"""

import pandas as pd

from geo.register import complete, merge

NO_BOXES = pd.DataFrame(index=pd.Index([], dtype=object))
SINOP, SORRISO, YOUNGEST = "5107909", "5107925", "5101837"


def register(*rows: tuple[str, str | None, str | None]) -> pd.DataFrame:
    """Municipalities with the code and the name of their intermediate region."""
    frame = pd.DataFrame(rows, columns=["code", "rgint_code", "rgint_name"])
    return complete(frame.assign(name="Lugar " + frame["code"]), NO_BOXES)


def regions(frame: pd.DataFrame) -> dict[str, tuple[object, object]]:
    return {row.code: (row.rgint_code, row.rgint_name) for row in frame.itertuples()}


EMBEDDED = register(
    (SINOP, "5103", "Sinop"), (SORRISO, "5103", "Sinop"), (YOUNGEST, "5103", "Sinop")
)


def test_a_division_has_the_name_of_the_newer_register_also_where_that_lacks_a_municipality():
    fresh = register((SINOP, "5103", "Região intermediária 5103"), (SORRISO, "5103", None))
    merged = merge(EMBEDDED, fresh)
    assert regions(merged) == dict.fromkeys(
        [YOUNGEST, SINOP, SORRISO], ("5103", "Região intermediária 5103")
    )


def test_without_names_in_the_newer_register_those_known_of_its_codes_are_kept():
    fresh = register((SINOP, "5103", None), (SORRISO, "5104", None))
    known = merge(EMBEDDED, register((YOUNGEST, "5104", "Rondonópolis")))
    merged = regions(merge(known, fresh))
    assert merged == {
        YOUNGEST: ("5104", "Rondonópolis"),
        SINOP: ("5103", "Sinop"),
        SORRISO: ("5104", "Rondonópolis"),
    }


def test_of_two_spellings_the_more_frequent_is_everybodys():
    spellings = [(SINOP, "SINOP"), (SORRISO, "Sinop"), ("5100250", "SINOP")]
    fresh = pd.DataFrame(spellings, columns=["code", "rgint_name"]).assign(rgint_code="5103")
    assert {name for _, name in regions(merge(EMBEDDED, fresh)).values()} == {"SINOP"}


def test_a_register_that_was_kept_with_two_names_is_read_with_one():
    kept = register(
        (SINOP, "5103", "Região intermediária 5103"),
        (SORRISO, "5103", "Região intermediária 5103"),
        (YOUNGEST, "5103", "Sinop"),
    )
    assert {name for _, name in regions(kept).values()} == {"Região intermediária 5103"}
    nowhere = register((SINOP, "5103", "Sinop"), (SORRISO, "5103", "SINOP"), (YOUNGEST, None, None))
    assert regions(nowhere)[YOUNGEST] == (None, None)
