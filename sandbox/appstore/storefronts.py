"""The 175 territories where apps are sold, with the currency of each."""

from __future__ import annotations

from decimal import Decimal

# fmt: off
STOREFRONTS = (
    "AFG", "AGO", "AIA", "ALB", "ARE", "ARG", "ARM", "ATG", "AUS", "AUT", "AZE", "BEL", "BEN", "BFA", "BGR", "BHR",
    "BHS", "BIH", "BLR", "BLZ", "BMU", "BOL", "BRA", "BRB", "BRN", "BTN", "BWA", "CAN", "CHE", "CHL", "CHN", "CIV",
    "CMR", "COD", "COG", "COL", "CPV", "CRI", "CYM", "CYP", "CZE", "DEU", "DMA", "DNK", "DOM", "DZA", "ECU", "EGY",
    "ESP", "EST", "FIN", "FJI", "FRA", "FSM", "GAB", "GBR", "GEO", "GHA", "GMB", "GNB", "GRC", "GRD", "GTM", "GUY",
    "HKG", "HND", "HRV", "HUN", "IDN", "IND", "IRL", "IRQ", "ISL", "ISR", "ITA", "JAM", "JOR", "JPN", "KAZ", "KEN",
    "KGZ", "KHM", "KNA", "KOR", "KWT", "LAO", "LBN", "LBR", "LBY", "LCA", "LKA", "LTU", "LUX", "LVA", "MAC", "MAR",
    "MDA", "MDG", "MDV", "MEX", "MKD", "MLI", "MLT", "MMR", "MNE", "MNG", "MOZ", "MRT", "MSR", "MUS", "MWI", "MYS",
    "NAM", "NER", "NGA", "NIC", "NLD", "NOR", "NPL", "NRU", "NZL", "OMN", "PAK", "PAN", "PER", "PHL", "PLW", "PNG",
    "POL", "PRT", "PRY", "QAT", "ROU", "RUS", "RWA", "SAU", "SEN", "SGP", "SLB", "SLE", "SLV", "SRB", "STP", "SUR",
    "SVK", "SVN", "SWE", "SWZ", "SYC", "TCA", "TCD", "THA", "TJK", "TKM", "TON", "TTO", "TUN", "TUR", "TWN", "TZA",
    "UGA", "UKR", "URY", "USA", "UZB", "VCT", "VEN", "VGB", "VNM", "VUT", "XKS", "YEM", "ZAF", "ZMB", "ZWE",
)
# fmt: on

_EURO = "AUT BEL BIH BGR CYP DEU ESP EST FIN FRA GRC HRV IRL ITA LTU LUX LVA MLT MNE NLD PRT SRB SVK SVN XKS"
_OWN = {
    "ARE": "AED", "AUS": "AUD", "BRA": "BRL", "CAN": "CAD", "CHE": "CHF", "CHL": "CLP", "CHN": "CNY", "COL": "COP",
    "CZE": "CZK", "DNK": "DKK", "EGY": "EGP", "GBR": "GBP", "HKG": "HKD", "HUN": "HUF", "IDN": "IDR", "IND": "INR",
    "ISR": "ILS", "JPN": "JPY", "KAZ": "KZT", "KOR": "KRW", "MEX": "MXN", "MYS": "MYR", "NGA": "NGN", "NOR": "NOK",
    "NZL": "NZD", "PAK": "PKR", "PER": "PEN", "PHL": "PHP", "POL": "PLN", "QAT": "QAR", "ROU": "RON", "RUS": "RUB",
    "SAU": "SAR", "SGP": "SGD", "SWE": "SEK", "THA": "THB", "TUR": "TRY", "TWN": "TWD", "TZA": "TZS", "VNM": "VND",
    "ZAF": "ZAR",
}  # fmt: skip
# Other territories pay in dollars.
CURRENCIES = dict.fromkeys(STOREFRONTS, "USD") | dict.fromkeys(_EURO.split(), "EUR") | _OWN

# How much of a currency a dollar is here, what prices are rounded to, and what is then taken off (4.99, not 5).
_RATES = (
    "USD 1 .1 .01; EUR 1 .1 .01; GBP 1 .1 .01; CHF 1 .1 .01; CAD 1.4 .1 .01; AUD 1.5 .1 .01; NZD 1.7 .1 .01;"
    " SGD 1.3 .1 .02; AED 4 .1 .01; SAR 4 .1 .01; QAR 4 .1 .01; BRL 6 .1 .1; PEN 4 .1 .1; ILS 4 .1 .1; MYR 5 .1 .1;"
    " PLN 5 .1 .01; RON 5 .1 .01; TRY 40 .1 .01; MXN 20 1 0; CNY 7 .5 0; HKD 8 .5 0; TWD 33 1 0; JPY 160 10 0;"
    " KRW 1500 100 0; INR 100 1 1; CZK 25 1 0; DKK 7 .5 0; SEK 12 1 0; NOK 12 1 0; HUF 400 10 10; CLP 1000 10 10;"
    " COP 4000 100 100; EGP 50 1 0.01; IDR 16000 1000 0; KZT 500 10 10; NGN 1600 100 100; PKR 300 10 0; PHP 60 1 0;"
    " RUB 100 1 0; THB 35 1 0; TZS 2600 100 100; VND 25000 1000 0; ZAR 20 1 0.01"
)
RATES = {
    currency: (Decimal(rate), Decimal(step), Decimal(under))
    for currency, rate, step, under in (row.split() for row in _RATES.split(";"))
}
