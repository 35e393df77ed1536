"""``nianbao inspect``: the JSON of the contract, exit statuses and hints, and what it needs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from parsers.bundle import list_files
from parsers.form import FORMS, Edition
from tests.factory.bundles import zipped
from tests.workers.cli.inspecting import BLANK, BROKEN, CLEAN, LOST, ROOT, SAMPLES, lines_of, run
from workers import sandbox
from workers.cli.error_words import words_for

# The JSON of the contract


def test_one_object_a_line_in_the_order_of_the_arguments() -> None:
    found = lines_of(BROKEN, CLEAN, BLANK)
    assert [line["source"]["name"] for line in found] == [BROKEN.name, CLEAN.name, BLANK.name]
    for line in found:
        assert list(line) == ["source", "report", "findings", "not_assessed", "error"]
        assert line["error"] is None


def test_what_is_said_of_the_source() -> None:
    (line,) = lines_of(CLEAN)
    source = line["source"]
    assert source["media_type"] == "text/plain"
    assert source["bytes"] == CLEAN.stat().st_size
    assert len(source["sha256"]) == 64


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.stem)
def test_the_report_is_what_the_sample_says(path: Path) -> None:
    expected = json.loads(path.with_name(path.stem + ".expected.json").read_text(encoding="utf-8"))
    (line,) = lines_of(path)
    report = line["report"]
    for key in ("organ", "year", "title", "published_on", "signed_on", "edition"):
        assert report[key] == expected[key], key
    for key, value in expected["cells"].items():
        cell = report["cells"][key]
        if cell["status"] == "ok":
            assert Decimal(str(cell["value"])) == Decimal(str(value)), key


def test_the_counts_of_the_narrative_are_told_with_their_places() -> None:
    (line,) = lines_of(CLEAN)
    counts = line["report"]["narrative"]["counts"]
    assert counts
    for count in counts:
        assert {"subject", "amount", "in_words", "scope", "section", "where", "span", "sentence"} <= set(count)
    assert isinstance(line["report"]["narrative"]["breakdowns"], list)


def test_every_cell_of_the_edition_is_there_and_has_all_its_keys() -> None:
    (line,) = lines_of(LOST)
    cells = line["report"]["cells"]
    assert list(cells) == list(FORMS[Edition.E2021].keys)
    for cell in cells.values():
        assert {"value", "status", "raw", "where"} <= set(cell)
        assert (cell["value"] is None) == (cell["status"] != "ok")
    assert isinstance(cells["disclosure.licences.decisions"]["value"], int)
    assert cells["disclosure.licences.decisions"]["where"]["line"] > 0
    assert any(cell["readings"] for cell in cells.values() if cell["status"] == "ambiguous")


def test_decimals_are_strings_with_the_digits_of_the_source(tmp_path: Path) -> None:
    found = {line["report"]["cells"].get("disclosure.fees.amount_10k_yuan", {}).get("raw"): line for line in _all()}
    raw, line = next((raw, line) for raw, line in found.items() if raw and "." in raw)
    assert line["report"]["cells"]["disclosure.fees.amount_10k_yuan"]["value"] == raw


def _all() -> list[dict[str, Any]]:
    return lines_of(*sorted(SAMPLES.glob("*.txt")))


def test_what_a_finding_says() -> None:
    (line,) = lines_of(BROKEN)
    sums = {finding["rule"]: finding for finding in line["findings"]}["T3-ROW-SUM"]
    assert sums["severity"] == "error"
    assert sums["confidence"] in {"high", "low"}
    assert sums["basis"]
    assert sums["cells"][0].startswith("applications.")
    assert set(sums) >= {"message", "cells", "expected", "actual", "quotes", "places"}
    for skipped in line["not_assessed"]:
        assert set(skipped) == {"rule", "why"}


def test_findings_are_listed_the_worst_first() -> None:
    ranks = {"error": 0, "warning": 1, "info": 2}
    for line in _all():
        order = [ranks[finding["severity"]] for finding in line["findings"]]
        assert order == sorted(order)


def test_sections_have_their_place() -> None:
    (line,) = lines_of(CLEAN)
    assert [section["number"] for section in line["report"]["sections"]] == [1, 2, 3, 4, 5, 6]
    for section in line["report"]["sections"]:
        assert set(section) == {"number", "title", "text", "where"}


# What cannot be read


def test_one_bad_file_never_stops_the_others(tmp_path: Path) -> None:
    program = tmp_path / "program.txt"
    program.write_bytes(b"MZ" + bytes(100))
    empty = tmp_path / "empty.txt"
    empty.touch()
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(10**9)
    letter = tmp_path / "letter.txt"
    letter.write_text("各位同事：明天下午三点开会。\n", encoding="utf-8")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    paths = [tmp_path / "missing.txt", tmp_path, program, empty, huge, letter, pipe, CLEAN]
    found = lines_of(*paths, code=3)
    assert [line["error"] and line["error"]["code"] for line in found] == [
        "not-found",
        "is-a-directory",
        "unsupported-media-type",
        "empty-file",
        "too-large",
        "not-an-annual-report",
        "not-a-file",
        None,
    ]
    for line in found[:-1]:
        assert line["report"] is None
        assert line["error"]["message"]
        assert line["findings"] == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_rights(tmp_path: Path) -> None:
    path = tmp_path / "locked.txt"
    path.touch(mode=0)
    assert lines_of(path, code=3)[0]["error"]["code"] == "permission-denied"


def test_names_that_are_no_text_are_shown_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xb1\xa8\n.txt")
    shutil.copy(CLEAN, path)
    (line,) = lines_of(path)
    assert line["source"]["name"] == r"\xb1\xa8\n.txt"


# Bundles


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """Two reports, a letter and a broken file."""
    path = tmp_path / "年报.zip"
    letter = "各位同事：明天下午三点开会。".encode()
    files = {"甲/a.txt": CLEAN.read_bytes(), "b.txt": BROKEN.read_bytes(), "信.txt": letter, "坏.pdf": b"%PDF-1.7"}
    path.write_bytes(zipped(files))
    return path


def test_a_bundle_is_one_object_a_report_and_one_a_file_that_could_not_be_read(bundle: Path) -> None:
    found = lines_of(LOST, bundle, CLEAN, code=3)
    assert [line["source"]["name"] for line in found] == [
        LOST.name,
        "年报.zip/甲/a.txt",
        "年报.zip/b.txt",
        "年报.zip/坏.pdf",
        CLEAN.name,
    ]
    for line, path in ((found[1], CLEAN), (found[2], BROKEN)):
        (alone,) = lines_of(path)
        assert line["report"] == alone["report"]
        assert line["findings"] == alone["findings"]
        for key in ("sha256", "media_type", "bytes"):
            assert line["source"][key] == alone["source"][key]
        outer = line["source"]["bundle"]
        assert (outer["name"], outer["media_type"], outer["bytes"]) == (
            bundle.name,
            "application/zip",
            bundle.stat().st_size,
        )
        assert {member["name"]: member["role"] for member in outer["members"]} == {
            "甲/a.txt": "report",
            "b.txt": "report",
            "信.txt": "other",
            "坏.pdf": "unread",
        }
    assert found[3]["report"] is None
    assert found[3]["error"]["code"]
    assert "bundle" not in found[4]["source"]


def test_files_that_are_no_reports_are_no_failure_beside_one(tmp_path: Path) -> None:
    path = tmp_path / "年报.zip"
    path.write_bytes(zipped({"a.txt": CLEAN.read_bytes(), "readme.txt": b"hello", "tool.exe": b"MZ" + bytes(60)}))
    (line,) = lines_of(path)
    assert (line["source"]["name"], line["source"]["media_type"]) == (path.name, "application/zip")
    assert {member["name"]: member["role"] for member in line["source"]["members"]} == {
        "a.txt": "part",
        "readme.txt": "other",
        "tool.exe": "other",
    }
    assert line["report"]["cells"]["disclosure.licences.decisions"]["where"]["part"] == "a.txt"
    path.write_bytes(zipped({"readme.txt": b"hello"}))
    (line,) = lines_of(path, code=3)
    assert line["error"]["code"] == "not-an-annual-report"


def test_hints_name_the_organ_of_one_report_only(bundle: Path, nameless: Path) -> None:
    for line in lines_of(bundle, "--organ", "某市财政局", "--year", "2020", code=3)[:2]:
        assert (line["report"]["organ_basis"], line["report"]["year_basis"]) != ("hint", "hint")
        assert "HINT" not in " ".join(finding["rule"] for finding in line["findings"])
    alone = nameless.with_name("one.zip")
    alone.write_bytes(zipped({"draft.txt": nameless.read_bytes()}))
    (line,) = lines_of(alone, "--organ", "某市财政局")
    assert line["report"]["organ"] == "某市财政局"


def test_where_one_file_breaks_the_reading_the_others_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped({"a年报.txt": CLEAN.read_bytes(), "b年报.txt": "通知".encode()})
    path = tmp_path / "年报.zip"
    path.write_bytes(data)
    read = sandbox.read

    def break_on_bundles(content: bytes, *arguments: Any) -> sandbox.Reading:
        return sandbox.Reading(found=list_files(content).found) if content == data else read(content, *arguments)

    monkeypatch.setattr(sandbox, "read", break_on_bundles)
    (line,) = lines_of(path)
    assert line["source"]["name"] == "年报.zip/a年报.txt"
    assert line["report"]["organ"]


def test_the_page_names_each_report_and_what_was_left_out(bundle: Path) -> None:
    page = run(bundle, code=3).stdout
    assert "年报.zip/甲/a.txt" in page
    assert "未作为年度报告读取：信.txt" in page
    assert page.count("结论：") == 2


@pytest.mark.parametrize(
    "code", ["damaged-x", "too-many-x", "unsupported-x", "needs-libreoffice", "password-protected"]
)
def test_why_a_file_cannot_be_read_is_said_in_chinese(code: str) -> None:
    words = words_for(code)
    assert words is not None
    assert not words.isascii()


def test_a_code_nobody_knows_has_no_words() -> None:
    assert words_for("x") is None


# Exit statuses and hints


@pytest.mark.parametrize(
    ("path", "least", "code"),
    [
        (CLEAN, "warning", 0),
        (BROKEN, "error", 1),
        (BLANK, "info", 1),
        (LOST, "error", 0),
        (LOST, "warning", 1),
    ],
)
def test_fail_on(path: Path, least: str, code: int) -> None:
    lines_of(path, "--fail-on", least, code=code)


def test_the_offices_profile_judges(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "office.toml"
    path.write_text('off = ["T3-ROW-SUM"]\n[severities]\n"T3-COL-SUM" = "info"\n', encoding="utf-8")

    def severities(*arguments: object) -> dict[str, str]:
        return {found["rule"]: found["severity"] for found in lines_of(BROKEN, *arguments)[0]["findings"]}

    assert severities()["T3-ROW-SUM"] == "error"
    by_option = severities("--profile", path)
    monkeypatch.setenv("NIANBAO_PROFILE", str(path))
    assert by_option == severities()
    assert "T3-ROW-SUM" not in by_option
    assert by_option["T3-COL-SUM"] == "info"
    monkeypatch.setenv("NIANBAO_PROFILE", str(tmp_path / "missing.toml"))
    assert "NIANBAO_PROFILE" in run(BROKEN, code=2).stderr


def test_an_unreadable_file_outweighs_a_finding() -> None:
    lines_of(BROKEN, "/nowhere/at/all.txt", "--fail-on", "error", code=3)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        [CLEAN, "--fail-on", "fatal"],
        [CLEAN, "--year", "soon"],
        [CLEAN, "--year", "1999"],
        [CLEAN, "--published-on", "2024-02-30"],
        [CLEAN, "--url", "ftp://example.cn"],
        [CLEAN, "--colour"],
    ],
)
def test_wrong_usage(arguments: list[object]) -> None:
    result = run(*arguments, code=2)
    assert result.stdout == ""
    assert "Traceback" not in result.output


@pytest.fixture
def nameless(tmp_path: Path) -> Path:
    """A report that says neither organ nor day of publication."""
    path = tmp_path / "draft.txt"
    lines = CLEAN.read_text(encoding="utf-8").splitlines(keepends=True)
    report = lines_of(CLEAN)[0]["report"]
    kept = [line for line in lines if report["organ"] not in line and "发布" not in line and "20" not in line]
    path.write_text("".join(kept), encoding="utf-8")
    return path


def test_hints_fill_what_the_text_does_not_say_and_options_win(nameless: Path) -> None:
    before = lines_of(nameless)[0]["report"]
    assert (before["organ"], before["published_on"]) == (None, None)
    sidecar = {"organ": "某市民政局", "published_on": "2024-01-09", "year": 2023, "url": "https://example.cn/a"}
    nameless.with_name("draft.txt.meta.json").write_text(json.dumps(sidecar), encoding="utf-8")
    report = lines_of(nameless, "--organ", "某市财政局", "--published-on", "2024-01-10")[0]["report"]
    assert (report["organ"], report["published_on"], report["year"]) == ("某市财政局", "2024-01-10", 2023)
    assert (report["published_on_basis"], report["source_url"]) == ("hint", "https://example.cn/a")


def test_a_wrong_sidecar_is_an_error_of_its_file(nameless: Path) -> None:
    nameless.with_name("draft.txt.meta.json").write_text('{"jahr": 2023}', encoding="utf-8")
    first, second = lines_of(nameless, CLEAN, code=3)
    assert first["error"]["code"] == "invalid-hints"
    assert "jahr" in first["error"]["message"]
    assert second["error"] is None


# What it needs


def python(script: str, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_it_needs_neither_database_nor_broker_nor_a_home(options: list[str], tmp_path: Path) -> None:
    script = (
        "import sys, atexit\n"
        "atexit.register(lambda: print(*sorted({n.partition('.')[0] for n in sys.modules}), file=sys.stderr))\n"
        "from workers.cli import main; main()"
    )
    home = tmp_path / "home"
    result = python(script, "inspect", *options, CLEAN, NIANBAO_HOME=str(home))
    assert result.returncode == 0
    loaded = set(result.stderr.split())
    heavy = {"sqlalchemy", "alembic", "dramatiq", "redis", "pydantic_settings", "structlog", "fsspec", "jinja2"}
    assert loaded & heavy == set()
    assert "models" not in loaded
    assert not home.exists()
    assert ("rich" in loaded) == (not options)


def test_a_closed_pipe_is_no_trace() -> None:
    command = (
        f"'{sys.executable}' -c 'from workers.cli import main; main()' inspect --json '{CLEAN}' '{CLEAN}' | head -c 1"
    )
    result = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert "Traceback" not in result.stderr
