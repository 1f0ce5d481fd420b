"""Takes more memory than a case may, to show that it is refused."""

from __future__ import annotations

from tests.fuzz import runner

if __name__ == "__main__":
    runner.limit_memory()
    bytearray(2 * runner.MAX_MEMORY)
