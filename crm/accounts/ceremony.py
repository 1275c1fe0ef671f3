"""What browsers and devices say about passkeys: asked and read by the library `webauthn`.

Loaded by the first who needs it: it brings half a second and some megabytes.
"""

import importlib
from collections.abc import Sequence
from typing import Any

from crm.frozen import Frozen
from crm.models import Passkey, User
from crm.models.passkey import LONGEST_CREDENTIAL

LONGEST_ANSWER = 20_000
"""Letters of an answer; one with the longest credential and an RSA key has a quarter of it."""

NOT_AN_ANSWER = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What the library raises, beside errors of its own, for an answer that no browser makes."""


class Place(Frozen):
    """Where the register is reached: a passkey is of one host, and answers for one origin."""

    host: str
    origin: str


class Fresh(Frozen):
    """What is to be kept of a passkey that a device has just made."""

    credential: str
    public_key: str
    sign_count: int


def new_challenge() -> str:
    """256 random bits, as text."""
    library = _library()
    return str(library.helpers.bytes_to_base64url(library.helpers.generate_challenge()[:32]))


def creation_options(
    user: User, place: Place, challenge: str, known: Sequence[Passkey], product: str
) -> dict[str, Any]:
    """For `navigator.credentials.create`: another passkey than those that are known."""
    library, structs = _library(), _library().helpers.structs
    options = library.generate_registration_options(
        rp_id=place.host,
        rp_name=product,
        user_id=str(user.id).encode(),
        user_name=user.email,
        user_display_name=user.name,
        challenge=library.base64url_to_bytes(challenge),
        exclude_credentials=_descriptors(known),
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.PREFERRED,
            user_verification=structs.UserVerificationRequirement.PREFERRED,
        ),
    )
    found: dict[str, Any] = library.helpers.options_to_json_dict(options)
    return found


def request_options(place: Place, challenge: str, known: Sequence[Passkey]) -> dict[str, Any]:
    """For `navigator.credentials.get`: one of those."""
    library = _library()
    options = library.generate_authentication_options(
        rp_id=place.host,
        challenge=library.base64url_to_bytes(challenge),
        allow_credentials=_descriptors(known),
    )
    found: dict[str, Any] = library.helpers.options_to_json_dict(options)
    return found


def made(answer: str, challenge: str, place: Place) -> Fresh | None:
    """The passkey that the device has made for that challenge at that place; None for any other
    answer."""
    library = _library()
    try:
        verified = library.verify_registration_response(
            credential=answer[:LONGEST_ANSWER],
            expected_challenge=library.base64url_to_bytes(challenge),
            expected_rp_id=place.host,
            expected_origin=place.origin,
        )
    except (library.helpers.exceptions.WebAuthnException, *NOT_AN_ANSWER):
        return None
    as_text = library.helpers.bytes_to_base64url
    credential = as_text(verified.credential_id)
    if len(credential) > LONGEST_CREDENTIAL:
        return None
    public_key = as_text(verified.credential_public_key)
    return Fresh(credential, public_key, verified.sign_count)


def credential_of(answer: str) -> str:
    """Which passkey an answer says to be of; empty for what is no answer."""
    library = _library()
    try:
        given = library.helpers.parse_authentication_credential_json(answer[:LONGEST_ANSWER])
    except (library.helpers.exceptions.WebAuthnException, *NOT_AN_ANSWER):
        return ""
    return str(library.helpers.bytes_to_base64url(given.raw_id))


def count_of(answer: str, challenge: str, place: Place, passkey: Passkey) -> int | None:
    """How often the device says that it was used; None unless that passkey has signed that
    challenge at that place, and says so for the first time."""
    library = _library()
    try:
        verified = library.verify_authentication_response(
            credential=answer[:LONGEST_ANSWER],
            expected_challenge=library.base64url_to_bytes(challenge),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=library.base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
        )
    except (library.helpers.exceptions.WebAuthnException, *NOT_AN_ANSWER):
        return None
    return int(verified.new_sign_count)


def _descriptors(known: Sequence[Passkey]) -> list[Any]:
    library = _library()
    kind = library.helpers.structs.PublicKeyCredentialDescriptor
    return [kind(id=library.base64url_to_bytes(passkey.credential)) for passkey in known]


def _library() -> Any:
    return importlib.import_module("webauthn")
