from __future__ import annotations

from models import AlertStatus
from parsers.form import Edition
from rules.finding import Severity
from rules.registry import catalogue
from rules.words import EDITIONS, SEVERITIES
from workers.mail import wording


def test_every_rule_of_the_catalogue_says_what_to_do() -> None:
    rules = catalogue()
    assert rules
    assert [rule.code for rule in rules if rule.code not in wording._BY_RULE] == []


def test_a_rule_without_words_of_its_own_gets_those_of_its_severity() -> None:
    sentences = {wording.advice("NEW-RULE", severity) for severity in Severity}
    assert len(sentences) == len(Severity)


def test_every_state_edition_and_severity_has_a_word() -> None:
    assert set(wording.STATUSES) == set(AlertStatus)
    assert set(EDITIONS) == set(Edition)
    assert set(SEVERITIES) == set(Severity)


def test_the_tally_names_the_worst_first_and_leaves_out_what_there_is_none_of() -> None:
    assert wording.tally({Severity.INFO: 3, Severity.ERROR: 1}) == "错误1项、提示3项"
    assert wording.tally({}) == ""


def test_what_was_switched_off_is_not_said_to_be_corrected() -> None:
    assert "已不存在" in wording.opening("", 2)
    assert "原因见各项所注" in wording.opening("", 2, reasoned=True)


def test_without_a_number_there_is_nothing_to_type() -> None:
    assert wording.answers(None) == ()
    assert all(" 17 " in command for _, command in wording.answers(17))
