#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "scenarios/live/endpoint.h"

struct ssl_st;

namespace wardtwin::live {

/// One connection that never blocks, encrypted or not. Its descriptor is watched edge-triggered for reading
/// and writing, so it is registered once and never changed.
class Connection {
 public:
  enum class State : std::uint8_t { closed, connecting, securing, open };

  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { close(); }

  /// Begins to connect, from the address 127.0.0.(1 + source) where that is wanted, and registers
  /// `context` with epoll. False, with why(), if that fails at once.
  bool start(int epoll, const Endpoint& endpoint, ssl_ctx_st* tls, int source, void* context);
  /// Goes on after epoll said that something is ready: connects, secures, reads what there is into
  /// in(), writes out(). False, with why(), once the connection is over.
  bool proceed();
  /// Writes as much of out() as is taken. False once the connection is over.
  bool flush();
  /// `hard`: what was not sent yet is lost, and the peer sees a reset. in() stays readable.
  void close(bool hard = false);

  State state() const { return state_; }
  std::string& in() { return in_; }
  std::string& out() { return out_; }
  /// Why it is over, in words that are equal for equal causes.
  const std::string& why() const { return why_; }

 private:
  bool over(std::string why);
  bool over_errno(int error);
  bool read_all();
  bool secure();
  long tls_result(int result);

  int fd_ = -1;
  ssl_st* ssl_ = nullptr;
  State state_ = State::closed;
  std::string in_, out_, why_;
  std::size_t written_ = 0;  ///< of out_
};

}  // namespace wardtwin::live
