import { Link as RemixLink } from '@remix-run/react';
import { AppProvider } from '@shopify/polaris';
import type { LinkLikeComponentProps } from '@shopify/polaris/build/ts/src/utilities/link';
import en from '@shopify/polaris/locales/en.json';
import zhCN from '@shopify/polaris/locales/zh-CN.json';
import { forwardRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const PolarisLink = forwardRef<HTMLAnchorElement, LinkLikeComponentProps>(function PolarisLink({ url, external, target, children, ...rest }, ref) {
  const away = external || /^([a-z]+:)?\/\//.test(url);
  if (away) {
    return (
      <a {...rest} href={url} target={target ?? (external ? '_blank' : undefined)} rel="noopener noreferrer" ref={ref}>
        {children}
      </a>
    );
  }
  return (
    <RemixLink {...rest} to={url} target={target} ref={ref}>
      {children}
    </RemixLink>
  );
});

/** Polaris in the language of the page, with links that the app's own router follows. */
export function PolarisProvider({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation();
  return (
    <AppProvider i18n={i18n.language === 'zh-CN' ? zhCN : en} linkComponent={PolarisLink}>
      {children}
    </AppProvider>
  );
}
