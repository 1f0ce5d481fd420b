"""Asks a language model of the operator's choice for a text, if one was set up; it never has to answer."""

from __future__ import annotations

import httpx
import structlog

from kit.wiring import Kit

TIMEOUT_SECONDS = 15.0
_MOST_TOKENS = 700
_MOST_BYTES = 200_000
log = structlog.get_logger()


def complete(kit: Kit, instructions: str, material: str) -> str:
    """The model's text, "" when none is set up or it does not answer well in 15 seconds.

    `DRAFT_API_URL` is the root of any API with OpenAI's chat completions. The key goes nowhere else.
    """
    settings = kit.settings
    if not settings.draft_api_url:
        return ""
    secret = settings.draft_api_key.get_secret_value()
    asked = {
        "model": settings.draft_model,
        "max_tokens": _MOST_TOKENS,
        "messages": [{"role": "system", "content": instructions}, {"role": "user", "content": material}],
    }
    try:
        answer = kit.http.post(
            f"{settings.draft_api_url}/chat/completions",
            json=asked,
            headers={"Authorization": f"Bearer {secret}"} if secret else {},
            timeout=TIMEOUT_SECONDS,
            follow_redirects=False,
        )
        answer.raise_for_status()
        if len(answer.content) > _MOST_BYTES:
            raise ValueError("too much")  # noqa: TRY301 - told like any other bad answer
        return str(answer.json()["choices"][0]["message"]["content"] or "").strip()
    except (httpx.HTTPError, ValueError, LookupError, TypeError) as error:
        log.warning("no draft from the model", kind=type(error).__name__)
        return ""
