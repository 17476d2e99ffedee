#pragma once

#include "sim/results/columns.h"
#include "sim/results/history_schema.h"
#include "sim/results/results.h"
#include "sim/results/summary.h"

/// Every table of a results file: name, unit and meaning of each column. FORMAT.md is the same for
/// people, and a test holds the two against each other. Units: "1" for counts, shares and indices,
/// "none" for words. An index that points nowhere is 4294967295. Longer than 400 lines is no sin
/// here: it is one list.
namespace wardtwin::results {

template <>
inline constexpr auto columns<flow::Floor> = std::tuple{
    column("name", &flow::Floor::name, "none", "the storey"),
    column("height", &flow::Floor::height, "m", "of its surface above that of the lowest storey"),
    column("slab", &flow::Floor::slab, "none", "material below, in the order of flow::Material")};

template <>
inline constexpr auto columns<flow::Room> =
    std::tuple{column("name", &flow::Room::name, "none", "the room"),
               column("kind", &flow::Room::kind, "none", "use, in the order of flow::RoomKind"),
               column("floor", &flow::Room::floor, "1", "row of floors"),
               column("x0", &flow::Room::x0, "m", "west edge"),
               column("y0", &flow::Room::y0, "m", "south edge"),
               column("x1", &flow::Room::x1, "m", "east edge"),
               column("y1", &flow::Room::y1, "m", "north edge")};

/// Doors are kept beside the rooms, since a room has any number.
struct DoorRow {
  std::uint32_t room = 0;
  Position at;
};

template <>
inline constexpr auto columns<DoorRow> = std::tuple{
    column("room", &DoorRow::room, "1", "row of rooms"),
    column(
        "x", [](auto& r) -> auto& { return r.at.x; }, "m", "east"),
    column(
        "y", [](auto& r) -> auto& { return r.at.y; }, "m", "north"),
    column("z", [](auto& r) -> auto& { return r.at.z; }, "m", "above the lowest storey")};

template <>
inline constexpr auto columns<flow::Wall> =
    std::tuple{column("floor", &flow::Wall::floor, "1", "row of floors"),
               column("x0", &flow::Wall::x0, "m", "one end, east"),
               column("y0", &flow::Wall::y0, "m", "one end, north"),
               column("x1", &flow::Wall::x1, "m", "other end, east"),
               column("y1", &flow::Wall::y1, "m", "other end, north"),
               column("material", &flow::Wall::material, "none", "in the order of flow::Material")};

template <>
inline constexpr auto columns<flow::Bed> = std::tuple{
    column("name", &flow::Bed::name, "none", "the bed"),
    column("room", &flow::Bed::room, "1", "row of rooms"),
    column("unit", &flow::Bed::unit, "1", "row of units"),
    column(
        "x", [](auto& r) -> auto& { return r.at.x; }, "m", "east"),
    column(
        "y", [](auto& r) -> auto& { return r.at.y; }, "m", "north"),
    column("z", [](auto& r) -> auto& { return r.at.z; }, "m", "above the lowest storey")};

template <>
inline constexpr auto columns<Model::Unit> =
    std::tuple{column("name", &Model::Unit::name, "none", "the unit (ward)"),
               column("beds", &Model::Unit::beds, "1", "beds it has"),
               column("nurses", &Model::Unit::nurses, "1", "nurses on the day shift")};

template <>
inline constexpr auto columns<Model::Device> = std::tuple{
    column("name", &Model::Device::name, "none", "the device"),
    column("device_class", &Model::Device::device_class, "none", "its class"),
    column("bed", &Model::Device::bed, "1", "row of beds; 4294967295: not at a bed"),
    column("room", &Model::Device::room, "1", "row of rooms; 4294967295: moves, or no building")};

template <>
inline constexpr auto columns<Model::Battery> = std::tuple{
    column("name", &Model::Battery::name, "none", "class of devices that run on a battery"),
    column("devices", &Model::Battery::devices, "1", "devices of the class"),
    column("capacity", &Model::Battery::capacity_wh, "Wh", "of a full battery")};

template <>
inline constexpr auto columns<Model::Equipment> = std::tuple{
    column("kind", &Model::Equipment::kind, "none", "device, access point, radio, switch, ..."),
    column("name", &Model::Equipment::name, "none", "its class or what it is called"),
    column("count", &Model::Equipment::count, "1", "pieces"),
    column("buy", &Model::Equipment::buy, "1", "price of one, in the currency of the scenario"),
    column("life_years", &Model::Equipment::life_years, "1", "years over which it is spread"),
    column("upkeep_per_year", &Model::Equipment::upkeep_per_year, "1", "of one")};

template <>
inline constexpr auto columns<Model::Locator> = std::tuple{
    column("name", &Model::Locator::name, "none", "the location service"),
    column("technology", &Model::Locator::technology, "none", "what positions are made of"),
    column("tags", &Model::Locator::tags, "1", "devices it locates")};

template <>
inline constexpr auto columns<Battery> = std::tuple{
    column(
        "baseline", &Battery::baseline_w, "W",
        "power without the radio, mean over devices and time; with it where no baseline is known"),
    column("radio_sleep", &Battery::sleep_w, "W", "power of the radio asleep"),
    column("radio_wake", &Battery::wake_w, "W", "power of the radio starting up"),
    column("radio_receive", &Battery::receive_w, "W", "power of the radio receiving"),
    column("radio_transmit", &Battery::transmit_w, "W", "power of the radio sending"),
    column("self_discharge", &Battery::self_discharge_w, "W", "power lost in the battery itself"),
    column("lifetime", &Battery::lifetime_s, "s", "from full to empty at the mean power"),
    column("shortest", &Battery::shortest_s, "s", "the same of the device that draws most"),
    column("swaps_per_day", &Battery::swaps_per_day, "1/d", "batteries swapped, expected"),
    column("nurse_minutes_per_day", &Battery::nurse_min_per_day, "min/d", "time that swaps take"),
    column("dead_share", &Battery::dead_share, "1",
           "share of a device's time between empty and swapped")};

template <>
inline constexpr auto columns<Locator> = std::tuple{
    column("positions", &Locator::positions, "1", "messages made positions"),
    column("blocked", &Locator::blocked, "1", "messages that gave none"),
    column("in_rooms", &Locator::in_rooms, "1", "positions of tags in rooms"),
    column("wrong_room", &Locator::wrong_room, "1", "of these, that name another room"),
    column("error_median", &Locator::error_median_m, "m", "distance from the tag, median"),
    column("error_p90", &Locator::error_p90_m, "m", "distance from the tag, 90th percentile"),
    column("interval", &Locator::interval_s, "s", "between two positions of a tag, mean"),
    column("age_mean", &Locator::age_mean_s, "s",
           "since the latest position was measured, mean over time"),
    column("age_p95", &Locator::age_p95_s, "s", "the same, 95th percentile over time")};

template <>
inline constexpr auto columns<Model::Flow> = std::tuple{
    column("name", &Model::Flow::name, "none", "one kind of message of one class of device"),
    column("device_class", &Model::Flow::device_class, "none", "who sends it"),
    column("stream", &Model::Flow::stream, "none", "which of the device's streams"),
    column("radio", &Model::Flow::radio, "none", "how it leaves the device"),
    column("devices", &Model::Flow::devices, "1", "devices that can send it")};

template <>
inline constexpr auto columns<Model::AccessPoint> = std::tuple{
    column("name", &Model::AccessPoint::name, "none", "the access point or gateway radio"),
    column("radio", &Model::AccessPoint::radio, "none", "its radio"),
    column("channel", &Model::AccessPoint::channel, "none", "its channel"),
    column(
        "x", [](auto& r) -> auto& { return r.at.x; }, "m", "east"),
    column(
        "y", [](auto& r) -> auto& { return r.at.y; }, "m", "north"),
    column("z", [](auto& r) -> auto& { return r.at.z; }, "m", "above the lowest storey")};

template <>
inline constexpr auto columns<Model::Gateway> = std::tuple{
    column("name", &Model::Gateway::name, "none", "the gateway"),
    column(
        "x", [](auto& r) -> auto& { return r.at.x; }, "m", "east"),
    column(
        "y", [](auto& r) -> auto& { return r.at.y; }, "m", "north"),
    column("z", [](auto& r) -> auto& { return r.at.z; }, "m", "above the lowest storey")};

template <>
inline constexpr auto columns<Model::Port> =
    std::tuple{column("name", &Model::Port::name, "none", "a port of a switch, or a link")};

template <>
inline constexpr auto columns<Model::Server> =
    std::tuple{column("name", &Model::Server::name, "none", "the server"),
               column("tier", &Model::Server::tier, "none", "edge, on-premises or cloud")};

template <>
inline constexpr auto columns<Model::Resource> =
    std::tuple{column("name", &Model::Resource::name, "none", "staff, beds, rooms or equipment"),
               column("kind", &Model::Resource::kind, "none", "staff, bed, room or equipment"),
               column("unit", &Model::Resource::unit, "none", "the unit it belongs to"),
               column("role", &Model::Resource::role, "none", "role of staff")};

template <>
inline constexpr auto columns<Model::Pathway> = std::tuple{
    column("name", &Model::Pathway::name, "none", "the pathway"),
    column("target", &Model::Pathway::target_s, "s", "time in system to be kept; 0: none")};

template <>
inline constexpr auto columns<Model::Step> =
    std::tuple{column("name", &Model::Step::name, "none", "the step"),
               column("pathway", &Model::Step::pathway, "1", "row of pathways")};

template <>
inline constexpr auto columns<Pathway> = std::tuple{
    column("there_at_start", &Pathway::there_at_start, "1", "patients there as counting began"),
    column("arrived", &Pathway::arrived, "1", "patients who came, those who came again included"),
    column("left", &Pathway::left, "1", "patients who left alive, having gone their way"),
    column("died", &Pathway::died, "1", "patients who died"),
    column("unserved", &Pathway::unserved, "1", "patients who gave up waiting and left"),
    column("turned_away", &Pathway::turned_away, "1", "patients who met a full queue and left"),
    column("there", &Pathway::there, "1", "patients still there at the end"),
    column("no_show", &Pathway::no_show, "1", "appointments that were not kept"),
    column("returned", &Pathway::returned, "1", "arrivals of patients who had left before"),
    column("in_target", &Pathway::in_target, "1",
           "of those whose time was counted, within the target"),
    column("time", &Pathway::time, "s",
           "in system, until the clock stops or the patient leaves or dies")};

template <>
inline constexpr auto columns<Step> = std::tuple{
    column("begun", &Step::begun, "1", "patients who got what the step needs"),
    column("unserved", &Step::unserved, "1", "patients who gave up waiting"),
    column("turned_away", &Step::turned_away, "1", "patients who met a full queue or baulked"),
    column("inside_mean", &Step::inside_mean, "1", "patients waiting or served, mean over time"),
    column("wait", &Step::wait, "s", "from coming to having all that is needed")};

template <>
inline constexpr auto columns<Resource> = std::tuple{
    column("utilisation", &Resource::utilisation, "1",
           "units in use over units on duty; NaN: unlimited"),
    column("busy_mean", &Resource::busy_mean, "1", "units in use, mean over time"),
    column("on_duty_mean", &Resource::on_duty_mean, "1", "units on duty, mean over time"),
    column("queue_mean", &Resource::queue_mean, "1", "patients waiting, mean over time"),
    column("queue_max", &Resource::queue_max, "1", "patients waiting, most at once"),
    column("work_ratio", &Resource::work_ratio, "1",
           "lengths of the steps begun, over the time of units on duty; may exceed 1"),
    column("on_duty", &Resource::on_duty_h, "h", "unit-hours on duty"),
    column("overtime", &Resource::overtime_h, "h", "unit-hours in use beyond those on duty"),
    column("cost_per_year", &Resource::cost_per_year, "1",
           "pay, overtime, upkeep and share of the price, in the scenario's currency"),
    column("waited", &Resource::waited, "1", "requests that were not met at once"),
    column("wait", &Resource::wait, "s", "of those who got it, from asking")};

template <>
inline constexpr auto columns<Quarter> =
    std::tuple{column("resource", &Quarter::resource, "1", "row of resources"),
               column("quarter", &Quarter::quarter, "1", "quarter-hour of the day, 0 to 95"),
               column("busy", &Quarter::busy, "1", "units in use, mean over the days"),
               column("on_duty", &Quarter::on_duty, "1", "units on duty, mean over the days")};

template <>
inline constexpr auto columns<Level> =
    std::tuple{column("resource", &Level::resource, "1", "row of resources"),
               column("in_use", &Level::in_use, "1", "so many units in use"),
               column("share", &Level::share, "1", "share of time with exactly so many")};

template <>
inline constexpr auto columns<Unit> = std::tuple{
    column("beds_occupied_mean", &Unit::beds_occupied_mean, "1", "occupied beds, mean over time"),
    column("admissions", &Unit::admissions, "1", "patients who got a bed"),
    column("discharges", &Unit::discharges, "1", "patients who left"),
    column("turned_away", &Unit::turned_away, "1", "patients who found no bed and left"),
    column("waited", &Unit::waited, "1", "admissions that had to wait for a bed"),
    column("wait_mean", &Unit::wait_mean_s, "s", "wait for a bed, mean over all admissions"),
    column("monitored", &Unit::monitored_min, "min", "bed-minutes under a monitor"),
    column("blind", &Unit::blind_min, "min", "of these, minutes in which it was not heard"),
    column("there_at_start", &Unit::there_at_start, "1", "patients there at the end of warm-up"),
    column("arrived", &Unit::arrived, "1", "patients who came from outside"),
    column("moved_in", &Unit::moved_in, "1", "patients who came from another unit"),
    column("left", &Unit::left, "1", "patients who left the hospital alive"),
    column("died", &Unit::died, "1", "patients who died"),
    column("moved_out", &Unit::moved_out, "1", "patients who went to another unit"),
    column("sent_away", &Unit::sent_away, "1", "of those who arrived, who found no bed and left"),
    column("there", &Unit::there, "1", "patients there at the end, in beds or waiting for one"),
    column("diverted", &Unit::diverted, "1", "patients sent elsewhere before they arrived")};

template <>
inline constexpr auto columns<Nurses> = std::tuple{
    column("hours", &Nurses::hours, "h", "nurse-hours on duty"),
    column("utilisation", &Nurses::utilisation, "1", "share of these hours in any activity"),
    column("alarms", &Nurses::alarms, "1", "alarms pushed to a nurse of the unit"),
    column("walking", &Nurses::walking_m, "m", "walked by all nurses of the unit"),
    column("overtime", &Nurses::overtime_h, "h", "of these hours, after the end of a shift"),
    column("cost_per_year", &Nurses::cost_per_year, "1",
           "pay and overtime, in the scenario's currency"),
    column("patients_each", &Nurses::patients_each, "1", "occupied beds per nurse on duty"),
    column("planned", &Nurses::planned, "1", "planned tasks that came up"),
    column("handed_on", &Nurses::handed_on, "1", "of the planned tasks, left to the next shift"),
    column("undone", &Nurses::undone, "1", "of the planned tasks, done by nobody")};

template <>
inline constexpr auto columns<NurseActivity> =
    std::tuple{column("unit", &NurseActivity::unit, "1", "row of units"),
               column("activity", &NurseActivity::activity, "none", "what the nurse does"),
               column("share", &NurseActivity::share, "1", "share of the unit's nurse-hours")};

template <>
inline constexpr auto columns<EarlyWarning> = std::tuple{
    column("unit", &EarlyWarning::unit, "1", "row of units"),
    column("admissions", &EarlyWarning::admissions, "1", "patients who got a bed"),
    column("sets", &EarlyWarning::sets, "1", "sets of observations taken"),
    column("after_alarms", &EarlyWarning::after_alarms, "1", "of these, because of an alarm"),
    columns_by<ScoreBand>("scores", &EarlyWarning::scores, "1",
                          "sets, by NEWS2 score (0; 1-4; 5-6 or red; 7 and more)"),
    column("urgent", &EarlyWarning::urgent, "1", "calls to a doctor for 5-6 or red"),
    column("emergency", &EarlyWarning::emergency, "1", "calls to a doctor for 7 or more"),
    column("reviewed_in_time", &EarlyWarning::reviewed_in_time, "1",
           "reviews begun within 60 min (urgent) or 30 min (emergency)"),
    column("team_calls", &EarlyWarning::team_calls, "1",
           "calls to the medical emergency team, arrests included"),
    column("called", &EarlyWarning::called, "1", "patients with such a call"),
    column("called_again", &EarlyWarning::called_again, "1", "of these, with two or more"),
    column("episodes", &EarlyWarning::episodes, "1", "true deteriorations that began"),
    column("recognised", &EarlyWarning::recognised, "1", "of these, somebody was called for"),
    column("passed_unseen", &EarlyWarning::passed_unseen, "1",
           "deteriorations that ended, or whose patient left, before"),
    column("arrests", &EarlyWarning::arrests, "1", "cardiac arrests"),
    column("arrests_unseen", &EarlyWarning::arrests_unseen, "1",
           "of these, nobody had been called before"),
    column("transfers", &EarlyWarning::transfers, "1", "patients moved by the team"),
    column("late", &EarlyWarning::late, "s", "from a set being due to its end"),
    column("review", &EarlyWarning::review, "s", "from the call's end to the doctor at the bed"),
    column("detection", &EarlyWarning::detection, "s",
           "from the true onset to the set that calls for help")};

template <>
inline constexpr auto columns<Responder> = std::tuple{
    column("role", &Responder::role, "none", "doctors, or emergency team"),
    column("hours", &Responder::hours, "h", "hours on duty"),
    column("utilisation", &Responder::utilisation, "1", "share of these on the way or at a bed"),
    column("calls", &Responder::calls, "1", "calls to them")};

template <>
inline constexpr auto columns<Flow> = std::tuple{
    column(
        "generated", [](auto& r) -> auto& { return r.ledger.generated; }, "1",
        "messages generated"),
    column(
        "delivered", [](auto& r) -> auto& { return r.ledger.delivered; }, "1",
        "messages that reached the end of the flow"),
    columns_by<flow::LossCause>(
        "lost", [](auto& r) -> auto& { return r.ledger.lost; }, "1", "messages lost, by cause"),
    column("in_flight", &Flow::in_flight, "1", "messages under way when the run ended"),
    column(
        "delivered_bytes", [](auto& r) -> auto& { return r.ledger.delivered_bytes; }, "B",
        "application bytes delivered"),
    column("delay", &Flow::delay, "s", "from generation to delivery")};

template <>
inline constexpr auto columns<AccessPoint> = std::tuple{
    columns_by<Airtime>("airtime", &AccessPoint::airtime, "1",
                        "share of time the air is used, by use"),
    column("busy", &AccessPoint::busy, "1", "share of time the channel is not idle"),
    column("stations_mean", &AccessPoint::stations_mean, "1",
           "associated stations, mean over time"),
    column("stations_max", &AccessPoint::stations_max, "1", "associated stations, most at once"),
    column("attempts", &AccessPoint::attempts, "1", "transmissions, retries included"),
    column("retries", &AccessPoint::retries, "1", "transmissions after the first of a frame"),
    column("collisions", &AccessPoint::collisions, "1", "transmissions that met another one"),
    column("drops", &AccessPoint::drops, "1", "frames given up"),
    column("down", &AccessPoint::down_s, "s", "time out of order"),
    column("frames", &AccessPoint::frames, "1", "MPDUs in the transmissions"),
    column("requests", &AccessPoint::requests, "1", "block acknowledgement requests"),
    column("service_mean", &AccessPoint::service_mean_s, "s",
           "time between two departures of a station, mean; only where a source is saturated"),
    column("service_p50", &AccessPoint::service_p50_s, "s", "the same, median"),
    column("service_p99", &AccessPoint::service_p99_s, "s", "the same, 99th percentile")};

template <>
inline constexpr auto columns<Gateway> = std::tuple{
    column("utilisation", &Gateway::utilisation, "1", "share of time its processor is busy"),
    column("queue_mean", &Gateway::queue_mean, "1", "messages waiting, mean over time"),
    column("queue_max", &Gateway::queue_max, "1", "messages waiting, most at once"),
    column("processed", &Gateway::processed, "1", "messages forwarded"),
    columns_by<flow::TrafficClass>("overflow", &Gateway::overflow, "1",
                                   "messages that found the queue full, by class"),
    column("down", &Gateway::down_s, "s", "time out of order"),
    column("blind", &Gateway::blind_s, "s", "time in which nobody served its devices"),
    column("split", &Gateway::split_s, "s", "time in which it and its standby both served"),
    column("takeovers", &Gateway::takeovers, "1",
           "moves of its service to another gateway or back"),
    column("detection", &Gateway::detection_s, "s",
           "longest, from failure to the standby's decision"),
    column("failover", &Gateway::failover_s, "s", "longest, from failure to the standby serving"),
    column("drain", &Gateway::drain_s, "s", "longest, from the way restored to an empty queue"),
    column("handshakes", &Gateway::handshakes, "1", "connections it worked on"),
    column("wasted", &Gateway::wasted, "1", "of these, too late for their device"),
    column("refused", &Gateway::refused, "1", "messages of devices without a connection"),
    column("reconnect", &Gateway::reconnect_s, "s", "longest time a device was without one"),
    column("local_alarms", &Gateway::local_alarms, "1",
           "alarms it took itself while nothing led to the alarm manager"),
    column("alone", &Gateway::alone_s, "s", "time in which it did")};

template <>
inline constexpr auto columns<Port> = std::tuple{
    column("utilisation", &Port::utilisation, "1", "share of its rate in use, mean over time"),
    column("drops", &Port::drops, "1", "messages that found the buffer full")};

template <>
inline constexpr auto columns<Server> = std::tuple{
    column("utilisation", &Server::utilisation, "1", "share of its cores busy, mean over time"),
    column("queue_mean", &Server::queue_mean, "1", "jobs waiting, mean over time"),
    column("queue_max", &Server::queue_max, "1", "jobs waiting, most at once"),
    column("processed", &Server::processed, "1", "jobs done")};

template <>
inline constexpr auto columns<AlarmManager> = std::tuple{
    column("received", &AlarmManager::received, "1", "alarms that reached the manager"),
    column("pushed", &AlarmManager::pushed, "1", "first pushes to a handset"),
    column("escalations", &AlarmManager::escalations, "1", "pushes to a next handset"),
    column("acknowledged", &AlarmManager::acknowledged, "1", "alarms acknowledged on a handset"),
    column("unanswered", &AlarmManager::unanswered, "1", "pushed alarms nobody acknowledged"),
    column("forged", &AlarmManager::forged, "1", "false alarms that false readings raised"),
    column("masked", &AlarmManager::masked, "1", "true alarms that false readings hid"),
    column("by_services", &AlarmManager::by_services, "1",
           "alarms that answers of services raised"),
    column("by_services_false", &AlarmManager::by_services_false, "1",
           "of these, about stable patients"),
    column("stamped_wrong", &AlarmManager::stamped_wrong, "1",
           "alarms whose stamp is further from the manager's clock than it may be"),
    column("seem_late", &AlarmManager::seem_late, "1",
           "alarms that are late by their stamps, and were not"),
    column("seem_early", &AlarmManager::seem_early, "1",
           "alarms that came before they were raised, by their stamps"),
    column("stamp_error", &AlarmManager::stamp_error_s, "s", "largest error of an alarm's stamp")};

template <>
inline constexpr auto columns<AlarmsOfPriority> = std::tuple{
    column("raised", &AlarmsOfPriority::raised, "1", "alarms raised"),
    column("real", &AlarmsOfPriority::real, "1", "of these, a true condition"),
    column("escalated", &AlarmsOfPriority::escalated, "1",
           "of these, pushed to a second handset or more"),
    columns_by<AlarmEnd>("ended", &AlarmsOfPriority::ended, "1", "alarms by how they ended"),
    columns_by<flow::LossCause>("lost", &AlarmsOfPriority::lost, "1", "alarms lost, by cause"),
    columns_by<flow::AlarmStage>("late", &AlarmsOfPriority::late, "1",
                                 "late at the handset, by the stage that took longest")};

/// AlarmStatistics as rows: priority by priority, stage by stage.
struct StageRow {
  flow::AlarmPriority priority = flow::AlarmPriority::high;
  flow::AlarmStage stage = flow::AlarmStage::detected;
  Histogram since_device, step;
};

template <>
inline constexpr auto columns<StageRow> = std::tuple{
    column("priority", &StageRow::priority, "none", "priority of the alarms counted"),
    column("stage", &StageRow::stage, "none", "stage reached"),
    column("since_device", &StageRow::since_device, "s",
           "from the device (detected and device: from onset) to this stage"),
    column("step", &StageRow::step, "s", "from the stage before that happened to this one")};

template <>
inline constexpr auto columns<AlarmRecord> = std::tuple{
    column(
        "onset", [](auto& r) -> auto& { return r.alarm.onset; }, "s", "the condition began"),
    columns_by<flow::AlarmStage>(
        "at", [](auto& r) -> auto& { return r.alarm.at; }, "s",
        "stage reached; NaN: did not happen"),
    column(
        "cleared", [](auto& r) -> auto& { return r.alarm.cleared; }, "s",
        "the condition ended; NaN: not within the run"),
    column(
        "device", [](auto& r) -> auto& { return r.alarm.device; }, "1", "row of /model/devices"),
    column(
        "bed", [](auto& r) -> auto& { return r.alarm.bed; }, "1", "row of /model/building/beds"),
    column(
        "patient", [](auto& r) -> auto& { return r.alarm.patient; }, "1", "number of the patient"),
    column(
        "nurse", [](auto& r) -> auto& { return r.alarm.nurse; }, "1", "who came to the bedside"),
    column(
        "priority", [](auto& r) -> auto& { return r.alarm.priority; }, "none", "priority"),
    column(
        "kind", [](auto& r) -> auto& { return r.alarm.kind; }, "none", "what raised it"),
    column(
        "real", [](auto& r) -> auto& { return r.alarm.real; }, "1", "1: a true condition"),
    column(
        "escalations", [](auto& r) -> auto& { return r.alarm.escalations; }, "1",
        "pushes after the first"),
    column("end", &AlarmRecord::end, "none", "how the alarm ended"),
    column("cause", &AlarmRecord::cause, "none", "why it was lost; only where end is lost")};

template <>
inline constexpr auto columns<flow::LinkChange> = std::tuple{
    column("at", &flow::LinkChange::at, "s", "since start of run"),
    column("device", &flow::LinkChange::device, "1", "row of /model/devices"),
    column("connected", &flow::LinkChange::connected, "1", "1: regained its path, 0: lost it")};

template <>
inline constexpr auto columns<Blind> =
    std::tuple{column("cause", &Blind::cause, "none", "the fault or loss behind it"),
               column("bed_minutes", &Blind::bed_minutes, "min",
                      "monitored beds without data, times minutes")};

template <>
inline constexpr auto columns<Fault> =
    std::tuple{column("what", &Fault::what, "none", "what failed or was attacked"),
               column("at", &Fault::at, "s", "since start of run"),
               column("until", &Fault::until, "s", "repaired; NaN: not within the run")};

template <>
inline constexpr auto columns<Warning> = std::tuple{
    column("model", &Warning::model, "none", "the model that was used outside its range"),
    column("text", &Warning::text, "none", "what to check before trusting"),
    column("count", &Warning::count, "1", "how often"),
    column("first_at", &Warning::first_at, "s", "first time, since start of run")};

template <>
inline constexpr auto columns<Replication> = std::tuple{
    column("events", &Replication::events, "1", "events handled"),
    column("simulated", &Replication::simulated_s, "s", "simulated time, warm-up included"),
    column("wall", &Replication::wall_s, "s", "wall time it took"),
    column("peak_memory", &Replication::peak_memory_bytes, "B", "largest resident memory"),
    column("event_hash", &Replication::event_hash, "1", "64-bit hash of the event log")};

template <>
inline constexpr auto columns<Requirement> = std::tuple{
    column("name", &Requirement::name, "none", "the requirement as written"),
    column("unit", &Requirement::unit, "none", "unit of limit, value, low and high"),
    column("limit", &Requirement::limit, "see column unit", "what it is held against"),
    column("at_most", &Requirement::at_most, "1", "1: value must be <= limit, 0: >= limit"),
    column("value", &Requirement::value, "see column unit", "what the run gives"),
    column("low", &Requirement::low, "see column unit", "lower end of the 95 % interval"),
    column("high", &Requirement::high, "see column unit", "upper end; infinity: no bound"),
    column("verdict", &Requirement::verdict, "none", "met, not met or not decided"),
    column(
        "budget_unit", [](auto& r) -> auto& { return r.budget.unit; }, "none",
        "unit of the error budget; empty: the requirement has none"),
    column(
        "budget", [](auto& r) -> auto& { return r.budget.allowed; }, "see column budget_unit",
        "what the limit allows in one run; NaN: no budget"),
    column(
        "budget_spent", [](auto& r) -> auto& { return r.budget.spent; }, "see column budget_unit",
        "of it used, mean over replications"),
    column(
        "budget_spent_low", [](auto& r) -> auto& { return r.budget.low; }, "see column budget_unit",
        "lower end of the 95 % interval"),
    column(
        "budget_spent_high", [](auto& r) -> auto& { return r.budget.high; },
        "see column budget_unit", "upper end")};

template <>
inline constexpr auto columns<Precision> =
    std::tuple{column("name", &Precision::name, "none", "the precision as asked for"),
               column("unit", &Precision::unit, "none", "unit of value, low and high"),
               column("value", &Precision::value, "see column unit", "mean over replications"),
               column("low", &Precision::low, "see column unit", "lower end of the 95 % interval"),
               column("high", &Precision::high, "see column unit", "upper end"),
               column("allowed", &Precision::allowed, "see column unit",
                      "half width it may have; of the value where relative"),
               column("relative", &Precision::relative, "1", "1: allowed is a share of the value"),
               column("met", &Precision::met, "1", "1: the interval is narrow enough")};

template <>
inline constexpr auto columns<Quantity> =
    std::tuple{column("section", &Quantity::section, "none", "part of the hospital, in flow order"),
               column("subject", &Quantity::subject, "none", "which flow, access point, unit, ..."),
               column("quantity", &Quantity::quantity, "none", "what is measured"),
               column("unit", &Quantity::unit, "none", "unit of value, low and high"),
               column("value", &Quantity::value, "see column unit", "mean over replications"),
               column("low", &Quantity::low, "see column unit",
                      "lower end of the 95 % t interval; NaN: one replication"),
               column("high", &Quantity::high, "see column unit", "upper end")};

}  // namespace wardtwin::results
