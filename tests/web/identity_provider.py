"""A small identity provider on the loopback: discovery, keys and tokens, as an OpenID Connect provider answers."""

import json
import threading
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey

CLIENT, SECRET = "tongtui", "between the two of us"


class IdentityProvider:
    """It vouches for `subject`; what it says of itself and of others can be changed to what is wrong."""

    def __init__(self, now: float) -> None:
        self.now = now
        self.key = ECKey.generate_key("P-256", {"kid": "k1"})
        self.signing = self.key
        self.subject = "li@customs.example"
        self.claims: dict[str, Any] = {}
        self.issuer = ""
        self.asked: dict[str, list[str]] = {}
        self.answers = True

    def authorize(self, address: str) -> str:
        """The user agrees: the query the browser comes back with."""
        self.asked = parse_qs(urlsplit(address).query)
        return f"code=agreed&state={self.asked['state'][0]}"

    def token(self, form: dict[str, list[str]], authorization: str) -> tuple[int, dict[str, Any]]:
        """An id token, if the code, the client and the PKCE verifier are right."""
        challenge = urlsafe_b64encode(sha256(form["code_verifier"][0].encode()).digest()).rstrip(b"=").decode()
        known = "Basic " + b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        same = form["redirect_uri"] == self.asked["redirect_uri"]
        if authorization != known or challenge != self.asked["code_challenge"][0] or form["code"] != ["agreed"]:
            return 400, {"error": "invalid_grant"}
        if not same:
            return 400, {"error": "invalid_request"}
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": self.subject,
            "nonce": self.asked["nonce"][0],
            "iat": int(self.now),
            "exp": int(self.now) + 300,
            **self.claims,
        }
        signed = jwt.encode({"alg": "ES256", "kid": "k1"}, claims, self.signing)
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": signed}

    def found(self, path: str) -> dict[str, Any] | None:
        """What a GET finds."""
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            }
        return {"keys": [self.key.as_dict(private=False)]} if path == "/keys" else None


@contextmanager
def serving(provider: IdentityProvider) -> Iterator[str]:
    """Serve it until the block ends; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def _answer(self, status: int, body: Any) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self) -> None:
            if self.path.startswith("/authorize"):
                self.send_response(302)
                query = provider.authorize(self.path)
                self.send_header("Location", f"{provider.asked['redirect_uri'][0]}?{query}")
                self.end_headers()
                return
            found = provider.found(self.path) if provider.answers else None
            self._answer(200 if found else 500, found)

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self._answer(*provider.token(form, self.headers.get("Authorization", "")))

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield provider.issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
