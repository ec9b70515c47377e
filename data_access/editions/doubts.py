"""What an edition may hold without being wrong, and somebody should know."""

from collections.abc import Iterator

import sqlalchemy as sa

from config.formatting import enumerate_words, plural
from config.programme import CSN
from data_access.schema import tables as schema
from indicators.catalogue.definitions import catalogue

SHOWN = 5


def doubt_sentences(connection: sa.Connection) -> Iterator[str]:
    """A sentence in Portuguese for each doubt."""
    yield from _targets_of_nothing(connection)
    yield from _targets_of_nowhere(connection)
    if not connection.scalar(sa.select(sa.exists(sa.select(schema.company_stock)))):
        yield "Não há estoque de empresas (tabela empresas): a cobertura não pode ser medida."


def _targets_of_nothing(connection: sa.Connection) -> Iterator[str]:
    keys = {CSN, *(indicator.target for indicator in catalogue().values())}
    for name in connection.scalars(
        sa.select(schema.target.c.indicator).distinct().order_by("indicator")
    ):
        if name not in keys:
            yield (
                f"Há metas do indicador “{name}”, que o catálogo não tem; elas não aparecem em"
                " lugar algum."
            )


def _targets_of_nowhere(connection: sa.Connection) -> Iterator[str]:
    target = schema.target.c
    for level in connection.scalars(sa.select(target.level).distinct().order_by("level")).all():
        if level == "brasil":
            continue
        query = (
            sa.select(target.territory)
            .distinct()
            .where(target.level == level)
            .order_by("territory")
        )
        if level in schema.LEVEL_CODES:
            query = query.where(
                target.territory.not_in(
                    sa.select(schema.LEVEL_CODES[level]).where(
                        schema.LEVEL_CODES[level].isnot(None)
                    )
                )
            )
        unknown = connection.scalars(query).all()
        if unknown:
            named = enumerate_words(f"“{code}”" for code in unknown[:SHOWN])
            count = plural(len(unknown), "território", "territórios")
            yield f"Há metas de {count} do nível “{level}” que o cadastro não tem, como {named}."
