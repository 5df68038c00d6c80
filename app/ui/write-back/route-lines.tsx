// The arithmetic by which a run is sent one by one or as a file.
import { BlockStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats/shop-formats.tsx';
import { Lines } from '../pieces/explain.tsx';

export interface RouteProps {
  readonly route: 'one-by-one' | 'bulk';
  readonly mutations: number;
  readonly pointsEach: number;
  readonly levelPoints: number | null;
  readonly restorePointsPerSecond: number;
  readonly secondsOneByOne: number;
  readonly secondsBulk: number;
}

export function RouteLines({ route }: { route: RouteProps }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const points = route.mutations * route.pointsEach;
  return (
    <BlockStack gap="200">
      <Text as="p" fontWeight="medium">
        {t(`write-back:route.${route.route}`)}
      </Text>
      <Lines
        lines={[
          { label: t('write-back:route.mutations'), value: number(route.mutations) },
          { label: t('write-back:route.points', { each: number(route.pointsEach) }), value: number(points) },
          { label: t('write-back:route.level'), value: route.levelPoints === null ? t('write-back:route.unknown') : number(route.levelPoints) },
          { label: t('write-back:route.rate'), value: number(route.restorePointsPerSecond) },
          { label: t('write-back:route.secondsOneByOne'), value: t('write-back:route.seconds', { number: number(route.secondsOneByOne) }), total: true },
          { label: t('write-back:route.secondsBulk'), value: t('write-back:route.seconds', { number: number(route.secondsBulk) }) },
        ]}
      />
      <Text as="p" variant="bodySm" tone="subdued">
        {t('write-back:route.rule')}
      </Text>
    </BlockStack>
  );
}
