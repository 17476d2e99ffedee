#include "devices/wire/http.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace wardtwin::wire::http {
namespace {

constexpr std::size_t kLongestHead = 16u << 10;

struct Head {
  std::string_view first_line, fields;
  std::size_t length = 0;
};

Framing read_head(std::string_view bytes, Head& head) {
  const std::size_t end = bytes.substr(0, kLongestHead).find("\r\n\r\n");
  if (end == bytes.npos)
    return bytes.size() >= kLongestHead ? Framing::too_large : Framing::incomplete;
  head.length = end + 4;
  const std::size_t line = bytes.find("\r\n");
  head.first_line = bytes.substr(0, line);
  head.fields = line == end ? std::string_view{} : bytes.substr(line + 2, end - line);
  return Framing::complete;
}

bool same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) {
    const auto low = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return low(x) == low(y);
  });
}

std::string_view trimmed(std::string_view text) {
  const std::size_t from = std::min(text.find_first_not_of(" \t"), text.size());
  const std::size_t to = text.find_last_not_of(" \t");
  return to == text.npos ? std::string_view{} : text.substr(from, to + 1 - from);
}

/// What the header fields say about the body.
struct Fields {
  std::optional<std::size_t> content_length;
  bool chunked = false, close = false, keep_alive = false;
  std::optional<std::uint32_t> retry_after;
  std::string_view host, content_type;
};

template <class Number>
bool read_number(std::string_view text, Number& out, int base = 10) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out, base);
  return error == std::errc{} && end == text.data() + text.size();
}

bool read_field(std::string_view name, std::string_view value, Fields& f) {
  if (same_word(name, "content-length")) {
    std::size_t n = 0;
    if (!read_number(value, n) || (f.content_length && *f.content_length != n)) return false;
    f.content_length = n;
  } else if (same_word(name, "transfer-encoding")) {
    if (!same_word(value, "chunked") || f.chunked) return false;
    f.chunked = true;
  } else if (same_word(name, "connection")) {
    f.close = same_word(value, "close");
    f.keep_alive = same_word(value, "keep-alive");
  } else if (same_word(name, "retry-after")) {
    std::uint32_t s = 0;
    if (read_number(value, s)) f.retry_after = s;
  } else if (same_word(name, "host")) {
    f.host = value;
  } else if (same_word(name, "content-type")) {
    f.content_type = value;
  }
  return true;
}

bool read_fields(std::string_view text, Fields& f) {
  while (!text.empty()) {
    const std::size_t end = text.find("\r\n");
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), line.size() + 2));
    const std::size_t colon = line.find(':');
    if (colon == line.npos || colon == 0 || line.find_first_of(" \t") < colon) return false;
    if (!read_field(line.substr(0, colon), trimmed(line.substr(colon + 1)), f)) return false;
  }
  // two lengths are how requests are smuggled
  return !(f.chunked && f.content_length);
}

Framing read_chunks(std::string_view bytes, std::size_t limit, std::string& body,
                    std::size_t& used) {
  body.clear();
  for (used = 0;;) {
    const std::string_view rest = bytes.substr(used);
    const std::size_t line = rest.substr(0, 1024).find("\r\n");
    if (line == rest.npos) return rest.size() >= 1024 ? Framing::malformed : Framing::incomplete;
    const std::string_view size_text = rest.substr(0, std::min(line, rest.find(';')));
    std::size_t size = 0;
    if (!read_number(size_text, size, 16)) return Framing::malformed;
    if (size > limit || body.size() + size > limit) return Framing::too_large;
    if (size == 0) {  // trailers follow, up to an empty line
      if (rest.substr(line).starts_with("\r\n\r\n")) return used += line + 4, Framing::complete;
      const std::size_t end = rest.find("\r\n\r\n");
      if (end == rest.npos)
        return rest.size() > kLongestHead ? Framing::too_large : Framing::incomplete;
      used += end + 4;
      return Framing::complete;
    }
    if (rest.size() < line + 2 + size + 2) return Framing::incomplete;
    if (rest.substr(line + 2 + size, 2) != "\r\n") return Framing::malformed;
    body += rest.substr(line + 2, size);
    used += line + 2 + size + 2;
  }
}

Framing read_body(std::string_view bytes, std::size_t limit, const Fields& f, std::string& body,
                  std::size_t& used) {
  if (f.chunked) return read_chunks(bytes, limit, body, used);
  const std::size_t size = f.content_length.value_or(0);
  if (size > limit) return Framing::too_large;
  if (bytes.size() < size) return Framing::incomplete;
  body = bytes.substr(0, size);
  used = size;
  return Framing::complete;
}

}  // namespace

void put(std::string& out, const Request& r) {
  fmt::format_to(std::back_inserter(out), "{} {} HTTP/1.1\r\nHost: {}\r\n", r.method, r.target,
                 r.host);
  if (!r.accept.empty()) fmt::format_to(std::back_inserter(out), "Accept: {}\r\n", r.accept);
  if (!r.content_type.empty())
    fmt::format_to(std::back_inserter(out), "Content-Type: {}\r\n", r.content_type);
  if (!r.body.empty() || r.method == "POST" || r.method == "PUT")
    fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", r.body.size());
  if (r.close) out += "Connection: close\r\n";
  out += "\r\n";
  out += r.body;
}

void put_response(std::string& out, int status, std::string_view reason,
                  std::string_view content_type, std::string_view body) {
  fmt::format_to(std::back_inserter(out),
                 "HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close"
                 "\r\n\r\n{}",
                 status, reason, content_type, body.size(), body);
}

Framing next(std::string_view bytes, std::size_t limit, Response& out) {
  out = {};
  for (;;) {
    Head head;
    if (const Framing f = read_head(bytes.substr(out.length), head); f != Framing::complete)
      return f;
    const std::string_view line = head.first_line;
    Fields fields;
    if (line.size() < 12 || !line.starts_with("HTTP/1.") || line[8] != ' ' ||
        !read_number(line.substr(9, 3), out.status) || out.status < 100 ||
        !read_fields(head.fields, fields))
      return Framing::malformed;
    out.length += head.length;
    if (out.status < 200) continue;
    out.keep_alive = line[7] == '0' ? fields.keep_alive : !fields.close;
    out.retry_after = fields.retry_after;
    if (out.status == 204 || out.status == 304) return Framing::complete;
    // its end would be that of the connection
    if (!fields.chunked && !fields.content_length) return Framing::malformed;
    std::size_t used = 0;
    const Framing f = read_body(bytes.substr(out.length), limit, fields, out.body, used);
    out.length += used;
    return f;
  }
}

Framing next(std::string_view bytes, std::size_t limit, Request& out) {
  out = {};
  Head head;
  if (const Framing f = read_head(bytes, head); f != Framing::complete) return f;
  Fields fields;
  const std::string_view line = head.first_line;
  const std::size_t a = line.find(' '), b = line.rfind(' ');
  if (a == line.npos || a == 0 || b <= a + 1 || !line.substr(b + 1).starts_with("HTTP/1.") ||
      !read_fields(head.fields, fields) || fields.chunked)
    return Framing::malformed;
  out.method = line.substr(0, a);
  out.target = line.substr(a + 1, b - a - 1);
  out.host = fields.host;
  out.content_type = fields.content_type;
  out.close = fields.close;
  const std::size_t size = fields.content_length.value_or(0);
  if (size > limit) return Framing::too_large;
  if (bytes.size() < head.length + size) return Framing::incomplete;
  out.body = bytes.substr(head.length, size);
  out.length = head.length + size;
  return Framing::complete;
}

}  // namespace wardtwin::wire::http
