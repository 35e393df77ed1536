"""Archives and mails: what comes out, under which names, and what hostile ones meet."""

from __future__ import annotations

import base64
import contextlib
import gzip
import io
import struct
import tarfile
import tracemalloc
import zipfile
from email import message_from_bytes
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.detect import media_type
from parsers.media_types import EML
from parsers.readers.archive import ARCHIVES, unpack
from parsers.readers.archive_budget import MAX_MEMBERS, Member, safe_name
from parsers.readers.mime import parsed
from parsers.report import ReadError
from tests.factory.bundles import mail, tarred, zipped


def opened(data: bytes, name: str = "") -> tuple[Member, ...]:
    kind = media_type(data)
    assert kind in ARCHIVES
    return unpack(data, kind, name)


def names(data: bytes, name: str = "") -> list[str]:
    return [member.name for member in opened(data, name)]


def refusal(data: bytes) -> str:
    with pytest.raises(ReadError) as caught:
        opened(data)
    assert caught.value.message
    return caught.value.code


# What comes out


@pytest.mark.parametrize("mode", ["zip", "w:", "w:gz"])
def test_files_come_out_in_their_order(mode: str) -> None:
    files = {"乙局/年报.txt": "乙".encode(), "甲局.txt": "甲".encode()}
    data = zipped(files) if mode == "zip" else tarred(files, mode)
    assert [(member.name, member.data) for member in opened(data)] == list(files.items())


@pytest.mark.parametrize("junk", ["__MACOSX/._a.docx", ".DS_Store", "甲/Thumbs.db", "~$年报.docx", "甲/desktop.ini"])
def test_what_systems_leave_behind_is_no_file(junk: str) -> None:
    assert names(zipped({"a.txt": b"a", junk: b"x"})) == ["a.txt"]
    assert names(tarred({"a.txt": b"a", junk: b"x"})) == ["a.txt"]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_without_their_encoding(encoding: str) -> None:
    name = "云溪县民政局2023年报.txt"
    # As WinZip and Explorer write it: bytes of the local code page, no flag.
    plain = zipped({"x" * len(name.encode(encoding)): b"a"})
    raw = plain.replace(b"x" * len(name.encode(encoding)), name.encode(encoding))
    assert names(raw) == [name]


def test_an_archive_in_an_archive_is_a_folder() -> None:
    inner = zipped({"年报.txt": b"a"})
    assert names(zipped({"甲.zip": inner, "乙.tar.gz": tarred({"b.txt": b"b"})})) == [
        "甲.zip/年报.txt",
        "乙.tar.gz/b.txt",
    ]


def test_gzip_holds_one_file_with_a_name() -> None:
    target = io.BytesIO()
    with gzip.GzipFile("年报.txt", "wb", fileobj=target) as stream:
        stream.write(b"abc")
    assert names(gzip.compress(b"abc"), "年报.txt.gz") == ["年报.txt"]
    assert names(gzip.compress(b"abc"), "年报") == ["content"]
    assert len(names(target.getvalue())) == 1
    assert names(gzip.compress(zipped({"a.txt": b"a"})), "甲.zip.gz") == ["甲.zip/a.txt"]


def test_an_archive_within_that_cannot_be_opened_is_a_member_with_its_reason() -> None:
    files = {"a.txt": b"a", "b.7z": b"7z\xbc\xaf\x27\x1c" + bytes(20), "c.zip": b"PK\x03\x04" + bytes(40)}
    found = {member.name: member.error and member.error[0] for member in opened(zipped(files))}
    assert found == {"a.txt": None, "b.7z": "unsupported-archive", "c.zip": "damaged-zip"}


# Mails


def test_a_mail_is_its_body_and_its_attachments() -> None:
    found = opened(mail("见附件", {"年报.docx": b"d", "附表.xlsx": b"x"}))
    assert [member.name for member in found] == ["正文.txt", "年报.docx", "附表.xlsx"]
    assert found[0].data.decode("utf-8-sig").strip() == "见附件"


def test_of_a_body_in_two_forms_the_one_with_tables_counts() -> None:
    found = opened(mail("文字", {"a.txt": b"a"}, html="<html><table></table></html>"))
    assert [member.name for member in found] == ["正文.html", "a.txt"]


