"""The files around the code keep their promises: READMEs, links, locks, compose file, samples, decisions."""

import ast
import importlib
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
LOCKS = ("requirements.lock", "requirements-ocr.lock", "requirements-dev.lock", "requirements-build.lock")
PAGES = sorted(path for folder in ("", "docs", "docs/decisions") for path in (ROOT / folder).glob("*.md"))
ROOMS = {"parsers", "rules", "models", "migrations", "workers", "tests", "benchmarks", "docs"}
# Split, so that this file names none itself.
INDEX_HOSTS = ("py" + "pi.org", "python" + "hosted.org", "registry.npm" + "js.org", "/sim" + "ple/")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def pins(lock: str) -> dict[str, str]:
    found = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)", text(lock), re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def project() -> dict[str, Any]:
    return tomllib.loads(text("pyproject.toml"))


def compose() -> dict[str, Any]:
    # Imported by name: its types are not among the development packages.
    content: dict[str, Any] = importlib.import_module("yaml").safe_load(text("compose.yaml"))
    return content


def seconds(duration: str) -> int:
    number, unit = int(duration[:-1]), duration[-1]
    return number * {"s": 1, "m": 60}[unit]


@pytest.mark.parametrize("name", READMES)
def test_readme_opens_with_the_two_commands_and_a_picture(name: str) -> None:
    opening = text(name)[:2500]
    assert opening.startswith("# ")
    assert opening.index("make run") < opening.index("make test")
    assert opening.count("```") >= 3, "the commands, then the picture"


def test_the_two_readmes_name_the_same_commands_and_settings() -> None:
    named = [set(re.findall(r"NIANBAO_[A-Z_]+|nianbao [a-z]+|make [a-z]+", text(name))) for name in READMES]
    assert named[0] == named[1]


@pytest.mark.parametrize("name", READMES)
def test_the_readme_names_every_setting(name: str) -> None:
    settings = importlib.import_module("workers.settings").Settings
    missing = [key for key in settings.model_fields if f"`NIANBAO_{key.upper()}`" not in text(name)]
    assert not missing


