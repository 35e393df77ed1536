from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models import Organ, OrganState
from models.organs import find, find_on_site, find_or_propose
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


def test_the_divisions_before_a_name_may_be_more_or_fewer(session: Session) -> None:
    session.add_all(
        Organ(name=name, division_code=code)
        for name, code in (("嵩县大章镇人民政府", "410325106"), ("嵩县民政局", "410325"), ("嵩县财政局", "410325"))
    )
    session.flush()
    for name in ("大章镇人民政府", "洛阳市嵩县大章镇人民政府", "河南省洛阳市嵩县大章镇人民政府"):
        assert find_or_propose(session, name).name == "嵩县大章镇人民政府"
    assert find_or_propose(session, "河南省嵩县民政局").name == "嵩县民政局"
    assert find(session, "河南省嵩县审计局") is None
    assert find(session, "国家税务总局嵩县财政局") is None


def test_of_two_namesakes_neither_is_meant_by_the_name_alone(session: Session) -> None:
    session.add_all(
        Organ(name=name, division_code=code, aliases=aliases)
        for name, code, aliases in (
            ("嵩县城关镇人民政府", "410325100", []),
            ("汝阳县城关镇人民政府", "410326100", ["城关镇人民政府"]),
        )
    )
    session.flush()
    assert find(session, "城关镇人民政府") is None
    session.delete(find(session, "嵩县城关镇人民政府"))
    session.flush()
    assert find(session, "城关镇人民政府") == find(session, "汝阳县城关镇人民政府")


def test_namesakes_are_told_apart_by_their_sites(session: Session) -> None:
    session.add_all(
        Organ(name=f"{county}城关镇人民政府", aliases=["城关镇人民政府"], official_site=site)
        for county, site in (
            ("嵩县", "https://www.songxian.gov.cn/cgz"),
            ("栾川县", "luanchuan.gov.cn"),
            ("宜阳县", None),
        )
    )
    session.flush()
    assert find(session, "城关镇人民政府") is None
    for address, county in (("https://songxian.gov.cn/a.html", "嵩县"), ("http://www.luanchuan.gov.cn:80/", "栾川县")):
        found = find_on_site(session, "城关镇 人民政府", address)
        assert found is not None
        assert found.name == f"{county}城关镇人民政府"
    for address in ("https://www.gov.cn/", "https://[", "", "songxian.gov.cn.example.com"):
        assert find_on_site(session, "城关镇人民政府", address) is None


def test_a_proposal_is_placed_where_its_name_says(session: Session) -> None:
    assert find_or_propose(session, "嵩县大章镇人民政府").division_code == "410325106"
    assert find_or_propose(session, "某市民政局").division_code is None


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
