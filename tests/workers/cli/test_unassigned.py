"""Reports whose name fits several organs: they are listed, a person says whose they are, and it stays so."""

from __future__ import annotations

from pathlib import Path

from tests.workers.cli.commands import Command, rows
from tests.workers.motor import SAMPLES

ROSTER = "name,superior,division\n嵩县人民政府,,\n城关镇人民政府,嵩县人民政府,\n城关镇人民政府,,汝阳县\n"


def test_a_report_of_one_of_many_is_assigned(nianbao: Command, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(ROSTER, encoding="utf-8")
    nianbao("roster", "import", path)
    text = (SAMPLES / "clean-pipe-rows.txt").read_text("utf-8")
    text = text.replace("霁川县水利局", "城关镇人民政府")
    (home / "inbox" / "town.txt").write_text(text, encoding="utf-8")
    nianbao("run", "--once")
    [found] = rows(nianbao("roster", "unassigned", "--json"))
    assert (found["organ"], found["file"]) == ("城关镇人民政府", "town.txt")
    assert rows(nianbao("status", "--json"))[0]["reports_without_organ"] == 1
    assert "城关镇人民政府" in nianbao("roster", "unassigned").stdout
    nianbao("roster", "assign", found["report_id"], "无此机关", code=1)
    nianbao("roster", "assign", 9999, "嵩县城关镇人民政府", code=1)
    [told] = rows(nianbao("roster", "assign", found["report_id"], "嵩县城关镇人民政府", "--json"))
    assert told["organ"] == "嵩县城关镇人民政府"
    assert nianbao("roster", "unassigned", "--json").stdout == ""
    nianbao("roster", "assign", found["report_id"], "嵩县城关镇人民政府", code=1)
    # The same file again, and a later reading of it, are still that organ's.
    (home / "inbox" / "again.txt").write_text(text, encoding="utf-8")
    nianbao("run", "--once")
    assert nianbao("roster", "unassigned", "--json").stdout == ""
