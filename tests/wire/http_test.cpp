#include "devices/wire/http.h"

#include <gtest/gtest.h>

#include "tests/wire/fuzz.h"

namespace wardtwin::wire::http {
namespace {

const std::string kTold =
    "HTTP/1.1 201 Created\r\ncontent-length: 5\r\nRetry-After: 3\r\n\r\nhello";
const std::string kChunks =
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nDigest: x\r\n\r\n";

TEST(Http, ResponsesOfBothFramings) {
  Response r;
  ASSERT_EQ(next(kTold + "HTTP", 100, r), Framing::complete);
  EXPECT_EQ(r.status, 201);
  EXPECT_EQ(r.body, "hello");
  EXPECT_EQ(r.length, kTold.size());
  EXPECT_EQ(r.retry_after, 3u);
  EXPECT_TRUE(r.keep_alive);
  ASSERT_EQ(next(kChunks, 100, r), Framing::complete);
  EXPECT_EQ(r.status, 200);
  EXPECT_EQ(r.body, "hello world");
  EXPECT_EQ(r.length, kChunks.size());
  for (const std::string& whole : {kTold, kChunks})
    for (std::size_t n = 0; n < whole.size(); ++n)
      EXPECT_EQ(next(whole.substr(0, n), 100, r), Framing::incomplete) << n;
  ASSERT_EQ(next("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n", 100, r),
            Framing::complete);
  EXPECT_FALSE(r.keep_alive);
}

TEST(Http, AmbiguousAndOversizedResponsesAreRefused) {
  Response r;
  for (const char* bad :
       {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n", "SMTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n"})
    EXPECT_EQ(next(bad, 100, r), Framing::malformed) << bad;
  EXPECT_EQ(next("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n", 100, r), Framing::too_large);
  EXPECT_EQ(next("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n", 100, r),
            Framing::too_large);
  EXPECT_EQ(next(std::string(20'000, 'x'), 100, r), Framing::too_large);
}

TEST(Http, RequestsComeBack) {
  std::string bytes;
  put(bytes,
      Request{"POST", "/fhir?a=b", "localhost:80", "application/fhir+json", "", "{}", true, 0});
  Request r;
  ASSERT_EQ(next(bytes, 100, r), Framing::complete);
  EXPECT_EQ(r.method, "POST");
  EXPECT_EQ(r.target, "/fhir?a=b");
  EXPECT_EQ(r.host, "localhost:80");
  EXPECT_EQ(r.content_type, "application/fhir+json");
  EXPECT_EQ(r.body, "{}");
  EXPECT_TRUE(r.close);
  EXPECT_EQ(r.length, bytes.size());
}

TEST(Http, MutatedMessagesAreReadOrRefused) {
  Stream draw({11}, 1, Purpose::test);
  std::string request;
  put(request, Request{"POST", "/fhir", "localhost", "application/json", "", "{}", true, 0});
  int complete = 0;
  for (int i = 0; i < 20'000; ++i) {
    Response r;
    const std::string bytes = mutated(i % 2 ? kTold : kChunks, draw);
    if (next(bytes, 100, r) == Framing::complete) {
      ++complete;
      EXPECT_LE(r.length, bytes.size());
      EXPECT_LE(r.body.size(), 100u);
    }
    Request q;
    const std::string asked = mutated(request, draw);
    if (next(asked, 100, q) == Framing::complete) {
      ++complete;
      EXPECT_LE(q.length, asked.size());
    }
  }
  EXPECT_GT(complete, 1000);
}

}  // namespace
}  // namespace wardtwin::wire::http
