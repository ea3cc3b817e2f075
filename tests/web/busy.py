"""A place where something of every kind has happened."""

from schemas.cases import Step
from schemas.people import NewKey, NewUser
from service import cases, exports, keys, registers, returns, tallies, users
from service.access import Actor
from service.workplace import Workplace
from tests import builders
from tests.messages import released, tally


def fill(place: Workplace) -> None:
    """Lists, registers, returns in many states, tallies, steps, users and keys."""
    from service.imports import exports_message

    exports.put(place, [builders.an_export_list(), builders.an_export_list(cop_no="E-2", list_no="22002026E000000002")])
    exports_message(place, released())
    registers.put(place, [builders.a_site(), builders.an_enterprise(), builders.an_agent()])
    one = returns.submit(place, builders.a_declaration()).record
    returns.change(place, one.id, builders.a_declaration(reason="尺码不合"))
    for number, changes in enumerate(({"direction": "E"}, {"site_code": "NOWHERE"}, {"site_code": None}), start=2):
        returns.submit(place, builders.a_declaration(application_no=f"R-{number}", **changes))
    returns.submit(place, builders.a_declaration(application_no="R-5", list_no="22002026E000000002"), draft=True)
    tallies.take(place, tally())
    officer = place.acting(Actor("li", "officer"))
    cases.take(officer, one.id, Step(to="inspection", reason="随机布控"))
    cases.take(officer, one.id, Step(to="released", reason="查验无异常"))
    referred = returns.submit(place, builders.a_declaration(application_no="R-6", site_code="NOWHERE")).record
    returns.withdraw(place, referred.id)
    users.add(place, NewUser(name="li", role="officer"))
    keys.make(place, NewKey(firm=builders.EXPORTER["code"]))
    returns.one(place, one.id)
