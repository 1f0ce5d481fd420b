"""Asks a language model of the operator's choice for a text, if one was set up; it never has to answer."""

import json
import re
import time
from collections.abc import Mapping
from typing import Any

import httpx
import structlog

from kit.wiring import Kit

TIMEOUT_SECONDS = 15.0
_MOST_TOKENS, _MOST_WITH_THOUGHTS = 700, 3000
_MOST_BYTES = 200_000
_THOUGHTS = re.compile(r"<think>.*?</think>", re.DOTALL)
log = structlog.get_logger()


def complete(kit: Kit, instructions: str, material: str) -> str:
    """The model's text, "" when none is set up or it does not answer well in 15 seconds.

    `DRAFT_API_URL` is the root of any API with OpenAI's chat completions. The key goes nowhere else.
    """
    settings = kit.settings
    if not settings.draft_api_url:
        return ""
    secret = settings.draft_api_key.get_secret_value()
    prompt = {
        "model": settings.draft_model,
        "messages": [{"role": "system", "content": instructions}, {"role": "user", "content": material}],
    }
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    try:
        return _text(json.loads(_limited(kit, prompt, headers)))
    except (httpx.HTTPError, ValueError, LookupError, TypeError, RecursionError) as error:
        log.warning("no draft from the model", kind=type(error).__name__)
        return ""


def _limited(kit: Kit, prompt: Mapping[str, object], headers: Mapping[str, str]) -> bytes:
    """The answer, of bounded length. Models that think refuse the old name of the bound, and count their thoughts.

    https://platform.openai.com/docs/api-reference/chat/create
    """
    try:
        return _answer(kit, {**prompt, "max_tokens": _MOST_TOKENS}, headers)
    except httpx.HTTPStatusError as refused:
        if refused.response.status_code != httpx.codes.BAD_REQUEST:
            raise
        return _answer(kit, {**prompt, "max_completion_tokens": _MOST_WITH_THOUGHTS}, headers)


def _answer(kit: Kit, prompt: Mapping[str, object], headers: Mapping[str, str]) -> bytes:
    """The whole answer. ValueError when it is too long or comes too slowly: a time-out of httpx's is for each piece."""
    until = time.monotonic() + TIMEOUT_SECONDS
    address = f"{kit.settings.draft_api_url}/chat/completions"
    line = kit.http.stream(
        "POST", address, json=prompt, headers=headers, timeout=TIMEOUT_SECONDS, follow_redirects=False
    )
    read = bytearray()
    with line as answer:
        answer.raise_for_status()
        for chunk in answer.iter_bytes():
            read += chunk
            if len(read) > _MOST_BYTES or time.monotonic() > until:
                raise ValueError("too much, or too late")
    return bytes(read)


def _text(answer: Any) -> str:  # noqa: ANN401 - whatever an endpoint answers
    """The text alone, without the thoughts that some models tell first; a text that was cut off is none."""
    choice = answer["choices"][0]
    content = choice["message"]["content"] or ""
    if choice.get("finish_reason") == "length":
        raise ValueError("cut off")
    if not isinstance(content, str):
        content = "".join(part["text"] for part in content if part["type"] == "text")
    return _THOUGHTS.sub("", content).strip()
