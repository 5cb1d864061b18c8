import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { ApiError } from "../api/error.ts";
import { renderOffice } from "../testing/render.tsx";
import type { FilterValues } from "./filter-bar/filter.ts";
import { List, type PageKey, type RowsPage } from "./list-page.tsx";
import { EmptyState } from "./states.tsx";

interface Row {
  key: string;
  name: string;
}

type Answer = (values: FilterValues, page: PageKey) => Promise<RowsPage<Row>>;

function Sample({ answer }: { answer: Answer }) {
  return (
    <List
      list="sample"
      label="Rows"
      columns={[
        { id: "name", title: "Name", always: true, cell: (row: Row) => row.name },
        { id: "key", title: "Key", cell: (row: Row) => row.key },
      ]}
      filters={[{ kind: "search", name: "search", label: "Search", placeholder: "Name" }]}
      query={(values, page) => ({
        queryKey: ["rows", values, page],
        queryFn: () => answer(values, page),
      })}
      rowKey={(row) => row.key}
      rowPath={(row) => `/rows/${row.key}`}
      empty={<EmptyState title="No rows yet" />}
    />
  );
}

const rows = [
  { key: "r9", name: "nine" },
  { key: "r8", name: "eight" },
];

describe("list", () => {
  it("asks for the page after the last row and keeps the filter in the address", async () => {
    const asked: [FilterValues, PageKey][] = [];
    const view = await renderOffice(
      <Sample
        answer={async (values, page) => {
          asked.push([values, page]);
          return { rows, has_older: true, has_newer: false };
        }}
      />,
      { at: "/?search=n" },
    );
    await userEvent.setup().click(await screen.findByRole("button", { name: "Older" }));
    await waitFor(() => expect(asked.at(-1)?.[1].before).toBe("r8"));
    expect(asked.at(-1)?.[0].search).toBe("n");
    expect(view.router.state.location.href).toBe("/?search=n&before=r8");
  });

  it("goes back to the first page when a filter changes, or rows would be missed", async () => {
    const view = await renderOffice(<Sample answer={async () => ({ rows, has_older: true })} />, {
      at: "/?before=r5",
    });
    await userEvent.setup().type(await screen.findByRole("searchbox", { name: "Search" }), "ei");
    await waitFor(() => expect(view.router.state.location.href).toBe("/?search=ei"));
  });

  it("tells an empty list from one whose filters match nothing", async () => {
    const none: Answer = async () => ({ rows: [] });
    const first = await renderOffice(<Sample answer={none} />);
    expect(await screen.findByText("No rows yet")).toBeTruthy();
    first.unmount();
    await renderOffice(<Sample answer={none} />, { at: "/?search=zzz" });
    expect(await screen.findByText("Nothing matches")).toBeTruthy();
  });

  it("shows a failure with its request and loads again on request", async () => {
    let tries = 0;
    const problem = { status: 500, code: "bug", detail: "broken", request_id: "rq_7" };
    await renderOffice(
      <Sample
        answer={async () => {
          tries += 1;
          if (tries === 1) throw new ApiError(problem);
          return { rows };
        }}
      />,
    );
    expect(await screen.findByText("rq_7")).toBeTruthy();
    await userEvent.setup().click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("eight")).toBeTruthy();
  });

  it("opens rows by keyboard: arrows move between their links", async () => {
    await renderOffice(<Sample answer={async () => ({ rows })} />);
    const links = await screen.findAllByRole("link");
    links[0]!.focus();
    await userEvent.setup().keyboard("{ArrowDown}");
    expect(document.activeElement).toBe(links[1]);
    expect(links[1]!.getAttribute("href")).toBe("/rows/r8");
  });

  it("hides a column on request and remembers it", async () => {
    const first = await renderOffice(<Sample answer={async () => ({ rows })} />);
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: "Columns" }));
    await user.click(await screen.findByRole("menuitemcheckbox", { name: "Key" }));
    await waitFor(() => expect(screen.queryByRole("columnheader", { name: "Key" })).toBeNull());
    first.unmount();
    await renderOffice(<Sample answer={async () => ({ rows })} />);
    expect(await screen.findByRole("columnheader", { name: "Name" })).toBeTruthy();
    expect(screen.queryByRole("columnheader", { name: "Key" })).toBeNull();
  });
});
