"""What there is to choose from in an edition: territories, channels, partners."""

from collections.abc import Iterable

import pandas as pd
import sqlalchemy as sa

from config.formatting import enumerate_words, name_key, names_key
from data_access.editions.reading import Edition
from data_access.editions.server.sight import NOBODY
from data_access.queries.base.places import (
    CODE_COLUMNS,
    listed_places,
    municipalities_inside,
    require_seen,
)
from data_access.schema import tables as schema
from indicators.scope import CODE_LENGTHS, COUNTRY, Access, ScopeError, TerritoryRef

m = schema.municipality.c


def territories(edition: Edition, level: str, access: Access) -> pd.DataFrame:
    """Territories of `level` that the access allows whole, or that hold one of its UFs: code, name,
    uf, municipalities; those without code left out.
    """
    place = listed_places(level, access).cte("place")
    statement = sa.select(place).where(place.c.code.is_not(None))
    with edition.reading(access) as connection:
        return _by_name(pd.read_sql(statement, connection), "code")


def _by_name(rows: pd.DataFrame, then: str) -> pd.DataFrame:
    """In the order of people, which no database is set up for."""
    return rows.sort_values(["name", then], key=names_key, kind="stable", ignore_index=True)


def channels(edition: Edition, access: Access) -> list[str]:
    """Channels of the counted attendances that may be seen, by name; the empty one stands for "não
    informado".
    """
    cells = schema.cell_active["channel"]
    seen = sa.select(m.id).where(municipalities_inside(TerritoryRef(), access))
    statement = (
        sa.select(cells.c.channel)
        .where(cells.c.municipality_id.in_(seen))
        .distinct()
        .order_by(cells.c.channel)
    )
    with edition.reading(access) as connection:
        return sorted(connection.scalars(statement), key=name_key)


def partners(
    edition: Edition, access: Access, territory: TerritoryRef | None = None
) -> pd.DataFrame:
    """Partners inside the territory and the access, by name.

    Columns: partner_id, name, kind, municipality_code, municipality, uf, latitude, longitude,
    status, active, opened_on, seal.
    """
    p = schema.partner.c
    columns = [
        p.partner_id,
        p.name,
        p.kind,
        m.code.label("municipality_code"),
        m.name.label("municipality"),
        m.uf,
    ]
    columns += [p.latitude, p.longitude, p.status, p.active, p.opened_on, p.seal]
    statement = (
        sa.select(*columns)
        .join_from(schema.partner, schema.municipality, m.id == p.municipality_id)
        .where(municipalities_inside(territory or TerritoryRef(), access))
    )
    with edition.reading(access) as connection:
        return _by_name(pd.read_sql(statement, connection), "partner_id")


def resolve_territory(edition: Edition, text: str, access: Access) -> TerritoryRef:
    """The territory that a person names by IBGE code, sigla or ``level:code``.

    Four digits may be a mesorregião or a região intermediária: where both exist, the level must be
    said.
    """
    text = text.strip()
    sigla = text.upper().removeprefix("UF:")
    if sigla.isalpha() and len(sigla) == 2 and text.upper() != COUNTRY:
        candidates = _uf_of_sigla(edition, sigla)
    elif ":" in text or text.lower() == "brasil":
        candidates = [TerritoryRef.parse(text.lower())]
    elif text.upper() == COUNTRY:
        return TerritoryRef()
    else:
        candidates = [
            TerritoryRef(level, text) for level, size in CODE_LENGTHS.items() if _fits(text, size)
        ]
    existing = [ref for ref in candidates if _exists(edition, ref)]
    if len(existing) > 1:
        options = enumerate_words(str(ref) for ref in existing)
        raise ScopeError(
            f"O código {text} serve a mais de um nível ({options}); escreva o nível antes do"
            " código."
        )
    if not existing:
        raise ScopeError(
            f"Não encontrei o território “{text}” nesta edição. Esperava BR, a sigla de uma UF, um"
            " código do IBGE ou nível:código, como mesorregiao:3107."
        )
    with edition.reading(access) as connection:
        require_seen(connection, existing[0], access)
    return existing[0]


def _fits(text: str, size: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) == size


def _uf_of_sigla(edition: Edition, sigla: str) -> list[TerritoryRef]:
    with edition.reading(NOBODY) as connection:
        code = connection.scalar(sa.select(m.uf_code).where(m.uf == sigla).limit(1))
    return [TerritoryRef("uf", code)] if code else []


def _exists(edition: Edition, ref: TerritoryRef) -> bool:
    if ref.level == "brasil":
        return True
    with edition.reading(NOBODY) as connection:
        return (
            connection.scalar(sa.select(m.id).where(CODE_COLUMNS[ref.level] == ref.code).limit(1))
            is not None
        )


def require_channels(edition: Edition, names: Iterable[str], access: Access) -> tuple[str, ...]:
    """The channels asked for, each of which must exist where the access may see."""
    known = channels(edition, access)
    for name in names:
        if name not in known:
            listed = enumerate_words(f"“{channel}”" for channel in known if channel) or "nenhum"
            raise ScopeError(
                f"Não há atendimentos pelo canal “{name}” nesta edição. Os canais são: {listed}."
            )
    return tuple(names)


def require_partners(edition: Edition, codes: Iterable[str], access: Access) -> tuple[str, ...]:
    """The partners asked for, each of which must be known, by its id, to the part of the edition
    that may be seen.
    """
    wanted = tuple(codes)
    seen = sa.select(m.id).where(municipalities_inside(TerritoryRef(), access))
    p, cells = schema.partner.c, schema.cell_active["partner"].c
    # Whom no partner attended is in no cell of partners.
    c = schema.client_month.c if schema.NOT_INFORMED in wanted else cells
    known = sa.union(
        sa.select(p.partner_id).where(p.partner_id.in_(wanted), p.municipality_id.in_(seen)),
        sa.select(c.partner).where(c.partner.in_(wanted), c.municipality_id.in_(seen)),
    )
    with edition.reading(access) as connection:
        found = set(connection.scalars(known))
    unknown = [code for code in wanted if code not in found]
    if unknown:
        raise ScopeError(
            f"Não há parceiro de identificador “{unknown[0]}” nesta edição; confira a coluna"
            " id_parceiro do cadastro."
        )
    return wanted
