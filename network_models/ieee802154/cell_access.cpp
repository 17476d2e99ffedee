#include <algorithm>

#include "network_models/ieee802154/cell.h"

// The medium: who may send, who hears what, and what follows.
namespace wardtwin::ieee802154 {
namespace {

// All durations are multiples of 32 us, so nodes of one clock would begin frames exactly as others'
// assessments end, all the time, and one rule for such ties would decide the throughput (by 6 % at
// ten saturated nodes). Crystals never agree: each message starts out of step by up to this, in ns.
constexpr std::uint32_t kClockPhase = 1000;

}  // namespace

// Takes the next message that may travel now; those without a way are lost.
bool Cell::pick(std::uint32_t node) {
  Node& n = nodes_[node];
  for (std::uint32_t i = 0; i < n.queue.size();) {
    if (n.queue[i].from > now_) {
      ++i;
      continue;
    }
    n.current = n.queue[i];
    n.queue.erase(i);
    const std::uint32_t to = n.current.to;
    n.next = to == flow::kNone ? routes_.up(node, now_) : routes_.down(node, to, now_);
    if (n.current.from > Time{0}) --nodes_[to].indirect;
    n.current.from = Time{0};
    if (n.next != flow::kNone && n.current.hops < setup_.mac.hop_limit) return true;
    lose(n.current.message, flow::LossCause::not_attempted);
  }
  return false;
}

void Cell::begin(std::uint32_t node) {
  Node& n = nodes_[node];
  if (n.engaged || n.down || n.queue.empty() || now_ < n.looking_until) return;
  if (now_ < n.acknowledges_until) return schedule(n.acknowledges_until, look, node);
  if (!pick(node)) return;
  n.engaged = true;
  n.passed = false;
  n.tries = 0;
  ++counters_.packets;
  back_off(node, Time(n.random.below(kClockPhase)));
}

void Cell::back_off(std::uint32_t node, Time phase) {
  Node& n = nodes_[node];
  n.busy_assessments = 0;
  n.exponent = static_cast<std::uint32_t>(setup_.mac.min_be);
  schedule(now_ + phase + kBackoffPeriod * n.random.below(1u << n.exponent) + kCca, assessment,
           node);
}

// Did any power above the threshold fall into the 128 us before now? A radio that sends, or owes an
// acknowledgement, is busy itself.
bool Cell::busy(std::uint32_t node) const {
  double sum = 0;
  for (const OnAir& o : air_) {
    if (o.end <= now_ - kCca) continue;
    if (o.sender == node) return true;
    if (o.start < now_) sum += power(o.sender, node);
  }
  return sum >= threshold_;
}

// Is a sender of another family on, loud enough, at some time of the assessment?
bool Cell::foreign_busy(std::uint32_t node) {
  for (const radio::Foreign& f : setup_.foreign) {
    const radio::InBand in = radio::in_band(f, node, setup_.spectrum);
    if (in.load.duty > 0 && in.milliwatts >= threshold_ &&
        nodes_[node].random.uniform() < radio::meets(in.load, kCca))
      return true;
  }
  return false;
}

// Error rate that bursts of other families add to a frame, by the bits that they cover. A sender that
// hears them has found them silent.
double Cell::foreign_error(std::uint32_t receiver, const OnAir& frame) {
  double good = 1;
  for (const radio::Foreign& f : setup_.foreign) {
    const radio::InBand in = radio::in_band(f, receiver, setup_.spectrum);
    if (in.load.duty <= 0 || in.milliwatts < 0.1 * noise_) continue;
    const bool heard =
        !frame.ack && radio::in_band(f, frame.sender, setup_.spectrum).milliwatts >= threshold_;
    const Time covered =
        radio::on_during(in.load, frame.end - frame.start, heard, nodes_[frame.sender].random);
    const double snr = power(frame.sender, receiver) / (noise_ + in.milliwatts);
    good *= 1 - error_of_bits(snr, seconds(covered) * 250e3);
  }
  return 1 - good;
}

void Cell::assess(std::uint32_t node) {
  Node& n = nodes_[node];
  const Ieee802154Def& def = setup_.mac;
  ++counters_.assessments;
  n.rx_time += kCca;
  if (busy(node) || foreign_busy(node)) {
    if (++n.busy_assessments > static_cast<std::uint32_t>(def.max_backoffs)) {
      ++counters_.access_failures;
      if (!n.passed) lose(n.current.message, flow::LossCause::access_failure);
      return done(node, Time{0});
    }
    n.exponent = std::min(n.exponent + 1, static_cast<std::uint32_t>(def.max_be));
    return schedule(now_ + kBackoffPeriod * n.random.below(1u << n.exponent) + kCca, assessment,
                    node);
  }
  forget();
  const Time start = now_ + kTurnaround, air = airtime(psdu(n.current));
  air_.push_back({start, start + air, node, n.next, false});
  ++counters_.transmissions;
  counters_.retries += n.tries > 0;
  data_time_ += air;
  n.tx_time += air;
  schedule(start + air, data_end, node);
}

// Drops what overlaps no frame on air and no assessment.
void Cell::forget() {
  Time horizon = now_ - kCca;
  for (const OnAir& o : air_)
    if (o.end > now_) horizon = std::min(horizon, o.start);
  std::erase_if(air_, [&](const OnAir& o) { return o.end <= horizon; });
}

bool Cell::sends_during(std::uint32_t node, const OnAir& f) const {
  for (const OnAir& o : air_)
    if (o.sender == node && o.start - kTurnaround < f.end && o.end > f.start) return true;
  return false;
}

// Does the radio of `node` follow `f`? Not if it is already in an earlier frame.
bool Cell::locks(std::uint32_t node, const OnAir& f) const {
  for (const OnAir& o : air_) {
    if (o.start >= f.start || o.end <= f.start) continue;
    if (o.sender == node) return false;
    if (power(o.sender, node) >= sensitivity_ && locks(node, o)) return false;
  }
  return true;
}

// Error rate of a frame, stretch by stretch of constant interference.
double Cell::error(std::uint32_t receiver, const OnAir& f) const {
  double good = 1;
  for (Time from = f.start; from < f.end;) {
    Time to = f.end;
    double interference = 0;
    for (const OnAir& o : air_) {
      if ((o.sender == f.sender && o.start == f.start) || o.sender == receiver) continue;
      if (o.start <= from && o.end > from) {
        interference += power(o.sender, receiver);
        to = std::min(to, o.end);
      } else if (o.start > from) {
        to = std::min(to, o.start);
      }
    }
    const double snr = power(f.sender, receiver) / (noise_ + interference);
    good *= 1 - error_of_bits(snr, seconds(to - from) * 250e3);
    from = to;
  }
  return 1 - good;
}

bool Cell::receive(std::uint32_t receiver, const OnAir& f, flow::LossCause& cause) {
  cause = flow::LossCause::access_point_down;
  if (nodes_[receiver].down) return false;
  cause = flow::LossCause::phy;
  if (power(f.sender, receiver) < sensitivity_) return false;
  bool disturbed = false;
  for (const OnAir& o : air_)
    disturbed |= o.sender != f.sender && o.sender != receiver && o.start < f.end &&
                 o.end > f.start && (setup_.mac.capture || !o.ack) &&
                 power(o.sender, receiver) > noise_;
  if (disturbed) cause = flow::LossCause::collision;
  if (!setup_.mac.capture && disturbed) return false;
  if (sends_during(receiver, f) || (disturbed && !locks(receiver, f))) {
    cause = flow::LossCause::collision;
    return false;
  }
  double e = error(receiver, f);
  if (!setup_.foreign.empty()) e = 1 - (1 - e) * (1 - foreign_error(receiver, f));
  return e <= 0 || nodes_[f.sender].random.uniform() >= e;
}

// The last symbol of a data frame.
void Cell::ends(std::uint32_t node) {
  Node& n = nodes_[node];
  const OnAir f = *std::find_if(air_.begin(), air_.end(), [&](const OnAir& o) {
    return o.sender == node && !o.ack && o.end == now_;
  });
  const bool good = receive(n.next, f, n.last);
  if (good && n.passed) ++counters_.duplicates;
  if (!good) ++(n.last == flow::LossCause::collision ? counters_.collided : counters_.noisy);
  const bool asks = setup_.mac.acknowledged;
  n.answered = good && asks;
  if (n.answered) {
    air_.push_back({now_ + kTurnaround, now_ + kTurnaround + kAck, n.next, node, true});
    nodes_[n.next].tx_time += kAck;
    nodes_[n.next].acknowledges_until = now_ + kTurnaround + kAck;
  }
  if (good && !n.passed) {
    n.passed = true;
    pass(node);
  }
  if (!asks) {
    if (!good) lose(n.current.message, n.last);
    return done(node, interframe_space(psdu(n.current)));
  }
  n.rx_time += n.answered ? kTurnaround + kAck : kAckWait;
  schedule(now_ + (n.answered ? kTurnaround + kAck : kAckWait), answer, node);
}

// The end of an acknowledgement, or of the wait for one.
void Cell::answered(std::uint32_t node) {
  Node& n = nodes_[node];
  if (!n.answered) return unanswered(node);
  const auto ack = std::find_if(air_.begin(), air_.end(), [&](const OnAir& o) {
    return o.receiver == node && o.ack && o.end == now_;
  });
  flow::LossCause cause;
  if (ack != air_.end() && (!setup_.mac.capture || receive(node, OnAir(*ack), cause))) {
    n.failures = 0;
    return done(node, interframe_space(psdu(n.current)));
  }
  n.answered = false;
  schedule(now_ + kAckWait - kTurnaround - kAck, answer, node);
}

void Cell::unanswered(std::uint32_t node) {
  Node& n = nodes_[node];
  const Ieee802154Def& def = setup_.mac;
  if (++n.tries <= def.retries) return back_off(node);
  ++counters_.unacknowledged;
  if (!n.passed) lose(n.current.message, n.last);
  if (++n.failures >= def.failures_until_dead) {
    n.failures = 0;
    ++counters_.reroutes;
    routes_.give_up(node, n.next, now_ + def.rediscovery);
    if (!setup_.nodes[node].router && !setup_.nodes[node].root) {
      const double spread = seconds(def.reattach_high - def.reattach_low);
      n.looking_until = now_ + def.reattach_low + from_seconds(spread * n.random.uniform());
      schedule(n.looking_until, look, node);
    }
  }
  done(node, Time{0});
}

void Cell::done(std::uint32_t node, Time pause) {
  nodes_[node].passed = true;
  schedule(now_ + pause, ready, node);
}

// The message in hand has reached the next node.
void Cell::pass(std::uint32_t node) {
  const Node& n = nodes_[node];
  Packet p = n.current;
  const radio::Message& m = p.message;
  const flow::Source& source = inlet_.def(m);
  flow::Frame frame{now_, m.created, m.source, m.sequence, m.alarm, flow::kNone};
  if (p.to == flow::kNone && setup_.nodes[n.next].root) {
    frame.entry = setup_.nodes[n.next].entry;
    radio::append(out_->received, frame);
    if (setup_.counts_delivery)
      statistics_.delivered(source.flow, m.created, now_, source.payload_bytes);
  } else if (p.to == n.next) {
    frame.entry = entry_of(source.device);
    radio::append(out_->delivered, frame);
    statistics_.delivered(source.flow, m.created, now_, source.payload_bytes);
  } else {
    ++p.hops;
    p.from = Time{0};
    accept(n.next, p);
  }
}

}  // namespace wardtwin::ieee802154
