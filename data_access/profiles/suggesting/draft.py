"""The draft of a profile as TOML: what was found, what a person must complete, and what was left
out.

No value of the file is in it but those of columns with a list of values in the contract (porte,
tipo_cliente), which say nothing of anybody; of the others it shows the form.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from config.attendance_rule import attendance_rule
from config.formatting import enumerate_words, number, percent, plural
from data_access.contract.model import Column as Target
from data_access.places.keys import key
from data_access.profiles.parse_expression import DRAFT
from data_access.profiles.suggesting.guess import Guessed, Match, has_codes, is_weak
from data_access.profiles.suggesting.look import Column, Look, decimal_mark, split_code
from data_access.profiles.suggesting.series import Merged, merged_series
from data_access.profiles.suggesting.stock import PORTES

MOST_VALUES = 15  # of an enumeration that a draft lists


def draft(look: Look, guessed: Guessed) -> str:
    """What `t360 profile check` refuses until somebody completes it."""
    return "\n".join(
        (
            *_head(look, guessed),
            *_columns(look, guessed),
            *_choice_of_series(look, guessed),
            *_years(guessed),
            *_stock(guessed),
            *_measures(look, guessed),
            *_rest(look, guessed),
        )
    )


def _head(look: Look, guessed: Guessed) -> Iterator[str]:
    table = guessed.table
    yield f"# Rascunho feito das primeiras {number(look.rows)} linhas de “{_plain(look.file)}”."
    yield f"# Como foi lido: {_plain(look.form)}."
    yield (
        f"# Tabela: {table.name} ({percent(guessed.share, 0)} das colunas obrigatórias"
        " reconhecidas)."
    )
    yield (
        f"# Complete o que está como {DRAFT}, confira cada linha e execute `t360 profile check`"
        " neste arquivo."
    )
    yield f'titulo = "{_plain(Path(look.file).stem)}"'
    yield f'descricao = "{DRAFT}"'
    yield f'fonte = "{DRAFT}"'
    yield f'licenca = "{DRAFT}"'
    if table.name == "atendimentos":
        yield f'regra_atendimento = "{attendance_rule().version}"'
    yield ""
    yield f"[tabela.{table.name}.colunas]"


def _columns(look: Look, guessed: Guessed) -> Iterator[str]:
    split = split_code(look)
    merged = merged_series(look, guessed)
    from_measures = {"indicador", "valor"} if guessed.measures else set()
    from_measures |= {"ano", "valor", "indicador"} if guessed.years else set()
    from_measures |= {name for item in guessed.stock for name in (item.target, "quantidade")}
    if merged:
        yield from _warning(merged, guessed)
    for target in guessed.table.columns:
        if target.type == "municipio" and split and is_weak(guessed.matches.get(target.name)):
            yield _line(target.name, _joined_code_toml(*split), "código dividido em duas colunas")
        elif merged and target.name == "indicador" and target.name in guessed.matches:
            column = guessed.matches[target.name].column
            names = [_quoted_toml_text(item.name) for item in (column, *merged.columns)]
            joined = ', { valor = " - " }, '.join(names)
            about = "as colunas que juntas dizem a série; traduza com “valores”"
            yield _line(
                target.name, f"{{ juntar = [{joined}] }}" if merged.columns else names[0], about
            )
        elif target.name in guessed.matches:
            match = guessed.matches[target.name]
            yield _line(target.name, _source(match.column, target), _about(match))
        elif target.name not in from_measures and target.required:
            yield _line(
                target.name, _missing_target_toml(target, look), f"falta: {target.description}"
            )
    yield from _hint(look, guessed)


def _warning(merged: Merged, guessed: Guessed) -> Iterator[str]:
    yield (
        f"# Cuidado: em {plural(merged.rows, 'linha', 'linhas')} das que olhei a chave"
        f" ({enumerate_words(guessed.table.key)}) se repete, e só a última ficaria."
    )
    names = enumerate_words(f"“{_plain(column.name)}”" for column in merged.columns)
    yield (
        f"# O que as distingue: {names}."
        if merged.columns
        else "# Não achei colunas que as distingam."
    )


def _hint(look: Look, guessed: Guessed) -> Iterator[str]:
    ufs = _uf_hint(look, guessed)
    if ufs:
        yield _line("uf", _with_steps(ufs), "distingue municípios de mesmo nome")


def _uf_hint(look: Look, guessed: Guessed) -> Column | None:
    """Names of municipalities need the UF beside them."""
    places = guessed.table.of_type("municipio")
    named = any(
        target.name in guessed.matches and not has_codes(guessed.matches[target.name].column)
        for target in places
    )
    ufs = [column for column in look.columns if "uf" in column.looks]
    return ufs[0] if named and ufs and "uf" not in guessed.table.names else None


def _joined_code_toml(uf: Column, rest: Column) -> str:
    return (
        f"{{ juntar = [{{ de = {_quoted_toml_text(uf.name)}, passos = [{{ completar = 2 }}] }}, "
        f"{{ de = {_quoted_toml_text(rest.name)}, passos = [{{ completar = 5 }}] }}] }}"
    )


def _source(column: Column, target: Target) -> str:
    """The column, with the step or the values that it visibly needs."""
    if target.type == "municipio" and column.coding not in (None, "ibge"):
        return _with_steps(column, more=f'codigo = "{column.coding}"')
    if target.type in ("data", "data_hora") and column.compact_date:
        return _with_steps(column, f'{{ data = "{column.compact_date}" }}')
    if target.values and column.distinct <= MOST_VALUES:
        pairs = [
            f"{_quoted_toml_text(value)} = {_quoted_toml_text(_to(value, target))}"
            for value in _strange(column, target)
        ]
        return _with_steps(column, more=f"valores = {{ {', '.join(pairs)} }}" if pairs else "")
    return _with_steps(column)


def _with_steps(column: Column, *steps: str, more: str = "") -> str:
    """The column with its steps; merged cells are filled first."""
    steps = (*(["{ preencher = true }"] if column.merged else []), *steps)
    parts = [more, f"passos = [{', '.join(steps)}]" if steps else ""]
    name = _quoted_toml_text(column.name)
    told = ", ".join(part for part in parts if part)
    return f"{{ de = {name}, {told} }}" if told else name


def _strange(column: Column, target: Target) -> list[str]:
    known = {key(value) for value in target.values}
    return [value for value in column.spellings if key(value) not in known]


def _to(value: str, target: Target) -> str:
    found = PORTES.get(key(value), DRAFT)
    return found if found in target.values else DRAFT


def _missing_target_toml(target: Target, look: Look) -> str:
    if target.name == "ano" and re.search(r"(?<![0-9])(19|20)[0-9]{2}(?![0-9])", look.file):
        return "{ ano_do_arquivo = true }"
    if target.type in ("texto", "categoria", "inteiro") and target.name in (
        "indicador",
        "ano",
        "canal",
        "tipo",
        "fonte",
        "nivel",
    ):
        return f'{{ valor = "{DRAFT}" }}'
    return f'"{DRAFT}"'


def _choice_of_series(look: Look, guessed: Guessed) -> Iterator[str]:
    """Where no column of the contract can hold what tells series apart, a person says which one is
    meant; until then the draft is refused.
    """
    merged = merged_series(look, guessed)
    if merged is None or "indicador" in guessed.matches:
        return
    for column in merged.columns:
        yield ""
        yield f"# {_describe(column)}; escreva o valor da série que interessa"
        yield f"[[tabela.{guessed.table.name}.deixar_fora]]"
        yield f'motivo = "Outra série de {_plain(column.name)}"'
        yield f'quando = {{ coluna = {_quoted_toml_text(column.name)}, diferente = "{DRAFT}" }}'


def _years(guessed: Guessed) -> Iterator[str]:
    """A measure for each year that is a column."""
    for item in guessed.years:
        steps = []
        if item.blanks:
            texts = ", ".join(_quoted_toml_text(blank) for blank in item.blanks)
            steps.append(f"{{ vazio_se = [{texts}] }}")
        mark = decimal_mark(item.column)
        if mark:
            steps.append(f'{{ numero = {{ decimal = "{mark}" }} }}')
        mended = f", passos = [{', '.join(steps)}]" if steps else ""
        yield ""
        yield f"# {_describe(item.column)}; um ano em cada coluna: confira o indicador e a unidade"
        yield f"[[tabela.{guessed.table.name}.medidas]]"
        if "indicador" not in guessed.matches:
            yield f'indicador = {{ valor = "{item.indicator or DRAFT}" }}'
        yield f'ano = {{ valor = "{item.year}" }}'
        yield f"valor = {{ de = {_quoted_toml_text(item.column.name)}{mended} }}"


def _stock(guessed: Guessed) -> Iterator[str]:
    """A measure for each porte or month that is a column."""
    for item in guessed.stock:
        kind = "porte" if item.target == "porte" else "mês"
        yield ""
        yield f"# {_describe(item.column)}; um {kind} em cada coluna"
        yield f"[[tabela.{guessed.table.name}.medidas]]"
        yield f'{item.target} = {{ valor = "{item.value}" }}'
        yield f"quantidade = {{ de = {_quoted_toml_text(item.column.name)} }}"


def _measures(look: Look, guessed: Guessed) -> Iterator[str]:
    for column in guessed.measures:
        mark = decimal_mark(column)
        steps = f', passos = [{{ numero = {{ decimal = "{mark}" }} }}]' if mark else ""
        yield ""
        yield f"# {_describe(column)}; confira o nome do indicador e a unidade"
        yield f"[[tabela.{guessed.table.name}.medidas]]"
        yield f'indicador = {{ valor = "{column.key}" }}'
        yield f"valor = {{ de = {_quoted_toml_text(column.name)}{steps} }}"


def _rest(look: Look, guessed: Guessed) -> Iterator[str]:
    taken = {match.column.name for match in guessed.matches.values()} | {
        column.name for column in guessed.measures
    }
    taken |= {item.column.name for item in guessed.years}
    taken |= {item.column.name for item in guessed.stock}
    others = (*(split_code(look) or ()), _uf_hint(look, guessed))
    taken |= {column.name for column in others if column}
    left = [column for column in look.columns if column.name not in taken]
    if left:
        yield ""
        yield (
            "# Colunas que não encontraram lugar, com a forma dos valores (x é letra, 9 é"
            " algarismo):"
        )
        yield from (f"#   {_plain(column.name)} — {_describe(column)}" for column in left)
    free = [name for name in guessed.table.names if name not in guessed.matches]
    if free and not (guessed.measures or guessed.years or guessed.stock):
        yield f"# Colunas do contrato ainda sem origem: {', '.join(free)}."
    yield ""


def _line(name: str, source: str, about: str) -> str:
    return f"{name} = {source}  # {about}"


def _about(match: Match) -> str:
    return f"{'' if match.sure else 'confira: '}{_describe(match.column)}"


def _describe(column: Column) -> str:
    looks = ", ".join(sorted(column.looks)) or "texto"
    shapes = " | ".join(_plain(form) for form in column.shapes())
    count = plural(column.distinct, "valor", "valores")
    merged = "; células mescladas, repetidas até a seguinte" if column.merged else ""
    return f"{looks}; {percent(column.filled, 0)} preenchida; {count}; {shapes or 'vazia'}{merged}"


def _plain(text: str) -> str:
    """Text that can stand in a comment or between quotes."""
    return re.sub(r'[\x00-\x1f\x7f"\\]', " ", text).strip()


def _quoted_toml_text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]+", " ", escaped) + '"'
