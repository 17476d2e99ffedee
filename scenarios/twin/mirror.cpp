#include "scenarios/twin/mirror.h"

#include <algorithm>
#include <bit>

namespace wardtwin::twin {

using recording::Event;
using recording::Kind;

namespace {

constexpr Time kClockError = 1s;   ///< two clocks may differ by this
constexpr Time kOnTheWay = 30min;  ///< between two beds; longer, somebody has left and come again
constexpr std::uint64_t kWindow = 64;  ///< numbers of beats that are remembered
constexpr std::size_t kMostKept = 50'000;

// What is remembered to recognise a repetition need not be remembered for ever.
template <class Map, class Old>
void forget(Map& map, Old old) {
  if (map.size() > kMostKept) std::erase_if(map, old);
}

}  // namespace

Mirror::Mirror(const compiler::Hospital& h)
    : hospital_(&h),
      beds_(h.building.beds.size()),
      devices_(h.devices.size()),
      unit_of_bed_(h.building.beds.size(), flow::kNone),
      open_by_unit_(h.unit_names.size(), 0) {
  for (std::uint32_t b = 0; b < beds_.size(); ++b) bed_names_.add(h.building.beds[b].name, b);
  for (std::uint32_t d = 0; d < devices_.size(); ++d) {
    device_names_.add(h.devices[d].name, d);
    devices_[d].bed = h.devices[d].bed;
    devices_[d].gateway = h.devices[d].gateway;
  }
  if (h.wifi)
    for (std::uint32_t a = 0; a < h.wifi->names.size(); ++a) entry_names_.add(h.wifi->names[a], a);
  for (std::uint32_t u = 0; u < h.patients.units.size(); ++u)
    for (const flow::BedIndex b : h.patients.units[u].beds) unit_of_bed_[b] = u;
}

Mirror::News Mirror::take(const Event& e) {
  News news;
  now_ = std::max(now_, e.received);
  if (e.kind == Kind::tick) return news;
  ++messages_;
  if (e.kind == Kind::unreadable) {
    count(Trouble::unreadable);
    return news;
  }
  if (e.at > e.received + kClockError) count(Trouble::from_future);
  if (e.received - e.at > hospital_->twin.late_after) count(Trouble::late);
  switch (e.kind) {
    case Kind::admit: admit(e, news); break;
    case Kind::discharge: discharge(e, news); break;
    case Kind::beat: beat(e, news); break;
    default: alarm(e, news); break;
  }
  return news;
}

void Mirror::leave(flow::BedIndex bed, Time at, News& news) {
  Bed& b = beds_[bed];
  news.departed = true;
  news.unit = unit_of_bed_[bed];
  news.length = at - b.since;
  news.since = b.since;
  forget(left_, [&](const auto& l) { return l.second.first + 24h < at; });
  left_[b.person] = {at, false};
  bed_of_.erase(b.person);
  b.person.clear();
  for (Device& d : devices_)
    if (d.bed == bed) d.heard = d.silent = false;  // nothing is expected of them until they beat
}

void Mirror::admit(const Event& e, News& news) {
  const std::uint32_t bed = bed_names_.find(e.thing);
  if (bed == flow::kNone || unit_of_bed_[bed] == flow::kNone) return count(Trouble::unknown);
  Bed& b = beds_[bed];
  const std::string person(e.person);
  if (b.person == person) return count(Trouble::duplicate);
  if (b.changed != kNever && e.at < b.changed) return count(Trouble::out_of_order);
  News other;
  if (!b.person.empty()) {  // two in one bed: the discharge got lost
    count(Trouble::contradictory);
    leave(bed, e.at, other);
  }
  bool from_here = false;
  if (const auto was = bed_of_.find(person); was != bed_of_.end()) {
    // one in two beds: moved, and the end of the old stay comes later or not at all
    if (beds_[was->second].changed > e.at) return count(Trouble::out_of_order);
    from_here = true;
    beds_[was->second].changed = e.at;
    leave(was->second, e.at, other);
  } else if (const auto left = left_.find(person); left != left_.end()) {
    from_here = e.at - left->second.first < kOnTheWay;
  }
  left_.erase(person);
  b.person = person;
  b.since = std::min(e.since, e.at);
  b.changed = e.at;
  bed_of_[person] = bed;
  news = other;
  news.admitted = e.since >= e.at;  // a census tells of those who were there
  news.arrived = !from_here && news.admitted;
  if (!news.departed || news.arrived) news.unit = unit_of_bed_[bed];
}

void Mirror::discharge(const Event& e, News& news) {
  const std::uint32_t bed = bed_names_.find(e.thing);
  if (bed == flow::kNone || unit_of_bed_[bed] == flow::kNone) return count(Trouble::unknown);
  Bed& b = beds_[bed];
  const std::string person(e.person);
  if (b.person != person) {
    if (const auto left = left_.find(person); left != left_.end() && left->second.first >= e.at)
      return count(Trouble::duplicate);
    if (b.changed != kNever && e.at < b.changed) return count(Trouble::out_of_order);
    return count(Trouble::contradictory);
  }
  if (e.at < b.changed) return count(Trouble::out_of_order);
  leave(bed, e.at, news);
  b.changed = e.at;
}

// Numbers tell a repetition from a delay: each may come once, in any order.
void Mirror::beat(const Event& e, News& news) {
  const std::uint32_t index = device_names_.find(e.thing);
  if (index == flow::kNone) return count(Trouble::unknown);
  Device& d = devices_[index];
  news.device = index;
  if (d.seen == 0 || e.sequence > d.highest) {
    const std::uint64_t ahead = d.seen == 0 ? 1 : e.sequence - d.highest;
    // after a pause it was switched off, not unheard
    if (d.heard && !d.silent) news.missed = ahead - 1;
    d.seen = (ahead < kWindow ? d.seen << ahead : 0) | 1;
    d.highest = e.sequence;
  } else {
    const std::uint64_t behind = d.highest - e.sequence;
    if (behind >= kWindow || (d.seen >> behind) & 1) return count(Trouble::duplicate);
    d.seen |= std::uint64_t{1} << behind;
    count(Trouble::out_of_order);
    auto& missing = troubles_[static_cast<std::size_t>(Trouble::missing)];
    if (missing > 0) --missing;  // it was only late
    return;
  }
  if (news.missed > 0) troubles_[static_cast<std::size_t>(Trouble::missing)] += news.missed;
  // of a device at an empty bed nothing is expected
  d.heard =
      d.bed == flow::kNone || unit_of_bed_[d.bed] == flow::kNone || !beds_[d.bed].person.empty();
  d.last = std::max(d.last, e.received);
  if (const std::uint32_t entry = entry_names_.find(e.entry); entry != flow::kNone) d.entry = entry;
  news.beat = true;
}

void Mirror::alarm(const Event& e, News& news) {
  const std::uint32_t device = device_names_.find(e.thing);
  if (device == flow::kNone) return count(Trouble::unknown);
  const std::string name = e.alarm.empty() ? std::string(e.thing) : std::string(e.alarm);
  const auto open = alarms_.find(name);
  const auto unit = [&](flow::DeviceIndex d) {
    const flow::BedIndex bed = devices_[d].bed;
    return bed == flow::kNone ? flow::kNone : unit_of_bed_[bed];
  };
  if (e.kind == Kind::alarm) {
    if (open != alarms_.end() || closed_.contains(name)) return count(Trouble::duplicate);
    alarms_[name] = {device, e.at, kNever, kNever};
    news.raised = true;
    news.unit = unit(device);
    if (news.unit != flow::kNone) ++open_by_unit_[news.unit];
    return;
  }
  if (open == alarms_.end())
    return count(closed_.contains(name) ? Trouble::duplicate : Trouble::contradictory);
  OpenAlarm& a = open->second;
  news.unit = unit(a.device);
  auto close_work = [&] {
    if (a.acknowledged == kNever && news.unit != flow::kNone) --open_by_unit_[news.unit];
  };
  if (e.kind == Kind::rung) {
    if (a.rung != kNever) return;  // escalated: it rings at the next one, too
    a.rung = e.at;
    news.rung = true;
    news.length = e.at - a.raised;
  } else if (e.kind == Kind::acknowledged) {
    if (a.acknowledged != kNever) return count(Trouble::duplicate);
    close_work();
    a.acknowledged = e.at;
    news.answered = a.rung != kNever;
    news.length = e.at - a.rung;
  } else {
    close_work();
    forget(closed_, [&](const auto& c) { return c.second + 24h < now_; });
    closed_[name] = e.at;
    alarms_.erase(open);
  }
}

std::vector<flow::DeviceIndex> Mirror::fall_silent(Time now) {
  std::vector<flow::DeviceIndex> changed;
  const compiler::TwinDef& t = hospital_->twin;
  const Time patience = t.heartbeat * t.missed;
  for (flow::DeviceIndex i = 0; i < devices_.size(); ++i) {
    Device& d = devices_[i];
    const bool silent = d.heard && now - d.last > patience;
    if (silent == d.silent) continue;
    d.silent = silent;
    changed.push_back(i);
  }
  return changed;
}

std::vector<Mirror::Down> Mirror::down() const {
  struct Sum {
    std::size_t expected = 0, silent = 0;
    Time last{0};
  };
  std::vector<Sum> entries(hospital_->wifi ? hospital_->wifi->names.size() : 0);
  std::vector<Sum> gateways(hospital_->gateway_names.size());
  auto add = [](Sum& s, const Device& d) {
    ++s.expected;
    s.silent += d.silent;
    s.last = std::max(s.last, d.last);
  };
  for (const Device& d : devices_) {
    if (!d.heard) continue;
    if (d.entry < entries.size()) add(entries[d.entry], d);
    if (d.gateway < gateways.size()) add(gateways[d.gateway], d);
  }
  const auto dead = [](const Sum& s) { return s.expected >= 2 && s.silent == s.expected; };
  std::vector<Down> out;
  for (std::uint32_t g = 0; g < gateways.size(); ++g)
    if (dead(gateways[g])) out.push_back({true, g, gateways[g].last});
  for (std::uint32_t a = 0; a < entries.size(); ++a) {
    if (!dead(entries[a])) continue;
    // all of them belong to gateways that are dead already
    const bool explained = std::ranges::all_of(devices_, [&](const Device& d) {
      return !d.heard || d.entry != a || (d.gateway < gateways.size() && dead(gateways[d.gateway]));
    });
    if (!explained) out.push_back({false, a, entries[a].last});
  }
  return out;
}

std::uint32_t Mirror::occupied(std::uint32_t unit) const {
  std::uint32_t n = 0;
  for (std::size_t b = 0; b < beds_.size(); ++b)
    n += unit_of_bed_[b] == unit && !beds_[b].person.empty();
  return n;
}

}  // namespace wardtwin::twin
