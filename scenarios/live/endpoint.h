#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <sys/socket.h>

struct ssl_ctx_st;

/// Where messages go: addresses, and what is allowed.
namespace wardtwin::live {

enum class Protocol : std::uint8_t { mqtt, mllp, fhir };

struct Endpoint {
  Protocol protocol = Protocol::mqtt;
  bool tls = false;
  std::string host, path, user, password;
  std::uint16_t port = 0;
  std::string name;  ///< as written, without user and password
  sockaddr_storage address{};
  socklen_t address_length = 0;
};

/// mqtt:// mqtts:// mllp:// mllps:// http:// https://, then [USER:PASSWORD@]HOST[:PORT][/PATH]. InputError
/// with what to write instead.
Endpoint read_endpoint(std::string_view url);

/// Looks the host up. InputError unless every address of it is this machine's own (loopback), or the host
/// is one of `allowed_remote`.
void resolve(Endpoint& endpoint, std::span<const std::string> allowed_remote);

/// Keys and authorities for connections that are encrypted. The peer's certificate is always verified.
struct TlsOptions {
  std::string authority;         ///< file of certificates that are trusted; empty: the system's
  std::string certificate, key;  ///< of ours, where the peer asks for them; empty: none
};
struct FreeTls {
  void operator()(ssl_ctx_st* context) const;
};
using Tls = std::unique_ptr<ssl_ctx_st, FreeTls>;
Tls make_tls(const TlsOptions& options);

}  // namespace wardtwin::live
