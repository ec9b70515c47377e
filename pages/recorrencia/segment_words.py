"""Names, order and definitions of the segments, as people read them."""

from config.segments import segment_rule
from indicators.scope import Month

LABELS = {
    "": "Ainda não eram clientes",
    "novos": "Novos",
    "recorrentes": "Recorrentes",
    "recuperados": "Recuperados",
    "em_risco": "Em risco",
    "perdidos": "Perdidos",
}
SEGMENTS = tuple(name for name in LABELS if name)


def definitions() -> dict[str, str]:
    """What makes a client of each segment, at the end of the quarter."""
    rule = segment_rule()
    recent = f"atendidos nos últimos {rule.risk_months} meses"
    return {
        "novos": f"{recent}, a primeira vez dentro deles",
        "recorrentes": (
            f"{recent} e também antes deles, sem sumir por mais de {rule.lost_months} meses"
        ),
        "recuperados": (
            f"{recent}, de volta depois de mais de {rule.lost_months} meses sem atendimento"
        ),
        "em_risco": f"há de {rule.risk_months} a {rule.lost_months - 1} meses sem atendimento",
        "perdidos": f"há {rule.lost_months} meses ou mais sem atendimento",
    }


def quarter_label(month: int) -> str:
    """``3º trim. de 2026`` of the last month of a quarter."""
    last = Month(month)
    return f"{last.month // 3}º trim. de {last.year}"
