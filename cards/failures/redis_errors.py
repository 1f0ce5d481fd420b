"""Explains why Redis can't be used: in the log, at `/healthz` and in `--check`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Cause:
    """A cause that the `pattern` finds in errors. `reason` is short and without the address; `remedy` is what to do.

    `responds`: Redis responds, but does not do what it is asked.
    """

    reason: str
    remedy: str
    pattern: str
    responds: bool = False


_ADD_CERTIFICATE = (
    "Add a trusted certificate to REDIS_URL: ?ssl_certfile=/path/client.pem&ssl_keyfile=/path/client.key."
)

CAUSES = (
    Cause(
        "its certificate is for another name",
        "Use the host name of the certificate in REDIS_URL (with Sentinels: have them announce it).",
        "hostname mismatch|ip address mismatch",
    ),
    Cause(
        "its certificate is not trusted",
        "Add the authority that signed it to REDIS_URL: ?ssl_ca_certs=/path/ca.pem.",
        "certificate_verify_failed|certificate verify failed",
    ),
    Cause(
        "it does not accept our certificate, or requires one",
        _ADD_CERTIFICATE,
        "certificate_required|certificate required|unknown_ca|unknown ca|bad_certificate",
    ),
    Cause(
        # Its alert is lost if it closes the connection before we have read it.
        "it closes the connection, perhaps because it does not accept our certificate, or requires one",
        _ADD_CERTIFICATE,
        "eof occurred in violation of protocol",
    ),
    Cause(
        "it does not use TLS on that port",
        "Use redis:// instead of rediss://, or its port for TLS.",
        "wrong_version_number|record_layer_failure|unexpected_eof_while_reading",
    ),
    Cause(
        "it does not accept the user or the password",
        "Correct them in REDIS_URL (redis://USER:PASSWORD@host; those of the Sentinels: ?sentinel_password=).",
        "authenticationerror|noauth|wrongpass|invalid username-password",
    ),
    # What the codes mean: https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors and redis.conf.
    Cause(
        "its memory is full",
        "Raise its maxmemory, or take a larger plan. Its maxmemory-policy must stay noeviction.",
        r"\boom\b|outofmemory|maxmemory",
        responds=True,
    ),
    Cause(
        "its disk is full",
        "Free space on its disk.",
        "no space left",
        responds=True,
    ),
    Cause(
        "it can't save its data to its disk",
        "Repair the disk or its permissions; the log of Redis says what is wrong.",
        "misconf",
        responds=True,
    ),
    Cause(
        "too few replicas are connected to it",
        "Start its replicas, or lower its min-replicas-to-write.",
        "noreplicas",
        responds=True,
    ),
    Cause(
        "it is a replica that has lost its primary",
        "Start the primary, or correct the address.",
        "masterdown",
        responds=True,
    ),
    Cause(
        "it is still loading its data",
        "Wait until it has.",
        "busyloading",
        responds=True,
    ),
    Cause(
        "its user may not run what the bot needs",
        "Allow the user all commands on the keys asc:* and rq:* (ACL SETUSER).",
        "nopermission|noperm|acl failure",
        responds=True,
    ),
    Cause(
        "it belongs to a cluster",
        "Use one Redis without cluster mode, or one with Sentinels.",
        r"clusterdown|clustercrossslot|\bmoved\b|crossslot",
        responds=True,
    ),
    Cause(
        "it is busy with a script",
        "Wait, or end the script with SCRIPT KILL.",
        r"\bbusy \w+ is busy",
        responds=True,
    ),
    Cause(
        "all its connections are in use",
        "Raise its maxclients, or take a larger plan: docs/operations.md says how many connections each process takes.",
        "max number of clients|no connection available",
        responds=True,
    ),
    Cause(
        "no Sentinel responds",
        "Start them, or correct their hosts and ports in REDIS_URL.",
        "no master found for .* : ",
    ),
    Cause(
        "the Sentinels know no primary of that name that is up",
        "Correct the name after the last host in REDIS_URL, or check the Sentinels' own log.",
        "no master found for",
    ),
    Cause(
        "no primary accepts writes",
        "It is a replica, or a primary without replicas: correct the address, or wait for the failover.",
        "no primary that may write|readonly",
        responds=True,
    ),
    Cause(
        # Too soon for its own words where it has no connection left.
        "it closes the connection",
        "Check its maxclients and its log.",
        "connection closed by server|connection reset|broken pipe",
    ),
    Cause(
        "it does not respond in time",
        "Check the network and the port in REDIS_URL (rediss:// needs the one for TLS), or start Redis or Valkey.",
        "timeout",
    ),
    Cause(
        "its host name is not known",
        "Correct the host in REDIS_URL, or repair the name service.",
        "name or service not known|nodename nor servname|temporary failure in name resolution",
    ),
)

UNREACHABLE = Cause("nothing responds at that address", "Start Redis or Valkey, or correct REDIS_URL.", "")

# redis-py puts the command, with what users wrote, before the words of Redis; Redis adds the hash of a script.
_OTHER_REFUSAL = re.compile(
    r"\b(?:Response|ExecAbort)Error (?:.*caused error: )?(?P<words>.+?)(?: script: .*)?$", re.DOTALL
)
_MOST_WORDS = 200


def cause_of(error: BaseException) -> Cause:
    """Return the most likely cause; redis-py keeps errors of TLS, of names and of Sentinels only as text."""
    texts = list(_texts(error))
    known = next((cause for cause in CAUSES if re.search(cause.pattern, " ".join(texts), re.IGNORECASE)), None)
    if known is not None:
        return known
    other = next((found for text in texts if (found := _OTHER_REFUSAL.match(text))), None)
    if other is None:
        return UNREACHABLE
    return Cause(f"it says: {other['words'][:_MOST_WORDS]}", "Its documentation explains the error.", "", responds=True)


def _texts(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        yield f"{type(error).__name__} {error}"
        error = error.__cause__ or error.__context__
