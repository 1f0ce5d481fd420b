"""Runs the Dockerfile's steps in a folder, without a container engine: this machine's Python is the base image."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests import ROOT

Run = Callable[[list[str], Mapping[str, str]], None]


@dataclass
class BuildStage:
    """A stage of the image: its root on this machine, and what its instructions have set."""

    name: str
    base: str
    root: Path
    environment: dict[str, str] = field(default_factory=dict)
    folder: str = "/"
    user: str = "0:0"
    signal: str = ""
    command: list[str] = field(default_factory=list)


def instructions(text: str) -> list[tuple[str, str]]:
    """Return (instruction, its arguments); comments are left out, continued lines are joined."""
    joined = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#")).replace("\\\n", " ")
    lines = [line.partition(" ") for line in joined.splitlines() if line.strip()]
    return [(name.upper(), rest.strip()) for name, _, rest in lines]


def build(text: str, folder: Path, run: Run) -> list[BuildStage]:
    """Carry out every instruction below `folder`, RUN by `run`. Raises ValueError for an instruction not known here."""
    stages: list[BuildStage] = []
    for name, rest in instructions(text):
        if name == "FROM":
            base, _, stage = rest.partition(" AS ")
            root = folder / (stage or "image")
            root.mkdir(parents=True)
            stages.append(BuildStage(stage, base, root))
            continue
        _step(name, rest, stages, run)
    return stages


def _step(name: str, rest: str, stages: list[BuildStage], run: Run) -> None:
    stage = stages[-1]
    match name:
        case "COPY":
            _copy(rest.split(), stages)
        case "RUN":
            run([_located(word, stage.root) for word in json.loads(rest)], stage.environment)
        case "ENV":
            pairs = (pair.partition("=") for pair in rest.split())
            stage.environment |= {key: value for key, _, value in pairs}
        case "WORKDIR":
            stage.folder = rest
            (stage.root / rest.lstrip("/")).mkdir(parents=True, exist_ok=True)
        case "USER":
            stage.user = rest
        case "STOPSIGNAL":
            stage.signal = rest
        case "CMD":
            stage.command = json.loads(rest)
        case "EXPOSE":
            pass
        case _:
            raise ValueError(f"{name} is not simulated")


def _copy(words: list[str], stages: list[BuildStage]) -> None:
    *sources, target = [word for word in words if not word.startswith("--")]
    origin = next((word.removeprefix("--from=") for word in words if word.startswith("--from=")), None)
    begin = next((stage.root for stage in stages if stage.name == origin), ROOT)
    end = stages[-1].root / os.path.join(stages[-1].folder, target).lstrip("/")  # noqa: PTH118 - an absolute one wins
    for source in sources:
        path = begin / source.lstrip("/")
        if path.is_dir():
            shutil.copytree(path, end, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            end.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, end)


def _located(word: str, root: Path) -> str:
    """Return a word of a command with the image's absolute paths below `root`; `python` is this machine's."""
    if word == "python":
        return sys.executable
    return f"{root}{word}" if word.startswith("/") else word


def execute(words: list[str], environment: Mapping[str, str]) -> None:
    """Run a step for real."""
    together = {**os.environ, **environment, "PATH": os.environ["PATH"]}
    subprocess.run(words, env=together, check=True)  # noqa: S603 - the steps of our own file
