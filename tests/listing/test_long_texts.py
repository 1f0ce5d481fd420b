"""A text that is longer than a field of a form."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from appstore.fields import Field
from cards.listing.modals import HALF, halves

_PIECES = st.sampled_from(["Know the tide. ", "A line\n", "A paragraph.\n\n", "潮", "🌊", " ", "\n", "x" * 700])


@given(st.lists(_PIECES, max_size=60).map("".join))
def test_two_fields_hold_a_long_text_and_give_it_back_exactly(text: str) -> None:
    parts, joint = halves(text)
    assert joint.join(part for part in parts if part) == text
    assert len(parts[0]) <= HALF
    assert all(len(part) <= 3000 for part in parts) or len(text) > Field.DESCRIPTION.limit
