"""The countries and regions that have an App Store: Apple's three-letter codes, their names and their flags."""

from difflib import get_close_matches

# Apple's code (ISO 3166-1 alpha-3, XKS for Kosovo), the two letters that make the flag, and the name.
# https://developer.apple.com/documentation/appstoreconnectapi/territorycode
_TABLE = """
ABW AW Aruba; AFG AF Afghanistan; AGO AO Angola; AIA AI Anguilla; ALB AL Albania; AND AD Andorra; ANT AN Netherlands
Antilles; ARE AE United Arab Emirates; ARG AR Argentina; ARM AM Armenia; ASM AS American Samoa; ATG AG Antigua and
Barbuda; AUS AU Australia; AUT AT Austria; AZE AZ Azerbaijan; BDI BI Burundi; BEL BE Belgium; BEN BJ Benin; BES BQ
Bonaire, Sint Eustatius and Saba; BFA BF Burkina Faso; BGD BD Bangladesh; BGR BG Bulgaria; BHR BH Bahrain; BHS BS
Bahamas; BIH BA Bosnia and Herzegovina; BLR BY Belarus; BLZ BZ Belize; BMU BM Bermuda; BOL BO Bolivia; BRA BR Brazil;
BRB BB Barbados; BRN BN Brunei Darussalam; BTN BT Bhutan; BWA BW Botswana; CAF CF Central African Republic; CAN CA
Canada; CHE CH Switzerland; CHL CL Chile; CHN CN China mainland; CIV CI Côte d’Ivoire; CMR CM Cameroon; COD CD Congo
(Democratic Republic); COG CG Congo (Republic); COK CK Cook Islands; COL CO Colombia; COM KM Comoros; CPV CV Cape
Verde; CRI CR Costa Rica; CUB CU Cuba; CUW CW Curaçao; CXR CX Christmas Island; CYM KY Cayman Islands; CYP CY Cyprus;
CZE CZ Czech Republic; DEU DE Germany; DJI DJ Djibouti; DMA DM Dominica; DNK DK Denmark; DOM DO Dominican Republic;
DZA DZ Algeria; ECU EC Ecuador; EGY EG Egypt; ERI ER Eritrea; ESP ES Spain; EST EE Estonia; ETH ET Ethiopia; FIN FI
Finland; FJI FJ Fiji; FLK FK Falkland Islands; FRA FR France; FRO FO Faroe Islands; FSM FM Micronesia; GAB GA Gabon;
GBR GB United Kingdom; GEO GE Georgia; GGY GG Guernsey; GHA GH Ghana; GIB GI Gibraltar; GIN GN Guinea; GLP GP
Guadeloupe; GMB GM Gambia; GNB GW Guinea-Bissau; GNQ GQ Equatorial Guinea; GRC GR Greece; GRD GD Grenada; GRL GL
Greenland; GTM GT Guatemala; GUF GF French Guiana; GUM GU Guam; GUY GY Guyana; HKG HK Hong Kong; HND HN Honduras; HRV
HR Croatia; HTI HT Haiti; HUN HU Hungary; IDN ID Indonesia; IMN IM Isle of Man; IND IN India; IRL IE Ireland; IRQ IQ
Iraq; ISL IS Iceland; ISR IL Israel; ITA IT Italy; JAM JM Jamaica; JEY JE Jersey; JOR JO Jordan; JPN JP Japan; KAZ KZ
Kazakhstan; KEN KE Kenya; KGZ KG Kyrgyzstan; KHM KH Cambodia; KIR KI Kiribati; KNA KN Saint Kitts and Nevis; KOR KR
South Korea; KWT KW Kuwait; LAO LA Laos; LBN LB Lebanon; LBR LR Liberia; LBY LY Libya; LCA LC Saint Lucia; LIE LI
Liechtenstein; LKA LK Sri Lanka; LSO LS Lesotho; LTU LT Lithuania; LUX LU Luxembourg; LVA LV Latvia; MAC MO Macau; MAR
MA Morocco; MCO MC Monaco; MDA MD Moldova; MDG MG Madagascar; MDV MV Maldives; MEX MX Mexico; MHL MH Marshall Islands;
MKD MK North Macedonia; MLI ML Mali; MLT MT Malta; MMR MM Myanmar; MNE ME Montenegro; MNG MN Mongolia; MNP MP Northern
Mariana Islands; MOZ MZ Mozambique; MRT MR Mauritania; MSR MS Montserrat; MTQ MQ Martinique; MUS MU Mauritius; MWI MW
Malawi; MYS MY Malaysia; MYT YT Mayotte; NAM NA Namibia; NCL NC New Caledonia; NER NE Niger; NFK NF Norfolk Island;
NGA NG Nigeria; NIC NI Nicaragua; NIU NU Niue; NLD NL Netherlands; NOR NO Norway; NPL NP Nepal; NRU NR Nauru; NZL NZ
New Zealand; OMN OM Oman; PAK PK Pakistan; PAN PA Panama; PER PE Peru; PHL PH Philippines; PLW PW Palau; PNG PG Papua
New Guinea; POL PL Poland; PRI PR Puerto Rico; PRT PT Portugal; PRY PY Paraguay; PSE PS Palestine; PYF PF French
Polynesia; QAT QA Qatar; REU RE Réunion; ROU RO Romania; RUS RU Russia; RWA RW Rwanda; SAU SA Saudi Arabia; SEN SN
Senegal; SGP SG Singapore; SHN SH Saint Helena; SLB SB Solomon Islands; SLE SL Sierra Leone; SLV SV El Salvador; SMR
SM San Marino; SOM SO Somalia; SPM PM Saint Pierre and Miquelon; SRB RS Serbia; SSD SS South Sudan; STP ST São Tomé
and Príncipe; SUR SR Suriname; SVK SK Slovakia; SVN SI Slovenia; SWE SE Sweden; SWZ SZ Eswatini; SXM SX Sint Maarten;
SYC SC Seychelles; TCA TC Turks and Caicos Islands; TCD TD Chad; TGO TG Togo; THA TH Thailand; TJK TJ Tajikistan; TKM
TM Turkmenistan; TLS TL Timor-Leste; TON TO Tonga; TTO TT Trinidad and Tobago; TUN TN Tunisia; TUR TR Türkiye; TUV TV
Tuvalu; TWN TW Taiwan; TZA TZ Tanzania; UGA UG Uganda; UKR UA Ukraine; UMI UM United States Minor Outlying Islands;
URY UY Uruguay; USA US United States; UZB UZ Uzbekistan; VAT VA Vatican City; VCT VC Saint Vincent and the Grenadines;
VEN VE Venezuela; VGB VG British Virgin Islands; VIR VI U.S. Virgin Islands; VNM VN Vietnam; VUT VU Vanuatu; WLF WF
Wallis and Futuna; WSM WS Samoa; XKS XK Kosovo; YEM YE Yemen; ZAF ZA South Africa; ZMB ZM Zambia; ZWE ZW Zimbabwe
"""

