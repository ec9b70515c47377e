"""Comments in an edition: counted by theme, sentiment and word as one by one; and not a word of
theirs inside it.
"""

from collections import Counter
from datetime import date

import pandas as pd
import pytest
import sqlalchemy as sa

from data_access.queries.tables.comments import comment_themes, comment_words
from indicators.comments import Sentiment, read_comment
from indicators.disclosure.small_groups import SMALLEST_GROUP
from indicators.scope import Access, Attribution, Period, Scope, TerritoryRef
from tests.support.small_country import edition_of, pseudonym

ALL = Access.everything()
SCOPE = Scope(Period.parse("2025-01", "2025-12"))
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
    assert set(found.index) == set(themes)
    assert found.index[0] == ""
    for theme, row in found.iterrows():
        total = themes[theme].total()
        if total < SMALLEST_GROUP:
            assert row.isna().all()
            continue
        assert row["comments"] == total
        shown = row.drop("comments").dropna()
        assert shown.to_dict() == {kind: themes[theme][kind] for kind in shown.index}
        hidden = set(map(str, Sentiment)) - set(shown.index)
        assert not any(0 < themes[theme][kind] < SMALLEST_GROUP for kind in shown.index)
        assert not hidden or sum(themes[theme][kind] for kind in hidden) >= SMALLEST_GROUP
    for theme in themes:
        table = comment_words(edition, theme, scope, ALL)
        told = {
            word: count
            for (about, word), count in words.items()
            if about == theme and count >= SMALLEST_GROUP
        }
        assert table.set_index("word")["comments"].to_dict() == told


def test_few_comments_are_withheld(edition):
    scope = Scope(SCOPE.period, TerritoryRef("uf", "35"))
    found = comment_themes(edition, scope, ALL).set_index("theme")
    assert found.loc["credito"].isna().all()
    assert comment_words(edition, "credito", scope, ALL).empty


def test_where_nobody_commented_there_are_no_themes(edition):
    found = comment_themes(edition, SCOPE.with_period(Period.parse("2025-01", "2025-02")), ALL)
    assert list(found)[:2] == ["theme", "comments"]
    assert found.empty


def test_access_narrows_the_comments(edition):
    found = comment_themes(edition, SCOPE, Access("ana", frozenset({"SP"}))).set_index("theme")
    assert found.loc["", "comments"] == 10


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
