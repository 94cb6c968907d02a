"""Whether a host's certificate fits it, asked once a process. The crawl itself also speaks old TLS, so this is
its only check.
"""

from __future__ import annotations

import asyncio
import ssl

_known: dict[str, str] = {}


async def state_of(host: str, seconds: float) -> str:
    """`ok`, `invalid` (wrong name, self-signed, expired) or `refused` (no TLS that this machine speaks)."""
    if host not in _known:
        _known[host] = await _probe(host, seconds)
    return _known[host]


async def _probe(host: str, seconds: float) -> str:
    name, _, port = host.partition(":")
    context = ssl.create_default_context()
    context.set_ciphers("DEFAULT:@SECLEVEL=1")
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    try:
        connecting = asyncio.open_connection(name, int(port or 443), ssl=context, server_hostname=name)
        _, writer = await asyncio.wait_for(connecting, seconds)
    except ssl.SSLCertVerificationError:
        return "invalid"
    except ssl.SSLError:
        return "refused"
    except (OSError, TimeoutError):
        return "ok"  # no connection is no word on the certificate: the request itself will fail
    writer.close()
    return "ok"
