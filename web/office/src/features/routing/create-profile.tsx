// A new profile for a place that has none.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod/mini";
import { createIdempotencyKeys } from "../../api/error.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { FormBody, required, useForm } from "../../ui/form.tsx";
import { Stack } from "../../ui/page.tsx";
import { Select } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { create_routing_profile, profilesQuery, refreshRouting } from "./api.ts";
import { placeBody, usePlaceOptions } from "./places.ts";

const schema = z.object({ name: required(), place: required() });

export default function CreateProfile({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("routing");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data: taken = [] } = useQuery(profilesQuery);
  const places = usePlaceOptions(taken);
  const [keyOf] = useState(createIdempotencyKeys);
  const form = useForm({
    schema,
    initial: { name: "", place: "" },
    onSubmit: async ({ name, place }) => {
      const body = { name, ...placeBody(place) };
      const made = await create_routing_profile(keyOf(body), body);
      void refreshRouting(queries);
      await navigate({ to: `/routing/${made.routing_profile_id}` });
    },
  });
  return (
    <Dialog open onClose={onClose} title={t("create.title")} size="small">
      <FormBody
        form={form}
        label={t("create.title")}
        actions={
          <>
            <Button onClick={onClose}>{t("cancel")}</Button>
            <Button type="submit" variant="primary" busy={form.busy}>
              {t("create.submit")}
            </Button>
          </>
        }
      >
        <Stack>
          <TextField
            {...form.field("name")}
            label={t("create.name")}
            hint={t("create.name_hint")}
            maxLength={80}
            autoFocus
          />
          <Select
            {...form.field("place")}
            label={t("create.place")}
            hint={t("create.place_hint")}
            options={places}
            searchable
          />
        </Stack>
      </FormBody>
    </Dialog>
  );
}
