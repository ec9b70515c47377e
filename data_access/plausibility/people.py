"""Counts of people that no place has: a fraction of an inhabitant, or fewer than none."""

from collections.abc import Iterator

from config.formatting import enumerate_first, plural
from data_access.plausibility.subject import Doubt, Subject, uf_sql

CHECK = "habitantes_impossiveis"
# The indicators that count them, written in any way.
COUNTS = "populacao([ _](residente|total|urbana|rural|estimada))?"
SHOWN = 3


def impossible_counts(subject: Subject) -> Iterator[Doubt]:
    """Populations that are no whole number, or are below zero."""
    listing = (
        f"SELECT {subject.line}{uf_sql('municipio')} AS uf, municipio, indicador, ano, valor"
        f" FROM {subject.rows} WHERE regexp_full_match(lower(strip_accents(indicador)), '{COUNTS}')"
        " AND (valor < 0 OR valor <> floor(valor))"
    )
    found = subject.frame(listing)
    if found.empty:
        return
    told = enumerate_first(
        (
            f"{row['municipio']} com {row['valor']:.10g} em {row['ano']}".replace(".", ",")
            for row in found.head(SHOWN).to_dict("records")
        ),
        len(found),
    )
    sentence = (
        f"{plural(len(found), 'população não é', 'populações não são')} um número de habitantes,"
        f" que é inteiro e não negativo: {told}."
    )
    yield Doubt(CHECK, sentence, len(found), listing)
