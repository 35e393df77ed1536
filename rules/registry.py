"""The one registry of rules: what exists, and how a report is put to it.

Place in the flow: family modules register their functions here at import; ``evaluate`` turns a ``Context`` into
outcomes. A rule function is pure, takes a ``Context`` and returns a ``Fire``, a ``Skip`` or None (passed).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache
from typing import NamedTuple

import msgspec

from rules.context import Context, Family
from rules.finding import Confidence, Finding, NotAssessable, Outcome, Passed, Place, Quote, Severity
from rules.profile import Profile


class Fire(msgspec.Struct, frozen=True):
    """A rule function's "it fails": a Chinese sentence for an official, and the proof.

    :param severity: only where the case is milder than the rule's own severity.
    """

    message: str
    places: tuple[Place, ...] = ()
    quotes: tuple[Quote, ...] = ()
    severity: Severity | None = None
    confidence: Confidence = Confidence.HIGH


class Skip(msgspec.Struct, frozen=True):
    """A rule function's "cannot be assessed", and why (Chinese, for people)."""

    why: str


Verdict = Fire | Skip | None
RuleFunction = Callable[[Context], Verdict]


class Rule(NamedTuple):
    """One rule of the catalogue.

    :param formula: what is compared, in the catalogue's short names.
    :param guards: when it must stay silent, for people who maintain it.
    :param explained_by: rules of the same family that, when they fire, say all this one would (guard G5).
    :param companions: rules that the same single fault may fire as well, since it can be seen from several sides.
    :param example: a case in which it fires, in Chinese.
    """

    code: str
    severity: Severity
    version: int
    family: Family
    basis: str
    formula: str
    guards: tuple[str, ...]
    explained_by: tuple[str, ...]
    companions: tuple[str, ...]
    example: str
    function: RuleFunction

    @property
    def title(self) -> str:
        """What holds where the rule passes: one sentence."""
        return (self.function.__doc__ or "").strip().partition("\n")[0]


class RuleError(Exception):
    """A rule raised: a bug in the rule, never a fact about the report.

    :param code: the rule's code; the original exception is the cause.
    """

    def __init__(self, code: str) -> None:
        super().__init__(f"rule {code} failed")
        self.code = code


_RULES: dict[str, Rule] = {}


def rule(  # noqa: PLR0913 - the columns of the catalogue, all by name
    *,
    code: str,
    severity: Severity,
    family: Family,
    basis: str,
    formula: str,
    guards: tuple[str, ...] = (),
    explained_by: tuple[str, ...] = (),
    companions: tuple[str, ...] = (),
    example: str,
    version: int = 1,
) -> Callable[[RuleFunction], RuleFunction]:
    """Register a function as a rule; the function itself stays as it is.

    :param basis: Chinese citation of the article or notice.
    :raises ValueError: when the code is taken.
    """

    def register(function: RuleFunction) -> RuleFunction:
        if code in _RULES:
            raise ValueError(f"rule {code} is registered twice")
        _RULES[code] = Rule(
            code, severity, version, family, basis, formula, guards, explained_by, companions, example, function
        )
        return function

    return register


def catalogue() -> tuple[Rule, ...]:
    """All rules, family by family, in order of registration within one."""
    order = list(Family)
    return tuple(sorted(_RULES.values(), key=lambda known: order.index(known.family)))


def known_rule(code: str) -> Rule:
    """The rule of a code.

    :raises KeyError: when there is none.
    """
    return _RULES[code]


@cache
def place_of(code: str) -> tuple[int, str]:
    """Where a rule stands in the catalogue, for sorting: causes before what follows from them; unknown codes last."""
    codes = [known.code for known in catalogue()]
    return (codes.index(code) if code in codes else len(codes), code)


def switched_off(context: Context, families: Collection[Family]) -> tuple[str, ...]:
    """The codes of the rules of these families that the organ's profile switches off: they have no outcome."""
    off = context.settings.off
    return tuple(known.code for known in _of(families) if known.code in off)


def evaluate(context: Context, families: Collection[Family] | None = None) -> list[Outcome]:
    """One outcome for each rule that the profile leaves on, in the catalogue's order.

    :param families: only these; None means all.
    :raises RuleError: when a rule raises.
    """
    # From here on the profile is that of the organ.
    context = msgspec.structs.replace(context, profile=context.settings)
    wanted = [known for known in _of(families) if known.code not in context.profile.off]
    outcomes = {known.code: _outcome(known, context) for known in wanted}
    fired = {code for code, outcome in outcomes.items() if isinstance(outcome, Finding)}
    return [_explained(known, outcomes[known.code], fired) for known in wanted]


def _of(families: Collection[Family] | None) -> list[Rule]:
    return [known for known in catalogue() if families is None or known.family in families]


def _explained(known: Rule, outcome: Outcome, fired: set[str]) -> Outcome:
    broader = tuple(code for code in known.explained_by if code in fired)
    if isinstance(outcome, Finding) and broader:
        return NotAssessable(known.code, f"已由{'、'.join(broader)}说明", broader)
    return outcome


def _outcome(known: Rule, context: Context) -> Outcome:
    try:
        verdict = known.function(context)
    except Exception as error:
        raise RuleError(known.code) from error
    return outcome_of(known, verdict, context.profile)


def outcome_of(known: Rule, verdict: Verdict, profile: Profile) -> Outcome:
    """What a rule's verdict means under an organ's profile."""
    if verdict is None:
        return Passed(known.code)
    if isinstance(verdict, Skip):
        return NotAssessable(known.code, verdict.why)
    return Finding(
        rule=known.code,
        severity=_severity(known, verdict, profile),
        message=verdict.message,
        basis=known.basis,
        confidence=verdict.confidence,
        places=verdict.places,
        quotes=verdict.quotes,
        version=known.version,
    )


def _severity(known: Rule, verdict: Fire, profile: Profile) -> Severity:
    """The profile's word, else the catalogue's; a milder case stays milder than either."""
    own = profile.severities.get(known.code, known.severity)
    return own if verdict.severity is None else min(own, verdict.severity, key=lambda severity: severity.rank)
