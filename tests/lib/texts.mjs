// Text messages as the simulated gateway received them, and the digits in them.
import { until } from "./mail.mjs";

/** Texts to a number, newest first. */
export async function textsTo(installation, number) {
  const headers = { Authorization: `Bearer ${installation.simulatorKey}` };
  const answer = await fetch(`${installation.simulatorUrl}/v1/messages`, {
    headers,
  });
  const { rows } = await answer.json();
  return rows.filter((one) => one.to === number).sort((a, b) => number_of(b) - number_of(a));
}

const number_of = (message) => Number(message.message_id.replace("sms_", ""));

/** The digits of the message that comes after the `seen` ones. */
export async function nextDigits(installation, number, seen) {
  const find = async () => {
    const texts = await textsTo(installation, number);
    return texts.length > seen ? texts[0] : undefined;
  };
  const { text } = await until(find, `a text message to ${number}`);
  const digits = text.match(/\b\d{8}\b/)?.[0];
  if (!digits) throw new Error(`no digits in: ${text}`);
  return { digits, text };
}
