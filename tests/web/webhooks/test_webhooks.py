"""Webhooks: told after it was kept, at least once, signed, to the parties alone, and into no private network."""

import base64
import hashlib
import hmac
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PrivateFormat
from cryptography.x509.oid import NameOID
from sqlalchemy import text
from sqlmodel import select

from schemas.tables import DeliveryRow
from schemas.work.webhooks import EVENTS, EndpointChange, NewEndpoint, Replay
from service.access import Actor
from service.context import Context
from service.problems import NotFound, Unprocessable
from service.returns import filing
from service.settings import Settings
from service.webhooks import delivery, destinations, endpoints, sender
from tests import builders
from tests.harness import NOW, ServiceHarness
from tests.web import busy
from tests.web.receiver import Receiver, receiving

FIRM = builders.EXPORTER["code"]


class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ours(context: Context, clock: Clock, tmp_path: Path) -> Context:
    """A service that may tell private addresses, in the name of the exporter."""
    settings = Settings(data_dir=tmp_path, webhook_private_targets=True)
    return replace(context, now=clock, settings=settings, actor=Actor("key 1", "firm", FIRM, ("webhooks", "file")))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as told:
        yield told


def _happen(context: Context, number: str = "R-1") -> str:
    return filing.submit(context, builders.a_declaration(application_no=number)).record.id


def _dispatch(context: Context) -> None:
    delivery.fan_out(context, 100)
    while delivery.deliver_due(context, 10):
        pass


def _deliveries(context: Context, endpoint: str) -> list[Any]:
    return list(endpoints.deliveries(context, endpoint, None, limit=100)[0])


