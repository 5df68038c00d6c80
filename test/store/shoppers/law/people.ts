// Invented names, places and addresses. The mail domains are the ones set aside for examples (RFC 2606).
import type { Chance } from './chance.ts';

const FIRST = [
  'Amelia', 'Noah', 'Olivia', 'Liam', 'Ava', 'Ethan', 'Sophia', 'Mason', 'Isabella', 'Lucas', 'Mia', 'Henry', 'Charlotte', 'Jack', 'Harper', 'Leo', 'Ella', 'Owen', 'Grace', 'Theo',
  'Chloe', 'Samuel', 'Zoe', 'Daniel', 'Nora', 'Julian', 'Hannah', 'Gabriel', 'Lena', 'Mateo', 'Camila', 'Diego', 'Aisha', 'Omar', 'Priya', 'Arjun', 'Yuki', 'Hana', 'Ingrid', 'Lars',
  'Freya', 'Felix', 'Clara', 'Hugo', 'Elise', 'Marco', 'Giulia', 'Pablo', 'Lucia', 'Maeve',
] as const;
const LAST = [
  'Anderson', 'Bennett', 'Carter', 'Diaz', 'Edwards', 'Fischer', 'Garcia', 'Hughes', 'Ibrahim', 'Jensen', 'Kumar', 'Lopez', 'Martin', 'Nguyen', 'Okafor', 'Patel', 'Quinn', 'Rossi', 'Schmidt', 'Tanaka',
  'Ueda', 'Vargas', 'Walker', 'Xu', 'Young', 'Zimmermann', 'Murphy', 'Brooks', 'Coleman', 'Dubois', 'Evans', 'Foster', 'Greene', 'Hayes', 'Irving', 'Johansson', 'Keller', 'Lambert', 'Moreau', 'Novak',
  "O'Brien", 'Price', 'Reyes', 'Santos', 'Torres', 'Underwood', 'Vance', 'Weber', 'Yates', 'Abbott',
] as const;
/** Family name and its spelling in e-mail addresses. */
const CHINESE_LAST = [['王', 'wang'], ['李', 'li'], ['张', 'zhang'], ['刘', 'liu'], ['陈', 'chen'], ['杨', 'yang'], ['赵', 'zhao'], ['黄', 'huang'], ['周', 'zhou'], ['吴', 'wu'], ['徐', 'xu'], ['孙', 'sun'], ['林', 'lin'], ['何', 'he']] as const;
const CHINESE_FIRST = [['伟', 'wei'], ['芳', 'fang'], ['秀英', 'xiuying'], ['娜', 'na'], ['敏', 'min'], ['静', 'jing'], ['丽华', 'lihua'], ['强', 'qiang'], ['磊', 'lei'], ['洋', 'yang'], ['艳', 'yan'], ['勇', 'yong'], ['思远', 'siyuan'], ['子涵', 'zihan'], ['欣怡', 'xinyi'], ['浩然', 'haoran']] as const;
const PLACES = [['US', 'Portland'], ['US', 'Austin'], ['US', 'Chicago'], ['US', 'Brooklyn'], ['US', 'Denver'], ['US', 'Seattle'], ['US', 'Boston'], ['CA', 'Toronto'], ['CA', 'Vancouver'], ['GB', 'Bristol'], ['DE', 'Berlin'], ['FR', 'Lyon'], ['AU', 'Melbourne']] as const;
const CHINESE_PLACES = [['CN', '上海'], ['CN', '北京'], ['CN', '杭州'], ['CN', '深圳'], ['SG', 'Singapore'], ['HK', 'Hong Kong']] as const;
const MAIL_DOMAINS = ['example.com', 'example.org', 'example.net'] as const;

const SHARE_CHINESE = 0.08;

export interface Person {
  firstName: string;
  lastName: string;
  email: string;
  locale: string;
  countryCode: string;
  city: string;
}

/** @param number makes the address unique. */
export function inventPerson(chance: Chance, number: number): Person {
  const domain = chance.chosen(MAIL_DOMAINS);
  if (chance.happens(SHARE_CHINESE)) {
    const [lastName, lastLatin] = chance.chosen(CHINESE_LAST);
    const [firstName, firstLatin] = chance.chosen(CHINESE_FIRST);
    const [countryCode, city] = chance.chosen(CHINESE_PLACES);
    return { firstName, lastName, email: `${firstLatin}.${lastLatin}${number}@${domain}`, locale: 'zh-CN', countryCode, city };
  }
  const firstName = chance.chosen(FIRST);
  const lastName = chance.chosen(LAST);
  const [countryCode, city] = chance.chosen(PLACES);
  const latin = `${firstName}.${lastName}`.toLowerCase().replaceAll(/[^a-z.]/g, '');
  return { firstName, lastName, email: `${latin}${number}@${domain}`, locale: 'en', countryCode, city };
}
