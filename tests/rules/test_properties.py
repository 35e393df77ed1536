"""Tables that add up never fire an arithmetic rule; one wrong number always fires the right one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from parsers.form import APPLICANTS, CHANNELS, FORMS, OUTCOMES, Edition, TableName
from parsers.report import Number, Report, Status
from rules import Family, Finding, evaluate
from rules.reading import disposition_rows
from tests.rules.builder import BLANK, clean, context, fill

_COLUMNS = [column.key for column in APPLICANTS]
_COUNT = st.integers(min_value=0, max_value=60)
_FRAME = ("new_received", "carried_in", "result_total", "carried_out")


@st.composite
def consistent(draw: st.DrawFn) -> Report:
    """A report of either edition whose tables add up."""
    report = clean(draw(st.sampled_from((Edition.E2019, Edition.E2021))))
    rows = disposition_rows(report)
    numbers: dict[str, Number] = {}
    for column in _COLUMNS[:-1]:
        results = draw(st.lists(_COUNT, min_size=len(rows), max_size=len(rows)))
        carried_out = draw(_COUNT)
        carried_in = draw(st.integers(min_value=0, max_value=sum(results) + carried_out))
        numbers.update({f"{row}.{column}": n for row, n in zip(rows, results, strict=True)})
        frame = (sum(results) + carried_out - carried_in, carried_in, sum(results), carried_out)
        numbers.update({f"applications.{row}.{column}": n for row, n in zip(_FRAME, frame, strict=True)})
    for row in (*rows, *(f"applications.{row}" for row in _FRAME)):
        numbers[f"{row}.total"] = sum(numbers[f"{row}.{column}"] for column in _COLUMNS[:-1])
    for channel, _ in CHANNELS:
        results = draw(st.lists(_COUNT, min_size=4, max_size=4))
        keys = [f"proceedings.{channel}.{outcome.key}" for outcome in OUTCOMES]
        numbers.update(zip(keys, [*results, sum(results)], strict=True))
    return fill(report, numbers)


def fired(report: Report) -> dict[str, Finding]:
    outcomes = evaluate(context(report), {Family.ARITHMETIC})
    return {outcome.rule: outcome for outcome in outcomes if isinstance(outcome, Finding)}


def _column_rule(row: str) -> str:
    return "T3-BALANCE" if row.removeprefix("applications.") in _FRAME else "T3-COL-SUM"


@given(consistent())
def test_tables_that_add_up_fire_nothing(report: Report) -> None:
    assert fired(report) == {}


@given(consistent(), st.data())
def test_one_wrong_application_number_fires_its_row_and_its_column(report: Report, data: st.DataObject) -> None:
    row = data.draw(st.sampled_from(FORMS[report.edition].table(TableName.APPLICATIONS)))
    key = data.draw(st.sampled_from(row.keys))
    found = fired(fill(report, {key: (report.value(key) or 0) + data.draw(st.integers(1, 9))}))
    assert [place.cells for place in found["T3-ROW-SUM"].places] == [row.keys]
    column = key.rsplit(".", 1)[1]
    places = found[_column_rule(row.key)].places
    assert len(places) == 1
    assert {cell.rsplit(".", 1)[1] for cell in places[0].cells} == {column}
    assert key in places[0].cells


@given(consistent(), st.data())
def test_one_wrong_number_of_proceedings_fires_its_channel(report: Report, data: st.DataObject) -> None:
    row = data.draw(st.sampled_from(FORMS[report.edition].table(TableName.PROCEEDINGS)))
    key = data.draw(st.sampled_from(row.keys))
    found = fired(fill(report, {key: (report.value(key) or 0) + 1}))
    assert set(found) == {"T4-SUM"}
    assert [place.cells for place in found["T4-SUM"].places] == [row.keys]


@given(consistent(), st.data())
def test_unknown_cells_never_fire_a_sum(report: Report, data: st.DataObject) -> None:
    keys = data.draw(st.lists(st.sampled_from(sorted(report.cells)), min_size=1, max_size=30, unique=True))
    found = fired(fill(report, dict.fromkeys(keys, BLANK)))
    assert found == {}


@given(consistent(), st.data())
def test_a_finding_names_only_cells_that_are_certain(report: Report, data: st.DataObject) -> None:
    keys = data.draw(st.lists(st.sampled_from(sorted(report.cells)), max_size=10, unique=True))
    wrong = data.draw(st.sampled_from([key for key in report.cells if key.startswith("applications.")]))
    changed = fill(fill(report, {wrong: (report.value(wrong) or 0) + 1}), dict.fromkeys(keys, BLANK))
    for finding in fired(changed).values():
        assert all(changed.status(cell) is Status.OK for cell in finding.cells)
