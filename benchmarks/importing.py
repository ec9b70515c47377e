"""An import against pandas: `read_csv` followed by the same checks, of the same file, in the same
run.

Both must accept, reject and find repeated the same rows by the same rules. The whole import is
measured — fingerprint, encoding, report, rejection file, plausibility, staged Parquet —; of pandas
the reading and the checks.
"""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.machine import Run, measured
from benchmarks.options import Options
from benchmarks.report import Figure
from config.settings import Settings
from geo.territory import load_territory

ROUNDS = 3
MOST = 2_000_000  # rows; more would not fit the memory of pandas on a small machine
BAD = {  # a cell of one row in a hundred
    "tipo_cliente": "XX",
    "data_fim": "31/02/2025",
    "porte": "GIGANTE",
    "municipio": "3550309x",
    "uf_executora": "ZZ",
    "valido": "talvez",
    "minutos": "mil",
    "id_atendimento": "",
}


def run(options: Options) -> Iterator[Figure]:
    rows = min(options.attendances // 25, MOST)
    file = options.cache / f"atendimentos-{rows}.csv"
    if not file.exists():
        write(file, rows)
    yield Figure("linhas", rows)
    yield Figure("arquivo", file.stat().st_size / 1e6, "MB")
    rounds = [(_measured("ours", file), _measured("pandas", file)) for _ in range(ROUNDS)]
    told = [(json.loads(ours.output), json.loads(theirs.output)) for ours, theirs in rounds]
    for ours, theirs in told:
        assert ours["counts"] == theirs["counts"], (ours["counts"], theirs["counts"])
    mine, pandas = (min(pair[who]["seconds"] for pair in told) for who in (0, 1))
    yield Figure("linhas aceitas por ambos", told[0][0]["counts"]["accepted"])
    yield Figure("importação", mine, "s")
    yield Figure("pandas: read_csv e as mesmas conferências", pandas, "s")
    yield Figure("linhas por segundo", rows / mine)
    yield Figure("linhas por segundo com pandas", rows / pandas)
    cpu = [min(pair[who]["cpu_seconds"] for pair in told) for who in (0, 1)]
    yield Figure("segundos de processador", cpu[0], "s")
    yield Figure("segundos de processador com pandas", cpu[1], "s")
    yield Figure("pico de memória", max(ours.peak_gb for ours, _ in rounds), "GB")
    yield Figure("pico de memória com pandas", max(theirs.peak_gb for _, theirs in rounds), "GB")
    yield Figure("vezes mais rápida do que pandas", pandas / mine, "×", 1, at_least=True)


def write(file: Path, rows: int) -> None:
    """Attendances as an extract has them; one row in a hundred is bad, and one in two hundred comes
    twice.
    """
    random = np.random.default_rng(360)
    places = load_territory(file.parent).municipalities
    place = random.integers(len(places), size=rows)
    client = random.integers(rows // 4, size=rows)
    day = pd.Timestamp("2023-01-01") + pd.to_timedelta(random.integers(1000, size=rows), unit="D")
    number = np.arange(rows)
    number[::200] = np.maximum(number[::200] - 1, 0)
    frame = pd.DataFrame(
        {
            "id_atendimento": number.astype(str),
            "tipo_cliente": np.array(["PJ", "PF"])[client % 2],
            "id_cliente": pd.Series(client).astype(str).str.zfill(14),
            "data_inicio": day.strftime("%Y-%m-%d"),
            "data_fim": day.strftime("%d/%m/%Y"),
            "porte": np.array(["MEI", "me", "EPP", ""])[client % 4],
            "municipio": places["code"].to_numpy()[place],
            "uf_executora": places["uf"].to_numpy()[place],
            "valido": np.array(["sim", "não"])[client % 10 // 9],
            "instrumento": np.array(["Consultoria", "Curso", "Orientação"])[client % 3],
            "canal": np.array(["Presencial", "Telefone", "Digital"])[number % 3],
            "parceiro": pd.Series(client % 900).astype(str),
            "minutos": (
                pd.Series(random.integers(10, 4000, size=rows) / 10)
                .astype(str)
                .str.replace(".", ",")
            ),
        }
    ).astype("object")
    for place, (name, cell) in enumerate(BAD.items()):
        frame.loc[50 + place :: 100 * len(BAD), name] = cell
    frame.to_csv(file, sep=";", index=False)


def _measured(who: str, file: Path) -> Run:
    return measured([sys.executable, "-m", "benchmarks.importing", who, str(file)], {})


class Clock:
    """Seconds and processor seconds since it was made."""

    def __init__(self) -> None:
        self.started = (time.monotonic(), time.process_time())

    def read(self) -> dict[str, float]:
        return {
            "seconds": time.monotonic() - self.started[0],
            "cpu_seconds": time.process_time() - self.started[1],
        }


def ours(file: Path) -> dict[str, object]:
    from tempfile import TemporaryDirectory

    from data_access.importing.run import import_table
    from data_access.operational.engine import operational_engine

    with TemporaryDirectory(dir=file.parent) as folder:
        settings = Settings(home=Path(folder))
        municipalities = load_territory(settings.home).municipalities
        operational_engine(settings)
        clock = Clock()
        report = import_table(settings, "atendimentos", file, municipalities=municipalities)
        taken = clock.read()
    counts = {
        "accepted": report.accepted,
        "repeated": report.repeated_keys,
        "rules": dict(report.rejected),
    }
    return {**taken, "counts": counts}


def theirs(file: Path) -> dict[str, object]:
    from benchmarks import pandas_import

    municipalities = load_territory(file.parent).municipalities
    clock = Clock()
    accepted, rules, repeated = pandas_import.check(
        pandas_import.read(file), municipalities, b"k" * 32
    )
    taken = clock.read()
    counted = rules.melt()["value"].value_counts()
    counts = {
        "accepted": len(accepted),
        "repeated": repeated,
        "rules": {str(k): int(v) for k, v in counted.items()},
    }
    return {**taken, "counts": counts}


if __name__ == "__main__":
    print(json.dumps((ours if sys.argv[1] == "ours" else theirs)(Path(sys.argv[2]))))
