#include "scenarios/live/mqtt_peer.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace wardtwin::live {
namespace {

namespace mqtt = wire::mqtt;

constexpr std::size_t kLongestPacket = 1u << 20;
/// Bytes that the system did not take yet, from which on the broker counts as throttling.
constexpr std::size_t kMostUnsent = 1u << 18;

}  // namespace

MqttPeer::MqttPeer(Hub& hub, const Endpoint& endpoint, ssl_ctx_st* tls, const MqttOptions& options,
                   std::uint32_t target, flow::DeviceIndex device)
    : hub_(hub),
      endpoint_(&endpoint),
      tls_(tls),
      options_(&options),
      target_(target),
      device_(device) {}

// Alarms of the state before are void; that of a long silence goes on.
void MqttPeer::enter(State s) {
  if (holds_place() && s != State::greeting) hub_.leave_place();
  if (state_ == State::open) --hub_.open[target_];
  state_ = s;
  ++generation;
  unwritten_.clear();
  const Wall t = now();
  switch (s) {
    case State::connecting: hub_.wake(*this, t + options_->timeout, Alarm::timeout); break;
    case State::greeting: hub_.wake(*this, t + options_->timeout, Alarm::timeout); break;
    case State::open:
      ++hub_.open[target_];
      counts().most_open = std::max(counts().most_open, hub_.open[target_]);
      hub_.wake(*this, t + options_->keep_alive * 750'000'000ll, Alarm::ping);
      return;
    default: break;
  }
  if (!told_ && was_connected_)
    hub_.wake(*this, down_since_ + options_->unheard_after, Alarm::unheard);
}

void MqttPeer::want() {
  if (state_ != State::off) return;
  wanted_ = down_since_ = now();
  attempt_ = 0;
  told_ = false;
  enter(State::in_line);
  hub_.want_place(*this);
}

void MqttPeer::way(bool link, bool on) {
  (link ? link_ : session_) = on;
  if (link_ && session_)
    want();
  else
    cut();
}

void MqttPeer::cut() {
  if (state_ == State::off) return;
  if (state_ == State::open) {
    ++counts().closed_by_us;
    down_since_ = now();
  }
  told_ = true;  // the run knows by itself
  connection_.close(true);
  enter(State::off);
}

void MqttPeer::connect_now() {
  // in_line holds no place yet, connecting does
  enter(State::connecting);
  const int source = options_->sources > 1 ? static_cast<int>(device_) % options_->sources : 0;
  if (!connection_.start(hub_.epoll, *endpoint_, tls_, source, static_cast<Peer*>(this)))
    lost(connection_.why());
}

void MqttPeer::say_hello() {
  std::string properties;
  if (options_->version == mqtt::Version::v5)
    mqtt::put_number(properties, mqtt::PropertyId::session_expiry, options_->session_expiry);
  const DevicePlan& d = hub_.plan.devices[device_];
  const std::string id = fmt::format("{}{}", options_->prefix, device_);
  mqtt::Connect c;
  c.version = options_->version;
  c.client_id = id;
  c.clean = false;
  c.keep_alive = options_->keep_alive;
  c.will = mqtt::Will{d.status_topic, hub_.plan.offline, 0, false, {}};
  if (!endpoint_->user.empty()) c.user = endpoint_->user;
  if (!endpoint_->password.empty()) c.password = endpoint_->password;
  c.properties.bytes = properties;
  mqtt::write(connection_.out(), c);
}

void MqttPeer::ready() {
  if (state_ == State::off || connection_.state() == Connection::State::closed) return;
  const bool going = connection_.proceed();
  if (going && state_ == State::connecting && connection_.state() == Connection::State::open) {
    enter(State::greeting);
    say_hello();
    if (!connection_.flush()) return lost(connection_.why());
  }
  handle();
  if (!going && state_ != State::off && state_ != State::waiting) return lost(connection_.why());
  if (state_ == State::open && !store_.empty() && connection_.out().empty()) drain();
  if (!connection_.out().empty()) hub_.touch(*this);
  written();
}

void MqttPeer::written() {
  if (unwritten_.empty() || !connection_.out().empty()) return;
  const Wall t = now();
  for (const Unwritten& u : unwritten_) hub_.row(target_, u.flow).publish.add(Time{t - u.due});
  unwritten_.clear();
}

