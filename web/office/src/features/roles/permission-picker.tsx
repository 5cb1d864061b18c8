// Choosing what a role may do: sections of checkboxes. What the person does not hold where the role
// can be given stays visible and says so, because nobody passes on more than they have.
import { useTranslation } from "react-i18next";
import { Checkbox } from "../../ui/choice-field.tsx";
import { useSession } from "../../ui/session.tsx";
import type { Permission } from "./api.ts";
import { sectionName } from "./matrix-rows.ts";
import style from "./roles.module.css";

/** Whether the person holds a permission everywhere a role of this company can be given. */
export function useHolds(company_id: string | null) {
  const { capabilities } = useSession();
  return (key: string) =>
    capabilities.some(
      (one) =>
        one.permission === key &&
        (one.everything || (company_id !== null && one.company_ids.includes(company_id))),
    );
}

export function PermissionPicker({
  permissions,
  company_id,
  before,
  value,
  onChange,
  error,
}: {
  permissions: readonly Permission[];
  company_id: string | null;
  /** What the role contains already; that may stay even when its editor lacks it. */
  before: readonly string[];
  value: readonly string[];
  onChange: (value: string[]) => void;
  error?: string;
}) {
  const { t } = useTranslation("roles");
  const holds = useHolds(company_id);
  const sections = [...new Set(permissions.map(({ section }) => section))];
  const blocked = ({ key, platform }: Permission) => {
    if (platform && company_id !== null) return t("picker.platform");
    return holds(key) || before.includes(key) ? "" : t("picker.not_held");
  };
  return (
    <div className={style.picker}>
      {error && (
        <p className={style.removed} role="alert">
          {error}
        </p>
      )}
      {sections.map((section) => (
        <fieldset key={section} className={style.group}>
          <legend>{sectionName(section)}</legend>
          <div className={style.choices}>
            {permissions
              .filter((permission) => permission.section === section)
              .map((permission) => (
                <Checkbox
                  key={permission.key}
                  label={permission.label}
                  hint={blocked(permission) || hintOf(permission, t("flag.moves_money"))}
                  disabled={blocked(permission) !== ""}
                  value={value.includes(permission.key)}
                  onChange={(on) =>
                    onChange(
                      on
                        ? [...value, permission.key]
                        : value.filter((key) => key !== permission.key),
                    )
                  }
                />
              ))}
          </div>
        </fieldset>
      ))}
    </div>
  );
}

const hintOf = ({ description, moves_money }: Permission, money: string) =>
  moves_money ? `${description} · ${money}` : description;
