#pragma once

#include <deque>
#include <map>
#include <queue>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/live/drive_tap.h"
#include "scenarios/live/endpoint.h"
#include "scenarios/live/plan.h"
#include "sim/base/random.h"
#include "sim/results/live.h"

struct ssl_ctx_st;

namespace wardtwin::live {

/// Reasons for which a peer is woken at a time.
enum class Alarm : std::uint8_t { retry, timeout, ping, unheard };

/// One connection to a target and what it does. Woken by epoll and by the clock, on one thread.
class Peer {
 public:
  virtual ~Peer() = default;
  virtual void ready() = 0;  ///< epoll has something for its connection
  virtual void alarm(Alarm which) = 0;
  virtual void connect_now() = 0;  ///< it has been given one of the few places to connect in
  virtual void flush() = 0;        ///< after what was added in one go

  std::uint32_t generation = 0;  ///< alarms of older ones are void
  bool dirty = false;            ///< is in Hub::dirty
};

/// One message on its way out: what the run brought, and when it is due.
struct Outgoing {
  Item item;
  Wall due = 0;
};

struct Limits {
  int connections = 10'000;  ///< of one drive
  double messages = 50'000;  ///< a second
  double connects = 2'000;   ///< a second
  int handshakes = 64;       ///< at a time: a broker that queues 100 loses the rest for a second
};

/// What all peers of one thread share: what they measure, the clock, places to connect in.
class Hub {
 public:
  Hub(const compiler::Hospital& hospital, const Plan& plan, const Limits& limits, int epoll);

  const compiler::Hospital& hospital;
  const Plan& plan;
  const Limits limits;
  const int epoll;
  Pace pace;
  Exchange* exchange = nullptr;
  results::Live live;
  std::vector<flow::PatientIndex> patient_of;  ///< by bed, as the messages told
  std::vector<Peer*> dirty;
  std::string scratch;
  std::vector<std::uint32_t> open;  ///< connections, by target
  std::uint64_t under_way = 0;      ///< messages that wait for an acknowledgement or a connection

  /// Row of what is measured of a flow (or of moves, kNone) at a target.
  results::LiveFlow& row(std::uint32_t target, std::uint32_t flow);
  void error(std::uint32_t target, const std::string& cause) { ++errors_[{target, cause}]; }
  std::uint32_t add_target(const std::string& name);

  void wake(Peer& peer, Wall at, Alarm which) { alarms_.push({at, &peer, peer.generation, which}); }
  /// Calls alarms that are due; answers when the next is (kNever where none is).
  Wall run_alarms(Wall t);

  /// A place to connect in, at once or later; connect_now() tells.
  void want_place(Peer& peer);
  void leave_place();
  void give_places(Wall t);

  void touch(Peer& peer) {
    if (!std::exchange(peer.dirty, true)) dirty.push_back(&peer);
  }
  /// Fills in a message's payload; views are valid until the next call.
  std::string_view payload(const Outgoing& m);
  const wire::Values& values(const Outgoing& m);
  /// Whether one more message may go in this second.
  bool allowed(Wall t);
  void settle();  ///< errors into `live`
  double uniform() { return draw_.uniform(); }
  /// Tells the run that nobody hears the device.
  void unheard(flow::DeviceIndex device) {
    if (exchange) exchange->unheard.push(device);
  }

  /// Messages of QoS 1 and 2 under way, by the tag of their session.
  struct Pending {
    Wall due = 0;
    std::uint32_t target = 0, flow = 0;
  };
  std::uint64_t hold(const Pending& p);
  Pending release(std::uint64_t tag);

 private:
  struct Waking {
    Wall at;
    Peer* peer;
    std::uint32_t generation;
    Alarm which;
    friend bool operator<(const Waking& a, const Waking& b) { return a.at > b.at; }
  };
  void draw_signs(flow::BedIndex bed);

  std::priority_queue<Waking> alarms_;
  std::deque<std::pair<Peer*, std::uint32_t>> waiting_;
  int places_taken_ = 0;
  double tokens_ = 0, connect_tokens_ = 0;
  Wall tokens_at_ = 0, connect_tokens_at_ = 0;
  std::map<std::pair<std::uint32_t, std::string>, std::uint64_t> errors_;
  std::vector<Pending> pending_;
  std::vector<std::uint64_t> free_;
  wire::Values values_;
  std::string patient_text_;
  std::vector<std::array<float, flow::kVitalSigns>> signs_;  ///< by bed
  Stream draw_;
};

/// "p123", as messages name a patient of the run.
std::string patient_name(flow::PatientIndex patient);

}  // namespace wardtwin::live
