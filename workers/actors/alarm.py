"""alarm: what is quarantined → a mail to ops.

Place in the flow: written by ``work`` in the transaction that quarantines a task; beside the way of the reports.
"""

from __future__ import annotations

from email.message import EmailMessage
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Task, TaskState
from models.beijing import BEIJING
from workers.actors.work import Work
from workers.mail.address import BadAddressError, parse_address, parse_mailbox
from workers.mail.compose import POLICY
from workers.mail.transport import PermanentMailError, send
from workers.queues import Queue
from workers.registry import ledger_actor
from workers.settings import Settings
from workers.telemetry import get_logger

log = get_logger(__name__)

_LISTED: Final = 20
_OUTBOX_RECIPIENT: Final = "ops@localhost"


def _time_limit(settings: Settings) -> float:
    return settings.mail_seconds + 30


@ledger_actor(queue=Queue.MAIL, time_limit=_time_limit, max_attempts=3)
def alarm(work: Work) -> None:
    """Tell ops which tasks are quarantined, once an hour in which that happens.

    Subject: the hour. Goes to ``NIANBAO_OPS_RECIPIENT``; without it into the outbox, or, with an SMTP server, nowhere
    but the log. Its own failures raise no further alarm.

    Commits: 1. the claim; 2. "done", after the mail is out.
    Acknowledged: after 2, or after the failure is recorded.
    """
    settings = work.runtime.settings
    with work.reading() as session:
        count, tasks = _quarantined(session)
    log.error("tasks_quarantined", count=count, task_ids=[task.id for task in tasks])
    recipient = settings.ops_recipient or (_OUTBOX_RECIPIENT if settings.smtp_url is None else None)
    if recipient is not None and count:
        try:
            message = _message(work, recipient, count, tasks)
            send(message, smtp_url=settings.smtp_url, outbox=settings.outbox, timeout=settings.mail_seconds)
        except (PermanentMailError, BadAddressError) as error:
            log.error("alarm_refused", reason=str(error))  # noqa: TRY400 - no trace needed
    with work.finish():
        return


def _quarantined(session: Session) -> tuple[int, list[Task]]:
    """How many there are, and the newest."""
    wanted = Task.state == TaskState.QUARANTINED
    count = session.scalar(select(func.count()).select_from(Task).where(wanted)) or 0
    newest = select(Task).where(wanted).order_by(Task.finished_at.desc(), Task.id.desc()).limit(_LISTED)
    return count, list(session.scalars(newest))


def _message(work: Work, recipient: str, count: int, tasks: list[Task]) -> EmailMessage:
    sender = parse_mailbox(work.runtime.settings.mail_from)
    message = EmailMessage(policy=POLICY)
    message["From"] = sender
    message["To"] = parse_address(recipient)
    message["Subject"] = f"年报核查系统：{count} 项任务已隔离"
    message["Date"] = work.now().astimezone(BEIJING)
    message["Message-ID"] = f"<alarm.{work.claim.task_id}.{work.claim.input_version}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    lines = [f"现有 {count} 项任务多次尝试未成，已停止重试。最近的 {len(tasks)} 项："]
    lines += [
        f"{task.id}  {task.actor}  {task.subject}  已尝试 {task.attempts} 次  {task.last_error}" for task in tasks
    ]
    lines += ["", "查看：nianbao status", "排除原因后重新处理：nianbao retry"]
    message.set_content("\n".join(lines) + "\n", cte="base64")
    return message
