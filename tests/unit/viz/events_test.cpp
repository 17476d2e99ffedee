#include "viz/trace/events.h"

#include <gtest/gtest.h>

#include "sim/results/writer.h"
#include "tests/unit/results/sample.h"
#include "viz/trace/alarms.h"
#include "viz/trace/patient_flow.h"
#include "viz/trace/series.h"

namespace wardtwin::viz {
namespace {

using flow::kNone;

Trace written(const results::Results& r, const std::string& name) {
  const std::string path = results::temporary(name);
  results::Writer writer(path, r.run, r.model);
  for (const auto& k : r.replications) writer.write(k);
  return Trace(writer.finish(r));
}

TEST(Events, AreAllRowsOfAllLogsInOrderOfTime) {
  const Trace t = written(results::sample_results(1), "events.h5");
  const auto all = events_of(t);
  std::array<std::size_t, kEventKinds> count{};
  for (std::size_t i = 0; i < all.size(); ++i) {
    ++count[static_cast<std::size_t>(all[i].kind)];
    if (i > 0) {
      EXPECT_LE(all[i - 1].at, all[i].at);
    }
    EXPECT_FALSE(text_of(t, all[i]).empty());
    EXPECT_FALSE(subject_of(t, all[i]).empty());
  }
  std::size_t stages = 0, lost = 0, faults = 0;
  for (const auto& a : t.logs().alarms) {
    for (const Time at : a.alarm.at) stages += at != kNever;
    lost += a.end == results::AlarmEnd::lost;
  }
  for (const auto& f : t.logs().faults) faults += f.until == kNever ? 1 : 2;
  const auto& h = t.logs().history;
  EXPECT_EQ(count, (std::array<std::size_t, kEventKinds>{
                       stages, lost, faults, t.logs().link_changes.size(), h.associations.size(),
                       h.bed_changes.size(), h.nurse_steps.size()}));
}

TEST(Events, AFilterEqualsAPlainWalk) {
  const Trace t = written(results::sample_results(1), "events_filter.h5");
  const auto all = events_of(t);
  for (const auto& [words, kinds] :
       {std::pair{"", 0b1111111}, std::pair{"ICU", 0b1111111}, std::pair{"gateway", 0b0000110},
        std::pair{"bedside", 0b0000001}, std::pair{"nothing", 0b1111111}}) {
    EventFilter f;
    f.words = words;
    f.from = 4000s;
    f.to = 45000s;
    for (std::size_t k = 0; k < kEventKinds; ++k) f.kind[k] = kinds >> k & 1;
    std::vector<std::uint32_t> expected;
    for (std::uint32_t i = 0; i < all.size(); ++i) {
      std::string text = subject_of(t, all[i]) + " " + text_of(t, all[i]), wanted = words;
      for (char& c : text) c = static_cast<char>(std::tolower(c));
      for (char& c : wanted) c = static_cast<char>(std::tolower(c));
      if (all[i].at >= f.from && all[i].at < f.to && kinds >> static_cast<int>(all[i].kind) & 1 &&
          text.find(wanted) != std::string::npos)
        expected.push_back(i);
    }
    EXPECT_EQ(filter(t, all, f), expected) << words;
  }
}

results::Requirement bound(const std::string& name, const std::string& unit, double limit) {
  return {name, unit, limit, true, 0, 0, 0, results::Verdict::not_met, {}};
}

TEST(Breaches, AreTheInstantsAtWhichAnAlarmIsLateLostOrAMonitorUnheard) {
  results::Results r = results::sample_results(1);
  r.requirements = {bound("fast: high alarms to handset", "s", 5),
                    bound("none lost: low alarms lost", "1", 0.001),
                    bound("seen: blind share", "1", 0.001), bound("air: airtime", "1", 0.25),
                    bound("load: gateway load", "1", 0.6)};
  const Trace t = written(r, "breaches.h5");
  const Breaches found = breaches_of(t);
  EXPECT_EQ(found.others, (std::vector<std::string>{"load: gateway load"}));
  std::array<std::size_t, 5> count{};
  for (std::size_t i = 0; i < found.list.size(); ++i) {
    ++count[found.list[i].requirement];
    if (i > 0) {
      EXPECT_LE(found.list[i - 1].at, found.list[i].at);
    }
  }
  std::size_t late = 0, lost = 0;
  for (const auto& a : t.logs().alarms) {
    const bool gone = a.end == results::AlarmEnd::lost;
    if (a.alarm.priority == flow::AlarmPriority::high)
      late += to_handset(a.alarm) == kNever ? gone : to_handset(a.alarm) > 5s;
    lost += a.alarm.priority == flow::AlarmPriority::low && gone;
  }
  ASSERT_GT(late, 0u);
  ASSERT_GT(lost, 0u);
  // of the sample's airtime .3 .3 and .2 .1 by minute, the first column is over it once
  EXPECT_EQ(count, (std::array<std::size_t, 5>{late, lost, 1, 1, 0}));
  r.requirements[0].limit = 1000;
  const Breaches patient = breaches_of(written(r, "breaches_patient.h5"));
  EXPECT_LT(patient.list.size(), found.list.size());
}

std::uint64_t sum(const std::vector<Stream>& all, const std::string& from, const std::string& to) {
  std::uint64_t n = 0;
  for (const Stream& s : all)
    if ((from.empty() || s.from == from) && (to.empty() || s.to == to)) n += s.count;
  return n;
}

// By hand: patient 1 moves from the ward (beds 0 and 1) to the icu (bed 2), 2 was there before and
// leaves, 3 comes and changes her bed within the ward, 4 comes and goes, 5 comes after the window.
TEST(PatientFlow, CountsMovesBetweenUnits) {
  results::Results r = results::sample_results(1);
  r.replications[0].history.bed_changes = {{0s, 0, 2},        {5000s, 0, kNone}, {5000s, 1, 1},
                                           {6000s, 1, kNone}, {6010s, 2, 1},     {7000s, 0, 3},
                                           {8000s, 0, kNone}, {8000s, 1, 3},     {9000s, 2, kNone},
                                           {9100s, 2, 4},     {9200s, 2, kNone}, {80000s, 2, 5}};
  const Trace t = written(r, "flow.h5");
  const auto all = unit_flow(t, 3600s, 70000s);
  EXPECT_EQ(sum(all, "there at the start", "ward east"), 1u);
  EXPECT_EQ(sum(all, "came", "ward east"), 2u);
  EXPECT_EQ(sum(all, "ward east", "icu"), 1u);
  EXPECT_EQ(sum(all, "came", "icu"), 1u);
  EXPECT_EQ(sum(all, "icu", "left"), 2u);
  EXPECT_EQ(sum(all, "ward east", "left"), 1u);
  EXPECT_EQ(sum(all, "ward east", "there at the end"), 1u);
  for (const char* unit : {"ward east", "icu"}) EXPECT_EQ(sum(all, "", unit), sum(all, unit, ""));
  EXPECT_EQ(sum(unit_flow(t, 3600s, 86000s), "icu", "there at the end"), 1u);
}

TEST(PatientFlow, PathwaysGiveOutWhatTheyTookIn) {
  const Trace t = written(results::sample_results(1), "pathway_flow.h5");
  const auto all = pathway_flow(t);
  EXPECT_EQ(sum(all, "", "walk in"), 213u);
  EXPECT_EQ(sum(all, "walk in", ""), 213u);
  const auto shares = step_shares(t, 0);
  ASSERT_EQ(shares.size(), 2u);
  EXPECT_NEAR(shares[0].share, 0.4 / 5.9, 1e-12);
  EXPECT_NEAR(shares[0].share + shares[1].share, 1, 1e-12);
}

TEST(Coarser, LosesNoPeakAndKeepsTheMeanOverTime) {
  Plot p{"x", "1", {{"a", {}}, {"b", {}}}};
  for (int i = 0; i < 1000; ++i)
    for (std::size_t l = 0; l < 2; ++l) {
      const auto v = static_cast<float>((i * 37 + static_cast<int>(l) * 11) % 101);
      p.lines[l].buckets.push_back({Time{1min} * i, Time{1min} * (i + 1), v - 1, v + 1, v});
    }
  EXPECT_EQ(coarser(p, 2000).lines[0].buckets.size(), 1000u);
  const Plot c = coarser(p, 300);
  ASSERT_LE(c.lines[0].buckets.size() * 2, 300u);
  const auto range = [](const Line& l) {
    float low = 1e9f, high = -1e9f;
    double sum = 0;
    for (const Bucket& b : l.buckets) {
      low = std::min(low, b.min);
      high = std::max(high, b.max);
      sum += double{b.mean} * seconds(b.to - b.from);
    }
    return std::tuple(low, high, sum / 60000);
  };
  for (std::size_t l = 0; l < 2; ++l) {
    const auto [low, high, mean] = range(p.lines[l]);
    const auto [low_c, high_c, mean_c] = range(c.lines[l]);
    EXPECT_EQ(low, low_c);
    EXPECT_EQ(high, high_c);
    EXPECT_NEAR(mean, mean_c, 1e-4);
    EXPECT_EQ(c.lines[l].buckets.back().to, p.lines[l].buckets.back().to);
  }
  const Line all = envelope(p);
  for (std::size_t i = 0; i < 1000; ++i) {
    EXPECT_EQ(all.buckets[i].max, std::max(p.lines[0].buckets[i].max, p.lines[1].buckets[i].max));
    EXPECT_EQ(all.buckets[i].min, std::min(p.lines[0].buckets[i].min, p.lines[1].buckets[i].min));
  }
}

}  // namespace
}  // namespace wardtwin::viz
