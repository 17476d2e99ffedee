#pragma once

#include <string>
#include <vector>

#include "scenarios/compiler/hospital.h"
#include "sim/results/results.h"

namespace wardtwin::run {

/// Minutes in which an occupied, monitored bed was not heard, and why.
///
/// Heard is a bed whose monitor reaches the alarm manager's server; on a bench, any server.
/// A monitor is blind from the failure of what carries it, not from when somebody notices. Of
/// several causes at one time the first in the order of the way counts: radio, gateway, network, device.
class BlindTracker {
 public:
  enum class Cause : std::uint8_t {
    access_point,
    radio,
    gateway_or_network,
    device,
    local_alarms,  ///< not seen at the central station; its gateway rings its alarms itself
  };

  BlindTracker(const compiler::Hospital& hospital);

  // What happened, in any order; it counts once advance() has passed it.
  void watched(Time at, flow::DeviceIndex device, bool on) {
    post(at, What::watched, device, 0, on);
  }
  void radio(Time at, flow::DeviceIndex device, bool on) { post(at, What::radio, device, 0, on); }
  /// Its connection to its gateway.
  void session(Time at, flow::DeviceIndex device, bool open) {
    post(at, What::session, device, 0, open);
  }
  /// Failed, under repair, stopped by an attack, or in quarantine.
  void out_of_service(Time at, flow::DeviceIndex device, bool is) {
    any_out_ = true;
    post(at, What::out, device, 0, is);
  }
  void access_point(Time at, std::uint32_t ap, bool up) { post(at, What::access_point, ap, 0, up); }
  /// The station is with this access point now; kNone: none.
  void moved(Time at, flow::DeviceIndex device, std::uint32_t ap) {
    post(at, What::moved, device, ap, true);
  }
  void path(Time at, std::uint32_t entry, std::uint32_t gateway, bool connected) {
    post(at, What::path, entry, gateway, connected);
  }
  /// Whether alarms that enter here are taken by the gateway itself.
  void local(Time at, std::uint32_t entry, std::uint32_t gateway, bool is) {
    any_local_ = true;
    post(at, What::local, entry, gateway, is);
  }
  void advance(Time until);
  std::vector<results::Blind> minutes(Time end);
  /// What the minutes are the sum of, in the order in which they ended.
  std::vector<results::BlindSpell> take_spells() { return std::exchange(spells_, {}); }
  /// Bed-minutes of each unit under a monitor, and how many of them were blind; after minutes().
  struct Watched {
    double monitored_s = 0, blind_s = 0;
  };
  const std::vector<Watched>& by_unit() const { return by_unit_; }

 private:
  struct State {
    bool on = false, radio = true, session = true, out = false;
    std::uint32_t entry = flow::kNone;
    Time since = kNever;  ///< blind since; kNever: seen
    Time on_since{0};
    std::uint32_t unit = flow::kNone;
    Cause cause = Cause::radio;
  };
  enum class What : std::uint8_t { access_point, path, local, moved, session, radio, out, watched };
  struct Event {
    Time at;
    What what;
    bool on;
    std::uint32_t a, b;
    friend bool operator<(const Event& x, const Event& y) {
      if (x.at != y.at) return x.at < y.at;
      if (x.what != y.what) return x.what < y.what;
      return x.a != y.a ? x.a < y.a : x.b < y.b;
    }
  };
  void post(Time at, What what, std::uint32_t a, std::uint32_t b, bool on) {
    events_.push_back({at, what, on, a, b});
  }
  void handle(const Event& e);
  void update(Time at, flow::DeviceIndex device);
  void book(State& s, Time until);
  void watched_until(State& s, Time until);

  const compiler::Hospital* hospital_;
  std::vector<State> state_;
  std::vector<Event> events_;
  std::vector<std::uint8_t> access_point_up_;
  std::vector<std::uint8_t> path_up_;  ///< [entry * (gateways + 1) + gateway]
  std::vector<std::uint8_t> local_;    ///< the same
  std::array<double, 5> blind_s_{};
  bool any_out_ = false, any_local_ = false;
  std::vector<results::BlindSpell> spells_;
  std::vector<Watched> by_unit_;
  Time from_{0};
};

}  // namespace wardtwin::run

namespace wardtwin {

template <>
inline constexpr auto words<run::BlindTracker::Cause> =
    std::array{Word{run::BlindTracker::Cause::access_point, "access point down"},
               Word{run::BlindTracker::Cause::radio, "no association"},
               Word{run::BlindTracker::Cause::gateway_or_network, "gateway or network down"},
               Word{run::BlindTracker::Cause::device, "device out of service"},
               Word{run::BlindTracker::Cause::local_alarms, "only its gateway hears it"}};

}  // namespace wardtwin
