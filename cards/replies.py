"""The replies that the bot brings along: for praise, complaints, crashes, sign-in and price, told by the words used."""

from __future__ import annotations

from cards.reply_texts import texts
from records.templates import Template

_HAPPY, _MIXED, _UNHAPPY, _NOT_HAPPY = (4, 5), (3, 3), (1, 2), (1, 3)

_WORDS = {
    "en": (
        "crash, crashes, crashing, crashed, freezes, frozen, won't open",
        "login, log in, sign in, signing in, password, account",
        "price, expensive, subscription, subscribe, refund, money, charged",
    ),
    "zh-Hans": ("闪退, 崩溃, 卡死, 打不开", "登录, 登陆, 密码, 账号", "价格, 太贵, 订阅, 退款, 收费"),
    "zh-Hant": ("閃退, 當機, 崩潰, 打不開", "登入, 密碼, 帳號", "價格, 太貴, 訂閱, 退款, 收費"),
    "ja": (
        "落ちる, 落ちて, クラッシュ, 固まる, 開けない",
        "ログイン, パスワード, アカウント",
        "料金, 値段, 高すぎ, 高額, 課金, 返金, サブスク",
    ),
    "de": (
        "absturz, abstürze, stürzt, abgestürzt, hängt sich, startet nicht",
        "login, anmelden, anmeldung, einloggen, passwort, konto",
        "preis, teuer, abo, abonnement, erstattung, geld",
    ),
    "fr": (
        "plante, plantage, crash, bloque, ne s'ouvre",
        "connexion, connecter, mot de passe, compte",
        "prix, trop cher, très cher, c'est cher, coûteu, abonnement, remboursement, payant, argent",
    ),
    "es": (
        "se cierra, cuelga, crashea, se traba, no abre, crash",
        "iniciar sesión, inicio de sesión, contraseña, cuenta, login",
        "precio, caro, muy cara, tan cara, demasiado cara, suscripción, reembolso, dinero, cobra",
    ),
    "pt": (
        "trava, travando, fecha sozinho, crash, não abre",
        "login, entrar, senha, conta",
        "preço, caro, muito cara, tão cara, assinatura, reembolso, dinheiro, cobrança",
    ),
    "it": (
        "crash, si chiude, si blocca, non si apre",
        "accesso, accedere, login, password, account",
        "prezzo, caro, costoso, abbonamento, rimborso, soldi",
    ),
    "ko": (
        "튕김, 튕겨, 튕깁, 멈춰, 멈춤, 강제 종료, 안 열",
        "로그인, 비밀번호, 계정",
        "가격, 비싸, 비쌈, 구독, 환불, 결제",
    ),
    "ru": (
        "вылетает, вылеты, зависает, крашится, не открывается",
        "войти, вход, логин, пароль, аккаунт",
        "цена, дорого, подписка, подписку, деньги, возврат",
    ),
}

NAMES = ("praise", "mixed", "unhappy", "it crashes", "signing in", "the price")


def built_in() -> tuple[Template, ...]:
    """Every reply that the bot brings along; those about a topic come first in their language."""
    made = []
    for language, replies in texts().items():
        words = ("", "", "", *_WORDS[language])
        for name, stars, topic, text in zip(
            NAMES, (_HAPPY, _MIXED, _UNHAPPY, _NOT_HAPPY, _NOT_HAPPY, _NOT_HAPPY), words, replies, strict=True
        ):
            chosen = tuple(one.strip() for one in topic.split(",") if one.strip())
            made.append(Template(f"{language}.{name}", language, stars[0], stars[1], chosen, text))
    return tuple(made)
