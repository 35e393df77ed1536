from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from parsers.packages import Package, PackageLimits
from parsers.report import ReadError


def packed(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return buffer.getvalue()


def code(data: bytes, read: str | None = None, limits: PackageLimits | None = None) -> str:
    def open_and_read() -> bytes:
        package = Package(data, limits)
        return package.read(read or package.names[0])

    with pytest.raises(ReadError) as caught:
        open_and_read()
    return caught.value.code


def with_declared_size(data: bytes, size: int) -> bytes:
    """The first member's declared size changed, in its own header and in the directory."""
    changed = bytearray(data)
    struct.pack_into("<I", changed, 22, size)
    struct.pack_into("<I", changed, data.index(b"PK\x01\x02") + 24, size)
    return bytes(changed)


def test_members_come_back_by_name() -> None:
    package = Package(packed(("a/b.xml", b"one"), ("c/", b""), ("d", b""), method=zipfile.ZIP_STORED))
    assert package.names == ("a/b.xml", "d")
    assert "a/b.xml" in package
    assert "c/" not in package
    assert package.read("a/b.xml") == b"one"
    assert package.read("d") == b""


def test_what_is_not_there_is_refused() -> None:
    assert code(packed(("a", b"1")), "b") == "missing-member"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", packed(("a", b"1"))[:-30], b"PK\x05\x06" + bytes(17)])
def test_a_package_without_a_directory_is_damaged(data: bytes) -> None:
    assert code(data) == "damaged-zip"


def test_an_empty_package_has_no_members() -> None:
    assert Package(packed()).names == ()


def test_bytes_changed_inside_a_member_are_noticed() -> None:
    data = packed(("a", b"0123456789" * 10), method=zipfile.ZIP_STORED)
    assert code(data.replace(b"0123456789", b"0123456780", 1)) == "damaged-zip"


def test_names_without_the_mark_of_utf8_are_read_in_gb18030() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("AAAAAAAA.txt", b"x")
    data = buffer.getvalue().replace(b"AAAAAAAA.txt", "年度报告.txt".encode("gb18030"))
    assert Package(data).names == ("年度报告.txt",)


@pytest.mark.parametrize("name", ["../a", "a/../../b", "/etc/passwd", "C:\\a", "..\\a", "a/..", "a\nb"])
def test_names_that_lead_out_are_refused(name: str) -> None:
    assert code(packed((name, b"1"))) == "unsafe-member-name"


def test_a_name_with_a_zero_byte_is_refused() -> None:
    assert code(packed(("a.docxXexe", b"1")).replace(b"a.docxXexe", b"a.docx\x00exe")) == "unsafe-member-name"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_refused() -> None:
    assert code(packed(("a", b"1"), ("a", b"2"))) == "duplicate-member"
    assert code(packed(("a/b", b"1"), ("a\\b", b"2"))) == "duplicate-member"


def test_an_encrypted_member_is_refused() -> None:
    data = bytearray(packed(("a", b"1")))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert code(bytes(data)) == "password-protected"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compressions_are_refused(method: int) -> None:
    assert code(packed(("a", b"1" * 100), method=method)) == "unsupported-compression"


def test_too_many_members_are_refused_before_they_are_listed() -> None:
    assert code(packed(*((str(n), b"") for n in range(101))), limits=PackageLimits(members=100)) == "too-many-members"


def test_a_member_that_unpacks_to_too_much_is_refused() -> None:
    data = packed(("a", b"0" * 1_001))
    assert code(data, limits=PackageLimits(member_bytes=1_000)) == "member-too-large"


def test_a_declared_size_is_not_believed() -> None:
    data = with_declared_size(packed(("a", b"0" * 1_000_000)), 10)
    assert code(data, limits=PackageLimits(member_bytes=1_000)) in {"member-too-large", "damaged-zip"}
    # Read as far as it says, its sum is that of something else.
    assert code(data) == "damaged-zip"


def test_members_that_together_unpack_to_too_much_are_refused() -> None:
    package = Package(packed(*((str(n), bytes(400)) for n in range(3))), PackageLimits(total_bytes=1_000))
    package.read("0")
    package.read("1")
    with pytest.raises(ReadError, match="more than 1,000 bytes"):
        package.read("2")


def test_a_bomb_is_refused_while_it_unpacks() -> None:
    data = packed(("a", bytes(20 * 1024 * 1024)))
    assert len(data) < 30_000
    assert code(data) == "zip-bomb"
    assert code(with_declared_size(data, 1_000)) == "damaged-zip"


def test_bombs_that_share_their_bytes_are_bounded_together() -> None:
    """All entries of the directory point to the same packed bytes."""
    unpacked = bytes(1024 * 1024)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packer.compress(unpacked) + packer.flush()
    fields = (zlib.crc32(unpacked), len(body), len(unpacked), 1, 0)
    local = b"PK\x03\x04" + struct.pack("<5H3I2H", 20, 0, 8, 0, 33, *fields) + b"a" + body
    entries = [b"PK\x01\x02" + struct.pack("<6H3I5H2I", 20, 20, 0, 8, 0, 33, *fields, 0, 0, 0, 0, 0)] * 100
    directory = b"".join(entry + b"abcdefghij"[n % 10 : n % 10 + 1] for n, entry in enumerate(entries[:10]))
    end = b"PK\x05\x06" + struct.pack("<4H2IH", 0, 0, 10, 10, len(directory), len(local), 0)
    package = Package(local + directory + end, PackageLimits(total_bytes=3 * 1024 * 1024))
    with pytest.raises(ReadError) as caught:
        [package.read(name) for name in package.names]
    assert caught.value.code in {"package-too-large", "damaged-zip"}
