"""Comments in an edition: counted by theme, sentiment and word as one by one; and not a word of
theirs inside it.
"""

from collections import Counter
from datetime import date
from itertools import product
from random import Random

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from data_access.queries.tables.comments import comment_themes, comment_words
from indicators.comments import Sentiment, read_comment
from indicators.disclosure.small_groups import SMALLEST_GROUP
from indicators.scope import Access, Attribution, Period, Scope, TerritoryRef
from tests.support.small_country import CODES, edition_of, pseudonym, register

ALL = Access.everything()
SCOPE = Scope(Period.parse("2025-01", "2025-12"))
KINDS = [str(kind) for kind in Sentiment]
UNITS, MONTHS = ["MG", "SP", "MT", None], [(2025, 2), (2025, 8), (2026, 1), (2026, 3)]
WINDOWS = [
    *(("2025-01", "2025-12"), ("2025-01", "2025-03"), ("2026-01", "2026-03")),
    *(("2025-08", "2025-08"), ("2026-01", "2026-01"), ("2025-02", "2026-03")),
]
COLUMNS = {"regiao": "region_code", "uf": "uf_code", "municipio": "code"}
LEVELS = {
    "brasil": lambda _view: ["BR"],
    "regiao": lambda _view: ["3", "5"],
    "uf": lambda _view: ["31", "35", "51"],
    "municipio": lambda view: CODES if view is Attribution.ESTABLISHMENT else [],
}
# text, times, client's municipality, unit's UF (None: the attendance says), month
SAID = [
    ("Equipe ótima, curso claro", 7, "3106200", "MG", 3),
    ("O site é confuso", 6, "3106200", "MG", 4),
    ("O site não é confuso e a equipe é ótima", 5, "3550308", "MG", 4),
    ("Participei", 8, "3550308", "SP", 5),
    ("Fila enorme, equipe lenta", 9, None, None, 6),
    ("Gostei do crédito", 2, "3550308", "SP", 5),
    ("  ", 5, "3550308", "SP", 5),
    (None, 5, "3550308", "SP", 5),
]


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    said = [row for row in SAID for _ in range(row[1])]
    surveys = pd.DataFrame({
        "id_pesquisa": [f"P{n}" for n in range(len(said))],
        "data": [date(2025, row[4], 1) for row in said],
        "id_atendimento": [None if row[3] else "A1" for row in said],
        "municipio": [row[2] for row in said],
        "uf_executora": [row[3] for row in said],
        "comentario": [row[0] for row in said],
    })  # fmt: skip
    attendance = {
        "id_atendimento": "A1", "id_cliente": pseudonym(1), "tipo_cliente": "PF", "valido": True,
        "data_fim": date(2025, 6, 1), "municipio": "5103403", "uf_executora": "MT",
        "situacao": "Concluído",
    }  # fmt: skip
    folder = tmp_path_factory.mktemp("comments")
    edition = edition_of(folder, pesquisas=surveys, atendimentos=pd.DataFrame([attendance]))
    yield edition
    edition.close()


def expected(kept):
    """theme → sentiment → comments, and (theme, word) → comments."""
    themes, words = {}, Counter()
    for text, times, *_ in (row for row in SAID if row[0] and row[0].strip() and kept(row)):
        reading = read_comment(text)
        for theme in ("", *reading.themes):
            themes.setdefault(theme, Counter())[str(reading.sentiment)] += times
        for pair in reading.words:
            words[pair] += times
    return themes, words


CASES = {
    "country by unit": (SCOPE, lambda row: True),
    "state by unit": (Scope(SCOPE.period, TerritoryRef("uf", "31")), lambda row: row[3] == "MG"),
    "what the attendance says": (
        Scope(SCOPE.period, TerritoryRef("uf", "51")),
        lambda row: row[3] is None,
    ),
    "state by client": (
        Scope(SCOPE.period, TerritoryRef("uf", "35"), attribution=Attribution.ESTABLISHMENT),
        lambda row: row[2] == "3550308",
    ),
    "some months": (Scope(Period.parse("2025-03", "2025-04")), lambda row: row[4] in (3, 4)),
}


@pytest.mark.parametrize("name", CASES)
def test_comments_are_counted_as_one_by_one(edition, name):
    scope, kept = CASES[name]
    themes, words = expected(kept)
    found = comment_themes(edition, scope, ALL).set_index("theme")
    assert found.index[0] == ""
    for theme, row in found.iterrows():
        if pd.isna(row["comments"]):
            assert row.isna().all()
            assert comment_words(edition, theme, scope, ALL).empty
            continue
        assert row["comments"] == themes[theme].total() >= SMALLEST_GROUP
        assert row.drop("comments").to_dict() == {kind: themes[theme][kind] for kind in KINDS}
        assert len([kind for kind in KINDS if themes[theme][kind]]) > 1
        told = {
            word: count - count % SMALLEST_GROUP
            for (about, word), count in words.items()
            if about == theme and count >= SMALLEST_GROUP
        }
        table = comment_words(edition, theme, scope, ALL)
        assert table.set_index("word")["comments"].to_dict() == told
    if name.startswith("country"):
        assert found["comments"].notna().any()