_TERRITORIES: dict[str, tuple[str, str]] = {
    code: (letters, name) for code, letters, name in (row.split(maxsplit=2) for row in _TABLE.split(";"))
}
_REGIONAL_INDICATOR_A = 0x1F1E6

CODES = frozenset(_TERRITORIES)


def name(code: str) -> str:
    """Return `Germany` for DEU; for a code that Apple added later, the code."""
    return " ".join(_TERRITORIES.get(code, ("", code))[1].split())


def flag(code: str) -> str:
    """Return the flag emoji for DEU, "" for a code that Apple added later."""
    letters = _TERRITORIES.get(code, ("", ""))[0]
    return "".join(chr(_REGIONAL_INDICATOR_A + ord(letter) - ord("A")) for letter in letters)


def find(word: str) -> str | None:
    """Find the code for `DEU`, `de` or `germany`; None if there is no such store."""
    return _BY_NAME.get(word.strip().casefold())


def closest(word: str) -> tuple[str, ...]:
    """Return the codes of up to two stores whose names are much like this word."""
    near = get_close_matches(word.strip().casefold(), _BY_NAME, n=4, cutoff=0.7)
    return tuple(dict.fromkeys(_BY_NAME[name] for name in near))[:2]


_BY_NAME = (
    {letters.casefold(): code for code, (letters, _) in _TERRITORIES.items()}
    | {name(code).casefold(): code for code in _TERRITORIES}
    | {"uk": "GBR", "china": "CHN", "turkey": "TUR", "korea": "KOR", "czechia": "CZE"}
    | {code.casefold(): code for code in _TERRITORIES}
)