def test_a_mail_that_breaks_off_within_its_text_is_refused_and_one_within_an_attachment_is_not() -> None:
    body = "规章|1|2|3\n" * 9
    message = EmailMessage()
    message["Subject"] = "年报"
    message.set_content(body, cte="8bit")
    message.add_alternative(f"<table><tr><td>{body}</table>", subtype="html", cte="8bit")
    whole = message.as_bytes()
    assert names(whole) == ["正文.html"]
    assert refusal(whole[:-60]) == "damaged-archive"
    assert refusal(whole[: whole.rindex(b"--") - len(message.get_boundary() or "") - 4]) == "damaged-archive"
    message.make_mixed()
    message.add_attachment("规章".encode(), maintype="application", subtype="octet-stream", filename="年报.txt")
    assert names(message.as_bytes()[:-30]) == ["正文.html", "年报.txt"]


def test_two_attachments_of_one_name_are_told_apart() -> None:
    message = EmailMessage()
    message["From"], message["To"], message["MIME-Version"] = "a@example.cn", "b@example.cn", "1.0"
    for content in (b"1", b"2"):
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename="附件.xlsx")
    assert [(member.name, member.data) for member in opened(message.as_bytes())] == [
        ("附件.xlsx", b"1"),
        ("附件 (2).xlsx", b"2"),
    ]


HEAD = b"From: a@example.cn\nTo: b@example.cn\nMIME-Version: 1.0\n"
PART = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n%s\n\nabc\n--b--\n"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (b'Content-Disposition: attachment; filename="=?gb2312?B?xOqxqC5kb2N4?="', "年报.docx"),
        (b'Content-Disposition: attachment; filename="=?UTF-8?Q?=E5=B9=B4=E6=8A=A5=2Edocx?="', "年报.docx"),
        (b"Content-Disposition: attachment; filename*=UTF-8''%E5%B9%B4%E6%8A%A5.docx", "年报.docx"),
        (b"Content-Disposition: attachment; filename*0*=UTF-8''%E5%B9%B4; filename*1=.docx", "年.docx"),
        (b'Content-Disposition: attachment; filename="\xc4\xea\xb1\xa8.docx"', "年报.docx"),
        (b'Content-Disposition: attachment; filename="\xe5\xb9\xb4\xe6\x8a\xa5.docx"', "年报.docx"),
        (b'Content-Type: application/msword; name="=?gbk?B?xOqxqC5kb2M=?="', "年报.doc"),
        (b'Content-Disposition: attachment; filename="=?idna?B?xOqxqA==?="', "年报"),
        (b'Content-Disposition: attachment; filename="../../etc/passwd"', "etc/passwd"),
        (b"Content-Type: application/octet-stream", "附件1"),
    ],
)
def test_names_of_attachments(header: bytes, name: str) -> None:
    assert names(PART % header) == [name]


@pytest.mark.parametrize("charset", ["gb2312", "GBK", "utf-8", "big5", "iso-8859-1"])
def test_a_body_in_any_encoding(charset: str) -> None:
    text = "年度報告" if charset == "big5" else "年度报告"
    raw = text.encode("gbk" if charset == "iso-8859-1" else charset)
    (body,) = opened(HEAD + f"Content-Type: text/plain; charset={charset}\n\n".encode() + raw)
    # What claims to be Latin is left as it is: the reader of text finds out.
    assert body.data.decode("gbk" if charset == "iso-8859-1" else "utf-8-sig") == text


def test_a_mail_in_a_mail_is_a_folder() -> None:
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "c@example.cn", "年报"
    inner.set_content("正文")
    inner.add_attachment(b"d", maintype="application", subtype="octet-stream", filename="年报.docx")
    outer = EmailMessage()
    outer["From"], outer["To"], outer["MIME-Version"] = "a@example.cn", "b@example.cn", "1.0"
    outer.set_content("转发")
    outer.add_attachment(inner)
    assert names(outer.as_bytes()) == ["正文.txt", "附件1.eml/正文.txt", "附件1.eml/年报.docx"]


# What hostile ones meet


def a_mail_with(part: bytes) -> bytes:
    head = b"From: a@x.cn\r\nTo: b@x.cn\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    return head + b"--x\r\n" + part + b"\r\n--x--\r\n"


def test_a_mail_in_a_mail_may_be_encoded() -> None:
    inner = base64.encodebytes(mail("转发", {"年报.txt": "正文".encode()}))
    head = b"Content-Type: message/rfc822; name=a.eml\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    found = opened(a_mail_with(head + inner))
    assert [member.data for member in found if member.name == "a.eml/年报.txt"] == ["正文".encode()]


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"From a@x.cn Thu Jan 18 10:00:00 2024\r\n", b"\r\n"])
def test_what_mailboxes_put_before_a_mail(before: bytes) -> None:
    assert "年报.txt" in names(before + mail("请查收", {"年报.txt": b"x"}))


