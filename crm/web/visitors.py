"""Pages for people without an account, who come by a link that they were given."""

import hashlib
import hmac
from collections.abc import Callable
from functools import lru_cache, wraps
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import ParamSpec

from flask import Response, after_this_request, current_app, g, request, session
from flask.typing import ResponseReturnValue

from crm.seeing import ALL, see_as
from crm.web.access import ANYONE
from crm.web.locale import LANGUAGES

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]

NETWORK = {4: 32, 6: 64}
"""How much of an address is one sender: of IPv6 a household has a whole /64."""


def by_link(view: View[P]) -> View[P]:
    """Open to whoever has the link. The page stays out of caches, search engines and referrers.

    `?language=` chooses its language, which later pages of the visit keep.
    """

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        after_this_request(_keep_private)
        if (asked := request.args.get("language")) in LANGUAGES:
            session["language"] = asked
        g.is_by_link = True
        g.visitor_language = session.get("language")
        see_as(ALL)  # the link opens what it was made for, and the view looks up nothing else
        return view(*args, **kwargs)

    vars(guarded)["needs"] = ANYONE
    return guarded


def _keep_private(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response


def sender_address() -> IPv4Address | IPv6Address:
    """Of whoever asks. What a proxy tells and is no address counts as one and the same."""
    # Over a Unix socket there is no address: whoever asks is on this machine.
    return _read(request.remote_addr or "127.0.0.1")


@lru_cache(maxsize=1024)
def _read(told: str) -> IPv4Address | IPv6Address:
    try:
        return ip_address(told)
    except ValueError:
        return IPv4Address(0)


def sender_digest() -> str:
    """Stands for the network that the request comes from; nobody can read the address from it."""
    address = sender_address()
    network = ip_network((address, NETWORK[address.version]), strict=False)
    key = str(current_app.secret_key).encode()
    return hmac.new(key, str(network).encode(), hashlib.sha256).hexdigest()
