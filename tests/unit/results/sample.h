#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>

#include "sim/results/live.h"
#include "sim/results/results.h"

/// A small hospital's results, made by hand: every table has rows, every NaN and kNever occurs.
namespace wardtwin::results {

inline Model sample_model() {
  Model m;
  m.building.floors = {{"ground", 0, flow::Material::concrete_200}};
  m.building.rooms = {{"corridor", flow::RoomKind::corridor, 0, 0, 0, 30, 2.5, {{1, 2.5, 0}}},
                      {"room 1", flow::RoomKind::ward, 0, 0, 2.5, 6, 8, {{1, 2.5, 0}, {0, 5, 0}}}};
  m.building.walls = {{0, 0, 2.5, 30, 2.5, flow::Material::plasterboard}};
  m.building.beds = {
      {"1a", 1, 0, {2, 6, 0.9}}, {"1b", 1, 0, {4, 6, 0.9}}, {"icu 1", 1, 1, {5, 7, 0.9}}};
  m.units = {{"ward east", 24, 5}, {"icu", 12, 8}};
  m.devices = {{"monitor 1", "bedside monitor", 0, 1},
               {"monitor 2", "bedside monitor", 1, 1},
               {"tag 7", "asset tag", flow::kNone, flow::kNone}};
  m.batteries = {{"asset tag", 400, 0.7}, {"handset", 12, 11}};
  m.equipment = {{"device", "asset tag", 400, 25, 6, 2}, {"switch", "switches", 3, 5000, 10, 0}};
  m.locators = {{"assets", "BLE RSSI", 400}};
  m.flows = {{"bedside monitor ecg over wifi", "bedside monitor", "ecg", "wifi", 36},
             {"bedside monitor vitals over wifi", "bedside monitor", "vitals", "wifi", 36},
             {"asset tag beacon over ble", "asset tag", "beacon", "ble", 400}};
  m.access_points = {{"ap corridor", "wifi", "5 GHz 36", {12, 1, 2.6}},
                     {"ap icu", "wifi", "5 GHz 44", {25, 1, 2.6}}};
  m.gateways = {{"gateway ward", {3, 1, 2}}};
  m.ports = {{"switch 1 port 3"}};
  m.servers = {{"alarm server", "on-premises"}};
  m.resources = {{"nurse", "staff", "ed", "nurse"}, {"bed", "bed", "ed", ""}};
  m.pathways = {{"walk in", 14400}};
  m.steps = {{"triage", 0}, {"treatment", 0}};
  m.surroundings = {
      {{"ap corridor", "access point"}, {"core", "switch"}, {"gateway ward", "gateway"}},
      {{"trunk", 0, 1, 1e9, 1e-6}, {"patch", 2, 1, 1e8, 2e-6}},
      {{{2, 6, 0.9}, true, true, false, 0}, {{4, 6, 0.9}, true, true, false, 0}, {{}, true}},
      {{"ward east day 1", 0, false}, {"icu night 1", 1, true}},
      {{0, 1.5f, 3.5f, 1, 0, -52.5f, -70.25f},
       {0, 2.5f, 3.5f, 1, 0, -53.5f, std::numeric_limits<float>::quiet_NaN()}},
      {{"wifi", 5.5e9, ""}, {"wifi", 5.5e9, "36"}, {"lorawan", 868e6, ""}},
      {{1, {0, 1.5f, 3.5f, 1, 0, -52.5f, std::numeric_limits<float>::quiet_NaN()}},
       {2, {0, 1.5f, 3.5f, 1, 1, -91.5f, std::numeric_limits<float>::quiet_NaN()}}},
      {{{12, 1, 2.6}, true}, {{20, 1.2, 1}, false}, {{3, 1, 2}, true}}};
  return m;
}

inline flow::Alarm sample_alarm(int i, Time pushed) {
  flow::Alarm a;
  a.onset = std::chrono::seconds(3700 + 60 * i);
  a.priority = static_cast<flow::AlarmPriority>(i % 3);
  a.kind = static_cast<flow::AlarmKind>(i % 4);
  a.real = i % 5 == 0;
  a.device = static_cast<std::uint32_t>(i % 2);
  a.bed = a.device;
  a.patient = static_cast<std::uint32_t>(i);
  const Time step[] = {4s, 300ms, 12ms * (1 + i % 7), 3ms, 20ms, pushed, 8s, 70s};
  Time at = a.onset;
  for (int s = 0; s < flow::kAlarmStages - (i % 4 == 3 ? 2 : 0); ++s)
    a.at[static_cast<std::size_t>(s)] = at += step[s];
  if (i % 2) a.cleared = at + 1min;
  if (i % 4 != 3) a.nurse = 2;
  return a;
}

/// Two hours of messages of room 1, half of the second hour's lost; some of them in full.
inline void add_messages(Replication& r, int k) {
  using flow::TrafficClass;
  Messages& h = r.history.messages;
  h.windows = {{3600s, 7200s}, {7200s, 10800s}};
  h.places = {{0, 1, TrafficClass::waveform, 900, 0},
              {0, flow::kNone, TrafficClass::vitals, 10, 1},
              {1, 1, TrafficClass::waveform, 500, 500},
              {1, 1, TrafficClass::vitals, 60, 0}};
  h.delays = {{0, 2ms, 2250us, 890}, {0, 64ms, 72ms, 10}, {1, 8ms, 9ms, 10},
              {2, 2ms, 2250us, 500}, {3, 8ms, 9ms, 59},   {3, 1024ms, 1152ms, 1}};
  for (int i = 0; i < 60; ++i) {
    MessageRecord m;
    m.created = 3700s + i * 60s + 1ms * k;
    m.device = static_cast<std::uint32_t>(i % 2);
    m.flow = static_cast<std::uint32_t>(i % 2);
    m.sequence = static_cast<std::uint32_t>(40 * i);
    m.entry = 0;
    m.stands_for = 512;
    if (i % 10 == 3) {
      m.end = MessageEnd::lost;
      m.cause = flow::LossCause::collision;
    } else if (i % 10 != 7) {
      m.access = m.created + 300us;
      m.server = m.access + (i % 20 == 5 ? Time{90s} : Time{1ms});
      m.done = m.server + 200us;
      m.end = MessageEnd::delivered;
    }
    if (i % 10 == 4) {
      m.alarm = static_cast<std::uint32_t>(i);
      m.stands_for = 1;
    }
    h.sample.push_back(m);
  }
}

inline Replication sample_replication(int k) {
  Replication r;
  const auto u = static_cast<std::uint64_t>(k);
  r.units = {{19.2 + 0.1 * k, 31 + u, 30, 2, 4, 410, 0, 0, 20, 33 + u, 0, 28, 1, 1, 2, 21 + u},
             {10.9, 6, 5, 1 - u % 2, 1, 0, 0, 0, 11, 4, 2, 3, 1, 1, 0, 12}};
  r.nurses = {{120, 0.71 + 0.01 * k, 412 + 10 * u, 31000, 1.5, 0, 0, 900, 18 + u, 2},
              {192, 0.83, 1630, 42000}};
  r.nurse_activities = {{0, "documentation", 0.29},
                        {0, "patient care", 0.25},
                        {0, "walking", 0.06},
                        {1, "documentation", 0.31},
                        {1, "patient care", 0.34}};
  r.pathways = {{3, 210 + u, 200, 1, 4 + u, 2, 6, 5, 1, 188, {}}};
  r.steps = {{211, 2, 0, 0.4, {}}, {205, 2, 2, 5.5, {}}};
  r.resources = {{0.61, 1.22, 2, 0.3, 7, 0.6, 48, 1.5, 90000.0 + k, 40, {}},
                 {std::nan(""), 5.5, std::nan(""), 0, 0, std::nan(""), 0, 0, 0, 0, {}}};
  for (int i = 0; i < 50; ++i) {
    r.pathways[0].time.add(std::chrono::minutes(40 + i));
    r.steps[0].wait.add(std::chrono::seconds(i));
    r.resources[0].wait.add(std::chrono::seconds(2 * i));
  }
  r.quarters = {{0, 0, 0.5, 1}, {0, 95, 1.75 + 0.1 * k, 2}};
  r.levels = {{1, 5, 0.5}, {1, 6, 0.5}};
  r.batteries = {{60e-6, 9e-6, 1e-6, 0, 4e-6 + 1e-7 * k, 2e-6, 3.3e7, 3.1e7, 1.3, 3.9, 0},
                 {1.1, 0, 0, 0, 0, 1e-3, 36000, 35000, 30.5, 91.5, 0.02}};
  r.locators = {{52'000u + u, 900, 51'000, 9'800, 3.1, 6.05, 61.2, 30.9, 58.5}};
  r.flows.resize(3);
  for (std::size_t f = 0; f < 3; ++f) {
    Flow& flow = r.flows[f];
    const std::uint64_t n = f == 0 ? 20000 : 3000 + 100 * u;
    for (std::uint64_t i = 0; i < n; ++i)
      flow.delay.add(Time{300'000 + static_cast<std::int64_t>((i * i * 7919 + f) % 5'000'000) *
                                        static_cast<std::int64_t>(f + 1)});
    flow.ledger.delivered = n;
    flow.ledger.lost[static_cast<std::size_t>(flow::LossCause::collision)] = 11 * f + u;
    flow.ledger.lost[static_cast<std::size_t>(flow::LossCause::gateway_down)] = f == 1 ? 40 : 0;
    flow.in_flight = f;
    flow.ledger.generated = n + flow.ledger.total_lost() + f;
    flow.ledger.delivered_bytes = n * 200;
  }
  r.access_points = {
      {{0.21 + 0.01 * k, 0.01, 0.03, 0.02, 0.05}, 0.33, 36.5, 41, 26000, 2400, 900, 12, 0},
      {{0.11, 0.00, 0.01, 0.02, 0.02}, 0.17, 12, 12, 12000, 700, 130, 1, 61.5}};
  r.gateways = {{0.42, 0.31, 57.0 + k, 26900, {0, 3, 40, 0}, 45}};
  r.ports = {{0.04, 0}};
  r.servers = {{0.12, 0.02, 6, 5000}};
  r.alarm_manager = {2010, 1200, 372, 1150, 50};
  for (int i = 0; i < 240; ++i) {
    AlarmRecord record{sample_alarm(i + k, i % 40 == 7 ? 9s : 250ms), AlarmEnd::delivered, {}};
    if (i % 60 == 11) {
      for (std::size_t s = 3; s < record.alarm.at.size(); ++s) record.alarm.at[s] = kNever;
      record.end = AlarmEnd::lost;
      record.cause = i % 120 == 11 ? flow::LossCause::gateway_down : flow::LossCause::collision;
    }
    r.alarms.push_back(record);
    r.alarm_statistics.add(record, 10s, 30h);
  }
  r.link_changes = {{4000s, 0, false}, {4030s, 0, true}};
  r.blind = {{"gateway ward fails", 18.0 + k}, {"no coverage", 2.25}};
  r.faults = {{"gateway ward fails", 40000s, 40045s}, {"ap icu fails", 50000s, kNever}};
  r.series = {{2, {19, 11, 20, 11}},     {2, {3, 6, 4, 6}}, {1, {500, 510}},
              {2, {.3f, .2f, .3f, .1f}}, {1, {0, 4}},       {1, {0, 2}}};
  r.history = {{{0, 4000s, 4030s, 1}},
               {{0s, 0, 11}, {5000s, 0, flow::kNone}, {5600s, 0, 12}},
               {{0s, 0, 0}, {4000s, 0, flow::kNone}, {4030s, 0, 1}},
               {{0s, 0, {1, 1, 0}, 0}, {3700s, 0, {1, 1, 0}, 7}, {3705s, 0, {2, 6, 0}, 8}},
               {{{3600s, 9000s, 9000s, 7, 0, 12, flow::PatientExit::left, 4},
                 {3700s, kNever, kNever, 13, 0}},
                {{0, 3600s, 5600s, flow::PatientDoes::waits, 0, 1, 3, 2, 1, 24, 24},
                 {0, 5600s, 9000s, flow::PatientDoes::stays, 1},
                 {1, 3700s, kNever, flow::PatientDoes::stays, 0}},
                {{0, 1, true, 24, 24}}}};
  add_messages(r, k);
  r.warnings = {{"ble", "used beyond its stated range of 30 m (room 1)", 14, 77s}};
  r.events = 1'000'000 + u;
  r.simulated_s = 86400;
  r.wall_s = 1.25;
  r.peak_memory_bytes = 123'456'789;
  r.event_hash = 0xfeedfacecafebeefu + u;
  return r;
}

inline Live sample_live() {
  Live l;
  l.targets = {{"mqtt://127.0.0.1:1883", 40, 39, 44, 2, 3, 4, 1, 3600, 3900, 1, 300.5, 2.25, {}}};
  l.flows = {{0, 0, 1000, 990, 99000, 980, 1, 5, 4, 985, 2, 1, {}, {}, {}, {}},
             {flow::kNone, 0, 10, 10, 3000, 10, 0, 0, 0, 0, 0, 0, {}, {}, {}, {}}};
  for (int i = 1; i < 90; ++i) {
    l.targets[0].connect.add(i * 1ms);
    l.flows[0].late.add(i * 1us);
    l.flows[0].publish.add(i * 2us);
    l.flows[0].end_to_end.add(i * 10us);
  }
  l.errors = {{0, "connection refused", 4}};
  l.fits = {{2, 50e-6, 25e-6, 80e-6, 10e-6, 0.03}};
  l.loads = {{"a.h5", 4000, true, 0, 1e-4, 2e-4, 3e-4, 1.1e-4, 2.1e-4, 3.1e-4},
             {"c.h5", 9000, false, 3, 2e-4, 4e-4, 5e-4, 2.1e-4, 4.1e-4, 5.1e-4}};
  return l;
}

inline Results sample_results(int replications) {
  Results r;
  r.run = {"icu_12_beds",
           "scenario: icu_12_beds\nbeds: 12  # über\n",
           "What do 12 beds need?",
           "AMD EPYC, 2 processors, Linux 6.1 x86_64",
           "wardtwin 0.1.0",
           "2026-01-31T12:00:00Z",
           20,
           static_cast<std::uint32_t>(replications),
           2,
           3600,
           "",
           "EUR",
           79200,
           10,
           11.4};
  r.model = sample_model();
  for (int k = 0; k < replications; ++k) r.replications.push_back(sample_replication(k));
  r.requirements = {
      {"alarm to handset, p99", "s", 10, true, 4.7, 4.5, 4.9, Verdict::met, {}},
      {"alarms delivered", "1", 0.999, false, 0.983, 0.971, 0.990, Verdict::not_met, {}},
      {"blind bed-minutes", "min", 20, true, 20.3, 18, 22.6, Verdict::not_decided, {}}};
  r.precision = {{"alarm p99 within 5 %", "s", 4.7, 4.5, 4.9, 0.05, true, true}};
  return r;
}

inline std::string temporary(const std::string& name) {
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("wardtwin_{}", getpid());
  std::filesystem::create_directories(folder);
  return (folder / name).string();
}

}  // namespace wardtwin::results
