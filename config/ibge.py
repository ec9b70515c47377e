"""IBGE's municipal codes and the federation: public facts that every layer may use."""

from dataclasses import dataclass

# Codes given before IBGE's rule was applied; they are right although their last digit is not the
# check digit.
CHECK_DIGIT_EXCEPTIONS = frozenset(
    {
        "2201919",
        "2201988",
        "2202251",
        "2611533",
        "3117836",
        "3152131",
        "4305871",
        "5203939",
        "5203962",
    }
)

_EXCEPTIONS = {code[:6]: code[6] for code in CHECK_DIGIT_EXCEPTIONS}

REGIONS = {"1": "Norte", "2": "Nordeste", "3": "Sudeste", "4": "Sul", "5": "Centro-Oeste"}


@dataclass(frozen=True)
class UF:
    """A federative unit: two-digit `code`, sigla and name, and the article before the name, "" of
    those that have none.
    """

    code: str
    sigla: str
    name: str
    article: str = ""

    @property
    def region_code(self) -> str:
        """The great region is the first digit of the code."""
        return self.code[0]

    @property
    def region_name(self) -> str:
        return REGIONS[self.region_code]


UFS = (
    UF("11", "RO", "Rondônia"),
    UF("12", "AC", "Acre", "o"),
    UF("13", "AM", "Amazonas", "o"),
    UF("14", "RR", "Roraima"),
    UF("15", "PA", "Pará", "o"),
    UF("16", "AP", "Amapá", "o"),
    UF("17", "TO", "Tocantins", "o"),
    UF("21", "MA", "Maranhão", "o"),
    UF("22", "PI", "Piauí", "o"),
    UF("23", "CE", "Ceará", "o"),
    UF("24", "RN", "Rio Grande do Norte", "o"),
    UF("25", "PB", "Paraíba", "a"),
    UF("26", "PE", "Pernambuco"),
    UF("27", "AL", "Alagoas"),
    UF("28", "SE", "Sergipe"),
    UF("29", "BA", "Bahia", "a"),
    UF("31", "MG", "Minas Gerais"),
    UF("32", "ES", "Espírito Santo", "o"),
    UF("33", "RJ", "Rio de Janeiro", "o"),
    UF("35", "SP", "São Paulo"),
    UF("41", "PR", "Paraná", "o"),
    UF("42", "SC", "Santa Catarina"),
    UF("43", "RS", "Rio Grande do Sul", "o"),
    UF("50", "MS", "Mato Grosso do Sul"),
    UF("51", "MT", "Mato Grosso"),
    UF("52", "GO", "Goiás"),
    UF("53", "DF", "Distrito Federal", "o"),
)
ARTICLES = {uf.name: uf.article for uf in UFS} | {"Brasil": "o"}


def with_article(place: str) -> str:
    """“o Distrito Federal”, “a Região Norte”, “Minas Gerais”: a UF, region or the country by name;
    any other place stays without article.
    """
    return f"{_article(place)} {place}".lstrip()


def of_place(place: str) -> str:
    """“do Distrito Federal”, “da Bahia”, “de Minas Gerais”."""
    article = _article(place)
    return f"d{article or 'e'} {place}"


def _article(place: str) -> str:
    return "a" if place.startswith("Região ") else ARTICLES.get(place, "")


UF_BY_CODE = {uf.code: uf for uf in UFS}
UF_BY_SIGLA = {uf.sigla: uf for uf in UFS}


def check_digit(six_digits: str) -> str:
    """The seventh digit of a municipal code: weights 1, 2, 1, 2, 1, 2;
    digits of the products are added.
    """
    total = 0
    for position, digit in enumerate(six_digits):
        product = int(digit) * (1 + position % 2)
        total += product // 10 + product % 10
    return str(-total % 10)


def check_digit_ok(code: str) -> bool:
    """Whether `code` is written as a municipal code: seven digits, a UF that exists, the right last
    digit.

    The nine historical exceptions are accepted as they are, and only so.
    """
    if len(code) != 7 or not (code.isascii() and code.isdigit()) or code[:2] not in UF_BY_CODE:
        return False
    expected = _EXCEPTIONS.get(code[:6]) or check_digit(code[:6])
    return code[6] == expected


def full_code(six_digits: str) -> str | None:
    """The seven-digit code of a six-digit one; None when it cannot be municipal."""
    if len(six_digits) != 6 or not (six_digits.isascii() and six_digits.isdigit()):
        return None
    code = six_digits + (_EXCEPTIONS.get(six_digits) or check_digit(six_digits))
    return code if check_digit_ok(code) else None
