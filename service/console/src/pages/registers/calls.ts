import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, data, type Schemas } from "../../api/client";
import { changesOf } from "./changes";
import { codeOf, type Enterprise, type Register, type Row, type Site } from "./rows";

interface RowPage {
  items: readonly Row[];
  next: number | null;
}
const SIZE = 50;
const LARGEST = 500;
/** Up to so many codes are looked up one by one; for more the whole register is read. */
const FEW = 20;

function pageOf(register: Register, code: string | undefined, cursor: number | undefined, limit: number): Promise<RowPage> {
  if (register === "sites") return data(api.GET("/v1/sites", { params: { query: { site_code: code, cursor, limit } } }));
  return data(api.GET("/v1/enterprises", { params: { query: { code, cursor, limit } } }));
}

/** A register page by page in the order in which its rows were recorded, or all that was recorded of one code. */
export function useRows(register: Register, code: string | undefined) {
  return useInfiniteQuery({
    queryKey: ["registers", register, code ?? ""],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) => pageOf(register, code, pageParam, code ? LARGEST : SIZE),
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

async function everyRow(register: Register, code?: string): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: number | undefined;
  do {
    const page: RowPage = await pageOf(register, code, cursor, LARGEST);
    rows.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return rows;
}

/** What entering these rows would change in what is recorded now. */
export function useChanges(register: Register, rows: readonly Row[]) {
  return useQuery({
    queryKey: ["registers", register, "changes", rows],
    queryFn: async () => {
      const codes = [...new Set(rows.map((row) => codeOf(register, row)))];
      const recorded = codes.length <= FEW ? (await Promise.all(codes.map((code) => everyRow(register, code)))).flat() : await everyRow(register);
      return changesOf(register, rows, recorded);
    },
    staleTime: 0,
    gcTime: 0,
  });
}

/** Enters rows, all or none. */
export function useEntering(register: Register, done: (imported: Schemas["Imported"]) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (rows: readonly Row[]) =>
      register === "sites"
        ? data(api.PUT("/v1/sites", { body: rows as unknown as Site[] }))
        : data(api.PUT("/v1/enterprises", { body: rows as unknown as Enterprise[] })),
    onSuccess: (imported) => {
      void client.invalidateQueries({ queryKey: ["registers", register] });
      done(imported);
    },
  });
}
