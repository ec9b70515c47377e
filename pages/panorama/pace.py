"""Pace to the end of the year: where it is going, whether the target is reached,
and how good such projections were.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from config.formatting import number, percent
from data_access.queries.measures.registry import measure_of
from indicators.catalogue.definitions import Indicator, catalogue
from indicators.goals.pace import Standing
from indicators.measure import Status
from indicators.projection import (
    COVERED,
    PAST_YEARS,
    Projection,
    Trial,
    backtest,
    narrower_than_said,
    project_year_end,
    record,
)
from indicators.scope import Month, Period
from pages.components import caching, html, messages, numbers
from pages.components.downloads import downloads
from pages.components.targets.words import standing_tone
from pages.state.view import View

FEWEST = 30  # counted so far: of fewer, a few years that grew alike would give a range of no width
YEARS = 8  # of history that trials look back on
FIRST = "atendimentos_realizados"  # without it none of the others is counted either
PACE_NOTE = (
    "“Atrasado” e “adiantado” comparam o que se contou com a parte da meta que os anos anteriores"
    " tinham a esta altura, com no máximo 5 % de engano; “no ritmo” é não diferir assim e terminar"
    " a menos de um décimo da meta. Numa lista de muitos territórios, a mesma diferença pode não"
    " bastar para a palavra."
)
TRIALS = {
    "counted": "indicador",
    "year": "ano",
    "said": "disse",
    "lower": "limite inferior",
    "upper": "limite superior",
    "years": "anos usados",
    "actual": "aconteceu",
    "error": "erro",
    "held": "dentro da faixa",
}


@dataclass(frozen=True)
class Pace:
    """One indicator: so far and how that stands to its target (a row of `judged_table`), the
    projection of what is counted, and the past years by which it is made and tried.
    """

    definition: Indicator
    now: pd.Series
    expected: Projection
    trials: list[Trial]

    @property
    def base(self) -> float:
        return float(self.now["denominator"]) if self.definition.is_ratio else 1.0

    @property
    def target(self) -> float:
        return float(self.now["target"])


def pace_card(view: View, found: list[Pace]) -> None:
    """For each indicator: so far, where the year is going, and the target;
    then how such projections fared.
    """
    if not found and caching.total(view, FIRST)["status"] == Status.NOT_MEASURED:
        messages.not_measured()
        return
    if not found:
        messages.empty(
            "Não há projeção para este período.",
            "Ela existe para o ano até o último mês completo, quando a edição tem ao menos um ano"
            " anterior inteiro.",
        )
        return
    head = ("indicador", "até agora", "dezembro", "entre", "meta")
    rows = [_row(one) for one in found]
    html.show(
        html.table(
            head,
            rows,
            numeric=frozenset({1, 2, 3, 4}),
            label="Projeção para o fim do ano",
            stacked=True,
        )
    )
    html.source(f"{_explanatory_note(found)} {_record_words(found)}")
    if any(one.trials for one in found):
        _trials(view, found)


def paces(view: View) -> list[Pace]:
    """Every indicator that adds up along the year;
    none unless the period is a year to date with a past to compare.
    """
    named = (definition.under(view.scope) for definition in catalogue().values())
    return [found for definition in named if (found := _pace(view, definition))]


def _pace(view: View, definition: Indicator) -> Pace | None:
    period = view.scope.period
    if period.start.month != 1 or period.start.year != period.end.year or period.end.month == 12:
        return None
    if not measure_of(definition).cumulative:
        return None  # a recurrence or a picture of the network does not add up to December
    now = caching.judged_place(view, definition.id)
    # An unfinished month would be projected as if it were whole.
    partly = now["status"] == Status.PARTLY_RECORDED
    empty = definition.is_ratio and not now["denominator"] > 0
    if partly or empty or numbers.absent(now["numerator"]):
        return None
    past = _history(view, definition)
    expected = project_year_end(
        float(now["numerator"]),
        [past[year] for year in sorted(past)][-PAST_YEARS:],
        period.end.month,
    )
    if expected is None:
        return None
    if now["numerator"] < FEWEST:
        return Pace(definition, now, replace(expected, lower=None, upper=None), [])
    return Pace(definition, now, expected, backtest(past, period.end.month))


def _history(view: View, definition: Indicator) -> Mapping[int, tuple[float, float]]:
    """(to the same month, whole year) of each past year that the edition holds
    from its January on, by year.
    """
    periods = [view.scope.period.shifted(-12 * back) for back in range(1, YEARS + 1)]
    held = [period for period in periods if period.start.index >= view.manifest.first_month]
    wholes = [Period(period.start, Month.of(period.start.year, 12)) for period in held]
    if not held:
        return {}
    windows = caching.windows(view, definition.id, (*held, *wholes)).set_index("end")["numerator"]
    pairs = {
        part.start.year: (windows[str(part.end)], windows[str(whole.end)])
        for part, whole in zip(held, wholes, strict=True)
    }
    return {
        year: (float(part), float(whole))
        for year, (part, whole) in pairs.items()
        if not (numbers.absent(part) or numbers.absent(whole))
    }


def word_of(found: Pace) -> str:
    """How the year stands to its target, in a word; empty without one."""
    standing = Standing(found.now["standing"])
    return "" if standing is Standing.NONE else str(standing)


def _row(found: Pace) -> tuple[str, ...]:
    definition, base, now, expected = found.definition, found.base, found.now, found.expected
    word = word_of(found)
    tone = standing_tone(Standing(now["standing"]))
    told = f' <span class="{tone}">{word}</span>' if word else ""
    return (
        html.cell(definition.short_title),
        f"{numbers.show_value(definition, now['value'])}{told}",
        numbers.show_value(definition, expected.value / base),
        _range(definition, expected, base),
        numbers.show_value(definition, now["target"]),
    )


def _range(definition: Indicator, said: Projection, base: float = 1.0) -> str:
    if said.lower is None or said.upper is None:
        return "—"
    shown = [numbers.show_value(definition, bound / base) for bound in (said.lower, said.upper)]
    return " a ".join(dict.fromkeys(shown))  # two that read alike are one


def _explanatory_note(paces: list[Pace]) -> str:
    years = max(found.expected.years for found in paces)
    if years == 1:
        return "Um só ano anterior não dá faixa, nem diz se o ano está no ritmo da meta."
    few = f"Com menos de {FEWEST} contados até agora não há faixa."
    small = [found.now["numerator"] < FEWEST for found in paces]
    if all(small):
        return few
    return (
        f"“Entre” é onde o ano terminaria em cerca de {percent(COVERED, 0)} das vezes, pelo que"
        f" variaram {years} anos anteriores, pelo acaso dos meses que faltam e pelo quanto o ritmo"
        " deste ano mudou; supõe que esses meses tragam a parte do ano que sempre trouxeram."
        f" {PACE_NOTE}{f' {few}' if any(small) else ''}"
    )


def _record_words(paces: list[Pace]) -> str:
    """How the projections made at the same month of past years fared, over all the indicators."""
    records = [found for pace in paces if (found := record(pace.trials))]
    if not records and any(pace.now["numerator"] < FEWEST for pace in paces):
        return ""  # too few to try past years on
    if not records:
        return (
            "Não dá para conferir projeções passadas: para refazer a de um ano, é preciso outro"
            " inteiro antes dele, e esta edição não tem dois."
        )
    errors = sorted(found.mean_error for found in records)
    ends = list(dict.fromkeys(percent(error) for error in (errors[0], errors[-1])))
    spread = ends[0] if len(ends) == 1 else f"{ends[0]} a {ends[1]}, conforme o indicador"
    intervals, held = (
        sum(found.intervals for found in records),
        sum(found.held for found in records),
    )
    trials = max(found.trials for found in records)
    when = "No ano anterior" if trials == 1 else f"Nos {trials} anos anteriores"
    sure = (
        f"a faixa acertou {number(held)} de {number(intervals)}"
        if intervals
        else "ainda sem faixa, por ter um só ano antes"
    )
    doubt = (
        f" Devia acertar cerca de {number(COVERED * intervals)}: conte com uma dúvida maior do que"
        " a faixa mostra."
        if narrower_than_said(intervals, held)
        else ""
    )
    return f"{when}, a projeção feita neste mesmo mês errou em média {spread}; {sure}.{doubt}"


def _trials(view: View, paces: list[Pace]) -> None:
    """Each projection made again with the years before it, and what happened."""
    with st.expander(
        "Quanto acertou nos anos anteriores", key="pace_trials", on_change="rerun"
    ) as expander:
        if not expander.open:
            return
        cells = [_trial_cells(found.definition, trial) for found in paces for trial in found.trials]
        head = ("indicador", "ano", "disse", "entre", "aconteceu", "erro", "na faixa")
        table = html.table(
            head,
            cells,
            numeric=frozenset({1, 2, 3, 4, 5}),
            label="Projeções dos anos anteriores",
            stacked=True,
        )
        html.show(table)
        html.source(
            "Cada ano é projetado do mesmo mês e só com os anos antes dele, nos dados desta edição."
            " Os números são o que se conta: de uma cobertura, as empresas atendidas. Com um só ano"
            " antes não há faixa."
        )
        lines = [
            {
                "counted": found.definition.title, "year": trial.year,
                "said": trial.projection.value, "lower": trial.projection.lower,
                "upper": trial.projection.upper, "years": trial.projection.years,
                "actual": trial.actual, "error": trial.error, "held": _held_word(trial),
            }
            for found in paces
            for trial in found.trials
        ]  # fmt: skip
        downloads(
            view,
            "Projeções dos anos anteriores",
            pd.DataFrame(lines, columns=list(TRIALS)),
            TRIALS,
            key="pace",
            units={"error": "%"},
        )


def _held_word(trial: Trial) -> str:
    return "sem faixa" if trial.held is None else "sim" if trial.held else "não"


def _trial_cells(definition: Indicator, trial: Trial) -> tuple[str, ...]:
    said = trial.projection
    bounds = (
        "—"
        if said.lower is None or said.upper is None
        else f"{number(said.lower)}–{number(said.upper)}"
    )
    tone = {True: "t-good", False: "t-bad", None: "t-quiet"}[trial.held]
    words = {True: "sim", False: "não", None: "—"}[trial.held]
    return (
        html.cell(definition.short_title),
        str(trial.year),
        number(said.value),
        bounds,
        number(trial.actual),
        numbers.show_relative(trial.error),
        f'<span class="{tone}">{words}</span>',
    )
