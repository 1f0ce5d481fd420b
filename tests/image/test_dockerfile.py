"""The image: what is in it, and that its processes work for any user on a read-only tree."""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from sandbox import pictures
from tests import ROOT
from tests.support import dockerfile, wording
from tests.support.dockerfile import BuildStage
from tests.support.processes import COMMANDS, start_bot

# The user may read everything, since this machine's Python may be in a folder of root, and write nothing of others.
AS_ANOTHER_USER = "setpriv --reuid=12345 --regid=12345 --clear-groups " + " ".join(
    f"--{kind}=-all,+dac_read_search" for kind in ("inh-caps", "ambient-caps", "bounding-set")
)

TEXT = (ROOT / "Dockerfile").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BuildStage]:
    """The last stage, read-only, without the packages: those of this environment are used."""
    folder = tmp_path_factory.mktemp("image")

    def without_packages(words: list[str], environment: Mapping[str, str]) -> None:
        del environment
        (folder / "packages/opt/venv/lib").mkdir(parents=True, exist_ok=True)
        assert words[0] in {sys.executable, "find"}
        if "compileall" in words:
            app = folder / "image/app"
            for compiled in (found for part in app.iterdir() for found in (ROOT / part.name).rglob("__pycache__")):
                # What Python has compiled of the same files, whose times the copies have.
                shutil.copytree(compiled, app / compiled.relative_to(ROOT))

    stage = dockerfile.build(TEXT, folder, without_packages)[-1]
    for parent, folders, files in os.walk(stage.root, topdown=False):
        for name in [*folders, *files]:
            path = Path(parent, name)
            path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    for path in [stage.root, *stage.root.parents]:
        # pytest's folders are closed to other users.
        if path.is_relative_to(folder.parent.parent):
            path.chmod(path.stat().st_mode | stat.S_IXOTH)
    yield stage
    for path in stage.root.rglob("*"):
        path.chmod(path.stat().st_mode | stat.S_IWUSR)


def test_both_stages_start_from_the_same_pinned_base() -> None:
    bases = {rest.partition(" ")[0] for name, rest in dockerfile.instructions(TEXT) if name == "FROM"}
    assert len(bases) == 1
    assert re.fullmatch(r"python:3\.\d+-slim-\w+@sha256:[0-9a-f]{64}", bases.pop())


def test_the_packages_are_those_of_the_production_lock_by_hash() -> None:
    (install,) = [rest for name, rest in dockerfile.instructions(TEXT) if name == "RUN" and "install" in rest]
    assert "--require-hashes" in install
    assert "requirements.txt" in install


def test_the_image_runs_as_a_user_stops_on_sigterm_and_needs_no_shell(image: BuildStage) -> None:
    assert (image.user, image.signal) == ("10001:10001", "SIGTERM")
    assert image.command == COMMANDS["web"].split()
    steps = dockerfile.instructions(TEXT)
    assert not [name for name, _ in steps if name in {"ENTRYPOINT", "HEALTHCHECK", "ADD", "VOLUME"}]
    assert all(rest.startswith("[") for name, rest in steps if name in {"RUN", "CMD"})


def test_the_image_holds_every_module_that_its_code_imports_and_no_test(image: BuildStage) -> None:
    app = image.root / "app"
    ours = {path.name for path in app.iterdir() if path.is_dir()}
    assert ours == {"appstore", "bot", "cards", "kit", "records", "tasks"}
    local = {path.name for path in ROOT.iterdir() if (path / "__init__.py").exists()}
    imported = {
        package
        for path in app.rglob("*.py")
        for package in re.findall(r"^ *from (\w+)[\w.]* import ", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert imported & local == ours


def test_the_context_holds_exactly_what_is_copied() -> None:
    copied = {
        word
        for name, rest in dockerfile.instructions(TEXT)
        if name == "COPY" and not rest.startswith("--from")
        for word in rest.split()[:-1]
    }
    allowed = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {word.removeprefix("!") for word in allowed if word.startswith("!")} == copied


@pytest.mark.timeout(120)
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can run the processes as another user")
def test_the_processes_of_the_image_do_the_main_job_as_another_user_on_a_read_only_tree(image: BuildStage) -> None:
    with start_bot(start=()) as running_bot:
        running_bot.folder.chmod(0o777)
        running_bot.environment |= {"PYTHONDONTWRITEBYTECODE": "1", "HOME": str(running_bot.folder)}
        for name in ("web", "worker", "clock"):
            running_bot.start(name, within=AS_ANOTHER_USER, root=image.root / "app")
        running_bot.ready()
        running_bot.slack.deliver_to(f"http://127.0.0.1:{running_bot.environment['PORT']}/slack/events")
        files = (("1.png", pictures.png(1290, 2796, seed=1)),)
        ts = running_bot.eddie.says(running_bot.release, "@App Store Bot upload en-US APP_IPHONE_67", files=files)
        assert wording.uploaded(1) in running_bot.finished(ts)
        owners = {path.stat().st_uid for path in running_bot.folder.rglob("*") if path.name.startswith("asc")}
        assert owners <= {12345}
        running_bot.stop()
        assert [process.returncode for process in running_bot.processes] == [0, 0, 0], running_bot.logs()
