#include "viz/trace/trace.h"

#include <gtest/gtest.h>

#include <random>

#include "sim/base/error.h"
#include "sim/results/overview.h"
#include "sim/results/writer.h"
#include "tests/unit/results/sample.h"
#include "viz/trace/alarms.h"
#include "viz/trace/compare.h"
#include "viz/trace/heat.h"
#include "viz/trace/series.h"

// Every query against a plain walk over the whole log.
namespace wardtwin::viz {
namespace {

using flow::kNone;

results::Results busy_hospital(std::uint32_t seed) {
  results::Results r = results::sample_results(1);
  results::Replication& k = r.replications[0];
  std::mt19937 draw(seed);
  const auto at = [&] {
    return Time{std::uniform_int_distribution<std::int64_t>(0, 86'400'000'000'000)(draw)};
  };
  const auto one_of = [&](std::uint32_t n) {
    return std::uniform_int_distribution<std::uint32_t>(0, n - 1)(draw);
  };
  k.history = {};
  for (int i = 0; i < 400; ++i) {
    k.history.bed_changes.push_back(
        {at(), one_of(3), i % 3 ? static_cast<std::uint32_t>(i) : kNone});
    k.history.associations.push_back({at(), one_of(3), i % 4 ? one_of(2) : kNone});
    const Time from = at();
    k.history.blind_spells.push_back({one_of(3), from, from + Time{60s} * one_of(20), one_of(2)});
    k.faults.push_back({i % 2 ? "ap icu" : "gateway ward", from, from + Time{300s}});
  }
  for (auto& a : k.alarms) {
    a.alarm.onset = at();
    Time t = a.alarm.onset;
    for (Time& s : a.alarm.at)
      if (s != kNever) s = t += Time{1s} * one_of(900);
    a.alarm.cleared = one_of(2) ? t + Time{1s} * one_of(2000) : kNever;
    a.alarm.bed = one_of(3);
  }
  std::ranges::sort(k.history.bed_changes, {}, &flow::BedChange::at);
  std::ranges::sort(k.history.associations, {}, &flow::Association::at);
  return r;
}

std::string write(const results::Results& r, const std::string& name) {
  const std::string path = results::temporary(name);
  results::Writer writer(path, r.run, r.model);
  for (const auto& k : r.replications) writer.write(k);
  return writer.finish(r);
}

std::vector<Time> moments() {
  std::vector<Time> out;
  for (int i = 0; i < 500; ++i) out.push_back(Time{172s} * i + Time{std::int64_t{i} * 7'919'113});
  return out;
}

TEST(TraceState, EqualsAWalkOverTheWholeLog) {
  const results::Results r = busy_hospital(1);
  const Trace trace(write(r, "trace.h5"));
  const results::Replication& k = r.replications[0];
  int blind = 0, down = 0;
  for (const Time t : moments()) {
    for (std::uint32_t i = 0; i < 3; ++i) {
      flow::PatientIndex patient = kNone;
      for (const auto& c : k.history.bed_changes)
        if (c.bed == i && c.at <= t) patient = c.patient;
      EXPECT_EQ(trace.patient_in(i, t), patient);
      std::uint32_t ap = kNone;
      for (const auto& c : k.history.associations)
        if (c.device == i && c.at <= t) ap = c.access_point;
      EXPECT_EQ(trace.access_point_of(i, t), ap);
      const bool no_data = std::ranges::any_of(k.history.blind_spells, [&](const auto& s) {
        return s.device == i && s.from <= t && t < s.until;
      });
      EXPECT_EQ(trace.blind(i, t), no_data);
      blind += no_data;
    }
    const bool is_down = std::ranges::any_of(
        k.faults, [&](const auto& f) { return f.what == "ap icu" && f.at <= t && t < f.until; });
    EXPECT_EQ(trace.fault_of("ap icu", t) != nullptr, is_down);
    down += is_down;
  }
  EXPECT_GT(blind, 50);
  EXPECT_GT(down, 50);
}

TEST(TraceState, OpenAlarmsEqualAWalkOverTheWholeLog) {
  const results::Results r = busy_hospital(2);
  const Trace trace(write(r, "open.h5"));
  std::size_t seen = 0;
  for (const Time t : moments()) {
    std::vector<std::uint32_t> open;
    for (std::uint32_t i = 0; i < r.replications[0].alarms.size(); ++i) {
      const flow::Alarm& a = r.replications[0].alarms[i].alarm;
      if (sounded(a) <= t && met(a) > t) open.push_back(i);
    }
    auto found = trace.open_alarms(t);
    for (std::size_t i = 1; i < found.size(); ++i)
      EXPECT_LE(r.replications[0].alarms[found[i - 1]].alarm.priority,
                r.replications[0].alarms[found[i]].alarm.priority);
    std::vector<std::uint32_t> by_bed;
    for (std::uint32_t b = 0; b < 3; ++b)
      for (const auto i : trace.open_alarms_of(b, t)) by_bed.push_back(i);
    std::ranges::sort(found);
    std::ranges::sort(by_bed);
    EXPECT_EQ(found, open);
    EXPECT_EQ(by_bed, open);
    seen += open.size();
  }
  EXPECT_GT(seen, 1000u);
}

TEST(TraceState, JumpsToTheNextAlarmFaultAndLateAlarm) {
  const results::Results r = busy_hospital(3);
  const Trace trace(write(r, "next.h5"));
  for (const Time t : moments()) {
    Time alarm = kNever, late_one = kNever, fault = kNever;
    for (const auto& a : r.replications[0].alarms) {
      if (a.alarm.priority != flow::AlarmPriority::high || sounded(a.alarm) <= t) continue;
      alarm = std::min(alarm, sounded(a.alarm));
      if (late(trace, a.alarm)) late_one = std::min(late_one, sounded(a.alarm));
    }
    for (const auto& f : r.replications[0].faults)
      for (const Time at : {f.at, f.until})
        if (at > t && at < trace.end()) fault = std::min(fault, at);
    EXPECT_EQ(trace.next_alarm(t, flow::AlarmPriority::high).value_or(kNever), alarm);
    EXPECT_EQ(trace.next_late(t).value_or(kNever), late_one);
    EXPECT_EQ(trace.next_fault(t).value_or(kNever), fault);
  }
}

TEST(TraceState, ANurseWalksStraightBetweenHerSteps) {
  results::Results r = results::sample_results(1);
  r.replications[0].history.nurse_steps = {
      {100s, 0, {0, 0, 0}, 7}, {110s, 0, {10, 4, 0}, 3}, {200s, 0, {10, 4, 0}, flow::kOffDuty}};
  const Trace trace(write(r, "nurse.h5"));
  EXPECT_FALSE(trace.nurse(0, 99s));
  const auto half = trace.nurse(0, 105s);
  ASSERT_TRUE(half);
  EXPECT_EQ(half->at, (Position{5, 2, 0}));
  EXPECT_EQ(half->doing, 7);
  EXPECT_EQ(trace.nurse(0, 150s)->at, (Position{10, 4, 0}));
  EXPECT_EQ(trace.nurse(0, 300s)->doing, flow::kOffDuty);
  EXPECT_EQ(trace.activity(1), "documentation");
  EXPECT_EQ(trace.activity(0), "idle");
}

// The sample starts at 22:00 and warms up for one hour.
TEST(TraceClock, ReadsWhatItWrites) {
  const Trace trace(write(results::sample_results(1), "clock.h5"));
  EXPECT_EQ(trace.clock(3600s), "23:00:00");
  EXPECT_EQ(trace.clock(7200s + 3h + 5min + 20s), "day +1 03:05:20");
  EXPECT_EQ(trace.parse_clock("03:05"), Time{5h + 5min});
  EXPECT_EQ(trace.parse_clock("23:00:01"), Time{1h + 1s});
  EXPECT_EQ(trace.parse_clock("22:59"), Time{24h + 59min}) << "the first after measuring began";
  EXPECT_EQ(trace.parse_clock("1/03:05"), Time{29h + 5min});
  for (const char* wrong : {"", "3", "25:00", "03:60", "03:05:99", "03:05x", "x"})
    EXPECT_FALSE(trace.parse_clock(wrong)) << wrong;
}

TEST(TraceWhy, StagesSumExactlyToTheTotal) {
  const results::Results r = busy_hospital(4);
  const Trace trace(write(r, "why.h5"));
  for (std::size_t i = 0; i < trace.logs().alarms.size(); ++i) {
    const Why w = why(trace, i);
    Time sum{0}, last = trace.logs().alarms[i].alarm.onset;
    for (const Step& s : w.steps) {
      EXPECT_GE(s.length, Time{0});
      EXPECT_EQ(s.at - last, s.length);
      last = s.at;
      sum += s.length;
      EXPECT_LE(s.length, w.steps[w.longest].length);
    }
    EXPECT_EQ(sum, w.total);
    EXPECT_EQ(last - trace.logs().alarms[i].alarm.onset, w.total);
  }
}

TEST(TraceWhy, NamesTheFaultThatHeldItUp) {
  results::Results r = results::sample_results(1);
  auto& k = r.replications[0];
  k.alarms.resize(1);
  k.history = {};
  auto& a = k.alarms[0].alarm;
  a.onset = 5000s;
  for (std::size_t s = 0; s < a.at.size(); ++s) a.at[s] = 5000s + Time{1s} * static_cast<int>(s);
  a.at[3] = 6000s;  // gateway
  for (std::size_t s = 4; s < a.at.size(); ++s) a.at[s] = 6000s + Time{1s} * static_cast<int>(s);
  k.faults = {{"gateway ward", 5500s, 5900s}, {"ap icu", 7000s, 8000s}};
  const Why w = why(Trace(write(r, "fault.h5")), 0);
  EXPECT_EQ(w.steps[w.longest].to, "gateway");
  ASSERT_EQ(w.circumstances.size(), 1u);
  EXPECT_EQ(w.circumstances[0].step, w.longest);
  EXPECT_EQ(w.circumstances[0].text, "gateway ward was down for 7 min of it (since 23:31:40)");
  EXPECT_NE(w.ending.find("Delivered late"), std::string::npos) << w.ending;

  k.faults.clear();
  EXPECT_TRUE(why(Trace(write(r, "fault.h5")), 0).circumstances.empty());
}

TEST(TraceAlarms, FiltersAndOrdersEqualAPlainWalk) {
  const results::Results r = busy_hospital(5);
  const Trace trace(write(r, "list.h5"));
  AlarmFilter f;
  f.priority = {true, false, true};
  f.from = 20000s;
  f.to = 60000s;
  f.order = AlarmOrder::to_handset;
  const auto rows = list(trace, f);
  std::size_t expected = 0;
  for (const auto& a : r.replications[0].alarms)
    expected += a.alarm.priority != flow::AlarmPriority::medium && sounded(a.alarm) >= f.from &&
                sounded(a.alarm) < f.to;
  EXPECT_EQ(rows.size(), expected);
  EXPECT_GT(expected, 20u);
  for (std::size_t i = 1; i < rows.size(); ++i)
    EXPECT_GE(to_handset(trace.logs().alarms[rows[i - 1]].alarm),
              to_handset(trace.logs().alarms[rows[i]].alarm));
  f.words = "ICU 1";
  for (const auto i : list(trace, f)) EXPECT_EQ(trace.logs().alarms[i].alarm.bed, 2u);
  EXPECT_FALSE(list(trace, f).empty());
  f.words = "no such thing";
  EXPECT_TRUE(list(trace, f).empty());
}

TEST(TraceHeat, RoomsEqualAPlainWalk) {
  results::Results r = busy_hospital(6);
  r.model.building.beds[2].room = 0;
  r.model.devices[1].room = 0;
  const Trace trace(write(r, "heat.h5"));
  const Time from = 10000s, to = 70000s;
  std::vector<double> delays, minutes(2);
  int lost = 0, all = 0;
  for (const auto& a : r.replications[0].alarms) {
    if (r.model.building.beds[a.alarm.bed].room != 1 || sounded(a.alarm) < from ||
        sounded(a.alarm) >= to)
      continue;
    ++all;
    lost += a.end == results::AlarmEnd::lost;
    if (to_handset(a.alarm) != kNever) delays.push_back(seconds(to_handset(a.alarm)));
  }
  std::ranges::sort(delays);
  for (const auto& s : r.replications[0].history.blind_spells)
    if (s.device < 2)
      minutes[r.model.devices[s.device].room] +=
          std::max(0.0, seconds(std::min(to, s.until) - std::max(from, s.from))) / 60;
  ASSERT_GT(all, 30);
  EXPECT_DOUBLE_EQ(heat_map(trace, {Heat::alarm_loss}, from, to)[1].value, 100.0 * lost / all);
  EXPECT_DOUBLE_EQ(heat_map(trace, {Heat::alarm_p50}, from, to)[1].value,
                   delays[(delays.size() + 1) / 2 - 1]);
  const auto blind = heat_map(trace, {Heat::blind_minutes}, from, to);
  EXPECT_NEAR(blind[0].value, minutes[0], 1e-6);
  EXPECT_NEAR(blind[1].value, minutes[1], 1e-6);
  const auto signal = heat_map(trace, {Heat::signal}, from, to);
  ASSERT_EQ(signal.size(), 2u);
  EXPECT_EQ(signal[0].value, -52.5);
  EXPECT_EQ(signal[0].x1 - signal[0].x0, 1);
  EXPECT_TRUE(std::isnan(heat_map(trace, {Heat::second_signal}, from, to)[1].value));
}

// Each device hears the nearest square of its own floor, found by looking at all of them.
TEST(TraceHeat, LinksHaveTheSignalOfTheNearestSquare) {
  results::Results r = busy_hospital(7);
  r.model.building.floors = {{"ground", 0, flow::Material::concrete_200},
                             {"first", 4, flow::Material::concrete_200}};
  std::mt19937 draw(3);
  const auto metres = [&] { return std::uniform_real_distribution<float>(0, 30)(draw); };
  auto& s = r.model.surroundings;
  s.signal.clear();
  for (std::uint32_t i = 0; i < 1800; ++i)
    s.signal.push_back({i % 2, static_cast<float>(i / 2 % 30) + 0.5f,
                        static_cast<float>(i / 60) + 0.5f, 1, i % 3, -30.f - metres(), -70});
  for (auto& p : s.places) p.at = {double{metres()}, double{metres()}, draw() % 2 ? 5.0 : 1.0};
  const Trace trace(write(r, "links.h5"));
  const auto heard = signal_at_devices(trace);
  ASSERT_EQ(heard.size(), s.places.size());
  ASSERT_GT(heard.size(), 1u);
  for (std::size_t d = 0; d < heard.size(); ++d) {
    const Position& at = s.places[d].at;
    const results::SignalPoint* best = nullptr;
    const auto far = [&](const results::SignalPoint& p) {
      return std::hypot(double{p.x} - at.x, double{p.y} - at.y);
    };
    for (const auto& p : s.signal)
      if (p.floor == (at.z > 4 ? 1u : 0u) && (!best || far(p) < far(*best))) best = &p;
    EXPECT_EQ(heard[d].signal_dbm, best->signal_dbm);
    EXPECT_EQ(link_signal(heard[d], best->strongest), double{best->signal_dbm});
    EXPECT_EQ(link_signal(heard[d], best->strongest + 1), -70) << "another one's, at most";
  }
  EXPECT_TRUE(std::isnan(link_signal({}, 0)));
}

TEST(TraceHeat, ScalesEndWithARoundNumberThatNothingExceeds) {
  const auto high = [](Heat h, double most) {
    return scale_of({h}, {{0, 0, 0, 1, 1, most / 3, 0}, {0, 0, 0, 1, 1, most, 0}}).high;
  };
  EXPECT_EQ(high(Heat::airtime, 0.97), 1);
  EXPECT_EQ(high(Heat::airtime, 1), 1);
  EXPECT_EQ(high(Heat::airtime, 1.01), 2);
  EXPECT_EQ(high(Heat::alarm_p99, 5658), 10000);
  EXPECT_NEAR(high(Heat::alarm_loss, 0.03), 0.05, 1e-12);
  EXPECT_EQ(high(Heat::signal, 5), -35) << "signals always have the same";
  EXPECT_EQ(high(Heat::airtime, 0), scale_of({Heat::airtime}, {}).high);
}

TEST(TraceHeat, QuantileIsTheNearestRank) {
  EXPECT_TRUE(std::isnan(quantile_of({}, 0.5)));
  std::vector<double> v;
  for (int i = 100; i > 0; --i) v.push_back(i);
  EXPECT_EQ(quantile_of(v, 0.99), 99);
  EXPECT_EQ(quantile_of(v, 0.5), 50);
  EXPECT_EQ(quantile_of(v, 1), 100);
  EXPECT_EQ(quantile_of({7}, 0.01), 7);
}

// The overview of random rows against minima, maxima and means of the rows themselves.
TEST(Overview, HasMinMaxAndMeanOfEveryLevel) {
  std::mt19937 draw(7);
  for (const std::size_t n : {0u, 1u, 2u, 15u, 16u, 17u, 255u, 256u, 257u, 5000u}) {
    std::vector<float> rows(2 * n);
    for (float& v : rows)
      v = static_cast<float>(std::uniform_real_distribution<double>(-5, 20)(draw));
    results::OverviewBuilder builder(2);
    // in pieces, as a run hands them over
    for (std::size_t at = 0; at < n;) {
      const std::size_t piece = std::min<std::size_t>(n - at, 1 + at % 37);
      builder.add({&rows[2 * at], 2 * piece});
      at += piece;
    }
    const auto overview = builder.finish();
    const auto levels = results::overview_levels(n);
    ASSERT_EQ(overview.size(), levels.empty() ? 0 : 6 * (levels.back().first + levels.back().rows))
        << n;
    if (n > 1) {
      EXPECT_EQ(levels.back().rows, 1u);
    }
    for (const auto& level : levels)
      for (std::size_t r = 0; r < level.rows; ++r)
        for (std::size_t c = 0; c < 2; ++c) {
          float low = 1e30f, high = -1e30f;
          double sum = 0;
          const std::size_t last = std::min(n, (r + 1) * level.factor);
          for (std::size_t i = r * level.factor; i < last; ++i) {
            low = std::min(low, rows[2 * i + c]);
            high = std::max(high, rows[2 * i + c]);
            sum += rows[2 * i + c];
          }
          const float* v = &overview[((level.first + r) * 2 + c) * 3];
          EXPECT_EQ(v[0], low);
          EXPECT_EQ(v[1], high);
          EXPECT_NEAR(v[2], sum / static_cast<double>(last - r * level.factor), 1e-4);
        }
  }
}

TEST(TraceSeries, AWindowReadsFewRowsAndLosesNoPeak) {
  results::Results r = results::sample_results(1);
  auto& s = r.replications[0].series;
  s = {};
  const std::size_t n = 200'000;
  s.gateway_queue = {1, std::vector<float>(n)};
  s.gateway_queue.values[123'456] = 99;
  r.replications[0].simulated_s = 3600 + 60.0 * n;
  const Trace trace(write(r, "long.h5"));
  const Plot whole = read_plot(trace, SeriesName::gateway_queue, trace.start(), trace.end(), 60);
  ASSERT_EQ(whole.lines.size(), 1u);
  EXPECT_LE(whole.lines[0].buckets.size(), 60u * 2);
  int peaks = 0;
  double sum = 0;
  Time covered{0};
  for (const Bucket& b : whole.lines[0].buckets) {
    peaks += b.max == 99;
    sum += b.mean * seconds(b.to - b.from) / 60;
    covered += b.to - b.from;
    if (b.max == 99) {
      EXPECT_TRUE(b.from <= trace.start() + 123'456 * Time{1min} &&
                  trace.start() + 123'456 * Time{1min} < b.to);
    }
  }
  EXPECT_EQ(peaks, 1);
  EXPECT_NEAR(sum, 99, 0.01);
  EXPECT_EQ(covered, n * Time{1min});
  const Plot part =
      read_plot(trace, SeriesName::gateway_queue, trace.start() + 123'450 * Time{1min},
                trace.start() + 123'460 * Time{1min}, 60);
  ASSERT_EQ(part.lines[0].buckets.size(), 10u);
  EXPECT_EQ(part.lines[0].buckets[6].mean, 99);
  EXPECT_NE(as_csv(part).find("gateway ward_mean"), std::string::npos);
}

// Levels of the file are 16 apart; a chart still has about as many points as pixels.
TEST(TraceSeries, AnyLengthFillsItsPixels) {
  for (const std::size_t n : {500u, 1300u, 5000u, 20'000u, 60'000u}) {
    results::Results r = results::sample_results(1);
    auto& s = r.replications[0].series;
    s = {};
    s.gateway_queue = {1, std::vector<float>(n, 1)};
    r.replications[0].simulated_s = 3600 + 60.0 * static_cast<double>(n);
    const Trace trace(write(r, "filled.h5"));
    const Plot p = read_plot(trace, SeriesName::gateway_queue, trace.start(), trace.end(), 600);
    EXPECT_LE(p.lines[0].buckets.size(), 1200u) << n;
    EXPECT_GE(p.lines[0].buckets.size(), std::min<std::size_t>(n, 600)) << n;
  }
}

// Two runs whose replications differ by a constant: paired, that is certain although the
// replications themselves are spread far wider.
TEST(TraceCompare, PairsReplicationsOfOneSeed) {
  results::Results a = results::sample_results(6), b = a;
  for (std::size_t k = 0; k < 6; ++k) {
    a.replications[k].units[0].beds_occupied_mean = 20 + 3.0 * static_cast<double>(k % 3);
    b.replications[k].units[0].beds_occupied_mean =
        a.replications[k].units[0].beds_occupied_mean + 0.5 + 0.01 * static_cast<double>(k % 2);
  }
  const auto find = [](const Comparison& c) {
    for (const Difference& d : c.rows)
      if (d.quantity.find("occupied") != std::string::npos) return d;
    return Difference{};
  };
  const Difference paired = find(compare(a, b));
  ASSERT_EQ(paired.quantity.empty(), false);
  EXPECT_TRUE(compare(a, b).paired);
  EXPECT_TRUE(paired.certain());
  EXPECT_NEAR(paired.b - paired.a, 0.505, 1e-9);
  EXPECT_TRUE(paired.low < 0.505 && 0.505 < paired.high);
  b.run.seed = 21;
  const Difference apart = find(compare(a, b));
  EXPECT_FALSE(compare(a, b).paired);
  EXPECT_FALSE(apart.certain()) << "unpaired, the spread hides it";
}

TEST(TraceFile, AFileOfFormat10StillOpens) {
  results::Results r = results::sample_results(1);
  r.model.surroundings = {};
  r.replications[0].history = {};
  const Trace trace(write(r, "old.h5"));
  EXPECT_FALSE(trace.knows_beds());
  EXPECT_FALSE(trace.knows_nurses());
  EXPECT_EQ(trace.patient_in(0, 5000s), kNone);
  EXPECT_THROW(Trace("/nowhere/none.h5"), InputError);
  EXPECT_THROW(Trace(trace.path(), 7), InputError);
}

}  // namespace
}  // namespace wardtwin::viz
