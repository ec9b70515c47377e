"""The process in which a workbook is read: ``python -m`` this module, with the arguments of
`workbook.main`.

It starts for every spreadsheet, so it loads what reading cells needs and nothing more.
"""

import sys

UNNEEDED = ("numpy", "pandas")


def main() -> int:
    # pyarrow loads them wherever it finds them, which takes four times as long as all the rest.
    # A module that is None cannot be imported, and without them it writes text columns as well.
    sys.modules.update(dict.fromkeys(UNNEEDED))  # type: ignore[arg-type]
    from data_access.sources.readers import workbook

    return workbook.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
