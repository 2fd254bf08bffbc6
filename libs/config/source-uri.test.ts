import { describe, expect, test } from 'vitest'
import { datasourcesFromObject, type SourceConfig } from '#config'
import { parseSourceUri } from './source-uri.ts'

function load(type: string, uri: string, more: object = {}): SourceConfig | undefined {
  return datasourcesFromObject({ sources: { a: { type, uri, ...more } } }, { env: {} }).sources['a']
}

describe('a uri', () => {
  test('is taken apart and percent-decoded', () => {
    expect(parseSourceUri('postgresql://us%40er:p%2Fw%3A%C3%A9@db.example:6543/my%20db?sslmode=require')).toEqual({
      scheme: 'postgresql',
      username: 'us@er',
      password: 'p/w:é',
      host: 'db.example',
      port: '6543',
      database: 'my db',
      options: { sslmode: 'require' },
    })
  })

  test.each([
    [
      'mysql+pymysql://u:p@h/d',
      { scheme: 'mysql', username: 'u', password: 'p', host: 'h', port: null, database: 'd' },
    ],
    ['postgres://u@[::1]:5433/d', { username: 'u', password: null, host: '::1', port: '5433' }],
    ['postgres:///d?host=/run/pg&user=u', { username: 'u', host: '/run/pg', port: null, database: 'd' }],
    ['postgres://u:a@b/c@h/d', { username: 'u', password: 'a@b/c', host: 'h', database: 'd' }],
    ['postgres://u:100%@h/d', { password: '100%' }],
    ['postgres://h/d', { username: null, password: null, host: 'h' }],
  ])('%s', (uri, parts) => {
    expect(parseSourceUri(uri)).toMatchObject(parts)
  })

  test.each(['localhost:5432/db', '', 'postgres://u:p@a:1,b:2/d'])('%j is refused with a reason', (uri) => {
    expect(parseSourceUri(uri)).toEqual(expect.any(String))
  })

  test('its options become keys, in the words of PostgreSQL and of MySQL', () => {
    expect(
      load('postgres', 'postgresql://u:p@h/d?sslmode=verify-full&application_name=me&sslrootcert=/ca.pem'),
    ).toMatchObject({ sslmode: 'verify-full', applicationName: 'me', sslrootcert: '/ca.pem', port: 5432 })
    expect(load('mysql', 'mysql://u:p@h/d?ssl-mode=VERIFY_IDENTITY&charset=latin1')).toMatchObject({
      sslmode: 'verify-full',
      charset: 'latin1',
      port: 3306,
    })
  })

  test('a key beside it wins over its part', () => {
    expect(
      load('postgres', 'postgresql://u:p@h:1/d?sslmode=disable', { port: 2, password: 'q', sslmode: 'require' }),
    ).toMatchObject({ port: 2, password: 'q', sslmode: 'require', host: 'h' })
  })

  test('of another type, or with an unknown sslmode, is a problem', () => {
    expect(() => load('mysql', 'postgresql://u:p@h/d')).toThrow(
      'The `uri` of source "a" is not of its type: mysql takes mysql://.',
    )
    expect(() => load('postgres', 'postgresql://u:p@h/d?sslmode=maybe')).toThrow('unknown sslmode')
  })

  test('is enough without a type', () => {
    const config = datasourcesFromObject({ sources: { a: { uri: 'mysql://u:p@h/d' } } }, { env: {} })
    expect(config.sources['a']?.type).toBe('mysql')
  })
})