void MqttPeer::handle() {
  std::string& in = connection_.in();
  std::size_t used = 0;
  for (mqtt::Packet p; state_ == State::greeting || state_ == State::open;) {
    const wire::Framing f = mqtt::next(std::string_view(in).substr(used), kLongestPacket, p);
    if (f == wire::Framing::incomplete) break;
    if (f != wire::Framing::complete || !handle(p))
      return state_ == State::greeting || state_ == State::open ? lost("not MQTT") : void();
    used += p.length;
  }
  in.erase(0, std::min(used, in.size()));
}

bool MqttPeer::handle(const mqtt::Packet& packet) {
  const mqtt::Version v = options_->version;
  if (state_ == State::greeting) {
    mqtt::ConnAck answer;
    if (packet.type != mqtt::Type::connack || !read(packet, v, answer).empty()) return false;
    welcome(answer);
    return true;
  }
  switch (packet.type) {
    case mqtt::Type::puback:
    case mqtt::Type::pubrec:
    case mqtt::Type::pubcomp: {
      mqtt::Ack ack;
      if (!read(packet, v, ack).empty()) return false;
      const auto end = outbox_.take(connection_.out(), v, ack);
      using Kind = mqtt::Outbox::Outcome::Kind;
      if (end.kind == Kind::delivered || end.kind == Kind::refused) {
        const Hub::Pending p = hub_.release(end.tag);
        results::LiveFlow& row = hub_.row(p.target, p.flow);
        if (end.kind == Kind::delivered) {
          ++row.acknowledged;
          row.acknowledge.add(Time{now() - p.due});
        } else {
          ++row.rejected;
          hub_.error(target_, fmt::format("message refused: {}", reason_text(v, end.reason)));
        }
        if (!store_.empty()) drain();
      }
      return true;
    }
    case mqtt::Type::disconnect: {
      mqtt::Disconnect d;
      if (!read(packet, v, d).empty()) return false;
      lost(fmt::format("disconnected: {}", reason_text(v, d.reason)));
      return true;
    }
    case mqtt::Type::pingresp: return true;
    default: return false;
  }
}

void MqttPeer::welcome(const mqtt::ConnAck& answer) {
  if (answer.reason != 0)
    return lost(
        fmt::format("connection refused: {}", reason_text(options_->version, answer.reason)));
  if (const auto most = answer.properties.number(mqtt::PropertyId::receive_maximum))
    outbox_.set_window(static_cast<std::uint16_t>(std::min(*most, 20u)));
  enter(State::open);
  ++counts().connects;
  counts().resumed += answer.session_present;
  counts().connect.add(Time{now() - wanted_});
  attempt_ = 0;
  told_ = false;
  // what was under way before; without a session of ours there, as new messages
  if (answer.session_present)
    outbox_.resume(connection_.out(), options_->version);
  else
    outbox_.restart(connection_.out(), options_->version);
  if (was_connected_) say_status(hub_.plan.online);
  was_connected_ = true;
  drain();
  hub_.touch(*this);
}

void MqttPeer::say_status(std::string_view text) {
  mqtt::write(connection_.out(), options_->version,
              mqtt::Publish{.topic = hub_.plan.devices[device_].status_topic, .payload = text});
}

void MqttPeer::lost(const std::string& why) {
  hub_.error(target_, why);
  if (state_ == State::open) {
    ++counts().closed_by_peer;
    down_since_ = wanted_ = now();
  } else {
    ++counts().failures;
  }
  connection_.close();
  retry();
}

// As the run's own devices: twice as long each time, shortened by a uniform share.
void MqttPeer::retry() {
  const std::uint32_t gateway = hub_.hospital.devices[device_].gateway;
  const backbone::SessionsDef def = gateway == flow::kNone
                                        ? backbone::SessionsDef{}
                                        : hub_.hospital.backbone.gateways[gateway].def.sessions;
  const double doubled = seconds(def.retry_first) * std::exp2(std::min(attempt_++, 30));
  const double wait =
      std::min(doubled, seconds(def.retry_most)) * (1 - def.jitter * hub_.uniform());
  enter(State::waiting);
  hub_.wake(*this, now() + from_seconds(wait).count(), Alarm::retry);
}

