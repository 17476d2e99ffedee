#include "sim/engine/infrastructure.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <exception>
#include <map>
#include <utility>

#include <xbt/log.h>
#include <simgrid/kernel/Timer.hpp>
#include <simgrid/s4u.hpp>

#include "sim/base/error.h"

namespace wardtwin::engine {
namespace {

namespace sg = simgrid::s4u;

constexpr double kFlops = 1e9;   // of one core of speed 1
constexpr Time kNotice = 1us;    // until a change of the flows shows in the residual
constexpr double kAmple = 1e15;  // bytes/s of a host's own card, which never limits

bool engine_exists = false;  // SimGrid's own state is global too: one per process

Time engine_time() { return Time{std::llround(sg::Engine::get_clock() * 1e9)}; }

}  // namespace

struct Infrastructure::Impl {
  struct Job {
    double core_seconds;
    Done done;
  };
  struct Host {
    sg::Host* host = nullptr;
    sg::Link* card = nullptr;  // turned off with the host, so that its flows fail
    double speed = 1;
    int cores = 1, running = 0;
    std::uint64_t life = 0;  // jobs of an earlier life do not free a core
    std::deque<Job> waiting;
  };
  struct Wire {
    sg::Link* link = nullptr;
    double most = 0, reported = 0;  // bytes/s
    std::shared_ptr<double> capacity;
  };

  explicit Impl(const InfrastructureSetup& s) : setup(s) {}

  InfrastructureSetup setup;
  std::unique_ptr<sg::Engine> engine;
  sg::Host* control = nullptr;  // carries our actors and never fails
  std::vector<Host> hosts;
  std::vector<Wire> wires;
  std::map<Time, std::vector<Action>> actions;
  std::vector<ResidualChange> changes;
  std::exception_ptr error;
  std::size_t in_flight = 0;

