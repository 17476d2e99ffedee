#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scenarios/compiler/hospital.h"
#include "scenarios/recording/event.h"

/// What is known of a running hospital from what it says.
namespace wardtwin::twin {

/// What was wrong with a message, or with the one that should have come.
enum class Trouble : std::uint8_t {
  late,           ///< took longer than `late_after`; taken all the same
  duplicate,      ///< came before; left out
  out_of_order,   ///< older than what is known already; taken where the order does not matter
  contradictory,  ///< cannot be true beside what is known; the newer one is believed
  missing,        ///< a number of a device that was left out
  unknown,        ///< names a bed or device that the scenario does not have
  from_future,    ///< happened after it was received: a clock is wrong
  unreadable
};
inline constexpr std::size_t kTroubles = 8;

/// Names to indices, without a copy of the name looked for.
class Names {
 public:
  void add(const std::string& name, std::uint32_t index) { index_.emplace(name, index); }
  std::uint32_t find(std::string_view name) const {
    const auto it = index_.find(name);
    return it == index_.end() ? flow::kNone : it->second;
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> index_;
};

/// State of patients, beds, devices, ways and alarms from a stream of events, and what of it came
/// as news: estimators listen to that. It trusts no message: what is late, doubled, out of order or
/// contradictory is counted by kind and changes the state only where it is news.
class Mirror {
 public:
  struct Bed {
    std::string person;  ///< "": empty
    Time since{0};
    Time changed = kNever;  ///< when that was said to have happened; kNever: nothing is known
  };
  struct Device {
    flow::BedIndex bed = flow::kNone;
    std::uint32_t entry = flow::kNone, gateway = flow::kNone;
    Time last{0};               ///< when it was heard last
    std::uint64_t highest = 0;  ///< number of its last beat
    std::uint64_t seen = 0;     ///< bit n: number highest - n has come
    bool heard = false, silent = false;
  };
  struct OpenAlarm {
    flow::DeviceIndex device = flow::kNone;
    Time raised{0}, rung = kNever, acknowledged = kNever;
  };

  /// What one event was news of.
  struct News {
    bool admitted = false;  ///< somebody was put into a bed
    bool arrived = false;   ///< likewise, from outside
    bool departed = false;  ///< a stay ended; `length` is how long it was
    bool beat = false;      ///< a heartbeat, with the numbers missed before it
    bool rung = false;      ///< an alarm reached its first handset, `length` after it was raised
    bool raised = false;    ///< an audible alarm
    bool answered = false;  ///< was taken, `length` after it rang
    std::uint32_t unit = flow::kNone;
    std::uint32_t device = flow::kNone;
    std::uint64_t missed = 0;
    Time length{0};
    Time since{0};
  };

  explicit Mirror(const compiler::Hospital& hospital);

  News take(const recording::Event& event);
  /// Devices from which nothing came for so long that they must be silent; call it as time goes by.
  /// Returns those that fell silent, or (silent == false) are heard again since the last call.
  std::vector<flow::DeviceIndex> fall_silent(Time now);

  Time now() const { return now_; }
  const std::vector<Bed>& beds() const { return beds_; }
  const std::vector<Device>& devices() const { return devices_; }
  /// Access points and gateways all of whose devices (two at least) have fallen silent, and when the
  /// last of them was heard. A gateway explains the silence of its access points.
  struct Down {
    bool gateway = false;
    std::uint32_t index = 0;
    Time since{0};
  };
  std::vector<Down> down() const;
  std::size_t open_alarms(std::uint32_t unit) const { return open_by_unit_[unit]; }
  std::uint32_t occupied(std::uint32_t unit) const;
  std::uint64_t trouble(Trouble kind) const { return troubles_[static_cast<std::size_t>(kind)]; }
  std::uint64_t messages() const { return messages_; }
  std::uint32_t unit_of(flow::BedIndex bed) const { return unit_of_bed_[bed]; }
  const compiler::Hospital& hospital() const { return *hospital_; }

 private:
  void count(Trouble kind) { ++troubles_[static_cast<std::size_t>(kind)]; }
  void admit(const recording::Event& e, News& news);
  void discharge(const recording::Event& e, News& news);
  void beat(const recording::Event& e, News& news);
  void alarm(const recording::Event& e, News& news);
  void leave(flow::BedIndex bed, Time at, News& news);

  const compiler::Hospital* hospital_;
  Time now_{0};
  Names bed_names_, device_names_, entry_names_;
  std::vector<Bed> beds_;
  std::vector<Device> devices_;
  std::vector<std::uint32_t> unit_of_bed_;
  std::vector<std::size_t> open_by_unit_;
  std::unordered_map<std::string, flow::BedIndex> bed_of_;       ///< by person
  std::unordered_map<std::string, std::pair<Time, bool>> left_;  ///< by person: when they left
  std::unordered_map<std::string, OpenAlarm> alarms_;
  std::unordered_map<std::string, Time> closed_;  ///< alarms that have ended, to know them again
  std::array<std::uint64_t, kTroubles> troubles_{};
  std::uint64_t messages_ = 0;
};

}  // namespace wardtwin::twin

namespace wardtwin {

template <>
inline constexpr auto words<twin::Trouble> =
    std::array{Word{twin::Trouble::late, "late"},
               Word{twin::Trouble::duplicate, "duplicate"},
               Word{twin::Trouble::out_of_order, "out of order"},
               Word{twin::Trouble::contradictory, "contradictory"},
               Word{twin::Trouble::missing, "missing"},
               Word{twin::Trouble::unknown, "unknown"},
               Word{twin::Trouble::from_future, "from the future"},
               Word{twin::Trouble::unreadable, "unreadable"}};

}  // namespace wardtwin
