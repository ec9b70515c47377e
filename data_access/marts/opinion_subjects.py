"""What sums of answers are told of: each question, its cells, and by what they are divided."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import duckdb
import pandas as pd

from config.satisfaction import satisfaction_rule
from data_access.schema import opinions as schema
from data_access.schema.core import NOWHERE
from data_access.schema.satisfaction import WAITING
from indicators.comments import Sentiment
from indicators.disclosure.rules import Members, Opinions, Rule
from indicators.reputation import RATINGS

CROSSED = {schema.BY_MONTH: "month", schema.BY_CHANNEL: "channel"}
SCALE = range(RATINGS[0], RATINGS[1] + 1)
PARTNERS = {schema.BY_PARTNER: "partner"}


@dataclass(frozen=True)
class OpinionSubject:
    """Cells of answers: ``month``, ``unit``, ``town`` and what divides them, with a sum for each
    answer that may be given.
    """

    name: str
    table: str
    where: str
    answers: Mapping[str, str]
    rule: Rule
    crossed: Mapping[str, str] = field(default_factory=lambda: CROSSED)
    nested: Mapping[str, str] = field(default_factory=lambda: PARTNERS)

    @property
    def columns(self) -> list[str]:
        return list(self.answers)

    def cells(self, connection: duckdb.DuckDBPyConnection) -> "Cells":
        by = {*self.crossed.values(), *self.nested.values()} - {"month"}
        sums = (f"sum({value})::BIGINT AS {name}" for name, value in self.answers.items())
        rows = connection.execute(
            f"SELECT month::INTEGER AS month, executing_uf AS unit,"
            f" coalesce(municipality_id, {NOWHERE}) AS town,"
            f" {', '.join((*sorted(by), *sums))}"
            f" FROM {self.table} WHERE {self.where} GROUP BY ALL ORDER BY ALL"
        ).df()
        words = {}
        for column in ("unit", *by):
            rows[column], words[column] = pd.factorize(rows[column], sort=True)
        return Cells(rows, words)


class Cells(NamedTuple):
    """Rows in which a text is its position in the `words` of its column, which are in order."""

    rows: pd.DataFrame
    words: Mapping[str, pd.Index]


def _scores(column: str, *groups: tuple[int, ...]) -> dict[str, str]:
    """A sum for each group of scores, and for the others."""
    lists = [", ".join(map(str, scores)) for scores in groups]
    known = ", ".join(lists)
    named = {
        f"answer_{place}": f"CASE WHEN {column} IN ({scores}) THEN answers ELSE 0 END"
        for place, scores in enumerate(lists)
    }
    return named | {"other": f"CASE WHEN {column} NOT IN ({known}) THEN answers ELSE 0 END"}


def comment_subjects(connection: duckdb.DuckDBPyConnection) -> Iterator[OpinionSubject]:
    """What comments say of each theme: of years and their parts alone, for most months of a theme
    have a few.
    """
    themes = connection.execute("SELECT DISTINCT theme FROM comment_cell ORDER BY 1").fetchall()
    for (theme,) in themes:
        quoted = theme.replace("'", "''")
        sums = {
            f"kind_{place}": f"CASE WHEN sentiment = '{kind}' THEN comments ELSE 0 END"
            for place, kind in enumerate(Sentiment)
        }
        yield OpinionSubject(
            f"{schema.COMMENT}{theme}",
            "comment_cell",
            f"word = '' AND theme = '{quoted}'",
            sums,
            Opinions(len(sums)),
            crossed={},
            nested={},
        )


def subjects() -> tuple[OpinionSubject, ...]:
    rule = satisfaction_rule()
    return (
        OpinionSubject(
            schema.NPS,
            "survey_cell",
            "nps_counts AND nps IS NOT NULL",
            _scores("nps", rule.promoters, rule.detractors),
            Opinions(3),
            nested=PARTNERS | {schema.BY_TEAM: "team"},
        ),
        OpinionSubject(
            schema.CSAT,
            "survey_cell",
            "csat IS NOT NULL",
            _scores("csat", rule.satisfied),
            Opinions(2),
        ),
        OpinionSubject(
            schema.CES, "survey_cell", "ces IS NOT NULL", _scores("ces", rule.easy), Opinions(2)
        ),
        OpinionSubject(
            schema.ANSWERED, "response_cell", "answered > 0", {"answered": "answered"}, Members(1)
        ),
        OpinionSubject(
            schema.AFTERWARDS,
            "detractor_cell",
            "true",
            {"detractors": "detractors"},
            Members(1),
            crossed={},
            nested={schema.BY_TEAM: "team"},
        ),
        # How long somebody waits says on what days he answered: each age is of nobody or of enough.
        OpinionSubject(
            schema.WAITED,
            "detractor_cell",
            f"state = '{WAITING}'",
            {
                f"waits_{first}": f"CASE WHEN days = {first} THEN detractors ELSE 0 END"
                for first, _ in rule.bands
            },
            Members(1),
            crossed={},
            nested={schema.BY_TEAM: "team"},
        ),
        OpinionSubject(
            schema.INCOME,
            "income_cell",
            "true",
            {"rose": "rose", "did_not": "answers - rose"},
            Opinions(2),
            crossed={schema.BY_MONTH: "month"},
            nested={schema.BY_INITIATIVE: "initiative"},
        ),
        OpinionSubject(
            schema.RATING,
            "complaint_cell",
            "rating IS NOT NULL",
            {f"rating_{n}": f"CASE WHEN rating = {n} THEN complaints ELSE 0 END" for n in SCALE},
            Opinions(len(SCALE)),
            nested={},
        ),
        OpinionSubject(
            schema.WOULD_RETURN,
            "complaint_cell",
            "would_return IS NOT NULL",
            {
                "yes": "CASE WHEN would_return THEN complaints ELSE 0 END",
                "no": "CASE WHEN would_return THEN 0 ELSE complaints END",
            },
            Opinions(2),
            nested={},
        ),
    )
