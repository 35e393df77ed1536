"""What this machine can do to shut children off."""

from __future__ import annotations

import os
import subprocess
import sys

from workers.sandbox_start import SERVER


def knows_landlock() -> bool:
    """Whether this system's kernel can shut a process off, in all ways tested: from Linux 6.12."""
    if sys.platform != "linux" or tuple(map(int, os.uname().release.split(".")[:2])) < (6, 12):
        return False
    script = "import sys; from workers.landlock import shut_off; sys.exit(not shut_off(None))"
    return subprocess.run([sys.executable, "-c", script], cwd=SERVER.parents[1], check=False).returncode == 0
