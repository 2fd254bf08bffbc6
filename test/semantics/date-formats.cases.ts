const of = (value: string, formats: readonly string[]): readonly string[] =>
  formats.map((format) => `select id, to_char(${value}, '${format}') from moments order by id`)

const FORMATS: readonly string[] = [
  'YYYY-MM-DD HH24:MI:SS.US',
  'FMMonth|Month|MONTH|month|Mon|MON|mon|FMDay|Day|DAY|day|DY|Dy|dy',
  'D|ID|DDD|IDDD|W|WW|IW|IYYY|IYY|IY|I|Q|J|RM|rm|FMRM|CC',
  'YYYY|YYY|YY|Y|FMYYYY|FMYY|Y,YYY|yyyy|BC|b.c.|A.D.|ad',
  'HH|HH12|hh24|FMHH24|MI|FMMI|SS|MS|US|FF1|FF2|FF3|FF4|FF5|FF6|SSSS|SSSSS',
  'AM|pm|A.M.|p.m.|TZ|tz|OF|TZH:TZM',
  'DDth|DDTH|FMDDth|YYYYth|MMTH|HH24th|FMDDDth',
  'YYYY"year"MM"m\\"onth"DD|\\"|"unclosed DD',
  "it''s FMDD. FMMonth YYYY, T/x-é",
]

/** to_char of timestamps, dates and intervals. */
export const PRINTED: readonly string[] = [
  ...of('ts', FORMATS),
  ...of('d', FORMATS.slice(0, 4)),
  ...of('tz', FORMATS.slice(4, 6)),
  ...of('i', [
    'YYYY|MM|DD|MS|US',
    'DD "days"',
    'FMDD|FMMM|FMHH24',
    'HH24:MI:SS',
    'HH24:MI:SS.US|HH|HH12|FMMI|FMSS',
    'HH24th',
  ]),
  `select id, to_char(ts, 'YYYY') from endless order by id`,
  `select to_char(timestamp '2024-02-05', ''), to_char(null::timestamp, 'YYYY')`,
]

/** to_date and to_timestamp of texts in the exact form of their format. */
export const READ: readonly string[] = [
  `select to_date(x, 'DD Mon YYYY') from (values ('05 Feb 2024'), ('29 FEB 2024'), ('01 dec 0001'), (null)) t(x)`,
  `select to_date(x, 'YYYY-MM-DD') from (values ('2024-02-29'), ('9999-12-31')) t(x)`,
  `select to_date(x, 'YYYYMMDD') from (values ('20240229'), ('19000228')) t(x)`,
  `select to_date(x, 'DD.Month.YYYY') from (values ('05.february.2024'), ('31.MAY.1999')) t(x)`,
  `select to_date(x, 'MM/YYYY') from (values ('02/2024')) t(x)`,
  `select to_timestamp(x, 'YYYY-MM-DD HH24:MI:SS.US') from (values ('2024-02-05 13:14:15.123456')) t(x)`,
  `select to_timestamp(x, 'YYYY-MM-DD HH12:MI:SS.MS AM') from (values ('2024-02-05 12:14:15.123 am'), ('2024-02-05 12:14:15.5   PM'), ('2024-02-05 01:00:00.000 PM')) t(x) where x not like '%   %'`,
  `select to_timestamp(x, 'YYYY-MM-DD"T"HH24') from (values ('2024-02-05T13')) t(x)`,
  `select to_date('2024-02-30', 'YYYY-MM-DD')`,
  `select to_date('2024-13-01', 'YYYY-MM-DD')`,
  `select to_timestamp('2024-02-05 25', 'YYYY-MM-DD HH24')`,
  `select to_timestamp('2024-02-05 13', 'YYYY-MM-DD HH12')`,
  `select to_date('no date', 'YYYY-MM-DD')`,
]
