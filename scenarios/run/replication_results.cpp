#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <sys/resource.h>

#include "scenarios/run/clocks.h"
#include "scenarios/run/flow_replication.h"
#include "scenarios/run/message_results.h"
#include "scenarios/run/replication.h"

// What a replication counts, in the order of the results file.
namespace wardtwin::run {
namespace {

results::AccessPoint air_of(const wifi::AirStatistics& a, const Histogram& service) {
  results::AccessPoint out;
  auto share = [&](results::Airtime kind) -> double& {
    return out.airtime[static_cast<std::size_t>(kind)];
  };
  share(results::Airtime::data) = seconds(a.data);
  share(results::Airtime::control) = seconds(a.ack);
  share(results::Airtime::beacon) = seconds(a.beacon);
  share(results::Airtime::collision) = seconds(a.collision);
  out.busy = seconds(a.busy());
  out.attempts = a.attempts();
  out.retries = a.retries;
  out.collisions = a.collisions();
  out.frames = a.frames;
  out.requests = a.requests;
  if (service.count() > 0) {
    out.service_mean_s = service.mean();
    out.service_p50_s = service.quantile(.5);
    out.service_p99_s = service.quantile(.99);
  }
  return out;
}

// How long a part was down before `end`.
double down_for(const compiler::Fault& f, Time end) {
  return f.at < end ? seconds(std::min(f.until, end) - f.at) : 0;
}

// FNV-1a over 64-bit words.
struct Hasher {
  std::uint64_t h = 0xcbf29ce484222325ull;
  void add(std::uint64_t word) {
    for (int i = 0; i < 8; ++i) h = (h ^ ((word >> (8 * i)) & 0xff)) * 0x100000001b3ull;
  }
  void add(Time t) { add(static_cast<std::uint64_t>(t.count())); }
};

constexpr double kYearHours = 365.25 * 24;
constexpr Time kMeasureBatteries = 1h;

}  // namespace

void Replication::end_warm_up() {
  const Time now = hospital_->header.warm_up;
  if (patients_) patients_->restart_statistics();
  if (observations_) observations_->restart_statistics();
  if (radio_) radio_->restart_statistics();
  cells_.restart_statistics(now);
  batteries_.begin(radios(), now);
  coexistence_.restart();
  if (backbone_) backbone_->restart_statistics(now);
  busy_at_sample_.assign(busy_at_sample_.size(), 0.0);
  gateway_queue_at_sample_.assign(gateway_queue_at_sample_.size(), 0.0);
}

// One row of the series, at the end of its minute. Minutes of the warm-up are left out.
void Replication::sample(Time at) {
  next_sample_ = at + 1min;
  if (at % kMeasureBatteries == Time{0}) measure_batteries(at);
  const Time warm_up = hospital_->header.warm_up;
  const std::size_t wifi = hospital_->wifi ? hospital_->wifi->names.size() : 0;
  const std::size_t aps = wifi + hospital_->gateway_radios.size();
  busy_at_sample_.resize(aps);
  nurses_at_sample_.resize(hospital_->unit_names.size());
  gateway_queue_at_sample_.resize(hospital_->gateway_names.size());
  // of a quantity that was `before` at the last sample: its growth per second; radios and gateways
  // begin anew at the end of warm-up, which may lie within this minute
  const auto mean = [&](double now, double& before, Time since) {
    const double grown = std::max(0.0, now - std::exchange(before, now));
    return static_cast<float>(at > since ? grown / seconds(std::min<Time>(1min, at - since)) : 0);
  };
  results::SeriesSet row;
  row.beds_occupied.columns = row.nurses_busy.columns =
      static_cast<std::uint32_t>(hospital_->unit_names.size());
  row.messages.columns = 1;
  row.airtime.columns = static_cast<std::uint32_t>(aps);
  row.gateway_queue.columns = static_cast<std::uint32_t>(hospital_->gateway_names.size());
  for (std::uint32_t ap = 0; ap < aps; ++ap) {
    const double busy = seconds(ap < wifi ? radio_->air(ap).busy() : cells_.air(ap).busy);
    row.airtime.values.push_back(mean(busy, busy_at_sample_[ap], warm_up));
  }
  row.messages.values.push_back(static_cast<float>(delivered_ - delivered_at_sample_));
  delivered_at_sample_ = delivered_;
  for (std::size_t u = 0; u < hospital_->unit_names.size(); ++u) {
    row.nurses_busy.values.push_back(
        mean(staff_->busy_seconds(u, at), nurses_at_sample_[u], Time{0}));
    row.beds_occupied.values.push_back(
        static_cast<float>(patients_->statistics(u).occupied.value()));
  }
  for (std::uint32_t g = 0; g < hospital_->gateway_names.size(); ++g)
    row.gateway_queue.values.push_back(
        mean(backbone_->gateway(g, at).queue.area(at), gateway_queue_at_sample_[g], warm_up));
  row.infected.columns = 1;
  if (!hospital_->attacks.list.empty()) {
    const auto until = [at](const std::vector<Time>& times) {
      return std::ranges::upper_bound(times, at) - times.begin();
    };
    row.infected.values.push_back(static_cast<float>(until(infected_) - until(cleaned_)));
  }
  if (at <= warm_up) return;
  auto append = [](results::Series& to, const results::Series& from) {
    to.columns = from.columns;
    to.values.insert(to.values.end(), from.values.begin(), from.values.end());
  };
  append(series_.beds_occupied, row.beds_occupied);
  append(series_.nurses_busy, row.nurses_busy);
  append(series_.messages, row.messages);
  append(series_.airtime, row.airtime);
  append(series_.gateway_queue, row.gateway_queue);
  append(series_.infected, row.infected);
}

void Replication::collect(results::Replication& out) {
  out.simulated_s = seconds(hospital_->end());
  collect_people(out);
  if (flow_) collect_pathways(*hospital_, flow_->finish(), out);
  if (observations_) collect_early_warning(out);
  const flow::FlowStatistics all = collect_flows(out);
  collect_network(out);
  out.batteries = batteries_.collect(radios(), hospital_->end());
  collect_locators(out);
  const std::vector<std::uint32_t> row_of_alarm = collect_alarms(out);
  count_stamps(*hospital_, out);
  out.blind = blind_.minutes(hospital_->end());
  for (std::size_t u = 0; u < out.units.size(); ++u) {
    out.units[u].monitored_min = blind_.by_unit()[u].monitored_s / 60;
    out.units[u].blind_min = blind_.by_unit()[u].blind_s / 60;
  }
  for (const compiler::Fault& f : faults_) out.faults.push_back({f.what, f.at, f.until});
  out.faults.insert(out.faults.end(), device_outages_.log.begin(), device_outages_.log.end());
  out.faults.insert(out.faults.end(), rollouts_.begin(), rollouts_.end());
  for (const compiler::Impairment& i : hospital_->impairments)
    out.faults.push_back({i.what, i.at, i.until});
  out.series = std::move(series_);
  out.history = std::move(history_);
  collect_messages(*hospital_, log_, all, row_of_alarm, out.history.messages);
  std::ranges::stable_sort(out.history.associations, {}, &flow::Association::at);
  out.history.blind_spells = blind_.take_spells();
  if (staff_) out.history.nurse_steps = staff_->take_steps();
  if (patient_log_) out.history.patients = patient_log_->rows();
  std::stable_sort(link_changes_.begin(), link_changes_.end(), [](const auto& a, const auto& b) {
    return a.at != b.at ? a.at < b.at : a.device < b.device;
  });
  out.link_changes = std::move(link_changes_);
  if (radio_ && radio_->blind_scans() > 0)
    out.warnings.push_back({"wifi", "a station scanned and found no access point in reach",
                            radio_->blind_scans(), radio_->first_blind_scan()});
  const auto door = std::ranges::find_if(faults_, [](const auto& f) { return f.shut != nullptr; });
  if (door != faults_.end() && cells_.heedless() > 0)
    out.warnings.push_back({"doors",
                            "a device is on a radio that takes no notice of doors that shut: RFID, "
                            "UWB, NB-IoT, LTE-M, MedRadio, active RFID or WMTS",
                            cells_.heedless(), door->at});
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  out.peak_memory_bytes = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
  out.event_hash = hash(out);
}

void Replication::collect_people(results::Replication& out) {
  if (!patients_) return;
  const Time end = hospital_->end();
  for (std::uint32_t u = 0; u < hospital_->unit_names.size(); ++u) {
    const people::UnitStatistics& s = patients_->statistics(u);
    const people::PatientLedger ledger = patients_->ledger(u);
    require_balanced(hospital_->unit_names[u], ledger);
    out.units.push_back({s.occupied.mean(end), s.admissions, s.discharges, s.turned_away, s.waited,
                         s.wait.count() ? s.wait.mean() : 0.0, 0, 0, ledger.there_at_start,
                         ledger.arrived, ledger.moved_in, ledger.left, ledger.died,
                         ledger.moved_out, ledger.turned_away, ledger.there, s.diverted});
    people::NurseStatistics sum;
    for (flow::NurseIndex n = 0; n < staff_->nurses(); ++n)
      if (staff_->unit_of(n) == u) sum.merge(staff_->statistics(n));
    const double hours = seconds(sum.on_duty()) / 3600, overtime = seconds(sum.overtime) / 3600;
    const double measured = seconds(hospital_->header.duration) / 3600;
    const people::StaffDef& def = hospital_->staff.units[u].staff;
    // overtime is in the hours, and paid by its factor
    const double paid = hours + (def.overtime_factor - 1) * overtime;
    out.nurses.push_back({hours, sum.utilisation(), sum.rung, sum.metres, overtime,
                          def.cost_per_hour * paid * kYearHours / measured,
                          hours > 0 ? s.occupied.mean(end) * measured / hours : 0, sum.planned,
                          sum.handed_on, sum.dropped});
    for (int a = 1; a < people::kActivities; ++a)
      out.nurse_activities.push_back({u, std::string(word_of(static_cast<people::Activity>(a))),
                                      sum.share(static_cast<people::Activity>(a))});
  }
}

void Replication::collect_early_warning(results::Replication& out) const {
  for (std::uint32_t u = 0; u < hospital_->unit_names.size(); ++u) {
    if (!hospital_->observations.units[u].on) continue;
    const people::ObservationStatistics& s = observations_->statistics(u);
    results::EarlyWarning row;
    row.unit = u;
    row.admissions = s.admissions;
    row.sets = s.sets;
    row.after_alarms = s.after_alarms;
    row.scores = s.scores;
    row.urgent = s.urgent;
    row.emergency = s.emergency;
    row.reviewed_in_time = s.reviewed_in_time;
    row.team_calls = s.team_calls;
    row.called = s.called;
    row.called_again = s.called_again;
    row.episodes = s.episodes;
    row.recognised = s.recognised;
    row.passed_unseen = s.passed_unseen;
    row.arrests = s.arrests;
    row.arrests_unseen = s.arrests_unseen;
    row.transfers = s.transfers;
    row.late = s.late;
    row.review = s.review;
    row.detection = s.detection;
    out.early_warning.push_back(std::move(row));
  }
  const auto add = [&](const char* role, const people::ResponderStatistics& r) {
    out.responders.push_back({role, r.hours, r.hours > 0 ? r.busy / r.hours : 0, r.calls});
  };
  add("doctors", observations_->doctors());
  add("emergency team", observations_->teams());
}

// Everything generated is delivered, lost with a cause, or still under way: counted apart, and held
// against each other in every run.
flow::FlowStatistics Replication::collect_flows(results::Replication& out) {
  flow::FlowStatistics sum = own_;
  std::vector<std::uint64_t> held(hospital_->flows.size());
  auto add = [&](const std::vector<std::uint64_t>& more) {
    for (std::size_t f = 0; f < held.size(); ++f) held[f] += more[f];
  };
  auto hold = [&](flow::SourceIndex source, Time created) {
    if (created >= hospital_->header.warm_up) ++held[hospital_->sources[source].flow];
  };
  if (radio_) {
    sum.merge(radio_->statistics());
    add(radio_->held());
  }
  sum.merge(cells_.statistics());
  add(cells_.held());
  if (wired_) {
    sum.merge(wired_->statistics());
  }
  if (backbone_) {
    sum.merge(backbone_->statistics());
    add(backbone_->held());
  }
  for (const auto& s : servers_)
    if (s) {
      sum.merge(s->statistics());
      s->for_each_inside([&](const flow::Frame& f) { hold(f.source, f.created); });
    }
  if (manager_) {
    sum.merge(manager_->flows());
    manager_->for_each_inside([&](const flow::Frame& f) { hold(f.source, f.created); });
  }
  for (const auto& [node, manager] : local_managers_) {
    sum.merge(manager.flows());
    manager.for_each_inside([&](const flow::Frame& f) { hold(f.source, f.created); });
  }
  for (const flow::Frame& f : to_backbone_) hold(f.source, f.created);
  for (const auto* commands : {&to_radio_, &to_wired_})
    for (const flow::Command& c : *commands)
      if (c.kind == flow::Command::Kind::deliver) hold(c.target, c.created);
  for (const auto& l : sum.lost_alarms()) {
    const bool push = hospital_->flows[l.flow].stream == "push";
    if (push || hospital_->flows[l.flow].stream == "alarm")
      lost_alarms_.try_emplace({l.alarm, push}, l.cause);
  }
  for (flow::FlowIndex f = 0; f < hospital_->flows.size(); ++f) {
    const auto& row = sum.rows()[f];
    const std::uint64_t known = row.ledger.delivered + row.ledger.total_lost() + held[f];
    if (row.ledger.generated != known)
      throw RunError(fmt::format(
          "the ledger of '{}' does not balance: {} generated, {} delivered + {} lost + "
          "{} under way. This is a defect of Wardtwin: please report it with the scenario.",
          hospital_->flows[f].name, row.ledger.generated, row.ledger.delivered,
          row.ledger.total_lost(), held[f]));
    out.flows.push_back({row.ledger, held[f], row.delay});
    out.events += row.ledger.generated;
  }
  for (std::size_t b = 0; b < hospital_->bulk.size(); ++b) {
    const auto& row = bulk_->statistics().rows()[b];
    out.flows.push_back({row.ledger, bulk_->under_way(b), row.delay});
  }
  out.events += sim_.events();
  return sum;
}

void Replication::collect_network(results::Replication& out) {
  const Time end = hospital_->end();
  const double measured = seconds(hospital_->header.duration);
  for (std::uint32_t ap = 0; hospital_->wifi && ap < hospital_->wifi->names.size(); ++ap) {
    results::AccessPoint a = air_of(radio_->air(ap), radio_->service_time(ap));
    for (double& share : a.airtime) share /= measured;
    a.busy /= measured;
    a.stations_mean = a.stations_max = radio_->stations(ap);
    for (const compiler::Fault& f : faults_)
      if (f.part.kind == compiler::Part::Kind::access_point && f.part.index == ap)
        a.down_s += down_for(f, end);
    out.access_points.push_back(a);
  }
  for (std::uint32_t r = 0; r < hospital_->gateway_radios.size(); ++r) {
    const radio::AirCounts air = cells_.air(hospital_->gateway_radios[r].entry);
    results::AccessPoint a;
    a.airtime[static_cast<std::size_t>(results::Airtime::data)] = a.busy =
        seconds(air.busy) / measured;
    a.attempts = air.attempts;
    a.retries = air.retries;
    a.collisions = air.collisions;
    a.stations_mean = a.stations_max = static_cast<int>(air.attached);
    for (const compiler::Fault& f : faults_)
      if (f.part.kind == compiler::Part::Kind::gateway_radio && f.part.index == r)
        a.down_s += down_for(f, end);
    out.access_points.push_back(a);
  }
  for (std::uint32_t g = 0; g < hospital_->gateway_names.size(); ++g) {
    const backbone::GatewayStatistics& s = backbone_->gateway(g, end);
    results::Gateway row;
    row.utilisation = s.busy.mean(end) / hospital_->backbone.gateways[g].def.cores;
    row.queue_mean = s.queue.mean(end);
    row.queue_max = s.queue.max();
    for (const auto n : s.processed) row.processed += n;
    row.overflow = s.overflow;
    row.blind_s = seconds(s.blind);
    row.split_s = seconds(s.split);
    row.takeovers = s.takeovers;
    row.detection_s = seconds(s.longest_detection);
    row.failover_s = seconds(s.longest_failover);
    row.drain_s = seconds(s.longest_drain);
    row.handshakes = s.handshakes;
    row.wasted = s.wasted;
    row.refused = s.refused;
    row.reconnect_s = seconds(s.longest_reconnect);
    row.local_alarms = s.local_alarms;
    row.alone_s = seconds(s.alone);
    for (const compiler::Fault& f : faults_)
      if (f.part.kind == compiler::Part::Kind::gateway && f.part.index == g)
        row.down_s += down_for(f, end);
    out.gateways.push_back(row);
  }
  for (std::uint32_t p = 0; p < 2 * hospital_->backbone.graph.links.size(); ++p) {
    const backbone::PortStatistics& s = backbone_->port(p, end);
    std::uint64_t drops = s.lost_down;
    for (const auto n : s.overflow) drops += n;
    out.ports.push_back({s.utilisation, drops});
  }
  for (const auto& [node, def] : hospital_->servers) {
    const platform::Server& s = *servers_[node];
    std::uint64_t processed = 0;
    for (const auto& row : s.statistics().rows()) processed += row.ledger.delivered;
    out.servers.push_back({seconds(s.busy()) / (seconds(end) * def.cores), 0, 0, processed});
  }
}

void Replication::collect_locators(results::Replication& out) {
  for (rtls::Locator& l : locators_) {
    l.finish(hospital_->end());
    results::Locator& row = out.locators.emplace_back();
    row.positions = l.positions();
    row.blocked = l.blocked();
    row.in_rooms = l.in_rooms();
    row.wrong_room = l.wrong_room();
    row.error_median_m = l.error_quantile(0.5).value;
    row.error_p90_m = l.error_quantile(0.9).value;
    row.interval_s = l.interval_mean();
    row.age_mean_s = l.age_mean();
    row.age_p95_s = l.age_quantile(0.95);
  }
}

std::vector<std::uint32_t> Replication::collect_alarms(results::Replication& out) {
  std::vector<std::uint32_t> row_of(alarms_.size(), flow::kNone);
  if (!manager_) return row_of;
  const auto add = [&](const platform::AlarmManager::Statistics& s) {
    results::AlarmManager& m = out.alarm_manager;
    m.received += s.received;
    m.pushed += s.pushed;
    m.escalations += s.escalated[1];
    m.acknowledged += s.acknowledged;
    m.unanswered += s.open;
  };
  add(manager_->statistics());
  for (const auto& [node, manager] : local_managers_) add(manager.statistics());
  out.alarm_manager.forged = forged_;
  out.alarm_manager.masked = masked_;
  if (service_alarms_)
    for (const flow::AlarmIndex i : service_alarms_->all()) {
      if (alarms_[i].onset < hospital_->header.warm_up) continue;
      ++out.alarm_manager.by_services;
      out.alarm_manager.by_services_false += !alarms_[i].real;
    }
  for (flow::AlarmIndex i = 0; i < alarms_.size(); ++i) {
    const flow::Alarm& a = alarms_[i];
    if (!a.audible || a.onset < hospital_->header.warm_up) continue;
    const results::AlarmRecord record = fate(i);
    row_of[i] = static_cast<std::uint32_t>(out.alarms.size());
    out.alarms.push_back(record);
    out.alarm_statistics.add(record, hospital_->alarm_manager.rules.late_after, hospital_->end());
  }
  return row_of;
}

// How an alarm ended: at a handset, kept by the manager's rules, lost on its way there or back, or
// open.
results::AlarmRecord Replication::fate(flow::AlarmIndex alarm) const {
  const flow::Alarm& a = alarms_[alarm];
  results::AlarmRecord record{a, results::AlarmEnd::open, flow::LossCause::not_attempted};
  auto reached = [&](flow::AlarmStage stage) {
    return a.at[static_cast<std::size_t>(stage)] != kNever;
  };
  const bool pushed = alarm < pushed_.size() && pushed_[alarm];
  const auto lost = lost_alarms_.find({alarm, pushed});
  if (reached(flow::AlarmStage::handset)) {
    record.end = results::AlarmEnd::delivered;
  } else if (lost != lost_alarms_.end()) {
    record.end = results::AlarmEnd::lost;
    record.cause = lost->second;
  } else if (reached(flow::AlarmStage::gateway) && !pushed) {
    record.end = results::AlarmEnd::suppressed;
  }
  return record;
}

std::uint64_t Replication::hash(const results::Replication& out) const {
  Hasher h;
  for (const flow::Alarm& a : alarms_) {
    for (const Time t : a.at) h.add(t);
    h.add(a.onset);
    h.add((std::uint64_t{a.device} << 32) | a.nurse);
  }
  for (const results::Flow& f : out.flows) {
    h.add(f.ledger.generated);
    h.add(f.ledger.delivered);
    for (const auto n : f.ledger.lost) h.add(n);
    h.add(f.delay.sum_ns());
    for (const auto n : f.delay.counts()) h.add(n);
  }
  for (const flow::LinkChange& c : out.link_changes) {
    h.add(c.at);
    h.add((std::uint64_t{c.device} << 1) | c.connected);
  }
  for (const results::AccessPoint& a : out.access_points) {
    h.add(a.attempts);
    h.add(a.collisions);
  }
  return h.h;
}

}  // namespace wardtwin::run
