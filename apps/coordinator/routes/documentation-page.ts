import { html } from 'hono/html'

interface OpenApiDocument {
  readonly info: { readonly title: string; readonly version: string }
  readonly paths?: Readonly<Record<string, unknown>>
}

interface Operation {
  readonly method: string
  readonly path: string
  readonly summary: string
  readonly body: string
}

const METHODS = ['get', 'post', 'put', 'delete']

/** The calls of the API as one self-contained page. */
export function documentationPage(document: OpenApiDocument) {
  const operations = operationsOf(document)
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${document.info.title} API</title>
<style>
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; }
details { border: 1px solid var(--line); border-radius: 6px; margin: .5rem 0; padding: .5rem .75rem; }
summary { cursor: pointer; display: flex; gap: .75rem; flex-wrap: wrap; align-items: baseline; }
code, pre { font: 14px/1.45 ui-monospace, monospace; }
pre { overflow-x: auto; background: color-mix(in srgb, currentColor 6%, transparent); padding: .75rem; border-radius: 6px; }
.method { min-width: 4.5rem; text-transform: uppercase; font-weight: 600; }
</style>
</head>
<body>
<h1>${document.info.title} <small>API v1, version ${document.info.version}</small></h1>
<p>Submit SQL or a QueryRequest, poll its id, download the result. The machine-readable form of this page is
<a href="/openapi.json">openapi.json</a>; the JSON form of queries is
<a href="/v1/query-request.schema.json">query-request.schema.json</a>.</p>
<pre>curl -s -X POST localhost:8080/v1/queries -H 'content-type: application/json' \\
  -d '{"sql": "SELECT 1 AS one", "wait_timeout_seconds": 10}'
curl -s 'localhost:8080/v1/queries/QUERY_ID/results?format=csv'</pre>
${operations.map(
  ({ method, path, summary, body }) =>
    html`<details><summary><span class="method">${method}</span><code>${path}</code><span>${summary}</span></summary>${body === '' ? html`<p>No body.</p>` : html`<pre>${body}</pre>`}</details>`,
)}
</body>
</html>`
}

function operationsOf(document: OpenApiDocument): readonly Operation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = member(item, method)
      if (operation === undefined) return []
      const request = member(operation, 'requestBody')
      const body = request === undefined ? '' : JSON.stringify(request, null, 2)
      return [{ method, path, summary: String(member(operation, 'summary') ?? ''), body }]
    }),
  )
}

function member(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !(key in value)) return undefined
  return Reflect.get(value, key)
}
