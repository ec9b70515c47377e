"""What sources write of whether a partner attends, in words that are known.

They are read by their letters and digits alone: two blanks, a point at the end, an accent or a
hyphen more must not take a whole state out of the network.
"""

from data_access.places.keys import key, key_sql

# A partner without a declared status is taken as active: most lists hold only the active ones.
ACTIVE = (
    *("ativa", "ativo", "a", "sim", "s", "1", "true", "verdadeiro", "em funcionamento"),
    *("funcionando", "em operacao", "operando", "em atividade", "aberta", "aberto", "inaugurada"),
    "inaugurado",
)
INACTIVE = (
    *("inativa", "inativo", "i", "nao", "n", "0", "false", "falso", "fechada", "fechado"),
    *("encerrada", "encerrado", "desativada", "desativado", "suspensa", "suspenso", "paralisada"),
    *("paralisado", "extinta", "cancelada", "cancelado", "em implantacao", "em inauguracao"),
    *("a inaugurar", "prevista"),
)
NOT_DECLARED = ""  # nor do marks alone declare anything


def is_active_sql(status: str) -> str:
    """DuckDB: whether a partner of such a status counts as active; unknown words are told, and do
    not.
    """
    words = ", ".join(f"'{word}'" for word in sorted(map(key, ACTIVE)))
    return f"coalesce(nullif({key_sql(status)}, '{NOT_DECLARED}') IN ({words}), true)"
