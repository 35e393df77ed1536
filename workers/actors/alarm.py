"""alarm: what is quarantined, who gets no more mail, and what is wrong with the sites → a mail to ops.

Place in the flow: written by ``work`` in the transaction that quarantines a task, by whatever stops a subscription
without ops' doing, and at the end of a run over a site; beside the way of the reports.
"""

from __future__ import annotations

from email.message import EmailMessage
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import SiteNotice, Subscription, SubscriptionState, Task, TaskState, site_notices, subscriptions
from models.beijing import BEIJING
from workers.actors.work import Work
from workers.mail.address import BadAddressError, parse_address, parse_mailbox
from workers.mail.clean import one_line
from workers.mail.compose import POLICY
from workers.mail.refusal import PermanentMailError
from workers.mail.transport import send
from workers.queues import Queue
from workers.registry import ledger_actor
from workers.settings import Settings
from workers.telemetry import get_logger

log = get_logger(__name__)

_LISTED: Final = 20
# Words of mail servers, sites and errors, as far as they help; the whole is in the database.
_MAX_WORDS: Final = 300
_OUTBOX_RECIPIENT: Final = "ops@localhost"
_STOPPED: Final = {SubscriptionState.BOUNCED: "退信", SubscriptionState.UNSUBSCRIBED: "收件人退订"}


def _time_limit(settings: Settings) -> float:
    return settings.mail_seconds + 30


@ledger_actor(queue=Queue.MAIL, time_limit=_time_limit, max_attempts=3)
def alarm(work: Work) -> None:
    """Tell ops of quarantined tasks, of addresses that get no more mail, and of what is new with the sites.

    At most once an hour.

    Subject: the hour. Goes to ``NIANBAO_OPS_RECIPIENT``; without it into the outbox, or, with an SMTP server, nowhere
    but the log. Its own failures raise no further alarm.

    Commits: 1. the claim; 2. "done", and which notices were told of, after the mail is out.
    Acknowledged: after 2, or after the failure is recorded.
    """
    settings = work.runtime.settings
    with work.reading() as session:
        count, tasks = _quarantined(session)
        stopped = _stopped(session)
        unheard = subscriptions.unheard(session, settings.alert_recipient)
        notices = site_notices.untold(session)
    log.error(
        "alarm",
        quarantined=count,
        task_ids=[task.id for task in tasks],
        subscriptions_stopped=len(stopped),
        site_notices=len(notices),
    )
    recipient = settings.ops_recipient or (_OUTBOX_RECIPIENT if settings.smtp_url is None else None)
    if recipient is not None and (count or stopped or notices):
        subject = _subject(count, len(stopped), len(notices))
        try:
            message = _message(
                work, recipient, subject, [*_tasks(count, tasks), *_lost(stopped, unheard), *_sites(notices)]
            )
            send(message, smtp_url=settings.smtp_url, outbox=settings.outbox, timeout=settings.mail_seconds)
        except (PermanentMailError, BadAddressError) as error:
            log.error("alarm_refused", reason=str(error))  # noqa: TRY400 - no trace needed
    with work.finish() as session:
        site_notices.mark_told(session, notices, work.now())


def _quarantined(session: Session) -> tuple[int, list[Task]]:
    """How many there are, and the newest."""
    wanted = Task.state == TaskState.QUARANTINED
    count = session.scalar(select(func.count()).select_from(Task).where(wanted)) or 0
    newest = select(Task).where(wanted).order_by(Task.finished_at.desc(), Task.id.desc()).limit(_LISTED)
    return count, list(session.scalars(newest))


def _stopped(session: Session) -> list[Subscription]:
    """The subscriptions that bounced or were given up by their readers, until ops removes or resumes them."""
    wanted = select(Subscription).where(
        Subscription.state.in_((SubscriptionState.BOUNCED, SubscriptionState.UNSUBSCRIBED))
    )
    return list(session.scalars(wanted.order_by(Subscription.state_at.desc(), Subscription.id)))


def _subject(count: int, stopped: int, notices: int) -> str:
    parts = (
        f"{count} 项任务已隔离" if count else "",
        f"{stopped} 个订阅已停发" if stopped else "",
        f"{notices} 项网站采集异常" if notices else "",
    )
    return f"年报核查系统：{'，'.join(part for part in parts if part)}"


def _tasks(count: int, tasks: list[Task]) -> list[str]:
    if not tasks:
        return []
    return [
        f"现有 {count} 项任务多次尝试未成，已停止重试。最近的 {len(tasks)} 项：",
        *(
            f"{task.id}  {task.actor}  {_safe(task.subject)}  已尝试 {task.attempts} 次  {_safe(task.last_error)}"
            for task in tasks
        ),
        *("", "查看：nianbao status", "排除原因后重新处理：nianbao retry", ""),
    ]


def _lost(stopped: list[Subscription], unheard: int) -> list[str]:
    if not stopped:
        return []
    return [
        f"现有 {len(stopped)} 个订阅因退信或收件人退订而停发：",
        *(f"{one.id}  {one.address}  {_STOPPED[one.state]}  {_safe(one.state_why)}" for one in stopped[:_LISTED]),
        *((f"另有 {unheard} 项待处理的问题提示已无人接收，请尽快另设订阅。",) if unheard else ()),
        *("", "查看：nianbao subscriptions list", "恢复：nianbao subscriptions resume 编号"),
        *("不再需要：nianbao subscriptions remove 编号", ""),
    ]


def _sites(notices: list[SiteNotice]) -> list[str]:
    if not notices:
        return []
    return [
        f"网站采集新出现 {len(notices)} 项异常：",
        *(_safe(notice.message) for notice in notices[:_LISTED]),
        *((f"……共 {len(notices)} 项",) if len(notices) > _LISTED else ()),
        *("", "查看：nianbao sites notices"),
    ]


def _safe(text: str | None) -> str:
    """Others' words on one line, without what turns text around or commands a terminal."""
    return one_line(text or "", _MAX_WORDS)


def _message(work: Work, recipient: str, subject: str, lines: list[str]) -> EmailMessage:
    sender = parse_mailbox(work.runtime.settings.mail_from)
    message = EmailMessage(policy=POLICY)
    message["From"] = sender
    message["To"] = parse_address(recipient)
    message["Subject"] = subject
    message["Date"] = work.now().astimezone(BEIJING)
    message["Message-ID"] = f"<alarm.{work.claim.task_id}.{work.claim.input_version}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n".join(lines).rstrip() + "\n", cte="base64")
    return message
