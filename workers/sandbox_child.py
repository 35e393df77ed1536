"""The child that reads one file: sets its own limits, reads standard input, answers on standard output.

Place in the flow: ``sandbox_server`` forks → **here**, once a file. It imports the parsers and the little it needs for
its limits, nothing else of the house. Protocol: standard input holds, as msgpack, the file's bytes and what LibreOffice
made of the files asked for; the answer is one ``_Answer`` (of ``sandbox``) as msgpack.
"""

import faulthandler
import gc
import os
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any, NoReturn

PR_SET_PDEATHSIG = 1
EXIT_OUT_OF_MEMORY = 77


def confine(limits: dict[str, int], parent: int) -> None:
    """Set the limits of this process; from here on it can neither grow, nor write files, nor outlive its parent.

    :param limits: ``memory`` and ``files`` in bytes, ``cpu`` and ``wall`` in seconds.
    :param parent: process id of the parent.
    """
    die_with_parent(parent)
    # A net under the parent's own clock, kept by the kernel: the default action of SIGALRM ends the process.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(limits["wall"])
    for name, soft, hard in (
        # The soft limit's signal says what happened; the hard one's is a plain kill.
        (resource.RLIMIT_CPU, limits["cpu"], limits["cpu"] + 1),
        (resource.RLIMIT_FSIZE, limits["files"], limits["files"]),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NOFILE, 64, 64),
        (resource.RLIMIT_AS, limits["memory"], limits["memory"]),
    ):
        _, ceiling = resource.getrlimit(name)
        allowed = (soft, hard) if ceiling == resource.RLIM_INFINITY else (min(soft, ceiling), min(hard, ceiling))
        resource.setrlimit(name, allowed)


def die_with_parent(parent: int) -> None:
    """Ask the kernel to kill this process when its parent ends (Linux; elsewhere the alarm is the net)."""
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - 5 ms, and only Linux has use for it

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("the parent is gone")


def answer(job: dict[str, Any], receive: Callable[[], bytes]) -> bytes:
    """Read the bytes that come; what they are, the reader's refusal, or the trace of its failure, as msgpack."""
    import msgspec  # noqa: PLC0415 - after the path is set

    from parsers import Hints, bundle  # noqa: PLC0415 - after the path is set
    from parsers.report import ReadError  # noqa: PLC0415 - after the path is set

    gc.enable()
    told: dict[str, Any]
    try:
        data, converted = msgspec.msgpack.decode(receive(), type=tuple[bytes, dict[str, bytes | tuple[str, str]]])
        if job["call"] == "list_files":
            told = {"opened": bundle.list_files(data, job["name"])}
        else:
            hints = msgspec.convert(job["hints"], Hints)
            told = {"opened": bundle.open_file(data, job["name"], hints, converted)}
    except ReadError as error:
        told = {"code": error.code, "message": error.message}
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a reader raises must reach the parent as an answer
        import traceback  # noqa: PLC0415 - only for a failure

        text = f"{type(error).__name__}: {error}".encode("utf-8", "backslashreplace").decode()
        trace = traceback.format_exc().encode("utf-8", "backslashreplace").decode()
        told = {"code": "crashed", "message": text, "trace": trace}
    return msgspec.msgpack.encode(told | {"usage": usage()})


def usage() -> dict[str, float | int]:
    """What this process has used so far: processor seconds, and the most memory it had (RSS, bytes)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    unit = 1 if sys.platform == "darwin" else 1024
    return {"cpu_seconds": used.ru_utime + used.ru_stime, "peak_bytes": own_peak() or used.ru_maxrss * unit}


def own_peak() -> int:
    """The most memory this process had since it runs our program (Linux, RSS, bytes); 0 where nothing tells.

    ``ru_maxrss`` starts with the most that the parent ever had.
    """
    try:
        with open("/proc/self/status", "rb") as status:  # noqa: PTH123 - pathlib is 2 ms, and else not needed
            said = next((line.split() for line in status if line.startswith(b"VmHWM:")), None)
    except OSError:
        return 0
    return int(said[1]) * 1024 if said else 0


def run(job: dict[str, Any], parent: int) -> NoReturn:
    """Read the file that standard input holds, answer on standard output, and end.

    :param job: ``call``, ``name``, ``hints``, ``folder`` (where it works) and ``limits``.
    :param parent: process id of the parent.
    """
    # Held back to be freed when memory runs out, so that the exit itself does not fail.
    reserve: list[bytearray] = [bytearray(256 * 1024)]
    os.chdir(job["folder"])
    os.environ |= {"HOME": job["folder"], "TMPDIR": job["folder"]}
    # What a library prints goes to standard error; the pipe to the parent is for the answer alone.
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    faulthandler.enable()
    confine(job["limits"], parent)
    from workers.landlock import shut_off  # noqa: PLC0415 - after the path is set

    shut_off(job["folder"])
    try:
        pipe.write(answer(job, sys.stdin.buffer.read))
        pipe.flush()
    except MemoryError:
        reserve.clear()
        os._exit(EXIT_OUT_OF_MEMORY)
    # Nothing is worth a tidy end: freeing a large tree takes longer than ending the process.
    os._exit(0)
