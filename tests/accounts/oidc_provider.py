"""An identity provider that lies when it is told to, made of Authlib's own server side: a process
that signs with a key of its own, looks at client, PKCE and redirect, and says of whoever comes what
the test has told it. One that others have written and that is honest is in `tests/university`.

`POST /say` with JSON tells it who comes next, and which lies to tell.
"""

import os
import sys
import time
from contextlib import AbstractContextManager
from http import HTTPStatus
from urllib.parse import urlsplit

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, request
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from werkzeug.serving import make_server

from tests.accounts.beside import running

CLIENT, SECRET = "register", "what only both of us know"
DESCRIPTION = "/.well-known/openid-configuration"
BACK = "http://localhost/login/sign-on/back"
"""On whichever port."""


class Register(ClientMixin):
    """The only client."""

    def get_client_id(self):
        return CLIENT

    def get_allowed_scope(self, scope):
        return scope

    def check_redirect_uri(self, redirect_uri):
        return urlsplit(redirect_uri)._replace(netloc="localhost").geturl() == BACK

    def check_client_secret(self, client_secret):
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method, endpoint):
        return method == "client_secret_basic"

    def check_response_type(self, response_type):
        return response_type == "code"

    def check_grant_type(self, grant_type):
        return grant_type == "authorization_code"


class Code(AuthorizationCodeMixin):
    def __init__(self, asked, user):
        self.code_challenge = asked.data["code_challenge"]
        self.code_challenge_method = asked.data["code_challenge_method"]
        self.redirect_uri, self.scope = asked.redirect_uri, asked.scope
        self.nonce, self.user = asked.data.get("nonce"), user

    def get_redirect_uri(self):
        return self.redirect_uri

    def get_scope(self):
        return self.scope

    def get_nonce(self):
        return self.nonce

    def get_auth_time(self):
        return int(time.time())

    def get_acr(self):
        return None

    def get_amr(self):
        return None


class Provider:
    """Whom it knows is whoever the test has named."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.key, self.stranger = (RSAKey.generate_key(2048, {"kid": "one"}) for _ in range(2))
        self.codes: dict[str, Code] = {}
        self.said: dict = {}
        self.app = Flask("provider")
        self.server = AuthorizationServer(self.app, lambda _id: Register(), lambda *_given: None)
        extensions = [_id_tokens(self), CodeChallenge(required=True)]
        self.server.register_grant(_grant(self), extensions)
        for address, view in {
            DESCRIPTION: self.description,
            "/keys": self.keys,
            "/authorize": self.authorize,
            "/userinfo": lambda: self.said["user"]["userinfo"],
            "/asked": lambda: self.said["asked"],
        }.items():
            self.app.add_url_rule(address, address, view)
        self.app.add_url_rule("/token", "token", self.token, methods=["POST"])
        self.app.add_url_rule("/say", "say", self.say, methods=["POST"])

    def description(self):
        names = {
            "authorization_endpoint": "authorize",
            "token_endpoint": "token",
            "jwks_uri": "keys",
            "userinfo_endpoint": "userinfo",
        }
        places = {name: f"{self.issuer}/{place}" for name, place in names.items()}
        return {"issuer": self.issuer} | places

    def keys(self):
        return {"keys": [self.key.as_dict(private=False)]}

    def authorize(self):
        self.said["asked"] = request.args.to_dict()
        grant = self.server.get_consent_grant(end_user=self.said["user"])
        return self.server.create_authorization_response(grant_user=self.said["user"], grant=grant)

    def token(self):
        time.sleep(self.said.get("slow", 0))
        return self.server.create_token_response()

    def say(self):
        self.said = request.get_json()
        return "", HTTPStatus.NO_CONTENT


def _grant(provider: Provider) -> type[AuthorizationCodeGrant]:
    class Grant(AuthorizationCodeGrant):
        def save_authorization_code(self, code, request):
            provider.codes[code] = Code(request.payload, request.user)

        def query_authorization_code(self, code, client):
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code):
            provider.codes.clear()

        def authenticate_user(self, authorization_code):
            return authorization_code.user

    return Grant


def _id_tokens(provider: Provider) -> OpenIDCode:
    class IdTokens(OpenIDCode):
        def exists_nonce(self, nonce, request):
            return False

        def get_client_claims(self, client):
            return {"iss": provider.issuer}

        def resolve_client_private_key(self, client):
            return provider.key

        def generate_user_info(self, user, scope):
            return UserInfo({k: v for k, v in user.items() if k not in {"lies", "userinfo"}})

        def encode_id_token(self, token, request):
            """As it is, and then with the lies that the test wants."""
            whole = super().encode_id_token(token, request)
            lies = request.user["lies"]
            claims = jwt.decode(whole, provider.key).claims | lies.get("claims", {})
            header = {"alg": lies.get("alg", "RS256"), "kid": "one"}
            key = provider.stranger if lies.get("stranger") else provider.key
            if header["alg"] == "HS256":
                key = OctKey.import_key(SECRET)
            return jwt.encode(header, claims, key, algorithms=[header["alg"]])

    return IdTokens(require_nonce=True)


def providing(port: int) -> AbstractContextManager[str]:
    """The address of the provider, which runs until the block ends."""
    return running("tests.accounts.oidc_provider", port)


if __name__ == "__main__":
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "yes"  # on the loopback
    port = int(sys.argv[1])
    make_server(
        "127.0.0.1", port, Provider(f"http://127.0.0.1:{port}").app, threaded=True
    ).serve_forever()
