"""Archives and mails through the real actors, on both databases: documents of their own, hints, what cannot be read."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from models import Document, Extraction, Organ, Sighting, Source, StoredReport, Task
from parsers import Hints
from parsers.bundle import list_files
from tests.factory.bundles import cut, mail, sample, tarred, zipped
from tests.workers.motor import Motor
from workers import sandbox
from workers.actors import extract
from workers.ledger import Sent
from workers.runner import run
from workers.sandbox import Limits, Reading
from workers.settings import load
from workers.summary import Inbox, Summary, summarize

WATER, ROADS, LAND = (sample(name) for name in ("clean-pipe-rows", "broken-sums-pipe-rows", "clean-2019-form"))
LETTER = "各位同事：明天下午三点开会。".encode()
THREE = {"水利/a.txt": WATER, "b.txt": ROADS, "c.txt": LAND}
NAMES = {"霁川县水利局", "霁川县交通运输局", "青栎县自然资源局"}


def extraction_of(motor: Motor, document_id: int) -> Extraction:
    [found] = motor.all(Extraction, Extraction.document_id == document_id)
    assert isinstance(found, Extraction)
    return found


def roles(extraction: Extraction) -> dict[str, str]:
    return {member["name"]: member["role"] for member in extraction.members or ()}


def summary(motor: Motor, *taken: int) -> Summary:
    with motor.runtime.transaction() as session:
        return summarize(
            session,
            motor.runtime.settings,
            started_at=motor.clock() - dt.timedelta(seconds=1),
            inbox=Inbox(taken, (), ()),
            seconds=1.0,
            interrupted=False,
        )


@pytest.mark.parametrize("pack", [zipped, tarred, lambda files: mail("请查收附件。", files)], ids=["zip", "tgz", "eml"])
def test_each_report_of_a_bundle_becomes_a_document(motor: Motor, pack: Any) -> None:
    taken = motor.take(pack(THREE), "年报.bin")
    assert {organ.name for organ in motor.all(Organ)} == NAMES
    assert len([report for report in motor.all(StoredReport) if report.is_current]) == 3
    assert set(motor.states().values()) == {"done"}
    documents = {document.id: document for document in motor.all(Document)}
    for sighting in motor.all(Sighting, Sighting.document_id != taken.document_id):
        data = motor.runtime.store.get(documents[sighting.document_id].store_key)
        assert data == THREE[sighting.name.removeprefix("年报.bin/")]
        assert sighting.source is Source.FOLDER
    bundle = extraction_of(motor, taken.document_id)
    assert (bundle.body, bundle.error_code) == (None, None)
    assert {name: role for name, role in roles(bundle).items() if role == "report"} == dict.fromkeys(THREE, "report")
    assert {task.correlation_id for task in motor.all(Task)} == {taken.correlation_id}


def test_a_bundle_is_no_failure_and_no_file_beside_its_files(motor: Motor) -> None:
    taken = motor.take(zipped(THREE), "年报.zip")
    told = summary(motor, taken.document_id)
    assert (told.documents, told.reports, told.failed) == (3, 3, ())
    assert {line.file for line in told.by_report} == {f"年报.zip/{name}" for name in THREE}


def test_the_files_of_a_bundle_are_known_when_they_come_alone(motor: Motor) -> None:
    motor.take(WATER, "a.txt")
    motor.take(zipped(THREE), "年报.zip")
    motor.take(zipped({**THREE, "d.txt": LETTER}), "年报2.zip")
    assert len(motor.all(StoredReport)) == 3
    assert len(motor.all(Document)) == 5
    assert len(motor.all(Task, Task.actor == "extract")) == 5


def test_every_message_twice_changes_nothing(motor: Motor) -> None:
    motor.take(zipped(THREE), "年报.zip")
    before = [(task.id, task.attempts) for task in motor.all(Task)]
    motor.runtime.send([Sent(task.id, task.actor) for task in motor.all(Task)])
    motor.take(zipped(THREE), "年报.zip")
    assert [(task.id, task.attempts) for task in motor.all(Task)] == before


def test_what_is_known_of_a_bundle_is_known_of_its_files_but_for_whose_it_is(motor: Motor) -> None:
    plain = ROADS.decode().replace("发布时间:2025-01-15 15:48", "").encode()
    address, day = "https://example.gov.cn/a.zip", dt.date(2025, 6, 3)
    motor.take(
        zipped({"a.txt": WATER, "b.txt": plain}), "年报.zip", url=address, published_on=day, organ="某局", year=2020
    )
    told = {report.organ_name: report for report in motor.all(StoredReport)}
    assert {report.source_url for report in told.values()} == {address}
    assert told["霁川县交通运输局"].published_on == day
    assert {report.year for report in told.values()} == {2023, 2024}
    given = [sighting.hints for sighting in motor.all(Sighting) if sighting.name != "年报.zip"]
    assert given == [{"url": address, "published_on": day.isoformat()}] * 2


def test_hints_that_come_later_reach_the_files_too(motor: Motor) -> None:
    files = zipped({"a.txt": WATER, "b.txt": ROADS})
    motor.take(files, "年报.zip")
    motor.take(files, "年报.zip", url="https://example.gov.cn/a.zip")
    current = [report for report in motor.all(StoredReport) if report.is_current]
    assert [report.source_url for report in current] == ["https://example.gov.cn/a.zip"] * 2


def test_a_report_and_its_attachments_are_one_document(motor: Motor) -> None:
    text, tables = cut("clean-pipe-rows")
    taken = motor.take(mail(text.decode(), {"附表.txt": b"\n".join(tables), "通知.txt": LETTER}), "年报.eml", year=2022)
    [report] = motor.all(StoredReport)
    assert (report.document_id, report.organ_name) == (taken.document_id, "霁川县水利局")
    body = extraction_of(motor, taken.document_id).body
    assert body is not None
    assert body["cells"]["disclosure.licences.decisions"]["where"]["part"] == "附表.txt"
    assert len(motor.all(Document)) == 1
    told = roles(extraction_of(motor, taken.document_id))
    assert told == {"正文.txt": "part", "附表.txt": "part", "通知.txt": "other"}
    assert summary(motor, taken.document_id).documents == 1


def test_a_report_in_two_files_beside_others_is_a_document_too(motor: Motor) -> None:
    text, tables = cut("clean-pipe-rows")
    motor.take(zipped({"水利/正文.txt": text, "水利/附表.txt": b"\n".join(tables), "b.txt": ROADS}), "年报.zip")
    assert {report.organ_name for report in motor.all(StoredReport)} == {"霁川县水利局", "霁川县交通运输局"}
    names = [sighting.name for sighting in motor.all(Sighting)]
    assert names == ["年报.zip", "年报.zip/水利/正文.txt等2个文件", "年报.zip/b.txt"]
    assert set(motor.states().values()) == {"done"}


def test_a_file_of_a_bundle_that_cannot_be_read_fails_alone(motor: Motor) -> None:
    taken = motor.take(zipped({**THREE, "坏.pdf": b"%PDF-1.7", "logo.bin": bytes(9)}), "年报.zip")
    assert len(motor.all(StoredReport)) == 3
    [failed] = summary(motor, taken.document_id).failed
    assert failed.name == "年报.zip/坏.pdf"
    assert failed.code.startswith(("damaged", "empty", "unsupported"))
    told = {member["name"]: member for member in extraction_of(motor, taken.document_id).members or ()}
    assert (told["坏.pdf"]["role"], told["logo.bin"]["role"]) == ("unread", "other")
    assert told["logo.bin"]["message"]


def test_a_bundle_without_a_report_goes_to_failed(motor: Motor) -> None:
    settings, data = motor.runtime.settings, zipped({"a.txt": LETTER, "b.txt": LETTER + LETTER})
    day = settings.processed / motor.clock().date().isoformat()
    day.mkdir()
    (day / "信.zip").write_bytes(data)
    taken = motor.take(data, "信.zip")
    assert extraction_of(motor, taken.document_id).error_code == "not-an-annual-report"
    note = json.loads((settings.failed / "信.zip.error.json").read_text(encoding="utf-8"))
    assert "a.txt" in note["message"]
    assert len(motor.all(Document)) == 1


def test_where_one_file_breaks_the_reading_each_is_read_alone(motor: Motor, monkeypatch: pytest.MonkeyPatch) -> None:
    read = sandbox.read

    def break_on_bundles(data: bytes, name: str, hints: Hints, limits: Limits) -> Reading:
        return Reading(found=list_files(data, name).found) if data == bundle else read(data, name, hints, limits)

    bundle = zipped({"a年报.txt": WATER, "b年报.txt": ROADS, "x.txt": LETTER})
    monkeypatch.setattr(sandbox, "read", break_on_bundles)
    motor.take(bundle, "年报.zip")
    assert {report.organ_name for report in motor.all(StoredReport)} == {"霁川县水利局", "霁川县交通运输局"}


def test_names_in_bundles_have_no_power(motor: Motor) -> None:
    motor.take(zipped({"a\u202e\n\x1b[2J.txt": WATER, "b.txt": ROADS}), "年\x1b报.zip")
    for sighting in motor.all(Sighting):
        assert sighting.name == "年\x1b报.zip" or sighting.name.isprintable()


def test_the_time_limit_covers_reading_converting_and_listing(motor: Motor) -> None:
    settings = motor.runtime.settings
    limits = extract.limits(settings)
    assert limits.office_seconds == settings.office_seconds
    assert extract._time_limit(settings) > limits.wall_seconds + sandbox.LISTING_SECONDS + 2 * limits.office_seconds


def test_once_ends_well_with_a_bundle_of_three(tmp_path: Path) -> None:
    settings = load(home=tmp_path, stable_seconds=0.01)
    settings.make_folders()
    (settings.inbox / "年报.zip").write_bytes(zipped({**THREE, "说明.txt": LETTER}))
    told = run(settings, once=True)
    assert (told.documents, told.reports, told.failed, told.left) == (3, 3, (), ())
    assert [path.name for path in settings.processed.glob("*/*")] == ["年报.zip"]


def test_what_sidecars_in_a_bundle_know_stays_with_each_report(motor: Motor) -> None:
    page = "https://www.example.gov.cn/a.html"
    sides = {
        "b.txt.meta.json": json.dumps({"url": page, "division": "霁川县"}).encode(),
        "c.txt.meta.json": json.dumps({"url": f"{page}?c", "published_on": "2021-01-20"}).encode(),
    }
    taken = motor.take(zipped(THREE | sides), "年报.zip", url="https://example.cn/zip")
    seen = {s.name: s.hints for s in motor.all(Sighting, Sighting.document_id != taken.document_id)}
    assert seen["年报.zip/b.txt"] == {"url": "https://example.cn/zip", "division": "霁川县"}
    assert seen["年报.zip/c.txt"] == {"url": "https://example.cn/zip", "published_on": "2021-01-20"}
    assert seen["年报.zip/水利/a.txt"] == {"url": "https://example.cn/zip"}
    assert set(motor.states().values()) == {"done"}


def test_what_a_sidecar_knows_of_the_one_report_in_a_bundle_is_noted(motor: Motor) -> None:
    known = json.dumps({"url": "https://www.example.gov.cn/a.html", "division": "霁川县"}).encode()
    data = zipped({"a.txt": WATER, "a.txt.meta.json": known})
    taken = motor.take(data, "年报.zip")
    [sighting] = motor.all(Sighting, Sighting.document_id == taken.document_id)
    assert sighting.hints == {"url": "https://www.example.gov.cn/a.html", "division": "霁川县"}
    assert sighting.url == "https://www.example.gov.cn/a.html"
    assert len(motor.all(StoredReport)) == 1
    motor.take(data, "年报.zip")
    assert len(motor.all(StoredReport)) == 1
    assert set(motor.states().values()) == {"done"}


def test_a_wrong_sidecar_refuses_its_bundle(motor: Motor) -> None:
    taken = motor.take(zipped({"a.txt": WATER, "a.txt.meta.json": b"{"}), "年报.zip")
    assert extraction_of(motor, taken.document_id).error_code == "invalid-hints"
    assert motor.all(StoredReport) == []
