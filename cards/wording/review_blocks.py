"""How a review looks: stars in words and signs, the customer's words literally, who and where."""

import unicodedata
from datetime import UTC, datetime

from appstore.catalog import territories
from appstore.texts.characters import normalized
from cards.blocks import Block, actions, button, clock_time, context, escape, paragraph, quote, rich, shorten, span
from records.reviews.drafts import ReviewText

REPLY = "reviews.reply"

# Characters of a review that a message shows.
MOST_SHOWN = 2800

_CHUNK = 2500
# These turn the direction of the text around them, or hide it; what joins letters and emoji (ZWJ, ZWNJ) stays.
_TURNING = frozenset("\u200b\u2060\ufeff\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    """Text from outside in NFC, without what could turn or hide the text around it."""
    kept = (char for char in text if char == "\n" or (char not in _TURNING and unicodedata.category(char) != "Cc"))
    return normalized("".join(kept))


def one_line(text: str, most: int = 80) -> str:
    """A name or a title on one line."""
    return shorten(" ".join(clean(text).split()), most)


def stars(rating: int) -> str:
    """`★★☆☆☆ 2 of 5 stars`."""
    return f"{'★' * rating}{'☆' * (5 - rating)} {rating} of 5 stars"


def where(review: ReviewText) -> str:
    """`🇩🇪 Germany`."""
    return f"{territories.flag(review.territory)} {territories.name(review.territory)}".strip()


def headline(review: ReviewText) -> str:
    """What a line has room for: the title, else the beginning of the text."""
    return one_line(review.title) or one_line(review.body) or "(no text)"


def who(review: ReviewText, review_id: str) -> Block:
    """The small line under a review."""
    name = one_line(review.nickname, 50) or "a customer"
    day = clock_time(review.created, "{date_short}") if review.created else ""
    parts = (where(review), day, f"Review `{escape(review_id)}`")
    return context(" · ".join(part for part in parts if part), literal=f"{name} ·")


def review_summary(review: ReviewText, review_id: str) -> list[Block]:
    """Return stars, title and the beginning of the text, and the line about who wrote it: a row of a list."""
    parts = [paragraph(span(f"{stars(review.rating)} ", "bold"), span(one_line(review.title, 150), "bold"))]
    if body := clean(review.body):
        parts.append(quote(shorten(body, 500)))
    return [rich(*parts), who(review, review_id)]


def reply_button(review: ReviewText, review_id: str, app_id: str) -> Block:
    """Return the button that posts a drafted reply to the review."""
    return actions(button("Reply", REPLY, f"{review_id}|{app_id}", says=f"Reply to the review {headline(review)}"))


def review_block(review: ReviewText, app_name: str) -> Block:
    """Stars, title and text."""
    parts = [paragraph(span(stars(review.rating), "bold"), *([span(f"  {app_name}")] if app_name else []))]
    if title := one_line(review.title, 200):
        parts.append(paragraph(span(title, "bold")))
    if body := clean(review.body):
        parts += words(shorten(body, MOST_SHOWN))
    return rich(*parts)


def words(text: str) -> list[Block]:
    """A text from outside, whole, in as many quotes as it needs."""
    text = text or " "
    return [quote(text[start : start + _CHUNK]) for start in range(0, len(text), _CHUNK)]


def fallback_text(review: ReviewText) -> str:
    """A review for notifications and screen readers, escaped."""
    day = f"{datetime.fromtimestamp(review.created, UTC):%Y-%m-%d}" if review.created else ""
    where_from, name = territories.name(review.territory), escape(one_line(review.nickname, 50))
    about = ", ".join(part for part in (f"{review.rating} of 5 stars", name, where_from, day) if part)
    title, body = one_line(review.title, 200), shorten(clean(review.body), 1200)
    content = ". ".join(part for part in (title, body) if part) or "(no text)"
    return f"{about}: {escape(content)}"