def _signed(secret: str, headers: dict[str, str], body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def test_what_happened_is_told_and_signed(ours: Context, receiver: Receiver) -> None:
    made = endpoints.create(ours, NewEndpoint(url=receiver.url))
    identity = _happen(ours)
    _dispatch(ours)
    ((headers, body),) = receiver.told
    assert headers["webhook-signature"] == _signed(made.secret, headers, body)
    told = json.loads(body)
    assert (told["type"], told["data"]["return_id"], told["data"]["return_status"]) == (
        "return.declared",
        identity,
        "300",
    )
    (sent,) = _deliveries(ours, made.endpoint.id)
    assert (sent.state, sent.attempts, sent.status) == ("delivered", 1, 204)
    _dispatch(ours)
    assert len(receiver.told) == 1


def test_every_event_there_is_has_words(context: Context) -> None:
    busy.fill(context)
    with context.store.read() as session:
        seen = {row.type for row in endpoints.store.untold(session, 1000)}
    assert len(seen) > 5
    assert seen <= EVENTS.keys()


def test_for_a_day_the_former_secret_signs_too(ours: Context, receiver: Receiver, clock: Clock) -> None:
    made = endpoints.create(ours, NewEndpoint(url=receiver.url))
    rotated = endpoints.rotate(ours, made.endpoint.id)
    for number in ("R-1", "R-2"):
        _happen(ours, number)
        _dispatch(ours)
        clock.now += timedelta(hours=25)
    first, second = [headers["webhook-signature"].split() for headers, _ in receiver.told]
    (headers, body), _ = receiver.told
    assert first == [_signed(rotated.secret, headers, body), _signed(made.secret, headers, body)]
    assert len(second) == 1


def test_ten_attempts_and_then_no_more(ours: Context, receiver: Receiver, clock: Clock) -> None:
    made = endpoints.create(ours, NewEndpoint(url=receiver.url))
    receiver.answers += [(500, {})] * 10
    _happen(ours)
    waits = []
    for _ in range(10):
        _dispatch(ours)
        (sent,) = _deliveries(ours, made.endpoint.id)
        waits.append((sent.due_at - clock.now).total_seconds())
        clock.now = max(clock.now, sent.due_at)
    assert [round(wait) for wait in waits[:1]] in ([5], [6])
    assert all(
        a <= wait <= a * 1.1
        for a, wait in zip((each.total_seconds() for each in delivery.RETRIES), waits, strict=False)
    )
    assert (sent.state, sent.attempts, sent.error) == ("failed", 10, "HTTP 500")
    clock.now += timedelta(days=3)
    _dispatch(ours)
    assert len(receiver.told) == 10
    assert len({headers["webhook-id"] for headers, _ in receiver.told}) == 1
    assert endpoints.replay(ours, made.endpoint.id, Replay()) == 1
    _dispatch(ours)
    assert _deliveries(ours, made.endpoint.id)[0].state == "delivered"


def test_an_endpoint_says_when_to_come_again_or_never(ours: Context, receiver: Receiver, clock: Clock) -> None:
    made = endpoints.create(ours, NewEndpoint(url=receiver.url))
    receiver.answers += [(503, {"Retry-After": "3600"}), (410, {})]
    _happen(ours)
    _dispatch(ours)
    assert _deliveries(ours, made.endpoint.id)[0].due_at == clock.now + timedelta(hours=1)
    clock.now += timedelta(hours=1)
    _dispatch(ours)
    assert endpoints.one(ours, made.endpoint.id).disabled == "410 Gone"
    _happen(ours, "R-2")
    _dispatch(ours)
    assert len(receiver.told) == 2
    assert endpoints.change(ours, made.endpoint.id, EndpointChange(enabled=True)).disabled is None


@pytest.mark.parametrize("path", ["/ä", "/a b"])
def test_an_address_that_http_cannot_carry_fails_as_others_do(ours: Context, receiver: Receiver, path: str) -> None:
    made = endpoints.create(ours, NewEndpoint(url=receiver.url.replace("/hook?a=1", path)))
    _happen(ours)
    _dispatch(ours)
    (sent,) = _deliveries(ours, made.endpoint.id)
    assert (sent.state, sent.attempts, sent.status) == ("pending", 1, None)


@pytest.mark.parametrize(
    ("begun", "state", "status"),
    [
        (b"HTTP/1.1 200 OK\r\n", "pending", None),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n", "delivered", 200),
    ],
    ids=["head", "body"],
)
def test_an_answer_without_end_is_cut_off(
    ours: Context, monkeypatch: pytest.MonkeyPatch, begun: bytes, state: str, status: int | None
) -> None:
    """Each piece comes in time: only a limit on the whole lets the others' events go on; the head is the answer."""
    monkeypatch.setattr(delivery, "_TIMEOUT", 0.5)

    def drip(listening: socket.socket) -> None:
        link, _ = listening.accept()
        with link, suppress(OSError):
            link.sendall(begun)
            while not waited.wait(0.05):
                link.sendall(b"x")

    waited = threading.Event()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        made = endpoints.create(ours, NewEndpoint(url=f"http://127.0.0.1:{listening.getsockname()[1]}/"))
        threading.Thread(target=drip, args=(listening,), daemon=True).start()
        _happen(ours)
        _dispatch(ours)
        waited.set()
    (sent,) = _deliveries(ours, made.endpoint.id)
    assert (sent.state, sent.attempts, sent.status) == (state, 1, status)


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc", 200),
        (b"HTTP/1.1 410 Gone\r\nContent-Length: 100\r\n\r\n", 410),
    ],
    ids=["taken", "gone"],
)
def test_an_answer_counts_though_its_body_is_cut_short(ours: Context, answer: bytes, status: int) -> None:
    def once(listening: socket.socket) -> None:
        link, _ = listening.accept()
        with link:
            link.recv(65536)
            link.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        made = endpoints.create(ours, NewEndpoint(url=f"http://127.0.0.1:{listening.getsockname()[1]}/"))
        threading.Thread(target=once, args=(listening,), daemon=True).start()
        _happen(ours)
        _dispatch(ours)
    (sent,) = _deliveries(ours, made.endpoint.id)
    assert (sent.attempts, sent.status) == (1, status)


def test_of_an_answer_that_pours_no_more_is_read_than_some(ours: Context) -> None:
    poured = 0

    def pour(listening: socket.socket) -> None:
        nonlocal poured
        link, _ = listening.accept()
        with link, suppress(OSError):
            link.recv(65536)
            link.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            while poured < 512 * 1024 * 1024:
                poured += link.send(b"x" * 65536)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        made = endpoints.create(ours, NewEndpoint(url=f"http://127.0.0.1:{listening.getsockname()[1]}/"))
        pouring = threading.Thread(target=pour, args=(listening,), daemon=True)
        pouring.start()
        _happen(ours)
        _dispatch(ours)
        pouring.join()
    assert _deliveries(ours, made.endpoint.id)[0].state == "delivered"
    assert poured < 64 * 1024 * 1024


