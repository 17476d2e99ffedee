#include "viz/trace/messages.h"

#include <gtest/gtest.h>

#include <random>

#include "sim/flow/message_log.h"
#include "sim/results/writer.h"
#include "tests/unit/results/sample.h"
#include "viz/trace/heat.h"

// Messages by place and single ones, against a plain walk over all of them.
namespace wardtwin::viz {
namespace {

using flow::RoughDelays;
using flow::TrafficClass;
using results::MessageEnd;

std::string write(const results::Results& r, const std::string& name) {
  const std::string path = results::temporary(name);
  results::Writer writer(path, r.run, r.model);
  for (const auto& k : r.replications) writer.write(k);
  return writer.finish(r);
}

struct Drawn {
  std::uint32_t window, room;
  TrafficClass traffic;
  Time delay;  ///< kNever: lost
};

// A day in hours, three rooms, all classes, delays over seven orders of magnitude.
std::vector<Drawn> draw_messages() {
  std::mt19937 draw(11);
  std::vector<Drawn> all;
  std::lognormal_distribution<double> delay(-5, 2.5);
  for (int i = 0; i < 60000; ++i) {
    const auto room = static_cast<std::uint32_t>(draw() % 3);
    const bool lost = draw() % 100 < 3 * room;
    all.push_back({static_cast<std::uint32_t>(draw() % 24), room,
                   static_cast<TrafficClass>(draw() % 4),
                   lost ? kNever : from_seconds(delay(draw) * (1 + room))});
  }
  return all;
}

results::Results counted(const std::vector<Drawn>& all) {
  results::Results r = results::sample_results(1);
  r.model.building.rooms.push_back(
      {"room 2", flow::RoomKind::ward, 0, 6, 2.5, 12, 8, {{7, 2.5, 0}}});
  results::Messages& h = r.replications[0].history.messages;
  h.windows.clear();
  h.places.clear();
  h.delays.clear();
  for (int w = 0; w < 24; ++w) h.windows.push_back({3600s * (w + 1), 3600s * (w + 2)});
  std::map<std::tuple<std::uint32_t, std::uint32_t, TrafficClass>, std::vector<Time>> cells;
  for (const Drawn& d : all) cells[{d.window, d.room, d.traffic}].push_back(d.delay);
  for (const auto& [cell, delays] : cells) {
    const auto& [window, room, traffic] = cell;
    RoughDelays rough;
    std::uint64_t lost = 0;
    for (const Time t : delays) t == kNever ? void(++lost) : rough.add(t);
    const auto row = static_cast<std::uint32_t>(h.places.size());
    h.places.push_back({window, room, traffic, rough.count(), lost});
    rough.for_each([&](std::size_t bin, std::uint32_t n) {
      const auto low = [](std::size_t b) {
        return Time{static_cast<std::int64_t>(RoughDelays::bin_low(b))};
      };
      h.delays.push_back({row, low(bin), low(bin + 1), n});
    });
  }
  return r;
}

TEST(MessageHeat, EqualsAPlainWalkOverAllMessages) {
  const std::vector<Drawn> all = draw_messages();
  const Trace trace(write(counted(all), "message_heat.h5"));
  for (const auto& [from, to, traffic] : {std::tuple{0, 24, std::optional<TrafficClass>{}},
                                          std::tuple{3, 7, std::optional<TrafficClass>{}},
                                          std::tuple{0, 24, std::optional{TrafficClass::vitals}},
                                          std::tuple{10, 11, std::optional{TrafficClass::alarm}}}) {
    const Time a = 3600s * (from + 1), b = 3600s * (to + 1);
    // part of an hour counts as the whole of it, and says so
    const auto span = message_window(trace, a + 5min, b - 5min);
    EXPECT_EQ(span, std::pair(a, b));
    const auto p50 = heat_map(trace, {Heat::message_p50, 0, traffic}, a + 5min, b - 5min);
    const auto p99 = heat_map(trace, {Heat::message_p99, 0, traffic}, a, b);
    const auto loss = heat_map(trace, {Heat::message_loss, 0, traffic}, a, b);
    for (std::uint32_t room = 0; room < 3; ++room) {
      std::vector<double> delays;
      std::uint64_t lost = 0;
      for (const Drawn& d : all) {
        if (d.room != room || d.window < static_cast<std::uint32_t>(from) ||
            d.window >= static_cast<std::uint32_t>(to) || (traffic && *traffic != d.traffic))
          continue;
        if (d.delay == kNever)
          ++lost;
        else
          delays.push_back(seconds(d.delay));
      }
      ASSERT_GT(delays.size(), 100u);
      EXPECT_NEAR(p50[room].value / quantile_of(delays, 0.5), 1, 0.063);
      EXPECT_NEAR(p99[room].value / quantile_of(delays, 0.99), 1, 0.063);
      EXPECT_EQ(p50[room].count, delays.size());
      EXPECT_DOUBLE_EQ(loss[room].value, 100.0 * static_cast<double>(lost) /
                                             static_cast<double>(lost + delays.size()));
    }
    EXPECT_GT(p50[2].value, 2 * p50[0].value) << "the third room is three times as slow";
  }
}

TEST(MessageHeat, IsOnAScaleOfRatiosWhereDelaysDifferMuch) {
  const auto square = [](double v) { return HeatSquare{0, 0, 0, 1, 1, v, 1}; };
  const HeatScale wide = scale_of({Heat::message_p99}, {square(0.0021), square(5400)});
  EXPECT_TRUE(wide.log);
  EXPECT_NEAR(wide.low, 0.002, 1e-12);
  EXPECT_NEAR(wide.high, 10000, 1e-9);
  EXPECT_NEAR(share_on(wide, std::sqrt(0.002 * 10000)), 0.5, 1e-9);
  const HeatScale narrow = scale_of({Heat::message_p99}, {square(0.0021), square(0.0045)});
  EXPECT_FALSE(narrow.log);
  EXPECT_NEAR(share_on(narrow, 0.0025), 0.5, 1e-9);
  EXPECT_TRUE(std::isnan(share_on(wide, std::nan(""))));
}

TEST(SignalBands, AreChosenByTheirRow) {
  const results::Results r = results::sample_results(1);
  const Trace trace(write(r, "bands.h5"));
  EXPECT_EQ(bands_of(trace),
            (std::vector<std::string>{"wifi 5 GHz", "wifi 5 GHz, channel 36", "lorawan 868 MHz"}));
  EXPECT_EQ(heat_map(trace, {Heat::signal, 0}, 0s, 1s)[0].value, -52.5);
  EXPECT_EQ(heat_map(trace, {Heat::signal, 0}, 0s, 1s).size(), 2u);
  const auto channel = heat_map(trace, {Heat::signal, 1}, 0s, 1s);
  ASSERT_EQ(channel.size(), 1u) << "of the radios on it alone";
  EXPECT_EQ(channel[0].value, -52.5);
  const auto lora = heat_map(trace, {Heat::signal, 2}, 0s, 1s);
  ASSERT_EQ(lora.size(), 1u);
  EXPECT_EQ(lora[0].value, -91.5);
  // a file from before there were bands
  results::Results old = r;
  old.model.surroundings.bands.clear();
  old.model.surroundings.band_signal.clear();
  const Trace before(write(old, "no_bands.h5"));
  EXPECT_EQ(bands_of(before), std::vector<std::string>{"wifi"});
  EXPECT_EQ(heat_map(before, {Heat::signal, 0}, 0s, 1s).size(), 2u);
}

TEST(SingleMessages, FiltersEqualAPlainWalk) {
  const results::Results r = results::sample_results(1);
  const auto& all = r.replications[0].history.messages.sample;
  const Trace trace(write(r, "single.h5"));
  EXPECT_EQ(list(trace, MessageFilter{}).size(), all.size());
  EXPECT_EQ(one_in(trace), 512u);
  MessageFilter f;
  f.end = {false, true, false};
  std::size_t lost = 0, alarms = 0, slow = 0;
  for (const auto& m : all) {
    lost += m.end == MessageEnd::lost;
    alarms += m.alarm != flow::kNone;
    slow += m.done == kNever || m.done - m.created > 1s;
  }
  ASSERT_GT(lost, 3u);
  EXPECT_EQ(list(trace, f).size(), lost);
  f = {};
  f.only_alarms = true;
  EXPECT_EQ(list(trace, f).size(), alarms);
  f = {};
  f.slower_than = 1s;
  EXPECT_EQ(list(trace, f).size(), slow) << "what did not arrive is slower than anything";
  f = {};
  f.order = MessageOrder::slowest;
  const auto rows = list(trace, f);
  for (std::size_t i = 1; i < rows.size(); ++i)
    EXPECT_GE(took(all[rows[i - 1]]), took(all[rows[i]]));
  f = {};
  f.words = "COLLISION";
  EXPECT_EQ(list(trace, f).size(), lost);
  f.words = "monitor 2";
  EXPECT_EQ(list(trace, f).size(), all.size() / 2);
  f.from = 5000s;
  f.to = 6000s;
  for (const auto i : list(trace, f)) {
    EXPECT_GE(all[i].created, 5000s);
    EXPECT_LT(all[i].created, 6000s);
  }
}

// The stages of every one sum exactly to its whole, and a fault in the way is named.
TEST(SingleMessages, WhySumsExactlyAndNamesWhatWasInTheWay) {
  results::Results r = results::sample_results(1);
  auto& all = r.replications[0].history.messages.sample;
  r.replications[0].faults = {{"gateway ward", all[5].access + 1s, all[5].access + 60s}};
  const Trace trace(write(r, "why.h5"));
  for (std::uint32_t i = 0; i < all.size(); ++i) {
    const Why w = why_message(trace, i);
    Time sum{0};
    for (const Step& s : w.steps) sum += s.length;
    EXPECT_EQ(sum, w.total);
    if (all[i].done != kNever) {
      EXPECT_EQ(w.total, all[i].done - all[i].created);
    }
  }
  const Why slow = why_message(trace, 5);  // 90 s in the network
  ASSERT_EQ(slow.steps.size(), 3u);
  EXPECT_EQ(slow.steps[slow.longest].to, "server");
  EXPECT_EQ(slow.steps[1].length, 90s);
  EXPECT_TRUE(std::ranges::any_of(slow.circumstances, [](const Circumstance& c) {
    return c.step == 1 && c.text.find("gateway ward was down for 59 s") != std::string::npos;
  }));
  EXPECT_NE(why_message(trace, 3).ending.find("Lost: collision"), std::string::npos);
}

// What was in the same stage when it came in, told from the sample.
TEST(SingleMessages, WhyTellsWhatItQueuedBehind) {
  results::Results r = results::sample_results(1);
  auto& all = r.replications[0].history.messages.sample;
  all.resize(4);
  for (std::uint32_t i = 0; i < 4; ++i) {
    all[i] = {3700s + i * 1s,
              3700s + i * 1s + 1ms,
              kNever,
              kNever,
              0,
              0,
              i,
              flow::kNone,
              0,
              MessageEnd::delivered,
              {},
              512};
    all[i].server = 3800s + i * 1ms;  // all wait for the same gateway
    all[i].done = all[i].server + 1us;
  }
  all[2].device = 2;  // one whose gateway is another
  r.model.surroundings.places[2].gateway = 5;
  const Trace trace(write(r, "behind.h5"));
  const auto behind = [&](std::uint32_t row) {
    for (const Circumstance& c : why_message(trace, row).circumstances)
      if (c.step == 1 && c.text.starts_with("about ")) return c.text;
    return std::string();
  };
  EXPECT_EQ(behind(0), "");
  EXPECT_EQ(behind(1), "about 512 messages were in this stage before it");
  EXPECT_EQ(behind(3), "about 1024 messages were in this stage before it");
}

TEST(Patients, AreFoundInTheBedTheyLieIn) {
  results::Results r = results::sample_results(1);
  auto& changes = r.replications[0].history.bed_changes;
  changes = {{0s, 0, 11},
             {4000s, 1, 12},
             {5000s, 0, flow::kNone},
             {5000s, 2, 11},
             {9000s, 2, flow::kNone}};
  const Trace trace(write(r, "patients.h5"));
  EXPECT_EQ(trace.patients(), (std::vector<flow::PatientIndex>{11, 12}));
  EXPECT_EQ(trace.bed_of(11, 4500s), 0u);
  EXPECT_EQ(trace.bed_of(11, 5000s), 2u) << "moved";
  EXPECT_EQ(trace.bed_of(11, 9500s), flow::kNone);
  EXPECT_EQ(trace.bed_of(12, 3999s), flow::kNone);
}

}  // namespace
}  // namespace wardtwin::viz
