"""What a report is held against in the database: other organs' texts, its copies, subordinates; on both databases."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Alert, AlertStatus, Organ, OrganState, StoredReport, Task, TaskState, TextSignature
from models.session import read_only
from rules.context import Context, Family
from rules.finding import Outcome
from rules.organ import OrganKind
from rules.profile import Profile
from rules.registry import evaluate
from tests.workers.motor import SAMPLES, Motor
from workers.actors import checks
from workers.actors.coverage_day import RULE
from workers.actors.reassess import reassess

TEXT = (SAMPLES / "clean-pipe-rows.txt").read_text("utf-8")
NARRATIVE = (
    "全年围绕重点领域主动公开信息，健全制度，规范流程，压实责任。加强门户建设，优化栏目设置，及时回应社会关切。"
    "组织业务培训，提高人员素质，完善考核办法，定期通报情况。梳理公开目录，落实保密审查，做到应公开尽公开。"
    "依托政务服务大厅设置查阅点，方便群众办事，畅通申请渠道，依法依规答复。开展自查自纠，逐项整改到位，巩固工作成效。"
    "围绕民生实事发布解读材料，采用图解和视频等形式，让群众看得懂、用得上。建立台账，专人负责，按月调度，按季通报。"
)


def report_of(organ: str, year: int = 2023, *, narrative: str = NARRATIVE, day: str = "2024-01-1") -> bytes:
    """The clean sample as another organ's, with a narrative of more than 200 characters in section one."""
    name = next(line for line in TEXT.splitlines() if "年政府信息公开" in line).partition("20")[0].strip()
    text = TEXT.replace(name, organ).replace("2023", str(year)).replace("2024", str(year + 1))
    head, mark, rest = text.partition("\n二、")
    return f"{head}\n{narrative}{mark}{rest}".encode()


def standing(motor: Motor, rule: str) -> dict[str, AlertStatus]:
    motor_organs = {organ.id: organ.name for organ in motor.all(Organ)}
    return {motor_organs[alert.organ_id]: alert.status for alert in motor.all(Alert, Alert.rule == rule)}


def test_both_sides_of_a_copy_are_told_whenever_they_come(motor: Motor) -> None:
    motor.take(report_of("云溪县民政局"), "a.txt")
    motor.take(report_of("白河县财政局", narrative="本局认真落实要求。" * 3 + NARRATIVE[::-1]), "b.txt")
    motor.take(report_of("白河县民政局", 2022), "c.txt")
    assert standing(motor, "P-NEAR-DUP") == {}
    motor.take(report_of("白河县民政局"), "d.txt")
    assert standing(motor, "P-NEAR-DUP") == dict.fromkeys(("云溪县民政局", "白河县民政局"), AlertStatus.OPEN)
    assert TaskState.PENDING not in {task.state for task in motor.all(Task)}
    tasks = motor.all(Task, Task.actor == "check_similarity", Task.input_version.startswith("near."))
    assert len({(task.subject, task.input_version) for task in tasks}) == len(tasks)
    motor.clock.advance(days=1)
    motor.take(report_of("白河县民政局", narrative=NARRATIVE[1::2] + NARRATIVE[::2]), "e.txt")
    assert set(standing(motor, "P-NEAR-DUP").values()) == {AlertStatus.RESOLVED}


def test_a_check_that_ends_after_a_later_one_does_not_undo_it(motor: Motor, monkeypatch: pytest.MonkeyPatch) -> None:
    first: list[bool] = []

    def beside(context: Context, families: Sequence[Family]) -> list[Outcome]:
        outcomes = evaluate(context, families)
        if list(families) == [Family.SIMILARITY] and not first:
            first.append(True)
            motor.take(report_of("白河县民政局"), "b.txt")
            motor.work_beside()
        return outcomes

    motor.broker.hold = True
    motor.take(report_of("云溪县民政局"), "a.txt")
    motor.work_until("check_similarity")
    monkeypatch.setattr(checks, "evaluate", beside)
    motor.broker.hold = False
    motor.broker.work()
    motor.clock.advance(hours=2)
    motor.sweep()
    assert standing(motor, "P-NEAR-DUP") == dict.fromkeys(("云溪县民政局", "白河县民政局"), AlertStatus.OPEN)


