"""How much the service does: by channel, by theme and by hour of the week."""

import pandas as pd

from config.formatting import enumerate_words, number, percent, plural
from data_access.schema import tables as schema
from pages.atendimento import data
from pages.components import html, messages
from pages.components.charts.heatmap import extremes, heatmap
from pages.components.downloads import downloads
from pages.state.view import View

WEEKDAYS = ("segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo")
KINDS = {1.0: "digital", 0.0: "não digital"}
UNCLASSED = "sem classe"
NAMELESS = "não informado"
CHANNELS = {"name": "canal", "kind": "tipo", "attendances": "atendimentos", "share": "parte"}
THEMES = {"name": "tema", "attendances": "atendimentos", "share": "parte"}
HOURS = {"day": "dia da semana", "hour": "hora", "contacts": "contatos"}
LISTED = 12


def channels_card(view: View) -> None:
    html.title(
        "Por onde os clientes vêm", "Atendimentos válidos, de empresas e de pessoas, por canal."
    )
    found = _named_rows(data.volume(view, "canal"))
    if found.empty:
        _nobody()
        return
    found = found.assign(kind=found["digital"].map(KINDS).fillna(UNCLASSED))
    top = found["share"].max()
    cells = [
        (html.cell(row["name"]), html.cell(row["kind"]), number(row["attendances"]),
         percent(row["share"]), html.bar(row["share"] / top))
        for _, row in found.iterrows()
    ]  # fmt: skip
    head = ("canal", "tipo", "atendimentos", "parte", "")
    html.show(html.table(head, cells, numeric=frozenset({2, 3}), label="Atendimentos por canal"))
    html.source(kinds_words(found))
    downloads(view, "Atendimentos por canal", found, CHANNELS, key="volume_canais")


def kinds_words(found: pd.DataFrame) -> str:
    """What is digital is a list that each network sets;
    what is in none of the lists is told, and in no share.
    """
    rule = "Quem cuida do painel diz quais canais são digitais."
    unclassed = found[found["kind"] == UNCLASSED]
    if unclassed.empty:
        return rule
    names = enumerate_words(unclassed["name"])
    count = plural(unclassed["attendances"].sum(), "atendimento", "atendimentos")
    return f"{rule} Sem classe ({names}): {count}, fora da parte digital."


def themes_card(view: View) -> None:
    html.title("Sobre o que conversam", "Os mesmos atendimentos, por tema.")
    found = _named_rows(data.volume(view, "tema"))
    if found.empty:
        _nobody()
        return
    top = found["share"].max()
    cells = [
        (
            html.cell(row["name"]),
            number(row["attendances"]),
            percent(row["share"]),
            html.bar(row["share"] / top),
        )
        for _, row in found.head(LISTED).iterrows()
    ]
    html.show(html.table(("tema", "atendimentos", "parte", ""), cells, numeric=frozenset({1, 2}),
                         label="Atendimentos por tema"))  # fmt: skip
    if len(found) > LISTED:
        html.source(
            f"Os {LISTED} mais frequentes, de {number(len(found))}; todos estão no arquivo."
        )
    downloads(view, "Atendimentos por tema", found, THEMES, key="volume_temas")


def _named_rows(found: pd.DataFrame) -> pd.DataFrame:
    names = found["key"].replace({schema.NOT_INFORMED: NAMELESS})
    return found.assign(name=names, share=found["attendances"] / max(found["attendances"].sum(), 1))


def _nobody() -> None:
    messages.empty(
        "Não há atendimentos neste recorte.",
        "Escolha outro período, outro canal ou outro território.",
    )


def hours_card(view: View) -> None:
    """Contacts by weekday and hour: attendances only have a day."""
    html.title("Quando nos procuram", "Contatos por dia da semana e hora da abertura.")
    found = data.hours(view)
    if found.empty:
        messages.empty(
            "Não há contatos neste recorte.",
            "Escolha outro período, outro canal ou outro território.",
        )
        return
    counts = week(found)
    whole = float(found["contacts"].sum())
    alt = (
        f"{plural(whole, 'contato', 'contatos')}; as horas mais cheias:"
        f" {extremes(counts, number, largest=True)}."
    )
    heatmap(
        view,
        counts,
        number,
        key="horas",
        alt=alt,
        top=float(counts.to_numpy(float).max()),
        brief=lambda value: tenths(value / whole),
    )
    cells = (
        "" if view.phone else " Em cada célula, a parte de todos os contatos, em %; vazia, nenhum."
    )
    html.source(
        f"{alt}{cells} É a hora do relógio da origem; os atendimentos só têm o dia, e por isso não"
        " estão aqui."
    )
    told = found.assign(day=[WEEKDAYS[day] for day in found["weekday"]])
    downloads(view, "Contatos por hora da semana", told, HOURS, key="horas")


def tenths(share: float) -> str:
    """``0.0123`` → ``1,2``, in %. Few are not none, and none is an empty cell."""
    return "" if not share else "<0,1" if share < 0.0005 else number(100 * share, 1)


def week(found: pd.DataFrame) -> pd.DataFrame:
    """Contacts by weekday (rows, from Monday) and hour (columns); zero in hours without any."""
    table = found.pivot_table(index="weekday", columns="hour", values="contacts", aggfunc="sum")
    table = table.reindex(index=range(7), columns=range(24)).fillna(0.0)
    return table.set_axis(list(WEEKDAYS), axis=0).set_axis(
        [f"{hour}h" for hour in range(24)], axis=1
    )
