"""What is wrong with the months of a unit that rules leave out, and rules with others left out."""

from collections.abc import Iterator, Sequence

from indicators.recognition_rules.measurable import UnitKind
from indicators.recognition_rules.model import Category, Exclusion, Rules
from indicators.recognition_rules.problems import Path


def left_out_problems(rules: Rules, category: Category) -> Iterator[tuple[Path, str]]:
    if rules.period.end < rules.period.start:
        return
    months = {str(rules.months.start + place) for place in range(rules.months.months)}
    for place, item in enumerate(category.exclusion):
        path = ("exclusao", place, "meses_de_fora")
        outside = sorted(set(item.left_out) - months)
        if item.left_out and category.unit is UnitKind.PROCESS:
            yield path, "de um processo não se contam meses. Tire meses_de_fora."
        elif outside:
            yield path, f"{outside[0]} não é do período das regras. Escreva meses dele."
        elif item.left_out and any(
            months <= set(left) for left in months_left_out(category, item.unit_id).values()
        ):
            yield (
                path,
                "todos os meses do período ficariam de fora. Para a unidade não concorrer, tire"
                " meses_de_fora.",
            )


def months_left_out(category: Category, unit: str) -> dict[str | None, tuple[str, ...]]:
    """The months that all exclusions of a unit leave out: of each criterion that one of them names,
    and, under None, of the others.
    """
    own = [item for item in category.exclusion if item.unit_id == unit and item.left_out]
    named = dict.fromkeys(name for item in own for name in item.criteria)
    return {
        criterion: tuple(
            sorted(
                {
                    month
                    for item in own
                    if not item.criteria or criterion in item.criteria
                    for month in item.left_out
                }
            )
        )
        for criterion in (None, *named)
    }


def leaving_out(
    rules: Rules, category_id: str, unit: str, months: Sequence[str], reason: str, case: int
) -> Rules:
    """The rules with those months of a unit left out, in the place of what the same case left out
    before. `category_id` is one of theirs.
    """
    category = next(item for item in rules.category if item.id == category_id)
    kept = tuple(item for item in category.exclusion if item.case != case)
    added = Exclusion(unit_id=unit, reason=reason, case=case, left_out=tuple(sorted(set(months))))
    return rules.with_category(category.model_copy(update={"exclusion": (*kept, added)}))
