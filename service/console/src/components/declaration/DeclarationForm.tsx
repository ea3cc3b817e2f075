import { Divider, Form, Input } from "antd";
import { type ReactNode, useEffect } from "react";
import type { Schemas } from "../../api/client";
import { type Key, useWords } from "../../i18n/useI18n";
import { byEntry, type Draft } from "./draft";
import { Entry, Faults } from "./Entry";
import { Choice, DayInput, InstantInput, YesNo } from "./inputs";
import { Lines } from "./Lines";

const PARTIES = ["exporter", "agent", "platform", "logistics"] as const;
const REASONS = [
  { value: "returned", label: "declaration.reasons.returned" },
  { value: "unsold", label: "declaration.reasons.unsold" },
  { value: "other", label: "declaration.reasons.other" },
] as const;
const PROOFS = [
  { value: "self_declaration", label: "declaration.proofs.self_declaration" },
  { value: "return_record", label: "declaration.proofs.return_record" },
  { value: "refusal_record", label: "declaration.proofs.refusal_record" },
  { value: "return_agreement", label: "declaration.proofs.return_agreement" },
] as const;

interface DeclarationFormProps {
  value: Draft;
  onChange: (draft: Draft) => void;
  faults: readonly Schemas["Fault"][];
}

/** All that a return declares, with the service's word beside each entry. */
export function DeclarationForm({ value, onChange, faults }: DeclarationFormProps) {
  const [form] = Form.useForm<Draft>();
  useEffect(() => {
    if (form.getFieldsValue(true) !== value) form.setFieldsValue(value);
  }, [form, value]);
  return (
    <Faults value={byEntry(faults)}>
      <Form
        form={form}
        layout="vertical"
        initialValues={value}
        onValuesChange={() => onChange(structuredClone(form.getFieldsValue(true)) as Draft)}
      >
        <Group title="declaration.where">
          <Entry path={["application_no"]} label="declaration.application_no">
            <Input maxLength={30} />
          </Entry>
          <Entry path={["list_no"]} label="declaration.list_no">
            <Input maxLength={64} />
          </Entry>
          <Entry path={["customs_code"]} label="declaration.customs_code">
            <Input maxLength={4} inputMode="numeric" />
          </Entry>
          <Entry path={["site_code"]} label="declaration.site_code">
            <Input maxLength={10} />
          </Entry>
          <Entry path={["declared_at"]} label="declaration.declared_at">
            <InstantInput />
          </Entry>
          <Entry path={["arrived_on"]} label="declaration.arrived_on">
            <DayInput />
          </Entry>
          <Entry path={["return_mode"]} label="declaration.return_mode">
            <Input maxLength={4} inputMode="numeric" />
          </Entry>
          <Entry path={["direction"]} label="declaration.direction">
            <Input maxLength={1} />
          </Entry>
        </Group>
        <Group title="declaration.why">
          <Entry path={["reason_kind"]} label="declaration.reason_kind">
            <Choice options={REASONS} />
          </Entry>
          <Entry path={["proof"]} label="declaration.proof">
            <Choice options={PROOFS} />
          </Entry>
          <Entry path={["original_state"]} label="declaration.original_state">
            <YesNo />
          </Entry>
          <Entry path={["food"]} label="declaration.food">
            <YesNo />
          </Entry>
          <Entry path={["rebate_taken"]} label="declaration.rebate_taken">
            <YesNo />
          </Entry>
          <Entry path={["tax_certificate_no"]} label="declaration.tax_certificate_no">
            <Input maxLength={64} />
          </Entry>
          <Entry path={["reason"]} label="declaration.reason" wide>
            <Input.TextArea rows={2} maxLength={1000} />
          </Entry>
        </Group>
        <Group title="declaration.goods">
          <div style={{ gridColumn: "1 / -1" }}>
            <Lines />
          </div>
        </Group>
        <Group title="declaration.firms">
          {PARTIES.map((party) => (
            <Party key={party} party={party} />
          ))}
        </Group>
        <Group title="declaration.transport">
          <Entry path={["transport_mode"]} label="declaration.transport_mode">
            <Input maxLength={1} />
          </Entry>
          <Entry path={["transport_name"]} label="declaration.transport_name">
            <Input maxLength={100} />
          </Entry>
          <Entry path={["voyage_no"]} label="declaration.voyage_no">
            <Input maxLength={32} />
          </Entry>
          <Entry path={["waybill_no"]} label="declaration.waybill_no">
            <Input maxLength={80} />
          </Entry>
          <Entry path={["bill_no"]} label="declaration.bill_no">
            <Input maxLength={37} />
          </Entry>
          <Entry path={["port_code"]} label="declaration.port_code">
            <Input maxLength={4} inputMode="numeric" />
          </Entry>
          <Entry path={["departure_country"]} label="declaration.departure_country">
            <Input maxLength={3} />
          </Entry>
          <Entry path={["note"]} label="declaration.note">
            <Input maxLength={1000} />
          </Entry>
        </Group>
      </Form>
    </Faults>
  );
}

function Party({ party }: { party: (typeof PARTIES)[number] }) {
  return (
    <>
      <Entry path={[party, "code"]} label={`declaration.${party}_code`}>
        <Input maxLength={18} />
      </Entry>
      <Entry path={[party, "name"]} label={`declaration.${party}_name`}>
        <Input maxLength={100} />
      </Entry>
    </>
  );
}

function Group({ title, children }: { title: Key; children: ReactNode }) {
  const { t } = useWords();
  return (
    <section aria-label={t(title)}>
      <Divider titlePlacement="start" plain style={{ margin: "4px 0 12px" }}>
        <strong>{t(title)}</strong>
      </Divider>
      <div className="entries">{children}</div>
    </section>
  );
}
