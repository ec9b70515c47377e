"""Territory, clients, counts and reference tables.

Facts carry a municipality as ``municipality_id`` (the IBGE code as a number) and months as an index
(``year * 12 + month - 1``, see `indicators.scope.Month`). ``NO_MONTH_BEFORE`` and
``NO_MONTH_AFTER`` stand for "never before" and "never after" in the counting cells, so that
comparisons need no null.
"""

from typing import Any

import sqlalchemy as sa

from data_access.schema.retired import WINDOW_SUMS_OF_COUNTS, window_count
from data_access.schema.version import ADDED, BEFORE, OUT_OF
from data_access.schema.windows import WINDOW_LIMIT, WINDOW_SUMS, window_column

NO_MONTH_BEFORE = 0
NO_MONTH_AFTER = 32_000  # fits a SMALLINT; year 2666

# People (PF) and companies without a declared porte are kept apart in the facts, not lost.
PORTE_PERSON = "PF"
PORTE_UNKNOWN = "SEM_PORTE"
# Attendances without channel or partner; an empty string lets the marts group by it.
NOT_INFORMED = ""
# Stands, among municipalities, for no place: such cases are of the country, and of no territory in
# it (docs/adr/0061). Their UF is NOT_INFORMED.
NOWHERE = 0

metadata = sa.MetaData()

municipality = sa.Table(
    "municipality",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("code", sa.String(7), nullable=False),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("uf", sa.String(2), nullable=False),
    sa.Column("uf_code", sa.String(2), nullable=False),
    sa.Column("uf_name", sa.String, nullable=False),
    sa.Column("region_code", sa.String(1), nullable=False),
    sa.Column("region_name", sa.String, nullable=False),
    *(
        sa.Column(f"{level}_{field}", sa.String)
        for level in ("meso", "micro", "rgint", "rgi")
        for field in ("code", "name")
    ),
    # Of the table `territorios_proprios`: a regional of Sebrae, within one UF.
    sa.Column("own_code", sa.String, info={ADDED: 6}),
    sa.Column("own_name", sa.String, info={ADDED: 6}),
    sa.Column("latitude", sa.Double),
    sa.Column("longitude", sa.Double),
    sa.Column("point_kind", sa.String),
    sa.Column("in_mesh", sa.Boolean, nullable=False),
    sa.Column("active_salas", sa.Integer, nullable=False),
    sa.Column("nearest_sala_km", sa.Double),
)

# Columns of the territory of each level that a municipality is in; the country has none.
LEVEL_CODES = {
    "regiao": municipality.c.region_code,
    "uf": municipality.c.uf_code,
    "regiao_intermediaria": municipality.c.rgint_code,
    "regiao_imediata": municipality.c.rgi_code,
    "mesorregiao": municipality.c.meso_code,
    "microrregiao": municipality.c.micro_code,
    "territorio_proprio": municipality.c.own_code,
    "municipio": municipality.c.code,
}
LEVEL_NAMES = {
    "regiao": municipality.c.region_name,
    "uf": municipality.c.uf_name,
    "regiao_intermediaria": municipality.c.rgint_name,
    "regiao_imediata": municipality.c.rgi_name,
    "mesorregiao": municipality.c.meso_name,
    "microrregiao": municipality.c.micro_name,
    "territorio_proprio": municipality.c.own_name,
    "municipio": municipality.c.name,
}

mesh = sa.Table(
    "mesh",
    metadata,
    sa.Column("level", sa.String, primary_key=True),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("features", sa.Integer, nullable=False),
    sa.Column("vintage", sa.String, nullable=False),
    sa.Column("source", sa.String, nullable=False),
    sa.Column("geojson_gz", sa.LargeBinary, nullable=False),
)

# One row per client. `client_id` is a number of this edition only: it leads back to nobody.
# `copies` is how many clients the row stands for, all with the same life: 1, but in the country of
# the demonstration (docs/adr/0042).
client = sa.Table(
    "client",
    metadata,
    sa.Column("client_id", sa.Integer, nullable=False),
    sa.Column("client_type", sa.String(2), nullable=False),
    sa.Column("municipality_id", sa.Integer, nullable=False),
    sa.Column("porte", sa.String, nullable=False),
    sa.Column("gender", sa.String),
    sa.Column("race", sa.String),
    sa.Column("age_band", sa.String),
    sa.Column("pcd", sa.Boolean),
    sa.Column("cadunico", sa.Boolean),
    sa.Column("copies", sa.Integer, nullable=False, info={ADDED: 6, BEFORE: 1}),
)

# Valid attendances by client, month and attributes: the exact fallback of every count. Attendances
# are those of one client; the row stands for `copies` of them.
client_month = sa.Table(
    "client_month",
    metadata,
    sa.Column("month", sa.SmallInteger, nullable=False),
    sa.Column("client_id", sa.Integer, nullable=False),
    sa.Column("municipality_id", sa.Integer, nullable=False),
    sa.Column("porte", sa.String, nullable=False),
    sa.Column("executing_uf", sa.String(2), nullable=False),
    sa.Column("channel", sa.String, nullable=False),
    sa.Column("partner", sa.String, nullable=False),
    sa.Column("attendances", sa.Integer, nullable=False),
    sa.Column("copies", sa.Integer, nullable=False, info={ADDED: 6, BEFORE: 1}),
)

