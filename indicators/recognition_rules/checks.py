"""What is wrong between the fields of rules, each with the path of the field that says it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from config.formatting import enumerate_words, number
from config.ibge import UF_BY_SIGLA
from indicators.catalogue.definitions import Polarity, catalogue
from indicators.disclosure.small_groups import SMALLEST_GROUP
from indicators.recognition.rules import Normalisation
from indicators.recognition_rules.left_out import left_out_problems
from indicators.recognition_rules.measurable import (
    ADJUSTABLE,
    OPINIONS,
    UNIT_NOUNS,
    UnitKind,
    indicators_of,
)
from indicators.recognition_rules.model import (
    NATIONAL,
    SLACK,
    TOTAL,
    Better,
    Category,
    Criterion,
    Origin,
    Peers,
    Rules,
    StateCuts,
    Tier,
)
from indicators.recognition_rules.problems import Path

Found = Iterator[tuple[Path, str]]
WANTED = {Better.HIGHER: Polarity.HIGHER_IS_BETTER, Better.LOWER: Polarity.LOWER_IS_BETTER}


def cross_problems(rules: Rules) -> Found:
    """Every problem of rules whose fields are each right by themselves."""
    if rules.period.end < rules.period.start:
        yield ("periodo",), "o período termina antes de começar. Troque os meses."
    elif str(rules.year) not in (rules.period.start[:4], rules.period.end[:4]):
        yield (
            ("ano",),
            (
                f"o ano é {rules.year} e o período vai de {rules.period.start} a"
                f" {rules.period.end}. Escreva o ano em que o período começa ou termina."
            ),
        )
    if rules.scope != NATIONAL and rules.scope not in UF_BY_SIGLA:
        yield (
            ("abrangencia",),
            (
                f"não conheço a UF “{rules.scope}”. Escreva a sigla de uma UF, ou BR para a etapa"
                " nacional."
            ),
        )
    yield from _repeated(("categoria",), [item.id for item in rules.category])
    for place, category in enumerate(rules.category):
        for path, sentence in _category(rules, category):
            yield ("categoria", place, *path), sentence


def _repeated(path: Path, ids: Iterable[str], key: str = "id") -> Found:
    listed = list(ids)
    counts = Counter(listed)
    for place, item in enumerate(listed):
        if counts[item] > 1 and listed.index(item) != place:
            yield (*path, place, key), f"“{item}” já existe. Dê a cada um o seu."


def _category(rules: Rules, category: Category) -> Found:
    yield from _repeated(("pilar",), [item.id for item in category.pillar])
    yield from _repeated(("criterio",), [item.id for item in category.criterion])
    yield from _weights(category)
    for place, criterion in enumerate(category.criterion):
        for path, sentence in _criterion(category, criterion):
            yield ("criterio", place, *path), sentence
    yield from _tiers(rules, category)
    yield from _unit(category)
    yield from left_out_problems(rules, category)


def _weights(category: Category) -> Found:
    """Pillars add up to 100, and the criteria of each to what it weighs."""
    if not category.pillar:
        yield from _sum(("criterio",), "os pesos dos critérios", category.criterion, TOTAL)
        return
    known = {item.id for item in category.pillar}
    yield from _sum(("pilar",), "os pesos dos pilares", category.pillar, TOTAL)
    for place, criterion in enumerate(category.criterion):
        if criterion.pillar not in known:
            named = f"não há o pilar “{criterion.pillar}”" if criterion.pillar else "falta o pilar"
            yield (
                ("criterio", place, "pilar"),
                f"{named}. Os pilares são: {enumerate_words(sorted(known))}.",
            )
    for place, pillar in enumerate(category.pillar):
        own = [item for item in category.criterion if item.pillar == pillar.id]
        what = f"os pesos dos critérios do pilar {pillar.id}"
        if own or pillar.weight:
            yield from _sum(("pilar", place, "peso"), what, own, pillar.weight)


def _sum(path: Path, what: str, items: Iterable[object], wanted: float) -> Found:
    weights: list[float] = [getattr(item, "weight", 0.0) for item in items]
    total = sum(weights)
    if abs(total - wanted) > SLACK * max(1, len(weights)):
        yield (
            path,
            f"{what} somam {_points(total)} e deveriam somar {_points(wanted)}. Mude os pesos até"
            " a conta fechar.",
        )


def _points(value: float) -> str:
    return number(value, 0 if value == round(value) else 2)


def _criterion(category: Category, criterion: Criterion) -> Found:
    if criterion.origin is Origin.POINTS:
        yield from _given(criterion)
    else:
        yield from _measured(category, criterion)
    yield from _scale(criterion)


def _given(criterion: Criterion) -> Found:
    if criterion.indicator is not None:
        yield (
            ("indicador",),
            "um critério de notas dos membros não tem indicador. Tire o indicador, ou escreva"
            ' origem = "indicador".',
        )
    if criterion.points is None:
        yield (
            ("notas",),
            "falta dizer entre que limites os membros dão nota. Escreva notas = {"
            " minimo = 0, maximo = 10, membros = 2 }.",
        )
    elif criterion.points.most <= criterion.points.least:
        yield ("notas",), "o máximo das notas não é maior do que o mínimo. Troque os dois."
    if criterion.adjust:
        yield ("ajuste",), "uma nota dos membros não se ajusta. Tire o ajuste."


def _measured(category: Category, criterion: Criterion) -> Found:
    name = criterion.indicator
    if criterion.points is not None:
        yield ("notas",), "um indicador não recebe notas dos membros. Tire as notas."
    if name is None:
        yield ("indicador",), "falta o indicador que mede o critério."
        return
    if name not in catalogue():
        yield (
            ("indicador",),
            f"não conheço o indicador “{name}”. Os que se medem por"
            f" {category.unit} são: {enumerate_words(indicators_of(category.unit))}.",
        )
        return
    if name not in indicators_of(category.unit):
        yield ("indicador",), _not_of_unit(category.unit, name)
        return
    polarity = catalogue()[name].polarity
    if polarity not in (Polarity.NEUTRAL, WANTED[criterion.better]):
        yield (
            ("melhor",),
            f"em {catalogue()[name].title}, o melhor é o"
            f" {'maior' if criterion.better is Better.LOWER else 'menor'}. Escreva o contrário.",
        )
    if name in OPINIONS and criterion.minimum < SMALLEST_GROUP:
        yield (
            ("volume_minimo",),
            f"{catalogue()[name].title} vem do que clientes responderam: peça ao menos"
            f" {SMALLEST_GROUP} respostas, ou a nota diria o que alguém respondeu.",
        )
    if criterion.adjust and name not in ADJUSTABLE:
        yield (
            ("ajuste",),
            f"{catalogue()[name].title} não se ajusta pelos clientes: só"
            f" {enumerate_words(ADJUSTABLE)}. Tire o ajuste.",
        )


def _not_of_unit(unit: UnitKind, name: str) -> str:
    title, noun = catalogue()[name].title, UNIT_NOUNS[unit][0]
    if unit is UnitKind.PROCESS:
        return (
            f"{title} não se mede de um processo, que não atende ninguém: o comitê o inscreve e dá"
            ' notas. Escreva origem = "pontos".'
        )
    return (
        f"{title} não se mede por {noun}: a base não diz de que {noun} é cada caso. Os que se medem"
        f" são: {enumerate_words(indicators_of(unit))}."
    )


def _scale(criterion: Criterion) -> Found:
    bounded = criterion.normalisation is Normalisation.BOUNDS
    if bounded and criterion.origin is Origin.INDICATOR:
        if criterion.floor is None or criterion.ceiling is None:
            yield (
                ("escala",),
                "a escala por limites pede piso (vale 0) e teto (vale 100). Escreva os dois, ou use"
                " percentil.",
            )
        elif criterion.ceiling <= criterion.floor:
            yield ("teto",), "o teto não é maior do que o piso. Troque os dois."
    if criterion.normalisation is Normalisation.TARGET and not (criterion.target or 0) > 0:
        yield ("meta",), "a escala por meta pede uma meta maior do que zero."


def _tiers(rules: Rules, category: Category) -> Found:
    yield from _repeated(("nivel",), [item.name for item in category.tier], "nome")
    yield from _ordered(("nivel",), {item.name: item.least for item in category.tier})
    names = {item.name for item in category.tier}
    for place, tier in enumerate(category.tier):
        if tier.after is not None and not (rules.scope == NATIONAL and rules.editions):
            yield ("nivel", place, "depois_de"), _needs_states(tier)
    for place, state in enumerate(category.state):
        yield from _state(("uf", place), category, state, names)


def _needs_states(tier: Tier) -> str:
    return (
        f"{tier.name} depende de {tier.after} nas edições das UFs, e não há edicoes_dos_estados."
        " Liste-as, numa edição de abrangência BR."
    )


def _state(path: Path, category: Category, state: StateCuts, names: set[str]) -> Found:
    if state.uf not in UF_BY_SIGLA:
        yield (*path, "sigla"), f"não conheço a UF “{state.uf}”. Escreva a sigla de uma UF."
    for name in sorted(set(state.cuts) - names):
        yield (
            (*path, "cortes", name),
            f"não há o nível “{name}”. Os níveis são: {enumerate_words(sorted(names))}.",
        )
    outside = [name for name, cut in state.cuts.items() if not 0 <= cut <= TOTAL]
    for name in outside:
        yield (*path, "cortes", name), "um corte vai de 0 a 100."
    yield from _ordered((*path, "cortes"), category.cuts(state.uf))


def _ordered(path: Path, cuts: Mapping[str, float]) -> Found:
    """From the highest tier down, each cut lower than the one before."""
    pairs = list(cuts.items())
    for (upper, high), (lower, low) in pairwise(pairs):
        if low >= high:
            yield (
                path,
                f"{upper} começa em {_points(high)} e {lower}, que vem abaixo, em {_points(low)}."
                " Liste os níveis do mais alto ao mais baixo, com cortes que diminuem.",
            )


def _unit(category: Category) -> Found:
    known = {criterion.id for criterion in category.criterion}
    for place, item in enumerate(category.exclusion):
        for name in sorted(set(item.criteria) - known):
            yield ("exclusao", place, "criterios"), f"não há o critério “{name}”."
    if category.unit is UnitKind.ATTENDANT and category.automatic:
        yield (
            ("automatico",),
            "quem premia uma pessoa é outra pessoa, com um motivo escrito (LGPD, art. 20). Escreva"
            " automatico = false.",
        )
    own = category.eligibility
    if category.unit is UnitKind.PROCESS and (own.months or own.attendances):
        yield ("elegibilidade",), "um processo não atende ninguém: tire o mínimo de atendimentos."
    if own.open_months and category.unit is not UnitKind.PARTNER:
        yield ("elegibilidade", "meses_aberta"), "só parceiros têm data de inauguração. Tire-o."
    if Peers.PLACE_SIZE in category.peers and category.unit is not UnitKind.PARTNER:
        yield (
            ("pares",),
            "só parceiros estão num município, e se comparam pelo porte dele. Use uf ou tipo.",
        )


def guardrail_problems(rules: Rules, before: Rules) -> Found:
    """Cut points that left those of the edition before by more than the rules allow."""
    for place, category in enumerate(rules.category):
        own = before.category_of(category.id)
        if own is None:
            continue
        states = {"", *(item.uf for item in (*category.state, *own.state))}
        for uf in sorted(states):
            old, new = own.cuts(uf), category.cuts(uf)
            for name in new.keys() & old.keys():
                if abs(new[name] - old[name]) > rules.step + SLACK:
                    yield (
                        ("categoria", place, "nivel"),
                        f"o corte de {name}{f' em {uf}' if uf else ''} foi de {_points(old[name])}"
                        f" a {_points(new[name])}, e de uma edição para outra muda no máximo"
                        f" {_points(rules.step)}. Aproxime-o, ou mude passo_maximo.",
                    )
