"""What the socioeconomic indicators of an edition are called."""

# Words and decimals of the figures that the product knows; others are shown by their own name.
FIGURES = {
    "populacao": ("População", 0),
    "populacao_adulta": ("População adulta", 0),
    "populacao_urbana": ("População urbana", 0),
    "populacao_rural": ("População rural", 0),
    "pib": ("PIB (R$)", 0),
    "pib_per_capita": ("PIB por habitante (R$)", 2),
    "idhm": ("IDHM", 3),
    "vulnerabilidade": ("Vulnerabilidade (0 a 1)", 3),
    "cadunico_pessoas": ("Pessoas no CadÚnico", 0),
    "cadunico_adultos": ("Adultos no CadÚnico", 0),
    "mulheres": ("Mulheres", 0),
    "mulheres_adultas": ("Mulheres de 18 anos ou mais", 0),
    "pretos_pardos": ("Pretos e pardos", 0),
    "pretos_pardos_adultos": ("Pretos e pardos de 18 anos ou mais", 0),
    "jovens": ("Jovens de 18 a 29 anos", 0),
    "idosos": ("Pessoas de 60 anos ou mais", 0),
    "pcd": ("Pessoas com deficiência", 0),
    "pcd_adultos": ("Pessoas com deficiência de 18 anos ou mais", 0),
}


def figure_words(name: str) -> tuple[str, int]:
    """Words and decimals of an indicator; of one that the product does not know, its own name."""
    return FIGURES.get(name, (name.replace("_", " "), 2))
