"""What sources write of whether a partner attends: words that are known, without accents."""

# A partner without a declared status is taken as active: most lists hold only the active ones.
ACTIVE = (
    *("ativa", "ativo", "a", "sim", "s", "1", "em funcionamento", "funcionando", "em operacao"),
    *("operando", "em atividade", "aberta", "aberto", "inaugurada", "inaugurado"),
)
INACTIVE = (
    *("inativa", "inativo", "i", "nao", "n", "0", "fechada", "fechado", "encerrada", "encerrado"),
    *("desativada", "desativado", "suspensa", "suspenso", "paralisada", "paralisado", "extinta"),
    *("cancelada", "cancelado", "em implantacao", "em inauguracao", "a inaugurar", "prevista"),
)


def is_active_sql(status: str) -> str:
    """DuckDB: whether a partner of such a status counts as active; unknown words are told, and do
    not.
    """
    words = ", ".join(f"'{word}'" for word in ACTIVE)
    return f"coalesce(lower(strip_accents(trim({status}))) IN ({words}), true)"
