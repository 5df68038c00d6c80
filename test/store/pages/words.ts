// The words of the simulated admin and storefront, in the languages that the app knows.

export const LOCALES = ['en', 'zh-CN'] as const;
export type Locale = (typeof LOCALES)[number];
export const LOCALE_NAMES: Readonly<Record<Locale, string>> = { en: 'English', 'zh-CN': '简体中文' };

const WORDS = {
  simulatedAdmin: ['Simulated admin', '模拟后台'],
  home: ['Home', '首页'],
  orders: ['Orders', '订单'],
  customers: ['Customers', '客户'],
  discounts: ['Discounts', '折扣'],
  apps: ['Apps', '应用'],
  menu: ['Menu', '菜单'],
  language: ['Language', '语言'],
  storefront: ['Storefront', '在线商店'],
  skip: ['Skip to content', '跳到内容'],
  appNotRunning: ['The app is not running yet, or nobody has told the store where it answers.', '应用尚未启动，或商店还不知道它的地址。'],
  appFrame: ['Perennial', 'Perennial'],
  unsavedChanges: ['Unsaved changes', '未保存的更改'],
  save: ['Save', '保存'],
  discard: ['Discard', '放弃'],
  discardQuestion: ['Discard all unsaved changes?', '放弃所有未保存的更改？'],
  discardAll: ['Discard changes', '放弃更改'],
  keepEditing: ['Continue editing', '继续编辑'],
  leaveQuestion: ['Leave page with unsaved changes?', '有未保存的更改，要离开吗？'],
  leave: ['Leave page', '离开页面'],
  stay: ['Stay', '留下'],
  dismiss: ['Dismiss', '关闭'],
  search: ['Search', '搜索'],
  searchCustomers: ['Name, e-mail, number or tag', '姓名、邮箱、编号或标签'],
  name: ['Name', '姓名'],
  tags: ['Tags', '标签'],
  spent: ['Amount spent', '消费金额'],
  noTags: ['No tags', '没有标签'],
  noOrders: ['No orders', '没有订单'],
  noDiscounts: ['No discounts', '没有折扣'],
  noMetafields: ['No metafields', '没有元字段'],
  metafields: ['Metafields', '元字段'],
  order: ['Order', '订单'],
  date: ['Date', '日期'],
  customer: ['Customer', '客户'],
  total: ['Total', '总计'],
  payment: ['Payment', '付款'],
  codes: ['Codes', '优惠码'],
  noCustomer: ['No customer', '无客户'],
  cancelled: ['Cancelled', '已取消'],
  test: ['Test', '测试'],
  title: ['Title', '标题'],
  code: ['Code', '优惠码'],
  status: ['Status', '状态'],
  used: ['Used', '已使用'],
  boundTo: ['For', '适用对象'],
  everyone: ['Everyone', '所有人'],
  segment: ['A segment', '客户群'],
  value: ['Value', '内容'],
  key: ['Key', '键'],
  ACTIVE: ['Active', '有效'],
  EXPIRED: ['Expired', '已过期'],
  SCHEDULED: ['Scheduled', '未开始'],
  page: ['Page', '页'],
  previous: ['Previous', '上一页'],
  next: ['Next', '下一页'],
  notFound: ['There is nothing at this address.', '此地址没有内容。'],
  notSimulated: ['This part of Shopify is not simulated.', '此部分 Shopify 功能未被模拟。'],
  // Storefront
  products: ['Products', '商品'],
  cart: ['Cart', '购物车'],
  cartEmpty: ['Your cart is empty.', '购物车是空的。'],
  account: ['Account', '账户'],
  login: ['Log in', '登录'],
  logout: ['Log out', '退出登录'],
  loginField: ['E-mail or customer number', '邮箱或客户编号'],
  loginHint: ['This shop is simulated: no password is asked for.', '这是模拟商店：无需密码。'],
  loginUnknown: ['No customer has this e-mail or number.', '没有使用此邮箱或编号的客户。'],
  loginSuggestions: ['Some customers', '部分客户'],
  yourOrders: ['Your orders', '您的订单'],
  addToCart: ['Add to cart', '加入购物车'],
  quantity: ['Quantity', '数量'],
  remove: ['Remove', '移除'],
  checkout: ['Check out', '去结账'],
  checkoutTitle: ['Checkout', '结账'],
  discountCode: ['Discount code', '优惠码'],
  apply: ['Apply', '使用'],
  discount: ['Discount', '折扣'],
  subtotal: ['Subtotal', '小计'],
  payNow: ['Pay now', '立即付款'],
  guest: ['Buying as a guest', '以访客身份购买'],
  buyingAs: ['Buying as', '购买者'],
  thankYou: ['Thank you, your order is placed', '谢谢，订单已提交'],
  orderNumber: ['Order number', '订单号'],
  continueShopping: ['Continue shopping', '继续购物'],
  offers: ['Offers', '优惠'],
  poweredBy: ['A simulated shop for Perennial', '用于 Perennial 的模拟商店'],
  'code-unknown': ['This discount code isn’t valid', '此优惠码无效'],
  'not-started': ['This discount isn’t available yet', '此优惠尚未开始'],
  expired: ['This discount has expired', '此优惠已过期'],
  'used-up': ['This discount has reached its usage limit', '此优惠码已达使用次数上限'],
  'not-for-customer': ['This discount code isn’t available to you', '此优惠码不适用于您'],
  'once-per-customer': ['You have used this discount already', '您已使用过此优惠'],
  'minimum-not-met': ['Your order doesn’t reach this discount’s minimum', '订单未达到此优惠的最低要求'],
  'no-matching-items': ['This discount doesn’t apply to the items in your cart', '此优惠不适用于购物车中的商品'],
  'empty-cart': ['Your cart is empty.', '购物车是空的。'],
  'unknown-customer': ['This customer is no longer in the shop', '此客户已不在商店中'],
  'unknown-variant': ['A product in your cart is no longer sold', '购物车中的某件商品已下架'],
} as const satisfies Record<string, readonly [string, string]>;

export type Word = keyof typeof WORDS;
export type Say = (word: Word) => string;

export function sayIn(locale: Locale): Say {
  const place = LOCALES.indexOf(locale);
  return (word) => WORDS[word][place] ?? WORDS[word][0];
}

/** Statuses that Shopify adds are shown as they are. */
export function sayStatus(say: Say, status: string): string {
  return status in WORDS ? say(status as Word) : status.toLowerCase().replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase());
}

export function localeFrom(wished: string | null | undefined): Locale {
  return wished?.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}
