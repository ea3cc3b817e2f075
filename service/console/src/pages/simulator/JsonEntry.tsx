import { Alert, Button, Flex, Input } from "antd";
import { useState } from "react";
import { useI18n } from "../../i18n/useI18n";
import { asDeclared, type Draft } from "../../components/declaration/draft";

/** The declaration as JSON, to copy or to paste another. */
export function JsonEntry({ draft, onLoad }: { draft: Draft; onLoad: (draft: Draft) => void }) {
  const { t } = useI18n();
  const [text, setText] = useState<string | null>(null);
  const [isWrong, setWrong] = useState(false);
  const take = () => {
    try {
      const found: unknown = JSON.parse(text ?? "");
      if (found === null || typeof found !== "object" || Array.isArray(found)) throw new SyntaxError();
      // a whole dossier, as `tongtui decide` reads it, has the declaration in it
      onLoad(("declaration" in found ? found.declaration : found) as Draft);
      setText(null);
      setWrong(false);
    } catch {
      setWrong(true);
    }
  };
  return (
    <Flex vertical gap={12}>
      {isWrong && <Alert type="error" showIcon title={t("simulator.notJson")} />}
      <Input.TextArea
        aria-label={t("simulator.json")}
        spellCheck={false}
        value={text ?? JSON.stringify(asDeclared(draft), null, 2)}
        onChange={(event) => setText(event.target.value)}
        rows={30}
        className="code json"
      />
      <div>
        <Button type="primary" disabled={text === null} onClick={take}>
          {t("simulator.take")}
        </Button>
      </div>
    </Flex>
  );
}
