"""Receita Federal's files into a stock of companies: seconds and peak memory, and the same work in
pandas.

The stock of 20 million establishments may take five minutes and 6 GB on two cores. The pandas
figures come from a tenth of them, in the same run, where both must find the same companies.
"""

import json
import shutil
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from benchmarks.machine import Run, measured
from benchmarks.options import Options
from benchmarks.report import Figure
from benchmarks.rfb_files import month

ESTABLISHMENTS = 20_000_000
_CHUNK = 500_000
_PORTES = {"01": "ME", "03": "EPP", "05": "DEMAIS"}


def run(options: Options) -> Iterator[Figure]:
    establishments = options.attendances * 2 // 5  # 20 million at national size
    national = establishments >= ESTABLISHMENTS
    folder = month(options.cache / f"rfb-{establishments}", establishments)
    text = sum(
        item.file_size for path in folder.glob("*.zip") for item in zipfile.ZipFile(path).infolist()
    )
    yield Figure("texto dos arquivos", text / 1e9, "GB")
    yield Figure(
        "arquivos compactados",
        sum(path.stat().st_size for path in folder.glob("*.zip")) / 1e9,
        "GB",
    )
    whole = _measured("ours", folder)
    yield Figure(
        f"estoque de {establishments / 1e6:g} milhões de estabelecimentos",
        whole.seconds,
        "s",
        300 if national else None,
    )
    yield Figure("estoque: segundos de processador", whole.cpu_seconds, "s")
    yield Figure("estoque: pico de memória", whole.peak_gb, "GB", 6 if national else None)
    yield Figure("estabelecimentos por segundo", establishments / whole.seconds)
    yield from _beside_pandas(options, establishments // 10)


def _beside_pandas(options: Options, establishments: int) -> Iterator[Figure]:
    folder = month(options.cache / f"rfb-{establishments}", establishments)
    ours, theirs = _measured("ours", folder), _measured("pandas", folder)
    mine, pandas = json.loads(ours.output), json.loads(theirs.output)
    assert mine["companies"] == pandas["companies"], "both must count the same companies"
    yield Figure(f"{establishments / 1e6:g} milhões", mine["seconds"], "s")
    yield Figure(f"{establishments / 1e6:g} milhões com pandas, em blocos", pandas["seconds"], "s")
    yield Figure("pico de memória", ours.peak_gb, "GB")
    yield Figure("pico de memória com pandas", theirs.peak_gb, "GB")
    yield Figure("vezes mais rápido do que pandas", pandas["seconds"] / mine["seconds"], "×")


def _measured(who: str, folder: Path) -> Run:
    return measured([sys.executable, "-m", "benchmarks.rfb_stock", who, str(folder)], {})


def ours(folder: Path) -> dict[str, int]:
    """Companies by porte."""
    from data_access.fetch.rfb_stock import company_stock

    work = folder / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    kinds = ("Estabelecimentos", "Empresas", "Simples")
    stock = company_stock({kind: sorted(folder.glob(f"{kind}*.zip")) for kind in kinds}, work)
    shutil.rmtree(work)
    frame = pd.DataFrame(stock.rows, columns=["municipality", "porte", "companies"])
    return {
        str(porte): int(number)
        for porte, number in frame.groupby("porte")["companies"].sum().items()
    }


def in_pandas(folder: Path) -> dict[str, int]:
    """The same in chunks: filter while reading, then join."""
    active = _read(folder, "Estabelecimentos", {0: "base", 3: "office", 5: "status", 20: "place"})
    heads = pd.concat(
        part[(part["status"] == "02") & (part["office"] == "1")][["base", "place"]]
        for part in active
    )
    heads = heads.drop_duplicates("base")
    portes = pd.concat(_read(folder, "Empresas", {0: "base", 5: "porte"})).drop_duplicates("base")
    flags = pd.concat(
        part[(part["mei"] == "S") & (part["end"].str.strip("0 ") == "")][["base"]]
        for part in _read(folder, "Simples", {0: "base", 4: "mei", 6: "end"})
    ).drop_duplicates("base")
    joined = heads.merge(portes, on="base", how="left").merge(
        flags.assign(flag=True), on="base", how="left"
    )
    porte = joined["porte"].map(_PORTES).fillna("NAO_INFORMADO").where(joined["flag"].isna(), "MEI")
    counted = joined.assign(porte=porte).groupby(["place", "porte"]).size()
    return {str(name): int(number) for name, number in counted.groupby("porte").sum().items()}


def _read(folder: Path, kind: str, columns: dict[int, str]) -> Iterator[pd.DataFrame]:
    for path in sorted(folder.glob(f"{kind}*.zip")):
        chunks = pd.read_csv(
            path, sep=";", header=None, dtype=str, encoding="latin-1",
            usecols=list(columns), chunksize=_CHUNK, keep_default_na=False,
        )  # fmt: skip
        yield from (chunk.rename(columns=columns) for chunk in chunks)


def main() -> None:
    """In a process of its own; the seconds leave the start of Python out, for both."""
    work = {"ours": ours, "pandas": in_pandas}[sys.argv[1]]
    started = time.monotonic()
    companies = work(Path(sys.argv[2]))
    print(json.dumps({"companies": companies, "seconds": time.monotonic() - started}))


if __name__ == "__main__":
    main()