PARTITIONS = ("all", "channel", "partner")


def _cell_columns(partition: str) -> list[sa.Column[Any]]:
    key: list[sa.Column[Any]] = (
        [] if partition == "all" else [sa.Column(partition, sa.String, nullable=False)]
    )
    return [
        *key,
        sa.Column("month", sa.SmallInteger, nullable=False),
        sa.Column("previous", sa.SmallInteger, nullable=False),
        sa.Column("municipality_id", sa.Integer, nullable=False),
        sa.Column("porte", sa.String, nullable=False),
        sa.Column("clients", sa.Integer, nullable=False),
    ]


# Clients active in `month` whose previous active month is `previous` (within the partition; of the
# partners, only what a partner attended).
cell_active = {
    name: sa.Table(
        f"cell_active_{name}",
        metadata,
        *_cell_columns(name),
        sa.Column("attendances", sa.Integer, nullable=False),
    )
    for name in PARTITIONS
}
# The same for clients with a single attendance in `month`, with their next active month.
cell_once = {
    name: sa.Table(
        f"cell_once_{name}",
        metadata,
        *_cell_columns(name),
        sa.Column("next", sa.SmallInteger, nullable=False),
    )
    for name in PARTITIONS
}

# Sums of the cells of partition "all" for each window of at most `WINDOW_LIMIT` months
# (docs/adr/0002): ``clients_12`` is of the twelve months that end in ``last_month``. Zero where a
# window would begin before the edition does.
window_sum = sa.Table(
    "window_sum",
    metadata,
    sa.Column("last_month", sa.SmallInteger, nullable=False),
    sa.Column("municipality_id", sa.Integer, nullable=False),
    sa.Column("porte", sa.String, nullable=False),
    *(
        sa.Column(window_column(name, months), sa.Integer, nullable=False)
        for name in WINDOW_SUMS
        for months in range(1, WINDOW_LIMIT + 1)
    ),
    info={ADDED: 8, OUT_OF: (window_count, WINDOW_SUMS_OF_COUNTS)},
)

company_stock = sa.Table(
    "company_stock",
    metadata,
    sa.Column("month", sa.SmallInteger, nullable=False),
    sa.Column("municipality_id", sa.Integer, nullable=False),
    sa.Column("porte", sa.String, nullable=False),
    sa.Column("companies", sa.BigInteger, nullable=False),
)

socioeconomic = sa.Table(
    "socioeconomic",
    metadata,
    sa.Column("municipality_id", sa.Integer, nullable=False),
    sa.Column("indicator", sa.String, nullable=False),
    sa.Column("year", sa.SmallInteger, nullable=False),
    sa.Column("value", sa.Double, nullable=False),
    sa.Column("source", sa.String),
)

partner = sa.Table(
    "partner",
    metadata,
    sa.Column("partner_id", sa.String, primary_key=True),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("municipality_id", sa.Integer, nullable=False),
    sa.Column("latitude", sa.Double),
    sa.Column("longitude", sa.Double),
    sa.Column("status", sa.String),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("opened_on", sa.Date),
    sa.Column("seal", sa.String),
)

# Values are in the unit in which the indicator is shown: 20 stands for 20 %.
target = sa.Table(
    "target",
    metadata,
    sa.Column("indicator", sa.String, nullable=False),
    sa.Column("level", sa.String, nullable=False),
    sa.Column("territory", sa.String, nullable=False),
    sa.Column("year", sa.SmallInteger, nullable=False),
    sa.Column("value", sa.Double, nullable=False),
)

# How many attendances each clause of the rule left out (the first clause that failed).
exclusion = sa.Table(
    "exclusion",
    metadata,
    sa.Column("position", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("clause", sa.String, nullable=False),
    sa.Column("description", sa.String, nullable=False),
    sa.Column("attendances", sa.BigInteger, nullable=False),
)

# Doubts about the rows that went in (docs/qualidade.md), and first rows behind each as JSON.
finding = sa.Table(
    "finding",
    metadata,
    sa.Column("position", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("check_id", sa.String, nullable=False),
    sa.Column("table_name", sa.String, nullable=False),
    sa.Column("severity", sa.String, nullable=False),
    sa.Column("sentence", sa.String, nullable=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
)
finding_row = sa.Table(
    "finding_row",
    metadata,
    sa.Column("finding", sa.SmallInteger, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("uf", sa.String(2)),
    sa.Column("content", sa.String, nullable=False),
)

# How full each column of each imported table is, by UF ("" for none); column "" is the row.
source_content = sa.Table(
    "source_content",
    metadata,
    sa.Column("table_name", sa.String, nullable=False),
    sa.Column("column_name", sa.String, nullable=False),
    sa.Column("uf", sa.String(2), nullable=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("filled", sa.BigInteger, nullable=False),
    sa.Column("last_day", sa.Date),
)
