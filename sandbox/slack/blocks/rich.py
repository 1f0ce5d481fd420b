"""The schema of rich text; its text is literal, without escapes or markup."""

from __future__ import annotations

from sandbox.slack.blocks.shapes import (
    Shape,
    anything,
    flag,
    integer,
    list_of,
    longest,
    number,
    one_of,
    record,
    string,
    typed,
)

ALL = 1_000  # elements per part; Slack publishes no number
STYLES = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
STYLE = {"style": record({}, dict.fromkeys(STYLES, flag), typed=False)}

PIECES: dict[str, Shape] = {
    "text": record({"text": string(longest("text.max_length") * 10)}, STYLE),
    "link": record({"url": string()}, {**STYLE, "text": string(), "unsafe": flag}),
    "emoji": record({"name": string()}, {**STYLE, "unicode": string(), "skin_tone": integer(1, 6), "url": string()}),
    "user": record({"user_id": string()}, STYLE),
    "usergroup": record({"usergroup_id": string()}, STYLE),
    "channel": record({"channel_id": string()}, STYLE),
    "broadcast": record({"range": one_of("here", "channel", "everyone")}, STYLE),
    "date": record({"timestamp": number, "format": string()}, {**STYLE, "url": string(), "fallback": string()}),
    "color": record({"value": string()}, STYLE),
    "team": record({"team_id": string()}, STYLE),
    "file": record({"file_id": string()}, STYLE),
}
LINE = {"elements": list_of(typed(PIECES), ALL, least=0)}
BORDER = {"border": integer(0, 1)}
SECTION = record(LINE)
PARTS: dict[str, Shape] = {
    "rich_text_section": SECTION,
    "rich_text_quote": record(LINE, BORDER),
    "rich_text_preformatted": record(LINE, {**BORDER, "language": string()}),
    "rich_text_list": record(
        {
            "elements": list_of(typed({"rich_text_section": SECTION}), ALL, least=0),
            "style": one_of("bullet", "ordered"),
        },
        {**BORDER, "indent": integer(0, longest("rich_text_list.indent.max")), "offset": integer(0, 10**6)},
    ),
}
RICH_TEXT = record(
    {"elements": list_of(typed(PARTS), ALL, least=0)}, {"block_id": string("block_id.max_length"), "name": anything}
)
