#include "scenarios/twin/twin.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace wardtwin::twin {

using recording::Event;
using recording::Kind;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kZ = 1.959963984540054;  // normal quantile of 0.975
constexpr LossRatio kLoss{0.01, 0.1};     ///< a share that is usual, and one that is worth knowing
constexpr std::uint64_t kSettled = 200;   ///< beats after a finding that tell a share by themselves
constexpr ArrivalRatio kMore{1.7};        ///< between as many as before and twice as many
constexpr double kT = 2.045;              ///< Student's 0.975 quantile of a batch's 29 degrees

double hours(Time t) { return seconds(t) / 3600; }

}  // namespace

Twin::Twin(const compiler::Hospital& h, std::vector<compiler::FutureParts> what_ifs,
           Options options)
    : hospital_(&h),
      what_ifs_(std::move(what_ifs)),
      options_(options),
      mirror_(h),
      names_(quantities(h)),
      entries_(h.wifi ? h.wifi->names.size() : 0),
      gateways_(h.gateway_names.size()),
      units_(h.unit_names.size()) {
  for (std::uint32_t g = 0; g < gateways_.size(); ++g) services_.push_back(service_of(h, g));
  // one false signal in `false_alarm_every`: h = ln(observations in that time), drift.h
  const double span = hours(h.twin.false_alarm_every);
  const double beats = static_cast<double>(h.devices.size()) / hours(h.twin.heartbeat);
  const auto per = [&](std::size_t ways) {
    return std::log(
        std::max(10.0, span * beats / static_cast<double>(std::max<std::size_t>(1, ways))));
  };
  for (Way& w : entries_) w.losses.threshold(per(entries_.size()));
  for (Way& w : gateways_)
    w.level.threshold(per(gateways_.size()) - std::log(static_cast<double>(LevelWatch::kBatch)));
  for (Way& w : entries_) w.fewer.threshold(w.losses.threshold());
  for (Way& w : gateways_) w.lower.threshold(w.level.threshold());
  for (std::size_t u = 0; u < units_.size(); ++u) {
    const double n = std::max(10.0, span * h.patients.units[u].def.arrivals.mean_rate());
    units_[u].more.threshold(std::log(n));
    units_[u].fewer.threshold(std::log(n));
  }
  open_.values.assign(names_.size(), kNaN);
}

void Twin::take(const Event& e) {
  if (!begun_) {
    begun_ = minute_ = e.received;
    next_forecast_ = e.received + hospital_->twin.every;
    open_.begin = e.received;
  }
  pass(e.received);
  const Mirror::News n = mirror_.take(e);
  if (n.beat) beat(e, n);
  if (n.departed && mirror_.now() >= *begun_) {
    // the bed's unit; seen from when the recording began
    const double entered = std::max(0.0, seconds(*begun_ - n.since));
    if (n.unit != flow::kNone && !n.arrived) units_[n.unit].stays.ended(entered, seconds(n.length));
  }
  if (n.arrived && n.unit != flow::kNone) arrival(e.at, n.unit);
  if (n.rung && n.unit != flow::kNone) units_[n.unit].rung.at(e.received).add(n.length);
  if (n.answered && n.unit != flow::kNone) units_[n.unit].answered.at(e.received).add(n.length);
  observe(n);
}

// What is due by the clock, minute by minute.
void Twin::pass(Time now) {
  while (minute_ + 1min <= now) {
    minute_ += 1min;
    minute(minute_);
  }
}

void Twin::minute(Time now) {
  const compiler::TwinDef& t = hospital_->twin;
  for (std::size_t u = 0; u < units_.size(); ++u) {
    Unit& unit = units_[u];
    unit.arrivals.watch(now - 1min, now);
    const double expected =
        hospital_->patients.units[u].def.arrivals.rate(now - 30s) * unit.factor / 60;
    if (unit.more.sum() <= 0) unit.since_zero = 0, unit.expected = 0;
    unit.expected += expected;
    unit.more.add(kMore.waited(expected), now);
    // a time without arrivals speaks for the rate as before
    if (unit.factor > 1 && unit.fewer.add(expected * (1 - 1 / unit.factor), now)) {
      unit.factor = 1;
      back(now, unit.fewer.since(), hospital_->unit_names[u]);
      unit.fewer.restart();
    }
  }
  mirror_.fall_silent(now);
  parts(now);
  if (now >= open_.begin + t.step) close_step(now);
  if (now < next_forecast_) return;
  next_forecast_ += t.every;
  const std::uint32_t number = number_++;
  if (!options_.forecasts || number < options_.first) return;
  const Present p = present();
  if (make_forecast) return make_forecast(p, number);
  take(look_ahead(*hospital_, what_ifs_, p, number, options_.seed, options_.jobs));
}

