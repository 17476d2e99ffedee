#include "scenarios/live/drive_tap.h"

#include <algorithm>
#include <thread>

#include "scenarios/run/replication.h"

namespace wardtwin::live {
namespace {

void sleep_until(Wall t) {
  const timespec when{t / 1'000'000'000, t % 1'000'000'000};
  ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &when, nullptr);
}

}  // namespace

DriveTap::DriveTap(const compiler::Hospital& hospital, Time from, double speed, Side side,
                   Exchange& exchange)
    : hospital_(&hospital),
      exchange_(&exchange),
      from_(from),
      side_(side),
      in_bed_(hospital.building.beds.size()),
      ways_(hospital.devices.size()) {
  pace_ = {0, from, speed};
}

std::uint64_t name_of(const flow::Frame& f) { return (std::uint64_t{f.source} << 32) | f.sequence; }

// As the sending begins, everybody who is there is told of, and what is cut off is.
void DriveTap::wait_for_start() {
  for (flow::DeviceIndex d = 0; d < ways_.size(); ++d) {
    if (!ways_[d].link) note({from_, d, false}, Item::Kind::link);
    if (!ways_[d].session) note({from_, d, false}, Item::Kind::session);
  }
  for (flow::BedIndex b = 0; b < in_bed_.size(); ++b)
    if (in_bed_[b].patient != flow::kNone) {
      Item i;
      i.at = from_;
      i.created = in_bed_[b].since;
      i.kind = Item::Kind::there;
      i.subject = b;
      i.patient = in_bed_[b].patient;
      push(i);
    }
  exchange_->ready = true;
  while ((pace_.start = exchange_->start) == 0) {
    if (exchange_->stop) throw run::Stopped{};
    std::this_thread::sleep_for(1ms);
  }
}

Time DriveTap::reach(Time from) {
  if (from < from_) return from_;
  if (pace_.start == 0) wait_for_start();
  const Wall due = pace_.due(from) - kLead;
  // in parts, so that a stop is heard
  for (Wall t = now(); t < due; t = now()) {
    if (exchange_->stop) throw run::Stopped{};
    sleep_until(std::min(due, t + 100'000'000));
  }
  if (exchange_->stop) throw run::Stopped{};
  exchange_->behind = now() - due;
  return kNever;
}

void DriveTap::frames(std::span<const flow::Frame> frames, const flow::AlarmLog& alarms) {
  for (const flow::Frame& f : frames)
    if (side_ == Side::devices)
      add(f, alarms);
    else
      heard_[name_of(f)] = f.at;
}

void DriveTap::arrived(const flow::Frame& f, const flow::AlarmLog& alarms) {
  if (side_ != Side::gateways) return;
  const auto heard = heard_.extract(name_of(f));
  const std::size_t before = items_.size();
  add(f, alarms);
  if (items_.size() == before) return;
  if (heard) items_.back().heard = heard.mapped();
  if (hospital_->wifi && f.entry < hospital_->wifi->names.size()) items_.back().entry = f.entry;
}

void DriveTap::add(const flow::Frame& f, const flow::AlarmLog& alarms) {
  // pushes to handsets are the server's messages
  if (f.at < from_ || hospital_->sources[f.source].downlink) return;
  Item i;
  i.at = f.at;
  i.created = f.created;
  i.subject = f.source;
  i.sequence = f.sequence;
  i.alarm = f.alarm;
  if (f.alarm != flow::kNone) {
    i.priority = alarms[f.alarm].priority;
    i.alarm_kind = alarms[f.alarm].kind;
  }
  items_.push_back(i);
}

void DriveTap::bed(const flow::BedEvent& e, Time since) {
  using enum flow::BedEvent::Kind;
  Item i;
  i.at = e.at;
  i.created = since;
  i.subject = e.bed;
  i.patient = e.patient;
  switch (e.kind) {
    case admitted: {
      in_bed_[e.bed] = {e.patient, since};
      const auto was = std::ranges::find(between_, e.patient, &Leaving::patient);
      i.kind = was == between_.end() ? Item::Kind::admit : Item::Kind::transfer;
      if (was != between_.end()) {
        i.before = was->bed;
        between_.erase(was);
      }
      break;
    }
    case discharged:
      in_bed_[e.bed] = {};
      i.kind = Item::Kind::discharge;
      break;
    case moved: {
      between_.push_back({e.patient, e.bed});
      // it was no discharge after all
      const auto last = std::find_if(items_.rbegin(), items_.rend(), [&](const Item& x) {
        return x.kind == Item::Kind::discharge && x.patient == e.patient;
      });
      if (last != items_.rend()) items_.erase(std::next(last).base());
      return;
    }
    default: return;
  }
  if (e.at >= from_) items_.push_back(i);
}

void DriveTap::note(const flow::LinkChange& c, Item::Kind kind) {
  if (side_ == Side::gateways) return;  // a device's troubles are none of the gateway's connections
  if (c.at < from_) {
    (kind == Item::Kind::link ? ways_[c.device].link : ways_[c.device].session) = c.connected;
    return;
  }
  Item i;
  i.at = c.at;
  i.kind = kind;
  i.subject = c.device;
  i.on = c.connected;
  items_.push_back(i);
}

void DriveTap::push(const Item& item) {
  while (!exchange_->items.push(item)) {
    if (exchange_->stop) throw run::Stopped{};
    std::this_thread::sleep_for(100us);
  }
}

void DriveTap::end_window(Time) {
  std::stable_sort(items_.begin(), items_.end(), [](const Item& a, const Item& b) {
    if (a.at != b.at) return a.at < b.at;
    return a.subject != b.subject ? a.subject < b.subject : a.sequence < b.sequence;
  });
  for (const Item& i : items_) push(i);
  items_.clear();
  if (heard_.size() > 100'000) heard_.clear();  // of frames that were lost on their way
}

std::vector<flow::DeviceIndex> DriveTap::take_unheard() {
  std::vector<flow::DeviceIndex> out;
  for (const flow::DeviceIndex* d; (d = exchange_->unheard.front()); exchange_->unheard.pop())
    out.push_back(*d);
  return out;
}

}  // namespace wardtwin::live
