import { useNavigate } from '@remix-run/react';
import { Box, InlineStack, Pagination } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats/shop-formats.tsx';

interface PagingProps {
  /** From 1. */
  page: number;
  pages: number;
  /** The address of a page by its number. */
  addressOf: (page: number) => string;
  /** A line above, where nothing else separates it from what is listed. */
  divided?: boolean;
}

/** Turns the pages of a list; nothing where there is but one. */
export function Paging({ page, pages, addressOf, divided = false }: PagingProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const navigate = useNavigate();
  if (pages <= 1) return null;
  return (
    <Box padding="400" {...(divided ? { borderBlockStartWidth: '025', borderColor: 'border-secondary' } : {})}>
      <InlineStack align="center">
        <Pagination
          accessibilityLabel={t('paging.label')}
          label={t('paging.page', { page: formats.number(page), pages: formats.number(pages) })}
          hasPrevious={page > 1}
          hasNext={page < pages}
          previousTooltip={t('paging.previous')}
          nextTooltip={t('paging.next')}
          onPrevious={() => navigate(addressOf(page - 1))}
          onNext={() => navigate(addressOf(page + 1))}
        />
      </InlineStack>
    </Box>
  );
}
