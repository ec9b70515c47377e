"""Lists of the Rede parceira page: partners at work, and municipalities without a Sala."""

from collections.abc import Sequence

import pandas as pd

from config.formatting import distance, enumerate_words, names_key, number, percent, plural
from indicators.recognition_rules.measurable import UnitKind
from indicators.territories.expected_clients import COLUMNS as JUDGED
from indicators.territories.expected_clients import Reach
from pages.components import html, messages
from pages.components.controls import choice
from pages.components.downloads import downloads
from pages.components.interval_words import usual_words
from pages.components.map_card import SALA
from pages.components.unit_links import unit_anchor
from pages.state import url
from pages.state.view import View

SHOWN = 60
PARTNER_COLUMNS = {
    "partner_id": "identificador",
    "name": "nome",
    "kind": "tipo",
    "municipality_code": "código IBGE",
    "municipality": "município",
    "uf": "UF",
    "status": "situação",
    "seal": "selo",
    "clients": "pequenos negócios atendidos",
    "share": "parte dos atendidos por parceiros",
    "attendances": "atendimentos",
    "expected": "esperado (de todos os municípios)",
    "ratio": "atendidos ÷ esperado",
    "usual_from": "usual, de",
    "usual_to": "usual, a",
    "reach": "diante do esperado",
}
ORDERS = {
    "": "Menos que o esperado primeiro",
    "atendidos": "Mais atendidos primeiro",
    "nome": "Por nome",
}
NO_VERDICT = (Reach.UNJUDGED, Reach.UNTOLD)
FROM_FEWER = [
    str(reach) for reach in (Reach.FEWER, Reach.NOBODY, Reach.AS_EXPECTED, Reach.MORE, *NO_VERDICT)
]
TONES = {str(Reach.MORE): "t-good", str(Reach.FEWER): "t-bad"}
WITHOUT_COLUMNS = {
    "code": "código IBGE",
    "name": "município",
    "uf": "UF",
    "companies": "MEI, ME e EPP ativas",
    "nearest_sala_km": "distância à Sala mais próxima (km)",
}
NOBODY = (
    "Não há parceiros neste território.",
    "Escolha um território maior ou importe a tabela parceiros.",
)
NOT_CHOSEN = (
    "Nenhum dos parceiros do filtro tem sede neste território ou atendeu nele.",
    "Tire o filtro de parceiro ou escolha um território maior.",
)


def at_work(inside: pd.DataFrame, everybody: pd.DataFrame, attended: pd.DataFrame) -> pd.DataFrame:
    """Partners of a territory with the small businesses of the territory that each attended, the
    largest first.

    `inside` are those with their seat there, `everybody` all that may be seen, `attended` has
    partner_id, clients, attendances; where a filter chooses partners, `inside` and `attended` have
    those alone. A partner from elsewhere that attended somebody here is listed; one that is in no
    register stays, by its id; one without attendances has zero.
    """
    known = everybody.merge(attended, on="partner_id", how="outer", indicator="origin")
    here = set(inside["partner_id"])  # a set is asked tens of times faster than a column
    listed = known["partner_id"].map(here.__contains__).astype(bool) | (
        known["origin"] != "left_only"
    )
    known = known[listed].drop(columns="origin")
    known["name"] = known["name"].fillna(known["partner_id"])
    known[["clients", "attendances"]] = known[["clients", "attendances"]].fillna(0).astype("int64")
    whole = known["clients"].sum()
    known["share"] = known["clients"] / whole if whole else float("nan")
    return known.sort_values(
        ["clients", "name"], ascending=[False, True], key=names_key
    ).reset_index(drop=True)


def beside_expected(listed: pd.DataFrame, expected: pd.DataFrame) -> pd.DataFrame:
    """The list with what is expected of each (the columns of `expected_clients`), of its clients
    from everywhere; those of no register have none.
    """
    judged = expected[["partner_id", *JUDGED]]
    found = listed.merge(judged, on="partner_id", how="left")
    return found.assign(reach=found["reach"].fillna(str(Reach.UNTOLD)))


def ordered(rows: pd.DataFrame, order: str) -> pd.DataFrame:
    """The rows as one of ORDERS: first those with fewer clients than expected, the farthest below
    it first, and so on up to those with most beyond it; last those that nothing is expected of.
    """
    if order == "nome":
        return rows.sort_values("name", key=names_key)
    rows = rows.sort_values(["clients", "name"], ascending=[False, True], key=names_key)
    if order == "atendidos":
        return rows
    told = rows.assign(told=rows["reach"].map(FROM_FEWER.index))
    return told.sort_values(["told", "z"], kind="stable").drop(columns="told")


