#include "sim/results/summary.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "sim/results/summary_parts.h"

namespace wardtwin::results {
namespace {

template <class T, std::size_t N>
void add(std::array<T, N>& to, const std::array<T, N>& from) {
  for (std::size_t i = 0; i < N; ++i) to[i] += from[i];
}

void pool_people(Replication& all, const Replication& r, double weight) {
  pool(all.units, r.units, [&](Unit& a, const Unit& b) {
    a.monitored_min += b.monitored_min;
    a.blind_min += b.blind_min;
    a.beds_occupied_mean += weight * b.beds_occupied_mean;
    const auto n = static_cast<double>(a.admissions), m = static_cast<double>(b.admissions);
    if (m > 0) a.wait_mean_s = (n * (n > 0 ? a.wait_mean_s : 0) + m * b.wait_mean_s) / (n + m);
    a.admissions += b.admissions;
    a.discharges += b.discharges;
    a.turned_away += b.turned_away;
    a.waited += b.waited;
    a.there_at_start += b.there_at_start;
    a.arrived += b.arrived;
    a.moved_in += b.moved_in;
    a.left += b.left;
    a.died += b.died;
    a.moved_out += b.moved_out;
    a.sent_away += b.sent_away;
    a.there += b.there;
    a.diverted += b.diverted;
  });
  pool(all.nurses, r.nurses, [&](Nurses& a, const Nurses& b) {
    if (b.hours > 0)
      a.utilisation = (a.utilisation * a.hours + b.utilisation * b.hours) / (a.hours + b.hours);
    a.hours += b.hours;
    a.alarms += b.alarms;
    a.walking_m += b.walking_m;
    a.overtime_h += b.overtime_h;
    a.planned += b.planned;
    a.handed_on += b.handed_on;
    a.undone += b.undone;
    a.cost_per_year += weight * b.cost_per_year;
  });
  for (const NurseActivity& b : r.nurse_activities) {
    const auto a =
        std::find_if(all.nurse_activities.begin(), all.nurse_activities.end(),
                     [&](auto& x) { return x.unit == b.unit && x.activity == b.activity; });
    if (a == all.nurse_activities.end())
      all.nurse_activities.push_back({b.unit, b.activity, weight * b.share});
    else
      a->share += weight * b.share;
  }
}

void pool_early_warning(Replication& all, const Replication& r, double weight) {
  pool(all.early_warning, r.early_warning, [](EarlyWarning& a, const EarlyWarning& b) {
    a.unit = b.unit;
    for (const auto n :
         {&EarlyWarning::admissions, &EarlyWarning::sets, &EarlyWarning::after_alarms,
          &EarlyWarning::urgent, &EarlyWarning::emergency, &EarlyWarning::reviewed_in_time,
          &EarlyWarning::team_calls, &EarlyWarning::called, &EarlyWarning::called_again,
          &EarlyWarning::episodes, &EarlyWarning::recognised, &EarlyWarning::passed_unseen,
          &EarlyWarning::arrests, &EarlyWarning::arrests_unseen, &EarlyWarning::transfers})
      a.*n += b.*n;
    add(a.scores, b.scores);
    for (const auto h : {&EarlyWarning::late, &EarlyWarning::review, &EarlyWarning::detection})
      (a.*h).merge(b.*h);
  });
  pool(all.responders, r.responders, [&](Responder& a, const Responder& b) {
    a.role = b.role;
    a.hours += b.hours;
    a.utilisation += weight * b.utilisation;
    a.calls += b.calls;
  });
}

void pool_network(Replication& all, const Replication& r, double weight) {
  pool(all.flows, r.flows, [](Flow& a, const Flow& b) {
    a.ledger.merge(b.ledger);
    a.in_flight += b.in_flight;
    a.delay.merge(b.delay);
  });
  pool(all.batteries, r.batteries, [&](Battery& a, const Battery& b) {
    for (const auto mean :
         {&Battery::baseline_w, &Battery::sleep_w, &Battery::wake_w, &Battery::receive_w,
          &Battery::transmit_w, &Battery::self_discharge_w, &Battery::lifetime_s,
          &Battery::swaps_per_day, &Battery::nurse_min_per_day, &Battery::dead_share})
      a.*mean += weight * b.*mean;
    a.shortest_s = a.shortest_s > 0 ? std::min(a.shortest_s, b.shortest_s) : b.shortest_s;
  });
  pool(all.locators, r.locators, [&](Locator& a, const Locator& b) {
    a.positions += b.positions;
    a.blocked += b.blocked;
    a.in_rooms += b.in_rooms;
    a.wrong_room += b.wrong_room;
    for (const auto mean : {&Locator::error_median_m, &Locator::error_p90_m, &Locator::interval_s,
                            &Locator::age_mean_s, &Locator::age_p95_s})
      a.*mean += weight * b.*mean;
  });
  pool(all.access_points, r.access_points, [&](AccessPoint& a, const AccessPoint& b) {
    for (std::size_t i = 0; i < a.airtime.size(); ++i) a.airtime[i] += weight * b.airtime[i];
    a.busy += weight * b.busy;
    a.stations_mean += weight * b.stations_mean;
    a.stations_max = std::max(a.stations_max, b.stations_max);
    a.attempts += b.attempts;
    a.retries += b.retries;
    a.collisions += b.collisions;
    a.drops += b.drops;
    a.down_s += b.down_s;
    a.frames += b.frames;
    a.requests += b.requests;
    const auto average = [&](double& to, double from) {
      to = std::isnan(to) ? weight * from : to + weight * from;
    };
    average(a.service_mean_s, b.service_mean_s);
    average(a.service_p50_s, b.service_p50_s);
    average(a.service_p99_s, b.service_p99_s);
  });
  pool(all.gateways, r.gateways, [&](Gateway& a, const Gateway& b) {
    a.utilisation += weight * b.utilisation;
    a.queue_mean += weight * b.queue_mean;
    a.queue_max = std::max(a.queue_max, b.queue_max);
    a.processed += b.processed;
    add(a.overflow, b.overflow);
    a.down_s += b.down_s;
    a.blind_s += b.blind_s;
    a.split_s += b.split_s;
    a.takeovers += b.takeovers;
    a.handshakes += b.handshakes;
    a.wasted += b.wasted;
    a.refused += b.refused;
    a.local_alarms += b.local_alarms;
    a.alone_s += b.alone_s;
    for (const auto longest :
         {&Gateway::detection_s, &Gateway::failover_s, &Gateway::drain_s, &Gateway::reconnect_s})
      a.*longest = std::max(a.*longest, b.*longest);
  });
  pool(all.ports, r.ports, [&](Port& a, const Port& b) {
    a.utilisation += weight * b.utilisation;
    a.drops += b.drops;
  });
}

void pool_platform(Replication& all, const Replication& r, double weight) {
  pool(all.servers, r.servers, [&](Server& a, const Server& b) {
    a.utilisation += weight * b.utilisation;
    a.queue_mean += weight * b.queue_mean;
    a.queue_max = std::max(a.queue_max, b.queue_max);
    a.processed += b.processed;
  });
  all.alarm_manager.received += r.alarm_manager.received;
  all.alarm_manager.pushed += r.alarm_manager.pushed;
  all.alarm_manager.escalations += r.alarm_manager.escalations;
  all.alarm_manager.acknowledged += r.alarm_manager.acknowledged;
  all.alarm_manager.unanswered += r.alarm_manager.unanswered;
  all.alarm_manager.forged += r.alarm_manager.forged;
  all.alarm_manager.masked += r.alarm_manager.masked;
  all.alarm_manager.by_services += r.alarm_manager.by_services;
  all.alarm_manager.by_services_false += r.alarm_manager.by_services_false;
  all.alarm_manager.stamped_wrong += r.alarm_manager.stamped_wrong;
  all.alarm_manager.seem_late += r.alarm_manager.seem_late;
  all.alarm_manager.seem_early += r.alarm_manager.seem_early;
  all.alarm_manager.stamp_error_s =
      std::max(all.alarm_manager.stamp_error_s, r.alarm_manager.stamp_error_s);
  all.alarm_statistics.merge(r.alarm_statistics);
}

// Blind minutes and warnings of one name become one row.
void pool_notes(Replication& all, const Replication& r) {
  for (const Blind& b : r.blind) {
    const auto a = std::find_if(all.blind.begin(), all.blind.end(),
                                [&](const Blind& x) { return x.cause == b.cause; });
    if (a == all.blind.end())
      all.blind.push_back(b);
    else
      a->bed_minutes += b.bed_minutes;
  }
  for (const Warning& b : r.warnings) {
    const auto a = std::find_if(all.warnings.begin(), all.warnings.end(), [&](const Warning& x) {
      return x.model == b.model && x.text == b.text;
    });
    if (a == all.warnings.end()) {
      all.warnings.push_back(b);
    } else {
      a->count += b.count;
      a->first_at = std::min(a->first_at, b.first_at);
    }
  }
  all.faults.insert(all.faults.end(), r.faults.begin(), r.faults.end());
}

void list_people(const Model& m, const Replication& r, double counted, std::vector<Quantity>& out) {
  const double days = counted / 86400;
  for (std::size_t i = 0; i < std::min(m.units.size(), r.units.size()); ++i) {
    const Unit& u = r.units[i];
    List list{out, "beds", m.units[i].name};
    list.add("beds occupied", "1", u.beds_occupied_mean);
    list.add("availability", "1", u.monitored_min > 0 ? 1 - u.blind_min / u.monitored_min : 1.0);
    list.add("occupancy", "1", ratio(u.beds_occupied_mean, m.units[i].beds));
    list.add("admissions", "1/d", ratio(static_cast<double>(u.admissions), days));
    list.add("discharges", "1/d", ratio(static_cast<double>(u.discharges), days));
    list.add("turned away", "1/d", ratio(static_cast<double>(u.turned_away), days));
    list.add("share waited", "1", ratio(u.waited, u.admissions));
    list.add("wait", "s", u.admissions ? u.wait_mean_s : kNan);
  }
  for (std::size_t i = 0; i < std::min(m.units.size(), r.nurses.size()); ++i) {
    const Nurses& n = r.nurses[i];
    List list{out, "nurses", m.units[i].name};
    list.add("utilisation", "1", n.hours > 0 ? n.utilisation : kNan);
    list.add("alarms", "1/h", ratio(static_cast<double>(n.alarms), n.hours));
    list.add("walking", "m/h", ratio(n.walking_m, n.hours));
    list.add("overtime", "1", ratio(n.overtime_h, n.hours));
    list.add("handed on", "1", ratio(n.handed_on, n.planned));
    list.add("undone", "1", ratio(n.undone, n.planned));
    if (n.cost_per_year > 0) list.add("cost per year", "", n.cost_per_year);
    for (const NurseActivity& a : r.nurse_activities)
      if (a.unit == i) list.add("time for " + a.activity, "1", a.share);
  }
}

void list_devices(const Model& m, const Replication& r, std::vector<Quantity>& out) {
  for (std::size_t i = 0; i < std::min(m.batteries.size(), r.batteries.size()); ++i) {
    const Battery& b = r.batteries[i];
    const double radio = b.sleep_w + b.wake_w + b.receive_w + b.transmit_w;
    List list{out, "batteries", m.batteries[i].name};
    list.add("power", "W", b.baseline_w + radio + b.self_discharge_w);
    list.add("radio power", "W", radio);
    list.add("lifetime", "s", b.lifetime_s);
    list.add("shortest lifetime", "s", b.shortest_s);
    list.add("swaps", "1/d", b.swaps_per_day);
    list.add("nurse time", "min/d", b.nurse_min_per_day);
    list.add("share dead", "1", b.dead_share);
  }
  for (std::size_t i = 0; i < std::min(m.locators.size(), r.locators.size()); ++i) {
    const Locator& l = r.locators[i];
    List list{out, "locators", m.locators[i].name};
    list.add("error p50", "m", l.error_median_m);
    list.add("error p90", "m", l.error_p90_m);
    list.add("share wrong room", "1", ratio(l.wrong_room, l.in_rooms));
    list.add("share without position", "1", ratio(l.blocked, l.positions + l.blocked));
    list.add("interval", "s", l.interval_s);
    list.add("age mean", "s", l.age_mean_s);
    list.add("age p95", "s", l.age_p95_s);
  }
}

void list_early_warning(const Model& m, const Replication& r, double counted,
                        std::vector<Quantity>& out) {
  for (const EarlyWarning& e : r.early_warning) {
    const std::string& unit = m.units.at(e.unit).name;
    List list{out, "early warning", unit};
    const auto of = [](std::uint64_t n, std::uint64_t all) { return ratio(n, all); };
    const double patient_days = r.units[e.unit].beds_occupied_mean * counted / 86400;
    list.add("sets", "1/d", ratio(static_cast<double>(e.sets), patient_days));
    for (const auto& w : words<ScoreBand>)
      list.add("score " + std::string(w.word), "1",
               of(e.scores[static_cast<std::size_t>(w.value)], e.sets));
    list.add("doctor called", "1/d",
             ratio(static_cast<double>(e.urgent + e.emergency), counted / 86400));
    list.add("reviewed in time", "1", of(e.reviewed_in_time, e.review.count()));
    list.add("team calls per 1000 admissions", "1", 1000 * of(e.team_calls, e.admissions));
    list.add("called again", "1", of(e.called_again, e.called));
    list.add("episodes per 1000 admissions", "1", 1000 * of(e.episodes, e.admissions));
    list.add("recognised", "1",
             of(e.recognised, e.recognised + e.passed_unseen + e.arrests_unseen));
    list.add("arrests per 1000 admissions", "1", 1000 * of(e.arrests, e.admissions));
    list.delays(e.late, "late ");
    list.delays(e.review, "review ");
    list.add("detection mean", "s", e.detection.mean());
    list.delays(e.detection, "detection ");
  }
  for (const Responder& p : r.responders) {
    List list{out, "responders", p.role};
    list.add("utilisation", "1", p.utilisation);
    list.add("calls", "1/d", ratio(static_cast<double>(p.calls), counted / 86400));
  }
}

void list_network(const Model& m, const Replication& r, double counted,
                  std::vector<Quantity>& out) {
  for (std::size_t i = 0; i < std::min(m.flows.size(), r.flows.size()); ++i) {
    const Flow& f = r.flows[i];
    List list{out, "flows", m.flows[i].name};
    list.add("generated", "1/s", ratio(static_cast<double>(f.ledger.generated), counted));
    list.add("throughput", "bit/s",
             ratio(8 * static_cast<double>(f.ledger.delivered_bytes), counted));
    list.add("share lost", "1", ratio(f.ledger.total_lost(), f.ledger.generated));
    list.add("delay mean", "s", f.delay.mean());
    list.delays(f.delay, "delay ");
  }
  for (std::size_t i = 0; i < std::min(m.access_points.size(), r.access_points.size()); ++i) {
    const AccessPoint& a = r.access_points[i];
    List list{out, "access points", m.access_points[i].name};
    list.add("busy", "1", a.busy);
    for (const auto& w : words<Airtime>)
      list.add("airtime " + std::string(w.word), "1", a.airtime[static_cast<std::size_t>(w.value)]);
    list.add("collision probability", "1", ratio(a.collisions, a.attempts));
    list.add("retries", "1", ratio(a.retries, a.attempts));
    if (!std::isnan(a.service_mean_s)) {
      list.add("attempts", "1/s", ratio(static_cast<double>(a.attempts), counted));
      list.add("frames per attempt", "1", ratio(a.frames, a.attempts));
      list.add("block ack requests", "1/s", ratio(static_cast<double>(a.requests), counted));
      list.add("service mean", "s", a.service_mean_s);
      list.add("service p50", "s", a.service_p50_s);
      list.add("service p99", "s", a.service_p99_s);
    }
    list.add("stations", "1", a.stations_mean);
    list.add("down", "s", a.down_s);
  }
  for (std::size_t i = 0; i < std::min(m.gateways.size(), r.gateways.size()); ++i) {
    const Gateway& g = r.gateways[i];
    List list{out, "gateways", m.gateways[i].name};
    list.add("utilisation", "1", g.utilisation);
    list.add("queue mean", "1", g.queue_mean);
    list.add("queue max", "1", g.queue_max);
    std::uint64_t overflow = 0;
    for (const auto n : g.overflow) overflow += n;
    list.add("overflow", "1", static_cast<double>(overflow));
    list.add("down", "s", g.down_s);
    list.add("blind", "s", g.blind_s);
    list.add("takeovers", "1", static_cast<double>(g.takeovers));
    list.add("detection", "s", g.detection_s);
    list.add("failover", "s", g.failover_s);
    list.add("drain", "s", g.drain_s);
    list.add("split", "s", g.split_s);
    list.add("handshakes", "1", static_cast<double>(g.handshakes));
    list.add("wasted", "1", static_cast<double>(g.wasted));
    list.add("refused", "1", static_cast<double>(g.refused));
    list.add("reconnect", "s", g.reconnect_s);
    list.add("local alarms", "1", static_cast<double>(g.local_alarms));
    list.add("alone", "s", g.alone_s);
  }
}

void list_platform(const Model& m, const Replication& r, std::vector<Quantity>& out) {
  for (std::size_t i = 0; i < std::min(m.ports.size(), r.ports.size()); ++i) {
    List list{out, "ports", m.ports[i].name};
    list.add("utilisation", "1", r.ports[i].utilisation);
    list.add("drops", "1", static_cast<double>(r.ports[i].drops));
  }
  for (std::size_t i = 0; i < std::min(m.servers.size(), r.servers.size()); ++i) {
    List list{out, "servers", m.servers[i].name};
    list.add("utilisation", "1", r.servers[i].utilisation);
    list.add("queue mean", "1", r.servers[i].queue_mean);
    list.add("queue max", "1", r.servers[i].queue_max);
  }
}

void list_alarms(const Replication& r, double counted, std::vector<Quantity>& out) {
  for (const auto& w : words<flow::AlarmPriority>) {
    const AlarmsOfPriority& p = r.alarm_statistics.priority[static_cast<std::size_t>(w.value)];
    List list{out, "alarms", std::string(w.word)};
    const auto ended = [&](AlarmEnd e) { return p.ended[static_cast<std::size_t>(e)]; };
    list.add("raised", "1/d", ratio(86400 * static_cast<double>(p.raised), counted));
    list.add("share delivered", "1",
             ratio(ended(AlarmEnd::delivered), ended(AlarmEnd::delivered) + ended(AlarmEnd::lost)));
    list.add("share lost", "1", ratio(ended(AlarmEnd::lost), p.raised));
    list.add("share late", "1", ratio(p.total_late(), p.raised));
    list.add("share escalated", "1", ratio(p.escalated, ended(AlarmEnd::delivered)));
    std::uint64_t total = 0;
    for (const Histogram& h : p.step) total += h.sum_ns();
    for (const auto& s : words<flow::AlarmStage>) {
      const auto i = static_cast<std::size_t>(s.value);
      const std::string stage(s.word);
      list.delays(p.since_device[i], "device to " + stage + " ");
      list.add("share of time to " + stage, "1", ratio(p.step[i].sum_ns(), total));
    }
  }
}

// Of beds, minutes a day; a bench has devices only, and their time off in one run.
void list_blind(const Model& model, const Replication& r, double counted,
                std::vector<Quantity>& out) {
  const bool beds = !model.building.beds.empty();
  const auto devices = static_cast<double>(model.devices.size());
  const auto add = [&](const std::string& cause, double minutes) {
    List list{out, "blind", cause};
    if (beds)
      list.add("blind bed-minutes", "min/d", ratio(1440 * 60 * minutes, counted));
    else
      list.add("cut off per device", "s", ratio(60 * minutes, devices));
  };
  double total = 0;
  for (const Blind& b : r.blind) total += b.bed_minutes;
  add("total", total);
  for (const Blind& b : r.blind) add(b.cause, b.bed_minutes);
}

}  // namespace

Replication pooled(const Results& results) {
  Replication all;
  const double weight = ratio(1, static_cast<double>(results.replications.size()));
  for (const Replication& r : results.replications) {
    pool_people(all, r, weight);
    pool_early_warning(all, r, weight);
    pool_pathways(all, r, weight);
    pool_network(all, r, weight);
    pool_platform(all, r, weight);
    pool_notes(all, r);
    all.events += r.events;
    all.simulated_s += r.simulated_s;
    all.wall_s += r.wall_s;
    all.peak_memory_bytes = std::max(all.peak_memory_bytes, r.peak_memory_bytes);
    // the order of replications counts
    all.event_hash = (all.event_hash ^ r.event_hash) * 0x100000001b3u;
  }
  return all;
}

std::vector<Quantity> quantities(const Results& results, const Replication& replication) {
  const double counted = replication.simulated_s - results.run.warm_up_s;
  std::vector<Quantity> out;
  list_people(results.model, replication, counted, out);
  list_pathways(results.model, replication, counted, out);
  list_early_warning(results.model, replication, counted, out);
  list_devices(results.model, replication, out);
  list_network(results.model, replication, counted, out);
  list_platform(results.model, replication, out);
  if (!results.model.building.beds.empty()) list_alarms(replication, counted, out);
  list_blind(results.model, replication, counted, out);
  return out;
}

std::vector<Quantity> summarise(const Results& results) {
  std::vector<Quantity> all;
  std::vector<std::vector<double>> values;
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> place;
  const std::size_t n = results.replications.size();
  for (std::size_t k = 0; k < n; ++k)
    for (Quantity& q : quantities(results, results.replications[k])) {
      const auto [it, is_new] = place.try_emplace({q.section, q.subject, q.quantity}, all.size());
      if (is_new) {
        all.push_back(std::move(q));
        // a cause or activity that other replications do not know took no time there
        values.emplace_back(n, 0.0);
        values.back()[k] = all.back().value;
      } else {
        values[it->second][k] = q.value;
      }
    }
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Interval interval = mean_interval(values[i]);
    all[i].value = interval.mean;
    all[i].low = interval.low;
    all[i].high = interval.high;
  }
  std::stable_sort(all.begin(), all.end(), [](const Quantity& a, const Quantity& b) {
    constexpr std::string_view kOrder[] = {"pathways", "steps",         "resources",  "beds",
                                           "nurses",   "early warning", "responders", "batteries",
                                           "flows",    "access points", "locators",   "gateways",
                                           "ports",    "servers",       "alarms",     "blind"};
    const auto rank = [&](const Quantity& q) {
      return std::find(std::begin(kOrder), std::end(kOrder), q.section) - std::begin(kOrder);
    };
    return rank(a) < rank(b);
  });
  return all;
}

}  // namespace wardtwin::results
