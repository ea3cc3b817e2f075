import { Button, Flex } from "antd";
import { useI18n } from "../i18n/useI18n";

interface Paged {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** Fetches what follows in a list, where there is more. */
export function LoadMore({ query }: { query: Paged }) {
  const { t } = useI18n();
  if (!query.hasNextPage) return null;
  return (
    <Flex justify="center" className="mt-16">
      <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {t("list.more")}
      </Button>
    </Flex>
  );
}
