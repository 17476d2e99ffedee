#pragma once

#include <deque>
#include <map>
#include <memory>
#include <vector>

#include "sim/flow/battery.h"
#include "sim/people/keys.h"
#include "sim/people/patients/patients.h"

/// Inside of Patients; no other file includes this.
namespace wardtwin::people {

/// One human being from arrival to leaving the hospital.
struct Person {
  flow::PatientIndex index;
  std::uint64_t key;
  std::vector<SignPath> signs;
  Course course;
  double alarm_factor;  ///< own rate of arrhythmia alarms over the mean
  bool hypercapnic;
  bool given_up = false;  ///< resuscitation has ended
};

/// An alarm whose condition goes on.
struct OpenAlarm {
  flow::AlarmIndex alarm;
  kernel::ProcessId process;  ///< that waits for its end
  bool until_attended;
};

/// A person in one bed. Processes of the stay hold it; `gone` tells them to end.
struct Stay {
  std::shared_ptr<Person> person;
  flow::BedIndex bed = flow::kNone;
  std::size_t unit = 0;
  Time since{0};
  Time began{0};  ///< `since`, or before the start
  bool gone = false;
  bool staying = false;                 ///< its life waits for its end, and for nothing else
  std::size_t next_unit = flow::kNone;  ///< to be moved there now; kNone: as the stay ends
  kernel::ProcessId life, course;
  std::vector<kernel::ProcessId> children;
  std::vector<OpenAlarm> open;
  std::vector<char> running;  ///< for each of the bed's devices
  std::vector<int> blind;     ///< conditions that blind it now, for each of the bed's devices
};
using StayPtr = std::shared_ptr<Stay>;

/// How far one limit rule has got.
struct LimitState {
  const flow::AlarmRule* rule = nullptr;
  std::size_t window = 1;  ///< samples of the average
  bool beyond = false;
  Time since{0};  ///< beyond since
  flow::AlarmIndex open = flow::kNone;
  Stream stream;  ///< how it sounds
};

/// The last minute of samples of one sign.
struct Recent {
  static constexpr std::size_t kLength = 64;
  std::array<double, kLength> shown{}, real{};
  std::size_t count = 0;
  void add(double s, double r) {
    shown[count % kLength] = s;
    real[count % kLength] = r;
    ++count;
  }
  static double mean(const std::array<double, kLength>& a, std::size_t count, std::size_t window) {
    const std::size_t n = window < count ? window : count;
    double sum = 0;
    for (std::size_t i = count - n; i < count; ++i) sum += a[i % kLength];
    return sum / static_cast<double>(n);
  }
};

struct Patients::Impl {
  struct Waiting {
    kernel::ProcessId process;
    flow::BedIndex* bed;
  };
  struct Unit {
    const UnitSetup* setup = nullptr;
    std::uint64_t key = 0;
    std::deque<flow::BedIndex> free;  ///< the longest empty first
    std::deque<Waiting> waiting;
    std::uint64_t without_bed = 0;  ///< of those, patients who are not in another unit's bed
    UnitStatistics statistics;
    double factor = 1;         ///< of the rate of arrivals
    std::uint32_t scaled = 0;  ///< how often the factor has changed
    Time closed_until{0};
  };
  struct Bed {
    StayPtr stay;
    std::vector<flow::Battery> batteries;
    std::vector<double> drains;  ///< measured, share of full a second; 0: not yet
  };

  Impl(const PatientsSetup& s, kernel::Simulation& simulation, flow::AlarmLog& alarms);

