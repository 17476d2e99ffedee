#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sim/base/time.h"
#include "sim/base/units.h"

/// The infrastructure plane: servers whose cores are shared, bulk flows that share links, parts
/// that fail. The only place that knows SimGrid.
///
/// Model       SimGrid 3.32, CM02 flow model without cross traffic: a flow waits the sum of its
/// links'
///             latencies, then shares each link max-min fairly. Jobs wait first come, first served
///             in front of a server's cores; a running job has one core for itself.
/// Valid for   Flows much longer than a round trip; some hundred at a time.
/// Leaves out  TCP slow start and retransmission; latency changes; what packets take from the
/// links.
/// Checked by  tests/unit/engine/infrastructure_test.cpp
namespace wardtwin::engine {

struct HostDef {
  std::string name;
  int cores = 1;
  double speed = 1;  ///< of one core, relative: a core second takes 1 / speed s
};
struct WireDef {
  std::string name;
  BitsPerSecond capacity{1e9};  ///< the most it ever has
  Time latency{0};
};
struct RouteDef {
  std::uint32_t from = 0, to = 0;  ///< hosts
  std::vector<std::uint32_t> wires;
};
struct InfrastructureSetup {
  std::vector<HostDef> hosts;
  std::vector<WireDef> wires;
  std::vector<RouteDef> routes;  ///< one way each
  double least_residual = 0.05;  ///< share of a link that bulk flows always leave to packets
};

/// Readable faults; a setup without faults cannot make the engine abort.
std::vector<std::string> validate(const InfrastructureSetup& setup);

struct Part {
  enum class Kind : std::uint8_t { host, wire };
  Kind kind = Kind::host;
  std::uint32_t index = 0;
};

/// What bulk flows leave of a wire's capacity from `at` on.
struct ResidualChange {
  Time at{0};
  std::uint32_t wire = 0;
  BitsPerSecond rate{0};
};

/// One per process, in a child (run_in_child). Actions and `done` run at their exact instants and
/// may call anything here but run_until. Actions of one instant run in the order in which they were
/// given.
class Infrastructure {
 public:
  using Action = std::function<void()>;
  using Done = std::function<void(Time at, bool ok)>;

  /// Throws InputError with everything validate() finds, RunError if this process has one already.
  explicit Infrastructure(const InfrastructureSetup& setup);
  Infrastructure(const Infrastructure&) = delete;
  Infrastructure& operator=(const Infrastructure&) = delete;
  ~Infrastructure();

  Time now() const;
  /// Everything up to and including `t`. What an action threw leaves from here.
  void run_until(Time t);
  /// Runs `action` at `t`, or at once if that has passed.
  void at(Time t, Action action);

  /// `ok` is false if an end or a wire of the way is down or fails.
  void transfer(std::uint32_t route, double bytes, Done done);
  /// `ok` is false if the host is down or fails, also while the job waits.
  void compute(std::uint32_t host, double core_seconds, Done done);
  /// Of a wire, above 0 and at most its capacity; flows under way follow at once.
  void set_capacity(std::uint32_t wire, BitsPerSecond rate);
  void fail(Part part);
  void restore(Part part);

  /// Rate that flows leave now. Changes are noticed 1 us after they happen, and dated so.
  BitsPerSecond residual(std::uint32_t wire) const;
  /// Changes since the last call, in time order.
  std::vector<ResidualChange> take_residual_changes();
  std::size_t waiting(std::uint32_t host) const;  ///< jobs in front of its cores
  std::size_t in_flight() const;                  ///< transfers and running jobs

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace wardtwin::engine
