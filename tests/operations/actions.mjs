// Payments that wait for the customer: authentication, redirects, transfers, crypto.
export async function checkActions() {}
