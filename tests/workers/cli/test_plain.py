from __future__ import annotations

from rules.finding import Finding, Quote, Severity
from workers.cli.common import console, table
from workers.cli.plain import plain, plain_values


def test_commands_to_the_terminal_are_taken_out_and_text_is_kept() -> None:
    assert plain("a\x1b[2Jb\x9bc\u202ed\r") == "a\ufffd[2Jb\ufffdc\ufffdd\ufffd"
    assert plain("第一行\n第二行\t〔2021〕“x”") == "第一行\n第二行\t〔2021〕“x”"


def test_values_keep_their_shape() -> None:
    finding = Finding("X", Severity.ERROR, "m\x1b", "b", quotes=(Quote("q\x1b"),))
    assert plain_values((finding,)) == (Finding("X", Severity.ERROR, "m\ufffd", "b", quotes=(Quote("q\ufffd"),)),)


def test_tables_show_markup_as_text() -> None:
    out = console()
    with out.capture() as captured:
        out.print(table(("name",), [["[red]x[/red]\x1b[2J"]]))
    assert "[red]x[/red]\ufffd[2J" in captured.get()
