#pragma once

#include "sim/results/columns.h"
#include "sim/results/history.h"

/// Columns of the tables of history.h; see schema.h.
namespace wardtwin::results {

template <>
inline constexpr auto columns<NetworkNode> = std::tuple{
    column("name", &NetworkNode::name, "none", "a part of the wired network"),
    column("kind", &NetworkNode::kind, "none", "access point, switch, gateway, server or other")};

template <>
inline constexpr auto columns<NetworkLink> =
    std::tuple{column("name", &NetworkLink::name, "none",
                      "the link; its ports are rows 2 i and 2 i + 1 of gateways/ports"),
               column("a", &NetworkLink::a, "1", "one end, row of nodes"),
               column("b", &NetworkLink::b, "1", "other end, row of nodes"),
               column("rate", &NetworkLink::rate_bps, "bit/s", "of each direction"),
               column("latency", &NetworkLink::latency_s, "s", "of each direction")};

template <>
inline constexpr auto columns<DevicePlace> =
    std::tuple{column(
                   "x", [](auto& r) -> auto& { return r.at.x; }, "m", "east"),
               column(
                   "y", [](auto& r) -> auto& { return r.at.y; }, "m", "north"),
               column(
                   "z", [](auto& r) -> auto& { return r.at.z; }, "m", "above the lowest storey"),
               column("wireless", &DevicePlace::wireless, "1", "1: by radio, 0: by cable"),
               column("monitors", &DevicePlace::monitors, "1", "1: watches vital signs"),
               column("carried", &DevicePlace::carried, "1", "1: a nurse carries it"),
               column("gateway", &DevicePlace::gateway, "1",
                      "row of gateways that forwards it; 4294967295: none"),
               column("day_nurse", &DevicePlace::day_nurse, "1",
                      "row of nurses: who carries it on the day shift, and as long as on duty; "
                      "4294967295: nobody"),
               column("night_nurse", &DevicePlace::night_nurse, "1",
                      "on the night shift; 4294967295: nobody")};

template <>
inline constexpr auto columns<NurseName> =
    std::tuple{column("name", &NurseName::name, "none", "the nurse of one shift"),
               column("unit", &NurseName::unit, "1", "row of units"),
               column("night", &NurseName::night, "1", "1: night shift, 0: day shift")};

template <>
inline constexpr auto columns<SignalPoint> = std::tuple{
    column("floor", &SignalPoint::floor, "1", "row of floors"),
    column("x", &SignalPoint::x, "m", "middle of a square, east"),
    column("y", &SignalPoint::y, "m", "middle of a square, north"),
    column("step", &SignalPoint::step, "m", "edge of the square"),
    column("strongest", &SignalPoint::strongest, "1", "row of access_points heard best"),
    column("signal", &SignalPoint::signal_dbm, "dBm", "mean signal of it 1 m above the floor"),
    column("second", &SignalPoint::second_dbm, "dBm", "of the next one; NaN: there is none")};

template <>
inline constexpr auto columns<Band> =
    std::tuple{column("name", &Band::name, "none", "family of radios, as in access_points"),
               column("carrier", &Band::carrier_hz, "Hz", "middle of the band"),
               column("of_channel", &Band::of_channel, "none",
                      "the map is of the radios on this channel alone; empty: of all")};

template <>
inline constexpr auto columns<BandPoint> = std::tuple{
    column("band", &BandPoint::band, "1", "row of bands"),
    column(
        "floor", [](auto& r) -> auto& { return r.point.floor; }, "1", "row of floors"),
    column(
        "x", [](auto& r) -> auto& { return r.point.x; }, "m", "middle of a square, east"),
    column(
        "y", [](auto& r) -> auto& { return r.point.y; }, "m", "middle of a square, north"),
    column(
        "step", [](auto& r) -> auto& { return r.point.step; }, "m", "edge of the square"),
    column(
        "strongest", [](auto& r) -> auto& { return r.point.strongest; }, "1",
        "row of access_points heard best"),
    column(
        "signal", [](auto& r) -> auto& { return r.point.signal_dbm; }, "dBm",
        "mean signal of it 1 m above the floor"),
    column(
        "second", [](auto& r) -> auto& { return r.point.second_dbm; }, "dBm",
        "of the next one; NaN: there is none")};

template <>
inline constexpr auto columns<NodePlace> = std::tuple{
    column(
        "x", [](auto& r) -> auto& { return r.at.x; }, "m", "east"),
    column(
        "y", [](auto& r) -> auto& { return r.at.y; }, "m", "north"),
    column(
        "z", [](auto& r) -> auto& { return r.at.z; }, "m", "above the lowest storey"),
    column("given", &NodePlace::given, "1", "1: by the scenario, 0: a guess for drawing")};

template <>
inline constexpr auto columns<MessageWindow> =
    std::tuple{column("from", &MessageWindow::from, "s", "messages made from then on"),
               column("until", &MessageWindow::until, "s", "and before then")};

template <>
inline constexpr auto columns<PlaceMessages> =
    std::tuple{column("window", &PlaceMessages::window, "1", "row of windows"),
               column("room", &PlaceMessages::room, "1",
                      "row of rooms where the device is; 4294967295: it moves, or is in none"),
               column("traffic", &PlaceMessages::traffic, "none", "class of the messages"),
               column("delivered", &PlaceMessages::delivered, "1", "reached the end of their way"),
               column("lost", &PlaceMessages::lost, "1", "for any cause")};

template <>
inline constexpr auto columns<PlaceDelay> = std::tuple{
    column("row", &PlaceDelay::row, "1", "row of places"),
    column("low", &PlaceDelay::low, "s", "from generation to the end of the way, at least"),
    column("high", &PlaceDelay::high, "s", "and less than"),
    column("count", &PlaceDelay::count, "1", "messages")};

template <>
inline constexpr auto columns<MessageRecord> = std::tuple{
    column("created", &MessageRecord::created, "s", "made by its device, or pushed to one"),
    column("access", &MessageRecord::access, "s", "out of the radio or the cable"),
    column("server", &MessageRecord::server, "s", "at its server"),
    column("done", &MessageRecord::done, "s", "worked off there, or at the device it was for"),
    column("device", &MessageRecord::device, "1", "row of /model/devices"),
    column("flow", &MessageRecord::flow, "1", "row of /model/devices/flows"),
    column("sequence", &MessageRecord::sequence, "1", "of its stream, from 0"),
    column("alarm", &MessageRecord::alarm, "1", "row of alarms/log; 4294967295: none"),
    column("entry", &MessageRecord::entry, "1",
           "access point, or port of a cable, where it came in; 4294967295: none"),
    column("end", &MessageRecord::end, "none", "how it ended"),
    column("cause", &MessageRecord::cause, "none", "of the loss, where it was lost"),
    column("stands_for", &MessageRecord::stands_for, "1",
           "messages: one in so many was kept; 1: all of its kind, they carried an alarm")};

template <>
inline constexpr auto columns<BlindSpell> =
    std::tuple{column("device", &BlindSpell::device, "1", "row of /model/devices"),
               column("from", &BlindSpell::from, "s", "not heard since, warm-up left out"),
               column("until", &BlindSpell::until, "s", "heard again, or the run ended"),
               column("cause", &BlindSpell::cause, "1", "row of blind")};

template <>
inline constexpr auto columns<flow::BedChange> =
    std::tuple{column("at", &flow::BedChange::at, "s", "since start of run"),
               column("bed", &flow::BedChange::bed, "1", "row of /model/building/beds"),
               column("patient", &flow::BedChange::patient, "1",
                      "number of the patient from now on; 4294967295: empty")};

template <>
inline constexpr auto columns<flow::Association> =
    std::tuple{column("at", &flow::Association::at, "s", "since start of run"),
               column("device", &flow::Association::device, "1", "row of /model/devices"),
               column("access_point", &flow::Association::access_point, "1",
                      "it is with this one from now on; 4294967295: with none")};

template <>
inline constexpr auto columns<flow::NurseStep> = std::tuple{
    column("at", &flow::NurseStep::at, "s", "since start of run"),
    column("nurse", &flow::NurseStep::nurse, "1", "row of /model/people/nurses"),
    column(
        "x", [](auto& r) -> auto& { return r.where.x; }, "m", "east"),
    column(
        "y", [](auto& r) -> auto& { return r.where.y; }, "m", "north"),
    column(
        "z", [](auto& r) -> auto& { return r.where.z; }, "m", "above the lowest storey"),
    column("doing", &flow::NurseStep::doing, "1",
           "until the next step; 0: idle, i: i-th activity of nurse_activities, 255: off duty")};

template <>
inline constexpr auto columns<flow::PatientWay> = std::tuple{
    column("came", &flow::PatientWay::came, "s", "since start of run"),
    column("left", &flow::PatientWay::left, "s", "NaN: was still there"),
    column("timed", &flow::PatientWay::timed, "s",
           "its time in system counts until then; NaN: it does not, or has none"),
    column("number", &flow::PatientWay::number, "1", "on its pathway, in order of arrival"),
    column("pathway", &flow::PatientWay::pathway, "1", "row of /model/people/pathways"),
    column("patient", &flow::PatientWay::patient, "1",
           "number as in bed_changes; 4294967295: was in no bed of the building"),
    column("exit", &flow::PatientWay::exit, "none", "how it ended"),
    column("stands_for", &flow::PatientWay::stands_for, "1", "patients: one in so many was kept")};

template <>
inline constexpr auto columns<flow::PatientStage> = std::tuple{
    column("way", &flow::PatientStage::way, "1", "row of ways; its stages follow without a gap"),
    column("from", &flow::PatientStage::from, "s", "since start of run"),
    column("until", &flow::PatientStage::until, "s", "NaN: to the end of the run"),
    column("does", &flow::PatientStage::does, "none", "what it did"),
    column("step", &flow::PatientStage::step, "1", "row of /model/people/steps"),
    column("resource", &flow::PatientStage::resource, "1",
           "row of /model/people/resources that it waited for; 4294967295: none"),
    column("line", &flow::PatientStage::line, "1", "patients who waited for the same as it came"),
    column("served", &flow::PatientStage::served, "1", "others who got it while it waited"),
    column("units", &flow::PatientStage::units, "1", "units of the resource that it waited for"),
    column("in_use", &flow::PatientStage::in_use, "1", "units in use as it came to wait"),
    column("there", &flow::PatientStage::there, "1", "units on duty as it came to wait")};

template <>
inline constexpr auto columns<flow::PatientHolder> = std::tuple{
    column("stage", &flow::PatientHolder::stage, "1", "row of stages: a wait"),
    column("step", &flow::PatientHolder::step, "1",
           "row of /model/people/steps in which others had the resource"),
    column("waiting", &flow::PatientHolder::waiting, "1",
           "1: themselves waited to begin that step"),
    column("patients", &flow::PatientHolder::patients, "1", "how many as the wait began"),
    column("units", &flow::PatientHolder::units, "1", "units that they had")};

/// Calls f(path, rows) for each table of the surroundings, below /model.
template <class S, class F>
void for_each_surroundings_table(S& s, F f) {
  f("network/nodes", s.nodes);
  f("network/links", s.links);
  f("devices/places", s.places);
  f("people/nurses", s.nurses);
  f("radio/signal", s.signal);
  f("radio/bands", s.bands);
  f("radio/band_signal", s.band_signal);
  f("network/places", s.node_places);
}

/// Calls f(path, rows) for each table of the history, below /runs/<k>.
template <class H, class F>
void for_each_history_table(H& h, F f) {
  f("people/bed_changes", h.bed_changes);
  f("people/nurse_steps", h.nurse_steps);
  f("people/ways", h.patients.ways);
  f("people/stages", h.patients.stages);
  f("people/holders", h.patients.holders);
  f("devices/blind_spells", h.blind_spells);
  f("radio/associations", h.associations);
}

/// Likewise of the messages, which are many and read apart.
template <class M, class F>
void for_each_message_table(M& m, F f) {
  f("messages/windows", m.windows);
  f("messages/places", m.places);
  f("messages/delays", m.delays);
  f("messages/sample", m.sample);
}

}  // namespace wardtwin::results
