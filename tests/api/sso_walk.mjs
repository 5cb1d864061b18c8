// An office without a sign-in provider says so; the way over a provider is proven in tests/sso.
export async function walkSso({ installation, OfficeClient, record, check }) {
  await check("without a provider there is no way over one", async () => {
    const anonymous = new OfficeClient(installation.office, record);
    const offer = await anonymous.get("/api/sso");
    if (offer.status !== 200 || offer.body.is_offered) throw new Error(offer.text);
    for (const step of ["start", "return?state=x&code=y"]) {
      const answer = await anonymous.get(`/api/sso/${step}`);
      if (answer.status !== 422 || answer.body.code !== "sso_off") throw new Error(answer.text);
    }
  });
}