def test_a_text_that_many_share_costs_each_of_them_little(motor: Motor) -> None:
    offices = [f"白河县{name}局" for name in ("民政", "财政", "教育", "审计", "统计")]
    for office in offices:
        motor.take(report_of(office), f"{office}.txt")
    assert standing(motor, "P-NEAR-DUP") == dict.fromkeys(offices, AlertStatus.OPEN)
    assert len(motor.all(Task, Task.actor == "check_similarity")) == len(offices) + 1, "the first one again, only"
    motor.clock.advance(days=1)
    for office in offices[:-1]:
        motor.take(report_of(office, narrative=NARRATIVE[1::2] + NARRATIVE[::2]), f"{office}2.txt")
    assert standing(motor, "P-NEAR-DUP")[offices[-1]] is AlertStatus.RESOLVED


def test_two_copies_checked_at_the_same_time_find_each_other(motor: Motor) -> None:
    motor.broker.hold = True
    motor.take(report_of("云溪县民政局"), "a.txt")
    motor.take(report_of("白河县民政局"), "b.txt")
    motor.broker.work()
    assert standing(motor, "P-NEAR-DUP") == dict.fromkeys(("云溪县民政局", "白河县民政局"), AlertStatus.OPEN)
    with read_only(motor.runtime.engine) as session:
        assert session.scalar(select(func.count(TextSignature.report_id))) == 2


def test_a_copy_that_differs_is_told_of_and_the_same_text_again_is_not(motor: Motor) -> None:
    motor.take(report_of("云溪县民政局"), "a.txt")
    motor.take(report_of("云溪县民政局").replace(b"\n", b"\r\n"), "b.txt")
    assert standing(motor, "C-DUP-REPORT") == {}
    motor.clock.advance(days=3)
    motor.take(report_of("云溪县民政局", narrative=f"{NARRATIVE}另行增加了一句说明情况的话。"), "c.txt")
    [alert] = motor.all(Alert, Alert.rule == "C-DUP-REPORT")
    assert "a.txt" in alert.message
    current = motor.all(StoredReport, StoredReport.is_current)
    assert alert.report_id == current[-1].id


def test_a_government_is_checked_again_when_the_last_of_its_subordinates_has_published(motor: Motor) -> None:
    def rank(session: Session) -> None:
        government = Organ(name="云溪县人民政府", kind=OrganKind.GOVERNMENT, state=OrganState.CONFIRMED)
        session.add(government)
        session.flush()
        session.add_all(
            Organ(name=f"云溪县{name}", superior_id=government.id, state=OrganState.CONFIRMED)
            for name in ("民政局", "财政局")
        )

    motor.write(rank)
    motor.take(report_of("云溪县人民政府"), "government.txt")
    motor.take(report_of("云溪县民政局", narrative=NARRATIVE[::-1]), "a.txt")
    assert standing(motor, "C-AGGREGATE") == {}
    motor.take(report_of("云溪县财政局", narrative=NARRATIVE[::2] * 2), "b.txt")
    assert standing(motor, "C-AGGREGATE") == {"云溪县人民政府": AlertStatus.OPEN}


def test_a_government_is_checked_again_when_the_roster_says_who_is_below_it(motor: Motor) -> None:
    for number, name in enumerate(("云溪县人民政府", "云溪县民政局", "云溪县财政局"), start=1):
        motor.take(report_of(name, narrative=NARRATIVE[::number] * number), f"{number}.txt")
    assert standing(motor, "C-AGGREGATE") == {}

    def rank(session: Session) -> None:
        organs = {organ.name: organ for organ in session.scalars(select(Organ))}
        government = organs.pop("云溪县人民政府")
        government.kind = OrganKind.GOVERNMENT
        for organ in organs.values():
            organ.superior_id, organ.state = government.id, OrganState.CONFIRMED
        session.flush()
        reassess(motor.runtime, session, list(organs.values()), (), "c")

    motor.write(rank)
    assert standing(motor, "C-AGGREGATE") == {"云溪县人民政府": AlertStatus.OPEN}


