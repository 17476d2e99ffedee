#include <cmath>

#include <gtest/gtest.h>

#include "network_models/wifi/hidden_cell.h"
#include "tests/validation/wifi/corridor.h"

// Two cells that do not hear each other, while the access point of each hears the other: frames that
// meet are lost. Against simulation by code of its own, pure ALOHA, and stations hidden from each other
// in one cell (HiddenCell).
namespace wardtwin::wifi::bench {
namespace {

constexpr Time kData{248'000};
const Graph kEachOther{{1}, {0}}, kNobody{{}, {}};

CellSetup overlapping() {
  CellSetup s = quiet_setup();
  s.receivers = 2;
  s.phy.preamble_power = Dbm{-82};
  return s;
}

/// What the access point of each takes in of the other while it sends.
std::vector<std::vector<Overheard>> at_the_other(Dbm power) {
  const auto mw = static_cast<float>(to_milliwatts(power).value);
  return {{{1, mw}}, {{0, mw}}};
}

Direction at_54(double snr_db) {
  Direction d = fixed_airtime(kData);
  d.snr_db = snr_db;
  d.mcs = 7;
  return d;
}

struct Share {
  double delivered = 0, hit = 0, attempts = 0;  ///< a second, both cells
};

Share of_cells(CellSetup s, const flow::Source& source, Time span, std::uint32_t replication,
               Dbm power = Dbm{-50}, double snr_db = 30) {
  const auto heard = at_the_other(power);
  s.overheard = heard;
  Corridor c(s, kNobody, {source, source}, {at_54(snr_db), at_54(snr_db)}, false, replication,
             kEachOther);
  Share all;
  for (const double d : c.run(span)) all.delivered += d;
  for (const auto& cell : c.cells) {
    all.hit += static_cast<double>(cell->air().collisions()) / seconds(span);
    all.attempts += static_cast<double>(cell->air().attempts()) / seconds(span);
    EXPECT_EQ(cell->air().unanswered, 0u);
  }
  return all;
}

Share exact(double rate, int attempts, Time span, std::uint32_t seed) {
  const OnGraph g{
      .hears = kNobody, .meets = kEachOther, .rate = {rate, rate}, .attempts = attempts};
  const Carried c = on_graph(g, span, seed);
  return {c.delivered[0] + c.delivered[1], c.hit[0] + c.hit[1], c.attempts[0] + c.attempts[1]};
}

Share of_hidden_stations(CellSetup s, const flow::Source& source, Time span) {
  std::vector<flow::Source> sources{source, source};
  for (std::uint32_t d = 0; d < 2; ++d) sources[d].device = sources[d].flow = d;
  s.sources = sources;
  s.flows = 2;
  std::vector<HiddenStation> stations;
  for (std::uint32_t d = 0; d < 2; ++d)
    stations.push_back({new_station(d, std::vector{d}, Time{0}, s),
                        {.access_point = 0, .up = fixed_airtime(kData), .down = {}},
                        d});
  HiddenCell cell(s, {0, 0}, std::move(stations));
  CellOutput out;
  cell.run(span, out);
  return {static_cast<double>(out.received.size()) / seconds(span),
          static_cast<double>(cell.air().collisions()) / seconds(span),
          static_cast<double>(cell.air().attempts()) / seconds(span)};
}

TEST(HiddenCells, LoseWhatMeetsAtAReceiver) {
  for (const double load : {.02, .05, .1, .2, .3, 0.}) {
    SCOPED_TRACE(load);
    const Time span = load > 0 && load < .1 ? 80s : 20s;
    const double rate = load / 292e-6;
    const flow::Source source = load == 0 ? saturated(1000) : poisson(1000, from_seconds(1 / rate));
    CellSetup s = overlapping();
    const auto values = [](const Share& x) { return std::vector{x.delivered, x.hit / x.attempts}; };
    const Estimate cells =
        estimate(2, [&](std::uint32_t r) { return values(of_cells(s, source, span, r)); });
    const Estimate expected =
        estimate(2, [&](std::uint32_t r) { return values(exact(rate, s.wifi.attempts, span, r)); });
    const Share stations = of_hidden_stations(s, source, span);
    std::printf(
        "load %.2f: lost to others %.4f, exact %.4f, hidden stations %.4f; frames/s %.0f, %.0f, "
        "%.0f\n",
        load, cells.mean[1], expected.mean[1], stations.hit / stations.attempts, cells.mean[0],
        expected.mean[0], stations.delivered);
    for (int i = 0; i < 2; ++i)
      EXPECT_NEAR(cells.mean[i], expected.mean[i],
                  4 * std::sqrt(cells.error[i] + expected.error[i]));
  }
}

// Tried once: the other's frame destroys one if it, or its reply, is on air at any time of it.
TEST(HiddenCells, RareFramesAreLostAsInPureAloha) {
  constexpr double kRate = 40, kLength = 3000;
  CellSetup s = overlapping();
  s.wifi.attempts = 1;
  const double exposed = kRate * (2 * 248e-6 + 44e-6), expected = 1 - std::exp(-exposed);
  const Share x = of_cells(s, poisson(1000, from_seconds(1 / kRate)), from_seconds(kLength), 1);
  // they come in pairs; a share `exposed` does not begin when it arrives
  const double allowed = 3 * std::sqrt(2 * expected / (2 * kRate * kLength)) + expected * exposed;
  EXPECT_NEAR(x.hit / x.attempts, expected, allowed);
  EXPECT_GT(x.hit / x.attempts, .7 * expected);
}

TEST(HiddenCells, WhatIsWeakAtTheReceiverHarmsNobody) {
  CellSetup s = overlapping();
  s.wifi.attempts = 1;
  const auto lost = [&](Dbm power) {
    const Share x = of_cells(s, poisson(1000, 3ms), 30s, 1, power);
    return x.hit / x.attempts;
  };
  const double all = lost(Dbm{-60}), some = lost(Dbm{-82});
  EXPECT_EQ(lost(Dbm{-110}), 0);
  EXPECT_GT(all, .1);
  EXPECT_GT(some, .05 * all) << "what the ratio of signal to noise leaves";
  EXPECT_LT(some, .95 * all);
}

// Little more than the RTS can be hit: who hears the CTS of the other's access point keeps quiet.
TEST(HiddenCells, AnRtsShortensWhatCanMeet) {
  CellSetup s = overlapping(), with = s;
  with.wifi.rts_threshold = 0;
  const Share bare = of_cells(s, saturated(1000), 20s, 1),
              rts = of_cells(with, saturated(1000), 20s, 1),
              deaf = of_cells(with, saturated(1000), 20s, 1, Dbm{-84}, 10),
              stations = of_hidden_stations(with, saturated(1000), 20s);
  std::printf(
      "saturated, lost to others: %.3f; RTS %.3f, CTS not heard %.3f, hidden stations %.3f; "
      "frames/s %.0f, %.0f, %.0f, %.0f\n",
      bare.hit / bare.attempts, rts.hit / rts.attempts, deaf.hit / deaf.attempts,
      stations.hit / stations.attempts, bare.delivered, rts.delivered, deaf.delivered,
      stations.delivered);
  EXPECT_LT(rts.hit / rts.attempts, .8 * bare.hit / bare.attempts);
  EXPECT_NEAR(rts.delivered, stations.delivered, .05 * stations.delivered);
  EXPECT_GT(deaf.hit / deaf.attempts, rts.hit / rts.attempts);
  EXPECT_LT(deaf.delivered, .9 * rts.delivered) << "a CTS that is not heard helps nobody";
}

}  // namespace
}  // namespace wardtwin::wifi::bench
