"""Peers for tests, on 127.0.0.1: `peer.py mllp PORT` with python3-hl7, `peer.py fhir PORT`.

mllp answers AA, but AE to the first of every tenth message and AR to every discharge (ADT^A03).
fhir answers a transaction with one 201 per entry, but 503 to every eighth request.
"""

import asyncio
import http.server
import json
import sys


async def answer(reader, writer):
    tried = set()
    count = 0
    while True:
        message = await reader.readmessage()
        control = str(message.segment("MSH")[10])
        kind = str(message.segment("MSH")[9])
        code = "AA"
        if "A03" in kind:
            code = "AR"
        elif control not in tried:
            tried.add(control)
            count += 1
            code = "AE" if count % 10 == 0 else "AA"
        writer.writemessage(message.create_ack(ack_code=code))
        await writer.drain()


async def mllp(port):
    import hl7.mllp

    async def connected(reader, writer):
        try:
            await answer(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async with await hl7.mllp.start_hl7_server(connected, "127.0.0.1", port) as server:
        await server.serve_forever()


class Fhir(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    count = 0

    def log_message(self, *_):
        pass

    def do_POST(self):
        bundle = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert bundle["resourceType"] == "Bundle" and bundle["type"] == "transaction"
        Fhir.count += 1
        busy = Fhir.count % 8 == 0
        out = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "throttled"}]}
        if not busy:
            entries = [{"response": {"status": "201 Created"}} for _ in bundle["entry"]]
            out = {"resourceType": "Bundle", "type": "transaction-response", "entry": entries}
        body = json.dumps(out).encode()
        self.send_response(503 if busy else 200)
        self.send_header("Content-Type", "application/fhir+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    if sys.argv[1] == "mllp":
        asyncio.run(mllp(int(sys.argv[2])))
    else:
        http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Fhir).serve_forever()
