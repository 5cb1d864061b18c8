// The form of a policy, loaded after the frame of its page: it brings pickers that no other part of
// the page needs.
import { type ComponentProps, lazy, Suspense } from "react";
import { SkeletonLines } from "../../ui/states.tsx";
import type { PolicyForm as Form } from "./policy-form.tsx";

const Loaded = lazy(async () => ({ default: (await import("./policy-form.tsx")).PolicyForm }));

export const PolicyForm = (props: ComponentProps<typeof Form>) => (
  <Suspense fallback={<SkeletonLines lines={10} />}>
    <Loaded {...props} />
  </Suspense>
);
