// Where the choice of light, dark or system is kept. index.html reads the same key before the first
// paint.
import { localStorageColorSchemeManager } from "@mantine/core";

export const keptColorScheme = localStorageColorSchemeManager({ key: "bursar.color_scheme" });
