"""What is stored: mapped classes and queries by subject, ``session.transaction``, the SQL views.

Place in the flow: between the pure core (parsers, rules) and the workers. Importing this package maps every table.
"""

from models.alert_tables import Alert, AlertEvent, AlertStatus, EventKind, OutcomeKind, RuleOutcome
from models.base import Base
from models.coverage import Duty
from models.divisions import StoredDivision
from models.documents import Document, Extraction, Sighting, Source
from models.facts import ApplicationFact, CellException, DisclosureFact, ProceedingFact
from models.mail import (
    Delivery,
    DeliveryAlert,
    DeliveryKind,
    DeliveryState,
    Frequency,
    Subscription,
    SubscriptionState,
)
from models.organs import Organ, OrganState
from models.reports import StoredReport, StoredSection
from models.similarity import SignatureBand, TextSignature
from models.sites import FINDINGS, NoticeKind, PageKind, RunState, Schedule, Site, SiteNotice, SitePage, SiteRun
from models.tasks import Heartbeat, Task, TaskState

__all__ = [
    "FINDINGS",
    "Alert",
    "AlertEvent",
    "AlertStatus",
    "ApplicationFact",
    "Base",
    "CellException",
    "Delivery",
    "DeliveryAlert",
    "DeliveryKind",
    "DeliveryState",
    "DisclosureFact",
    "Document",
    "Duty",
    "EventKind",
    "Extraction",
    "Frequency",
    "Heartbeat",
    "NoticeKind",
    "Organ",
    "OrganState",
    "OutcomeKind",
    "PageKind",
    "ProceedingFact",
    "RuleOutcome",
    "RunState",
    "Schedule",
    "Sighting",
    "SignatureBand",
    "Site",
    "SiteNotice",
    "SitePage",
    "SiteRun",
    "Source",
    "StoredDivision",
    "StoredReport",
    "StoredSection",
    "Subscription",
    "SubscriptionState",
    "Task",
    "TaskState",
    "TextSignature",
]
