"""`python -m tests.image`: carries out the whole Dockerfile, packages included, and prints how large the result is."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests import ROOT
from tests.support import dockerfile

MB = 1_000_000


def main() -> None:
    """Print the size of everything on top of the base image, and of the largest packages."""
    with tempfile.TemporaryDirectory(prefix="image-") as name:
        steps = (ROOT / "Dockerfile").read_text(encoding="utf-8")
        image = dockerfile.build(steps, Path(name), dockerfile.execute)[-1].root
        sizes: Counter[str] = Counter()
        for path in image.rglob("*"):
            if path.is_file() and not path.is_symlink():
                parts = path.relative_to(image).parts
                package = parts[parts.index("site-packages") + 1] if "site-packages" in parts else parts[0]
                sizes[package] += path.stat().st_size
        sys.stdout.write(f"{sum(sizes.values()) / MB:.0f} MB on top of the base image, of which\n")
        for package, size in sizes.most_common(8):
            sys.stdout.write(f"{size / MB:6.1f} MB {package}\n")


if __name__ == "__main__":
    main()
