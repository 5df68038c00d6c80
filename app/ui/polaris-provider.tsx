import { Link as RemixLink } from '@remix-run/react';
import { AppProvider, type AppProviderProps } from '@shopify/polaris';
import en from '@shopify/polaris/locales/en.json';
import zhCN from '@shopify/polaris/locales/zh-CN.json';
import { type ComponentPropsWithoutRef, forwardRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** What Polaris gives to a link. */
interface PolarisLinkProps extends Omit<ComponentPropsWithoutRef<'a'>, 'href'> {
  url: string;
  external?: boolean;
}

const PolarisLink = forwardRef<HTMLAnchorElement, PolarisLinkProps>(function PolarisLink({ url, external, target, children, ...rest }, ref) {
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
    <AppProvider i18n={i18n.language === 'zh-CN' ? zhCN : en} linkComponent={PolarisLink as NonNullable<AppProviderProps['linkComponent']>}>
      {children}
    </AppProvider>
  );
}
