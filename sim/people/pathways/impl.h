#pragma once

#include <deque>

#include "sim/flow/patient_log.h"
#include "sim/kernel/resource.h"
#include "sim/kernel/signal.h"
#include "sim/people/keys.h"
#include "sim/people/pathways/patient_flow.h"
#include "sim/people/pathways/step_code.h"

/// Inside of PatientFlow.
namespace wardtwin::people {

using kernel::Claim;
using kernel::Process;
using kernel::Wake;

/// A resource with its accounts. touch() after anything that changes what is in use.
struct Pool {
  const ResourceDef& def;
  kernel::Resource resource;
  ResourceStatistics counted;
  int noted = 0, rostered = 0, closed = 0;
  bool handing_over = false;
  std::uint64_t served = 0;  ///< patients who got it, since the start
  Time since{0};

  Pool(const ResourceDef& d, kernel::Simulation& sim, int units)
      : def(d), resource(sim, units), rostered(units) {}
  int on_duty() const { return rostered > closed ? rostered - closed : 0; }
};

/// What was sent off by one patient, and who waits for its end.
struct Company {
  kernel::Signal gone;
  int open = 0;
  bool left_alone = false;  ///< the patient has left: the last one tidies up
  explicit Company(kernel::Simulation& sim) : gone(sim) {}
};

struct Held {
  Claim claim;
  ResourceIndex resource = kNoIndex;
  int units = 1;
  int priority = 0;
  bool for_step = false, boarding = false;
  std::uint8_t order = 0;  ///< of taking
};

/// A patient, in the frame of its process.
struct Patient {
  Time arrived{0};
  PathwayIndex home = 0;
  ClassIndex cls = 0;
  bool timed = false;                 ///< its time in system has been counted
  std::uint64_t number = 0;           ///< of its pathway, in order of arrival
  std::uint64_t key = 0;              ///< names its randomness
  bool sent_off = false;              ///< by another
  std::uint32_t steps = 0, sent = 0;  ///< steps come to; others sent off
  std::size_t n = 0;                  ///< of `held`
  std::array<Held, kMostHeld> held;
  Company* company = nullptr;  ///< sent off by this one
  // For the log.
  StepIndex step = kNoIndex;  ///< it is in
  bool waits = false;         ///< to begin it
  std::uint32_t place = 0;    ///< in `there`
  // In a building.
  std::uint8_t taken = 0;
  std::uint32_t unit = kNoIndex;  ///< lies in a bed of it
  flow::PatientIndex body = flow::kNone;
  flow::BedIndex bed = flow::kNone;
};

struct StepStreams {
  Stream takes, patience, routing;
};

struct PatientFlow::Impl {
  const PathwaysSetup& setup;
  kernel::Simulation& sim;
  std::deque<Pool> pools;
  FlowStatistics counted;
  std::vector<StepStreams> streams;
  struct Inside {
    std::uint64_t patients = 0;
    Time since{0};
  };
  std::vector<Inside> inside;
  std::vector<std::uint64_t> present;                 ///< by pathway
  std::vector<std::uint64_t> admitted, patient_keys;  ///< by pathway; since the start
  std::vector<Stream> arrival_streams, return_streams;
  std::deque<Company> companies;
  std::vector<Company*> free_companies;

  Patients* patients;
  std::vector<std::uint64_t> serial;  ///< by pathway, of those who got a bed
  flow::PatientLog* log = nullptr;
  std::vector<Patient*> all_there;  ///< and what they sent off; only with a log

  Impl(const PathwaysSetup& s, kernel::Simulation& clock, Patients* bodies);

  // journey.cpp
  static Process journey(Impl& f, PathwayIndex home, ClassIndex cls, StepIndex at, Company* of,
                         std::uint64_t number, std::uint64_t key, bool found = false);
  void find_at_start(const Found& found);
  StepCode* code_of(StepIndex step) const {
    return setup.codes.empty() ? nullptr : setup.codes[step].get();
  }
  Visit visit_of(const Patient& p, StepIndex step, Time came) const;
  void admit(PathwayIndex pathway);
  void give_back(Patient& p, std::size_t i);
  std::size_t find(const Patient& p, ResourceIndex resource) const;
  bool anything_lost(const Patient& p) const;
  static void tell(Patient& p, bool tell);
  void stop_clock(Patient& p);
  void send(Patient& p, const Step& step);
  void end(Patient& p, StepIndex exit, Company* of);
  Company* company();

  // told.cpp: what the log hears
  void tell_coming(Patient& p, bool found);
  void tell_wait(const Patient& p, const Need& need);
  void tell_served(const Patient& p, Pool& pool);
  void tell_stage(Patient& p, flow::PatientDoes does, ResourceIndex resource = kNoIndex);
  void tell_leaving(Patient& p, StepIndex exit);

  // beds.cpp
  void lie_down(Patient& p);
  void get_up(Patient& p, bool always, bool died);
  bool dead(const Patient& p) const;

  // arrivals.cpp
  static Process arrivals(Impl& f, PathwayIndex pathway);
  static Process listed(Impl& f, PathwayIndex pathway);
  static Process one_listed(Impl& f, PathwayIndex pathway, Time late);
  static Process comes_back(Impl& f, PathwayIndex pathway, Time after);

  // rosters.cpp
  static Process roster(Impl& f, ResourceIndex resource);
  static Process closure(Impl& f, ResourceIndex resource, ClosureDef closure);
  void set_units(Pool& pool);
  void touch(Pool& pool);
  void move_inside(StepIndex step, int change);
  void end_warm_up();
  static Process warm_up(Impl& f);
};

/// One of `draws` for a uniform `u`.
inline std::uint32_t drawn(const std::vector<Draw>& draws, Stream& s) {
  if (draws.size() == 1) return draws[0].to;
  const double u = s.uniform();
  for (const Draw& d : draws)
    if (u < d.upto) return d.to;
  return draws.back().to;
}

inline const Distribution& law_of(const std::vector<Distribution>& laws, ClassIndex cls) {
  return laws.size() == 1 ? laws[0] : laws[cls];
}

inline Time at_least_zero(Time t) { return t < Time{0} ? Time{0} : t; }

}  // namespace wardtwin::people
