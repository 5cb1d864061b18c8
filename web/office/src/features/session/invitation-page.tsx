// The page an invitation opens.
import { LinkPage } from "./link-page.tsx";

export default function InvitationPage() {
  return <LinkPage purpose="invite" />;
}
