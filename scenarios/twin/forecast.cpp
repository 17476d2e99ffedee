#include "scenarios/twin/forecast.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>

#include <fmt/format.h>

#include "scenarios/compiler/problems.h"
#include "scenarios/compiler/quantity.h"
#include "scenarios/run/children.h"
#include "scenarios/run/folder.h"
#include "scenarios/run/replication.h"
#include "sim/base/error.h"

namespace wardtwin::twin {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::size_t steps_of(const compiler::TwinDef& t) {
  return static_cast<std::size_t>(t.horizon / t.step);
}

double quantile(std::vector<double> values, double q) {
  if (values.empty()) return kNaN;
  std::ranges::sort(values);
  const auto rank = static_cast<std::size_t>(std::ceil(q * static_cast<double>(values.size())));
  return values[std::max<std::size_t>(rank, 1) - 1];
}

/// Mean of a column of a series over the minutes of a step.
double mean_of(const results::Series& s, std::size_t column, std::size_t from, std::size_t to) {
  double sum = 0;
  to = std::min(to, s.rows());
  if (from >= to) return kNaN;
  for (std::size_t row = from; row < to; ++row)
    sum += static_cast<double>(s.values[row * s.columns + column]);
  return sum / static_cast<double>(to - from);
}

// Gateways without the greater part of their load say nothing of their queues.
bool tells_queues(const compiler::Hospital& h) {
  return std::ranges::none_of(h.sources, [](const flow::Source& s) {
    return s.traffic == flow::TrafficClass::waveform && s.pattern == flow::Pattern::on_event;
  });
}

/// What one run says, in the order of quantities().
Values values_of(const compiler::Hospital& h, const results::Replication& r) {
  const compiler::TwinDef& t = h.twin;
  const auto minutes = static_cast<std::size_t>(t.step / Time{1min});
  const auto stage = [](const results::AlarmRecord& a, flow::AlarmStage s) {
    return a.alarm.at[static_cast<std::size_t>(s)];
  };
  Values out;
  std::vector<double> delays;
  for (std::size_t step = 0; step < steps_of(t); ++step) {
    const Time begin = h.header.warm_up + t.step * static_cast<std::int64_t>(step);
    const Time end = begin + t.step;
    const std::size_t from = step * minutes, to = from + minutes;
    for (std::size_t u = 0; u < h.unit_names.size(); ++u)
      out.push_back(mean_of(r.series.beds_occupied, u, to - 1, to));
    for (std::size_t u = 0; u < h.unit_names.size(); ++u)
      out.push_back(mean_of(r.series.nurses_busy, u, from, to));
    double admitted = 0, rung = 0, blind = 0;
    for (const flow::BedChange& b : r.history.bed_changes)
      admitted += b.at >= begin && b.at < end && b.patient != flow::kNone;
    delays.clear();
    for (const results::AlarmRecord& a : r.alarms) {
      const Time handset = stage(a, flow::AlarmStage::handset);
      const Time device = stage(a, flow::AlarmStage::device);
      rung += handset >= begin && handset < end;
      if (device == kNever || device >= end || a.end == results::AlarmEnd::suppressed) continue;
      delays.push_back(seconds(std::min(handset, end) - device));
    }
    for (const auto& s : r.history.blind_spells)
      blind += seconds(std::max(Time{0}, std::min(s.until, end) - std::max(s.from, begin)));
    out.push_back(admitted);
    out.push_back(rung);
    out.push_back(quantile(delays, 0.5));
    out.push_back(quantile(delays, 0.99));
    out.push_back(blind / seconds(t.step));
    for (std::size_t g = 0; tells_queues(h) && g < h.gateway_names.size(); ++g)
      out.push_back(mean_of(r.series.gateway_queue, g, from, to));
  }
  return out;
}

void add_trouble(compiler::Hospital& h, compiler::Part part, std::string what, double loss,
                 double slow) {
  compiler::Impairment i{std::move(what), part, Time{0}, kNever};
  i.loss = loss;
  i.slow = slow;
  h.impairments.push_back(std::move(i));
}

std::vector<Band> bands_of(const std::vector<Values>& runs, double share) {
  std::vector<Band> out;
  const std::size_t k = rank_of_band(runs.size(), share);
  for (std::size_t i = 0; i < runs.front().size(); ++i) {
    std::vector<double> at;
    for (const Values& v : runs)
      if (!std::isnan(v[i])) at.push_back(v[i]);
    std::ranges::sort(at);
    const std::size_t n = at.size(), low = std::min(k, n / 2 + 1);
    if (n < 2 || low == 0)
      out.push_back({kNaN, n ? at[n / 2] : kNaN, kNaN});
    else
      out.push_back({at[low - 1], quantile(at, 0.5), at[n - low]});
  }
  return out;
}

// The first step by whose end enough of the runs are beyond the limit.
void warn(const compiler::Hospital& h, const std::vector<Quantity>& names, const Outlook& o,
          std::vector<Warning>& out) {
  for (const compiler::WarningDef& w : h.twin.warn) {
    const auto q = std::ranges::find(names, w.what, &Quantity::name);
    const auto column = static_cast<std::size_t>(q - names.begin());
    const auto written = compiler::split_quantity(w.above);
    const double limit = *compiler::in_unit(*written, q->unit);
    std::vector<char> beyond(o.runs.size(), 0);
    for (std::size_t step = 0; step < steps_of(h.twin); ++step) {
      for (std::size_t r = 0; r < o.runs.size(); ++r)
        if (o.runs[r][step * names.size() + column] > limit) beyond[r] = 1;
      const double share =
          static_cast<double>(std::ranges::count(beyond, 1)) / static_cast<double>(o.runs.size());
      if (share < w.probability || share == 0) continue;
      const Time within = h.twin.step * static_cast<std::int64_t>(step + 1);
      out.push_back({w.name, o.name,
                     fmt::format("{} above {} within {:g} min, probability {:.2g}{}", w.what,
                                 w.above, seconds(within) / 60, share,
                                 o.name == "as_is" ? "" : fmt::format(", if {}", o.name)),
                     within, share});
      break;
    }
  }
}

}  // namespace

