// Finding a customer among the merchants in reach. Nothing is searched until somebody asks, because
// every search is on record at the merchants it shows.
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Card } from "../../ui/card.tsx";
import { FieldRow } from "../../ui/form.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Inline, Page, Stack } from "../../ui/page.tsx";
import { useMerchantOptions } from "../../ui/reference.ts";
import { Select } from "../../ui/select-field.tsx";
import { NoPermission, SkeletonLines } from "../../ui/states.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useUrlState } from "../../ui/url-state.ts";

const Found = lazy(() => import("./customers-found.tsx"));

const search_min = 3;

export default function CustomersPage() {
  const { t } = useTranslation("customers");
  const can = useCan("find_customers");
  return (
    <Page title={t("title")}>
      {can.allowed ? <Search /> : <NoPermission permission="customers:read" />}
    </Page>
  );
}

function Search() {
  const { t } = useTranslation("customers");
  const [address, change] = useUrlState();
  const { search = "", merchant_id } = address;
  const [text, setText] = useState(search);
  const [error, setError] = useState<string>();
  const merchants = useMerchantOptions();
  function submit() {
    const wanted = text.trim();
    const short = wanted.length < search_min;
    setError(short ? t("search.too_short") : undefined);
    if (!short) change({ search: wanted });
  }
  return (
    <>
      <Notice>{t("search.on_record")}</Notice>
      <Card>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <Stack gap={12}>
            <FieldRow>
              <TextField
                name="search"
                type="search"
                label={t("search.search")}
                hint={t("search.hint")}
                icon="search"
                value={text}
                onChange={setText}
                error={error}
              />
              <Select
                name="merchant_id"
                label={t("fact.merchant")}
                placeholder={t("search.all_merchants")}
                clearable
                value={merchant_id ?? ""}
                onChange={(value) => change({ merchant_id: value || undefined })}
                options={merchants}
              />
            </FieldRow>
            <Inline>
              <Button type="submit" variant="primary" icon="search">
                {t("search.find")}
              </Button>
            </Inline>
          </Stack>
        </form>
      </Card>
      {search.length >= search_min && (
        <Suspense fallback={<SkeletonLines lines={3} />}>
          <Found search={search} merchant_id={merchant_id} />
        </Suspense>
      )}
    </>
  );
}
