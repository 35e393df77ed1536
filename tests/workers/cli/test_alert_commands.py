"""Alerts listed, shown and decided on."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import zipfile
from pathlib import Path

import msgspec
import pytest

from models.beijing import BEIJING
from parsers.form import cell_name
from rules.finding import Place
from tests.workers.cli.commands import Command, rows
from workers.cli.alert_page import place_line

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "tests" / "samples"


@pytest.mark.parametrize(
    ("rule", "place", "said"),
    [
        ("X", Place(), ""),
        ("X", Place(expected="3"), "应为3"),
        ("X", Place(expected="0", actual="4"), "应为0，现为4"),
        ("T3-ROW-SUM", Place(expected="0", actual="4"), "各栏之和0，填报4"),
        ("X", Place(formula="1+1≠3", expected="2"), "1+1≠3"),
    ],
)
def test_a_place_says_only_what_there_is_to_say(rule: str, place: Place, said: str) -> None:
    key = "disclosure.licences.decisions"
    assert place_line(rule, place) == said
    name = cell_name(key)
    named = msgspec.structs.replace(place, cells=(key,))
    assert place_line(rule, named) == (f"{name}：{said}" if said else name)


def test_alerts_are_listed_shown_and_decided_on(nianbao: Command) -> None:
    errors = rows(nianbao("alerts", "list", "--severity", "error", "--json"))
    assert {alert["severity"] for alert in errors} == {"error"}
    alert = next(alert for alert in errors if alert["rule"] == "T3-ROW-SUM")
    number = alert["alert_id"]
    page = nianbao("alerts", "show", number).stdout
    assert alert["message"] in page.replace("\n", "").replace(" ", "") or alert["rule"] in page
    nianbao("alerts", "acknowledge", number, "--by", "王芳", "--note", "正在核实")
    nianbao("alerts", "waive", number, "--by", "李强", "--note", "机构改革", "--until", "2099-12-31")
    (told,) = rows(nianbao("alerts", "show", number, "--json"))
    assert (told["status"], told["acknowledged_by"], told["waived_until"]) == ("waived", "李强", "2099-12-31")
    assert [event["event"] for event in told["history"]] == ["opened", "acknowledged", "waived"]
    assert number not in {row["alert_id"] for row in rows(nianbao("alerts", "list", "--json"))}
    assert rows(nianbao("alerts", "list", "--status", "waived", "--json"))[0]["alert_id"] == number
    assert str(number) in nianbao("alerts", "list", "--status", "waived").stdout


def test_several_alerts_are_decided_on_together_or_not_at_all(nianbao: Command) -> None:
    first, second, *_ = (row["alert_id"] for row in rows(nianbao("alerts", "list", "--json")))
    told = rows(nianbao("alerts", "acknowledge", first, second, "--by", "王芳", "--json"))
    assert [(row["alert_id"], row["status"]) for row in told] == [(first, "acknowledged"), (second, "acknowledged")]
    nianbao("alerts", "waive", first, 999, "--by", "王芳", "--note", "机构改革", code=1)
    nianbao("alerts", "waive", first, "--by", "王芳", "--note", "机构改革", "--until", "2001-01-01", code=1)
    nianbao("alerts", "waive", first, "--by", "王芳", code=2)
    nianbao("alerts", "reopen", first, "--by", "李强", "--note", "尚未核实")
    events = rows(nianbao("alerts", "history", first, "--json"))
    assert [(event["event"], event["by"], event["detail"]) for event in events[1:]] == [
        ("acknowledged", "王芳", None),
        ("reopened", "李强", "尚未核实"),
    ]
    assert "尚未核实" in nianbao("alerts", "history", first).stdout


def test_alerts_are_filtered_by_organ_and_division(nianbao: Command, tmp_path: Path) -> None:
    everything = rows(nianbao("alerts", "list", "--json"))
    organ = next(row["organ"] for row in everything if row["rule"] == "T3-ROW-SUM")
    own = {row["alert_id"] for row in everything if row["organ"] == organ}
    roster = tmp_path / "roster.csv"
    lines = ["name,division_code,superior", f"{organ},990101,霁川县人民政府", "霁川县人民政府,990101,"]
    roster.write_text("\n".join(lines), encoding="utf-8")
    nianbao("roster", "import", roster)

    def listed(*filters: str) -> set[int]:
        return {row["alert_id"] for row in rows(nianbao("alerts", "list", "--json", *filters))}

    assert listed("--organ", organ) == listed("--division", "990100") == own
    assert listed("--organ", "霁川县人民政府") == set()
    assert listed("--organ", "霁川县人民政府", "--below") == own
    assert listed("--division", "430223") == set()
    assert listed("--rule", "T3-ROW-SUM", "--organ", organ) < own
    for unknown in ("青山县", "9902"):
        assert "division" in nianbao("alerts", "list", "--division", unknown, code=1).stderr


def test_an_alert_of_a_bundle_names_the_file(nianbao: Command, home: Path) -> None:
    with zipfile.ZipFile(home / "inbox" / "both.zip", "w") as bundle:
        data = (SAMPLES / "blank-applications-table.txt").read_bytes()
        bundle.writestr("报告/正文.txt", data)
    nianbao("run", "--once")
    alerts = rows(nianbao("alerts", "list", "--json", "--rule", "T3-ALL-BLANK"))
    (told,) = rows(nianbao("alerts", "show", alerts[-1]["alert_id"], "--json"))
    assert told["parts"] == ["报告/正文.txt"]
    assert "（见“报告/正文.txt”）" in nianbao("alerts", "show", alerts[-1]["alert_id"]).stdout.replace("\n", "")
    mail = max((home / "outbox").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    message = email.message_from_bytes(mail.read_bytes(), policy=email.policy.default)
    (text, _) = (part.get_content() for part in message.iter_parts())
    assert "数字取自“报告/正文.txt”" in text.replace("\n   ", "")


def test_a_decision_has_a_person(nianbao: Command) -> None:
    number, *_ = (row["alert_id"] for row in rows(nianbao("alerts", "list", "--json")))
    assert "who decides" in nianbao("alerts", "acknowledge", number, "--by", " ", code=1).stderr
    assert "who decides" in nianbao("alerts", "waive", number, "--by", "\t", "--note", "x", code=1).stderr
    nianbao("alerts", "acknowledge", number, "--by", " 王芳 ")
    assert "who decides" in nianbao("alerts", "reopen", number, "--by", "", code=1).stderr
    (told,) = rows(nianbao("alerts", "show", number, "--json"))
    assert [(event["event"], event["by"]) for event in told["history"]] == [("opened", None), ("acknowledged", "王芳")]


def test_a_rule_that_is_none_is_no_reason_for_relief(nianbao: Command) -> None:
    assert "there is no rule T3-ROWSUM" in nianbao("alerts", "list", "--rule", "T3-ROWSUM", code=1).stderr
    assert rows(nianbao("alerts", "list", "--rule", "t3-row-sum", "--json")) != []


def test_people_read_times_of_beijing(nianbao: Command) -> None:
    number, *_ = (row["alert_id"] for row in rows(nianbao("alerts", "list", "--json")))
    (told,) = rows(nianbao("alerts", "show", number, "--json"))
    at = dt.datetime.fromisoformat(told["opened_at"]).astimezone(BEIJING)
    for page in (nianbao("alerts", "show", number).stdout, nianbao("alerts", "history", number).stdout):
        assert f"{at:%Y-%m-%d %H:%M}+08:00" in page
        assert "+00:00" not in page
