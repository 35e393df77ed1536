from __future__ import annotations

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from models import StoredDivision
from models.divisions import refresh
from rules.gazetteer import gazetteer


def test_the_table_is_filled_once_and_made_whole_again(session: Session) -> None:
    assert refresh(session) == len(gazetteer())
    assert refresh(session) == 0
    found = session.execute(text("SELECT * FROM v_divisions WHERE code = '430602'")).mappings().one()
    assert (found["name"], found["level"], found["parent_code"], found["full_name"]) == (
        "岳阳楼区",
        "county",
        "430600",
        "湖南省岳阳市岳阳楼区",
    )
    session.execute(update(StoredDivision).where(StoredDivision.code == "430602").values(edition="older", name="旧名"))
    assert refresh(session) == len(gazetteer())
    assert session.get_one(StoredDivision, "430602", populate_existing=True).name == "岳阳楼区"
    townships = select(func.count()).where(StoredDivision.name == "城关镇")
    assert session.scalar(townships) == 88
