/** Text columns as dates and times, in the forms that are taken; and arithmetic that leaves the calendar. */
export const TEXT_TABLES = `
  create table texts (id int, day text, clock text, stamp text, instant text);
  insert into texts values
  (1,'2024-02-29','12:34:56','2024-02-29 12:34:56.789','2024-02-29 12:34:56+02'),
  (2,' 1999-12-31 ','23:59:59.999999','1999-12-31T23:59','1999-12-31 23:59:59.5 -0530'),
  (3,'0001-01-01','00:00:00','0001-01-01','0001-01-01'),
  (4,'9999-12-31','06:07:08.9','9999-12-31 23:59:59.999999','9999-12-31T23:59:59Z'),
  (5,null,null,null,null),
  (6,'2024-02-05','01:02:03','2024-02-05 10:00','2024-02-05 10:00:00.000001+05:45');
  create table bad_texts (id int, day text);
  insert into bad_texts values (1,'2024-02-30'), (2,'0000-01-01'), (3,'soon'), (4,'');`

export const TEXT_STATEMENTS: readonly string[] = [
  ...['day::date', 'clock::time', 'stamp::timestamp', 'instant::timestamptz', 'day::timestamp', 'day::timestamptz'].map(
    (cast) => `select id, ${cast} from texts order by id`,
  ),
  'select id, clock::time(2), stamp::timestamp(0), instant::timestamptz(1) from texts order by id',
  'select day::date from bad_texts where id = 1',
  'select day::date from bad_texts where id = 3',
  'select day::date from bad_texts where id = 4',
  `select stamp::timestamp + interval '400000000 days' from texts where id = 1`,
  `select stamp::timestamp + interval '300000 years' from texts where id = 1`,
  `select day::date + 2147483647 from texts where id = 1`,
  `select make_date(id, 13, 1) from texts where id = 1`,
  `select justify_days(interval '1 mon' * 2000000000 * id) from texts where id = 2`,
]
