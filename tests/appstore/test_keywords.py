"""Keywords without commas are recognized, and what is one keyword stays one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appstore.fields import Field, as_sent
from appstore.texts.keywords import separated

APART = {
    "tide wind waves": "tide,wind,waves",
    "high tide": "high,tide",
    "tide; wind; waves": "tide,wind,waves",
    "tide;wind": "tide,wind",
    "tide；wind": "tide,wind",
    "مد؛ رياح": "مد,رياح",
    "high tide; low tide": "high tide,low tide",
    "tide|wind": "tide,wind",
    "tide / wind": "tide,wind",
    "tide/wind": "tide,wind",
    "tide\\wind": "tide,wind",
    "tide:wind": "tide,wind",
    "tide. wind": "tide,wind",
    "#tide #wind": "tide,wind",
    "#tide #wind,sun": "tide,wind,sun",
    "• tide • wind": "tide,wind",
    "• tide\n• wind": "tide,wind",
    "- tide\n- wind": "tide,wind",
    "1. tide\n2. wind": "tide,wind",
    "tide · wind": "tide,wind",
    "tide·wind": "tide,wind",
    "潮・風": "潮,風",
    "潮汐 风 海浪": "潮汐,风,海浪",
    "潮汐\u3000风": "潮汐,风",
    "tide - wind – waves": "tide,wind,waves",
    "tide > wind": "tide,wind",
    '"high tide" "low tide"': "high tide,low tide",
    "“high tide” „low tide“": "high tide,low tide",
    '"tide","wind"': "tide,wind",
    "tide; wind, waves": "tide,wind,waves",
    "tide,wind waves harbour fishing": "tide,wind,waves,harbour,fishing",
    "tide;": "tide",
    "tide;tide;wind": "tide,wind",
}
ONE = [
    "tide",
    "tide,wind",
    "high tide,low tide",
    "tide, wind ,waves",
    "tide，wind、waves،sun",
    "tide\nwind",
    "tide\twind",
    "24/7",
    "24/7,shop",
    "TV/Radio,news",
    "salt & pepper,sea",
    "c#,f#,.net,c++",
    "node.js",
    "wi-fi",
    "https://tide.example/app",
    "col·lecció",
    "スター・ウォーズ,映画",
    "what's new,sun",
    "",
    ",",
]


@pytest.mark.parametrize("text", APART)
def test_keywords_without_commas_get_them(text: str) -> None:
    assert separated(text) == APART[text]
    assert separated(APART[text]) == ""


@pytest.mark.parametrize("text", ONE)
def test_keywords_with_commas_and_single_words_are_left_alone(text: str) -> None:
    assert separated(text) == ""


def test_the_cells_of_a_table_are_keywords() -> None:
    assert as_sent(Field.KEYWORDS, "high tide\tlow tide\nwind") == "high tide,low tide,wind"


@given(st.text(alphabet='ab1 ;|/#•-"\n\t,.：:·', max_size=30))
def test_no_text_is_separated_twice_or_gets_longer(text: str) -> None:
    better = separated(text)
    assert len(better) <= len(text)
    assert ",," not in better
    assert better.strip(",") == better
