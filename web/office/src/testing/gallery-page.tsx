// The gallery's content, in sections that a person can compare at a glance.
import { useState } from "react";
import { ApiError } from "../api/error.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { Card, CardGrid, Figure } from "../ui/card.tsx";
import { Chart } from "../ui/charts/chart.tsx";
import { Sparkline } from "../ui/charts/sparkline.tsx";
import { Checkbox, Switch } from "../ui/choice-field.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { Copyable } from "../ui/copyable.tsx";
import type { Column } from "../ui/data-table/column.ts";
import { Facts } from "../ui/facts.tsx";
import type { Filter } from "../ui/filter-bar/filter.ts";
import { Instant } from "../ui/instant.tsx";
import { JsonView } from "../ui/json-view.tsx";
import { List } from "../ui/list-page.tsx";
import { Menu } from "../ui/menu.tsx";
import { Money } from "../ui/money.tsx";
import { Notice, ProblemNotice } from "../ui/notice.tsx";
import { MoneyField, NumberField } from "../ui/number-field.tsx";
import { Inline, Page, Split, Stack } from "../ui/page.tsx";
import { SecretReveal } from "../ui/secret-reveal.tsx";
import { MultiSelect, Select } from "../ui/select-field.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../ui/states.tsx";
import { Badge, PaymentStatus, Status } from "../ui/status.tsx";
import { type StatusKind, statusTones } from "../ui/status-tones.ts";
import { Tabs } from "../ui/tabs.tsx";
import { PasswordField, TextArea, TextField } from "../ui/text-field.tsx";
import { Timeline } from "../ui/timeline.tsx";
import { useToast } from "../ui/toast.tsx";
import { sample_at, samplePayments } from "./sample-rows.ts";

const refusal = new ApiError({
  status: 409,
  code: "refund_exceeds_captured",
  detail: "refund of 50.00 EUR exceeds what is left to refund, 12.00 EUR",
  request_id: "rq_c00000000k3v9w2m5x7q1z4a8",
});

export function Gallery() {
  const [tab, setTab] = useState("list");
  const tabs = [
    { value: "list", label: "List", count: 24, content: <Lists /> },
    { value: "parts", label: "Parts", content: <Parts /> },
    { value: "fields", label: "Fields", content: <Fields /> },
    { value: "states", label: "States", content: <States /> },
    { value: "charts", label: "Charts", content: <Charts /> },
  ];
  return (
    <Page
      title="Wanderlust & Sons International Travel Agency Limited"
      aside={<Status kind="merchant" value="active" />}
      note={<Copyable text="mr_c000000000001q7m2x9k4w1z8" />}
      crumbs={[{ label: "Merchants", to: "/merchants" }]}
      actions={<Button variant="primary">Create payment link</Button>}
    >
      <Tabs label="Gallery" tabs={tabs} value={tab} onChange={setTab} />
    </Page>
  );
}

type Row = ReturnType<typeof samplePayments>[number];

const columns: Column<Row>[] = [
  {
    id: "amount",
    title: "Amount",
    always: true,
    align: "end",
    width: 150,
    cell: (row) => <Money minor={row.amount_minor} currency={row.currency} code />,
  },
  { id: "status", title: "Status", narrow: "trail", cell: (row) => <PaymentStatus {...row} /> },
  { id: "order", title: "Order", cell: (row) => row.external_id },
  { id: "merchant", title: "Merchant", cell: (row) => row.merchant_name },
  { id: "card", title: "Card", cell: (row) => `${row.card_brand} ·· ${row.card_last4}` },
  {
    id: "created",
    title: "Created",
    sort: "created_at",
    cell: (row) => <Instant at={row.created_at} />,
  },
];

