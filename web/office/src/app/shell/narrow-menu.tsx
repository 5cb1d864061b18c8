// The menu as a drawer, for windows too narrow for a column.
import { Drawer } from "../../ui/drawer.tsx";
import type { MenuPlace } from "../../ui/feature.ts";
import { Logo } from "../../ui/logo.tsx";
import { Navigation } from "./navigation.tsx";

export default function NarrowMenu({
  places,
  onClose,
}: {
  places: readonly MenuPlace[];
  onClose: () => void;
}) {
  return (
    <Drawer open onClose={onClose} title={<Logo />} side="left" width={288} flush>
      <Navigation places={places} />
    </Drawer>
  );
}
