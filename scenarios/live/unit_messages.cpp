#include <cmath>

#include <fmt/format.h>

#include "devices/wire/fhir.h"
#include "devices/wire/hl7_messages.h"
#include "scenarios/live/unit_peer.h"

// What a message of the run is in HL7 and in FHIR.
namespace wardtwin::live {
namespace {

namespace hl7 = wire::hl7;

/// A sign's names in the nomenclatures. ISO/IEEE 11073-10101; LOINC; UCUM.
struct Sign {
  wire::Slot slot;
  hl7::Term term, unit;
  std::string_view loinc, display, words, ucum;
};
constexpr Sign kSigns[] = {{wire::Slot::heart_rate,
                            {147842, "MDC_ECG_HEART_RATE"},
                            {264864, "MDC_DIM_BEAT_PER_MIN"},
                            "8867-4",
                            "Heart rate",
                            "beats/minute",
                            "/min"},
                           {wire::Slot::respiration,
                            {151562, "MDC_RESP_RATE"},
                            {264928, "MDC_DIM_RESP_PER_MIN"},
                            "9279-1",
                            "Respiratory rate",
                            "breaths/minute",
                            "/min"},
                           {wire::Slot::spo2,
                            {150456, "MDC_PULS_OXIM_SAT_O2"},
                            {262688, "MDC_DIM_PERCENT"},
                            "59408-5",
                            "Oxygen saturation in Arterial blood by Pulse oximetry",
                            "%",
                            "%"},
                           {wire::Slot::systolic,
                            {150021, "MDC_PRESS_BLD_NONINV_SYS"},
                            {266016, "MDC_DIM_MMHG"},
                            "8480-6",
                            "Systolic blood pressure",
                            "mmHg",
                            "mm[Hg]"},
                           {wire::Slot::temperature,
                            {150344, "MDC_TEMP"},
                            {268192, "MDC_DIM_DEGC"},
                            "8310-5",
                            "Body temperature",
                            "Cel",
                            "Cel"}};

struct Place {
  std::string unit, room, bed;
};

Place place_of(const compiler::Hospital& h, flow::BedIndex bed) {
  if (bed == flow::kNone) return {};
  const flow::Bed& b = h.building.beds[bed];
  return {h.unit_names[b.unit], h.building.rooms[b.room].name, b.name};
}

// One decimal, as payloads have it.
double rounded(double value) { return std::round(value * 10) / 10; }

hl7::Move move_of(Item::Kind kind) {
  if (kind == Item::Kind::transfer) return hl7::Move::transfer;
  if (kind == Item::Kind::there) return hl7::Move::update;
  return kind == Item::Kind::admit ? hl7::Move::admit : hl7::Move::discharge;
}

}  // namespace

bool UnitPeer::write_hl7(const Outgoing& m, Message& out) const {
  const compiler::Hospital& h = hub_.hospital;
  const bool move = m.item.kind != Item::Kind::frame;
  const auto meaning =
      move ? SourcePlan::Meaning::reading : hub_.plan.sources[m.item.subject].meaning;
  if (!move && meaning == SourcePlan::Meaning::reading) return false;
  hl7::Header header{.to = "TARGET"};
  header.at = utc(m.due);
  if (move) {
    out.flow = flow::kNone;
    out.id = fmt::format("m{}.{}", m.item.patient, m.item.at.count());
    header.control_id = out.id;
    const Place at = place_of(h, m.item.subject), was = place_of(h, m.item.before);
    const std::string patient = patient_name(m.item.patient);
    const Time stay = m.item.kind == Item::Kind::there ? m.item.at - m.item.created : Time{0};
    const auto admitted =
        utc(m.due - static_cast<Wall>(static_cast<double>(stay.count()) / hub_.pace.speed));
    hl7::put_move(out.text, header, move_of(m.item.kind),
                  {patient, patient, at.unit, at.room, at.bed, stay > Time{0} ? admitted : 0},
                  {patient, patient, was.unit, was.room, was.bed});
    return true;
  }
  const SourcePlan& source = hub_.plan.sources[m.item.subject];
  const DevicePlan& device = hub_.plan.devices[source.device];
  const wire::Values& v = hub_.values(m);
  out.flow = source.flow;
  out.id = fmt::format("{}.{}", m.item.subject, m.item.sequence);
  header.control_id = out.id;
  const Place at = place_of(h, h.devices[source.device].bed);
  const std::string patient(v.texts[static_cast<std::size_t>(wire::Slot::patient)]);
  const hl7::Subject subject{patient, patient, at.unit, at.room, at.bed};
  if (meaning == SourcePlan::Meaning::signs) {
    std::vector<hl7::Observation> values;
    for (const Sign& s : kSigns)
      if (hub_.plan.payloads[source.payload].has(s.slot))
        values.push_back({s.term,
                          rounded(v.numbers[static_cast<std::size_t>(s.slot) - wire::kTextSlots]),
                          s.unit});
    hl7::put_observations(out.text, header, subject, device.name, values);
    return true;
  }
  const bool begins = meaning == SourcePlan::Meaning::alarm;
  const std::string id = fmt::format("a{}", m.item.alarm);
  constexpr std::string_view kPriorities[] = {"PH", "PM", "PL"};
  const bool technical = m.item.alarm_kind == flow::AlarmKind::technical;
  hl7::put_alarm(out.text, header, subject,
                 {id, word_of(m.item.alarm_kind), device.name, begins ? "start" : "end",
                  begins ? "active" : "inactive",
                  kPriorities[static_cast<std::size_t>(m.item.priority)], technical ? "ST" : "SP"});
  return true;
}

bool UnitPeer::write_fhir(const Outgoing& m, Message& out) const {
  if (m.item.kind != Item::Kind::frame) return false;
  const SourcePlan& source = hub_.plan.sources[m.item.subject];
  if (source.meaning != SourcePlan::Meaning::signs) return false;
  const wire::Values& v = hub_.values(m);
  std::vector<wire::fhir::Observation> values;
  for (const Sign& s : kSigns)
    if (hub_.plan.payloads[source.payload].has(s.slot))
      values.push_back({s.loinc, s.display,
                        rounded(v.numbers[static_cast<std::size_t>(s.slot) - wire::kTextSlots]),
                        s.words, s.ucum});
  const DevicePlan& device = hub_.plan.devices[source.device];
  const std::string id = fmt::format("{}/{}/{}", device.name, source.stream, m.item.sequence);
  const wire::fhir::Reading reading{id, v.texts[static_cast<std::size_t>(wire::Slot::patient)],
                                    device.name, utc(m.due), values};
  out.flow = source.flow;
  out.id = id;
  out.text = wire::fhir::transaction({&reading, 1});
  return true;
}

}  // namespace wardtwin::live