const filters: Filter[] = [
  { kind: "search", name: "search", label: "Search", placeholder: "Payment id, order id, last 4" },
  { kind: "period", name: "created", label: "Created" },
  {
    kind: "choice",
    name: "lifecycle",
    label: "Status",
    multiple: true,
    options: Object.keys(statusTones.payment).map((value) => ({ value, label: value })),
  },
  { kind: "amount", name: "amount", label: "Amount", currencyFilter: "currency" },
  { kind: "flag", name: "in_doubt", label: "Outcome unknown" },
];

function Lists() {
  return (
    <List
      list="gallery"
      label="Payments"
      columns={columns}
      filters={filters}
      query={(values) => ({
        queryKey: ["gallery", values],
        queryFn: async () => {
          if (values.search === "error") throw refusal;
          return {
            rows: values.search ? [] : samplePayments(24),
            has_older: true,
            has_newer: false,
          };
        },
      })}
      rowKey={(row) => row.payment_id}
      rowPath={(row) => `/payments/${row.payment_id}`}
      empty={<EmptyState title="No payments yet">They appear here as they happen.</EmptyState>}
    />
  );
}

function Parts() {
  const toast = useToast();
  const [open, setOpen] = useState(false);
  return (
    <Stack>
      <Card title="Buttons" note="Every kind, busy and disabled">
        <Inline>
          <Button variant="primary">Primary</Button>
          <Button>Default</Button>
          <Button variant="quiet">Quiet</Button>
          <Button variant="danger" onClick={() => setOpen(true)}>
            Revoke key
          </Button>
          <Button busy>Busy</Button>
          <Button disabledReason="You need the permission payments:refund">Refund</Button>
          <IconButton icon="refresh" label="Refresh" />
          <Button icon="check" onClick={() => toast("Refund of €12.00 is on its way")}>
            Toast
          </Button>
          <Menu
            target={<Button icon="dots">More</Button>}
            sections={[
              {
                entries: [
                  { label: "Copy", icon: "copy" },
                  { label: "Refund", icon: "refund", disabledReason: "Nothing is left to refund" },
                  { label: "Delete", icon: "trash", danger: true },
                ],
              },
            ]}
          />
        </Inline>
        <Confirm
          open={open}
          onClose={() => setOpen(false)}
          title="Revoke this key?"
          consequence="Shops that use it are refused at once. A revoked key cannot be brought back."
          action="Revoke"
          danger
          typed="revoke"
          onConfirm={async () => undefined}
        />
      </Card>
      <Split
        main={
          <>
            <Card title="Timeline">
              <Timeline
                label="History"
                steps={[
                  { key: "1", at: sample_at, title: "Accepted", note: "by API key sk_test_…9fq" },
                  {
                    key: "2",
                    at: sample_at + 400,
                    title: "Sent to provider",
                    tone: "info",
                    icon: "send",
                  },
                  {
                    key: "3",
                    at: sample_at + 900,
                    title: "Captured",
                    tone: "success",
                    icon: "check",
                  },
                ]}
              />
            </Card>
            <Card title="JSON">
              <JsonView
                value={{
                  amount: 1299,
                  currency: "EUR",
                  card: { last4: "4242", "3ds": true },
                  items: [],
                }}
              />
            </Card>
          </>
        }
        side={
          <Card title="Facts">
            <Facts
              facts={[
                { name: "Amount", value: <Money minor={-129_900} currency="EUR" signed /> },
                { name: "Order", value: "order-2026-09-18-with-a-very-long-suffix-that-wraps" },
                { name: "Descriptor", value: "" },
                { name: "Created", value: <Instant at={sample_at} as="second" /> },
                { name: "Id", value: <Copyable text="tx_c000000000001q7m2x9k4w1z8" short /> },
              ]}
            />
          </Card>
        }
      />
      <Card title="Statuses">
        <Stack gap={8}>
          {(Object.keys(statusTones) as StatusKind[]).map((kind) => (
            <Inline key={kind} gap={6}>
              {Object.keys(statusTones[kind]).map((value) => (
                <Status key={value} kind={kind} value={value} />
              ))}
            </Inline>
          ))}
          <Badge text="plain" />
        </Stack>
      </Card>
    </Stack>
  );
}

