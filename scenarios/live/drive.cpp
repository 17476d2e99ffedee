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
#include "scenarios/run/code_host.h"
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
  run::refuse_code_in("drive", h);
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
  Simulation(const compiler::Hospital& h, double speed, Side side, Exchange& exchange)
      : tap_(h, h.header.warm_up, speed, side, exchange), exchange_(exchange) {
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

std::string progress_line(Sender& sender, Time from) {
  const Hub& hub = sender.hub();
  std::uint64_t sent = 0;
  std::uint32_t open = 0;
  Histogram late;
  for (const auto& f : hub.live.flows) {
    sent += f.sent;
    late.merge(f.late);
  }
  for (const std::uint32_t o : hub.open) open += o;
  return fmt::format("{:7.1f} s  {} of {} connections  {} sent  late p99 {:.3f} ms",
                     seconds(hub.pace.simulated(now()) - from), open, sender.connections(), sent,
                     late.count() ? 1e3 * late.quantile(0.99) : 0.0);
}

MqttOptions mqtt_options(const compiler::Hospital& h, const DriveOptions& o) {
  MqttOptions m;
  m.version = o.mqtt5 ? wire::mqtt::Version::v5 : wire::mqtt::Version::v311;
  m.prefix = fmt::format("wt{}-", ::getpid());
  m.sources = o.sources > 0 ? o.sources : 1 + static_cast<int>(h.devices.size()) / 20'000;
  m.unheard_after = o.unheard_after.count();
  return m;
}

/// One drive, from looking at what was asked for to the results.
class Whole {
 public:
  Whole(const compiler::Hospital& h, const DriveOptions& o)
      : h_(h),
        o_(o),
        endpoints_(endpoints_of(o)),
        plan_(make_plan(h, payloads_of(o), o.qos)),
        tls_(std::ranges::any_of(endpoints_, &Endpoint::tls) ? make_tls(o.tls) : nullptr),
        mqtt_(mqtt_options(h, o)),
        exchange_(std::make_unique<Exchange>()),
        sender_(h, plan_, o.limits, *exchange_),
        subscribers_(endpoints_.size()) {
    for (const Endpoint& e : endpoints_) sender_.add(e, tls_.get(), mqtt_, unit_);
    const std::size_t wanted = sender_.connections();
    if (wanted > static_cast<std::size_t>(o.limits.connections))
      throw InputError(
          fmt::format("{} connections are wanted, {} allowed; write --max-connections {} to allow "
                      "them",
                      wanted, o.limits.connections, wanted));
    raise_descriptors(wanted);
  }

  void open() {
    out_.results.run = run::run_of(h_, h_.header.seed, 1);
    out_.results.model = run::model_of(h_);
    if (!o_.output.empty()) {
      out_.results.model.surroundings = run::surroundings_of(h_);
      writer_.emplace(o_.output, out_.results.run, out_.results.model);
    }
    for (std::size_t e = 0; o_.subscribe && e < endpoints_.size(); ++e)
      if (endpoints_[e].protocol == Protocol::mqtt) {
        subscribers_[e] =
            std::make_unique<Subscriber>(plan_, h_.flows.size(), endpoints_[e], tls_.get(), mqtt_);
        subscribers_[e]->start();
      }
    if (o_.metrics_port < 0) return;
    page_.emplace(o_.metrics_port);
    if (o_.on_progress)
      o_.on_progress(fmt::format("metrics at http://127.0.0.1:{}/metrics", page_->port()));
  }

  void send() {
    simulation_.emplace(h_, o_.speed, o_.side, *exchange_);
    sender_.connect(o_.ramp.count(), [&] { return !stopped(); });
    while (!exchange_->ready && !stopped()) std::this_thread::sleep_for(1ms);
    const Time from = h_.header.warm_up;
    const Wall begin = now() + 50'000'000, cpu = thread_cpu();
    exchange_->start = begin;
    sender_.run(
        begin, from, o_.speed, o_.drain.count(), [&] { return settled(); },
        [&] { each_second(from); });
    const double wall = static_cast<double>(now() - begin) * 1e-9;
    for (auto& t : live().targets) {
      t.from_s = seconds(from);
      t.until_s = seconds(std::min(h_.end(), from + from_seconds(wall * o_.speed)));
      t.speed = o_.speed;
      t.wall_s = wall;
      t.send_cpu_s = static_cast<double>(thread_cpu() - cpu) * 1e-9;
    }
  }

  Driven finish() {
    sender_.leave();
    simulation_->end();
    sender_.hub().settle();
    for (std::uint32_t e = 0; e < endpoints_.size(); ++e)
      if (subscribers_[e]) {
        subscribers_[e]->stop();
        add_seen(live(), e, *subscribers_[e]);
      }
    out_.live = std::move(live());
    if (auto replication = simulation_->take()) {
      out_.complete = !stopped();
      if (writer_) writer_->write(*replication);
      out_.results.replications.push_back(std::move(*replication));
      out_.results.requirements = run::judge_requirements(h_, out_.results);
    }
    out_.results.complete = out_.complete;
    if (writer_) {
      writer_->write(out_.live);
      writer_->finish(out_.results);
    }
    return std::move(out_);
  }

 private:
  bool stopped() const { return o_.stop && *o_.stop; }
  results::Live& live() { return sender_.hub().live; }

  // Whether the subscribers have all that was sent.
  bool settled() {
    for (std::size_t e = 0; e < endpoints_.size(); ++e) {
      std::uint64_t sent = 0;
      for (const auto& f : live().flows)
        if (f.target == e) sent += f.sent;
      if (subscribers_[e] && subscribers_[e]->received() < sent) return false;
    }
    return true;
  }

  void each_second(Time from) {
    if (stopped()) exchange_->stop = true;
    if (o_.on_progress) o_.on_progress(progress_line(sender_, from));
    if (!page_) return;
    sender_.hub().settle();
    page_->set(prometheus(live(), out_.results.model.flows));
  }

  const compiler::Hospital& h_;
  const DriveOptions& o_;
  const std::vector<Endpoint> endpoints_;
  const Plan plan_;
  const Tls tls_;
  const MqttOptions mqtt_;
  const UnitOptions unit_;
  const std::unique_ptr<Exchange> exchange_;  ///< large, and shared with the run's thread
  Sender sender_;
  std::vector<std::unique_ptr<Subscriber>> subscribers_;  ///< by endpoint; null: none
  std::optional<MetricsPage> page_;
  std::optional<results::Writer> writer_;
  Driven out_;
  std::optional<Simulation> simulation_;  ///< last, so that its thread ends first
};

}  // namespace

Driven drive(const compiler::Hospital& h, const DriveOptions& o) {
  // writing to a connection that is gone is an error of that connection, no signal
  std::signal(SIGPIPE, SIG_IGN);
  check_hospital(h);
  run::check_requirements(h);
  if (!(o.speed > 0 && o.speed <= 1000))
    throw InputError(
        fmt::format("a speed of {} is not possible; write --speed 1 for real time", o.speed));
  Whole whole(h, o);
  whole.open();
  whole.send();
  return whole.finish();
}

}  // namespace wardtwin::live