@pytest.mark.parametrize("kind", [OrganKind.DEPARTMENT, OrganKind.TOWNSHIP])
def test_what_is_missing_is_announced_told_and_resolved_by_the_report(motor: Motor, kind: OrganKind) -> None:
    motor.runtime.profile = Profile(reminder_days=7)
    last = {OrganKind.DEPARTMENT: "2024-01-31", OrganKind.TOWNSHIP: "2024-03-31"}[kind]
    motor.write(
        lambda session: session.add_all(
            (
                Organ(name="云溪县民政局", kind=kind, state=OrganState.CONFIRMED),
                Organ(name="云溪县保密局", kind=kind, state=OrganState.CONFIRMED, exempt=True),
                Organ(name="云溪县财政局", kind=kind),
            )
        )
    )

    def on(day: str) -> list[tuple[str, str]]:
        motor.write(lambda session: motor.runtime.add(session, "check_coverage_day", day, "1", correlation_id="c"))
        return [(alert.severity.value, alert.status.value) for alert in motor.all(Alert, Alert.rule == RULE)]

    month = last[:8]
    assert on(f"{month}20") == []
    assert on(f"{month}24") == on(f"{month}25") == on(last) == [("info", "open")]
    after = "2024-02-01" if month == "2024-01-" else "2024-04-01"
    assert on(after) == [("error", "open")]
    motor.take(report_of("云溪县民政局"), "a.txt")
    assert on(f"{after[:8]}02") == [("error", "resolved")]
    [alert] = motor.all(Alert, Alert.rule == RULE)
    assert alert.opening == 2, "the reminder, and once more when it was missing"


def test_whose_report_is_there_and_not_read_yet_is_not_missing_it(motor: Motor) -> None:
    motor.write(lambda session: session.add(Organ(name="云溪县民政局", state=OrganState.CONFIRMED)))
    motor.broker.hold = True
    motor.take(report_of("云溪县民政局"), "a.txt")
    motor.write(lambda session: motor.runtime.add(session, "check_coverage_day", "2024-05-01", "1", correlation_id="c"))
    motor.broker.held.rotate(1)
    motor.broker.hold = False
    motor.broker.work()
    [task] = motor.all(Task, Task.actor == "check_coverage_day")
    assert (task.state, task.failing_since) == (TaskState.PENDING, None)
    motor.clock.advance(seconds=11)
    motor.sweep()
    assert {task.state for task in motor.all(Task)} == {TaskState.DONE}
    assert motor.all(Alert, Alert.rule == RULE) == []


def test_an_organ_that_owes_nothing_any_more_is_no_longer_missed(motor: Motor) -> None:
    motor.write(lambda session: session.add(Organ(name="云溪县民政局", state=OrganState.CONFIRMED)))

    def check(day: str) -> AlertStatus:
        motor.write(lambda session: motor.runtime.add(session, "check_coverage_day", day, "1", correlation_id="c"))
        [alert] = motor.all(Alert, Alert.rule == RULE)
        status: AlertStatus = alert.status
        return status

    assert check("2024-05-01") is AlertStatus.OPEN
    motor.write(lambda session: setattr(session.scalars(select(Organ)).one(), "exempt", True))
    assert check("2024-05-02") is AlertStatus.RESOLVED
    motor.write(lambda session: setattr(session.scalars(select(Organ)).one(), "exempt", False))
    assert check("2024-05-03") is AlertStatus.OPEN
    motor.runtime.profile = Profile(off=frozenset({RULE}))
    assert check("2024-05-04") is AlertStatus.RESOLVED
