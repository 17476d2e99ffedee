#include "scenarios/live/unit_peer.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "devices/wire/fhir.h"
#include "devices/wire/hl7_messages.h"
#include "devices/wire/http.h"
#include "devices/wire/mllp.h"

namespace wardtwin::live {
namespace {

constexpr std::size_t kLongestAnswer = 4u << 20;
constexpr Wall kRetryFirst = 1'000'000'000, kRetryMost = 60'000'000'000;

}  // namespace

UnitPeer::UnitPeer(Hub& hub, const Endpoint& endpoint, ssl_ctx_st* tls, const UnitOptions& options,
                   std::uint32_t target, std::uint32_t unit)
    : hub_(hub),
      endpoint_(&endpoint),
      tls_(tls),
      options_(&options),
      target_(target),
      unit_(unit) {}

void UnitPeer::enter(State s) {
  if (holds_place()) hub_.leave_place();
  if (state_ == State::open) --hub_.open[target_];
  state_ = s;
  ++generation;
  if (s == State::off) connection_.close();
  if (s == State::connecting) hub_.wake(*this, now() + options_->timeout, Alarm::timeout);
  if (s == State::open) {
    ++hub_.open[target_];
    counts().most_open = std::max(counts().most_open, hub_.open[target_]);
  }
}

void UnitPeer::want() {
  if (state_ != State::off) return;
  wanted_ = now();
  enter(State::in_line);
  hub_.want_place(*this);
}

void UnitPeer::connect_now() {
  enter(State::connecting);
  if (!connection_.start(hub_.epoll, *endpoint_, tls_, 0, static_cast<Peer*>(this)))
    lost(connection_.why());
}

void UnitPeer::lost(const std::string& why) {
  hub_.error(target_, why);
  if (state_ == State::open) {
    ++counts().closed_by_peer;
    wanted_ = now();
    attempt_ = 0;
  } else {
    ++counts().failures;
  }
  connection_.close();
  under_way_ = false;
  const double wait =
      std::min(static_cast<double>(kRetryMost),
               static_cast<double>(kRetryFirst) * std::exp2(std::min(attempt_++, 30)));
  enter(State::waiting);
  hub_.wake(*this, now() + static_cast<Wall>(wait * (1 - 0.5 * hub_.uniform())), Alarm::retry);
}

void UnitPeer::alarm(Alarm which) {
  if (which == Alarm::timeout) return lost("no answer within the time");
  if (state_ == State::open) return pass_on();
  enter(State::in_line);
  hub_.want_place(*this);
}

void UnitPeer::ready() {
  if (connection_.state() == Connection::State::closed) return;
  const bool going = connection_.proceed();
  if (state_ == State::connecting && connection_.state() == Connection::State::open) {
    enter(State::open);
    ++counts().connects;
    counts().connect.add(Time{now() - wanted_});
    pass_on();
  }
  while (state_ == State::open && under_way_ && read_answer()) {
  }
  if (!going && (state_ == State::connecting || state_ == State::open)) {
    // a server may end an idle connection when it likes
    if (endpoint_->protocol == Protocol::fhir && !under_way_ && state_ == State::open) {
      connection_.close();
      enter(State::in_line);
      wanted_ = now();
      return hub_.want_place(*this);
    }
    lost(connection_.why());
  }
}

void UnitPeer::leave() {
  for (const Message& m : queue_)
    if (m.tries == 0) ++hub_.row(target_, m.flow).dropped;
  enter(State::off);
}

void UnitPeer::flush() {
  if (state_ == State::open && !connection_.flush()) lost(connection_.why());
}

void UnitPeer::send(const Outgoing& m) {
  Message out;
  out.due = m.due;
  const bool carried =
      endpoint_->protocol == Protocol::mllp ? write_hl7(m, out) : write_fhir(m, out);
  if (!carried) return;
  results::LiveFlow& row = hub_.row(target_, out.flow);
  ++row.simulated;
  if (queue_.size() >= options_->keep) {
    ++row.dropped;
    return;
  }
  ++hub_.under_way;
  queue_.push_back(std::move(out));
  pass_on();
}

void UnitPeer::pass_on() {
  if (state_ != State::open || under_way_ || queue_.empty() || now() < not_before_) return;
  Message& m = queue_.front();
  if (m.tries++ == 0) {
    results::LiveFlow& row = hub_.row(target_, m.flow);
    ++row.sent;
    row.publish.add(Time{now() - m.due});
    row.sent_bytes += m.text.size();
  }
  if (endpoint_->protocol == Protocol::mllp) {
    wire::mllp::put(connection_.out(), m.text);
  } else {
    const std::string host = fmt::format("{}:{}", endpoint_->host, endpoint_->port);
    wire::http::put(connection_.out(), {.method = "POST",
                                        .target = endpoint_->path,
                                        .host = host,
                                        .content_type = "application/fhir+json",
                                        .accept = "application/fhir+json",
                                        .body = m.text});
  }
  under_way_ = true;
  ++generation;
  hub_.wake(*this, now() + options_->timeout, Alarm::timeout);
  hub_.touch(*this);
}

void UnitPeer::answered(Verdict verdict, const std::string& why, Wall wait) {
  Message& m = queue_.front();
  under_way_ = false;
  ++generation;
  if (!why.empty()) hub_.error(target_, why);
  if (verdict == Verdict::again && m.tries < options_->tries) {
    not_before_ = now() + wait;
    hub_.wake(*this, not_before_, Alarm::retry);
    return;
  }
  results::LiveFlow& row = hub_.row(target_, m.flow);
  if (verdict == Verdict::done) {
    ++row.acknowledged;
    row.acknowledge.add(Time{now() - m.due});
  } else {
    ++row.rejected;
  }
  queue_.pop_front();
  --hub_.under_way;
  pass_on();
}

bool UnitPeer::read_answer() {
  return endpoint_->protocol == Protocol::mllp ? read_ack() : read_response();
}

bool UnitPeer::read_ack() {
  wire::mllp::Frame frame;
  std::string& in = connection_.in();
  const wire::Framing f = wire::mllp::next(in, kLongestAnswer, frame);
  if (f == wire::Framing::incomplete) return false;
  wire::hl7::Message message;
  wire::hl7::Ack ack;
  if (f != wire::Framing::complete || !wire::hl7::read(frame.message, message).empty() ||
      !wire::hl7::read_ack(message, ack)) {
    lost("not an acknowledgement");
    return false;
  }
  in.erase(0, frame.length);
  // late answer to a message that was sent again
  if (ack.control_id != queue_.front().id) {
    hub_.error(target_, "acknowledgement of another message");
    return true;
  }
  if (ack.accepted())
    answered(Verdict::done, "", 0);
  else if (ack.code == "AR" || ack.code == "CR")
    answered(Verdict::rejected, fmt::format("{} {}", ack.code, ack.text), 0);
  else
    answered(Verdict::again, fmt::format("{} {}", ack.code, ack.text), kRetryFirst);
  return true;
}

bool UnitPeer::read_response() {
  wire::http::Response r;
  std::string& in = connection_.in();
  const wire::Framing f = wire::http::next(in, kLongestAnswer, r);
  if (f == wire::Framing::incomplete) return false;
  if (f != wire::Framing::complete) {
    lost("not HTTP");
    return false;
  }
  in.erase(0, r.length);
  wire::fhir::Outcome outcome;
  const bool known = wire::fhir::read_outcome(r.body, outcome);
  const std::string why = outcome.text.empty() ? fmt::format("HTTP {}", r.status)
                                               : fmt::format("HTTP {} {}", r.status, outcome.text);
  if (r.status >= 200 && r.status < 300 && known && outcome.failed == 0)
    answered(Verdict::done, "", 0);
  else if (r.status == 429 || r.status >= 500)
    answered(Verdict::again, why, r.retry_after ? *r.retry_after * 1'000'000'000ll : kRetryFirst);
  else
    answered(Verdict::rejected, why, 0);
  if (!r.keep_alive && state_ == State::open) {
    connection_.close();
    under_way_ = false;
    enter(State::in_line);
    wanted_ = now();
    hub_.want_place(*this);
    return false;
  }
  return true;
}

}  // namespace wardtwin::live
