#include "scenarios/live/drive.h"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <optional>
#include <sstream>
#include <thread>

#include <sys/resource.h>
#include <unistd.h>

#include <fmt/format.h>

#include "scenarios/live/metrics.h"
#include "scenarios/live/sender.h"
#include "scenarios/live/subscriber.h"
#include "scenarios/run/model.h"
#include "scenarios/run/replication.h"
#include "scenarios/run/requirements.h"
#include "scenarios/run/run.h"
#include "sim/base/error.h"
#include "sim/results/writer.h"

namespace wardtwin::live {
namespace {

std::string payloads_of(const DriveOptions& o) {
  if (o.payloads.empty()) return std::string(payloads_text());
  std::ifstream in(o.payloads, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf())) throw InputError(o.payloads + " cannot be read");
  return text.str();
}

void check_hospital(const compiler::Hospital& h) {
  if (!h.pathways.empty())
    throw InputError(h.header.scenario + " is a scenario of pathways: it has no devices to drive");
  if (!h.bulk.empty())
    throw InputError(
        h.header.scenario +
        " has large transfers, which exist in simulation only; leave platform: bulk_flows "
        "out to drive it");
}

// Connections need descriptors; the limit that a shell sets is often below what the system allows.
void raise_descriptors(std::size_t connections) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  if (connections + 64 > limit.rlim_cur)
    throw InputError(
        fmt::format("{} connections need {} descriptors; this system allows {} (ulimit -Hn)",
                    connections, connections + 64, limit.rlim_cur));
}

std::vector<Endpoint> endpoints_of(const DriveOptions& o) {
  std::vector<Endpoint> out;
  for (const std::string& target : o.targets) {
    out.push_back(read_endpoint(target));
    resolve(out.back(), o.allow_remote);
  }
  if (out.empty()) throw InputError("nowhere to send to; write --target mqtt://127.0.0.1:1883");
  return out;
}

/// The run on a thread of its own.
class Simulation {
 public:
  Simulation(const compiler::Hospital& h, double speed, Exchange& exchange)
      : tap_(h, h.header.warm_up, speed, exchange), exchange_(exchange) {
    thread_ = std::thread([this, &h] {
      try {
        run::ReplicationOptions o;
        o.seed = {h.header.seed, 0};
        o.tap = &tap_;
        result_ = run::Replication(h, o).run();
        whole_ = true;
      } catch (const run::Stopped&) {
      } catch (...) {
        error_ = std::current_exception();
      }
      exchange_.finished = true;
      exchange_.ready = true;
    });
  }
  ~Simulation() { end(); }
  void end() {
    if (!thread_.joinable()) return;
    exchange_.stop = true;
    thread_.join();
  }
  /// After end(): the replication, if it was whole.
  std::optional<results::Replication> take() {
    if (error_) std::rethrow_exception(error_);
    return whole_ ? std::optional(std::move(result_)) : std::nullopt;
  }

 private:
  DriveTap tap_;
  Exchange& exchange_;
  results::Replication result_;
  bool whole_ = false;
  std::exception_ptr error_;
  std::thread thread_;
};

void add_seen(results::Live& live, std::uint32_t target, const Subscriber& s) {
  for (results::LiveFlow& row : live.flows) {
    if (row.target != target || row.flow == flow::kNone) continue;
    const Seen& seen = s.seen()[row.flow];
    row.received = seen.received;
    row.duplicates = seen.duplicates;
    row.out_of_order = seen.out_of_order;
    row.end_to_end = seen.end_to_end;
  }
}

std::string progress_line(const Sender& sender, const results::Live& live, const Pace& pace,
                          Time from) {
  std::uint64_t sent = 0;
  std::uint32_t open = 0;
  Histogram late;
  for (const auto& f : live.flows) {
    sent += f.sent;
    late.merge(f.late);
  }
  for (const auto& o : const_cast<Sender&>(sender).hub().open) open += o;
  return fmt::format("{:7.1f} s  {} of {} connections  {} sent  late p99 {:.3f} ms",
                     seconds(pace.simulated(now()) - from), open, sender.connections(), sent,
                     late.count() ? 1e3 * late.quantile(0.99) : 0.0);
}

}  // namespace

