"""Single sign-on: the house's identity provider vouches for staff (OpenID Connect, authorization code with PKCE)."""

import secrets
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from rules.digests import canonical
from schemas.base import Document
from schemas.faults import parse_json
from schemas.work.accounts import SignedIn
from service.accounts import users
from service.context import Context
from service.problems import NotFound, Problem, Unauthorized, Unavailable
from service.signing import verified

if TYPE_CHECKING:
    from authlib.integrations.httpx_client import OAuth2Client

_DISCOVERY: Final = "/.well-known/openid-configuration"
_SECONDS: Final = 10
_SCOPE: Final = "openid"
_ALGORITHMS: Final = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "Ed25519",
    "EdDSA",
)
_LEEWAY: Final = 60


class AuthorizationRequest(Document):
    """What a browser carries to the identity provider and back, sealed by our signature."""

    state: str
    nonce: str
    verifier: str


class Provider(BaseModel):
    """What an identity provider tells of itself (OpenID Connect Discovery)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


def start_login(context: Context, callback: str) -> tuple[str, str]:
    """The provider's address to send the browser to, and the sealed login it carries.

    Raises:
        NotFound: the operator set no provider.
        Unavailable: it does not answer, or not as a provider does.
    """
    provider = _provider(context)
    login = AuthorizationRequest(
        state=secrets.token_urlsafe(24), nonce=secrets.token_urlsafe(24), verifier=secrets.token_urlsafe(48)
    )
    with _client(context, callback) as client:
        address, _ = client.create_authorization_url(
            provider.authorization_endpoint, state=login.state, nonce=login.nonce, code_verifier=login.verifier
        )
    return str(address), context.signer.sign(canonical(login))


def finish_login(context: Context, callback: str, sealed: str, answer: str) -> tuple[str, SignedIn]:
    """Sign in whom the provider vouches for, from the address that the browser came back with.

    Raises:
        Unauthorized: the answer is to no login of this browser, or the provider vouches for no user of ours.
        NotFound, Unavailable: as `start_login`.
    """
    from authlib.common.errors import AuthlibBaseError
    from httpx2 import HTTPError
    from joserfc.errors import JoseError

    if "code=" not in answer:
        raise Unauthorized("session.refused", variant="sign_on")
    try:
        login = parse_json(AuthorizationRequest, verified(sealed, context.signer.public))
    except (Problem, ValueError):
        raise Unauthorized("session.refused", variant="sign_on") from None
    provider = _provider(context)
    try:
        with _client(context, callback) as client:
            token = client.fetch_token(
                provider.token_endpoint, authorization_response=answer, state=login.state, code_verifier=login.verifier
            )
            keys = client.request("GET", provider.jwks_uri, withhold_token=True).raise_for_status().json()
        subject = _subject(context, provider, keys, str(token.get("id_token")), login.nonce)
    except (AuthlibBaseError, JoseError, KeyError, TypeError, ValueError):
        raise Unauthorized("session.refused", variant="sign_on") from None
    except HTTPError as error:
        raise _unavailable() from error
    return users.sign_in_by_subject(context, subject)


def _subject(context: Context, provider: Provider, keys: dict[str, object], id_token: str, nonce: str) -> str:
    """Whom an id token names, once its signature, issuer, audience, time and nonce are right."""
    from joserfc import jwt
    from joserfc.jwk import KeySet

    key_set = KeySet.import_key_set(keys)  # type: ignore[arg-type]
    claims = jwt.decode(id_token, key_set, algorithms=list(_ALGORITHMS)).claims
    required = jwt.JWTClaimsRegistry(
        now=int(context.now().timestamp()),
        leeway=_LEEWAY,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": context.settings.oidc_client_id},
        nonce={"essential": True, "value": nonce},
        exp={"essential": True},
        sub={"essential": True},
    )
    required.validate(claims)
    return str(claims["sub"])


def _provider(context: Context) -> Provider:
    from httpx2 import HTTPError

    issuer = context.settings.oidc_issuer.rstrip("/")
    if not issuer:
        raise NotFound("session.no_provider")
    with _client(context, "") as client:
        try:
            discovery = client.request("GET", f"{issuer}{_DISCOVERY}", withhold_token=True).raise_for_status()
            provider = Provider.model_validate_json(discovery.content)
        except (HTTPError, ValidationError) as error:
            raise _unavailable() from error
    if provider.issuer.rstrip("/") != issuer:
        raise _unavailable()
    return provider


def _client(context: Context, callback: str) -> "OAuth2Client":
    from authlib.integrations.httpx_client import OAuth2Client

    settings = context.settings
    return OAuth2Client(
        settings.oidc_client_id,
        settings.oidc_client_secret.get_secret_value() or None,
        token_endpoint_auth_method="client_secret_basic" if settings.oidc_client_secret else "none",
        code_challenge_method="S256",
        scope=_SCOPE,
        redirect_uri=callback,
        timeout=_SECONDS,
        trust_env=False,
    )


def _unavailable() -> Unavailable:
    return Unavailable("session.provider", retry_after=5)
