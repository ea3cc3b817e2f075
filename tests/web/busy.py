"""A service where something of every kind has happened."""

from schemas.work.accounts import NewKey, NewUser
from schemas.work.amendments import NewAmendment, Rows
from schemas.work.cases import NewNote, Step
from service.access import Actor
from service.accounts import api_keys, users
from service.cases import notes, proposals, steps
from service.context import Context
from service.registers import amendments, export_lists
from service.returns import filing, lookup, tallies
from tests import builders
from tests.harness import fill_registers
from tests.messages import released, tally


def fill(context: Context) -> None:
    """Lists, registers, returns in many states, tallies, steps, notes, proposals, amendments, users and keys."""
    from service.registers.importing import exports_message

    fill_registers(context)
    export_lists.put(context, [builders.an_export_list(cop_no="E-2", list_no="22002026E000000002")])
    exports_message(context, released())
    one = filing.submit(context, builders.a_declaration()).record
    filing.change(context, one.id, builders.a_declaration(reason="尺码不合"))
    for number, changes in enumerate(({"direction": "E"}, {"site_code": "NOWHERE"}, {"site_code": None}), start=2):
        filing.submit(context, builders.a_declaration(application_no=f"R-{number}", **changes))
    filing.submit(context, builders.a_declaration(application_no="R-5", list_no="22002026E000000002"), draft=True)
    tallies.take(context, tally())
    officer = context.as_actor(Actor("li", "officer"))
    steps.take(officer, one.id, Step(to="inspection", reason="随机布控"))
    steps.take(officer, one.id, Step(to="released", reason="查验无异常"))
    referred = filing.submit(context, builders.a_declaration(application_no="R-6", site_code="NOWHERE")).record
    filing.withdraw(context, referred.id)
    late = filing.submit(context, builders.a_declaration(application_no="R-8", list_no="22002026E000000002")).record
    steps.take(officer, late.id, Step(to="inspection", reason="随机布控"))
    tallies.take(context, tally(co_el_no="R-8", invt_no=None, app_time="20280601103000"))
    proposals.propose(officer, late.id, Step(to="accepted", reason="海运延误"))
    notes.write(officer, late.id, NewNote(kind="question", words="请说明何时起运"))
    users.add(context, NewUser(name="li", role="officer"))
    api_keys.make(context, NewKey(firm=builders.EXPORTER["code"]))
    rows = Rows(
        sites=(builders.a_site(name="另名"), builders.a_site(site_code="NEWSITE")), offices=(builders.an_office(),)
    )
    amendments.propose(context.as_actor(Actor("chen", "registrar")), NewAmendment(rows=rows, reason="批复"))
    lookup.one(context, one.id)
