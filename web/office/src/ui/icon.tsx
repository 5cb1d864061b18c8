// The icon set: strokes on a 16-pixel grid, drawn for this product. Decorative unless given a
// label.

const paths = {
  alert: "M8 2.2 14.3 13.2H1.7ZM8 6.3v3.2M8 11.4v.1",
  apps: "M2.5 2.5h4v4h-4zM9.5 2.5h4v4h-4zM2.5 9.5h4v4h-4zM9.5 9.5h4v4h-4z",
  "arrow-down": "M8 3v10M4 9.2 8 13l4-3.8",
  "arrow-left": "M13 8H3M6.8 4 3 8l3.8 4",
  "arrow-right": "M3 8h10M9.2 4 13 8l-3.8 4",
  "arrow-up": "M8 13V3M4 6.8 8 3l4 3.8",
  audit: "M4 1.8h6L12.8 4.6v9.6H4ZM6.5 7.5h4M6.5 10.3h4",
  ban: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM3.7 3.7l8.6 8.6",
  bank: "M2 6.3 8 2.5l6 3.8ZM3.6 6.5v5M6.5 6.5v5M9.5 6.5v5M12.4 6.5v5M2 13.5h12",
  bell: "M4 11V7a4 4 0 0 1 8 0v4l1.2 1.2H2.8ZM6.7 14h2.6",
  book: "M3 2.5h7.5a2 2 0 0 1 2 2v9H5a2 2 0 0 1-2-2ZM3 11.5a2 2 0 0 1 2-2h7.5",
  calendar: "M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v3M10.5 2v3",
  card: "M1.8 3.5h12.4v9H1.8ZM1.8 6.5h12.4M4 10h2.5",
  chart: "M2.5 13.5h11M4.5 11V8M8 11V3.5M11.5 11V6",
  check: "M3 8.5 6.5 12 13 4.5",
  "check-circle": "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM5.2 8.2 7.2 10.2l3.7-4.2",
  "chevron-down": "M4 6l4 4 4-4",
  "chevron-left": "M10 4 6 8l4 4",
  "chevron-right": "M6 4l4 4-4 4",
  "chevron-up": "M4 10l4-4 4 4",
  circle: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11Z",
  clock: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM8 4.5V8l2.5 1.6",
  columns: "M2.2 2.8h11.6v10.4H2.2ZM6 2.8v10.4M10 2.8v10.4",
  contact:
    "M1.8 3h12.4v10H1.8ZM5.6 5.6a1.3 1.3 0 1 0 0 2.6 1.3 1.3 0 0 0 0-2.6ZM3.6 10.8a2.1 2.1 0 0 1 4 0M10 6.3h2.4M10 9.2h2.4",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  download: "M8 2v8M4.8 7 8 10.2 11.2 7M2.5 13.5h11",
  dots: "M3.5 8v.01M8 8v.01M12.5 8v.01",
  edit: "M10.8 2.7l2.5 2.5L5.5 13H3v-2.5ZM9 4.5 11.5 7",
  external: "M6.5 3h-4v10.5H13v-4M9 2.5h4.5V7M13.2 2.8 7.5 8.5",
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6Z",
  "eye-off":
    "M2.5 2.5l11 11M6.2 3.8A6 6 0 0 1 8 3.5C12 3.5 14.5 8 14.5 8a12 12 0 0 1-1.9 2.4M4 5A12 12 0 0 0 1.5 8S4 12.5 8 12.5a6 6 0 0 0 2.7-.6",
  filter: "M2 3h12L9.5 8.5V13l-3-1.5v-3Z",
  flag: "M3.5 14V2.5h8l-1.5 3 1.5 3h-8",
  folder: "M1.8 12.8V3.5h4.4l1.5 1.8h6.5v7.5Z",
  gauge: "M2.3 11.5a6 6 0 1 1 11.4 0M8 10.5 10.8 6.5M8 10.5v.01",
  gear: "M8 5.7a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6ZM8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6 5 5M11 11l1.4 1.4M12.4 3.6 11 5M5 11l-1.4 1.4",
  help: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM6.2 6.3a1.9 1.9 0 1 1 2.7 1.7c-.6.3-.9.7-.9 1.3M8 11.4v.1",
  info: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM8 7.3V11M8 4.9V5",
  key: "M10 2.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM7.5 8.5l-5 5M4.5 11.5 6 13M10.5 5.5v.01",
  keyboard: "M1.8 4h12.4v8H1.8ZM4 6.5v.01M6.7 6.5v.01M9.3 6.5v.01M12 6.5v.01M5 9.5h6",
  lifebuoy:
    "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM8 5.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM3.7 3.7l2.5 2.5M9.8 9.8l2.5 2.5M12.3 3.7 9.8 6.2M6.2 9.8l-2.5 2.5",
  link: "M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7L8 4.3M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.2 9.1a2.6 2.6 0 0 0 3.7 3.7L8 11.7",
  list: "M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4v.01M2.5 8v.01M2.5 12v.01",
  live: "M8 7a1 1 0 1 0 0 2 1 1 0 0 0 0-2ZM5.2 5.2a4 4 0 0 0 0 5.6M10.8 5.2a4 4 0 0 1 0 5.6M3.2 3.2a6.8 6.8 0 0 0 0 9.6M12.8 3.2a6.8 6.8 0 0 1 0 9.6",
  lock: "M3.5 7h9v6.5h-9zM5.5 7V5a2.5 2.5 0 0 1 5 0v2",
  menu: "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
  merchant:
    "M2.5 6.5 3.5 2.5h9l1 4M2.5 6.5a1.83 1.83 0 0 0 3.67 0 1.83 1.83 0 0 0 3.66 0 1.83 1.83 0 0 0 3.67 0M3.5 8.5v5h9v-5M6.5 13.5v-3h3v3",
  minus: "M3 8h10",
  monitor: "M1.8 2.8h12.4v8.4H1.8ZM5.5 13.8h5M8 11.2v2.6",
  moon: "M13 9.7A5.5 5.5 0 0 1 6.3 3a5.5 5.5 0 1 0 6.7 6.7Z",
  panel: "M2 2.8h12v10.4H2ZM6 2.8v10.4",
  pause: "M5.5 3v10M10.5 3v10",
  payee:
    "M6 3a2.3 2.3 0 1 0 0 4.6A2.3 2.3 0 0 0 6 3ZM1.8 13a4.2 4.2 0 0 1 6.6-3.4M9 12h5l-2-2m2 2-2 2",
  phone: "M4.5 1.8h7v12.4h-7ZM7 12h2",
  play: "M4.5 2.8 13 8l-8.5 5.2Z",
  plus: "M8 3v10M3 8h10",
  refresh: "M13.5 8a5.5 5.5 0 1 1-1.7-4M13.5 2v3h-3",
  refund: "M2.5 6.5h7a3.5 3.5 0 0 1 0 7H5M5.5 3 2.5 6.5l3 3.3",
  rows: "M2.2 3h11.6M2.2 6.3h11.6M2.2 9.7h11.6M2.2 13h11.6",
  route:
    "M4 10.3a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6ZM12 2.1a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6ZM10.2 3.9H6.3a2.05 2.05 0 0 0 0 4.1h3.4a2.05 2.05 0 0 1 0 4.1H5.8",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.3 10.3l3.4 3.4",
  send: "M14 2 7.2 8.8M14 2 9.7 14 7.2 8.8 2 6.3Z",
  shield: "M8 1.7 13.3 3.6V8c0 3-2.3 5.2-5.3 6.3C5 13.2 2.7 11 2.7 8V3.6Z",
  "sign-out": "M6.5 2.5h-4v11h4M6 8h7.5M10.5 5l3 3-3 3",
  spinner: "M8 2a6 6 0 1 1-6 6",
  sun: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M12.6 3.4l-.7.7M4.1 11.9l-.7.7",
  team: "M6 3a2.3 2.3 0 1 0 0 4.6A2.3 2.3 0 0 0 6 3ZM1.8 13a4.2 4.2 0 0 1 8.4 0M10.3 3.2a2.3 2.3 0 0 1 0 4.2M11.8 9.6A4.2 4.2 0 0 1 14.2 13",
  trash: "M2.5 4h11M6 4V2.3h4V4M4 4l.6 9.5h6.8L12 4M6.6 6.8v4M9.4 6.8v4",
  user: "M8 2.3a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.4ZM2.8 13.7a5.2 5.2 0 0 1 10.4 0",
  webhook:
    "M5 7.2a2.7 2.7 0 1 1 4.7-2.7M8 4.8 5.2 10.2M4.5 8.8a2.7 2.7 0 1 0 3 3M7.6 11.5H12M10.5 9a2.7 2.7 0 1 1-.6 4.6M8.2 5l2.4 4",
  x: "M3.5 3.5l9 9M12.5 3.5l-9 9",
  "x-circle": "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6",
} as const;

export type IconName = keyof typeof paths;

export function Icon({
  name,
  size = 16,
  label,
  className,
}: {
  name: IconName;
  size?: number;
  label?: string;
  className?: string;
}) {
  const dots = name === "dots";
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      className={className}
      fill="none"
      stroke="currentColor"
      strokeWidth={dots ? 2.2 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}
