#include "scenarios/live/hub.h"

#include <algorithm>

#include <fmt/format.h>

namespace wardtwin::live {
namespace {

// Middle and spread of what the signs in payloads wander about; they are for show, the run's own are
// not looked at, so that driving changes nothing in it.
constexpr std::array<std::pair<float, float>, flow::kVitalSigns> kSigns{
    {{80, 12}, {16, 3}, {96.5f, 1.2f}, {124, 14}, {36.9f, 0.4f}}};

// Takes `rate` a second, a tenth of a second's worth at most at once.
bool take(double& tokens, Wall& at, double rate, Wall t) {
  tokens = std::min(std::max(1.0, rate / 10), tokens + static_cast<double>(t - at) * 1e-9 * rate);
  at = t;
  if (tokens < 1) return false;
  tokens -= 1;
  return true;
}

}  // namespace

std::string patient_name(flow::PatientIndex patient) {
  return patient == flow::kNone ? "" : fmt::format("p{}", patient);
}

Hub::Hub(const compiler::Hospital& h, const Plan& p, const Limits& l, int epoll_)
    : hospital(h),
      plan(p),
      limits(l),
      epoll(epoll_),
      patient_of(h.building.beds.size(), flow::kNone),
      signs_(h.building.beds.size() + 1),
      draw_({h.header.seed, 0}, name_key("live/signs"), Purpose::vital_sign) {
  for (auto& s : signs_)
    for (std::size_t k = 0; k < s.size(); ++k) s[k] = kSigns[k].first;
}

std::uint32_t Hub::add_target(const std::string& name) {
  const auto target = static_cast<std::uint32_t>(live.targets.size());
  live.targets.emplace_back().target = name;
  open.push_back(0);
  for (std::uint32_t f = 0; f <= hospital.flows.size(); ++f) {
    results::LiveFlow row;
    row.flow = f == hospital.flows.size() ? flow::kNone : f;
    row.target = target;
    live.flows.push_back(std::move(row));
  }
  return target;
}

results::LiveFlow& Hub::row(std::uint32_t target, std::uint32_t flow) {
  const std::size_t columns = hospital.flows.size() + 1;
  return live.flows[target * columns + std::min<std::size_t>(flow, columns - 1)];
}

Wall Hub::run_alarms(Wall t) {
  while (!alarms_.empty() && alarms_.top().at <= t) {
    const Waking w = alarms_.top();
    alarms_.pop();
    if (w.generation == w.peer->generation) w.peer->alarm(w.which);
  }
  return alarms_.empty() ? kNever.count() : alarms_.top().at;
}

void Hub::want_place(Peer& peer) {
  waiting_.emplace_back(&peer, peer.generation);
  give_places(now());
}

void Hub::leave_place() { --places_taken_; }

void Hub::give_places(Wall t) {
  while (!waiting_.empty() && places_taken_ < limits.handshakes) {
    const auto [peer, generation] = waiting_.front();
    if (generation == peer->generation &&
        !take(connect_tokens_, connect_tokens_at_, limits.connects, t))
      return;
    waiting_.pop_front();
    if (generation != peer->generation) continue;
    ++places_taken_;
    peer->connect_now();
  }
}

bool Hub::allowed(Wall t) { return take(tokens_, tokens_at_, limits.messages, t); }

void Hub::draw_signs(flow::BedIndex bed) {
  auto& s = signs_[bed];
  for (std::size_t k = 0; k < s.size(); ++k) {
    const auto [middle, spread] = kSigns[k];
    const auto step = static_cast<float>(draw_.uniform() - 0.5) * spread;
    s[k] = middle + 0.95f * (s[k] - middle) + step;
  }
  s[2] = std::min(s[2], 100.0f);
}

const wire::Values& Hub::values(const Outgoing& m) {
  using Slot = wire::Slot;
  const SourcePlan& source = plan.sources[m.item.subject];
  const DevicePlan& device = plan.devices[source.device];
  const flow::BedIndex bed = hospital.devices[source.device].bed;
  wire::Values& v = values_;
  v.text(Slot::device) = device.name;
  v.text(Slot::device_class) = device.device_class;
  v.text(Slot::stream) = source.stream;
  v.text(Slot::unit) = device.unit;
  v.text(Slot::bed) = device.bed;
  patient_text_.clear();
  if (bed != flow::kNone && patient_of[bed] != flow::kNone)
    fmt::format_to(std::back_inserter(patient_text_), "p{}", patient_of[bed]);
  v.text(Slot::patient) = patient_text_;
  v.number(Slot::seq) = m.item.sequence;
  v.number(Slot::at) = static_cast<double>(m.item.created.count() / 1000);
  v.number(Slot::due) = static_cast<double>(utc(m.due) / 1000);
  if (m.item.alarm != flow::kNone) {
    v.text(Slot::priority) = word_of(m.item.priority);
    v.text(Slot::kind) = word_of(m.item.alarm_kind);
    v.text(Slot::phase) = source.meaning == SourcePlan::Meaning::cleared ? "end" : "start";
    v.number(Slot::alarm) = m.item.alarm;
  }
  if (source.meaning == SourcePlan::Meaning::signs) {
    const std::size_t of = bed == flow::kNone ? signs_.size() - 1 : bed;
    draw_signs(static_cast<flow::BedIndex>(of));
    for (std::size_t k = 0; k < flow::kVitalSigns; ++k)
      v.number(static_cast<Slot>(static_cast<std::size_t>(Slot::heart_rate) + k)) =
          static_cast<double>(signs_[of][k]);
  }
  return v;
}

std::string_view Hub::payload(const Outgoing& m) {
  const SourcePlan& source = plan.sources[m.item.subject];
  scratch.clear();
  plan.payloads[source.payload].render(scratch, values(m), source.bytes);
  if (m.item.heard != kNever && scratch.ends_with('}')) {  // what a gateway adds
    scratch.pop_back();
    fmt::format_to(std::back_inserter(scratch), R"(,"heard":{})",
                   utc(pace.due(m.item.heard)) / 1000);
    if (m.item.entry != flow::kNone)
      fmt::format_to(std::back_inserter(scratch), R"(,"entry":"{}")",
                     hospital.wifi->names[m.item.entry]);
    scratch += '}';
  }
  return scratch;
}

std::uint64_t Hub::hold(const Pending& p) {
  ++under_way;
  if (free_.empty()) {
    pending_.push_back(p);
    return pending_.size() - 1;
  }
  const std::uint64_t tag = free_.back();
  free_.pop_back();
  pending_[tag] = p;
  return tag;
}

Hub::Pending Hub::release(std::uint64_t tag) {
  --under_way;
  free_.push_back(tag);
  return pending_[tag];
}

void Hub::settle() {
  live.errors.clear();
  for (const auto& [key, count] : errors_) live.errors.push_back({key.first, key.second, count});
}

}  // namespace wardtwin::live