def tnef(*attributes: tuple[int, bytes]) -> bytes:
    """A winmail.dat of these attributes."""
    parts = [
        struct.pack("<BII", 2, kind, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)
        for kind, value in attributes
    ]
    return b"\x78\x9f\x3e\x22\x01\x00" + b"".join(parts)


def long_name(name: str) -> bytes:
    """The properties of an attachment: a number, one of a given name, and its long name."""
    value = f"{name}\0".encode("utf-16-le")
    named = struct.pack("<HH16sII8s", 3, 0x8001, bytes(16), 1, 6, b"a\0b\0\0\0") + bytes(4)
    text = struct.pack("<HHII", 0x1F, 0x3707, 1, len(value)) + value + bytes(-len(value) % 4)
    return struct.pack("<IHHI", 3, 3, 0x3705, 1) + named + text


NEW, TITLE, DATA, PROPERTIES = 0x69002, 0x18010, 0x6800F, 0x69005
ATTACHED = tnef(
    *((NEW, b""), (TITLE, b"NIANBA~1.TXT\0"), (DATA, "正文".encode()), (PROPERTIES, long_name("2023年年报.txt"))),
    *((NEW, b""), (TITLE, "附表.txt".encode("gbk") + b"\0"), (DATA, b"1"), (PROPERTIES, b"\x09\x00")),
    *((NEW, b""), (DATA, b"2"), (NEW, b""), (TITLE, b"empty.txt\0")),
)


def test_attachments_within_a_winmail_dat() -> None:
    files = [("2023年年报.txt", "正文".encode()), ("附表.txt", b"1"), ("附件3", b"2")]
    assert [(member.name, member.data) for member in opened(ATTACHED)] == files
    part = b"Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    assert names(a_mail_with(part + base64.encodebytes(ATTACHED))) == [name for name, _ in files]


def test_an_attachment_in_a_winmail_dat_that_changed_on_its_way_is_refused() -> None:
    whole = tnef((NEW, b""), (TITLE, b"a.txt\0"), (DATA, b"number 17"))
    assert [member.data for member in opened(whole)] == [b"number 17"]
    assert refusal(whole.replace(b"17", b"\0\0")) == "damaged-archive"
    unsummed = whole[:-2] + bytes(2)
    assert [member.data for member in opened(unsummed)] == [b"number 17"]


@given(st.integers(7, len(ATTACHED) - 1), st.integers(0, len(ATTACHED)), st.binary(max_size=3))
def test_a_damaged_winmail_dat_is_an_answer(cut: int, at: int, junk: bytes) -> None:
    assert refusal(ATTACHED[:8]) == "damaged-archive"
    data = bytearray(ATTACHED[:cut])
    data[max(at, 4) : at + len(junk)] = junk
    with contextlib.suppress(ReadError):
        opened(bytes(data))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Users\\a.doc", "Users/a.doc"),
        ("a/./b//c.txt", "a/b/c.txt"),
        ("a\x00\x1b[31m.txt", "a\ufffd\ufffd[31m.txt"),
        ("..", ""),
    ],
)
def test_names_lead_nowhere(name: str, shown: str) -> None:
    assert safe_name(name) == shown


@given(st.text(max_size=600))
def test_any_name_is_harmless(name: str) -> None:
    shown = safe_name(name)
    assert len(shown) <= 401
    assert not {"..", "."} & set(shown.split("/"))
    assert not shown.startswith("/")
    assert all(char.isprintable() or char == "\u3000" for char in shown)


def test_a_zip_that_would_escape_is_refused() -> None:
    assert refusal(zipped({"../../evil.txt": b"x"})) == "unsafe-member-name"


def test_links_and_devices_are_left_out() -> None:
    link, hard, device = tarfile.TarInfo("link"), tarfile.TarInfo("hard"), tarfile.TarInfo("null")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    hard.type, hard.linkname = tarfile.LNKTYPE, "a.txt"
    device.type = tarfile.CHRTYPE
    assert names(tarred({"a.txt": b"a", "../up.txt": b"u"}, "w:", link, hard, device)) == ["a.txt", "up.txt"]


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    assert refusal(zipped({"zeros": bytes(40 << 20)})) in {"member-too-large", "zip-bomb"}
    assert refusal(gzip.compress(bytes(40 << 20))) == "package-too-large"
    assert refusal(tarred({"zeros": bytes(40 << 20)})) == "package-too-large"


