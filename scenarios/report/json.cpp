#include <cmath>
#include <nlohmann/json.hpp>

#include "scenarios/report/report.h"
#include "sim/results/summary.h"

namespace wardtwin::report {
namespace {

using namespace results;
using Json = nlohmann::ordered_json;

Json value(double x) { return std::isfinite(x) ? Json(x) : Json(nullptr); }

double ratio(double a, double b) { return b > 0 ? a / b : std::nan(""); }

Json delays(const Histogram& h) {
  return {{"mean", value(h.mean())},
          {"p50", value(h.quantile(0.50))},
          {"p95", value(h.quantile(0.95))},
          {"p99", value(h.quantile(0.99))},
          {"max", value(h.max())}};
}

template <class Enum, std::size_t N>
Json by_word(const std::array<std::uint64_t, N>& counts) {
  Json out = Json::object();
  for (const auto& w : words<Enum>)
    if (const auto n = counts[static_cast<std::size_t>(w.value)]; n > 0)
      out[std::string(w.word)] = n;
  return out;
}

Json flows(const Model& m, const Replication& all, double counted) {
  Json out = Json::array();
  for (std::size_t i = 0; i < std::min(m.flows.size(), all.flows.size()); ++i) {
    const Flow& f = all.flows[i];
    out.push_back({{"name", m.flows[i].name},
                   {"device", m.flows[i].device_class},
                   {"radio", m.flows[i].radio},
                   {"generated", f.ledger.generated},
                   {"delivered", f.ledger.delivered},
                   {"lost", by_word<flow::LossCause>(f.ledger.lost)},
                   {"in_flight", f.in_flight},
                   {"throughput_bps",
                    value(ratio(8 * static_cast<double>(f.ledger.delivered_bytes), counted))},
                   {"delay_s", delays(f.delay)}});
  }
  return out;
}

Json alarms(const AlarmStatistics& statistics) {
  Json out = Json::object();
  for (const auto& stage : words<flow::AlarmStage>) {
    Json by_priority = Json::object();
    for (const auto& p : words<flow::AlarmPriority>) {
      const auto& own = statistics.priority[static_cast<std::size_t>(p.value)];
      const auto i = static_cast<std::size_t>(stage.value);
      by_priority[std::string(p.word)] = {{"count", own.since_device[i].count()},
                                          {"since_device_s", delays(own.since_device[i])},
                                          {"step_s", delays(own.step[i])}};
    }
    out[std::string(stage.word)] = by_priority;
  }
  return out;
}

Json alarm_counts(const AlarmStatistics& statistics) {
  Json out = Json::object();
  for (const auto& p : words<flow::AlarmPriority>) {
    const auto& own = statistics.priority[static_cast<std::size_t>(p.value)];
    Json ended = Json::object();
    for (const auto& e : words<AlarmEnd>)
      ended[std::string(e.word)] = own.ended[static_cast<std::size_t>(e.value)];
    out[std::string(p.word)] = {{"raised", own.raised},
                                {"real", own.real},
                                {"escalated", own.escalated},
                                {"ended", ended},
                                {"lost", by_word<flow::LossCause>(own.lost)},
                                {"late", by_word<flow::AlarmStage>(own.late)}};
  }
  return out;
}

Json requirements(const std::vector<Requirement>& all) {
  Json out = Json::array();
  for (const Requirement& r : all)
    out.push_back({{"name", r.name},
                   {"limit", value(r.limit)},
                   {"value", value(r.value)},
                   {"low", value(r.low)},
                   {"high", value(r.high)},
                   {"verdict", std::string(word_of(r.verdict))},
                   {"unit", r.unit},
                   {"at_most", r.at_most}});
  return out;
}

Json warnings(const std::vector<Warning>& all) {
  Json out = Json::array();
  for (const Warning& w : all)
    out.push_back({{"model", w.model},
                   {"text", w.text},
                   {"count", w.count},
                   {"first_at_s", seconds(w.first_at)}});
  return out;
}

Json access_points(const Model& m, const Replication& all) {
  Json out = Json::array();
  for (std::size_t i = 0; i < std::min(m.access_points.size(), all.access_points.size()); ++i) {
    const AccessPoint& a = all.access_points[i];
    Json airtime = Json::object();
    for (const auto& w : words<Airtime>)
      airtime[std::string(w.word)] = value(a.airtime[static_cast<std::size_t>(w.value)]);
    out.push_back({{"name", m.access_points[i].name},
                   {"radio", m.access_points[i].radio},
                   {"channel", m.access_points[i].channel},
                   {"busy_fraction", value(a.busy)},
                   {"collision_probability", value(ratio(static_cast<double>(a.collisions),
                                                         static_cast<double>(a.attempts)))},
                   {"airtime", airtime},
                   {"stations_mean", value(a.stations_mean)},
                   {"stations_max", value(a.stations_max)},
                   {"attempts", a.attempts},
                   {"retries", a.retries},
                   {"collisions", a.collisions},
                   {"drops", a.drops},
                   {"down_s", value(a.down_s)}});
  }
  return out;
}

Json gateways(const Model& m, const Replication& all) {
  Json out = Json::array();
  for (std::size_t i = 0; i < std::min(m.gateways.size(), all.gateways.size()); ++i) {
    const Gateway& g = all.gateways[i];
    out.push_back({{"name", m.gateways[i].name},
                   {"utilisation", value(g.utilisation)},
                   {"queue_mean", value(g.queue_mean)},
                   {"queue_max", value(g.queue_max)},
                   {"processed", g.processed},
                   {"overflow", by_word<flow::TrafficClass>(g.overflow)},
                   {"down_s", value(g.down_s)},
                   {"blind_s", value(g.blind_s)},
                   {"split_s", value(g.split_s)},
                   {"takeovers", g.takeovers},
                   {"detection_s", value(g.detection_s)},
                   {"failover_s", value(g.failover_s)},
                   {"drain_s", value(g.drain_s)},
                   {"handshakes", g.handshakes},
                   {"wasted", g.wasted},
                   {"refused", g.refused},
                   {"reconnect_s", value(g.reconnect_s)}});
  }
  return out;
}

Json units(const Model& m, const Replication& all) {
  Json out = Json::array();
  for (std::size_t i = 0; i < std::min(m.units.size(), all.units.size()); ++i) {
    const Unit& u = all.units[i];
    out.push_back({{"name", m.units[i].name},
                   {"beds", m.units[i].beds},
                   {"beds_occupied_mean", value(u.beds_occupied_mean)},
                   {"admissions", u.admissions},
                   {"discharges", u.discharges},
                   {"turned_away", u.turned_away},
                   {"waited", u.waited},
                   {"wait_mean_s", u.admissions ? value(u.wait_mean_s) : Json(nullptr)},
                   {"there_at_start", u.there_at_start},
                   {"arrived", u.arrived},
                   {"moved_in", u.moved_in},
                   {"left", u.left},
                   {"died", u.died},
                   {"moved_out", u.moved_out},
                   {"sent_away", u.sent_away},
                   {"there", u.there},
                   {"diverted", u.diverted},
                   {"monitored_min", value(u.monitored_min)},
                   {"blind_min", value(u.blind_min)}});
  }
  return out;
}

Json nurses(const Model& m, const Replication& all) {
  Json out = Json::array();
  for (std::size_t i = 0; i < std::min(m.units.size(), all.nurses.size()); ++i) {
    const Nurses& n = all.nurses[i];
    Json activities = Json::object();
    for (const NurseActivity& a : all.nurse_activities)
      if (a.unit == i) activities[a.activity] = value(a.share);
    out.push_back({{"unit", m.units[i].name},
                   {"hours", value(n.hours)},
                   {"utilisation", value(n.utilisation)},
                   {"alarms_per_hour", value(ratio(static_cast<double>(n.alarms), n.hours))},
                   {"walking_m_per_hour", value(ratio(n.walking_m, n.hours))},
                   {"activities", activities}});
  }
  return out;
}

Json pathways(const Model& m, const Replication& all) {
  Json out = Json::array();
  for (std::size_t i = 0; i < std::min(m.pathways.size(), all.pathways.size()); ++i) {
    const Pathway& p = all.pathways[i];
    out.push_back({{"name", m.pathways[i].name},
                   {"there_at_start", p.there_at_start},
                   {"arrived", p.arrived},
                   {"left", p.left},
                   {"died", p.died},
                   {"unserved", p.unserved},
                   {"turned_away", p.turned_away},
                   {"there", p.there},
                   {"in_target", p.in_target},
                   {"time_s", delays(p.time)}});
  }
  return out;
}

Json steps(const Model& m, const Replication& all) {
  Json out = Json::array();
  for (std::size_t i = 0; i < std::min(m.steps.size(), all.steps.size()); ++i)
    out.push_back({{"pathway", m.pathways[m.steps[i].pathway].name},
                   {"name", m.steps[i].name},
                   {"begun", all.steps[i].begun},
                   {"unserved", all.steps[i].unserved},
                   {"turned_away", all.steps[i].turned_away},
                   {"inside_mean", value(all.steps[i].inside_mean)},
                   {"wait_s", delays(all.steps[i].wait)}});
  return out;
}

Json resources(const Model& m, const Replication& all) {
  Json out = Json::array();
  for (std::size_t i = 0; i < std::min(m.resources.size(), all.resources.size()); ++i) {
    const Resource& r = all.resources[i];
    Json busy = Json::array(), on_duty = Json::array();
    for (const Quarter& q : all.quarters) {
      if (q.resource != i) continue;
      busy.push_back(value(q.busy));
      on_duty.push_back(value(q.on_duty));
    }
    out.push_back({{"name", m.resources[i].name},
                   {"kind", m.resources[i].kind},
                   {"unit", m.resources[i].unit},
                   {"role", m.resources[i].role},
                   {"utilisation", value(r.utilisation)},
                   {"busy_mean", value(r.busy_mean)},
                   {"on_duty_mean", value(r.on_duty_mean)},
                   {"queue_mean", value(r.queue_mean)},
                   {"queue_max", value(r.queue_max)},
                   {"overtime_h", value(r.overtime_h)},
                   {"cost_per_year", value(r.cost_per_year)},
                   {"wait_s", delays(r.wait)},
                   {"busy_by_quarter", busy},
                   {"on_duty_by_quarter", on_duty}});
  }
  return out;
}

Json equipment(const Model& m) {
  Json out = Json::array();
  for (const Model::Equipment& e : m.equipment)
    out.push_back({{"kind", e.kind},
                   {"name", e.name},
                   {"count", e.count},
                   {"buy", e.buy},
                   {"life_years", e.life_years},
                   {"upkeep_per_year", e.upkeep_per_year},
                   {"cost_per_year", e.per_year()}});
  return out;
}

Json precisions(const std::vector<Precision>& all) {
  Json out = Json::array();
  for (const Precision& p : all)
    out.push_back({{"name", p.name},
                   {"unit", p.unit},
                   {"value", value(p.value)},
                   {"low", value(p.low)},
                   {"high", value(p.high)},
                   {"allowed", value(p.allowed)},
                   {"relative", p.relative},
                   {"met", p.met}});
  return out;
}

Json blind(const std::vector<Blind>& all) {
  Json out = Json::object();
  for (const Blind& b : all) out[b.cause] = value(b.bed_minutes);
  return out;
}

Json quantity_list(const Results& results) {
  Json out = Json::array();
  for (const Quantity& q : summarise(results))
    out.push_back({{"section", q.section},
                   {"subject", q.subject},
                   {"quantity", q.quantity},
                   {"unit", q.unit},
                   {"value", value(q.value)},
                   {"low", value(q.low)},
                   {"high", value(q.high)}});
  return out;
}

}  // namespace

std::string json_summary(const Results& results) {
  const Replication all = pooled(results);
  const auto n = static_cast<double>(results.replications.size());
  std::uint64_t messages = 0;
  for (const Flow& f : all.flows) messages += f.ledger.generated;
  const bool beds = !results.model.building.beds.empty();  // none: a bench, or pathways
  const Json out = {
      {"scenario", results.run.scenario_name},
      {"seed", results.run.seed},
      {"replications", results.replications.size()},
      {"simulated_s", value(ratio(all.simulated_s, n))},
      {"wall_s", value(results.run.wall_s)},
      {"messages", messages},
      {"events", all.events},
      {"flows", flows(results.model, all, all.simulated_s - n * results.run.warm_up_s)},
      {"alarms", beds ? alarms(all.alarm_statistics) : Json::object()},
      {"requirements", requirements(results.requirements)},
      {"warnings", warnings(all.warnings)},
      {"complete", results.complete},
      {"question", results.run.question},
      {"warm_up_s", results.run.warm_up_s},
      {"warm_up_chosen", results.run.warm_up_chosen},
      {"precision", precisions(results.precision)},
      {"alarm_counts", beds ? alarm_counts(all.alarm_statistics) : Json::object()},
      {"access_points", access_points(results.model, all)},
      {"gateways", gateways(results.model, all)},
      {"units", units(results.model, all)},
      {"nurses", nurses(results.model, all)},
      {"blind", blind(all.blind)},
      {"pathways", pathways(results.model, all)},
      {"steps", steps(results.model, all)},
      {"resources", resources(results.model, all)},
      {"currency", results.run.currency},
      {"equipment", equipment(results.model)},
      {"quantities", quantity_list(results)}};
  return out.dump(2) + "\n";
}

}  // namespace wardtwin::report
