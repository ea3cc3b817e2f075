"""Who has a session: a member of staff by password or single sign-on, or a firm by its key."""

from schemas.work.accounts import SignedIn
from service.access import Actor
from service.accounts import api_keys, sessions, users
from service.context import Context
from service.problems import Unauthorized


def actor_of(context: Context, token: str) -> tuple[Actor, SignedIn]:
    """Whoever has the session of a cookie, and the session.

    Raises:
        Unauthorized: the session has ended.
    """
    digest = sessions.digest_of_token(token)
    with context.store.read() as session:
        signed_in = users.of_session(session, context, digest) or api_keys.of_session(session, context, digest)
    if signed_in is None:
        raise Unauthorized("session.ended")
    return signed_in