void MqttPeer::alarm(Alarm which) {
  switch (which) {
    case Alarm::retry: enter(State::in_line); return hub_.want_place(*this);
    case Alarm::timeout: return lost("no answer within the time");
    case Alarm::unheard:
      told_ = true;
      hub_.unheard(device_);
      return;
    case Alarm::ping: {
      const Wall t = now(), most = options_->keep_alive * 750'000'000ll;
      Wall next = wrote_ + most;
      if (next <= t) {
        mqtt::write_ping(connection_.out(), mqtt::Type::pingreq);
        hub_.touch(*this);
        next = t + most;
      }
      return hub_.wake(*this, next, Alarm::ping);
    }
  }
}

void MqttPeer::count(const Outgoing& m, bool allowed) {
  results::LiveFlow& row = hub_.row(target_, hub_.plan.sources[m.item.subject].flow);
  ++row.simulated;
  if (!allowed) ++row.withheld;
}

bool MqttPeer::send(const Outgoing& m) {
  // what waits goes first, so that the order stays
  const bool waits = state_ != State::open || !store_.empty();
  const bool throttled = !waits && connection_.out().size() > kMostUnsent;
  if (throttled) hub_.error(target_, "throttled: the broker takes no more for now");
  if (!waits && !throttled) return publish(m);
  keep(m);
  return false;
}

void MqttPeer::keep(const Outgoing& m) {
  const SourcePlan& source = hub_.plan.sources[m.item.subject];
  const auto same = [&](const Outgoing& x) { return x.item.subject == m.item.subject; };
  // over an open connection nothing is dropped: it goes as soon as there is room
  if (state_ != State::open &&
      static_cast<std::size_t>(std::ranges::count_if(store_, same)) >= source.keep) {
    ++hub_.row(target_, source.flow).dropped;
    const auto oldest = std::ranges::find_if(store_, same);
    if (oldest == store_.end()) return;
    store_.erase(oldest);
    --hub_.under_way;
  }
  store_.push_back(m);
  ++hub_.under_way;
}

void MqttPeer::drain() {
  while (!store_.empty() && connection_.out().size() <= kMostUnsent) {
    if (outbox_.full() && hub_.plan.sources[store_.front().item.subject].qos > 0) break;
    const Outgoing m = store_.front();
    store_.pop_front();
    --hub_.under_way;
    publish(m);
  }
}

bool MqttPeer::publish(const Outgoing& m) {
  const SourcePlan& source = hub_.plan.sources[m.item.subject];
  if (source.qos > 0 && outbox_.full()) {
    store_.push_back(m);
    ++hub_.under_way;
    return false;
  }
  mqtt::Publish p;
  p.topic = source.topic;
  p.payload = hub_.payload(m);
  p.qos = source.qos;
  if (source.qos == 0)
    mqtt::write(connection_.out(), options_->version, p);
  else
    outbox_.send(connection_.out(), options_->version, p, hub_.hold({m.due, target_, source.flow}));
  results::LiveFlow& row = hub_.row(target_, source.flow);
  ++row.sent;
  row.sent_bytes += p.payload.size();
  unwritten_.push_back({source.flow, m.due});
  hub_.touch(*this);
  return true;
}

void MqttPeer::flush() {
  if (state_ != State::open && state_ != State::greeting) return;
  wrote_ = now();
  if (!connection_.flush()) return lost(connection_.why());
  written();
}

void MqttPeer::leave() {
  if (state_ == State::open) {
    // MQTT 5 lets us end the session as well; with 3.1.1 the broker keeps it as it is set to
    std::string end;
    if (options_->version == mqtt::Version::v5)
      mqtt::put_number(end, mqtt::PropertyId::session_expiry, 0);
    mqtt::write(connection_.out(), options_->version,
                mqtt::Disconnect{.properties = {.bytes = end}});
    connection_.flush();
  }
  connection_.close();
  told_ = true;
  // what still waits is never sent
  for (const Outgoing& m : store_)
    ++hub_.row(target_, hub_.plan.sources[m.item.subject].flow).dropped;
  store_.clear();
  enter(State::off);
}

}  // namespace wardtwin::live
