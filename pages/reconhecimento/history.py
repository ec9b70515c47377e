"""A unit over the editions that were sealed, with real change told from chance."""

from pages.components import html, messages
from pages.reconhecimento import data
from pages.reconhecimento.data import Standing
from pages.state.view import View
from reports.recognition.dossier import history
from reports.recognition.facts import facts_of

HEAD = ("ano", "nota", "pode variar de", "nível", "mudança")


def history_card(view: View, standing: Standing, unit: str) -> None:
    html.title(
        "De uma edição para outra",
        "Uma mudança que cabe no acaso dos dois períodos não é melhora nem piora.",
    )
    known = data.readings(view.access)
    record, category = standing.record, standing.category
    earlier = known.sealed_before(record.slug, category.id)
    if not earlier:
        messages.empty("Esta é a primeira edição selada com esta categoria.")
        return
    rows = history(facts_of(known, record.slug, category.id), earlier, unit)
    cells = [tuple(html.cell(text) for text in row) for row in rows]
    html.show(html.table(HEAD, cells, numeric=frozenset({1}), label="Edições", stacked=True))
