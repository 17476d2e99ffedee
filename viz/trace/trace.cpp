#include "viz/trace/trace.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>

#include "sim/base/error.h"

namespace wardtwin::viz {
namespace {

constexpr Time kDay = 24h;

std::optional<Time> first_after(const std::vector<Time>& sorted, Time t) {
  const auto next = std::ranges::upper_bound(sorted, t);
  return next == sorted.end() ? std::nullopt : std::optional(*next);
}

}  // namespace

Time stage(const flow::Alarm& alarm, flow::AlarmStage s) {
  return alarm.at[static_cast<std::size_t>(s)];
}

Time sounded(const flow::Alarm& alarm) {
  const Time at = stage(alarm, flow::AlarmStage::device);
  return at == kNever ? alarm.onset : at;
}

Time met(const flow::Alarm& alarm) {
  return std::min(stage(alarm, flow::AlarmStage::bedside), alarm.cleared);
}

Time to_handset(const flow::Alarm& alarm) {
  const Time at = stage(alarm, flow::AlarmStage::handset);
  return at == kNever ? kNever : at - sounded(alarm);
}

Trace::Trace(std::string path, std::size_t replication)
    : path_(std::move(path)),
      data_path_(path_),
      results_(results::read_results(path_, results::Read::tables)),
      replication_(replication) {
  if (replication == 0 && results_.replications.empty() && !results_.complete) open_live();
  if (replication > 0 && replication >= results_.replications.size())
    throw InputError(fmt::format("{} has {} replications, so none with number {}", path_,
                                 results_.replications.size(), replication));
  if (!results_.replications.empty())
    logs_ = results::read_one(data_path_, replication, results::Read::logs);
  index();
}

void Trace::open_live() {
  const std::string live = live_beside(path_);
  std::error_code ignored;
  if (!std::filesystem::exists(live, ignored)) return;
  try {
    results::Results so_far = results::read_results(live, results::Read::tables);
    // one of an earlier run that was killed is not this run's
    if (so_far.run.created_utc != results_.run.created_utc ||
        so_far.run.scenario_text != results_.run.scenario_text)
      return;
    so_far.run.replications = results_.run.replications;
    so_far.complete = false;
    results_ = std::move(so_far);
    data_path_ = live;
  } catch (const InputError&) {
    // it has gone meanwhile: the replication is in the file itself now
  }
}

std::string live_beside(const std::string& path) {
  return (path.ends_with(".part") ? path.substr(0, path.size() - 5) : path) + ".live";
}

void Trace::index() {
  start_ = from_seconds(results_.run.warm_up_s);
  end_ = std::max(start_, from_seconds(logs_.simulated_s));
  const auto& history = logs_.history;
  const std::size_t devices = model().devices.size(), beds = model().building.beds.size();
  beds_ = {beds, std::span<const flow::BedChange>(history.bed_changes),
           [](const auto& e) { return e.bed; }};
  for (const flow::BedChange& c : history.bed_changes)
    if (c.patient != flow::kNone) patients_.push_back(c.patient);
  std::ranges::sort(patients_);
  patients_.erase(std::unique(patients_.begin(), patients_.end()), patients_.end());
  associations_ = {devices, std::span<const flow::Association>(history.associations),
                   [](const auto& e) { return e.device; }};
  nurses_ = {model().surroundings.nurses.size(),
             std::span<const flow::NurseStep>(history.nurse_steps),
             [](const auto& e) { return e.nurse; }};
  const auto& places = model().surroundings.places;
  for (std::uint32_t d = 0; d < std::min(devices, places.size()); ++d)
    if (places[d].carried) carried_.push_back(d);
  spells_of_device_.resize(devices);
  for (std::uint32_t i = 0; i < history.blind_spells.size(); ++i)
    if (history.blind_spells[i].device < devices)
      spells_of_device_[history.blind_spells[i].device].push_back(i);
  devices_of_bed_.resize(beds);
  for (std::uint32_t d = 0; d < devices; ++d)
    if (model().devices[d].bed < beds) devices_of_bed_[model().devices[d].bed].push_back(d);
  alarms_of_bed_.resize(beds);
  for (std::uint32_t i = 0; i < logs_.alarms.size(); ++i) by_time_.push_back(i);
  std::ranges::stable_sort(by_time_, {},
                           [this](std::uint32_t i) { return sounded(logs_.alarms[i].alarm); });
  const Time late = from_seconds(results_.run.late_after_s);
  Time longest{0};
  for (const std::uint32_t i : by_time_) {
    const flow::Alarm& a = logs_.alarms[i].alarm;
    longest_until_.push_back(longest = std::max(longest, met(a)));
    if (a.bed < beds) alarms_of_bed_[a.bed].push_back(i);
    sounded_[static_cast<std::size_t>(a.priority)].push_back(sounded(a));
    const Time took = to_handset(a);
    if (a.priority == flow::AlarmPriority::high && took != kNever && took > late)
      late_.push_back(sounded(a));
  }
}

const results::Messages& Trace::messages() const {
  if (messages_) return *messages_;
  messages_.emplace();
  try {
    if (!empty()) messages_ = results::read_messages(data_path_, replication_);
  } catch (const InputError&) {
    // the file has changed since: a run under way has written its next state
  }
  return *messages_;
}

std::uint32_t Trace::floor_of(double z) const {
  const auto& floors = model().building.floors;
  std::uint32_t best = 0;
  for (std::uint32_t f = 0; f < floors.size(); ++f)
    if (floors[f].height <= z + 0.5 && floors[f].height >= floors[best].height) best = f;
  return best;
}

std::string Trace::clock(Time t) const {
  const Time of_day = t + from_seconds(results_.run.starts_s);
  const auto s = std::chrono::duration_cast<std::chrono::seconds>(of_day).count();
  const auto first = (start_ + from_seconds(results_.run.starts_s)) / kDay;
  const auto day = of_day / kDay - first;
  return fmt::format("{}{:02}:{:02}:{:02}", day == 0 ? "" : fmt::format("day {:+} ", day),
                     s / 3600 % 24, s / 60 % 60, s % 60);
}

std::optional<Time> Trace::parse_clock(const std::string& text) const {
  int day = 0, hour = 0, minute = 0, second = 0;
  const char* rest = text.c_str();
  int used = 0;
  if (std::sscanf(rest, "%d/%n", &day, &used) == 1 && used > 0)
    rest += used;
  else
    day = 0;
  used = 0;
  if (std::sscanf(rest, "%d:%d%n", &hour, &minute, &used) != 2 || used == 0) return {};
  rest += used;
  if (*rest == ':') {
    used = 0;
    if (std::sscanf(rest, ":%d%n", &second, &used) != 1 || used == 0) return {};
    rest += used;
  }
  if (*rest != 0 || day < 0 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
      second > 59)
    return {};
  const Time clock =
      std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second};
  Time t = clock - from_seconds(results_.run.starts_s);
  while (t < start_) t += kDay;
  return t + day * kDay;
}