void leave_waveforms_out(compiler::Hospital& h) {
  for (flow::Source& s : h.sources)
    if (s.traffic == flow::TrafficClass::waveform) s.pattern = flow::Pattern::on_event;
}

std::vector<Quantity> quantities(const compiler::Hospital& h) {
  std::vector<Quantity> out;
  for (const auto& u : h.unit_names) out.push_back({"beds occupied " + u, "1"});
  for (const auto& u : h.unit_names) out.push_back({"nurses busy " + u, "1"});
  out.push_back({"admissions", "1"});
  out.push_back({"alarms rung", "1"});
  out.push_back({"alarm p50", "s"});
  out.push_back({"alarm p99", "s"});
  out.push_back({"beds blind", "1"});
  if (tells_queues(h))
    for (const auto& g : h.gateway_names) out.push_back({"queue " + g, "1"});
  return out;
}

void check_warnings(const compiler::Hospital& h) {
  const std::vector<Quantity> all = quantities(h);
  std::vector<std::string> names;
  for (const Quantity& q : all) names.push_back(q.name);
  for (const compiler::WarningDef& w : h.twin.warn) {
    const auto q = std::ranges::find(all, w.what, &Quantity::name);
    if (q == all.end())
      throw InputError(fmt::format(
          "twin: warn: {}: forecasts tell nothing of '{}'\n  {}{}There are "
          "{}.",
          w.name, w.what, compiler::did_you_mean(w.what, names),
          compiler::did_you_mean(w.what, names).empty() ? "" : " ", compiler::join(names, 40)));
    const auto written = compiler::split_quantity(w.above);
    if (!written || !compiler::in_unit(*written, q->unit))
      throw InputError(fmt::format("twin: warn: {}: '{}' is no limit of '{}'\n  Write above: {}.",
                                   w.name, w.above, w.what, q->unit == "s" ? "10 s" : "20"));
  }
}

