"""`make audit`: checks the packages of the lock file for known vulnerabilities, if the advisories can be reached."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests import ROOT

LOCK = ROOT / "requirements.txt"
OSV = "https://api.osv.dev/v1/query"
# For one answer, and for all of it.
SECONDS_EACH, SECONDS = 5, 30

# Advisories that can do no harm here: id and reason.
ACCEPTED: dict[str, str] = {}

# How the last line of pip-audit begins where the service refuses, breaks off, talks nonsense or is not there.
OUT_OF_REACH = ("requests.exceptions.", "pip_audit._service.")


def audit(lock: Path = LOCK, osv: str = OSV, seconds: int = SECONDS) -> tuple[int, str]:
    """The exit code, 1 where something is known or the lock can't be read, and what to say."""
    requested = ["-s", "osv", "--osv-url", osv, "-f", "json", "--desc", "off", "--progress-spinner", "off"]
    read = ["--require-hashes", "--disable-pip", "-r", str(lock), "--timeout", str(SECONDS_EACH)]
    ignored = [word for known in ACCEPTED for word in ("--ignore-vuln", known)]
    command = [sys.executable, "-m", "pip_audit", *requested, *read, *ignored]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)  # noqa: S603 - ours
    except subprocess.TimeoutExpired:
        return 0, f"not audited: the advisories did not come within {seconds} s"
    last = (done.stderr.strip().splitlines() or [""])[-1]
    if not done.stdout.strip():
        away = last.startswith(OUT_OF_REACH)
        return (0, "not audited: the advisories are out of reach") if away else (1, f"not audited: {last}")
    return judge(json.loads(done.stdout)["dependencies"])


def judge(packages: list[dict[str, Any]]) -> tuple[int, str]:
    """What the advisories say of the packages."""
    known = [
        f"{package['name']} {package['version']}: {weak['id']}, fixed: {', '.join(weak['fix_versions']) or 'no'}"
        for package in packages
        for weak in package.get("vulns", [])
    ]
    if known:
        return 1, "\n".join(known)
    return 0, f"audited: nothing is known against {sum('vulns' in package for package in packages)} packages"


if __name__ == "__main__":
    code, reported = audit()
    sys.stdout.write(f"{reported}\n")
    sys.exit(code)
