"""``nianbao roster``: what a file says of organs, what becomes of lines that cannot be taken, and of proposals."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Organ, OrganState, StoredReport, Task, TaskState
from models.session import make_engine, transaction
from rules.organ import OrganKind, OrganLevel
from tests.models.examples import organ
from tests.workers.cli.commands import Command, commands_in, rows
from tests.workers.motor import SAMPLES, Motor
from workers.actors import checks
from workers.actors.reassess import reassess
from workers.cli.roster_file import read_rows
from workers.cli.roster_import import Taken, take

ROSTER = """name,kind,level,division_code,superior,aliases,exempt
某市民政局,department,city,430600,某市人民政府,民政局；市民政局,
某市人民政府,government,city,430600,,,no
某市保密局,department,city,430600,某市人民政府,,是
"""
TOWNSHIPS = """机关名称,上级机关,所属县区
嵩县人民政府,,
城关镇人民政府,嵩县人民政府,
城关镇人民政府,,河南省洛阳市汝阳县城关镇
城关镇人民政府,,河南省洛阳市栾川县
城关镇人民政府,,
民政局,嵩县人民政府,嵩县
大章镇人民政府,嵩县人民政府,
"""


def imported(session: Session, tmp_path: Path, text: str) -> Taken:
    path = tmp_path / "roster.csv"
    path.write_text(text, encoding="utf-8")
    return take(session, read_rows(path))


def named(session: Session) -> dict[str, Organ]:
    return {organ.name: organ for organ in session.scalars(select(Organ))}


def test_a_roster_says_what_changed(session: Session, tmp_path: Path) -> None:
    first = imported(session, tmp_path, ROSTER)
    assert (first.added, first.changed, first.unchanged, first.refused) == (
        ["某市人民政府", "某市民政局", "某市保密局"],
        [],
        0,
        [],
    )
    there = named(session)
    one = there["某市民政局"]
    assert (one.superior_id, one.aliases, one.division_code, one.division, one.state) == (
        there["某市人民政府"].id,
        ["民政局", "市民政局"],
        "430600",
        "湖南省岳阳市",
        OrganState.CONFIRMED,
    )
    assert there["某市保密局"].exempt is True
    again = imported(session, tmp_path, ROSTER)
    assert (again.added, again.changed, again.unchanged) == ([], [], 3)
    changed = imported(
        session, tmp_path, ROSTER.replace("民政局；市民政局,", "民政局,是").replace("某市人民政府,,是", "-,,")
    )
    assert {change.name: change.fields for change in changed.changed} == {
        "某市民政局": {"aliases": (["民政局", "市民政局"], ["民政局"]), "exempt": (False, True)},
        "某市保密局": {"superior": ("某市人民政府", None)},
    }


def test_a_name_that_many_have_is_kept_with_its_county(session: Session, tmp_path: Path) -> None:
    taken = imported(session, tmp_path, TOWNSHIPS)
    assert [(refused.line, refused.name) for refused in taken.refused] == [(6, "城关镇人民政府")]
    assert "fits 88 divisions" in taken.refused[0].why
    there = named(session)
    assert {name: (one.division_code, one.kind, one.level) for name, one in there.items()} == {
        "嵩县人民政府": ("410325", OrganKind.GOVERNMENT, OrganLevel.COUNTY),
        "嵩县城关镇人民政府": ("410325100", OrganKind.TOWNSHIP, OrganLevel.TOWNSHIP),
        "汝阳县城关镇人民政府": ("410326100", OrganKind.TOWNSHIP, OrganLevel.TOWNSHIP),
        # The gazetteer has no such town, but a person says that there is one.
        "栾川县城关镇人民政府": ("410324", OrganKind.TOWNSHIP, OrganLevel.TOWNSHIP),
        "嵩县民政局": ("410325", OrganKind.DEPARTMENT, OrganLevel.COUNTY),
        "大章镇人民政府": ("410325106", OrganKind.TOWNSHIP, OrganLevel.TOWNSHIP),
    }
    assert there["嵩县城关镇人民政府"].aliases == ["城关镇人民政府"]
    assert imported(session, tmp_path, TOWNSHIPS).unchanged == 6


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (",department,city,,,,", "the name is missing"),
        ("某县局,bureau,city,,,,", "bureau is none of"),
        ("某县局,department,moon,,,,", "moon is none of"),
        ("某县局,department,city,43x,,,", "43x is no division code"),
        ("某县局,department,city,,,,maybe", "not yes or no"),
        ("某市民政局,department,city,,,,", "line 2 already"),
        ("某县局,department,city,,,,no,more", "more fields"),
        ("某县局,department,city,,无此机关,,", "无此机关 is neither in the file nor in the roster"),
        ("某县局,department,city,,某县局,,", "above itself"),
        ("某县局,department,city,,,某市保密局,", "another organ of the roster"),
        ("应急管理局,,,,,,", "does not say where it is"),
        ("鼓楼区民政局,,,,,,", "fits 4 divisions"),
        (f"{'某' * 200}县局,,,,,,", "too long"),
    ],
)
def test_a_wrong_line_is_refused_and_the_others_are_taken(
    session: Session, tmp_path: Path, line: str, said: str
) -> None:
    taken = imported(session, tmp_path, f"{ROSTER}{line}\n")
    assert len(taken.added) == 3
    [refused] = taken.refused
    assert refused.line == 5
    assert said in refused.why


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("嵩县大章镇人民政府", "is 大章镇人民政府"),
        ("河南省洛阳市嵩县民政局", "is 嵩县民政局"),
        ("嵩县民政部门", "is an alias of 嵩县民政局"),
    ],
)
def test_an_organ_has_one_line_however_its_name_is_written(
    session: Session, tmp_path: Path, name: str, said: str
) -> None:
    imported(session, tmp_path, "name,aliases\n大章镇人民政府,\n嵩县民政局,嵩县民政部门\n")
    again = imported(session, tmp_path, f"name\n{name}\n")
    assert (again.added, [said in one.why for one in again.refused]) == ([], [True])
    together = imported(session, tmp_path, f"name,aliases\n大章镇人民政府,\n嵩县民政局,嵩县民政部门\n{name},\n")
    assert together.added == []
    assert together.refused


def test_an_alias_may_become_an_organ_of_its_own(session: Session, tmp_path: Path) -> None:
    imported(session, tmp_path, "name,aliases\n嵩县民政局,嵩县民政部门\n")
    taken = imported(session, tmp_path, "name,aliases\n嵩县民政部门,\n嵩县民政局,嵩县民政\n")
    assert (taken.added, taken.refused) == (["嵩县民政部门"], [])


def test_a_proposal_with_more_divisions_before_its_name_is_taken_in(session: Session, tmp_path: Path) -> None:
    organ(session, "河南省嵩县民政局")
    taken = imported(session, tmp_path, "name\n嵩县民政局\n")
    assert (taken.added, taken.merged) == (["嵩县民政局"], ["河南省嵩县民政局"])
    assert named(session)["嵩县民政局"].aliases == ["河南省嵩县民政局"]


def test_an_alias_takes_in_what_was_proposed_under_it(session: Session, tmp_path: Path) -> None:
    organ(session, "某市民政和社会事务局")
    taken = imported(session, tmp_path, "name,aliases\n某市民政局,某市民政和社会事务局\n")
    assert taken.merged == ["某市民政和社会事务局"]
    assert set(named(session)) == {"某市民政局"}


def test_history_and_sites_are_taken_in_both_languages(session: Session, tmp_path: Path) -> None:
    text = (
        "机关名称,类别,层级,官方网站,成立日期,撤销日期,承继机关\n"
        "某县民政局,部门,县级,https://www.mouxian.gov.cn/mzj,2019年3月1日,,\n"
        "某县老龄办,部门,县,,2001-01-01,2019/2/28,某县民政局\n"
    )
    assert imported(session, tmp_path, text).refused == []
    there = named(session)
    old, new = there["某县老龄办"], there["某县民政局"]
    assert (old.successor_id, old.abolished_on) == (new.id, dt.date(2019, 2, 28))
    assert (new.founded_on, new.official_site) == (dt.date(2019, 3, 1), "https://www.mouxian.gov.cn/mzj")
    for wrong, said in (("某县局,,,,2019-02-30,,", "no date"), ("某县局,,,javascript:x,,,", "no web address")):
        assert said in imported(session, tmp_path, text + wrong).refused[0].why


def workbook(lines: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.create_sheet(index=0)
    for line in lines:
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def nianbao(sqlite_url: str, tmp_path: Path) -> Iterator[Command]:
    """Run a command on a fresh database."""
    with commands_in(tmp_path) as run:
        yield run


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "xlsx"])
def test_a_file_is_tried_taken_and_written_back(nianbao: Command, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "roster"
    lines: list[list[Any]] = [line.split(",") for line in ROSTER.splitlines()]
    lines[1][3] = 430600.0 if encoding == "xlsx" else "430600"
    path.write_bytes(workbook(lines) if encoding == "xlsx" else ROSTER.encode(encoding))
    [tried] = rows(nianbao("roster", "import", path, "--dry-run", "--json"))
    assert (len(tried["added"]), tried["dry_run"]) == (3, True)
    assert nianbao("roster", "list", "--json").stdout == ""
    shown = nianbao("roster", "import", path).stdout
    assert "3 added, 0 changed, 0 unchanged, 0 refused." in shown
    written = tmp_path / "written.csv"
    written.write_bytes(nianbao("roster", "export", "--chinese").stdout_bytes)
    [again] = rows(nianbao("roster", "import", written, "--json"))
    assert (again["added"], again["changed"], again["unchanged"], again["refused"]) == ([], [], 3, [])
    assert [row["name"] for row in rows(nianbao("roster", "list", "--division", "4306", "--json"))] == [
        "某市人民政府",
        "某市保密局",
        "某市民政局",
    ]
    assert rows(nianbao("roster", "show", "市民政局", "--json"))[0]["superior"] == "某市人民政府"
    assert "某市保密局" not in nianbao("roster", "list", "--proposed").stdout


def test_refused_lines_are_told_and_end_with_a_status(nianbao: Command, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(f"{ROSTER}应急管理局,,,,,,\n", encoding="utf-8")
    shown = nianbao("roster", "import", path, code=1).stdout
    assert "1 refused" in shown
    assert "line 5" in shown
    assert "3 unchanged" in nianbao("roster", "import", path, code=1).stdout


@pytest.mark.parametrize("head", ["organ,kind", "name,colour", "name,名称", ""])
def test_a_file_that_is_no_roster(nianbao: Command, tmp_path: Path, head: str) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(f"{head}\nx,y\n", encoding="utf-8")
    assert "column" in nianbao("roster", "import", path, code=1).stderr


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04 no workbook", b"\xff\xfe\x00\x80", b'name\n"a'], ids=["zip", "binary", "quote"]
)
def test_a_file_that_cannot_be_read(nianbao: Command, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes(data)
    nianbao("roster", "import", path, code=1)
    assert nianbao("roster", "list", "--json").stdout == ""


def accepted(motor: Motor, *touched: str) -> None:
    motor.write(
        lambda session: reassess(
            motor.runtime, session, [one for one in session.scalars(select(Organ)) if one.name in touched], (), "c"
        )
    )


def test_a_report_finds_its_organ_once_the_roster_knows_the_name(motor: Motor, tmp_path: Path) -> None:
    """鼓楼区民政局 are called so in four cities: the report waits, until the roster says which one is meant here."""
    text = (SAMPLES / "clean-pipe-rows.txt").read_text("utf-8")
    [name] = {organ_.name for organ_ in proposed_by(motor, text)}
    motor.take(text.replace(name, "鼓楼区民政局").replace("2023", "2022").encode(), "b.txt")
    report = motor.all(StoredReport)[-1]
    assert (report.organ_id, report.organ_name) == (None, "鼓楼区民政局")
    motor.write(lambda session: session.add(Organ(name="福州市鼓楼区民政局", aliases=["鼓楼区民政局"])))
    accepted(motor, "福州市鼓楼区民政局")
    report = motor.all(StoredReport)[-1]
    assert report.organ_id == motor.all(Organ, Organ.name == "福州市鼓楼区民政局")[0].id
    again = motor.all(Task, Task.subject == str(report.id), Task.input_version.startswith("roster."))
    assert {task.actor for task in again} == set(checks.CHECKS)
    assert {task.state for task in again} == {TaskState.DONE}


def proposed_by(motor: Motor, text: str) -> Sequence[Organ]:
    motor.take(text.encode(), "a.txt")
    organs: Sequence[Organ] = motor.all(Organ)
    assert [one.state for one in organs] == [OrganState.PROPOSED]
    return organs


def test_proposals_are_accepted_and_merged(nianbao: Command, tmp_path: Path, sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    with transaction(engine) as session:
        for name in ("云溪县民政局", "云溪县民政和社会事务局", "云溪县财政局"):
            organ(session, name)
    engine.dispose()
    assert {row["name"] for row in rows(nianbao("roster", "proposals", "--json"))} == {
        "云溪县民政局",
        "云溪县民政和社会事务局",
        "云溪县财政局",
    }
    itself = nianbao("roster", "merge", "云溪县财政局", "云溪县财政局", code=1)
    assert "are one organ already" in itself.output
    nianbao("roster", "accept", "云溪县民政局", "云溪县财政局", "--kind", "department")
    [merged] = rows(nianbao("roster", "merge", "云溪县民政和社会事务局", "云溪县民政局", "--json"))
    assert merged == {"into": "云溪县民政局", "aliases": ["云溪县民政和社会事务局"], "reports_moved": 0}
    assert nianbao("roster", "proposals", "--json").stdout == ""
    wrong = (
        ["accept", "云溪县民政局"],
        ["accept", " "],
        ["merge", "云溪县财政局", "云溪县民政局"],
        ["show", "无此机关"],
    )
    for arguments in wrong:
        nianbao("roster", *arguments, code=1)


def test_what_is_no_place_and_no_organ_is_said(nianbao: Command) -> None:
    for arguments in (
        ("roster", "list", "--division", "abc"),
        ("roster", "list", "--division", "999999"),
        ("export", "reports", "--organ", "无此机关"),
        ("recheck", "--division", "999999"),
        ("alerts", "list", "--division", "999999"),
    ):
        assert nianbao(*arguments, code=1).stdout == ""