def test_no_proxy_of_the_surroundings_is_asked(
    ours: Context, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy would look the name up again, and connect to what it finds."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    endpoints.create(ours, NewEndpoint(url=receiver.url))
    _happen(ours)
    _dispatch(ours)
    assert len(receiver.told) == 1


def test_no_redirect_is_followed(ours: Context, receiver: Receiver) -> None:
    made = endpoints.create(ours, NewEndpoint(url=receiver.url))
    receiver.answers.append((302, {"Location": receiver.url}))
    _happen(ours)
    _dispatch(ours)
    assert len(receiver.told) == 1
    assert _deliveries(ours, made.endpoint.id)[0].error == "HTTP 302"


def test_only_parties_are_told_and_only_of_what_they_want(ours: Context, receiver: Receiver) -> None:
    agent = ours.as_actor(Actor("key 2", "firm", builders.AGENT["code"], ("webhooks",)))
    stranger = ours.as_actor(Actor("key 3", "firm", "4403960002", ("webhooks",)))
    ids = [
        endpoints.create(context, NewEndpoint(url=receiver.url, types=types)).endpoint.id
        for context, types in ((ours, ("return.withdrawn",)), (agent, ()), (stranger, ()))
    ]
    filing.withdraw(ours, _happen(ours))
    _dispatch(ours)
    told = [
        [each.type for each in _deliveries(context, identity)]
        for context, identity in zip((ours, agent, stranger), ids, strict=True)
    ]
    assert [sorted(each) for each in told] == [["return.withdrawn"], ["return.declared", "return.withdrawn"], []]
    with pytest.raises(NotFound):
        endpoints.one(stranger, ids[0])


def test_what_was_not_kept_is_not_told(ours: Context, receiver: Receiver) -> None:
    endpoints.create(ours, NewEndpoint(url=receiver.url))
    with suppress(ZeroDivisionError), ours.store.write():
        _happen(ours)
        raise ZeroDivisionError
    _dispatch(ours)
    assert receiver.told == []


def test_what_a_killed_worker_held_falls_due_again(ours: Context, receiver: Receiver, clock: Clock) -> None:
    endpoints.create(ours, NewEndpoint(url=receiver.url))
    _happen(ours)
    delivery.fan_out(ours, 10)
    with ours.store.write() as session:
        assert len(endpoints.store.lease(session, clock.now, clock.now + timedelta(minutes=1), 10)) == 1
    assert delivery.deliver_due(ours, 10) == 0
    clock.now += timedelta(minutes=2)
    assert delivery.deliver_due(ours, 10) == 1


def test_workers_at_once_send_each_delivery_once(ours: Context, receiver: Receiver) -> None:
    endpoints.create(ours, NewEndpoint(url=receiver.url))
    for number in range(12):
        _happen(ours, f"R-{number}")
    threads = [threading.Thread(target=_dispatch, args=(ours,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    _dispatch(ours)
    ids = [headers["webhook-id"] for headers, _ in receiver.told]
    assert len(ids) == len(set(ids)) == 12


@pytest.mark.parametrize("deleted_first", [False, True])
def test_an_endpoint_may_be_deleted_while_events_are_fanned_out(
    ours: Context, receiver: Receiver, deleted_first: bool
) -> None:
    """Who comes second waits, and then finds deliveries that he takes away, or no endpoint to be told."""
    if ours.store.kind != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    endpoint = endpoints.create(ours, NewEndpoint(url=receiver.url)).endpoint.id
    _happen(ours)

    def fan_out() -> None:
        assert delivery.fan_out(ours, 100) == 1

    def delete() -> None:
        endpoints.delete(ours, endpoint)

    first, second = (delete, fan_out) if deleted_first else (fan_out, delete)
    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with ThreadPoolExecutor(1) as pool:
        with ours.store.write() as session:
            first()
            done = pool.submit(second)
            while not done.done() and not session.connection().execute(waits).scalar():
                pass
        done.result()
    with ours.store.read() as session:
        assert session.exec(select(DeliveryRow)).all() == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.5.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "198.18.0.1",
        "240.0.0.1",
        "::1",
        "::",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
    ],
)
def test_no_private_address_is_told(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    found = [(family, socket.SOCK_STREAM, 6, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(Unprocessable):
        destinations.resolve("https://hooks.example", private=False)


@pytest.mark.parametrize(
    "url",
    ["http://a.example/", "https://" + "u:p@a.example/", "ftp:" + "//a", "https:" + "///x", "https:" + "//a:99999/"],
)
def test_no_odd_address_is_told(url: str) -> None:
    with pytest.raises(Unprocessable):
        destinations.resolve(url, private=False)


@pytest.mark.parametrize("rest", ["[::1", "[x]/", "a]b/", "x\u2100y/"])
def test_nor_one_that_cannot_be_read(harness: ServiceHarness, rest: str) -> None:
    answer = harness.firm(raise_server_exceptions=False).post("/v1/webhooks", json={"url": f"https://{rest}"})
    assert (answer.status_code, answer.json()["code"]) == (422, "webhook.target")


def test_the_address_that_was_looked_at_is_the_one_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["93.184.216.34", "127.0.0.1"])
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", (next(answers), 443))])
    seen: list[object] = []

    def refuse(address: object, *_: object, **__: object) -> object:
        seen.append(address)
        raise OSError("no network here")

    monkeypatch.setattr(socket, "create_connection", refuse)
    with pytest.raises(sender.Undelivered, match="no network"):
        sender.post(destinations.resolve("https://rebind.example", private=False), {}, b"", 5)
    assert seen == [("93.184.216.34", 443)]


def _certificate(folder: Path, name: str) -> Path:
    """A certificate for a name and its key, signed by itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    path.write_bytes(
        made.public_bytes(Encoding.PEM)
        + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


@pytest.mark.parametrize(("named", "state"), [("hooks.example", "delivered"), ("other.example", "pending")])
def test_tls_is_spoken_under_the_name_with_the_address_that_was_looked_at(
    ours: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str, state: str
) -> None:
    certificate = _certificate(tmp_path, named)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    asked: list[str | None] = []
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    tls.sni_callback = lambda _link, name, _context: asked.append(name)
    with receiving(tls) as receiver:
        port = urlsplit(receiver.url).port
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("127.0.0.1", port))])
        made = endpoints.create(ours, NewEndpoint(url=f"https://hooks.example:{port}/a"))
        _happen(ours)
        monkeypatch.setattr(socket, "create_connection", partial(_only_numbers, socket.create_connection))
        _dispatch(ours)
    assert asked == ["hooks.example"]
    assert _deliveries(ours, made.endpoint.id)[0].state == state
    assert [headers["host"] for headers, _ in receiver.told] == [f"hooks.example:{port}"] * (state == "delivered")


def _only_numbers(connect: Callable[..., socket.socket], address: tuple[str, int], *more: Any, **also: Any) -> Any:
    """Connect, but by no name that would be looked up again."""
    ipaddress.ip_address(address[0])
    return connect(address, *more, **also)


def test_over_http_with_a_key(harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("93.184.216.34", 443))])
    client = harness.firm()
    made = client.post("/v1/webhooks", json={"url": "https://hooks.example/a", "types": ["return.released"]})
    assert made.status_code == 201, made.text
    assert made.json()["secret"].startswith("whsec_")
    path = f"/v1/webhooks/{made.json()['endpoint']['id']}"
    assert "secret" not in client.get(path).text
    assert client.patch(path, json={"enabled": False}).json()["disabled"] == "firm"
    assert client.post(f"{path}/rotate").json()["secret"] != made.json()["secret"]
    assert client.get(f"{path}/deliveries").json() == {"items": [], "next": None}
    assert client.post(f"{path}/replay", json={"delivery": "x"}).status_code == 404
    assert client.get("/v1/webhooks/events").json()["items"]["return.released"]["zh"] == "已放行"
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404