// Losses are of the access point that carried the device's last heartbeat.
void Twin::beat(const Event& e, const Mirror::News& n) {
  const Mirror::Device& d = mirror_.devices()[n.device];
  if (e.heard != kNever && d.gateway < gateways_.size())
    carried(d.gateway, e.received, std::max(Time{0}, e.received - e.heard));
  if (d.entry >= entries_.size()) return;
  Way& w = entries_[d.entry];
  const std::string& name = hospital_->wifi->names[d.entry];
  w.loss.at(e.received).add(n.missed + 1, n.missed);
  if (e.heard != kNever) w.delay.at(e.received).add(std::max(Time{0}, e.heard - e.at));
  if (w.more_loss > 0 && w.settling.sent < kSettled) {
    // a sum stops where much was lost: what came after it is not chosen
    w.settling.add(n.missed + 1, n.missed);
    if (w.settling.sent >= kSettled)
      w.more_loss = static_cast<double>(w.settling.lost) / static_cast<double>(w.settling.sent);
  }
  for (std::uint64_t i = 0; i <= n.missed; ++i) {
    const bool lost = i < n.missed;
    if (w.losses.sum() <= 0) w.changed = {};
    w.changed.add(1, lost);
    const double share = std::min(0.8, w.more_loss);
    const LossRatio more{kLoss.p0 + share, std::min(0.95, kLoss.p1 + 2 * share)};
    if (w.losses.add(more.of(lost), e.received)) {
      const Interval found =
          share_interval(static_cast<double>(w.changed.lost), static_cast<double>(w.changed.sent));
      w.more_loss = found.mean;
      w.settling = {};
      find({Finding::Kind::loss, e.received, w.losses.since(), name, found});
      w.losses.restart();
      w.fewer.restart();
    } else if (share > 0 &&
               w.fewer.add(-LossRatio{kLoss.p0, kLoss.p0 + share}.of(lost), e.received)) {
      w.more_loss = 0;
      back(e.received, w.fewer.since(), name);
      w.fewer.restart();
    }
  }
}

// From the access side to the server. What a gateway has kept through an outage is late, not slow.
void Twin::carried(std::uint32_t gateway, Time now, Time length) {
  if (length > hospital_->twin.late_after) return;
  Way& g = gateways_[gateway];
  g.delay.at(now).add(length);
  g.slowed.add(std::log(std::max(seconds(length), 1e-9)));
  const auto ratio = g.watch.add(seconds(length) / g.whole);
  if (!ratio) return;
  if (g.found) {
    // by geometric means, which a few long waits do not move; of the batch after the sum stopped, in
    // which nothing is mixed or chosen
    const double before = g.watch.mean_log(), level = g.slowed.mean();
    const double half =
        kT * std::hypot(std::sqrt(g.slowed.variance() / static_cast<double>(g.slowed.count())),
                        g.watch.error());
    if (level - half > before) {
      const auto factor = [&](double x) { return services_[gateway].of(before, x); };
      g.whole = std::exp(level - before);
      g.slow = factor(level);
      find({Finding::Kind::slow,
            now,
            *g.found,
            hospital_->gateway_names[gateway],
            {g.slow, factor(level - half), factor(level + half)},
            g.whole});
    }
    g.found.reset();
    g.level.restart();
    g.lower.restart();
  } else if (g.level.add(ratio->higher, now)) {
    g.found = g.level.since();
  } else if (g.slow > 1 && g.lower.add(ratio->lower, now)) {
    g.slow = g.whole = 1;
    back(now, g.lower.since(), hospital_->gateway_names[gateway]);
    g.lower.restart();
  }
  g.slowed = {};
}