def test_every_target_of_the_makefile_that_the_readme_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    assert {"setup", "run", "test", "lint", "bench", "lock", "clean", "help"} <= targets
    named = {name for page in PAGES for name in re.findall(r"`make ([a-z-]+)", page.read_text(encoding="utf-8"))}
    assert named <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_resolve(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert not missing


def test_every_decision_is_listed_in_the_architecture() -> None:
    listed = set(re.findall(r"\(decisions/([a-z0-9-]+\.md)\)", text("docs/architecture.md")))
    assert listed == {path.name for path in (ROOT / "docs" / "decisions").glob("*.md")}


def test_the_architecture_has_a_word_on_every_room() -> None:
    missing = [room for room in ROOMS if f"`{room}/`" not in text("docs/architecture.md")]
    assert not missing


def test_the_top_level_is_the_house() -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
    by_products = {"build", "dist", "__pycache__", *(path.name for path in ROOT.glob("*.egg-info"))}
    assert folders - by_products == ROOMS


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_pins_and_hashes_and_nothing_else(lock: str) -> None:
    line = re.compile(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==\S+( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    assert not [found for found in text(lock).splitlines() if not line.fullmatch(found)]


def test_the_locks_satisfy_the_project() -> None:
    metadata = project()
    base, ocr = metadata["project"]["dependencies"], metadata["project"]["optional-dependencies"]["ocr"]
    extras = [line for extra in metadata["project"]["optional-dependencies"].values() for line in extra]
    wanted = {
        "requirements.lock": base,
        "requirements-ocr.lock": [*base, *ocr],
        "requirements-dev.lock": [*base, *extras],
        "requirements-build.lock": metadata["build-system"]["requires"],
    }
    for lock, lines in wanted.items():
        locked = pins(lock)
        for requirement in map(Requirement, lines):
            version = locked.get(canonicalize_name(requirement.name))
            assert version is not None, f"{lock} has no {requirement.name}"
            assert requirement.specifier.contains(version, prereleases=True), f"{lock}: {requirement}"


def test_development_runs_on_the_versions_of_the_runtime() -> None:
    runtime, development = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: development.get(name) for name in runtime} == runtime


def test_no_file_names_a_package_index() -> None:
    folders = [ROOT, *(ROOT / folder for folder in ROOMS), ROOT / ".ci"]
    files = {
        path
        for folder in folders
        for path in (folder.glob("*") if folder == ROOT else folder.rglob("*"))
        if path.is_file() and path.suffix not in {".pyc", ".gz"}
    }
    named = [
        str(path.relative_to(ROOT))
        for path in sorted(files)
        for host in INDEX_HOSTS
        if host in path.read_text(encoding="utf-8", errors="replace")
    ]
    assert not named


def test_the_compose_file_runs_a_fleet_that_heals_itself() -> None:
    services = compose()["services"]
    assert {
        "database",
        "broker",
        "migrate",
        "watcher",
        "worker-io",
        "worker-cpu",
        "worker-mail",
        "scheduler",
        "mail",
    } == (set(services))
    for name, service in services.items():
        assert service["restart"] == ("no" if name == "migrate" else "unless-stopped"), name
        assert {"condition": "service_started"} not in service.get("depends_on", {}).values(), name


def test_the_compose_file_serves_every_queue() -> None:
    queues = importlib.import_module("workers.queues").Queue
    commands = " ".join(
        part for service in compose()["services"].values() for part in map(str, service.get("command", []))
    )
    assert not [queue for queue in queues if not re.search(rf"\b{queue}\b", commands)]


def own_services() -> dict[str, Any]:
    return {name: found for name, found in compose()["services"].items() if found.get("image") == "nianbao:latest"}


@pytest.mark.parametrize("name", ["worker-io", "worker-cpu", "worker-mail"])
def test_a_stop_lets_the_longest_task_finish(name: str) -> None:
    service = own_services()[name]
    importlib.import_module("workers.actors")
    keys = importlib.import_module("workers.settings").Settings.model_fields
    settings = SimpleNamespace(**{key: field.get_default() for key, field in keys.items() if key != "home"})
    assert not [key for key in service["environment"] if key.endswith(("_WALL_SECONDS", "_MAIL_SECONDS"))]
    queues = [queue for option, queue in pairwise(service["command"]) if option == "--queue"]
    specs = [spec for spec in importlib.import_module("workers.registry").SPECS.values() if spec.queue in queues]
    assert specs
    timeout = int(service["environment"]["NIANBAO_SHUTDOWN_SECONDS"])
    assert timeout > max(spec.seconds(settings) for spec in specs)


def test_a_stop_waits_longer_than_the_shutdown_timeout() -> None:
    for name, service in own_services().items():
        timeout = int(service["environment"]["NIANBAO_SHUTDOWN_SECONDS"])
        assert seconds(service["stop_grace_period"]) > timeout, name


def test_each_service_is_asked_for_its_own_sign_of_life() -> None:
    assert "\nHEALTHCHECK" not in text("Containerfile"), "it would be the same for every service"
    known = {service.value for service in importlib.import_module("workers.heartbeat").Service}
    for name, service in own_services().items():
        if name == "migrate":
            assert "healthcheck" not in service
            continue
        *command, asked = service["healthcheck"]["test"]
        assert command == ["CMD", "nianbao", "doctor", "--service"]
        assert asked in known
        assert asked == name.partition("-")[0]


def test_the_compose_file_opens_no_port_to_the_network_and_has_no_password() -> None:
    ports = {name: service["ports"] for name, service in compose()["services"].items() if "ports" in service}
    assert ports == {"mail": ["127.0.0.1:8025:8025"]}
    passwords = re.findall(r"\$\{([A-Z_]*PASSWORD)([^}]*)\}", text("compose.yaml"))
    assert passwords
    assert all(rest.startswith(":?") for _, rest in passwords), "a password must be demanded, never defaulted"


def test_the_image_copies_what_the_build_lets_in() -> None:
    copied = {
        name
        for line in re.findall(r"^COPY (?!--from)(.+)$", text("Containerfile"), re.MULTILINE)
        for name in line.split()[:-1]
    }
    allowed = {line[1:] for line in text(".containerignore").splitlines() if line.startswith("!")}
    assert copied == allowed
    assert not [name for name in copied if not (ROOT / name).exists()]


def test_samples_show_defects_and_clean_reports() -> None:
    expectations = [json.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "tests/samples").glob("*.json")]
    fired = {rule for expected in expectations for rule in expected["fires"]}
    assert sum(not expected["fires"] for expected in expectations) >= 3
    assert {
        "T3-ROW-SUM",
        "T3-BALANCE",
        "T4-NO-NARRATIVE",
        "STR-TABLE-MISSING",
        "STR-SECTION-MISSING",
        "TIME-LATE",
    } <= fired


def imported(path: Path) -> set[str]:
    """The packages of others that a module imports, wherever in it."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    return {name.partition(".")[0] for name in names} - {*ROOMS, *sys.stdlib_module_names}


@pytest.mark.parametrize(("lock", "of_scans"), [("requirements.lock", False), ("requirements-ocr.lock", True)])
def test_what_the_program_imports_is_in_its_lock(lock: str, *, of_scans: bool) -> None:
    there, distributions = set(pins(lock)), packages_distributions()
    modules = [
        path
        for room in ROOMS - {"tests", "benchmarks", "docs"}
        for path in (ROOT / room).rglob("*.py")
        if path.name.startswith("scan") is of_scans
    ]
    assert len(modules) > 5
    lacking = {
        (path.name, name)
        for path in modules
        for name in imported(path)
        if there.isdisjoint(map(canonicalize_name, distributions.get(name, [name])))
    }
    assert lacking == set()
