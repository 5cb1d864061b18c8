// The mark: a capital B drawn as two open ledgers, with a coin at its foot.
import style from "./logo.module.css";

export function Mark({ size = 26 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" className={style.plate} />
      <path
        d="M9 8.5h8.2a4.1 4.1 0 0 1 1.9 7.7A4.4 4.4 0 0 1 18 23.5H9z"
        fill="none"
        stroke="#fff"
        strokeWidth="2.8"
        strokeLinejoin="round"
      />
      <path d="M9 16h9" stroke="#fff" strokeWidth="2.8" />
      <circle cx="25" cy="22.1" r="2" fill="#8fe0c0" />
    </svg>
  );
}

export const Logo = () => (
  <span className={style.logo}>
    <Mark />
    <span className={style.name}>Bursar</span>
  </span>
);
