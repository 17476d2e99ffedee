#include "scenarios/live/subscriber.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <fmt/format.h>

#include "sim/base/error.h"

namespace wardtwin::live {
namespace {

namespace mqtt = wire::mqtt;

constexpr std::size_t kLongestPacket = 1u << 20;
constexpr std::uint32_t kMostMessages = 1u << 27;  ///< of one source; a bit each

}  // namespace

Subscriber::Subscriber(const Plan& plan, std::size_t flows, const Endpoint& endpoint,
                       ssl_ctx_st* tls, const MqttOptions& options)
    : plan_(&plan),
      endpoint_(&endpoint),
      tls_(tls),
      options_(options),
      numbers_(plan.sources.size()),
      seen_(flows),
      shown_(flows) {
  for (flow::SourceIndex s = 0; s < plan.sources.size(); ++s)
    if (plan.sources[s].flow != flow::kNone) source_of_.emplace(plan.sources[s].topic, s);
}

Subscriber::~Subscriber() { stop(); }

void Subscriber::start() {
  thread_ = std::thread([this] { run(); });
  for (const Wall end = now() + options_.timeout; !subscribed_; std::this_thread::sleep_for(1ms))
    if (now() > end) {
      stop();
      throw RunError(fmt::format("{}: nobody can subscribe there: {}", endpoint_->name, trouble_));
    }
}

void Subscriber::stop() {
  stop_ = true;
  if (thread_.joinable()) thread_.join();
}

std::vector<Seen> Subscriber::seen_so_far() {
  const std::lock_guard lock(shown_mutex_);
  asked_for_ = true;
  return shown_;
}

// Rarely asked for, and never in the way of what comes in.
void Subscriber::show() {
  if (!asked_for_.exchange(false, std::memory_order_relaxed)) return;
  const std::lock_guard lock(shown_mutex_);
  shown_ = seen_;
}

void Subscriber::run() {
  const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
  while (!stop_) {
    session(epoll);
    if (!stop_) std::this_thread::sleep_for(100ms);
  }
  if (greeted_) {
    mqtt::write(connection_.out(), options_.version, mqtt::Disconnect{});
    connection_.flush();
  }
  connection_.close();
  ::close(epoll);
}

// With 3.1.1 a session that is kept is kept for ever, and a broker would gather messages for nobody.
void Subscriber::say_hello() {
  const bool five = options_.version == mqtt::Version::v5;
  std::string properties;
  if (five) mqtt::put_number(properties, mqtt::PropertyId::session_expiry, 60);
  const std::string id = options_.prefix + "watch";
  mqtt::Connect c;
  c.version = options_.version;
  c.client_id = id;
  c.clean = !five;
  c.keep_alive = options_.keep_alive;
  if (!endpoint_->user.empty()) c.user = endpoint_->user;
  if (!endpoint_->password.empty()) c.password = endpoint_->password;
  c.properties.bytes = properties;
  mqtt::write(connection_.out(), c);
}

// All packets that are there; false if one is none.
bool Subscriber::take_all() {
  std::string& in = connection_.in();
  std::size_t used = 0;
  bool sound = true;
  for (mqtt::Packet p; sound;) {
    const wire::Framing f = mqtt::next(std::string_view(in).substr(used), kLongestPacket, p);
    if (f == wire::Framing::incomplete) break;
    sound = f == wire::Framing::complete && take(p);
    if (sound) used += p.length;
  }
  in.erase(0, used);
  return sound;
}

// One connection, from its beginning to its end.
void Subscriber::session(int epoll) {
  greeted_ = false;
  bool asked = false;
  if (!connection_.start(epoll, *endpoint_, tls_, 0, this)) {
    trouble_ = connection_.why();
    return;
  }
  for (Wall pinged = now(); !stop_;) {
    epoll_event event{};
    const int n = ::epoll_wait(epoll, &event, 1, 100);
    const bool going = n <= 0 || connection_.proceed();
    if (going && !asked && connection_.state() == Connection::State::open) {
      asked = true;
      say_hello();
    }
    const bool sound = take_all();
    show();
    if (now() - pinged > options_.keep_alive * 500'000'000ll && greeted_) {
      pinged = now();
      mqtt::write_ping(connection_.out(), mqtt::Type::pingreq);
    }
    if (sound && going && connection_.flush()) continue;
    if (sound) trouble_ = connection_.why();
    if (trouble_.empty()) trouble_ = "not MQTT";
    connection_.close();
    return;
  }
}

bool Subscriber::take(const mqtt::Packet& packet) {
  const mqtt::Version v = options_.version;
  switch (packet.type) {
    case mqtt::Type::connack: {
      mqtt::ConnAck answer;
      if (!read(packet, v, answer).empty()) return false;
      if (answer.reason != 0) {
        trouble_ = reason_text(v, answer.reason);
        return false;
      }
      greeted_ = true;
      if (!answer.session_present) inbox_.clear();
      std::string filters;
      mqtt::put_filter(filters, {"wardtwin/#", 2});
      mqtt::write(connection_.out(), v, mqtt::Subscribe{true, 1, filters, {}});
      return true;
    }
    case mqtt::Type::suback: {
      mqtt::SubAck answer;
      if (!read(packet, v, answer).empty()) return false;
      if (static_cast<unsigned char>(answer.codes[0]) >= 0x80) {
        trouble_ = "the subscription was refused";
        return false;
      }
      subscribed_ = true;
      return true;
    }
    case mqtt::Type::publish: {
      mqtt::Publish m;
      if (!read(packet, v, m).empty()) return false;
      if (inbox_.take(connection_.out(), v, m)) take(m);
      return true;
    }
    case mqtt::Type::pubrel: {
      mqtt::Ack ack;
      if (!read(packet, v, ack).empty()) return false;
      inbox_.release(connection_.out(), v, ack);
      return true;
    }
    case mqtt::Type::pingresp: return true;
    case mqtt::Type::disconnect: trouble_ = "disconnected"; return false;
    default: return false;
  }
}

void Subscriber::take(const mqtt::Publish& m) {
  wire::Stamp stamp;
  const auto source = source_of_.find(m.topic);
  if (source == source_of_.end() || !wire::read_stamp(m.payload, stamp) ||
      stamp.seq > kMostMessages) {
    ++strangers_;
    return;
  }
  Seen& seen = seen_[plan_->sources[source->second].flow];
  Numbers& n = numbers_[source->second];
  if (stamp.seq >= n.seen.size()) n.seen.resize(stamp.seq + 1 + stamp.seq / 2);
  if (n.seen[stamp.seq]) {
    ++seen.duplicates;
    return;
  }
  n.seen[stamp.seq] = true;
  if (stamp.seq < n.next) ++seen.out_of_order;
  n.next = std::max(n.next, stamp.seq + 1);
  ++seen.received;
  seen.end_to_end.add(Time{utc(now()) - stamp.due * 1000});
  received_.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace wardtwin::live