def test_a_bomb_within_is_refused_too() -> None:
    layer = zipped({"zeros": bytes(30 << 20)})
    assert refusal(zipped({f"{number}.zip": layer for number in range(10)})) == "zip-bomb"
    small = tarred({"zeros": bytes(10 << 20)})
    assert refusal(zipped({f"{number}.tgz": small + bytes(number) for number in range(10)})) == "package-too-large"


def test_too_many_files_are_refused() -> None:
    files = {f"{number}.txt": b"x" for number in range(MAX_MEMBERS + 1)}
    assert refusal(zipped(files)) == refusal(tarred(files)) == "too-many-members"
    half = {f"{number}.txt": b"x" for number in range(MAX_MEMBERS // 2)}
    assert refusal(zipped({f"{number}.zip": zipped(half) for number in range(3)})) == "too-many-members"


def test_archives_three_deep_are_opened_and_no_deeper() -> None:
    data = b"a"
    for _ in range(3):
        data = zipped({"n.zip": data})
    assert names(data) == ["n.zip/n.zip/n.zip"]
    assert refusal(zipped({"n.zip": data})) == "archive-too-deep"


def test_mails_nested_a_thousand_deep() -> None:
    data = HEAD + b"\nhello"
    for _ in range(1000):
        data = HEAD + b"Content-Type: message/rfc822\n\n" + data
    assert refusal(data) == "archive-too-deep"
    parts = HEAD + b"Content-Type: multipart/mixed; boundary=b0\n\n"
    for number in range(1, 1000):
        parts += b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (number - 1, number)
    assert refusal(parts) == "archive-too-deep"


@pytest.mark.parametrize("count", [MAX_MEMBERS + 1, 100_000])
def test_mails_of_very_many_parts(count: int) -> None:
    head = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n"
    assert refusal(head + b"--b\n\nx\n" * count + b"--b--\n") == "too-many-members"


def test_a_large_attachment_takes_few_times_its_size() -> None:
    packed = base64.encodebytes(bytes(range(256)) * 4_096)
    mail = HEAD + b"Content-Transfer-Encoding: base64\nContent-Type: application/pdf\n\n" + packed
    tracemalloc.start()
    try:
        (member,) = unpack(mail, EML)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(member.data) == 256 * 4_096
    assert peak < 6.5 * len(mail)


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_mail_fed_in_pieces_is_the_same_mail(end: bytes) -> None:
    # The end of a line stands before, on and behind the border between two pieces.
    for length in range(65_508, 65_518):
        data = end.join([b"From: a@example.org", b"", b"x" * length, b"", b"\xff\x80 y"])
        assert parsed(data).get_payload() == message_from_bytes(data).get_payload()


def encrypted(data: bytes) -> bytes:
    """The archive with the mark of encryption on its one file."""
    changed = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        changed[data.index(signature) + offset] |= 1
    return bytes(changed)


def test_a_password_is_said_to_be_one() -> None:
    assert refusal(encrypted(zipped({"a.txt": b"a"}))) == "password-protected"


@pytest.mark.parametrize("data", [b"7z\xbc\xaf\x27\x1c" + bytes(20), b"Rar!\x1a\x07\x00" + bytes(20)])
def test_formats_that_are_not_read_name_a_way_out(data: bytes) -> None:
    with pytest.raises(ReadError, match="ZIP") as caught:
        opened(data)
    assert caught.value.code == "unsupported-archive"


def test_an_archive_without_files() -> None:
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    assert refusal(empty.getvalue()) == refusal(zipped({"__MACOSX/x": b"x"})) == "empty-archive"


@pytest.mark.parametrize("make", [lambda: zipped({"a.txt": b"a" * 999}), lambda: tarred({"a.txt": b"a" * 999})])
def test_damage_is_an_answer(make: object) -> None:
    data = make()  # type: ignore[operator]
    codes = set()
    for place in range(0, len(data), 3):
        broken = data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :]
        kind = media_type(broken)
        if kind in ARCHIVES:
            try:
                unpack(broken, kind)
            except ReadError as error:
                codes.add(error.code)
    assert codes & {"damaged-zip", "damaged-archive"}