compiler::Hospital hospital_at(const compiler::Hospital& base, const Present& present,
                               const compiler::FutureParts* what_if) {
  compiler::Hospital h = base;
  const compiler::TwinDef& t = h.twin;
  const auto begins = t.run_in;
  h.header.starts = present.now - begins;
  if (h.header.starts < Time{0}) h.header.starts += 24h;
  h.header.warm_up = begins;
  h.header.duration = t.horizon;
  h.patients.clock_at_start = h.staff.clock_at_start = h.header.starts;
  h.staff.warm_up = h.backbone.warm_up = begins;
  if (h.wifi) h.wifi->setup.warm_up = begins;
  h.patients.present = people::Present{present.patients, begins};
  h.faults.clear();
  h.impairments.clear();
  h.changes.clear();
  using Kind = compiler::Part::Kind;
  for (const auto ap : present.access_points_down)
    h.faults.push_back({h.wifi->names[ap], {Kind::access_point, ap}, Time{0}, kNever});
  for (const auto g : present.gateways_down)
    h.faults.push_back({h.gateway_names[g], {Kind::gateway, g}, Time{0}, kNever});
  for (std::uint32_t ap = 0; ap < present.loss.size(); ++ap) {
    if (present.loss[ap] <= 0) continue;
    const topology::NodeIndex node = h.wifi->nodes[ap];
    const auto& links = h.backbone.graph.links;
    for (std::uint32_t l = 0; l < links.size(); ++l)
      if (links[l].a == node || links[l].b == node)
        add_trouble(h, {Kind::link, l}, links[l].name, present.loss[ap], 1);
  }
  for (std::uint32_t g = 0; g < present.slow.size(); ++g)
    if (present.slow[g] > 1)
      add_trouble(h, {Kind::gateway, g}, h.gateway_names[g], 0, present.slow[g]);
  for (std::uint32_t u = 0; u < present.arrivals.size(); ++u)
    if (present.arrivals[u] != 1) {
      compiler::Change c;
      c.at = Time{0};
      c.unit = u;
      c.factor = present.arrivals[u];
      h.changes.push_back(c);
    }
  if (!what_if) return h;
  const auto later = [begins](Time t0) { return t0 == kNever ? kNever : t0 + begins; };
  for (compiler::Fault f : what_if->faults) {
    f.at = later(f.at), f.until = later(f.until);
    if (f.at < h.end()) h.faults.push_back(f);
  }
  for (compiler::Impairment i : what_if->impairments) {
    i.at = later(i.at), i.until = later(i.until);
    if (i.rate < 1) h.backbone.links[i.part.index].shared = true;
    h.impairments.push_back(i);
  }
  for (compiler::Change c : what_if->changes) {
    c.at = later(c.at), c.until = later(c.until);
    if (c.kind == compiler::Change::Kind::arrivals && c.unit < present.arrivals.size())
      c.factor *= present.arrivals[c.unit];  // on top of what already is
    h.changes.push_back(c);
  }
  return h;
}

std::size_t rank_of_band(std::size_t runs, double share) {
  const double n = static_cast<double>(runs) + 1;
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::floor(n * (1 - share) / 2 + 0.5)));
}

double inside(std::vector<double> runs, double observed, double share) {
  std::erase_if(runs, [](double x) { return std::isnan(x); });
  const std::size_t k = rank_of_band(runs.size(), share), n = runs.size();
  const auto less =
      static_cast<std::size_t>(std::ranges::count_if(runs, [&](double x) { return x < observed; }));
  const auto equal = static_cast<std::size_t>(std::ranges::count(runs, observed));
  // ranks 0 .. n; inside are k .. n - k
  const std::size_t from = std::max(less, k), to = std::min(less + equal, n - std::min(k, n));
  return to < from ? 0 : static_cast<double>(to - from + 1) / static_cast<double>(equal + 1);
}

