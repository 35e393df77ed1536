"""Which file systems tell of changes."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from workers.watchers.filesystem import Mount, blind_type


@pytest.mark.parametrize(
    ("kinds", "blind"),
    [
        ({"/": "ext4"}, None),
        ({"/": "overlay", "/srv": "nfs4"}, None),
        ({"/": "ext4", "/srv/nas": "nfs4"}, "nfs4"),
        ({"/": "nfs4", "/srv/nas": "xfs"}, None),
        ({"/": "nfs4", "/srv/nas2": "xfs"}, "nfs4"),
        ({"/": "ext4", "/srv/nas/inbox": "CIFS"}, "cifs"),
        ({"/": "ext4", "/srv/nas": "fuse.rclone"}, "fuse.rclone"),
        ({"/": "ext4", "/srv/nas": "fuseblk"}, None),
        ({}, None),
    ],
)
def test_a_share_is_blind(kinds: dict[str, str], blind: str | None) -> None:
    mounts = [Mount(*item) for item in kinds.items()]
    folder = Path("/srv/nas/inbox") if "/srv" not in kinds else Path("/var/inbox")
    assert blind_type(folder, mounts) == blind


def test_of_two_at_one_place_the_last_one_covers() -> None:
    mounts = [Mount("/", "ext4"), Mount("/srv", "autofs"), Mount("/srv", "nfs"), Mount("/home", "cifs")]
    assert blind_type(Path("/srv/inbox"), mounts) == "nfs"
    assert blind_type(Path("/srv/inbox"), [mounts[0], mounts[2], mounts[1]]) is None


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    (tmp_path / "inbox").symlink_to(tmp_path / "share")
    mounts = [Mount("/", "ext4"), Mount(str((tmp_path / "share").resolve()), "smb3")]
    assert blind_type(tmp_path / "inbox", mounts) == "smb3"


def test_this_machine_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    share = SimpleNamespace(mountpoint=str(tmp_path.resolve()), fstype="nfs4")
    monkeypatch.setattr(psutil, "disk_partitions", lambda **_: [SimpleNamespace(mountpoint="/", fstype="xfs"), share])
    assert blind_type(tmp_path) == "nfs4"
    assert blind_type(tmp_path.parent) is None


def test_a_machine_that_does_not_say_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(**_: object) -> list[Mount]:
        raise PermissionError("/proc is not there")

    monkeypatch.setattr(psutil, "disk_partitions", unreadable)
    assert blind_type(tmp_path) is None
