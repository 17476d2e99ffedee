#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/twin/drift.h"
#include "scenarios/twin/estimators.h"
#include "scenarios/twin/forecast.h"
#include "scenarios/twin/mirror.h"
#include "scenarios/twin/service.h"

namespace wardtwin::twin {

/// A change that a detector is sure of, or a part that fell silent or is heard again.
struct Finding {
  enum class Kind : std::uint8_t { loss, slow, arrivals, down, back };
  Kind kind = Kind::loss;
  Time at{0};        ///< when it was found
  Time since{0};     ///< when it began, as far as can be told
  std::string what;  ///< access point, gateway or unit
  /// Share lost, factor of the gateway's work, factor of the arrivals, since then.
  Interval value{0, 0, 0};
  double whole = 1;  ///< slow: factor of the whole way from the access side to the server
};

/// An estimate as it stood at some time.
struct Estimate {
  Time at{0};
  std::string what, unit;
  Interval value{0, 0, 0};
};

/// How often what was observed lay inside the band of a forecast.
struct Coverage {
  double inside = 0;
  std::uint64_t of = 0;
};

struct Options {
  std::uint64_t seed = 1;
  int jobs = 1;
  bool forecasts = true;
  std::uint32_t first = 0;  ///< forecasts before this number were made already
};

/// Keeps step with a hospital: mirror, estimators, detectors and forecasts.
///
/// Everything depends on the events alone, in their order, and on the seed: a recording gives what
/// the live run gave. Time goes by with what is received; where nothing is, ticks are.
class Twin {
 public:
  Twin(const compiler::Hospital& hospital, std::vector<compiler::FutureParts> what_ifs,
       Options options);

  void take(const recording::Event& event);
  /// Forecasts are made here unless something else makes them; the present is of `at`.
  std::function<void(const Present& present, std::uint32_t number)> make_forecast;
  /// Takes those that are still being made; called before any is compared with what happened.
  std::function<void()> settle;
  std::function<void(const Finding&)> on_finding;
  std::function<void(const Forecast&)> on_forecast;
  /// A forecast that was made elsewhere, in the order of their numbers.
  void take(Forecast forecast);

  const Mirror& mirror() const { return mirror_; }
  const std::vector<Finding>& findings() const { return findings_; }
  const std::vector<Forecast>& forecasts() const { return forecasts_; }
  /// By quantity; those that can be observed.
  const std::map<std::string, Coverage>& coverage() const { return coverage_; }
  std::vector<Estimate> estimates() const;
  Present present() const;

 private:
  /// What is watched of one access point or gateway.
  struct Way {
    Sliding<LossCount> loss{30min};
    Sliding<Delays> delay{30min};
    Cusum losses{20}, level{20};
    Cusum fewer{20}, lower{20};  ///< back to what was before
    LevelWatch watch{1.5};
    LossCount changed;          ///< since the sum was 0 last
    LossCount settling;         ///< since the last finding
    Tally slowed;               ///< of logarithms of s, of the batch under way
    std::optional<Time> found;  ///< slower since then; the next batch tells how much
    double more_loss = 0;       ///< as found
    double slow = 1;            ///< as found, of the gateway's own work
    double whole = 1;           ///< likewise, of the whole way
  };
  struct Unit {
    ArrivalRate arrivals;
    Stays stays;
    Sliding<Delays> rung{1h}, answered{1h};  ///< what its alarms ask of staff
    Cusum more{20}, fewer{20};               ///< fewer: back to what was before
    std::uint64_t since_zero = 0;            ///< arrivals, and those expected
    double expected = 0;
    double factor = 1;  ///< as found
  };
  /// What was observed of one step.
  struct Observed {
    Time begin{0};
    Values values;
  };

  void pass(Time now);
  void minute(Time now);
  void beat(const recording::Event& e, const Mirror::News& n);
  void arrival(Time at, std::uint32_t unit);
  void parts(Time now);
  void carried(std::uint32_t gateway, Time now, Time length);
  void back(Time at, Time since, const std::string& what);
  void observe(const Mirror::News& n);
  void close_step(Time end);
  void compare(const Observed& step);
  void find(Finding finding);
  using Add = std::function<void(std::string what, std::string unit, const Interval& value)>;
  void estimate_units(const Add& add) const;
  void estimate_ways(const Add& add) const;

  const compiler::Hospital* hospital_;
  std::vector<compiler::FutureParts> what_ifs_;
  Options options_;
  Mirror mirror_;
  std::vector<Quantity> names_;
  std::vector<Way> entries_, gateways_;
  std::vector<ServiceFactor> services_;  ///< by gateway
  std::vector<Unit> units_;
  std::optional<Time> begun_;
  Time minute_{0}, next_forecast_{0};
  using Part = std::pair<bool, std::uint32_t>;  ///< (gateway, index)
  std::map<Part, Time> down_;                   ///< since
  std::map<Part, std::uint64_t> failures_;
  std::uint32_t number_ = 0;
  Observed open_;
  std::vector<Finding> findings_;
  std::vector<Forecast> forecasts_;
  std::map<std::string, Coverage> coverage_;
};

}  // namespace wardtwin::twin

namespace wardtwin {

template <>
inline constexpr auto words<twin::Finding::Kind> =
    std::array{Word{twin::Finding::Kind::loss, "loss"}, Word{twin::Finding::Kind::slow, "slow"},
               Word{twin::Finding::Kind::arrivals, "arrivals"},
               Word{twin::Finding::Kind::down, "down"}, Word{twin::Finding::Kind::back, "back"}};

}  // namespace wardtwin