  // patients.cpp: the way of a patient through the units
  void fill(std::size_t unit);
  kernel::Process arrive(std::size_t unit);
  kernel::Process arrive_too(std::size_t unit, std::uint32_t scaled, double more);
  kernel::Process reopen(std::size_t unit);
  void come(std::size_t unit, std::uint64_t key);
  kernel::Process life(std::size_t unit, std::uint64_t key, bool found_in_bed, flow::BedIndex bed);
  std::shared_ptr<Person> make_person(std::size_t unit, std::uint64_t key);
  Time end_of_stay(Stay& stay, std::uint64_t key, std::uint32_t leg, bool found_in_bed);
  double elapsed(flow::BedIndex bed) const;
  std::size_t next_unit(std::size_t unit, Stream& routing, bool& dies) const;
  /// Accounts for a patient who goes from one unit to another.
  void count_move(std::size_t from, std::size_t to);
  std::uint64_t there(std::size_t unit) const;
  bool take_bed(Unit& unit, flow::BedIndex& bed);
  void give_back(Unit& unit, flow::BedIndex bed);
  StayPtr admit(const std::shared_ptr<Person>& person, std::size_t unit, flow::BedIndex bed,
                kernel::ProcessId life);
  void leave(Stay& stay);
  kernel::Process follow_course(StayPtr stay);
  kernel::Process recorded_life(const RecordedWay* way);

  // bedside.cpp: what the devices of a bed do with the patient in it
  void start_devices(const StayPtr& stay);
  void start_rules(const StayPtr& stay, std::size_t device);
  kernel::Process events_of(StayPtr stay, std::size_t device, const flow::AlarmRule* rule);
  kernel::Process expire(StayPtr stay, std::size_t device, flow::AlarmIndex alarm, Time lasts,
                         bool blinds);
  kernel::Process battery_of(StayPtr stay, std::size_t device, const flow::AlarmRule* rule);
  flow::AlarmIndex raise(Stay& stay, std::size_t device, const flow::AlarmRule& rule, Time onset,
                         bool real, Stream& sound);
  void close(Stay& stay, flow::AlarmIndex alarm);
  void arrest(const StayPtr& stay);
  flow::AlarmIndex report(flow::BedIndex bed, flow::DeviceIndex device, const flow::AlarmRule* as,
                          bool real, Time lasts, Stream& random);
  void set_drain(flow::BedIndex bed, flow::DeviceIndex device, double per_second);
  const flow::BedDevice& device_of(const Stay& stay, std::size_t device) const {
    return setup.beds[stay.bed].devices[device];
  }

  // watch.cpp: a sign under its limits
  kernel::Process watch(StayPtr stay, std::size_t device, flow::VitalSign sign,
                        std::vector<LimitState> limits);
  void judge(const StayPtr& stay, std::size_t device, LimitState& state, const Recent& recent);
  double seconds_to_reach(const SignPath& path, double value, double z, double threshold,
                          double slope) const;
  Time next_step(const Stay& stay, const SignPath& path, double value, double z,
                 const std::vector<LimitState>& limits) const;

  bool diverted() const {
    for (const Diversion& d : setup.diversions)
      if (d.at <= sim.now() && sim.now() < d.until) return true;
    return false;
  }
  void emit(flow::BedEvent::Kind kind, const Stay& stay, flow::DeviceIndex device = flow::kNone,
            flow::AlarmIndex alarm = flow::kNone) {
    events.push_back({sim.now(), kind, stay.bed, stay.person->index, device, alarm});
  }
  void tell(PatientNews news, const Stay& stay) {
    if (on_news) on_news(news, stay.bed);
  }

  const PatientsSetup& setup;
  kernel::Simulation& sim;
  flow::AlarmLog& log;
  std::vector<Unit> units;
  std::vector<Bed> beds;
  std::vector<flow::BedEvent> events;
  flow::PatientIndex persons = 0;
  std::uint64_t samples = 0;
  bool every_second = false;
  std::map<flow::PatientIndex, std::shared_ptr<Person>> guests;  ///< whose ways others tell
  std::function<void(PatientNews, flow::BedIndex)> on_news;
};

/// Waits until somebody interrupts the process.
struct Park {
  kernel::Simulation& sim;
  bool await_ready() const noexcept { return false; }
  void await_suspend(kernel::Process::Handle h) { sim.sleep(h.promise().slot, kNever, nullptr); }
  void await_resume() const noexcept {}
};

}  // namespace wardtwin::people