Driven drive(const compiler::Hospital& h, const DriveOptions& o) {
  // writing to a connection that is gone is an error of that connection, no signal
  std::signal(SIGPIPE, SIG_IGN);
  check_hospital(h);
  run::check_requirements(h);
  if (!(o.speed > 0 && o.speed <= 1000))
    throw InputError(
        fmt::format("a speed of {} is not possible; write --speed 1 for real time", o.speed));
  const std::vector<Endpoint> endpoints = endpoints_of(o);
  const Plan plan = make_plan(h, payloads_of(o), o.qos);
  const bool encrypted = std::ranges::any_of(endpoints, &Endpoint::tls);
  const Tls tls = encrypted ? make_tls(o.tls) : nullptr;
  // large, and shared with a thread
  const auto exchange = std::make_unique<Exchange>();
  Sender sender(h, plan, o.limits, *exchange);
  MqttOptions mqtt;
  mqtt.version = o.mqtt5 ? wire::mqtt::Version::v5 : wire::mqtt::Version::v311;
  mqtt.prefix = fmt::format("wt{}-", ::getpid());
  mqtt.sources = o.sources > 0 ? o.sources : 1 + static_cast<int>(h.devices.size()) / 20'000;
  mqtt.unheard_after = o.unheard_after.count();
  const UnitOptions unit;
  for (const Endpoint& e : endpoints) sender.add(e, tls.get(), mqtt, unit);
  if (sender.connections() > static_cast<std::size_t>(o.limits.connections))
    throw InputError(
        fmt::format("{} connections are wanted, {} allowed; write --max-connections {} to allow "
                    "them",
                    sender.connections(), o.limits.connections, sender.connections()));
  raise_descriptors(sender.connections());

  Driven out;
  out.results.run = run::run_of(h, h.header.seed, 1);
  out.results.model = run::model_of(h);
  std::optional<results::Writer> writer;
  if (!o.output.empty()) {
    out.results.model.surroundings = run::surroundings_of(h);
    writer.emplace(o.output, out.results.run, out.results.model);
  }
  std::vector<std::unique_ptr<Subscriber>> subscribers(endpoints.size());
  for (std::size_t e = 0; o.subscribe && e < endpoints.size(); ++e)
    if (endpoints[e].protocol == Protocol::mqtt) {
      subscribers[e] =
          std::make_unique<Subscriber>(plan, h.flows.size(), endpoints[e], tls.get(), mqtt);
      subscribers[e]->start();
    }
  std::optional<MetricsPage> page;
  if (o.metrics_port >= 0) {
    page.emplace(o.metrics_port);
    if (o.on_progress)
      o.on_progress(fmt::format("metrics at http://127.0.0.1:{}/metrics", page->port()));
  }

  const auto stopped = [&] { return o.stop && *o.stop; };
  Simulation simulation(h, o.speed, *exchange);
  sender.connect(o.ramp.count(), [&] { return !stopped(); });
  while (!exchange->ready && !stopped()) std::this_thread::sleep_for(1ms);
  const Time from = h.header.warm_up;
  const Wall begin = now() + 50'000'000, cpu = thread_cpu();
  exchange->start = begin;
  results::Live& live = sender.hub().live;
  const auto settled = [&] {
    for (std::size_t e = 0; e < endpoints.size(); ++e)
      if (subscribers[e]) {
        std::uint64_t sent = 0;
        for (const auto& f : live.flows)
          if (f.target == e) sent += f.sent;
        if (subscribers[e]->received() < sent) return false;
      }
    return true;
  };
  sender.run(begin, from, o.speed, o.drain.count(), settled, [&] {
    if (stopped()) exchange->stop = true;
    if (o.on_progress) o.on_progress(progress_line(sender, live, sender.hub().pace, from));
    if (page) {
      sender.hub().settle();
      page->set(prometheus(live, out.results.model.flows));
    }
  });
  const Wall wall = now() - begin;
  for (auto& t : live.targets) {
    t.from_s = seconds(from);
    t.until_s =
        seconds(std::min(h.end(), from + from_seconds(static_cast<double>(wall) * 1e-9 * o.speed)));
    t.speed = o.speed;
    t.wall_s = static_cast<double>(wall) * 1e-9;
    t.send_cpu_s = static_cast<double>(thread_cpu() - cpu) * 1e-9;
  }
  sender.leave();
  simulation.end();
  sender.hub().settle();
  for (std::size_t e = 0; e < endpoints.size(); ++e)
    if (subscribers[e]) {
      subscribers[e]->stop();
      add_seen(live, static_cast<std::uint32_t>(e), *subscribers[e]);
    }
  out.live = std::move(live);
  if (auto replication = simulation.take()) {
    out.complete = !stopped();
    if (writer) writer->write(*replication);
    out.results.replications.push_back(std::move(*replication));
    out.results.requirements = run::judge_requirements(h, out.results);
  }
  out.results.complete = out.complete;
  if (writer) {
    writer->write(out.live);
    writer->finish(out.results);
  }
  return out;
}

}  // namespace wardtwin::live
