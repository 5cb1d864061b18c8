// The page a reset link opens.
import { LinkPage } from "./link-page.tsx";

export default function ResetPage() {
  return <LinkPage purpose="reset" />;
}
