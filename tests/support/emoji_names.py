"""Makes `bot/dispatch/emoji.tsv` from the data that Slack's emoji names come from (https://github.com/iamcal/emoji-data).

npm pack emoji-datasource@16.0.0
tar -xzf emoji-datasource-16.0.0.tgz package/emoji.json package/LICENSE
python -m tests.support.emoji_names package > bot/dispatch/emoji.tsv
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

HEADER = """\
Slack's names of emoji, the emoji, and where its skin tones go: once, and twice for two people.
Made by `python -m tests.support.emoji_names` from emoji-datasource, whose licence follows.
"""


def lines(package: Path) -> Iterator[str]:
    """Every line of the file, made from an unpacked npm package."""
    for line in (HEADER + "\n" + (package / "LICENSE").read_text(encoding="utf-8")).splitlines():
        yield f"# {line}".rstrip()
    for emoji in json.loads((package / "emoji.json").read_text(encoding="utf-8")):
        yield "\t".join((" ".join(emoji["short_names"]), _text(emoji["unified"]), *templates(emoji))).rstrip("\t")


def templates(emoji: Mapping[str, Any]) -> tuple[str, str]:
    """The emoji with one tone, as `{0}`, and with two, as `{0}` and `{1}`; "" where there is none."""
    single, pair = set(), set()
    for tones, variation in emoji.get("skin_variations", {}).items():
        first, _, second = tones.partition("-")
        template = variation["unified"].replace(first, "{0}")
        if second in {"", first}:
            single.add(_text(template))
        else:
            pair.add(_text(template.replace(second, "{1}")))
    (item,), (two,) = single or {""}, pair or {""}
    return item, two


def _text(code_points: str) -> str:
    return "".join(point if point.startswith("{") else chr(int(point, 16)) for point in code_points.split("-"))


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in lines(Path(sys.argv[1])))