void Twin::arrival(Time at, std::uint32_t u) {
  Unit& unit = units_[u];
  const std::string& name = hospital_->unit_names[u];
  unit.arrivals.arrived(at);
  if (unit.more.sum() <= 0) unit.since_zero = 0, unit.expected = 0;
  ++unit.since_zero;
  if (unit.factor > 1) unit.fewer.add(-std::log(unit.factor), at);
  if (!unit.more.add(kMore.arrived(), at)) return;
  const Interval n = poisson_interval(static_cast<double>(unit.since_zero));
  const double scale = unit.factor / std::max(unit.expected, 1e-9);
  unit.factor = scale * n.mean;
  find({Finding::Kind::arrivals,
        at,
        unit.more.since(),
        name,
        {scale * n.mean, scale * n.low, scale * n.high}});
  unit.more.restart();
  unit.fewer.restart();
}

void Twin::back(Time at, Time since, const std::string& what) {
  find({Finding::Kind::back, at, since, what, {kNaN, kNaN, kNaN}});
}

void Twin::parts(Time now) {
  std::map<Part, Time> is;
  for (const Mirror::Down& d : mirror_.down()) is[{d.gateway, d.index}] = d.since;
  const auto name = [&](const Part& part) {
    return part.first ? hospital_->gateway_names[part.second] : hospital_->wifi->names[part.second];
  };
  for (const auto& [part, since] : is)
    if (!down_.contains(part)) {
      ++failures_[part];
      find({Finding::Kind::down, now, since, name(part), {kNaN, kNaN, kNaN}});
    }
  for (const auto& [part, since] : down_)
    if (!is.contains(part)) back(now, since, name(part));
  down_ = std::move(is);
}

void Twin::find(Finding f) {
  findings_.push_back(std::move(f));
  if (on_finding) on_finding(findings_.back());
}

std::vector<Estimate> Twin::estimates() const {
  std::vector<Estimate> out;
  const Add add = [&](std::string what, std::string unit, const Interval& value) {
    if (!std::isnan(value.mean)) out.push_back({minute_, std::move(what), std::move(unit), value});
  };
  estimate_units(add);
  estimate_ways(add);
  return out;
}

void Twin::estimate_units(const Add& add) const {
  const Time now = minute_;
  for (std::size_t u = 0; u < units_.size(); ++u) {
    const std::string& name = hospital_->unit_names[u];
    std::vector<Stays::Open> open;
    for (std::uint32_t b = 0; b < mirror_.beds().size(); ++b) {
      const Mirror::Bed& bed = mirror_.beds()[b];
      if (bed.person.empty() || mirror_.unit_of(b) != u) continue;
      open.push_back(
          {std::max(0.0, seconds(begun_.value_or(now) - bed.since)), seconds(now - bed.since)});
    }
    add("stay mean " + name, "s", units_[u].stays.mean(open));
    add("stay median " + name, "s", units_[u].stays.quantile(0.5, open));
    for (int h = 0; h < 24; ++h)
      add(fmt::format("arrivals {} {:02}h", name, h), "1/h", units_[u].arrivals.at(h));
    add("arrivals factor " + name, "1", {units_[u].factor, kNaN, kNaN});
    add("alarm to handset " + name, "s", units_[u].rung.both().mean());
    add("alarm answered " + name, "s", units_[u].answered.both().mean());
    add("alarms open " + name, "1",
        {static_cast<double>(mirror_.open_alarms(static_cast<std::uint32_t>(u))), kNaN, kNaN});
  }
}