def test_few_comments_are_withheld(edition):
    found = comment_themes(edition, SCOPE, ALL).set_index("theme")
    assert found.loc["credito"].isna().all()  # two praise it
    told = found["comments"].dropna()
    assert [*found.index] == [*told.index, *sorted({*found.index} - {*told.index})]
    assert told.is_monotonic_decreasing
    assert comment_words(edition, "credito", SCOPE, ALL).empty


def test_comments_are_of_years_and_their_parts_and_of_no_channel_alone(edition):
    assert comment_themes(edition, SCOPE, ALL)["comments"].notna().any()
    months = SCOPE.with_period(Period.parse("2025-03", "2025-06"))
    assert comment_themes(edition, months, ALL)["comments"].notna().any()  # all that there are
    for less in (
        SCOPE.with_period(Period.parse("2025-04", "2025-06")),
        Scope(SCOPE.period, channel=("Chat",)),
    ):
        assert comment_themes(edition, less, ALL)["comments"].isna().all()


@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.slow) for n in (2, 3))])
def test_no_figure_less_another_tells_of_a_few_comments(tmp_path, seed):
    """Every theme of every territory in every window, by both views."""
    pick = Random(seed)  # noqa: S311 - a drawn country, no secret
    texts = ["Equipe ótima", "O site é confuso", "Fila enorme, equipe lenta", "Participei"]
    rows = [
        (pick.choices(texts, [5, 2, 1, 1])[0], pick.choices(UNITS, [12, 6, 2, 1])[0],
         pick.choices([*CODES, None], [12, 6, 2, 2, 1, 1, 1, 1])[0], pick.choice(MONTHS))
        for _ in range(120)
    ]  # fmt: skip
    drawn = pd.DataFrame(rows, columns=["comentario", "uf_executora", "municipio", "month"])
    days = [date(year, month, 1) for year, month in drawn["month"]]
    surveys = drawn.drop(columns="month").assign(
        data=days, id_pesquisa=[f"P{n}" for n in range(len(drawn))]
    )
    attendances = pd.DataFrame({
        "id_atendimento": [f"A{n}" for n in range(len(MONTHS))], "id_cliente": pseudonym(1),
        "tipo_cliente": "PF", "valido": True, "situacao": "Concluído",
        "data_fim": [date(*month, 28) for month in MONTHS], "municipio": CODES[0],
        "uf_executora": "MG",
    })  # fmt: skip
    edition = edition_of(tmp_path, pesquisas=surveys, atendimentos=attendances)
    figures = {}
    try:
        for view, window, level in product(Attribution, WINDOWS, LEVELS):
            for code in LEVELS[level](view):
                scope = Scope(Period.parse(*window), TerritoryRef(level, code), attribution=view)
                for row in comment_themes(edition, scope, ALL).dropna().to_dict("records"):
                    held = _held(drawn, view, level, code, window)
                    key = (row["theme"], frozenset(drawn.index[held]))
                    figures[key] = np.array([row[kind] for kind in KINDS])
    finally:
        edition.close()
    assert len(figures) > 10
    for (theme, rows), counts in figures.items():
        for (other, fewer), known in figures.items():
            if theme == other and fewer < rows:
                less = counts - known
                assert less.sum() == 0 or (less.sum() >= SMALLEST_GROUP and less.max() < less.sum())


def _held(drawn, view, level, code, window):
    """Which comments a figure counts."""
    places = register().set_index("code", drop=False)
    if view is Attribution.ESTABLISHMENT:
        codes = drawn["municipio"].map(places[COLUMNS[level]]) if level != "brasil" else "BR"
    else:
        of_unit = places.groupby("uf")[[*COLUMNS.values()]].first()
        codes = drawn["uf_executora"].map(of_unit[COLUMNS[level]]) if level != "brasil" else "BR"
    months = drawn["month"].map(lambda month: f"{month[0]}-{month[1]:02d}")
    return (codes == code) & months.between(*window)


def test_where_nobody_commented_there_are_no_themes(edition):
    found = comment_themes(edition, SCOPE.with_period(Period.parse("2025-01", "2025-02")), ALL)
    assert list(found)[:2] == ["theme", "comments"]
    assert found.empty


def test_access_narrows_the_comments(edition):
    found = comment_themes(edition, SCOPE, Access("ana", frozenset({"MG"}))).set_index("theme")
    assert found.loc["", "comments"] == 18


def test_no_text_of_a_comment_is_in_the_edition(edition):
    inspector = sa.inspect(edition.engine)
    with edition.engine.connect() as connection:
        for table in inspector.get_table_names():
            content = pd.read_sql(sa.text(f'SELECT * FROM "{table}"'), connection).astype(str)
            for text, *_ in SAID[:6]:
                assert (
                    not content.apply(lambda column, t=text: column.str.contains(t, regex=False))
                    .any()
                    .any()
                )
