// The permission each operation of the contract needs. The server decides; this table only lets the
// office say beforehand what would be refused, and why.
const permissions: Record<string, string> = {
  read_dashboard: "dashboard:read",
  follow_events: "live:read",
  list_payments: "payments:read",
  read_payment: "payments:read",
  create_test_payment: "payments:create",
  create_refund: "payments:refund",
  list_companies: "companies:read",
  create_company: "companies:write",
  list_merchants: "merchants:read",
  read_merchant: "merchants:read",
  create_merchant: "merchants:write",
  update_merchant: "merchants:write",
  list_balances: "ledger:read",
  list_api_keys: "api_keys:read",
  create_api_key: "api_keys:write",
  rotate_api_key: "api_keys:write",
  revoke_api_key: "api_keys:write",
  list_audit_entries: "audit:read",
  read_audit_entry: "audit:read",
  prove_audit_entry: "audit:read",
  export_audit_entries: "audit:read",
  read_audit_trail: "audit:read",
  read_health: "system:read",
};

export const permissionOf = (operation: string): string | undefined => permissions[operation];