Forecast look_ahead(const compiler::Hospital& hospital,
                    const std::vector<compiler::FutureParts>& what_ifs, const Present& present,
                    std::uint32_t number, std::uint64_t seed, int jobs) {
  const auto runs = static_cast<std::size_t>(hospital.twin.forecasts);
  std::vector<compiler::Hospital> futures;
  futures.push_back(hospital_at(hospital, present, nullptr));
  for (const auto& w : what_ifs) futures.push_back(hospital_at(hospital, present, &w));
  const run::Folder folder;
  const int tasks = static_cast<int>(futures.size() * runs);
  int started = 0;
  run::Children children;
  children.jobs = jobs;
  children.next = [&] { return started < tasks ? std::optional(started++) : std::nullopt; };
  children.work = [&](int task, const run::Children::Progress&) {
    const auto future = static_cast<std::size_t>(task) / runs;
    run::ReplicationOptions options;
    // futures of one number share their randomness; walls and shadows are those of the building,
    // which hang on the scenario's seed; numbers of replications of ordinary runs stay clear
    const auto r = static_cast<std::uint32_t>(static_cast<std::size_t>(task) % runs);
    const auto drawn = static_cast<std::uint32_t>(seed * 1'000'003 + number * runs) + r;
    options.seed = {futures[future].header.seed, 0x40000000u | (drawn & 0x3fffffffu)};
    const Values v = values_of(futures[future], run::Replication(futures[future], options).run());
    std::ofstream out(folder.file(std::to_string(task)), std::ios::binary);
    out.write(reinterpret_cast<const char*>(v.data()),
              static_cast<std::streamsize>(v.size() * sizeof(double)));
    out.close();
    if (!out) throw RunError("cannot write what a forecast found");
  };
  children.done = [](int) { return true; };
  children.stopped = [] { return false; };
  children.name = [](int task) { return fmt::format("run {} of a forecast", task); };
  children.run();
  Forecast out{number, present.now, {}, {}};
  const std::vector<Quantity> names = quantities(hospital);
  for (std::size_t f = 0; f < futures.size(); ++f) {
    Outlook o;
    o.name = f == 0 ? "as_is" : what_ifs[f - 1].name;
    for (std::size_t r = 0; r < runs; ++r) {
      Values v(names.size() * steps_of(hospital.twin));
      std::ifstream in(folder.file(std::to_string(f * runs + r)), std::ios::binary);
      in.read(reinterpret_cast<char*>(v.data()),
              static_cast<std::streamsize>(v.size() * sizeof(double)));
      if (!in) throw RunError("cannot read what a forecast found");
      o.runs.push_back(std::move(v));
    }
    o.bands = bands_of(o.runs, hospital.twin.band);
    warn(hospital, names, o, out.warnings);
    out.outlooks.push_back(std::move(o));
  }
  return out;
}

// Doubles as hexadecimal text are exact.
std::string write(const Forecast& f) {
  std::string out = fmt::format("{} {} {}\n", f.number, f.at.count(), f.outlooks.size());
  for (const Outlook& o : f.outlooks) {
    out += fmt::format("{} {}\n", o.name, o.runs.size());
    for (const Values& v : o.runs) {
      for (const double x : v) out += fmt::format("{:a} ", x);
      out += '\n';
    }
  }
  for (const Warning& w : f.warnings)
    out += fmt::format("{}\t{}\t{}\t{}\t{:a}\n", w.name, w.future, w.text, w.within.count(),
                       w.probability);
  return out;
}

Forecast read_forecast(const std::string& text, double band) {
  std::istringstream in(text);
  Forecast f;
  std::int64_t at = 0;
  std::size_t outlooks = 0, runs = 0;
  in >> f.number >> at >> outlooks;
  f.at = Time{at};
  for (std::size_t i = 0; i < outlooks && in; ++i) {
    Outlook o;
    in >> o.name >> runs >> std::ws;
    for (std::size_t r = 0; r < runs; ++r) {
      std::string line;
      std::getline(in, line);
      Values v;
      const char* p = line.c_str();
      for (char* end = nullptr;; p = end) {
        const double x = std::strtod(p, &end);
        if (end == p) break;
        v.push_back(x);
      }
      o.runs.push_back(std::move(v));
    }
    if (o.runs.empty()) throw RunError("a forecast came to nothing");
    o.bands = bands_of(o.runs, band);
    f.outlooks.push_back(std::move(o));
  }
  if (!in) throw RunError("a forecast came to nothing");
  for (std::string line; std::getline(in, line);) {
    std::istringstream fields(line);
    Warning w;
    std::string within, probability;
    std::getline(fields, w.name, '\t');
    std::getline(fields, w.future, '\t');
    std::getline(fields, w.text, '\t');
    std::getline(fields, within, '\t');
    std::getline(fields, probability, '\t');
    w.within = Time{std::strtoll(within.c_str(), nullptr, 10)};
    w.probability = std::strtod(probability.c_str(), nullptr);
    f.warnings.push_back(std::move(w));
  }
  return f;
}

}  // namespace wardtwin::twin
