#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "devices/wire/bytes.h"

/// Requests and responses of HTTP/1.1 as a client, and as a server of small pages, frames them.
///
/// Model       RFC 9112, sections 2-7.
/// Valid for   Bodies of told length or in chunks.
/// Leaves out  Bodies that end with the connection, trailers' meaning, upgrades, pipelining.
/// Checked by  tests/wire/http_test.cpp
namespace wardtwin::wire::http {

struct Request {
  std::string_view method = "GET", target = "/", host{}, content_type{}, accept{};
  std::string_view body{};
  bool close = false;
  std::size_t length = 0;  ///< bytes of the stream, where it was read
};

struct Response {
  int status = 200;
  bool keep_alive = true;
  std::optional<std::uint32_t> retry_after;  ///< s
  std::string body;                          ///< chunks put together
  std::size_t length = 0;
};

void put(std::string& out, const Request& request);
void put_response(std::string& out, int status, std::string_view reason,
                  std::string_view content_type, std::string_view body);

/// The response at the front of `bytes`, to a request that was not HEAD. Interim ones (1xx) are
/// skipped. `limit`: longest body; a head may have 16 KiB.
Framing next(std::string_view bytes, std::size_t limit, Response& response);
/// The request at the front of `bytes`; views point into them.
Framing next(std::string_view bytes, std::size_t limit, Request& request);

}  // namespace wardtwin::wire::http
