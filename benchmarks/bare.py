"""The barest service: one insert through SQLModel, one echo through pydantic."""

import os
from datetime import date, datetime
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from sqlmodel import Field, Session, SQLModel

from service.store import Store


class Party(BaseModel):
    code: str
    name: str


class Line(BaseModel):
    line_no: int
    hs_code: str
    name: str
    model: str
    quantity: str
    unit: str
    legal_quantity: str
    legal_unit: str
    second_quantity: str | None = None
    second_unit: str | None = None
    note: str | None = None


class Declaration(BaseModel):
    application_no: str
    list_no: str
    guid: str | None = None
    pre_no: str | None = None
    customs_code: str
    site_code: str | None = None
    return_mode: str | None = None
    direction: str
    platform: Party
    exporter: Party
    agent: Party
    logistics: Party
    waybill_no: str
    bill_no: str
    transport_mode: str
    transport_name: str
    voyage_no: str
    port_code: str
    departure_country: str
    reason: str
    declared_at: datetime
    note: str | None = None
    lines: list[Line]
    arrived_on: date | None = None
    reason_kind: str | None = None
    original_state: bool | None = None
    food: bool | None = None
    rebate_taken: bool | None = None
    tax_certificate_no: str | None = None
    proof: str | None = None


class Bare(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    application_no: str
    body: str


store = Store(os.environ["BARE_DATABASE_URL"])
"""Our own engine, so that both have the same settings of the same database."""
tables: Any = SQLModel.metadata.tables["bare"]
with store.write() as setup:
    tables.create(setup.connection(), checkfirst=True)
app = FastAPI()


@app.post("/insert", status_code=201)
def insert(declaration: Declaration) -> Declaration:
    with Session(store.engine) as session:
        session.add(Bare(application_no=declaration.application_no, body=declaration.model_dump_json()))
        session.commit()
    return declaration


@app.post("/echo")
async def echo(declaration: Declaration) -> Declaration:
    return declaration
