#include "scenarios/live/endpoint.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <fmt/format.h>

#include "sim/base/error.h"

namespace wardtwin::live {
namespace {

struct Scheme {
  std::string_view word;
  Protocol protocol;
  bool tls;
  std::uint16_t port;
};
constexpr std::array<Scheme, 6> kSchemes{{{"mqtt", Protocol::mqtt, false, 1883},
                                          {"mqtts", Protocol::mqtt, true, 8883},
                                          {"mllp", Protocol::mllp, false, 2575},
                                          {"mllps", Protocol::mllp, true, 2575},
                                          {"http", Protocol::fhir, false, 80},
                                          {"https", Protocol::fhir, true, 443}}};

[[noreturn]] void wrong(std::string_view url, std::string_view what) {
  throw InputError(
      fmt::format("'{}' is no target: {}. Write mqtt://127.0.0.1:1883, mllp://127.0.0.1:2575 or "
                  "http://127.0.0.1:8080/fhir (mqtts, mllps, https: encrypted)",
                  url, what));
}

bool is_loopback(const sockaddr* a) {
  if (a->sa_family == AF_INET)
    return (ntohl(reinterpret_cast<const sockaddr_in*>(a)->sin_addr.s_addr) >> 24) == 127;
  return a->sa_family == AF_INET6 &&
         IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6*>(a)->sin6_addr);
}

std::string text_of(const sockaddr* a) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* from =
      a->sa_family == AF_INET
          ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in*>(a)->sin_addr)
          : &reinterpret_cast<const sockaddr_in6*>(a)->sin6_addr;
  return ::inet_ntop(a->sa_family, from, text.data(), text.size()) ? text.data() : "?";
}

void read_authority(std::string_view url, std::string_view text, Endpoint& e) {
  if (const std::size_t at = text.rfind('@'); at != text.npos) {
    const std::string_view login = text.substr(0, at);
    e.user = login.substr(0, login.find(':'));
    if (login.find(':') != login.npos) e.password = login.substr(login.find(':') + 1);
    text.remove_prefix(at + 1);
  }
  std::string_view port;
  if (text.starts_with('[')) {  // IPv6
    const std::size_t end = text.find(']');
    if (end == text.npos) wrong(url, "'[' without ']'");
    e.host = text.substr(1, end - 1);
    port = text.substr(end + 1);
  } else {
    e.host = text.substr(0, text.find(':'));
    port = text.substr(e.host.size());
  }
  if (e.host.empty()) wrong(url, "it names no host");
  if (port.empty()) return;
  const auto [end, error] = std::from_chars(port.data() + 1, port.data() + port.size(), e.port);
  if (port[0] != ':' || error != std::errc{} || end != port.data() + port.size() || e.port == 0)
    wrong(url, fmt::format("'{}' is no port", port.substr(1)));
}

std::string tls_error() {
  std::array<char, 256> text{};
  ::ERR_error_string_n(::ERR_get_error(), text.data(), text.size());
  return text.data();
}

}  // namespace

Endpoint read_endpoint(std::string_view url) {
  Endpoint e;
  const std::size_t colon = url.find("://");
  const auto scheme = std::ranges::find(kSchemes, url.substr(0, colon), &Scheme::word);
  if (colon == url.npos || scheme == kSchemes.end())
    wrong(url, "it does not begin with a protocol");
  e.protocol = scheme->protocol;
  e.tls = scheme->tls;
  e.port = scheme->port;
  std::string_view rest = url.substr(colon + 3);
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  e.path = rest.substr(slash);
  if (e.protocol != Protocol::fhir && e.path.size() > 1) wrong(url, "only http has a path");
  if (e.path.empty()) e.path.push_back('/');
  read_authority(url, rest.substr(0, slash), e);
  const bool six = e.host.find(':') != e.host.npos;
  e.name = fmt::format("{}://{}:{}{}", scheme->word, six ? fmt::format("[{}]", e.host) : e.host,
                       e.port, e.protocol == Protocol::fhir ? e.path : "");
  return e;
}

void resolve(Endpoint& e, std::span<const std::string> allowed_remote) {
  addrinfo hints{}, *found = nullptr;
  hints.ai_socktype = SOCK_STREAM;
  if (const int error =
          ::getaddrinfo(e.host.c_str(), std::to_string(e.port).c_str(), &hints, &found))
    throw InputError(
        fmt::format("{}: '{}' cannot be looked up: {}", e.name, e.host, ::gai_strerror(error)));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> all(found, &::freeaddrinfo);
  const bool allowed = std::ranges::find(allowed_remote, e.host) != allowed_remote.end();
  for (const addrinfo* a = found; a; a = a->ai_next)
    if (!allowed && !is_loopback(a->ai_addr))
      throw InputError(
          fmt::format("{}: {} is {}, which is not this machine; nothing was sent. If you may send "
                      "to it, write --allow-remote {}",
                      e.name, e.host, text_of(a->ai_addr), e.host));
  std::copy_n(reinterpret_cast<const char*>(found->ai_addr), found->ai_addrlen,
              reinterpret_cast<char*>(&e.address));
  e.address_length = found->ai_addrlen;
}

void FreeTls::operator()(ssl_ctx_st* context) const { ::SSL_CTX_free(context); }

Tls make_tls(const TlsOptions& o) {
  Tls tls(::SSL_CTX_new(::TLS_client_method()));
  if (!tls) throw RunError("TLS cannot be set up: " + tls_error());
  SSL_CTX* c = tls.get();
  ::SSL_CTX_set_min_proto_version(c, TLS1_2_VERSION);
  ::SSL_CTX_set_verify(c, SSL_VERIFY_PEER, nullptr);
  ::SSL_CTX_set_mode(c, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                            SSL_MODE_RELEASE_BUFFERS);
  const int trusted = o.authority.empty()
                          ? ::SSL_CTX_set_default_verify_paths(c)
                          : ::SSL_CTX_load_verify_locations(c, o.authority.c_str(), nullptr);
  if (trusted != 1)
    throw InputError(fmt::format("{}: holds no certificates of an authority (PEM)", o.authority));
  if (o.certificate.empty()) return tls;
  if (::SSL_CTX_use_certificate_chain_file(c, o.certificate.c_str()) != 1 ||
      ::SSL_CTX_use_PrivateKey_file(c, o.key.c_str(), SSL_FILETYPE_PEM) != 1)
    throw InputError(fmt::format("{} and {} are no certificate and its key (PEM): {}",
                                 o.certificate, o.key, tls_error()));
  return tls;
}

}  // namespace wardtwin::live
