"""Starts the stand-in with a sample account: `python -m sandbox.appstore --port 8080 --folder var`."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path

from sandbox import pictures
from sandbox.appstore import AppStoreConnect, Key


def furnished() -> tuple[AppStoreConnect, Key]:
    """Returns an account with one app: a live version, one in preparation, a few reviews, and an editor's key."""
    apple = AppStoreConnect(seed=1)
    app_id = apple.add_app("com.example.tide", "Tide")
    live = apple.add_version(app_id, "1.0", state="READY_FOR_DISTRIBUTION", locales=["en-US", "de-DE"])
    apple.set_text(live, "en-US", description="Tides for every harbour.", keywords="tide,sea,moon")
    shots = [(f"{number}.png", pictures.png(1320, 2868, seed=number)) for number in (1, 2, 3)]
    apple.fill_set(live, "en-US", "APP_IPHONE_67", shots)
    apple.add_version(app_id, "1.1")
    apple.add_review(app_id, 5, title="Never wet feet again", body="Right to the minute.", territory="GBR")
    apple.add_review(app_id, 1, title="Stürzt ab", body="Seit dem letzten Update geht nichts.", territory="DEU")
    apple.processing = 3.0
    return apple, apple.add_key("ADMIN")


def main(arguments: list[str] | None = None) -> None:
    """Serves until interrupted; writes the key's `.p8` file to the folder."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.appstore", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--folder", type=Path, default=Path("var"), help="where the private key is put")
    options = parser.parse_args(arguments)
    apple, key = furnished()
    options.folder.mkdir(parents=True, exist_ok=True)
    path = options.folder / f"AuthKey_{key.key_id}.p8"
    path.touch(mode=0o600)
    path.write_text(key.private_key_pem)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with apple.serve(options.port) as address:
        sys.stdout.write(
            f"ASC_API_URL={address}\nASC_KEY_ID={key.key_id}\nASC_ISSUER_ID={key.issuer_id}\n"
            f"ASC_PRIVATE_KEY_PATH={path}\n",
        )
        sys.stdout.flush()
        stopped.wait()


if __name__ == "__main__":
    main()
