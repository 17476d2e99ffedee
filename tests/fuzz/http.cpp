// HTTP/1.1 as a client and as a server of small pages, and what a FHIR server answers in it.
#include "devices/wire/http.h"

#include "devices/wire/fhir.h"
#include "tests/fuzz/fuzz.h"

namespace wardtwin::fuzz {

namespace http = wire::http;

void fuzz(std::string_view bytes) {
  constexpr std::size_t kLimit = 4096;
  wire::fhir::Outcome outcome;
  for (std::string_view rest = bytes;;) {
    http::Response r;
    if (http::next(rest, kLimit, r) != wire::Framing::complete) break;
    demand(r.length > 0 && r.length <= rest.size() && r.body.size() <= kLimit);
    wire::fhir::read_outcome(r.body, outcome);
    rest.remove_prefix(r.length);
  }
  for (std::string_view rest = bytes;;) {
    http::Request q;
    if (http::next(rest, kLimit, q) != wire::Framing::complete) break;
    demand(q.length > 0 && q.length <= rest.size() && q.body.size() <= kLimit);
    rest.remove_prefix(q.length);
  }
  wire::fhir::read_outcome(bytes, outcome);
}

std::vector<std::string> samples() {
  std::vector<std::string> all(2);
  http::put(all[0], {.method = "POST",
                     .target = "/fhir",
                     .host = "127.0.0.1:80",
                     .content_type = "application/fhir+json",
                     .accept = "application/fhir+json",
                     .body = "{}",
                     .close = true});
  http::put_response(all[1], 200, "OK", "text/plain", "hello");
  all.emplace_back(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 Busy\r\nRetry-After: 2\r\nTransfer-Encoding: "
      "chunked\r\n\r\n5\r\nhello\r\n0;x=y\r\nTrailer: 1\r\n\r\n");
  all.emplace_back(
      R"({"resourceType":"Bundle","type":"transaction-response","entry":[{"response":{"status":"201 Created"}},{"response":{"status":"412"}}]})");
  all.emplace_back(
      R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"throttled","details":{"text":"busy"}}]})");
  return all;
}

}  // namespace wardtwin::fuzz
