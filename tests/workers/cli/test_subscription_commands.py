"""Subscriptions, one by one and from files."""

from __future__ import annotations

import email
import email.policy
import shutil
from pathlib import Path

import pytest

from tests.workers.cli.commands import Command, rows

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "tests" / "samples"


def test_subscriptions(nianbao: Command) -> None:
    nianbao("subscriptions", "add", "zhang@example.gov.cn", "--division", "430600", "--severity", "error")
    nianbao("subscriptions", "add", "zhang@example.gov.cn", "--division", "430600")
    found = [row for row in rows(nianbao("subscriptions", "list", "--json")) if row["address"].startswith("zhang")]
    assert [(row["division_code"], row["minimum_severity"], row["state"]) for row in found] == [
        ("4306", "warning", "active")
    ]
    nianbao("subscriptions", "remove", found[0]["subscription_id"])
    assert "removed" in nianbao("subscriptions", "list").stdout
    nianbao("subscriptions", "add", "a@example.cn", "--division", "430600", "--organ", "x", code=2)


def test_a_digest_is_subscribed_to(nianbao: Command) -> None:
    weekly = ["--frequency", "weekly", "--weekday", "5", "--at", "17:00", "--rule", "T3-*", "--rule", "t4-sum"]
    (told,) = rows(nianbao("subscriptions", "add", "li@example.gov.cn", *weekly, "--json"))
    assert (told["when"], told["rules"]) == ("weekly 17:00 day 5", ["T3-*", "T4-SUM"])
    (told,) = rows(nianbao("subscriptions", "add", "li@example.gov.cn", "--frequency", "daily", "--json"))
    assert (told["at"], told["weekday"]) == ("08:30", None)
    for wrong in (["--at", "25:00"], ["--weekday", "8"], ["--rule", "NO-SUCH"], ["--division", "x"]):
        nianbao("subscriptions", "add", "li@example.gov.cn", "--frequency", "weekly", *wrong, code=2)
    for wrong in (["--at", "08:00"], ["--weekday", "1"]):
        nianbao("subscriptions", "add", "li@example.gov.cn", *wrong, code=2)


