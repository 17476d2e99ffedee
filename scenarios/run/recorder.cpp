#include "scenarios/run/recorder.h"

#include <algorithm>

#include <fmt/format.h>

namespace wardtwin::run {

using recording::Event;
using recording::Kind;

flow::SourceIndex heartbeat_of(const compiler::Hospital& h, const compiler::Device& d,
                               Time heartbeat) {
  for (flow::SourceIndex s = d.first_source; s < d.first_source + d.source_count; ++s) {
    const flow::Source& source = h.sources[s];
    if (!source.downlink && source.pattern == flow::Pattern::periodic && source.period <= heartbeat)
      return s;
  }
  return flow::kNone;
}

Recorder::Recorder(const compiler::Hospital& h, const std::string& path, Time heartbeat)
    : hospital_(&h), writer_(path), midnight_(h.header.starts), stride_(h.sources.size(), 0) {
  for (const compiler::Device& d : h.devices) {
    const flow::SourceIndex s = heartbeat_of(h, d, heartbeat);
    if (s == flow::kNone) continue;
    const Time period = h.sources[s].period;
    stride_[s] =
        static_cast<std::uint32_t>(std::max<std::int64_t>(1, (heartbeat + period / 2) / period));
  }
}

void Recorder::add(const Event& event) {
  Event e = event;
  e.received += midnight_;
  e.at += midnight_;
  e.since += midnight_;
  if (e.heard != kNever) e.heard += midnight_;
  waiting_.push_back(e);
}

void Recorder::moved(const flow::BedEvent& b) {
  const bool in = b.kind == flow::BedEvent::Kind::admitted;
  texts_.push_back(fmt::format("p{}", b.patient));
  Event e;
  e.kind = in ? Kind::admit : Kind::discharge;
  e.received = e.at = e.since = b.at;
  e.thing = hospital_->building.beds[b.bed].name;
  e.alarm = {};
  e.sequence = texts_.size();  // where its text lies
  add(e);
}

void Recorder::census(flow::BedIndex bed, flow::PatientIndex patient, Time since) {
  texts_.push_back(fmt::format("p{}", patient));
  Event e;
  e.kind = Kind::admit;
  e.since = since;
  e.thing = hospital_->building.beds[bed].name;
  e.sequence = texts_.size();
  add(e);
}

void Recorder::heard(const flow::Frame& f) {
  const std::uint32_t stride = stride_[f.source];
  if (stride == 0 || f.sequence % stride != 0) return;
  heard_[(static_cast<std::uint64_t>(f.source) << 32) | f.sequence] = f.at;
}

void Recorder::arrived(const flow::Frame& f, Time at) {
  const std::uint32_t stride = stride_[f.source];
  if (stride == 0 || f.sequence % stride != 0) return;
  Event e;
  e.kind = Kind::beat;
  e.received = at;
  e.at = f.created;
  e.thing = hospital_->devices[hospital_->sources[f.source].device].name;
  if (hospital_->wifi && f.entry < hospital_->wifi->names.size())
    e.entry = hospital_->wifi->names[f.entry];
  const auto heard = heard_.extract((static_cast<std::uint64_t>(f.source) << 32) | f.sequence);
  if (heard) e.heard = heard.mapped();
  add(e);
  waiting_.back().sequence = f.sequence / stride;
}

void Recorder::alarm(Time at, const flow::Alarm& a, flow::AlarmIndex index) {
  told(Kind::alarm, at, a.at[static_cast<std::size_t>(flow::AlarmStage::device)], a.device, index);
  waiting_.back().word = word_of(a.priority);
}

void Recorder::told(Kind kind, Time at, Time sent, flow::DeviceIndex device,
                    flow::AlarmIndex index) {
  texts_.push_back(fmt::format("a{}", index));
  Event e;
  e.kind = kind;
  e.received = at;
  e.at = sent == kNever ? at : sent;
  e.thing = hospital_->devices[device].name;
  e.sequence = texts_.size();
  add(e);
}

void Recorder::flush(Time until) {
  const Time bound = until + midnight_;
  const auto earlier = [](const Event& a, const Event& b) { return a.received < b.received; };
  std::stable_sort(waiting_.begin(), waiting_.end(), earlier);
  std::size_t done = 0;
  for (; done < waiting_.size() && waiting_[done].received < bound; ++done) {
    Event& e = waiting_[done];
    const bool person = e.kind == Kind::admit || e.kind == Kind::discharge;
    if (person) e.person = texts_[e.sequence - 1];
    if (e.kind != Kind::beat && !person) e.alarm = texts_[e.sequence - 1];
    writer_.write(e);
  }
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(done));
  if (waiting_.empty()) texts_.clear();
  if (heard_.size() > 100'000) heard_.clear();  // of frames that were lost on their way
}

}  // namespace wardtwin::run
