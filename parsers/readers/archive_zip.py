"""ZIP archives: the files in them, decoded names, bounded bytes.

Place in the flow: called by ``archive``. A DOCX or XLSX is a ZIP file too, and not meant here.
"""

from __future__ import annotations

from collections.abc import Iterator

from parsers.packages import Package, PackageLimits
from parsers.readers.archive_budget import Budget, Member, is_junk, safe_name


def members_of_zip(data: bytes, budget: Budget) -> Iterator[Member]:
    """The files of a ZIP archive in its order; folders and junk left out.

    :raises ReadError: as ``packages.Package`` does.
    """
    package = Package(data, PackageLimits(member_bytes=budget.left, total_bytes=budget.left))
    for name in package.names:
        shown = safe_name(name)
        if shown and not is_junk(shown):
            content = package.read(name)
            budget.take(len(content))
            yield Member(shown, content)