SUBSCRIPTIONS = """address,organ,division_code,severity,rules,frequency,at,weekday
zhang@example.gov.cn,,430600,error,,,,
li@example.gov.cn,,,,T3-*；T4-SUM,weekly,9:00,
li@example.gov.cn,,,,,daily,,
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_subscriptions_are_imported_as_a_whole_and_again(nianbao: Command, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "subscriptions.csv"
    path.write_text(SUBSCRIPTIONS, encoding=encoding)
    before = rows(nianbao("subscriptions", "list", "--json"))
    told = rows(nianbao("subscriptions", "import", path, "--dry-run", "--json"))
    assert told == [{"subscriptions": 3, "new": 3, "stopped": 0, "dry_run": True}]
    assert rows(nianbao("subscriptions", "list", "--json")) == before
    for new in (3, 0):
        assert rows(nianbao("subscriptions", "import", path, "--json"))[0]["new"] == new
    found = {row["when"]: row for row in rows(nianbao("subscriptions", "list", "--json"))[len(before) :]}
    assert set(found) == {"immediately", "weekly 09:00 day 1", "daily 08:30"}
    assert found["immediately"]["minimum_severity"] == "error"


def test_an_address_is_one_in_whatever_letters(nianbao: Command) -> None:
    numbers = {
        rows(nianbao("subscriptions", "add", address, "--json"))[0]["subscription_id"]
        for address in ("Zhang@Example.gov.cn", "zhang@example.gov.cn")
    }
    assert len(numbers) == 1


def test_an_import_revives_nothing_that_was_stopped(nianbao: Command, tmp_path: Path) -> None:
    path = tmp_path / "subscriptions.csv"
    path.write_text("address\nzhang@example.gov.cn\nli@example.gov.cn\n", encoding="utf-8")
    nianbao("subscriptions", "import", path)
    number = rows(nianbao("subscriptions", "list", "--json"))[-1]["subscription_id"]
    nianbao("subscriptions", "suspend", number, "--why", "休假")
    for _ in range(2):
        assert "1 get no mail" in nianbao("subscriptions", "import", path).stdout
    assert rows(nianbao("subscriptions", "import", path, "--json"))[0]["stopped"] == 1
    [told] = rows(nianbao("subscriptions", "show", number, "--json"))
    assert (told["state"], told["state_why"]) == ("suspended", "休假")
    [revived] = rows(nianbao("subscriptions", "add", told["address"], "--json"))
    assert (revived["state"], revived["state_why"]) == ("active", None)
    assert revived["state_at"] != told["state_at"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("address\nnobody", "line 2"),
        ("address,severity\na@example.cn,fatal", "fatal is none of: error, warning, info"),
        ("address,organ,division_code\na@example.cn,x,43", "not both"),
        ("address,at\na@example.cn,8:00", "only a daily or weekly digest"),
        ("address\na@example.cn,b", "more fields"),
        ("address,colour\na@example.cn,b", "unknown column: colour"),
        ("name\na", "there is no column address"),
        ("", "there is no column address"),
        ("address,organ\na@example.cn,无此机关", "line 2: the roster knows no 无此机关"),
        ("address,division_code\na@example.cn,439900", "line 2: there is no division 439900"),
    ],
)
def test_a_file_that_is_no_list_of_subscriptions(nianbao: Command, tmp_path: Path, lines: str, said: str) -> None:
    path = tmp_path / "subscriptions.csv"
    path.write_text(f"{lines}\n", encoding="utf-8")
    before = nianbao("subscriptions", "list", "--json").stdout
    assert said in nianbao("subscriptions", "import", path, code=1).stderr
    assert nianbao("subscriptions", "list", "--json").stdout == before


def test_a_subscription_is_stopped_tried_and_resumed(nianbao: Command, home: Path) -> None:
    (told,) = rows(nianbao("subscriptions", "add", "new@example.gov.cn", "--json"))
    number = told["subscription_id"]
    nianbao("subscriptions", "suspend", number, "--why", "休假")
    assert "suspended 休假" in nianbao("subscriptions", "list").stdout
    assert rows(nianbao("subscriptions", "show", number, "--json"))[0]["mails_sent"] == 0
    nianbao("subscriptions", "resume", number)
    reports = {row["report_id"] for row in rows(nianbao("alerts", "list", "--severity", "warning", "--json"))}
    assert rows(nianbao("status", "--json"))[0]["tasks"]["pending"] == len(reports), "what was not told is told now"
    nianbao("run", "--once")
    (told,) = rows(nianbao("subscriptions", "show", number, "--json"))
    assert (told["mails_sent"], told["last_error"]) == (len(reports), None)
    (sample,) = rows(nianbao("subscriptions", "test", number, "--json"))
    assert "虚构" in email.message_from_bytes(Path(sample["file"]).read_bytes(), policy=email.policy.default)["Subject"]
    weekly = rows(nianbao("subscriptions", "add", "new@example.gov.cn", "--frequency", "weekly", "--json"))[0]
    nianbao("subscriptions", "test", weekly["subscription_id"])
    assert "SMTP" not in nianbao("subscriptions", "test", number, code=1, NIANBAO_SMTP_URL="smtp://127.0.0.1:1").stdout


def test_a_reader_unsubscribes_with_the_secret_of_a_mail(nianbao: Command, home: Path) -> None:
    addresses = {
        "NIANBAO_UNSUBSCRIBE_URL": "https://mail.example.gov.cn/u/",
        "NIANBAO_UNSUBSCRIBE_ADDRESS": "stop@a.cn",
    }
    (home / "inbox").mkdir(exist_ok=True)
    nianbao("subscriptions", "add", "new@example.gov.cn")
    shutil.copy2(SAMPLES / "late-department.txt", home / "inbox")
    nianbao("run", "--once", **addresses)
    messages = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in (home / "outbox").glob("*.eml")
    ]
    (message,) = (message for message in messages if message["To"] == "new@example.gov.cn")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    page, mail = message["List-Unsubscribe"].split(", ")
    token = page.removeprefix("<https://mail.example.gov.cn/u/").removesuffix(">")
    assert mail == f"<mailto:stop@a.cn?subject=unsubscribe%20{token}>"
    (told,) = rows(nianbao("subscriptions", "unsubscribe", token, "--json"))
    assert (told["address"], len(told["stopped"])) == ("new@example.gov.cn", 1)
    assert "gets no more mail; 0" in nianbao("subscriptions", "unsubscribe", token).stdout
    assert "unsubscribed" in nianbao("subscriptions", "list").stdout


def test_every_wrong_line_is_named_at_once(nianbao: Command, tmp_path: Path) -> None:
    path = tmp_path / "subscriptions.csv"
    path.write_text("address,organ\na@example.cn,无此机关\nnobody,\nb@example.cn,\n", encoding="utf-8")
    said = nianbao("subscriptions", "import", path, code=1).stderr
    assert "line 2:" in said
    assert "line 3:" in said
    assert "line 4:" not in said


def test_nobody_waits_for_the_mail_of_a_division_that_is_none(nianbao: Command) -> None:
    said = nianbao("subscriptions", "add", "a@example.cn", "--division", "999999", code=1).stderr
    assert "there is no division 999999" in said
    assert "430600" in nianbao("subscriptions", "add", "a@example.cn", "--division", "430600").stdout


def test_a_division_of_the_roster_alone_is_one(nianbao: Command, tmp_path: Path) -> None:
    """Development zones have codes that the gazetteer does not list."""
    roster = tmp_path / "roster.csv"
    roster.write_text("name,division_code\n霁川县人民政府,990101\n", encoding="utf-8")
    nianbao("roster", "import", roster)
    nianbao("subscriptions", "add", "a@example.cn", "--division", "9901")


def test_a_file_that_is_not_there_is_said_in_words(nianbao: Command, tmp_path: Path) -> None:
    said = nianbao("subscriptions", "import", tmp_path / "none.csv", code=1).stderr
    assert "No such file or directory" in said
    assert "Errno" not in said
