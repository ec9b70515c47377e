"""Why something is in the list of the week, in a sentence made of what a test or a silence says."""

import pandas as pd

from config.formatting import day, number, plural
from config.satisfaction import satisfaction_rule
from data_access.queries.tables.week_actions import COVERAGE, NPS, TOWN, Reason
from data_access.stewardship.week import Mark
from indicators.catalogue.definitions import indicator
from indicators.scope import Month
from pages.components.numbers import show_value

REASONS = {
    Reason.BEHIND: "meta do ano",
    Reason.LESS_COVERED: "cobertura",
    Reason.SILENT: "sem atendimento",
    Reason.FEWER: "menos que o esperado",
    Reason.SCORE: "NPS abaixo",
    Reason.WAITING: "detratores à espera",
}


def sentence(row: pd.Series, place: str, last: int) -> str:
    """The reason of a row of `week_actions`, in a territory called `place` whose data go until the
    month `last` (its index).
    """
    reason = Reason(row["reason"])
    if reason is Reason.SILENT:
        return _silence(row, last)
    if reason is Reason.WAITING:
        longest = satisfaction_rule().waiting_days[-1]
        here = " daqui" if row["kind"] == TOWN else ""
        who = plural(row["cases"], f"detrator{here} espera", f"detratores{here} esperam")
        return f"{who} retorno há mais de {longest} dias."
    if reason is Reason.FEWER:
        clients = plural(row["value"], "pequeno negócio", "pequenos negócios")
        return f"Atendeu {clients}; esperavam-se {number(row['reference'])}."
    definition = indicator(NPS if reason is Reason.SCORE else COVERAGE)
    own, other = (show_value(definition, row[name]) for name in ("value", "reference"))
    if reason is Reason.SCORE:
        answers = plural(row["cases"], "resposta", "respostas")
        return f"NPS {own} em {answers}, abaixo do esperado: o conjunto das equipes tem {other}."
    companies = plural(row["cases"], "ME ou EPP", "ME e EPP")
    if reason is Reason.BEHIND:
        return f"Alcança {own} de {companies}; a meta pede {other} até agora."
    return f"Alcança {own} de {companies}; {place}, {other}."


def untold_words(untold: pd.DataFrame) -> str:
    """What of a kind of `untold_of_week` is not in the list; "" of no rows."""
    told = [_untold(row) for _, row in untold.iterrows()]
    return f"Por sigilo, {'; '.join(told)}: o que não se diz não está nesta lista." if told else ""


def _untold(row: pd.Series) -> str:
    longest = satisfaction_rule().waiting_days[-1]
    if row["kind"] == TOWN:
        return (
            "nem de todos os municípios se diz quantos detratores esperam há mais de"
            f" {longest} dias"
        )
    of = f"de {number(row['untold'])} de {plural(row['units'], 'equipe', 'equipes')}"
    if row["reason"] == str(Reason.SCORE):
        return f"não se diz o NPS {of}"
    all_of_them = (
        "" if pd.isna(row["cases"]) else f" (na UF inteira, esperam {number(row['cases'])})"
    )
    waits = f"há quanto tempo esperam os detratores {of}"
    return f"não se diz {waits}, nem quem passa de {longest} dias{all_of_them}"


def done_before(mark: Mark) -> str:
    """What is said of an item that was done in an edition before this one."""
    return f"Feito por {mark.who} em {day(mark.at)}, e continua na lista."


def _silence(row: pd.Series, last: int) -> str:
    """The month that is known had attendances still: it is the last, and not the first silent."""
    town = row["kind"] == TOWN
    if pd.isna(row["since"]):
        who = "Ninguém foi atendido" if town else "Não atende ninguém"
        return f"{who} em mês nenhum desta edição."
    since = int(row["since"])
    ago = plural(last - since, "mês", "meses")
    what = "O último atendimento a alguém daqui" if town else "O último atendimento"
    return f"{what} foi em {Month(since).label}, há {ago}."
