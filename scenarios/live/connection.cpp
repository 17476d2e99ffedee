#include "scenarios/live/connection.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace wardtwin::live {
namespace {

constexpr long kAgain = -1, kOver = -2;

bool is_loopback(const Endpoint& e) {
  return e.address.ss_family == AF_INET &&
         ntohl(reinterpret_cast<const sockaddr_in&>(e.address).sin_addr.s_addr) >> 24 == 127;
}

// Many sources, so that one address's ports are no limit.
bool bind_to(int fd, int source) {
  sockaddr_in from{};
  from.sin_family = AF_INET;
  from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + static_cast<std::uint32_t>(source));
  const int on = 1;
  ::setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  return ::bind(fd, reinterpret_cast<const sockaddr*>(&from), sizeof from) == 0;
}

}  // namespace

bool Connection::over(std::string why) {
  close();
  why_ = std::move(why);
  return false;
}

bool Connection::over_errno(int error) { return over(std::strerror(error)); }

bool Connection::start(int epoll, const Endpoint& e, ssl_ctx_st* tls, int source, void* context) {
  close();
  in_.clear();
  const int family = e.address.ss_family;
  fd_ = ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd_ < 0) return over_errno(errno);
  const int on = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (source > 0 && is_loopback(e) && !bind_to(fd_, source)) return over_errno(errno);
  if (e.tls) {
    ssl_ = ::SSL_new(tls);
    if (!ssl_) return over("TLS cannot be set up");
    ::SSL_set_connect_state(ssl_);
    X509_VERIFY_PARAM* verify = ::SSL_get0_param(ssl_);
    // an address must stand in the certificate as an address, a name as a name
    if (::X509_VERIFY_PARAM_set1_ip_asc(verify, e.host.c_str()) != 1) {
      ::SSL_set1_host(ssl_, e.host.c_str());
      ::SSL_set_tlsext_host_name(ssl_, e.host.c_str());
    }
    ::ERR_clear_error();
    ::SSL_set_fd(ssl_, fd_);
  }
  state_ = State::connecting;
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&e.address), e.address_length) != 0 &&
      errno != EINPROGRESS)
    return over_errno(errno);
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = context;
  if (::epoll_ctl(epoll, EPOLL_CTL_ADD, fd_, &event) != 0) return over_errno(errno);
  return true;
}

void Connection::close(bool hard) {
  if (ssl_) ::SSL_free(ssl_);
  ssl_ = nullptr;
  if (fd_ >= 0) {
    const linger none{1, 0};
    if (hard) ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    ::close(fd_);
  }
  fd_ = -1;
  state_ = State::closed;
  out_.clear();
  written_ = 0;
}

// Bytes done, or why there are none.
long Connection::tls_result(int result) {
  if (result > 0) return result;
  switch (::SSL_get_error(ssl_, result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE: return kAgain;
    case SSL_ERROR_ZERO_RETURN: over("closed by the peer"); return kOver;
    default: break;
  }
  const long verified = ::SSL_get_verify_result(ssl_);
  if (verified != X509_V_OK) {
    over(std::string("certificate refused: ") + ::X509_verify_cert_error_string(verified));
    return kOver;
  }
  const unsigned long error = ::ERR_get_error();
  const char* words = error ? ::ERR_reason_error_string(error) : nullptr;
  over(std::string("TLS: ") + (words ? words : "closed by the peer"));
  return kOver;
}

bool Connection::secure() {
  ::ERR_clear_error();
  const long done = tls_result(::SSL_do_handshake(ssl_));
  if (done == kOver) return false;
  if (done > 0) state_ = State::open;
  return true;
}

bool Connection::read_all() {
  std::array<char, 16384> bytes;
  for (;;) {
    long n = 0;
    if (ssl_) {
      ::ERR_clear_error();
      n = tls_result(::SSL_read(ssl_, bytes.data(), static_cast<int>(bytes.size())));
      if (n == kOver) return false;
      if (n == kAgain) return true;
    } else {
      n = ::recv(fd_, bytes.data(), bytes.size(), 0);
      if (n == 0) return over("closed by the peer");
      if (n < 0) return errno == EAGAIN ? true : over_errno(errno);
    }
    in_.append(bytes.data(), static_cast<std::size_t>(n));
  }
}

bool Connection::flush() {
  if (state_ != State::open) return state_ != State::closed;
  while (written_ < out_.size()) {
    const char* from = out_.data() + written_;
    const std::size_t left = out_.size() - written_;
    long n = 0;
    if (ssl_) {
      ::ERR_clear_error();
      n = tls_result(
          ::SSL_write(ssl_, from, static_cast<int>(std::min<std::size_t>(left, 1 << 30))));
      if (n == kOver) return false;
      if (n == kAgain) break;
    } else {
      n = ::send(fd_, from, left, MSG_NOSIGNAL);
      if (n < 0 && errno != EAGAIN) return over_errno(errno);
      if (n < 0) break;
    }
    written_ += static_cast<std::size_t>(n);
  }
  if (written_ == out_.size()) {
    out_.clear();
    written_ = 0;
  } else if (written_ > 1u << 16) {
    out_.erase(0, written_);
    written_ = 0;
  }
  return true;
}

bool Connection::proceed() {
  if (state_ == State::connecting) {
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) return over_errno(error);
    // told of something else before the connection stands
    sockaddr_storage peer{};
    socklen_t length = sizeof peer;
    if (::getpeername(fd_, reinterpret_cast<sockaddr*>(&peer), &length) != 0) return true;
    state_ = ssl_ ? State::securing : State::open;
  }
  if (state_ == State::securing && !secure()) return false;
  if (state_ != State::open) return true;
  return flush() && read_all();
}

}  // namespace wardtwin::live
