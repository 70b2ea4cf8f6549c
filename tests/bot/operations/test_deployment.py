"""The container and compose files: sound as far as that can be seen without an engine."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.service.settings import load_settings

ROOT = Path(__file__).parents[3]
KNOWN = frozenset(
    """image build restart env_file environment volumes read_only tmpfs cap_drop security_opt
    pids_limit stop_grace_period logging command healthcheck depends_on ports shm_size""".split()
)
"""What a service of ours may say; all are in the compose specification."""

CONDITIONS = ("service_started", "service_healthy", "service_completed_successfully")


FILES = ("compose.yaml", "compose.files.yaml")


@pytest.fixture(params=FILES)
def compose(request: pytest.FixtureRequest) -> Any:
    return yaml.safe_load((ROOT / request.param).read_text("utf-8"))


def ours(compose: Any) -> dict[str, Any]:
    """The services that are the coach."""
    services: dict[str, Any] = compose["services"]
    return {name: said for name, said in services.items() if "build" in said}


def dockerfile() -> list[list[str]]:
    """Instructions as words, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [line.split(None, 1) for line in lines]


def image_settings() -> dict[str, str]:
    words = next(words[1] for words in dockerfile() if "MVS_STORE" in words[1])
    return dict(word.split("=", 1) for word in words.split())


def procfile() -> dict[str, str]:
    lines = (ROOT / "Procfile").read_text("utf-8").splitlines()
    return {name.strip(): command.strip() for name, _, command in (x.partition(":") for x in lines)}


def test_compose_runs_what_the_procfile_names() -> None:
    services = ours(yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8")))
    assert {name: said["command"] for name, said in services.items()} == procfile()
    assert set(procfile()) == {"web", "worker", "release"}


def test_with_a_store_in_files_there_is_one_process() -> None:
    services = ours(yaml.safe_load((ROOT / "compose.files.yaml").read_text("utf-8")))
    assert {name: said["command"] for name, said in services.items()} == {"web": "mvs-coach serve"}


def test_compose_says_only_what_is_in_its_specification(compose: Any) -> None:
    assert {key for key in compose if not key.startswith("x-")} == {"name", "services", "volumes"}
    for name, service in compose["services"].items():
        assert set(service) <= KNOWN, name
        for volume in service["volumes"]:
            source = volume.split(":")[0]
            assert source in compose["volumes"], name
        for other, when in service.get("depends_on", {}).items():
            assert other in compose["services"]
            assert when["condition"] in CONDITIONS
        if when_healthy := [
            other
            for other, when in service.get("depends_on", {}).items()
            if when["condition"] == "service_healthy"
        ]:
            assert all("test" in compose["services"][o]["healthcheck"] for o in when_healthy)


def test_our_containers_cannot_write_or_become_anybody(compose: Any) -> None:
    for service in ours(compose).values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert {volume.split(":")[1] for volume in service["volumes"]} == {"/data", "/backup"}


def test_everything_that_is_written_lies_on_a_volume(compose: Any) -> None:
    """Exports, signing keys and the practice room's files are kept beside the store."""
    for settings in (compose["services"]["web"]["environment"], image_settings()):
        kept = ("MVS_STORE", "MVS_MEDIA", "MVS_DATA")
        found = load_settings({name: settings[name] for name in kept if name in settings})
        media = () if found.is_database else (found.media_folder,)
        for folder in (found.folder, *media, found.exports_folder):
            assert folder.parent == Path("/data")
        assert found.signing_folder.parent == Path("/data")


def test_nothing_secret_is_written_into_the_files() -> None:
    text = "".join((ROOT / name).read_text("utf-8") for name in (*FILES, "Dockerfile"))
    for line in text.splitlines():
        plain = re.sub(r"\$\{[^}]*\}", "", line)  # what is put in from outside
        assert not re.search(r"(?i)(password|secret|token)\w*[:=]\s*\S", plain), line
        assert not re.search(r"://[^/\s:]+:[^@\s]+@", plain), line


def test_the_image_is_built_in_two_stages_from_the_lock_and_runs_as_nobody_special() -> None:
    steps = dockerfile()
    assert [words[1] for words in steps if words[0] == "FROM"] == [
        "python:3.11-slim-bookworm AS build",
        "python:3.11-slim-bookworm",
    ]
    last = steps[[words[0] for words in steps].index("FROM", 1) :]
    assert ["USER", "10001:10001"] in last
    assert not any(word == "pip" for words in last for word in words[1].split())
    assert any("--require-hashes" in words[1] for words in steps if words[0] == "RUN")
    for name in ("HEALTHCHECK", "CMD"):
        (said,) = (words[1] for words in last if words[0] == name)
        assert isinstance(json.loads(said[said.index("[") :]), list)
    (command,) = (words[1] for words in last if words[0] == "CMD")
    assert " ".join(json.loads(command)) == "mvs-coach serve"


def test_everything_the_image_copies_is_there_and_let_through() -> None:
    let_in = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    }
    for words in dockerfile():
        if words[0] == "COPY" and not words[1].startswith("--from"):
            for source in words[1].split()[:-1]:
                assert (ROOT / source).exists()
                assert source in let_in


@pytest.mark.parametrize("name", FILES)
def test_compose_itself_reads_the_file_where_it_is_installed(name: str, tmp_path: Path) -> None:
    """Without the tool the tests above have to do; with it, it must agree."""
    for each in (name, "Dockerfile"):
        shutil.copy(ROOT / each, tmp_path / each)
    (tmp_path / ".env").write_text("PGPASSWORD=example\n", "utf-8")
    command = _compose()
    if command is not None:
        run = subprocess.run(
            [*command, "--file", name, "config", "--quiet"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr


def _compose() -> list[str] | None:
    """The command that reads compose files, if it is a version that knows today's format."""
    for command in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(command[0]) is None:
            continue
        asked = subprocess.run(
            [*command, "version"], capture_output=True, text=True, check=False, env=dict(os.environ)
        )
        if asked.returncode == 0 and re.search(r"version v?([2-9]|\d\d)\.", asked.stdout):
            return command
    return None
