#pragma once

#include <deque>
#include <string>

#include "scenarios/live/connection.h"
#include "scenarios/live/hub.h"

namespace wardtwin::live {

struct UnitOptions {
  Wall timeout = 10'000'000'000;  ///< ns; for a connection, and for each answer
  int tries = 3;                  ///< of one message that is answered with an error
  std::size_t keep = 10'000;      ///< messages that wait
};

/// One unit's connection for what is answered one by one: HL7 over MLLP, or FHIR over HTTP.
///
/// Model       A message is sent when the one before it has been answered. Accepted (AA; HTTP 2xx): done.
///             An error (AE; HTTP 429 and 5xx): again after a wait, which the server may name, then counted
///             as rejected. Rejected (AR; HTTP 4xx): counted. No answer, or the connection breaks: again on
///             a new connection, with the same control identifier (FHIR: the same ifNoneExist).
/// Valid for   Receivers that know a control identifier again; else a message whose answer was lost counts
///             twice there.
/// Leaves out  Several messages under way (HL7 asks for one).
/// Checked by  tests/live/drive_test.cpp
class UnitPeer final : public Peer {
 public:
  UnitPeer(Hub& hub, const Endpoint& endpoint, ssl_ctx_st* tls, const UnitOptions& options,
           std::uint32_t target, std::uint32_t unit);

  void want();
  /// What this protocol carries of it: alarms, signs and moves as HL7, signs as FHIR. Others are left out.
  void send(const Outgoing& m);
  void leave();
  bool is_open() const { return state_ == State::open; }

  void ready() override;
  void alarm(Alarm which) override;
  void connect_now() override;
  void flush() override;

 private:
  enum class State : std::uint8_t { off, waiting, in_line, connecting, open };
  struct Message {
    std::string text, id;
    Wall due = 0;
    std::uint32_t flow = flow::kNone;
    int tries = 0;
  };
  enum class Verdict : std::uint8_t { done, again, rejected };

  void enter(State s);
  void lost(const std::string& why);
  void pass_on();  ///< the first message that waits, if none is under way
  void answered(Verdict verdict, const std::string& why, Wall wait);
  bool read_answer();
  bool read_ack();
  bool read_response();
  bool write_hl7(const Outgoing& m, Message& out) const;
  bool write_fhir(const Outgoing& m, Message& out) const;
  bool holds_place() const { return state_ == State::connecting; }
  results::LiveTarget& counts() { return hub_.live.targets[target_]; }

  Hub& hub_;
  const Endpoint* endpoint_;
  ssl_ctx_st* tls_;
  const UnitOptions* options_;
  std::uint32_t target_, unit_;
  State state_ = State::off;
  bool under_way_ = false;  ///< the first of the queue is
  int attempt_ = 0;
  Wall wanted_ = 0, not_before_ = 0;
  Connection connection_;
  std::deque<Message> queue_;
};

}  // namespace wardtwin::live
