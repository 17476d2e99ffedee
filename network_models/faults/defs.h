#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/base/distribution.h"
#include "sim/base/fields.h"
#include "sim/base/time.h"

/// How often parts of the network fail and how long they stay down: what a scenario sets.
namespace wardtwin::faults {

/// Repair time whose logarithm has a standard deviation of 0.9, as repairs of equipment have.
inline Distribution repair_of_mean(double seconds) noexcept {
  return Distribution::lognormal_of_mean(seconds, 1.1167 * seconds);
}

/// One kind of part, or one part. Times to failure are exponential.
struct FailureDef {
  Time mtbf = 50'000h;
  Distribution repair = repair_of_mean(4 * 3600.0);

  double rate() const { return 1 / seconds(mtbf); }  ///< failures per second of being up
  double unavailability() const;                     ///< share of time down, without redundancy
};

struct FailuresDef {
  bool happen = false;
  int crews = 0;
  FailureDef access_point{175'200h, repair_of_mean(4 * 3600.0)};
  FailureDef switch_{200'000h, repair_of_mean(4 * 3600.0)};
  FailureDef router{75'000h, repair_of_mean(4 * 3600.0)};
  FailureDef firewall{75'000h, repair_of_mean(4 * 3600.0)};
  FailureDef gateway{50'000h, repair_of_mean(8 * 3600.0)};
  FailureDef server{45'000h, repair_of_mean(6 * 3600.0)};
  FailureDef cable{100'000h, repair_of_mean(4 * 3600.0)};
  FailureDef wan{6'000h, repair_of_mean(4 * 3600.0)};
  std::map<std::string, FailureDef> parts;
};

/// Mains, or what stands between mains and the parts it feeds.
struct PowerFeedDef {
  std::vector<std::string> fed_by;
  Time mtbf = 5'000h;
  Distribution repair = repair_of_mean(1800);
  Time battery{0};
  bool generator = false;
  Time generator_start = 12s;
  double generator_fails = 0.01;

  FailureDef failure() const { return {mtbf, repair}; }
  /// How long what hangs on it stays dark of an outage that lasts `outage`, if the generator starts
  /// (or does not).
  Time dark(Time outage, bool starts) const;
  /// Share of time that what hangs on it is dark, for lack of this feed alone.
  double unavailability() const;
};

/// One event that takes several parts down together: a cut duct, a flooded room, a bad update.
struct CommonCauseDef {
  std::vector<std::string> parts;
  Time mtbf = 100'000h;
  Distribution repair = repair_of_mean(4 * 3600.0);

  FailureDef failure() const { return {mtbf, repair}; }
};

/// Mean of max(0, X - a) of a law of times: what of an outage outlasts `a` seconds. Closed forms of
/// constants, exponentials and lognormals; of other laws the mean of 100,000 draws.
double mean_excess(const Distribution& law, double a);

}  // namespace wardtwin::faults