  void build();
  void at(Time t, Action action);
  void run_actions(Time t);
  void start(std::uint32_t index, Job job);
  void next_job(std::uint32_t index);
  bool way_is_up(const RouteDef& route) const;
  void plan_probe(Time when);
  void probe();
  double residual(const Wire& wire) const;
  template <class Body>
  void spawn(const char* name, Body body);
};

/// No exception may leave an actor (the kernel would abort): the first is kept for run_until.
template <class Body>
void Infrastructure::Impl::spawn(const char* name, Body body) {
  sg::Actor::create(name, control, [this, body = std::move(body)]() mutable {
    try {
      body();
    } catch (const simgrid::ForcefulKillException&) {
      throw;
    } catch (...) {
      if (!error) error = std::current_exception();
    }
  });
}

void Infrastructure::Impl::build() {
  xbt_log_control_set("root.thres:error");
  // The engine reads an argument list of its own, never the user's.
  std::string name = "wardtwin";
  std::vector<char*> argv{name.data()};
#if defined(__SANITIZE_ADDRESS__)
  std::string threads = "--cfg=contexts/factory:thread";
  argv.push_back(threads.data());
#endif
  int argc = static_cast<int>(argv.size());
  argv.push_back(nullptr);
  engine = std::make_unique<sg::Engine>(&argc, argv.data());
  sg::Engine::set_config("network/model:CM02");
  sg::Engine::set_config("network/crosstraffic:no");
  sg::Engine::set_config("network/TCP-gamma:1e15");  // no window limit on long ways
  sg::Engine::set_config("contexts/stack-size:256");

  auto* zone = sg::create_full_zone("hospital");
  control = zone->create_host("wardtwin control", kFlops);
  for (const auto& def : setup.hosts) {
    Host h;
    h.host = zone->create_host("host " + def.name, def.speed * kFlops)->set_core_count(def.cores);
    h.card = zone->create_link("card " + def.name, kAmple)
                 ->set_sharing_policy(sg::Link::SharingPolicy::FATPIPE);
    h.speed = def.speed;
    h.cores = def.cores;
    hosts.push_back(std::move(h));
  }
  for (const auto& def : setup.wires) {
    Wire w;
    w.most = w.reported = def.capacity.value / 8;
    w.capacity = std::make_shared<double>(w.most);
    w.link = zone->create_link("wire " + def.name, w.most)->set_latency(seconds(def.latency));
    // A changed bandwidth would not reach flows under way; a changed answer of this function does.
    w.link->set_sharing_policy(sg::Link::SharingPolicy::NONLINEAR,
                               [c = w.capacity](double, int) { return *c; });
    wires.push_back(std::move(w));
  }
  for (const auto& route : setup.routes) {
    std::vector<sg::LinkInRoute> way{sg::LinkInRoute(hosts[route.from].card)};
    for (const auto w : route.wires) way.emplace_back(wires[w].link);
    way.emplace_back(hosts[route.to].card);
    zone->add_route(hosts[route.from].host->get_netpoint(), hosts[route.to].host->get_netpoint(),
                    nullptr, nullptr, way, false);
  }
  zone->seal();
  // Without a living actor the engine would end services silently.
  sg::Actor::create("horizon", control, [] { sg::this_actor::sleep_for(1e10); });
}

void Infrastructure::Impl::at(Time t, Action action) {
  t = std::max(t, engine_time());
  auto& list = actions[t];
  list.push_back(std::move(action));
  if (list.size() > 1) return;
  const double date = std::max(seconds(t), sg::Engine::get_clock());
  simgrid::kernel::timer::Timer::set(date, [this, t] { run_actions(t); });
}

void Infrastructure::Impl::run_actions(Time t) {
  auto node = actions.extract(t);
  for (auto& action : node.mapped()) {
    try {
      action();
    } catch (...) {
      if (!error) error = std::current_exception();
    }
  }
}

bool Infrastructure::Impl::way_is_up(const RouteDef& route) const {
  const auto up = [&](std::uint32_t w) { return wires[w].link->is_on(); };
  return hosts[route.from].host->is_on() && hosts[route.to].host->is_on() &&
         std::ranges::all_of(route.wires, up);
}

void Infrastructure::Impl::start(std::uint32_t index, Job job) {
  ++hosts[index].running;
  ++in_flight;
  spawn("job", [this, index, life = hosts[index].life, job = std::move(job)] {
    bool ok = hosts[index].life == life && hosts[index].host->is_on();
    try {
      // set_host is what makes it run there: the host's own execute() runs on the caller's host.
      if (ok)
        sg::Exec::init()
            ->set_flops_amount(job.core_seconds * kFlops)
            ->set_host(hosts[index].host)
            ->start()
            ->wait();
    } catch (const simgrid::HostFailureException&) {
      ok = false;
    }
    --in_flight;
    if (hosts[index].life == life) {
      --hosts[index].running;
      next_job(index);
    }
    if (job.done) job.done(engine_time(), ok);
  });
}

void Infrastructure::Impl::next_job(std::uint32_t index) {
  Host& h = hosts[index];
  if (h.waiting.empty() || h.running >= h.cores || !h.host->is_on()) return;
  Job job = std::move(h.waiting.front());
  h.waiting.pop_front();
  start(index, std::move(job));
}

void Infrastructure::Impl::plan_probe(Time when) {
  at(when + kNotice, [this] { probe(); });
}

double Infrastructure::Impl::residual(const Wire& wire) const {
  const double least = setup.least_residual * wire.most;
  return std::max(least, *wire.capacity - wire.link->get_usage());
}

void Infrastructure::Impl::probe() {
  for (std::uint32_t i = 0; i < wires.size(); ++i) {
    const double rate = residual(wires[i]);
    if (std::abs(rate - wires[i].reported) <= 1e-6 * wires[i].most) continue;
    wires[i].reported = rate;
    changes.push_back({engine_time(), i, BitsPerSecond{8 * rate}});
  }
}

Infrastructure::Infrastructure(const InfrastructureSetup& setup) {
  std::string text;
  for (const auto& fault : validate(setup)) text += fault + "\n";
  if (!text.empty()) throw InputError(text);
  if (engine_exists) throw RunError("a process carries one infrastructure; run others in children");
  engine_exists = true;
  impl_ = std::make_unique<Impl>(setup);
  impl_->build();
}

Infrastructure::~Infrastructure() {
  // Unwinds every actor before what it refers to goes away.
  sg::Actor::kill_all();
  impl_->engine->run_until(sg::Engine::get_clock());
}

Time Infrastructure::now() const { return engine_time(); }

void Infrastructure::run_until(Time t) {
  const double date = seconds(t);
  // One call may stop up to 10 us early.
  while (sg::Engine::get_clock() < date && !impl_->error) impl_->engine->run_until(date);
  if (impl_->error) std::rethrow_exception(std::exchange(impl_->error, nullptr));
}

void Infrastructure::at(Time t, Action action) { impl_->at(t, std::move(action)); }

void Infrastructure::transfer(std::uint32_t index, double bytes, Done done) {
  Impl& m = *impl_;
  WARDTWIN_ASSERT(index < m.setup.routes.size(), "a transfer names a route");
  WARDTWIN_ASSERT(std::isfinite(bytes) && bytes >= 0, "a transfer has a size");
  Time latency{0};
  for (const auto w : m.setup.routes[index].wires) latency += m.setup.wires[w].latency;
  ++m.in_flight;
  m.plan_probe(now() + latency);
  m.spawn("transfer", [&m, index, bytes, done = std::move(done)] {
    const RouteDef& route = m.setup.routes[index];
    bool ok = m.way_is_up(route);  // a flow to a host that is off would abort the process
    try {
      if (ok)
        sg::Comm::sendto_init(m.hosts[route.from].host, m.hosts[route.to].host)
            ->set_payload_size(static_cast<std::uint64_t>(std::llround(std::max(1.0, bytes))))
            ->start()
            ->wait();
    } catch (const simgrid::NetworkFailureException&) {
      ok = false;
    }
    --m.in_flight;
    m.plan_probe(engine_time());
    if (done) done(engine_time(), ok);
  });
}

void Infrastructure::compute(std::uint32_t host, double core_seconds, Done done) {
  Impl& m = *impl_;
  WARDTWIN_ASSERT(host < m.hosts.size(), "a job names a host");
  WARDTWIN_ASSERT(std::isfinite(core_seconds) && core_seconds >= 0, "a job has an amount of work");
  Impl::Host& h = m.hosts[host];
  if (!h.host->is_on()) {
    if (done) at(now(), [t = now(), done = std::move(done)] { done(t, false); });
    return;
  }
  if (h.running < h.cores) return m.start(host, {core_seconds, std::move(done)});
  h.waiting.push_back({core_seconds, std::move(done)});
}

void Infrastructure::set_capacity(std::uint32_t index, BitsPerSecond rate) {
  Impl& m = *impl_;
  WARDTWIN_ASSERT(index < m.wires.size(), "a capacity belongs to a wire");
  Impl::Wire& w = m.wires[index];
  WARDTWIN_ASSERT(rate.value > 0 && rate.value <= 8 * w.most * (1 + 1e-12),
                  "a wire's capacity stays above 0 and at most at its greatest");
  *w.capacity = rate.value / 8;
  w.link->set_bandwidth(w.most);  // the same value: makes the engine share again
  m.plan_probe(now());
}

void Infrastructure::fail(Part part) {
  Impl& m = *impl_;
  if (part.kind == Part::Kind::wire) {
    m.wires.at(part.index).link->turn_off();
  } else {
    Impl::Host& h = m.hosts.at(part.index);
    if (!h.host->is_on()) return;
    ++h.life;
    h.running = 0;
    h.card->turn_off();
    h.host->turn_off();
    for (auto& job : std::exchange(h.waiting, {}))
      if (job.done) at(now(), [t = now(), done = std::move(job.done)] { done(t, false); });
  }
  m.plan_probe(now());
}

void Infrastructure::restore(Part part) {
  Impl& m = *impl_;
  if (part.kind == Part::Kind::wire) {
    m.wires.at(part.index).link->turn_on();
  } else {
    m.hosts.at(part.index).host->turn_on();
    m.hosts.at(part.index).card->turn_on();
  }
  m.plan_probe(now());
}

BitsPerSecond Infrastructure::residual(std::uint32_t wire) const {
  return {8 * impl_->residual(impl_->wires.at(wire))};
}

std::vector<ResidualChange> Infrastructure::take_residual_changes() {
  return std::exchange(impl_->changes, {});
}

std::size_t Infrastructure::waiting(std::uint32_t host) const {
  return impl_->hosts.at(host).waiting.size();
}

std::size_t Infrastructure::in_flight() const { return impl_->in_flight; }

}  // namespace wardtwin::engine
