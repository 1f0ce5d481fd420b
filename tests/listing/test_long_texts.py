"""A text that is longer than a field of a form."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from appstore.fields import Field
from appstore.reviews import REPLY_LIMIT
from cards.modals import MOST_IN_FIELD, split
from tasks.listing.modals import HALF

_PIECES = st.sampled_from(["Know the tide. ", "A line\n", "A paragraph.\n\n", "潮", "🌊", " ", "\n", "x" * 700])


@given(st.lists(_PIECES, max_size=60).map("".join))
def test_two_fields_hold_a_long_text_and_give_it_back_exactly(text: str) -> None:
    for most, limit in ((HALF, Field.DESCRIPTION.limit), (MOST_IN_FIELD, REPLY_LIMIT)):
        first, joint, second = split(text, most)
        assert joint.join(part for part in (first, second) if part) == text
        assert len(first) <= most
        assert len(second) <= MOST_IN_FIELD or len(text) > limit