void Twin::estimate_ways(const Add& add) const {
  const double days = std::max(seconds(minute_ - begun_.value_or(minute_)) / 86400, 1e-9);
  const auto state = [&](const std::string& name, const Part& part) {
    add("up " + name, "1", {down_.contains(part) ? 0.0 : 1.0, kNaN, kNaN});
    const auto known = failures_.find(part);
    const Interval n =
        poisson_interval(known == failures_.end() ? 0.0 : static_cast<double>(known->second));
    add("failures " + name, "1/d", {n.mean / days, n.low / days, n.high / days});
  };
  for (std::size_t a = 0; a < entries_.size(); ++a) {
    state(hospital_->wifi->names[a], {false, static_cast<std::uint32_t>(a)});
    const LossCount c = entries_[a].loss.both();
    add("loss " + hospital_->wifi->names[a], "1",
        share_interval(static_cast<double>(c.lost), static_cast<double>(c.sent)));
    add("delay " + hospital_->wifi->names[a], "s", entries_[a].delay.both().mean());
  }
  for (std::size_t g = 0; g < gateways_.size(); ++g) {
    state(hospital_->gateway_names[g], {true, static_cast<std::uint32_t>(g)});
    const Way& way = gateways_[g];
    const Interval carried = way.delay.both().mean();
    add("carried " + hospital_->gateway_names[g], "s", carried);
    if (!way.watch.learnt()) continue;
    // what is not its work was learnt with the level; both errors go into the interval
    const double rest = services_[g].rest(way.watch.mean_log());
    const double half =
        std::hypot(carried.half_width(), kZ * way.watch.error() * way.watch.level());
    add("service " + hospital_->gateway_names[g], "s",
        {carried.mean - rest, carried.mean - rest - half, carried.mean - rest + half});
  }
}

Present Twin::present() const {
  Present p;
  p.now = minute_;
  for (std::uint32_t b = 0; b < mirror_.beds().size(); ++b)
    if (const Mirror::Bed& bed = mirror_.beds()[b]; !bed.person.empty())
      p.patients.push_back({b, seconds(minute_ - bed.since)});
  for (const auto& [part, since] : down_)
    (part.first ? p.gateways_down : p.access_points_down).push_back(part.second);
  for (const Way& w : entries_) p.loss.push_back(w.more_loss);
  for (const Way& w : gateways_) p.slow.push_back(w.slow);
  for (const Unit& u : units_) p.arrivals.push_back(u.factor);
  return p;
}

void Twin::observe(const Mirror::News& n) {
  const auto at = [&](const char* name) -> double& {
    const auto q = std::ranges::find(names_, name, &Quantity::name);
    double& x = open_.values[static_cast<std::size_t>(q - names_.begin())];
    if (std::isnan(x)) x = 0;
    return x;
  };
  if (n.admitted) at("admissions") += 1;
  if (n.rung) at("alarms rung") += 1;
}

// What can be observed of the step that ends.
void Twin::close_step(Time end) {
  for (std::size_t q = 0; q < names_.size(); ++q) {
    double& x = open_.values[q];
    if (names_[q].name == "alarms rung" || names_[q].name == "admissions")
      x = std::isnan(x) ? 0 : x;
    for (std::uint32_t u = 0; u < units_.size(); ++u)
      if (names_[q].name == "beds occupied " + hospital_->unit_names[u])
        x = static_cast<double>(mirror_.occupied(u));
  }
  compare(open_);
  open_ = {end, Values(names_.size(), kNaN)};
}

// Every forecast that spoke of just this step, while nothing it did not know of had been found.
void Twin::compare(const Observed& step) {
  if (settle) settle();
  const compiler::TwinDef& t = hospital_->twin;
  for (const Forecast& f : forecasts_) {
    const Time ahead = step.begin - f.at;
    if (ahead < Time{0} || ahead >= t.horizon || ahead % t.step != Time{0}) continue;
    const auto row = static_cast<std::size_t>(ahead / t.step) * names_.size();
    for (std::size_t q = 0; q < names_.size(); ++q) {
      if (std::isnan(step.values[q])) continue;
      std::vector<double> runs;
      for (const Values& v : f.outlooks[0].runs) runs.push_back(v[row + q]);
      Coverage& c = coverage_[names_[q].name];
      c.inside += inside(runs, step.values[q], t.band);
      ++c.of;
    }
  }
}

void Twin::take(Forecast f) {
  if (on_forecast) on_forecast(f);
  forecasts_.push_back(std::move(f));
  // no longer needed to compare with
  const Time old = minute_ - hospital_->twin.horizon - hospital_->twin.step;
  for (Forecast& x : forecasts_)
    if (x.at < old)
      for (Outlook& o : x.outlooks) o.runs.clear();
}

}  // namespace wardtwin::twin