def partner_table(view: View, frame: pd.DataFrame, *, key: str) -> None:
    """The partners that reach most, and all of them to take away."""
    if frame.empty:
        messages.empty(*(NOT_CHOSEN if view.scope.partner else NOBODY))
        return
    rows = ordered(frame, choice("Ordem da lista de parceiros", ORDERS, param="ordem"))
    cells = [
        (
            _name(view, row),
            html.cell(row["kind"] if pd.notna(row["kind"]) else "fora do cadastro visível"),
            html.cell(_place(row)),
            number(row["clients"]),
            "—" if pd.isna(row["ratio"]) else percent(row["ratio"], 0),
            _reach(row),
        )
        for _, row in rows.head(SHOWN).iterrows()
    ]
    html.show(f'<p class="t-verdict">{_headline(frame)}</p>')
    html.show(html.scroll(_partners(cells, phone=view.phone)))
    if len(rows) > SHOWN:
        html.source(f"Os {SHOWN} primeiros de {number(len(rows))}; todos estão no arquivo.")
    downloads(view, "Rede parceira", rows, PARTNER_COLUMNS, key=key)


def _headline(frame: pd.DataFrame) -> str:
    """How many are told apart from what is expected: of a list of hundreds, the answer."""
    counts = frame["reach"].value_counts()
    fewer, more, nobody, *without = (
        int(counts.get(str(reach), 0))
        for reach in (Reach.FEWER, Reach.MORE, Reach.NOBODY, *NO_VERDICT)
    )
    compared = len(frame) - sum(without)
    if not compared:
        return "Nenhum destes parceiros tem com quem ser comparado."
    of_all = plural(compared, "parceiro comparado", "parceiros comparados")
    told = [
        f"<b>{number(count) if count else 'nenhum'}</b> {words}"
        for count, words in (
            (fewer, "claramente abaixo do esperado"),
            (more, "claramente acima"),
        )
    ]
    told += [f"<b>{number(nobody)}</b> sem atender ninguém"] if nobody else []
    return f"De {of_all}, {enumerate_words(told)}."


def _name(view: View, row: pd.Series) -> str:
    """A link to the card of who is in the register."""
    if pd.isna(row["kind"]):
        return html.cell(row["name"])
    return unit_anchor(row["name"], view.params, UnitKind.PARTNER, row["partner_id"])


def _reach(row: pd.Series) -> str:
    usual = usual_words(row)
    return (
        f'<span class="{TONES.get(row["reach"], "t-quiet")}">{html.cell(row["reach"])}</span>'
        + (f"<small>{html.cell(usual)}</small>" if usual else "")
    )


def _partners(cells: Sequence[tuple[str, ...]], *, phone: bool) -> str:
    """On a phone the town stands under the name, which mostly tells the type."""
    label = "Cobertura por parceiro"
    if phone:
        narrow = [
            (f"{name}<small>{town}</small>", clients, reach)
            for name, _, town, clients, _, reach in cells
        ]
        return html.table(
            ("parceiro", "atendidos", ""), narrow, numeric=frozenset({1}), label=label
        )
    head = ("parceiro", "tipo", "município", "atendidos", "do esperado", "")
    return html.table(head, cells, numeric=frozenset({3, 4}), label=label)


def _place(row: pd.Series) -> str:
    return f"{row['municipality']} ({row['uf']})" if pd.notna(row["municipality"]) else "—"


def without_sala(register: pd.DataFrame, companies: pd.DataFrame) -> pd.DataFrame:
    """Municipalities without an active Sala, those with most companies first; `companies` has code,
    companies.

    Those of a UF without any listed partner are not among them: nobody knows what they have.
    """
    frame = register[register["active_salas"] == 0].merge(
        companies[["code", "companies"]], on="code", how="left"
    )
    return frame.sort_values(
        ["companies", "code"], ascending=[False, True], na_position="last"
    ).reset_index(drop=True)


def everywhere_words(*, single: bool, all_known: bool) -> str:
    """That no municipality lacks a Sala: of a territory with UFs that sent no list of partners,
    those that are known.
    """
    if single:
        return "Este município tem Sala ativa."
    which = "municípios deste território" if all_known else "municípios conhecidos"
    return f"Todos os {which} têm Sala ativa."


def without_sala_table(view: View, frame: pd.DataFrame, *, all_known: bool, key: str) -> None:
    if frame.empty:
        messages.empty(everywhere_words(single=view.single, all_known=all_known))
        return
    cells = [
        (
            html.anchor(
                f"{row['name']} ({row['uf']})",
                url.link(dict(view.params), **{url.TERRITORY: f"municipio:{row['code']}"}),
            ),
            number(row["companies"]),
            distance(row["nearest_sala_km"]),
        )
        for _, row in frame.head(SHOWN).iterrows()
    ]
    head = ("município", "pequenos negócios", f"{SALA.split()[0]} mais próxima")
    table = html.table(head, cells, numeric=frozenset({1, 2}), label="Municípios sem Sala")
    html.show(html.scroll(table))
    if len(frame) > SHOWN:
        html.source(f"Os {SHOWN} primeiros de {number(len(frame))}; todos estão no arquivo.")
    downloads(view, "Municípios sem Sala", frame, WITHOUT_COLUMNS, key=key)
