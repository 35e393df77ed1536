from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models import Organ, OrganState
from models.organs import find, find_or_propose
from models.session import transaction
from rules.organ import OrganKind, OrganLevel


def test_an_unknown_organ_is_proposed_once(session: Session) -> None:
    organ = find_or_propose(session, "岳阳市 民政局", OrganKind.DEPARTMENT, OrganLevel.CITY)
    assert (organ.name, organ.kind, organ.level) == ("岳阳市民政局", OrganKind.DEPARTMENT, OrganLevel.CITY)
    assert (organ.state, organ.exempt, organ.aliases) == (OrganState.PROPOSED, False, [])
    assert find_or_propose(session, "岳阳市民政局", OrganKind.OFFICE) is organ
    assert organ.kind is OrganKind.DEPARTMENT


def test_an_alias_names_an_organ(session: Session) -> None:
    session.add(Organ(name="岳阳市民政局", aliases=["市民政局", '带"引号'], state=OrganState.CONFIRMED))
    session.flush()
    for alias in ("市民政局", '带"引号'):
        assert find_or_propose(session, alias).name == "岳阳市民政局"
    assert find(session, "民政局") is None


def test_an_alias_of_two_organs_names_neither(session: Session) -> None:
    session.add_all(Organ(name=name, aliases=["民政局"]) for name in ("岳阳市民政局", "长沙市民政局"))
    session.flush()
    assert find(session, "民政局") is None
    assert find_or_propose(session, "民政局").state is OrganState.PROPOSED


def test_an_organ_needs_a_name(session: Session) -> None:
    with pytest.raises(ValueError, match="name"):
        find_or_propose(session, " ")


def test_two_workers_may_propose_the_same_organ(engine: Engine) -> None:
    together = threading.Barrier(2, timeout=20)

    def work(_: int) -> int:
        together.wait()
        with transaction(engine) as session:
            return find_or_propose(session, "岳阳市民政局").id

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(work, range(2)))) == 1
