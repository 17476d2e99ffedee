#include "scenarios/twin/session.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scenarios/compiler/quantity.h"
#include "sim/base/error.h"

namespace wardtwin::twin {
namespace {

namespace fs = std::filesystem;

Options options_of(const SessionOptions& o, std::uint32_t first) {
  Options t;
  t.seed = o.seed;
  t.jobs = o.jobs;
  t.forecasts = o.forecasts;
  t.first = first;
  return t;
}

// The file an earlier session left, or an empty one.
results::TwinFile earlier(const SessionOptions& o) {
  if (o.recording.empty() || !fs::exists(o.recording) || !fs::exists(o.output)) return {};
  return results::read_twin_file(o.output);
}

std::uint32_t next_number(const results::TwinFile& file) {
  std::uint32_t next = 0;
  for (const auto& b : file.bands) next = std::max(next, b.forecast + 1);
  return next;
}

std::string json_number(double x) { return std::isfinite(x) ? fmt::format("{}", x) : "null"; }

}  // namespace

Session::Session(const compiler::Hospital& h, std::vector<compiler::FutureParts> what_ifs,
                 SessionOptions options)
    : hospital_(&h),
      what_ifs_(what_ifs),
      options_(std::move(options)),
      before_(earlier(options_)),
      names_(quantities(h)),
      twin_(h, std::move(what_ifs), options_of(options_, next_number(before_))) {
  check_warnings(h);
  file_.scenario_name = h.header.scenario;
  file_.scenario_text = h.text;
  file_.program = "wardtwin 0.1.0";
  file_.seed = options_.seed;
  file_.band = h.twin.band;
  file_.bands = before_.bands;
  file_.warnings = before_.warnings;
  twin_.on_finding = [this](const Finding& f) { found(f); };
  twin_.on_forecast = [this](const Forecast& f) { foresaw(f); };
  twin_.settle = [this] {
    while (!jobs_.empty()) collect(true);
  };
}

Session::~Session() {
  for (const Job& j : jobs_) {
    ::kill(j.pid, SIGKILL);
    ::waitpid(j.pid, nullptr, 0);
  }
}

std::string Session::clock(Time t) const { return compiler::write_clock(t / Time{1s} * Time{1s}); }

void Session::replay(const std::string& path) {
  recording::read(path, [this](const recording::Event& e) { twin_.take(e); });
}

void Session::resume() {
  live_ = true;
  if (fs::exists(options_.recording)) {
    // what was told then need not be told again
    auto say = std::exchange(options_.say, nullptr);
    auto publish = std::exchange(options_.publish, nullptr);
    replay(options_.recording);
    options_.say = std::move(say);
    options_.publish = std::move(publish);
  }
  twin_.make_forecast = [this](const Present& p, std::uint32_t number) { start(p, number); };
  if (!options_.recording.empty())
    writer_ = std::make_unique<recording::Writer>(options_.recording, options_.midnight);
}

void Session::hear(const recording::Event& event) {
  if (writer_) writer_->write(event);
  twin_.take(event);
}

// A forecast in a process of its own, which leaves it in a file.
void Session::start(const Present& present, std::uint32_t number) {
  while (!jobs_.empty()) collect(true);  // they keep their order
  if (writer_) writer_->flush();
  std::fflush(nullptr);
  const int parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) throw RunError("cannot start a process for a forecast");
  if (pid > 0) {
    jobs_.push_back({pid, number});
    return;
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(3);
  std::signal(SIGINT, SIG_IGN);
  ::close_range(3, ~0u, 0);  // no socket stays open here
  int code = 3;
  try {
    const Forecast f =
        look_ahead(*hospital_, what_ifs_, present, number, options_.seed, options_.jobs);
    std::ofstream out(folder_.file(std::to_string(number)), std::ios::binary);
    out << write(f);
    out.close();
    code = out ? 0 : 3;
  } catch (const std::exception& e) {
    fmt::print(stderr, "wardtwin: forecast {}: {}\n", number, e.what());
  }
  std::fflush(nullptr);
  ::_exit(code);
}

bool Session::collect(bool wait) {
  if (jobs_.empty()) return false;
  const Job job = jobs_.front();
  int status = 0;
  pid_t ended = 0;
  do ended = ::waitpid(job.pid, &status, wait ? 0 : WNOHANG);
  while (ended < 0 && errno == EINTR);
  if (ended == 0) return false;
  jobs_.erase(jobs_.begin());
  if (ended < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    if (options_.say) options_.say(fmt::format("forecast {} failed and is left out", job.number));
    return true;
  }
  const std::string path = folder_.file(std::to_string(job.number));
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  fs::remove(path);
  twin_.take(read_forecast(text.str(), hospital_->twin.band));
  return true;
}

void Session::poll() {
  while (collect(false)) {
  }
  if (writer_) writer_->flush();
}

void Session::found(const Finding& f) {
  file_.findings.push_back({f.at, f.since, std::string(word_of(f.kind)), f.what, f.value.mean,
                            f.value.low, f.value.high});
  if (options_.say) {
    using enum Finding::Kind;
    std::string line = fmt::format("{}  {}: ", clock(f.at), f.what);
    switch (f.kind) {
      case loss:
        line += fmt::format("loses {:.1f} % ({:.1f} .. {:.1f} %)", 100 * f.value.mean,
                            100 * f.value.low, 100 * f.value.high);
        break;
      case slow:
        line += fmt::format(
            "takes {:.2f} ({:.2f} .. {:.2f}) times as long for its work, the whole way {:.2f} "
            "times",
            f.value.mean, f.value.low, f.value.high, f.whole);
        break;
      case arrivals:
        line += fmt::format("arrivals at {:.2f} ({:.2f} .. {:.2f}) times their rate", f.value.mean,
                            f.value.low, f.value.high);
        break;
      case down: line += "is down"; break;
      case back: line += "is as before"; break;
    }
    options_.say(line + fmt::format(", since {}", clock(f.since)));
  }
  if (options_.publish)
    options_.publish("findings",
                     fmt::format("{{\"at\":{},\"since\":{},\"kind\":\"{}\",\"what\":\"{}\","
                                 "\"value\":{},\"low\":{},\"high\":{},\"whole\":{}}}",
                                 seconds(f.at), seconds(f.since), word_of(f.kind), f.what,
                                 json_number(f.value.mean), json_number(f.value.low),
                                 json_number(f.value.high), json_number(f.whole)));
}

void Session::foresaw(const Forecast& f) {
  const Time step = hospital_->twin.step;
  for (const Outlook& o : f.outlooks)
    for (std::size_t i = 0; i < o.bands.size(); ++i) {
      const Quantity& q = names_[i % names_.size()];
      const auto steps = static_cast<std::int64_t>(i / names_.size()) + 1;
      file_.bands.push_back({f.number, f.at, f.at + step * steps, o.name, q.name, q.unit,
                             o.bands[i].low, o.bands[i].median, o.bands[i].high});
    }
  for (const Warning& w : f.warnings) {
    file_.warnings.push_back({f.number, f.at, w.within, w.name, w.future, w.text, w.probability});
    if (options_.say) options_.say(fmt::format("{}  warning: {}", clock(f.at), w.text));
    if (options_.publish)
      options_.publish("warnings", fmt::format("{{\"forecast\":{},\"at\":{},\"name\":\"{}\","
                                               "\"future\":\"{}\",\"within\":{},\"probability\":{},"
                                               "\"text\":\"{}\"}}",
                                               f.number, seconds(f.at), w.name, w.future,
                                               seconds(w.within), w.probability, w.text));
  }
  for (const Outlook& o : f.outlooks) {
    if (!options_.publish) break;
    std::string last;
    for (std::size_t q = 0; q < names_.size(); ++q) {
      const Band& b = o.bands[o.bands.size() - names_.size() + q];
      last += fmt::format("{}\"{}\":[{},{},{}]", q ? "," : "", names_[q].name, json_number(b.low),
                          json_number(b.median), json_number(b.high));
    }
    options_.publish(
        "forecasts",
        fmt::format("{{\"forecast\":{},\"at\":{},\"future\":\"{}\",\"horizon\":{},"
                    "\"bands\":{{{}}}}}",
                    f.number, seconds(f.at), o.name, seconds(hospital_->twin.horizon), last));
  }
  if (live_) save();
}

void Session::save() {
  file_.messages = twin_.mirror().messages();
  file_.estimates.clear();
  for (const Estimate& e : twin_.estimates())
    file_.estimates.push_back({e.at, e.what, e.unit, e.value.mean, e.value.low, e.value.high});
  file_.coverage.clear();
  std::map<std::string, Coverage> all = twin_.coverage();
  for (const auto& c : before_.coverage) all[c.what].inside += c.inside, all[c.what].of += c.of;
  for (const auto& [what, c] : all) file_.coverage.push_back({what, c.inside, c.of});
  file_.troubles.clear();
  for (const auto& w : words<Trouble>)
    file_.troubles.push_back({std::string(w.word), twin_.mirror().trouble(w.value)});
  if (!options_.output.empty()) results::write_twin_file(options_.output, file_);
}

void Session::finish() {
  while (!jobs_.empty()) collect(true);
  if (writer_) writer_->flush();
  save();
}

}  // namespace wardtwin::twin
