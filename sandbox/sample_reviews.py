"""Sample reviews for the demo's apps, in eight languages and with one to five stars."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SampleReview:
    """One review: `hours` is its age, `answer` its existing reply."""

    rating: int
    territory: str
    nickname: str
    title: str
    body: str
    hours: float
    answer: str = ""


OF_TIDE = (
    SampleReview(
        5,
        "GBR",
        "saltyjack",
        "The only tide app I still trust",
        "Fifteen harbours from Whitby to Padstow and never more than four minutes out. The widget alone is worth it.",
        3,
    ),
    SampleReview(
        1,
        "USA",
        "kayak_dad_72",
        "Crashes when I am ON THE WATER",
        "Opens fine at home. The moment I lose signal it closes & all my saved spots are gone. I paid for <offline>!!",
        5,
    ),
    SampleReview(
        2,
        "DEU",
        "Wattwanderin",
        "Seit dem Update unbrauchbar",
        "Die Hochwasserzeiten für Norderney stehen eine Stunde daneben. Im Watt ist das kein Schönheitsfehler, "
        "sondern gefährlich. Bitte dringend nachbessern.",
        9,
    ),
    SampleReview(
        4,
        "FRA",
        "lafillemalouine",
        "Très belle, un peu lente",
        "Les coefficients sont justes et la carte est superbe. Dommage que l'ouverture prenne cinq secondes.",
        26,
        "Merci ! La version 1.2 s'ouvre deux fois plus vite.",
    ),
    SampleReview(
        1,
        "BRA",
        "surfista.floripa",
        "Cadê o modo escuro?",
        "Acordo às 5h pra ver a maré e a tela me cega. Já pedi três vezes. Uma estrela até ter modo escuro.",
        31,
    ),
    SampleReview(5, "JPN", "磯釣り一筋", "最高の潮見表", "釣り歴40年、これほど見やすい潮汐アプリは初めてです。", 49),
    SampleReview(
        3,
        "ESP",
        "marinera_gijon",
        "Correcta, sin más",
        "Hace lo que promete, pero los puertos pequeños del Cantábrico no aparecen por ningún lado.",
        70,
    ),
    SampleReview(
        2, "SAU", "صياد_جدة", "الإشعارات لا تعمل", "لا تصلني تنبيهات المد إلا بعد فوات الأوان. أرجو الإصلاح.", 95
    ),
    SampleReview(
        5,
        "KOR",
        "제주해녀",
        "매일 아침 확인합니다",
        "물때가 정확하고 글씨가 커서 어머니도 잘 쓰세요. 🌊",
        120,
        "감사합니다! 어머님께도 안부 전해 주세요.",
    ),
    SampleReview(1, "USA", "ANGRY REVIEWER", "", "no", 150),
)
OF_KETTLE = (
    SampleReview(
        5,
        "IRL",
        "barrystea",
        "Finally, oolong at 85°",
        "It told me I had been making tea wrong for thirty years. It was right.",
        12,
    ),
    SampleReview(
        2,
        "DEU",
        "teekessel",
        "Der Wecker klingelt leise",
        "Drei Kannen Sencha verbrannt, weil der Wecker nur flüstert.",
        40,
    ),
)
# The review posted by the button "Bad review".
BAD = SampleReview(
    1,
    "USA",
    "left_high_and_dry",
    "Stranded on a sandbank",
    "Said high tide, was low tide. My boat sat there for SIX hours. Fix it or refund me.",
    0,
)
