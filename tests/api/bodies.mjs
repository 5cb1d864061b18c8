// What each operation is asked for in the crawl: bodies that would be accepted, pointing wherever
// the target points, so that only the reach of the caller decides.
import { currencyOf } from "./tenants.mjs";

const uuid = () => crypto.randomUUID();
const freshEmail = () => `${uuid()}@bursar.example`;
const sale = (target) => ({
  amount: 100,
  currency: currencyOf.a,
  paymentMethod: "card",
  merchantId: target.id("merchant_id"),
  orderId: uuid(),
});

const placeOf = (target) => ({
  scope_kind: "merchant",
  merchant_id: target.id("merchant_id"),
});
const colleague = (target) => ({
  email: freshEmail(),
  name: "N",
  role_key: "viewer",
  ...placeOf(target),
});

const flag = (subject_kind, subject_id, merchant_id) => ({
  subject_kind,
  subject_id,
  merchant_id,
  queue: "risk",
  priority: "low",
  note: "N",
});

const feePlan = () => ({
  name: "N",
  sale: { percent_ppm: 14_000, parts: [{ currency: currencyOf.a, fixed_minor: 25 }] },
  refund: { percent_ppm: 0 },
  payout: { percent_ppm: 0 },
  on_refund: "keep",
  rounding: "half_up",
  reserve_ppm: 0,
  reserve_days: 0,
  settle_days: 2,
});
const cascade = () => ({
  attempts_max: 3,
  time_budget_ms: 20_000,
  not_executed: "always",
  technical: "always",
  soft: "once",
});

/**
 * Bodies that would be accepted, so that a refusal is about rights. `ids` are the ids in the body;
 * `refused` is how an id out of reach is told there, when it is not 404.
 */
