// Links inside the office (by path, through the router) and links that leave it.
import { Link as RouterLink } from "@tanstack/react-router";
import type { ComponentPropsWithRef, ComponentType, ReactNode } from "react";

export interface LinkProps extends Omit<ComponentPropsWithRef<"a">, "href"> {
  to: string;
  search?: Record<string, unknown>;
  /** Place on the page, without the #. */
  hash?: string;
  replace?: boolean;
}

// Paths come from the features' declarations, which the router's types cannot know.
const AnyLink = RouterLink as unknown as ComponentType<LinkProps & { preload: "intent" }>;

/** Features link to each other by path only; there is no import between them. */
export const Link = (props: LinkProps) => <AnyLink preload="intent" {...props} />;

/** Only https addresses become links; anything else, which others typed, stays text. */
export function ExternalLink({ href, children }: { href: string; children?: ReactNode }) {
  if (!/^https:\/\/[^\s]+$/i.test(href)) return <span>{children ?? href}</span>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children ?? href}
    </a>
  );
}
