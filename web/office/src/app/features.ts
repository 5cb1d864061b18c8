// The features of the office, in the order of the menu. A feature is added here and nowhere else.
import { accessReviews } from "../features/access-reviews/feature.ts";
import { account } from "../features/account/feature.ts";
import { approvals } from "../features/approvals/feature.ts";
import { audit } from "../features/audit/feature.ts";
import { batches } from "../features/batches/feature.ts";
import { customers } from "../features/customers/feature.ts";
import { dashboard } from "../features/dashboard/feature.ts";
import { declineCodes } from "../features/decline-codes/feature.ts";
import { exceptions } from "../features/exceptions/feature.ts";
import { fees } from "../features/fees/feature.ts";
import { getStarted } from "../features/get-started/feature.ts";
import { help } from "../features/help/feature.ts";
import { liveMonitor } from "../features/live-monitor/feature.ts";
import { merchants } from "../features/merchants/feature.ts";
import { messages } from "../features/messages/feature.ts";
import { payments } from "../features/payments/feature.ts";
import { people } from "../features/people/feature.ts";
import { providers } from "../features/providers/feature.ts";
import { recipients } from "../features/recipients/feature.ts";
import { review } from "../features/review/feature.ts";
import { roles } from "../features/roles/feature.ts";
import { routing } from "../features/routing/feature.ts";
import { security } from "../features/security/feature.ts";
import { session } from "../features/session/feature.ts";
import { support } from "../features/support/feature.ts";
import type { Feature } from "../ui/feature.ts";

export const features: readonly Feature[] = [
  session,
  dashboard,
  liveMonitor,
  payments,
  recipients,
  batches,
  exceptions,
  customers,
  declineCodes,
  approvals,
  merchants,
  fees,
  providers,
  routing,
  support,
  audit,
  review,
  people,
  roles,
  accessReviews,
  security,
  messages,
  account,
  getStarted,
  help,
];