std::string Trace::scenario_clock(Time t) const {
  const Time offset = from_seconds(results_.run.starts_s);
  const Time of_day = (std::max(t, start_) + offset) % kDay;
  Time first = start_ + (of_day - (start_ + offset) % kDay);  // that time of day after the start
  if (first < start_) first += kDay;
  const auto day = (std::max(t, start_) - first) / kDay;
  const auto s = std::chrono::duration_cast<std::chrono::seconds>(of_day).count();
  std::string out = day > 0 ? fmt::format("day {} ", day + 1) : "";
  out += fmt::format("{:02}:{:02}", s / 3600, s / 60 % 60);
  return s % 60 ? fmt::format("{}:{:02}", out, s % 60) : out;
}

flow::PatientIndex Trace::patient_in(flow::BedIndex bed, Time t) const {
  const flow::BedChange* e = beds_.at(bed, t);
  return e ? e->patient : flow::kNone;
}

flow::BedIndex Trace::bed_of(flow::PatientIndex patient, Time t) const {
  for (flow::BedIndex b = 0; b < model().building.beds.size(); ++b)
    if (patient_in(b, t) == patient) return b;
  return flow::kNone;
}

std::uint32_t Trace::access_point_of(flow::DeviceIndex device, Time t) const {
  const flow::Association* e = associations_.at(device, t);
  return e ? e->access_point : flow::kNone;
}

std::vector<std::uint32_t> Trace::stations_of_access_points(Time t) const {
  std::vector<std::uint32_t> count(model().access_points.size());
  for (std::uint32_t d = 0; d < model().devices.size(); ++d)
    if (const std::uint32_t ap = access_point_of(d, t); ap < count.size()) ++count[ap];
  return count;
}

std::optional<NursePlace> Trace::nurse(std::size_t nurse, Time t) const {
  const flow::NurseStep* now = nurses_.at(nurse, t);
  if (!now) return {};
  NursePlace p{now->where, now->doing};
  const flow::NurseStep* next = nurses_.after(nurse, t);
  if (next && next->at > now->at && now->doing != flow::kOffDuty && next->doing != flow::kOffDuty) {
    const double share = seconds(t - now->at) / seconds(next->at - now->at);
    p.at.x += share * (next->where.x - now->where.x);
    p.at.y += share * (next->where.y - now->where.y);
    p.at.z += share * (next->where.z - now->where.z);
  }
  return p;
}