function Fields() {
  const [text, setText] = useState("");
  const [on, setOn] = useState(true);
  const [many, setMany] = useState<string[]>(["EUR", "JPY"]);
  const currencies = ["EUR", "USD", "GBP", "JPY", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK"];
  const options = currencies.map((value) => ({ value, label: value }));
  const bind = { value: text, onChange: setText };
  return (
    <CardGrid min={340}>
      <Card title="Text">
        <Stack>
          <TextField label="Name" hint="As customers know it" {...bind} />
          <TextField label="Website" optional placeholder="https://" {...bind} error="Only https" />
          <PasswordField label="Password" {...bind} />
          <TextArea label="Reason" {...bind} />
        </Stack>
      </Card>
      <Card title="Choice">
        <Stack>
          <Select label="Currency" options={options} value="EUR" onChange={() => undefined} />
          <MultiSelect label="Currencies" options={options} value={many} onChange={setMany} />
          <NumberField label="Days" unit="days" {...bind} />
          <MoneyField label="Amount" currency="EUR" {...bind} />
          <Checkbox label="I have read it" hint="All of it" value={on} onChange={setOn} />
          <Switch label="Cards" value={on} onChange={setOn} />
        </Stack>
      </Card>
      <Card title="Secret">
        <SecretReveal secret="sk_test_8fj2k3l4_…" note="Store it now." onStored={() => undefined} />
      </Card>
    </CardGrid>
  );
}

function States() {
  return (
    <CardGrid min={340}>
      <Card title="Empty">
        <EmptyState title="No merchants yet" icon="merchant" action={<Button>Create one</Button>}>
          A merchant is who payments are made for.
        </EmptyState>
      </Card>
      <Card title="Error">
        <ErrorState error={ApiError.unreachable(null)} onRetry={() => undefined} />
      </Card>
      <Card title="Forbidden">
        <ErrorState
          error={
            new ApiError({
              status: 403,
              code: "permission_missing",
              detail: "",
              request_id: "",
              details: { permission: "ledger:read" },
            })
          }
        />
      </Card>
      <Card title="Loading">
        <SkeletonLines lines={6} />
      </Card>
      <Card title="Notices">
        <Stack gap={8}>
          <Notice title="Nothing to do">Your last settlement was paid.</Notice>
          <Notice tone="success" title="Paid" />
          <Notice tone="warning" title="Outcome unknown">
            The provider gave no certain answer. It is asked again by itself.
          </Notice>
          <ProblemNotice error={refusal} />
        </Stack>
      </Card>
    </CardGrid>
  );
}

function Charts() {
  const days = Array.from({ length: 30 }, (_, day) => ({
    label: `${day + 1} Sep`,
    values: [
      Math.round(400 + 250 * Math.sin(day / 3)),
      (day * 17) % 90,
      day === 12 ? null : day % 11,
    ],
  }));
  const series = [
    { title: "Captured", tone: "success" as const },
    { title: "Declined", tone: "danger" as const },
    { title: "Failed", tone: "warning" as const },
  ];
  return (
    <Stack>
      <CardGrid min={220}>
        {["Volume", "Payments", "Success rate", "Refunds"].map((label, index) => (
          <Card key={label}>
            <Figure
              label={label}
              value={["€1,284,310.42", "12,804", "96.3%", "0"][index]}
              note="+4.2%"
            >
              <Sparkline values={days.map((day) => day.values[0] ?? 0)} label={`${label} rose`} />
            </Figure>
          </Card>
        ))}
      </CardGrid>
      <Card title="Payments by day">
        <Chart title="Payments by day" kind="bars" category="Day" series={series} points={days} />
      </Card>
      <Card title="Lines">
        <Chart title="Lines" kind="lines" category="Day" series={series} points={days} />
      </Card>
    </Stack>
  );
}
