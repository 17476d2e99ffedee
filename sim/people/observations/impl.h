#pragma once

#include <map>

#include "sim/kernel/resource.h"
#include "sim/people/observations/observations.h"

/// Inside of Observations; no other file includes this.
namespace wardtwin::people {

using flow::BedIndex;
using kernel::Claim;
using kernel::Process;

enum class Asked : std::uint8_t { set, set_after_alarm, doctor, team, company };

/// How far help is under way.
enum class Help : std::uint8_t { none, urgent, emergency, team };

/// A patient in a bed under observation. Processes hold it; `gone` tells them to end.
struct Watch {
  BedIndex bed = 0;
  std::size_t unit = 0;
  flow::PatientIndex patient = 0;
  Stream stream;
  bool oxygen = false, confused = false, gone = false, first = true;
  Spo2Scale scale = Spo2Scale::one;
  Help help = Help::none;
  int accepted = -1;  ///< score of the plan
  Time accepted_until{0};
  bool treated = false;                ///< under the plan
  std::uint32_t turn = 0;              ///< of the next set; an older turn is void
  std::uint32_t errand = flow::kNone;  ///< of the set that is asked for
  Time due{0};
  Time called{0};
  Time open_since = kNever;  ///< onset of a deterioration nobody has called for yet
};
using WatchPtr = std::shared_ptr<Watch>;

inline Time lognormal(Time median, double sigma, Stream& s) {
  return Distribution::lognormal_of_median(seconds(median), sigma).time(s);
}

struct Observations::Impl {
  struct Pending {
    Asked what;
    WatchPtr watch;
  };

  const ObservationsSetup& setup;
  kernel::Simulation& sim;
  Patients& patients;
  Staff& staff;
  kernel::Resource doctors, teams;
  std::vector<ObservationStatistics> counted;
  std::vector<WatchPtr> watches;  ///< by bed
  std::vector<std::size_t> unit_of;
  std::map<std::uint32_t, Pending> pending;
  std::uint32_t errands = 0;
  std::vector<std::uint8_t> team_calls_of;  ///< by patient
  std::uint64_t doctor_calls = 0, all_team_calls = 0;
  Time counted_from{0};
  double doctor_hours = 0;
  Time doctors_noted{0};

  Impl(const ObservationsSetup& s, kernel::Simulation& clock, Patients& p, Staff& t,
       const std::vector<std::vector<BedIndex>>& beds);

  void news(PatientNews what, BedIndex bed);
  void admit(BedIndex bed);
  void condition(Watch& w);
  void forget(const WatchPtr& w);

  void next_set(const WatchPtr& w, Time after);
  static Process round(Impl& o, WatchPtr w, std::uint32_t turn, Time after);
  std::uint32_t ask(Asked what, const WatchPtr& w, Errand e);
  void ask_set(const WatchPtr& w, bool after_alarm);
  void done(const Errand& e);
  void attended(const BedAlarm& alarm);
  Observation look(Watch& w);
  void note(const WatchPtr& w, bool after_alarm);
  Time interval(const Watch& w, const Score& s) const;
  void consider(const WatchPtr& w, const Score& s);
  void recognise(Watch& w);

  void call_team(const WatchPtr& w);
  static Process review(Impl& o, WatchPtr w, bool emergency);
  static Process team(Impl& o, WatchPtr w);
  bool treat(Watch& w);
  void plan(Watch& w, bool treated);
  static Process shifts(Impl& o);
  bool is_day(Time at) const;
  void note_doctors();

  const ObservationDef& def(const Watch& w) const { return setup.units[w.unit]; }
  ObservationStatistics& count(const Watch& w) { return counted[w.unit]; }
};

}  // namespace wardtwin::people