export const bodies = {
  create_company: [{ make: () => ({ name: "N", country: "DE", default_currency: "EUR" }) }],
  create_merchant: [
    {
      ids: ["company_id"],
      make: (target) => ({
        company_id: target.id("company_id"),
        name: "N",
        settlement_currency: currencyOf.a,
      }),
    },
  ],
  create_project: [{ make: () => ({ name: `N ${uuid()}` }) }],
  rename_project: [{ make: () => ({ version: 1_000_000, name: "N" }) }],
  update_merchant: [{ make: () => ({ version: 1_000_000, name: "N" }) }],
  create_api_key: [{ make: () => ({ label: "L", scopes: ["transactions:read"] }) }],
  rotate_api_key: [{ make: () => ({ overlap_s: 600 }) }],
  revoke_api_key: [{ make: () => undefined }],
  end_session: [{ make: () => undefined }],
  rename_passkey: [{ make: () => ({ name: "N" }) }],
  remove_passkey: [{ make: () => undefined }],
  create_api_token: [{ make: () => ({}) }],
  accept_invitation: [{ make: () => ({}) }],
  decline_invitation: [{ make: () => undefined }],
  deactivate_api_token: [{ make: () => undefined }],
  create_refund: [{ make: () => ({ amount_minor: 1 }) }],
  create_capture: [{ make: () => ({}) }],
  create_void: [{ make: () => ({}) }],
  cancel_payment: [{ make: () => ({}) }],
  create_increment: [{ make: () => ({ amount_minor: 1 }) }],
  create_payment: [{ make: () => ({ amount_minor: 100, currency: currencyOf.a }) }],
  create_payout: [
    {
      make: () => ({
        amount_minor: 1,
        currency: currencyOf.a,
        iban: "DE89370400440532013000",
        holder: "Ada Lovelace",
      }),
    },
  ],
  create_recipient: [
    {
      make: () => ({
        name: "N",
        currency: currencyOf.a,
        iban: "DE89370400440532013000",
        holder: "Ada Lovelace",
      }),
    },
  ],
  change_recipient: [{ make: () => ({ version: 1_000_000, name: "N" }) }],
  submit_recipient: [{ make: () => ({ version: 1_000_000 }) }],
  shorten_recipient_wait: [{ make: () => ({ version: 1_000_000 }) }],
  archive_recipient: [{ make: () => ({ version: 1_000_000 }) }],
  create_batch: [
    {
      query: "?kind=payout&file_name=f.csv",
      make: () =>
        `payment_id,amount,currency,iban,holder\n${uuid()},1,${currencyOf.a},DE89370400440532013000,Ada\n`,
    },
  ],
  confirm_batch: [{ make: () => ({ content_hash: "0".repeat(64) }) }],
  pause_batch: [{ make: () => ({}) }],
  resume_batch: [{ make: () => ({}) }],
  cancel_batch: [{ make: () => ({}) }],
  create_test_payment: [{ make: () => ({ amount_minor: 100, currency: currencyOf.a }) }],
  create_user: [
    {
      ids: ["merchant_id"],
      refused: [404, 422],
      make: colleague,
    },
    {
      ids: ["company_id"],
      refused: [403, 404, 422],
      make: (target) => ({
        email: freshEmail(),
        name: "N",
        role_key: "viewer",
        scope_kind: "company",
        company_id: target.id("company_id"),
      }),
    },
  ],
  invite_user: [{ ids: ["merchant_id"], refused: [404, 422], make: colleague }],
  update_user: [{ make: () => ({ version: 1_000_000, name: "N" }) }],
  end_user_sessions: [{ make: () => undefined }],
  end_user_session: [{ make: () => undefined }],
  create_reset_link: [{ make: () => ({}) }],
  require_password_change: [{ make: () => ({}) }],
  reset_second_factor: [{ make: () => ({}) }],
  renew_invitation: [{ make: () => ({}) }],
  disable_user: [{ make: () => ({}) }],
  enable_user: [{ make: () => ({}) }],
  add_membership: [
    {
      ids: ["merchant_id"],
      make: (target) => ({
        version: 1_000_000,
        role_key: "viewer",
        ...placeOf(target),
      }),
    },
  ],
  change_membership: [
    {
      mixed: [404, 409],
      make: () => ({ version: 1_000_000, expires_at: null }),
    },
  ],
  end_membership: [{ mixed: [404, 409], query: "?version=1000000", make: () => undefined }],
  transfer_user: [
    {
      ids: ["merchant_id"],
      make: (target) => ({
        version: 1_000_000,
        from: placeOf(target),
        to: placeOf(target),
      }),
    },
  ],
  start_access_review: [{ make: () => ({}) }],
  decide_access_rows: [{ make: () => ({ row_ids: [`aw_c${"0".repeat(23)}`], decision: "keep" }) }],
  sign_access_review: [{ make: () => ({ version: 1_000_000 }) }],
  update_security_policy: [{ make: () => ({ version: 1_000_000 }) }],
  start_phone_change: [{ make: () => ({ phone: "+447900123456" }) }],
  confirm_phone: [{ make: () => ({ code: "00000000" }) }],
  remove_phone: [{ make: () => undefined }],
  send_operation_code: [{ make: () => ({}) }],
  answer_operation_code: [{ make: () => ({ code: "00000000" }) }],
  ask_operation_passkey: [{ make: () => ({}) }],
  answer_operation_passkey: [
    {
      make: () => ({
        credential_id: "AAAA",
        client_data: "AAAA",
        authenticator_data: "AAAA",
        signature: "AAAA",
      }),
    },
  ],
  create_role: [
    {
      ids: ["company_id"],
      refused: [403, 404, 422],
      make: (target) => ({
        name: `R ${uuid()}`,
        company_id: target.id("company_id"),
        permissions: ["payments:read"],
      }),
    },
  ],
  update_role: [{ make: () => ({ version: 1_000_000, name: "N" }) }],
  delete_role: [{ query: "?version=1000000", make: () => undefined }],
  update_api_key: [{ make: () => ({ label: "L" }) }],
  update_own_account: [{ make: () => ({ version: 1_000_000 }) }],
  request_email_change: [{ make: () => ({ email: freshEmail() }) }],
  cancel_email_change: [{ make: () => undefined }],
  note_alerts_seen: [{ make: () => ({ alert_id: "1" }) }],
  send_test_message: [{ make: () => ({ channel: "mail" }) }],
  ask_view: [
    {
      ids: ["merchant_id"],
      refused: [404, 422],
      make: (target) => ({ ...placeOf(target), reason: "R" }),
    },
    {
      ids: ["merchant_id", "user_id"],
      refused: [404, 422],
      make: (target) => ({ ...placeOf(target), user_id: target.id("user_id"), reason: "R" }),
    },
  ],
  start_view: [{ make: () => ({}) }],
  withdraw_view: [{ make: () => undefined }],
  answer_view: [{ make: () => ({ answer: "refuse" }) }],
  stop_view: [{ make: () => ({}) }],
  end_view: [{ make: () => undefined }],
  set_view_consent: [{ make: () => ({ version: 1_000_000, mode: "off" }) }],
  create_escalation: [
    {
      ids: ["payment_id"],
      make: (target) => flag("payment", target.id("payment_id")),
    },
    {
      ids: ["merchant_id"],
      make: (target) => flag("merchant", target.id("merchant_id")),
    },
  ],
  update_escalation: [{ make: () => ({ version: 1_000_000, priority: "high" }) }],
  run_review: [{ make: () => ({}) }],
  close_review_finding: [{ make: () => ({ version: 1_000_000, note: "N" }) }],
  send_feedback: [{ make: () => ({ kind: "idea", section: "/payments", text: "T" }) }],
  answer_feedback: [{ make: () => ({ version: 1_000_000, answer: "A" }) }],
  reply_to_escalation: [{ make: () => ({ text: "N" }) }],
  update_basic_settings: [{ make: () => ({ version: 1_000_000, contact_name: "N" }) }],
  resolve_exception: [
    { make: () => ({ version: 1_000_000, settled_as: "no_action", resolution: "N" }) },
  ],
  change_transaction_state: [
    { make: () => ({ verdict: "not_executed", reason: "R", evidence: "E" }) },
  ],
  reverse_operation: [{ make: () => ({ reason: "R" }) }],
  erase_customer: [
    {
      make: (target) => ({ buyer_id: target.id("buyer_id"), confirmation: "no", reason: "R" }),
    },
  ],
  approve_request: [{ make: () => ({ content_hash: "0".repeat(64) }) }],
  reject_request: [{ make: () => ({ content_hash: "0".repeat(64), reason: "R" }) }],
  withdraw_request: [{ make: () => undefined }],
  create_approval_policy: [
    {
      ids: ["merchant_id"],
      make: (target) => ({
        kind: "refund",
        name: "N",
        approvers: 1,
        thresholds: [{ currency: currencyOf.a, amount_minor: 1_000_000_000 }],
        ...placeOf(target),
      }),
    },
  ],
  update_approval_policy: [{ make: () => ({ version: 1_000_000, name: "N", approvers: 1 }) }],
  create_provider_account: [
    {
      ids: ["company_id"],
      make: (target) => ({
        company_id: target.id("company_id"),
        adapter: "sim",
        title: "N",
        methods: ["wallet"],
        base_url: "https://127.0.0.1:1",
        api_key: "K",
        is_enabled: false,
      }),
    },
  ],
  change_provider_account: [{ make: () => ({ version: 1_000_000, title: "N" }) }],
  enable_provider_account: [{ make: () => ({ version: 1_000_000 }) }],
  disable_provider_account: [{ make: () => ({ version: 1_000_000 }) }],
  test_provider_account: [{ make: () => ({}) }],
  make_bank_file: [{ make: () => ({}) }],
  take_bank_file: [{ make: () => ({}) }],
  import_bank_file: [{ make: () => ({ file_name: "f.xml", content: "PGEvPg" }) }],
  assign_bank_line: [{ make: () => ({ target: "tx_1", reason: "R" }) }],
  put_bank_line_aside: [{ make: () => ({ reason: "R" }) }],
  change_retry_caps: [{ make: () => ({ version: 1_000_000, rows: [], reason: "R" }) }],
  reset_retry_caps: [{ make: () => ({ version: 1_000_000, reason: "R" }) }],
  create_fee_plan: [
    {
      ids: ["company_id"],
      make: (target) => ({ ...feePlan(), company_id: target.id("company_id") }),
    },
  ],
  save_fee_plan: [{ make: () => ({ ...feePlan(), version: 1_000_000 }) }],
  assign_fee_plan: [
    {
      ids: ["fee_plan_id"],
      make: (target) => ({ version: 1_000_000, fee_plan_id: target.id("fee_plan_id") }),
    },
  ],
  calculate_fee: [
    {
      make: () => ({
        plan: feePlan(),
        trigger: "sale",
        amount_minor: 100,
        currency: currencyOf.a,
      }),
    },
  ],
  compare_fees: [
    {
      ids: ["merchant_id"],
      make: (target) => ({ plan: feePlan(), merchant_id: target.id("merchant_id") }),
    },
    { ids: ["fee_plan_id"], make: (target) => ({ fee_plan_id: target.id("fee_plan_id") }) },
  ],
  archive_merchant: [{ make: () => ({ version: 1_000_000 }) }],
  delete_merchant: [{ query: "?version=1000000", make: () => undefined }],
  create_routing_profile: [
    {
      ids: ["merchant_id"],
      make: (target) => ({ name: "N", merchant_id: target.id("merchant_id") }),
    },
    { ids: ["company_id"], make: (target) => ({ name: "N", company_id: target.id("company_id") }) },
  ],
  create_routing_draft: [{ make: () => ({}) }],
  change_routing_draft: [
    { make: () => ({ revision: 1_000_000, rules: [], cascade: cascade(), sticky: "none" }) },
  ],
  drop_routing_draft: [{ make: () => undefined }],
  activate_routing_draft: [{ make: () => ({ revision: 1_000_000 }) }],
  retire_routing_profile: [{ make: () => undefined }],
  check_routing_rule: [{ make: () => ({ condition: "true" }) }],
  try_routing: [
    {
      ids: ["merchant_id"],
      make: (target) => ({
        merchant_id: target.id("merchant_id"),
        method: "card",
        amount_minor: 100,
        currency: currencyOf.a,
      }),
    },
  ],
  delete_approval_policy: [{ query: "?version=1000000", make: () => undefined }],
  orsunpay_create_sale: [{ ids: ["merchant_id"], refused: [400], make: sale }],
  orsunpay_create_transaction: [{ ids: ["merchant_id"], refused: [400], make: sale }],
  orsunpay_create_refund: [{ make: () => ({ amount: 1 }) }],
  orsunpay_create_capture: [{ make: () => ({}) }],
  orsunpay_create_void: [{ make: () => ({}) }],
  orsunpay_cancel_transaction: [{ make: () => ({}) }],
  orsunpay_create_payout: [
    {
      ids: ["merchant_id"],
      refused: [400],
      make: (target) => ({
        ...sale(target),
        paymentMethod: "bank_transfer",
        paymentMethodInput: { iban: "DE89370400440532013000", holder: "Ada Lovelace" },
      }),
    },
  ],
};
