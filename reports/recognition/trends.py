"""What led to the result of a unit, in words and small charts: for its dossier and its page."""

from dataclasses import dataclass
from math import isnan
from typing import Any

from config.comments import comment_rule
from config.formatting import number, percent, plural
from data_access.base.edition_errors import EditionError
from data_access.recognition.reading import Readings
from data_access.recognition.unit_trends import LEAST_CASES, Series, UnitTrends
from indicators.comments import Sentiment
from indicators.scope import Month, Period
from reports.recognition.facts import Facts, measured

FEWEST_THEMES = 5  # most of the themes that are told
NOT_SEEN = "A evolução e os comentários só são vistos por quem vê a UF da unidade."
GONE = "Os dados de que veio este resultado não estão mais aqui: a evolução não pode ser mostrada."
MONTHLY = (
    "Contagens, como as de atendimentos, estão em todos os meses, também as pequenas; o resto, como"
    f" percentuais e tempos, só nos meses com ao menos {LEAST_CASES} casos. O que clientes"
    " responderam não se mostra mês a mês: é de poucos em cada um."
)


@dataclass(frozen=True)
class Line:
    """A small chart: ``values`` by month, None where there is none to show, and what it says."""

    title: str
    values: tuple[float | None, ...]
    words: str


def trends_of(readings: Readings, facts: Facts, code: str) -> UnitTrends | None:
    """None where the data of the result are gone. Raises AccessDeniedError."""
    try:
        return readings.trends(facts.record.slug, facts.category.id, code)
    except EditionError:
        return None


def lines(trends: UnitTrends) -> list[Line]:
    return [_line(series, trends.period) for series in trends.series]


def trend_note(trends: UnitTrends | None) -> str:
    """What is to be known of the charts, or why there are none."""
    if trends is None:
        return GONE
    return MONTHLY if trends.series else NOT_SEEN


def _line(series: Series, period: Period) -> Line:
    values = tuple(None if isnan(value) else float(value) for value in series.values)
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    title = "Atendimentos" if series.criterion is None else series.criterion.name
    if not known:
        return Line(title, values, "sem casos bastantes em mês nenhum")
    (first, start), (last, end) = known[0], known[-1]
    if len(known) == 1:
        return Line(title, values, f"{_told(series, start)} em {month_name(period, first)}")
    low, high = min(value for _, value in known), max(value for _, value in known)
    words = (
        f"de {_told(series, start)} em {month_name(period, first)} a {_told(series, end)} em"
        f" {month_name(period, last)}; entre {_told(series, low)} e {_told(series, high)}"
    )
    return Line(title, values, words)


def _told(series: Series, value: float) -> str:
    return (
        number(value)
        if series.criterion is None
        else measured(series.criterion, value, monthly=False)
    )


def month_name(period: Period, place: int) -> str:
    return Month(period.start.index + place).label


def themes(trends: UnitTrends | None) -> list[list[str]]:
    """Rows theme, comments, share that praise, share that complain: those that may be told."""
    if trends is None or trends.themes.empty:
        return []
    titles = {theme.id: theme.title for theme in comment_rule().theme}
    told = trends.themes.dropna(subset=["comments"])
    told = told[told["theme"].isin(titles)].head(FEWEST_THEMES)
    return [
        [
            titles[str(row["theme"])],
            number(row["comments"]),
            percent(row[str(Sentiment.PRAISE)] / row["comments"], 0),
            percent(row[str(Sentiment.COMPLAINT)] / row["comments"], 0),
        ]
        for row in told.to_dict("records")
    ]


def themes_note(trends: UnitTrends | None, uf: str) -> str:
    """Of whom the themes are, and why they are not those of the unit."""
    if trends is None or (not trends.series and trends.themes.empty):
        return ""
    period = trends.themes_period.label
    alone = (
        "De uma unidade sozinha os temas não são ditos: são poucos comentários, e diriam de quem"
        " se trata."
    )
    if not themes(trends):
        return f"{alone} De {uf}, em {period}, também não há comentários bastantes para dizê-los."
    whole = trends.themes.loc[trends.themes["theme"] == "", "comments"]
    many = plural(float(whole.iloc[0]), "comentário", "comentários") if len(whole) else ""
    return f"{alone} Estes são de todos os atendidos por {uf} em {period}: {many}."


def trend_content(trends: UnitTrends | None, uf: str) -> dict[str, Any]:
    """What the template of the dossier draws."""
    found = [] if trends is None else lines(trends)
    ends = [] if trends is None else [0, trends.period.months - 1]
    months = [month_name(trends.period, place) for place in ends] if trends is not None else []
    return {
        "lines": [
            {"title": line.title, "words": line.words, "points": _points(line)} for line in found
        ],
        "months": months,
        "note": trend_note(trends),
        "themes": themes(trends),
        "themes_note": themes_note(trends, uf),
    }


def _points(line: Line) -> list[list[float | None]]:
    """Each month as a share of the width, and its value as one of the height (None: not drawn); the
    scale begins at zero, so that little change looks little.
    """
    known = [value for value in line.values if value is not None]
    top = max([*known, 0.0]) or 1.0
    low = min([*known, 0.0])
    last = max(len(line.values) - 1, 1)
    return [
        [round(place / last, 4), None if value is None else round((value - low) / (top - low), 4)]
        for place, value in enumerate(line.values)
    ]