std::uint32_t Trace::carrier_of(flow::DeviceIndex device, Time t) const {
  const auto& places = model().surroundings.places;
  if (device >= places.size()) return flow::kNone;
  for (const std::uint32_t n : {places[device].day_nurse, places[device].night_nurse})
    if (n != flow::kNone)
      if (const auto p = nurse(n, t); p && p->doing != flow::kOffDuty) return n;
  return flow::kNone;
}

std::string Trace::activity(std::uint8_t doing) const {
  if (doing == flow::kOffDuty) return "off duty";
  if (doing == 0) return "idle";
  // the rows of one unit stand together, in the order of the activities
  for (std::size_t i = 0; i < logs_.nurse_activities.size(); ++i)
    if (logs_.nurse_activities[i].unit == 0 && i + 1 == doing)
      return logs_.nurse_activities[i].activity;
  return fmt::format("activity {}", doing);
}

const results::Fault* Trace::fault_of(const std::string& part, Time t) const {
  for (const results::Fault& f : logs_.faults)
    if (f.what == part && f.at <= t && t < f.until) return &f;
  return nullptr;
}

bool Trace::blind(flow::DeviceIndex device, Time t) const {
  if (device >= spells_of_device_.size()) return false;
  return std::ranges::any_of(spells_of_device_[device], [&](std::uint32_t i) {
    const results::BlindSpell& s = logs_.history.blind_spells[i];
    return s.from <= t && t < s.until;
  });
}

std::vector<std::uint32_t> Trace::open_alarms(Time t) const {
  std::vector<std::uint32_t> open;
  const auto after = std::ranges::upper_bound(
      by_time_, t, {}, [this](std::uint32_t i) { return sounded(logs_.alarms[i].alarm); });
  for (auto i = after - by_time_.begin(); i-- > 0;) {
    if (longest_until_[static_cast<std::size_t>(i)] <= t) break;
    const std::uint32_t row = by_time_[static_cast<std::size_t>(i)];
    if (met(logs_.alarms[row].alarm) > t) open.push_back(row);
  }
  std::ranges::reverse(open);
  std::ranges::stable_sort(open, {},
                           [this](std::uint32_t i) { return logs_.alarms[i].alarm.priority; });
  return open;
}

std::vector<std::uint32_t> Trace::open_alarms_of(flow::BedIndex bed, Time t) const {
  std::vector<std::uint32_t> open;
  if (bed >= alarms_of_bed_.size()) return open;
  for (const std::uint32_t i : alarms_of_bed_[bed]) {
    const flow::Alarm& a = logs_.alarms[i].alarm;
    if (sounded(a) > t) break;
    if (met(a) > t) open.push_back(i);
  }
  std::ranges::stable_sort(open, {},
                           [this](std::uint32_t i) { return logs_.alarms[i].alarm.priority; });
  return open;
}

std::span<const std::uint32_t> Trace::devices_of_bed(flow::BedIndex bed) const {
  if (bed >= devices_of_bed_.size()) return {};
  return devices_of_bed_[bed];
}

State Trace::bed_state(flow::BedIndex bed, Time t) const {
  const auto open = open_alarms_of(bed, t);
  if (!open.empty())
    return logs_.alarms[open[0]].alarm.priority == flow::AlarmPriority::high ? State::bad
                                                                             : State::warning;
  if (knows_beds() && patient_in(bed, t) == flow::kNone) return State::off;
  for (const std::uint32_t d : devices_of_bed(bed))
    if (blind(d, t)) return State::notice;
  return State::good;
}

State Trace::device_state(flow::DeviceIndex device, Time t) const {
  if (blind(device, t)) return State::bad;
  const auto& places = model().surroundings.places;
  if (device < places.size() && places[device].wireless && associations_.at(device, t) &&
      access_point_of(device, t) == flow::kNone)
    return State::warning;
  return State::good;
}

State Trace::part_state(const std::string& part, Time t) const {
  return fault_of(part, t) ? State::bad : State::good;
}

std::optional<Time> Trace::next_alarm(Time t, flow::AlarmPriority least) const {
  std::optional<Time> next;
  for (std::size_t p = 0; p <= static_cast<std::size_t>(least); ++p)
    if (const auto at = first_after(sounded_[p], t); at && (!next || *at < *next)) next = at;
  return next;
}

std::optional<Time> Trace::next_fault(Time t) const {
  std::optional<Time> next;
  for (const results::Fault& f : logs_.faults)
    for (const Time at : {f.at, f.until})
      if (at > t && at != kNever && at < end_ && (!next || at < *next)) next = at;
  return next;
}

std::optional<Time> Trace::next_late(Time t) const { return first_after(late_, t); }

}  // namespace wardtwin::viz
